#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <thread>

#include <hebb/certificate/well_formed.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/theorems/claim.hpp>

namespace hebb {
namespace {

using checker::Rejection;

/// For one certificate: about five seconds. Those of the ledger pass with two fifths of it.
constexpr std::uint64_t most_work = 50'000'000;

const Claim& compare_with_ledger(const Certificate& c) {
  const Claim* found = find_claim(c.claim);
  if (!found) throw Rejection("the ledger has no claim '" + c.claim + "'");
  const Claim& claim = *found;
  if ((claim.scope == Scope::every_dimension) != !c.dimension) throw Rejection("its dimension does not fit the claim");
  if (c.dimension && (*c.dimension < 2 || *c.dimension > 64)) throw Rejection("its dimension is out of range");
  const Constants printed = claim.printed_constants();
  if (printed.size() != c.constants.size() ||
      !std::equal(printed.begin(), printed.end(), c.constants.begin(),
                  [](const auto& a, const auto& b) { return a.first == b.first; })) {
    throw Rejection("its constants are not those of the claim");
  }
  const std::string difference = difference_between(c.statement, state(claim, c.dimension.value_or(0), c.constants));
  if (!difference.empty()) throw Rejection("its statement is not that of the claim: " + difference);
  return claim;
}

void check_composition(const Certificate& c, const Claim& claim, const Composition& composition,
                       const FindCertificate& find) {
  if (!claim.composed_from || c.dimension.value_or(0) < *claim.composed_from)
    throw Rejection("the claim does not follow from others here");
  if (c.constants != claim.printed_constants())
    throw Rejection("a composition proves the claim with its printed constants only");
  if (composition.premises.size() != claim.premises.size()) throw Rejection("it has the wrong number of premises");
  for (std::size_t k = 0; k < claim.premises.size(); ++k) {
    const Premise& premise = composition.premises[k];
    const Claim* needed = find_claim(claim.premises[k]);
    const bool same_dimension =
        needed->scope == Scope::every_dimension ? !premise.dimension : premise.dimension == c.dimension;
    if (premise.claim != needed->id || !same_dimension)
      throw Rejection("its premise " + premise.claim + " is not the one needed");
    const Certificate* other = find(premise);
    if (!other) throw Rejection("the certificate of its premise " + premise.claim + " is missing");
    if (other->claim != premise.claim || other->dimension != premise.dimension || digest(*other) != premise.digest) {
      throw Rejection("the certificate of its premise " + premise.claim + " has changed");
    }
    if (other->verdict() != Verdict::proved) throw Rejection("its premise " + premise.claim + " is refuted");
    if (other->constants != needed->printed_constants())
      throw Rejection("its premise " + premise.claim + " has other constants");
  }
}

/// The lines of to_text: domain, assumptions, goals.
std::vector<std::string> lines_of(const Statement& s) {
  std::vector<std::string> lines;
  std::istringstream text(to_text(s));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::string difference_between(const Statement& found, const Statement& wanted) {
  if (found == wanted) return {};
  const auto shown = [](const std::string& line) { return "'" + printable(line, 300) + "'"; };
  try {
    const std::vector<std::string> a = lines_of(found), b = lines_of(wanted);
    for (std::size_t k = 0; k < std::max(a.size(), b.size()); ++k) {
      if (k >= a.size()) return "it lacks " + shown(b[k]);
      if (k >= b.size()) return "it has " + shown(a[k]) + " besides";
      if (a[k] != b[k]) return "it has " + shown(a[k]) + " in place of " + shown(b[k]);
    }
  } catch (const std::exception&) {
    return "it cannot be written out";
  }
  return "it is recorded in other steps";
}

std::string equal_ledger_row(const Certificate& c) {
  for (const Claim& claim : ledger()) {
    if (!claim.state) continue;
    const bool every = claim.scope == Scope::every_dimension;
    std::vector<int> dimensions{every ? 0 : c.dimension.value_or(0)};
    if (!every && !c.dimension) {  // a claim of one dimension says it nowhere but in its domain
      dimensions.clear();
      for (int d = 2; d <= 8; ++d) dimensions.push_back(d);
    }
    for (const int d : dimensions) {
      if (!every && d < 2) continue;
      if (!claim.only_dimensions.empty() && std::ranges::find(claim.only_dimensions, d) == claim.only_dimensions.end())
        continue;
      if (state(claim, d) == c.statement) return every ? claim.id : claim.id + " for d = " + std::to_string(d);
    }
  }
  return {};
}

bool is_of_ledger(const Certificate& c) { return find_claim(c.claim) != nullptr; }

std::string mismatch_with_ledger(const Certificate& certificate) {
  try {
    compare_with_ledger(certificate);
    return {};
  } catch (const std::exception& e) {
    return e.what();
  }
}

std::string what_is_established(const Certificate& c) {
  std::string text(c.verdict() == Verdict::proved ? "" : to_string(c.verdict()));
  const Claim* claim = find_claim(c.claim);
  if (!claim) {
    std::string account;
    for (const auto& [name, value] : c.constants) account += (account.empty() ? "" : ", ") + name + " = " + value.str();
    if (!account.empty()) text += (text.empty() ? "" : "; ") + ("by its own account " + account);
    return text;
  }
  const Constants printed = claim->printed_constants();
  for (const auto& [name, value] : c.constants) {
    const auto found = printed.find(name);
    if (found != printed.end() && found->second == value) continue;
    text += (text.empty() ? "" : "; ") + name + " = " + value.str() +
            (found == printed.end() ? "" : ", printed " + found->second.str());
  }
  return text;
}

bool has_other_constants(const Certificate& c) {
  const Claim* claim = find_claim(c.claim);
  return claim && c.constants != claim->printed_constants();
}

CheckOutcome check(const Certificate& c, const FindCertificate& find, StopFlag stop) {
  const StopScope scope(stop);
  const checker::WorkScope work(most_work);
  CheckOutcome outcome;
  try {
    const Claim* claim = is_of_ledger(c) ? &compare_with_ledger(c) : nullptr;
    if (const std::string defect = defect_of(c.statement); !defect.empty())
      throw Rejection("it has no well-formed statement: " + defect);
    if (const auto* proofs = std::get_if<std::vector<Proof>>(&c.evidence)) {
      if (c.statement.goals.empty()) throw Rejection("it has no goals");
      if (proofs->size() != c.statement.goals.size()) throw Rejection("it has not one proof for each goal");
      for (int goal = 0; goal < static_cast<int>(proofs->size()); ++goal) {
        outcome.work +=
            std::visit([&](const auto& proof) { return checker::replay(c.statement, goal, proof); }, (*proofs)[goal]);
      }
    } else if (const auto* composition = std::get_if<Composition>(&c.evidence)) {
      if (!claim) throw Rejection("only rows of the ledger follow from others, and it has no claim '" + c.claim + "'");
      check_composition(c, *claim, *composition, find);
    } else {
      checker::replay(c.statement, std::get<Witness>(c.evidence));
      outcome.work = 1;
    }
    outcome.accepted = true;
  } catch (const std::exception& e) {
    outcome.reason = e.what();
  }
  return outcome;
}

namespace {

/// The certificate of a file or, as in `hebb check <(...)`, of a pipe. One that a directory holds is not read: perhaps
/// nobody ever writes into it.
Certificate read_named(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_fifo(path, error)) return read_certificate(path);
  std::ifstream in(path, std::ios::binary);
  return certificate_from_json({std::istreambuf_iterator<char>(in), {}});
}

/// Reads the certificate of a file and says what it is; nothing, and the reason, where it is none.
std::optional<Certificate> read_file(const std::filesystem::path& path, CheckedFile& file,
                                     Certificate (*read)(const std::filesystem::path&) = read_certificate) {
  try {
    Certificate c = read(path);
    file.claim = c.claim;
    file.established = what_is_established(c);
    file.other_constants = has_other_constants(c);
    file.of_ledger = is_of_ledger(c);
    if (!file.of_ledger) {
      file.statement = to_text(c.statement);
      file.equal_row = equal_ledger_row(c);
      file.recorded = c.statement;
      file.constants = c.constants;
    }
    return c;
  } catch (const std::exception& e) {
    const std::string named = path.string() + ": ";  // the outcome has the file's name already
    file.outcome.reason = e.what();
    if (file.outcome.reason.starts_with(named)) file.outcome.reason.erase(0, named.size());
    return std::nullopt;
  }
}

}  // namespace

CheckedFile check_file(const std::filesystem::path& path, StopFlag stop) {
  CheckedFile file;
  file.file = path.filename().string();
  const std::optional<Certificate> c = read_file(path, file, read_named);
  if (!c) return file;
  std::error_code error;
  if (std::holds_alternative<Composition>(c->evidence) && std::filesystem::is_regular_file(path, error)) {
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    for (CheckedFile& other : check_directory(folder, 0, stop)) {
      if (other.file == file.file) return std::move(other);
    }
  }
  try {
    throw_if_stopped(stop);
    file.outcome = check(
        *c, [](const Premise&) { return nullptr; }, stop);
  } catch (const Stopped&) {
    file.interrupted = true;
    file.outcome.reason = "interrupted";
  }
  return file;
}

// Long: what is read, compared and replayed stands side by side, each stage with its own way to fail.
std::vector<CheckedFile> check_directory(const std::filesystem::path& directory, unsigned threads, StopFlag stop) {
  std::vector<CheckedFile> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".json") files.emplace_back().file = entry.path().filename().string();
  }
  if (error) throw CertificateError("cannot read the directory " + directory.string() + ": " + error.message());
  if (files.empty()) throw CertificateError("there are no certificates (*.json) in " + directory.string());
  std::ranges::sort(files, {}, &CheckedFile::file);

