#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "figure/figure.hpp"
#include "shared/inputs.hpp"
#include "simulate/outputs_command.hpp"

namespace hebb::cli {
namespace {

struct FigureOutputsArguments {
  OutputsInput input;
  std::string out = ".", algorithm = "joint";
};

/// Both base rates over the same number of steps, and the slower one once more over the time a k of the faster one: a
/// tenth of the rate needs ten times the steps to converge.
int draw_outputs(const FigureOutputsArguments& options) {
  prepare_directory(options.out);
  const OutputsAlgorithm algorithm = parse_algorithm(options.algorithm);
  const Rational fast = Rational(1) / 1000, slow = Rational(1) / 10000;
  std::vector<OutputsResult> results;
  const auto add = [&](const Rational& base, const std::string& steps) {
    OutputsInput input = options.input;
    input.steps = steps;
    OutputsProblem problem = read_outputs_problem(input, {base, base * 3 / 4, base / 2}, algorithm);
    const OutputsOptions how = read_outputs_options(input, problem);
    results.push_back(
        {fmt::format("base rate {}, {} steps", to_decimal(base), problem.steps), std::move(problem), how, {}});
  };
  add(fast, options.input.steps);
  add(slow, options.input.steps);
  add(slow, std::to_string(10 * parse_count("--steps", options.input.steps, 10, 100'000'000)));
  CheckpointFile checkpoint(options.input.resume);
  run_outputs(results, checkpoint);
  print_outputs_table(results, Rational(1) / 20);
  for (const OutputsResult& r : results) {
    if (r.tally.runs.empty()) continue;
    write_data(options.out, fmt::format("figure-5-rate-{}-steps-{}.csv", to_decimal(r.problem.a[0]), r.problem.steps),
               outputs_csv(r.tally));
  }
  if (const auto picture = outputs_picture("figure-5", results)) write_figure(options.out, *picture);
  return report_interruption(results, checkpoint);
}

}  // namespace

void add_figure_outputs(Command parent, int& exit_code) {
  Command command =
      parent.add_subcommand("5", "Misalignment of three outputs in 100 runs, for two base learning rates");
  auto options = std::make_shared<FigureOutputsArguments>();
  command.add_option("--out", options->out, "Directory of the files figure-5*").shows_default();
  command.add_option("--algorithm", options->algorithm, "joint or sequential").shows_default();
  add_outputs_options(command, options->input);
  command.footer(
      "Learning rates: 1e-3 and 1e-4, times 1, 0.75, 0.5 for the three outputs.\n"
      "Example:\n"
      "  hebb figure 5 --out figures");
  command.callback([options, &exit_code] { exit_code = draw_outputs(*options); });
}

}  // namespace hebb::cli
