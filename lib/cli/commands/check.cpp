#include <algorithm>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include <hebb/check/checker.hpp>
#include <hebb/text/printable.hpp>

#include "commands/commands.hpp"
#include "shared/claim_files.hpp"
#include "shared/coq_check.hpp"
#include "shared/echo.hpp"

namespace hebb::cli {
namespace {

/// What a certificate that no row of the ledger stands behind vouches for, and where else that is said.
void show_statement(const CheckedFile& file, const std::vector<Claim>& given) {
  std::string text = file.statement;
  for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
    fmt::print("    {}\n", printable(text.substr(0, end)));
  const std::string equal = equal_claim(file, given);
  if (!given.empty()) {
    const bool is_named = std::ranges::find(given, file.claim, &Claim::id) != given.end();
    fmt::print("    {}\n", !equal.empty() ? "of the given file the claim " + printable(equal)
                           : is_named
                               ? "no claim of the given file: its " + printable(file.claim) + " says something else"
                               : "no claim of the given file");
  }
  fmt::print("    {}\n",
             file.equal_row.empty() ? "no row of the ledger" : "the row " + file.equal_row + " of the ledger");
}

void print_file(const CheckedFile& file, const std::vector<Claim>& given, bool quiet) {
  if (file.interrupted) return;
  if (!file.outcome.accepted) {
    fmt::print("rejected  {}: {}\n", printable(file.file), printable(file.outcome.reason));
  } else if (!quiet || file.other_constants) {
    fmt::print("accepted  {}{}{}\n", printable(file.file), file.established.empty() ? "" : ": ",
               printable(file.established));
    if (!file.of_ledger && !quiet) show_statement(file, given);
  }
}

struct Counts {
  std::size_t rejected = 0, cut = 0, work = 0;
  double seconds = 0;
};

Counts count(const std::vector<CheckedFile>& files) {
  Counts out;
  for (const CheckedFile& file : files) {
    out.work += file.outcome.work;
    if (file.interrupted)
      ++out.cut;
    else if (!file.outcome.accepted)
      ++out.rejected;
  }
  return out;
}

void add_results(Json& out, const std::vector<CheckedFile>& files, const std::vector<Claim>& given,
                 const Counts& counts) {
  out["complete"] = counts.cut == 0;
  out["accepted"] = files.size() - counts.rejected - counts.cut;
  out["rejected"] = counts.rejected;
  out["not_checked"] = counts.cut;
  out["work"] = counts.work;
  out["seconds"] = counts.seconds;
  out["files"] = Json::array();
  for (const CheckedFile& file : files) {
    const bool accepted = !file.interrupted && file.outcome.accepted, own = accepted && !file.of_ledger;
    out["files"].push_back({{"file", given_text(file.file)},
                            {"claim", given_text(file.claim)},
                            {"outcome", file.interrupted ? "not checked"
                                        : accepted       ? "accepted"
                                                         : "rejected"},
                            {"reason", accepted || file.interrupted ? Json(nullptr) : given_text(file.outcome.reason)},
                            {"established", accepted ? given_text(file.established) : Json(nullptr)},
                            {"other_constants", file.other_constants},
                            {"statement", own ? given_text(file.statement) : Json(nullptr)},
                            {"equal_row", own ? given_text(file.equal_row) : Json(nullptr)},
                            {"equal_claim", own ? given_text(equal_claim(file, given)) : Json(nullptr)}});
  }
}

}  // namespace

// Long: the options of both checkers, and what the plain one shows.
void add_check(Command app, int& exit_code) {
  Command command =
      app.add_subcommand("check", "Replay the certificates of a directory in exact rational arithmetic, or in Coq");
  struct Options {
    std::string directory;
    unsigned threads = 0;
    bool quiet = false, coq = false;
    std::string checker, keep, record, against, json;
    CoqCheckOptions with_coq;
  };
  auto options = std::make_shared<Options>();
  command
      .add_option("PATH", options->directory,
                  "A certificate, or a directory of them, as written by verify or prove --certificates")
      .required();
  command.add_option("--against", options->against,
                     "Say of each certificate that is not of the ledger which claim of this file it states");
  add_threads_option(command, options->threads);
  command.add_flag("--quiet", options->quiet,
                   "Only the rejected ones, those with other constants than the printed ones, and the summary");
  Option coq = command.add_flag("--coq", options->coq, "By the checker that is verified in Coq; needs coqc");
  command.add_count("--jobs", options->with_coq.jobs, 1, 1024, "coqc processes at the same time").needs(coq);
  command.add_count("--batch", options->with_coq.batch, 1, 100'000, "Certificates in one Coq file").needs(coq);
  command.add_option("--checker", options->checker, "Build folder of the compiled checker (default: build/proofs/coq)")
      .needs(coq);
  command.add_option("--keep", options->keep, "Leave the Coq files in this folder").needs(coq);
  command.add_option("--record", options->record, "Write the digests of the accepted certificates to this file")
      .needs(coq);
  add_json(command, options->json);
  command.footer(
      "Examples:\n  hebb check report/certificates\n  hebb check out/mine.json --against mine.claim\n  hebb check "
      "--coq report/certificates --jobs 2");
  command.callback([options, &exit_code] {
    if (options->coq) {
      require(std::filesystem::is_directory(options->directory), [&] {
        return fmt::format("check --coq {}: give a directory of certificates", printable(options->directory));
      });
      options->with_coq.directory = options->directory;
      options->with_coq.checker = options->checker;
      options->with_coq.keep = options->keep;
      exit_code = show_coq_check(options->with_coq, options->record, options->json, options->quiet);
      return;
    }
    const bool table = !require_outputs({{"--json", options->json}});
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Claim> given = options->against.empty() ? std::vector<Claim>{} : claims_of(options->against);
    const std::filesystem::path path = options->directory;
    const bool is_file = std::filesystem::exists(path) && !std::filesystem::is_directory(path);
    const auto files = is_file ? std::vector<CheckedFile>{check_file(path, interrupt_flag())}
                               : check_directory(path, options->threads, interrupt_flag());
    Counts counts = count(files);
    counts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto& [rejected, cut, work, seconds] = counts;
    if (table) {
      for (const CheckedFile& file : files) print_file(file, given, options->quiet);
      fmt::print("{} accepted, {} rejected{}; {} coefficients and boxes in {:.1f} s\n", files.size() - rejected - cut,
                 rejected, cut == 0 ? "" : fmt::format(", {} not checked", cut), work, seconds);
    }
    if (!options->json.empty()) {
      Json out = json_document(
          "check",
          {{"path", given_text(options->directory)}, {"against", given_text(options->against)}, {"coq", false}});
      add_results(out, files, given, counts);
      write_json(options->json, out);
    }
    if (rejected > 0) exit_code = refuted;
    if (interrupted()) {
      tell("hebb: interrupted; {} of {} certificates were not checked\n", cut, files.size());
      exit_code = undecided;
    }
  });
}

}  // namespace hebb::cli
