#include "shared/coq_check.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/drawing/utf8.hpp>
#include <hebb/text/printable.hpp>

#include "shared/common.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {
namespace {

using Outcome = CoqCheckedFile::Outcome;

/// Those of logic and the reals by name; Coq's primitive integers and floats, of which there are dozens, by their
/// number.
void print_axioms(const std::set<std::string>& axioms) {
  std::vector<std::string> named;
  for (const std::string& axiom : axioms) {
    const bool primitive = std::ranges::any_of(std::array{"PrimInt63.", "Uint63.", "PrimFloat.", "FloatAxioms."},
                                               [&](const char* module) { return axiom.starts_with(module); });
    if (!primitive) named.push_back(axiom);
  }
  fmt::print("axioms: {}", named.empty() ? "none" : fmt::format("{}", fmt::join(named, ", ")));
  if (const std::size_t others = axioms.size() - named.size())
    fmt::print("; {} on primitive integers and floats (proofs-support/coq/checker_axioms.txt)", others);
  fmt::print("\n");
}

void print_file(const CoqCheckedFile& file, bool quiet, bool interrupted) {
  const std::string name = printable(file.file);
  if (file.outcome == Outcome::accepted && (!quiet || has_other_constants(*file.certificate))) {
    const std::string established = what_is_established(*file.certificate);
    fmt::print("accepted  {}{}{}\n", name, established.empty() ? "" : ": ", printable(established));
    if (!quiet && !is_of_ledger(*file.certificate)) {  // the statement that it stands for
      std::istringstream lines(to_text(file.certificate->statement));
      for (std::string line; std::getline(lines, line);) fmt::print("    {}\n", printable(line));
    }
  }
  // Whether it is accepted that they rest on is not known when the run was cut.
  if (file.outcome == Outcome::rests && !quiet && !interrupted)
    fmt::print("rests on  {}: {}\n", name, printable(file.reason));
  if (file.outcome == Outcome::rejected) fmt::print("rejected  {}: {}\n", name, printable(file.reason));
}

Json report_json(const std::string& directory, const CoqCheckReport& report, double seconds) {
  Json out = json_document("check", {{"path", valid_utf8(directory)}, {"against", nullptr}, {"coq", true}});
  const bool cut = report.interrupted;
  out["complete"] = !cut;
  out["accepted"] = report.count(Outcome::accepted);
  out["rejected"] = report.count(Outcome::rejected);
  out["not_checked"] = report.count(Outcome::pending) + (cut ? report.count(Outcome::rests) : 0);
  out["rests_on_others"] = cut ? 0 : report.count(Outcome::rests);
  out["coq_files"] = report.coq_files;
  out["axioms"] = std::vector<std::string>(report.axioms.begin(), report.axioms.end());
  out["seconds"] = seconds;
  out["files"] = Json::array();
  for (const CoqCheckedFile& file : report.files) {
    const Outcome outcome = file.outcome;
    const bool not_checked = outcome == Outcome::pending || (outcome == Outcome::rests && cut);
    out["files"].push_back(
        {{"file", valid_utf8(file.file)},
         {"claim", file.certificate ? Json(valid_utf8(file.certificate->claim)) : Json(nullptr)},
         {"outcome", not_checked                    ? "not checked"
                     : outcome == Outcome::accepted ? "accepted"
                     : outcome == Outcome::rests    ? "rests on others"
                                                    : "rejected"},
         {"reason", file.reason.empty() ? Json(nullptr) : Json(valid_utf8(file.reason))},
         {"established",
          outcome == Outcome::accepted ? Json(valid_utf8(what_is_established(*file.certificate))) : Json(nullptr)},
         {"other_constants", file.certificate && has_other_constants(*file.certificate)},
         {"statement", nullptr},
         {"equal_row", nullptr},
         {"equal_claim", nullptr}});
  }
  return out;
}

}  // namespace

int show_coq_check(CoqCheckOptions options, const std::string& record, const std::string& json, bool quiet) {
  const bool table = !require_outputs({{"--json", json}}, {{"--record", record}});
  const std::filesystem::path directory = options.directory;
  options.is_recorded = !record.empty();
  options.stop = interrupt_flag();
  options.settled = [](const CoqCheckedFile& file, std::size_t done, std::size_t total) {
    show_work(file.file, done, total);
    if (!shows_progress() && total >= 50 && 10 * done / total != 10 * (done - 1) / total)
      tell("{} of {} certificates\n", done, total);
  };
  const auto start = std::chrono::steady_clock::now();
  const CoqCheckReport report = check_with_coq(options);
  if (table) {
    for (const CoqCheckedFile& file : report.files) print_file(file, quiet, report.interrupted);
  }
  const std::size_t rejected = report.count(Outcome::rejected), rests = report.count(Outcome::rests);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (table) {
    fmt::print("{} accepted, {} rejected by the verified checker, {} rest on others; {} Coq files in {:.1f} s\n",
               report.count(Outcome::accepted), rejected, rests, report.coq_files, seconds);
  }
  if (!json.empty()) write_json(json, report_json(directory.string(), report, seconds));
  if (report.interrupted) {
    tell("hebb: interrupted; {} of {} certificates were not checked\n", report.count(Outcome::pending) + rests,
         report.files.size());
    return undecided;
  }
  if (table && report.coq_files > 0) print_axioms(report.axioms);
  if (!record.empty()) write_file_atomically(record, coq_record(report));
  return rejected > 0 ? refuted : success;
}

}  // namespace hebb::cli
