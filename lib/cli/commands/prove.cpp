#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include <hebb/language/claims.hpp>
#include <hebb/reports/claims_table.hpp>
#include <hebb/reports/json.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/verify/run.hpp>

#include "commands/commands.hpp"
#include "shared/claim_files.hpp"
#include "shared/echo.hpp"
#include "shared/ledger_files.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {
namespace {

struct ProveArguments {
  std::string file, dimensions, tighten, method;
  LedgerFiles files;
  std::vector<std::string> names, settings;
  double budget = 10;
  unsigned threads = 0;
  bool explain = false;
};

int exit_code_of(const ClaimResult& row) {
  if (row.flaw != Flaw::none) return bad_input;
  return row.verdict == Verdict::proved ? success : row.verdict == Verdict::refuted ? refuted : undecided;
}

LedgerRun recorded(const ProveArguments& options, const RunOptions& run) {
  return {.command = "prove",
          .options = {{"file", given_text(options.file)},
                      {"names", given_texts(options.names)},
                      {"d", given_text(options.dimensions)},
                      {"set", given_settings(run.replaced)},
                      {"tighten", given_text(options.tighten)},
                      {"budget", options.budget},
                      {"method", given_text(options.method)}},
          .complete = !interrupted()};
}

/// Says what --d asks for and is in no row. Throws PreconditionError when there is no row at all.
void tell_missing_dimensions(const ProveArguments& options, const std::vector<Claim>& claims, const RunOptions& run) {
  if (options.dimensions.empty()) return;
  std::set<const Claim*> asked;
  for (const Claim& claim : claims) {
    if (run.ids.empty()) asked.insert(&claim);
  }
  for (const std::string& word : run.ids) {
    for (const Claim* claim : claims_meant(word, claims)) asked.insert(claim);
  }
  std::vector<std::string> missing;
  bool any = false;
  for (const Claim* claim : asked) {
    const auto& stated = claim->only_dimensions;
    const bool has_row = stated.empty() || (run.d_min <= stated.back() && run.d_max >= stated.front());
    any = any || has_row;
    if (stated.empty()) {
      missing.push_back(fmt::format("{} has no dimension and is proved as it stands", claim->id));
    } else if (run.d_min < stated.front() || run.d_max > stated.back()) {
      const std::string range =
          stated.size() == 1 ? fmt::format("{}", stated.front()) : fmt::format("{}..{}", stated.front(), stated.back());
      missing.push_back(fmt::format("{} is stated for d = {} only", claim->id, range));
    }
  }
  if (missing.empty()) return;
  const std::string text = fmt::format("--d {}: {}", options.dimensions, fmt::join(missing, "; "));
  require(any, text);
  tell("hebb: {}\n", text);
}

// Long: one claim after the other, each with its own way to end.
int run(const ProveArguments& options) {
  std::vector<Claim> claims = claims_of(options.file);
  for (Claim& claim : claims) {
    const bool has = std::ranges::any_of(claim.constants, [&](const Constant& c) { return c.name == options.tighten; });
    claim.tighten = has ? std::optional(options.tighten) : std::nullopt;
  }
  require(options.tighten.empty() || std::ranges::any_of(claims, [](const Claim& c) { return c.tighten.has_value(); }),
          fmt::format("--tighten {}: no claim of {} has a constant of that name", options.tighten, options.file));
  RunOptions run;
  run.claims = &claims;
  run.ids = options.names;
  run.d_max = 64;
  if (!options.dimensions.empty()) {
    const DimensionRange range = parse_dimensions(options.dimensions);
    run.d_min = range.first;
    run.d_max = range.last;
  }
  run.replaced = parse_settings(options.settings);
  run.threads = options.threads;
  run.prove.seconds = options.budget;
  require(options.method.empty() || std::ranges::count(proof_methods, options.method) == 1, [&] {
    return fmt::format("--method {}: must be one of {}", options.method, fmt::join(proof_methods, ", "));
  });
  run.prove.method = options.method;
  run.tightness = !options.tighten.empty();
  run.tighten.prove.seconds = options.budget;
  const std::filesystem::path certificates = options.files.certificates_folder();
  if (!certificates.empty()) run.certificates = certificates;
  for (const std::string& name : options.names) {  // before anything is written
    std::error_code ignored;
    require(
        std::ranges::any_of(claims, [&](const Claim& c) { return c.id == name; }) ||
            !std::filesystem::is_regular_file(name, ignored),
        [&] { return fmt::format("{} is a file: one file at a time, then names of claims in it", printable(name)); });
    claims_meant(name, claims);
  }
  require_own_names(claims, run);
  const bool table = options.files.require_places();
  tell_missing_dimensions(options, claims, run);

  LedgerResult result = verify(
      run,
      [&](const ClaimResult& row, std::size_t done, std::size_t total) {
        if (total > 1) show_work(row.id, done, total);
      },
      interrupt_flag());
  result.version = HEBB_VERSION;

  // Files first: whoever reads the table may stop reading (hebb prove | head).
  const std::string failure =
      options.files.write(result, options.files.json.empty() ? "" : to_json(result, recorded(options, run)),
                          options.file == "-" ? "the standard input" : options.file);
  if (table) fmt::print("{}", to_claims_text(result, options.explain));
  require(failure.empty(), failure);
  tell_places(options.files.report, certificates, table);
  if (interrupted()) {
    tell("hebb: interrupted; the claims that were cut say so, the others are complete or missing\n");
    return undecided;
  }
  int code = success;
  for (const int worst : {refuted, bad_input, undecided}) {
    const bool any = std::ranges::any_of(result.claims, [&](const ClaimResult& r) { return exit_code_of(r) == worst; });
    if (any && code == success) code = worst;
  }
  return code;
}

}  // namespace

void add_prove(Command app, int& exit_code) {
  Command command = app.add_subcommand("prove", "Prove or refute claims of your own, from a text file");
  auto options = std::make_shared<ProveArguments>();
  command.add_option("FILE", options->file, "Claims, see docs/reference/claim-language.md; - is standard input")
      .required();
  command.add_option("NAMES", options->names, "Claims of the file (default: all)");
  command.add_option("--d", options->dimensions,
                     "Dimension or range of dimensions (default: those of the claim, 'for d = 2..8')");
  command.add_option("--set", options->settings, "NAME=RATIONAL: replace a constant").one_value_each();
  command.add_option("--tighten", options->tighten, "Enclose the best value of this constant");
  command.add_seconds("--budget", options->budget, "Seconds for each goal");
  command.add_option(
      "--method", options->method,
      "The only method: coefficients, splits, squares, boxes or chains (default: what fits, cheap ones first)");
  add_threads_option(command, options->threads);
  options->files.add_to(command);
  command.add_flag("--explain", options->explain, "Show what was recorded, and what the proof consists of");
  command.footer(
      "Examples:\n"
      "  echo 'claim square variable x in [0, 1] prove x >= x^2' | hebb prove -\n"
      "  hebb prove mine.claim --certificates out && hebb check out\n"
      "  hebb prove mine.claim bennett --tighten c\n"
      "Exit codes: 0 all proved, 1 one refuted, 2 bad input (also: undefined, or an empty domain), 3 undecided.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
