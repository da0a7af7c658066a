#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/check/checker.hpp>
#include <hebb/coq/folder.hpp>
#include <hebb/theorems/coq_theorems.hpp>

namespace hebb {
namespace {

namespace fs = std::filesystem;

/// Why the certificate rests on others, and where the argument is.
std::string composition_text(const Certificate& c) {
  std::vector<std::string> names;
  for (const CoqTheorem& t : coq_theorems_of(c.claim)) {
    if (covers_the_claim(t.covers)) names.emplace_back(t.name);
  }
  return fmt::format("{} premises; argument in {}", std::get<Composition>(c.evidence).premises.size(),
                     names.empty() ? "prose" : fmt::format("Coq: {}", fmt::join(names, ", ")));
}

const CoqCheckedFile* find_premise(const std::vector<CoqCheckedFile>& items, const Premise& premise) {
  const auto found = std::ranges::find_if(items, [&](const CoqCheckedFile& item) {
    return item.outcome != CoqCheckedFile::Outcome::rejected && item.certificate &&
           item.certificate->claim == premise.claim && item.certificate->dimension == premise.dimension;
  });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

void reject_without_premises(std::vector<CoqCheckedFile>& items) {
  for (bool changed = true; changed;) {
    changed = false;
    for (CoqCheckedFile& item : items) {
      if (item.outcome != CoqCheckedFile::Outcome::rests) continue;
      for (const Premise& premise : std::get<Composition>(item.certificate->evidence).premises) {
        if (find_premise(items, premise)) continue;
        item.outcome = CoqCheckedFile::Outcome::rejected;
        item.reason = "its premise " + premise.claim + " is not accepted";
        changed = true;
        break;
      }
    }
  }
}

std::vector<CoqCheckedFile> read_for_coq(const fs::path& directory) {
  std::vector<CoqCheckedFile> items;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".json")
      items.push_back({entry.path().filename().string(), {}, CoqCheckedFile::Outcome::pending, {}});
  }
  if (error) throw CertificateError("cannot read the directory " + directory.string() + ": " + error.message());
  if (items.empty()) throw CertificateError("there are no certificates (*.json) in " + directory.string());
  std::ranges::sort(items, {}, &CoqCheckedFile::file);
  for (CoqCheckedFile& item : items) {
    try {
      item.certificate = read_certificate(directory / item.file);
      if (certificate_file_name(*item.certificate) != item.file)
        item.reason = "its name should be " + certificate_file_name(*item.certificate);
      else if (is_of_ledger(*item.certificate))
        item.reason = mismatch_with_ledger(*item.certificate);
      else if (std::holds_alternative<Composition>(item.certificate->evidence))
        item.reason = "a claim that is not of the ledger follows from no others";
    } catch (const std::exception& e) {
      item.reason = e.what();
    }
    if (!item.reason.empty()) item.outcome = CoqCheckedFile::Outcome::rejected;
  }
  const FindCertificate find = [&](const Premise& premise) -> const Certificate* {
    const CoqCheckedFile* found = find_premise(items, premise);
    return found ? &*found->certificate : nullptr;
  };
  for (CoqCheckedFile& item : items) {
    if (item.outcome == CoqCheckedFile::Outcome::rejected ||
        !std::holds_alternative<Composition>(item.certificate->evidence))
      continue;
    const CheckOutcome compared =
        check(*item.certificate, find);  // a composition: its premises are compared, nothing is computed
    item.outcome = compared.accepted ? CoqCheckedFile::Outcome::rests : CoqCheckedFile::Outcome::rejected;
    item.reason = compared.accepted ? composition_text(*item.certificate) : compared.reason;
  }
  return items;
}

}  // namespace hebb
