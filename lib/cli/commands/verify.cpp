#include <filesystem>

#include <fmt/format.h>

#include <hebb/reports/json.hpp>
#include <hebb/reports/table.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/verify/run.hpp>

#include "commands/commands.hpp"
#include "shared/echo.hpp"
#include "shared/ledger_files.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {
namespace {

struct VerifyArguments {
  std::vector<std::string> ids, settings;
  std::string dimensions = "2..8";
  LedgerFiles files;
  double budget = 30;
  unsigned threads = 0;
  bool no_tightness = false;
};

LedgerRun recorded(const VerifyArguments& options, const RunOptions& run) {
  return {.command = "verify",
          .options = {{"ids", given_texts(options.ids)},
                      {"d", given_text(options.dimensions)},
                      {"set", given_settings(run.replaced)},
                      {"no_tightness", options.no_tightness},
                      {"budget", options.budget}},
          .complete = !interrupted()};
}

int exit_code_of(const LedgerResult& result) {
  int code = success;
  for (const ClaimResult& row : result.claims) {
    // With constants of one's own there is no expected verdict: the exit code says what came out.
    if (row.verdict == row.expected.value_or(Verdict::proved)) continue;
    if (row.verdict == Verdict::refuted || code == refuted)
      code = refuted;
    else
      code = undecided;
  }
  return code;
}

int run(const VerifyArguments& options) {
  RunOptions run;
  run.ids = options.ids;
  const DimensionRange range = parse_dimensions(options.dimensions);
  run.d_min = range.first;
  run.d_max = range.last;
  run.replaced = parse_settings(options.settings);
  run.threads = options.threads;
  run.prove.seconds = options.budget;
  run.tightness = !options.no_tightness;
  const std::filesystem::path certificates = options.files.certificates_folder();
  if (!certificates.empty()) run.certificates = certificates;
  const bool table = options.files.require_places();

  LedgerResult result = verify(
      run,
      [&](const ClaimResult& row, std::size_t done, std::size_t total) {
        show_work(row.id, done, total);
        if (!shows_progress() && total >= 50 && 10 * done / total != 10 * (done - 1) / total)
          tell("{} of {} rows\n", done, total);
      },
      interrupt_flag());
  result.version = HEBB_VERSION;

  // Files first: whoever reads the table may stop reading (hebb verify | head).
  const std::string failure =
      options.files.write(result, options.files.json.empty() ? "" : to_json(result, recorded(options, run)));
  if (table) fmt::print("{}", to_table(result, {terminal_width(), colours_output()}));
  require(failure.empty(), failure);
  tell_places(options.files.report, certificates, table);
  if (interrupted()) {
    tell("hebb: interrupted; the rows that were cut say so, the others are complete or missing\n");
    return undecided;
  }
  return exit_code_of(result);
}

}  // namespace

void add_verify(Command app, int& exit_code) {
  Command command = app.add_subcommand("verify", "Prove or refute the claims of the ledger");
  auto options = std::make_shared<VerifyArguments>();
  command.add_option("IDS", options->ids, "Claims (default: all); R2 means R2.paper, R2.sharp, ...");
  command.add_option("--d", options->dimensions, "Dimension or range of dimensions, 2..64").shows_default();
  command.add_option("--set", options->settings, "NAME=RATIONAL: replace a constant of the selected claims")
      .one_value_each();
  command.add_seconds("--budget", options->budget, "Seconds for each goal");
  add_threads_option(command, options->threads);
  options->files.add_to(command);
  command.add_flag("--no-tightness", options->no_tightness, "Do not enclose the best constants");
  command.footer(
      "Examples:\n"
      "  hebb verify --report report\n"
      "  hebb verify G R2 --d 30 --no-tightness\n"
      "  hebb verify G2 --d 3 --set factor=101/100      refuted, with a witness; exit code 1");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