  std::vector<std::optional<Certificate>> certificates(files.size());
  std::map<std::pair<std::string, std::optional<int>>, std::size_t> place;
  for (std::size_t k = 0; k < files.size(); ++k) {
    certificates[k] = read_file(directory / files[k].file, files[k]);
    if (!certificates[k]) continue;
    if (certificate_file_name(*certificates[k]) != files[k].file) {
      files[k].outcome.reason = "its name should be " + certificate_file_name(*certificates[k]);
      certificates[k].reset();
      continue;
    }
    place[{certificates[k]->claim, certificates[k]->dimension}] = k;
  }
  const FindCertificate find = [&](const Premise& premise) -> const Certificate* {
    const auto found = place.find({premise.claim, premise.dimension});
    return found == place.end() ? nullptr : &*certificates[found->second];
  };
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t k = next++; k < files.size(); k = next++) {
      if (!certificates[k]) continue;
      try {
        throw_if_stopped(stop);
        files[k].outcome = check(*certificates[k], find, stop);
      } catch (const Stopped&) {
        files[k].interrupted = true;
        files[k].outcome.reason = "interrupted";
      }
    }
  };
  {
    std::vector<std::jthread> pool;
    const unsigned count = threads ? threads : std::max(1U, std::thread::hardware_concurrency());
    for (unsigned t = 1; t < count; ++t) pool.emplace_back(work);
    work();
  }
  // A composition stands only if its premises do; repeat until nothing more falls.
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t k = 0; k < files.size(); ++k) {
      if (!files[k].outcome.accepted) continue;
      const auto* composition = std::get_if<Composition>(&certificates[k]->evidence);
      if (!composition) continue;
      for (const Premise& premise : composition->premises) {
        const auto& other = files[place.at({premise.claim, premise.dimension})];
        if (other.outcome.accepted) continue;
        files[k].interrupted = other.interrupted;
        files[k].outcome = {false,
                            other.interrupted ? "interrupted" : "its premise " + premise.claim + " is not accepted", 0};
        changed = true;
        break;
      }
    }
  }
  return files;
}

}  // namespace hebb
