#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"
#include "simulate/outputs_command.hpp"

namespace hebb::cli {
namespace {

struct OutputsExperimentArguments : ExperimentOptions {
  OutputsInput input;
  std::string algorithm = "both", base_rates = "1e-3,1e-4", ratios = "1,0.75,0.5";
};

int run_outputs(const OutputsExperimentArguments& options) {
  std::vector<OutputsAlgorithm> algorithms{OutputsAlgorithm::joint, OutputsAlgorithm::sequential};
  if (options.algorithm != "both") algorithms = {parse_algorithm(options.algorithm)};
  const Rational alpha = options.alpha();
  const Vec<Rational> base_rates = parse_positive("--alpha", options.base_rates,
                                                  parse_numbers("--alpha", options.base_rates).size()),
                      ratios =
                          parse_positive("--ratios", options.ratios, parse_numbers("--ratios", options.ratios).size());
  std::vector<OutputsResult> results;
  for (const OutputsAlgorithm algorithm : algorithms) {
    for (const Rational& base : base_rates) {
      Vec<Rational> rates = ratios;
      for (Rational& r : rates) r *= base;
      OutputsProblem problem = read_outputs_problem(options.input, rates, algorithm);
      const OutputsOptions how = read_outputs_options(options.input, problem);
      results.push_back(
          {fmt::format("{}, base rate {}", name(algorithm), to_string(base)), std::move(problem), how, {}});
    }
  }
  Json recorded = outputs_options_json(options.input, results.front().problem, results.front().options, alpha);
  recorded["algorithm"] = options.algorithm;
  recorded["alpha"] = exact_json(base_rates);
  recorded["ratios"] = exact_json(ratios);
  CheckpointFile checkpoint(options.input.resume);
  report("outputs", options, recorded, [&] {
    run_outputs(results, checkpoint);
    Json rows = Json::array();
    for (const OutputsResult& r : results) rows.push_back(outputs_json(r, alpha));
    return Findings{[&] { print_outputs_table(results, alpha); }, Json{{"results", rows}},
                    outputs_picture("experiment-outputs", results)};
  });
  return report_interruption(results, checkpoint);
}

}  // namespace

void add_outputs_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<OutputsExperimentArguments>();
  Command command = parent.add_subcommand(
      "outputs", "Several outputs: both algorithms, two base learning rates; which inputs do they find?");
  command.add_option("--algorithm", options->algorithm, "joint, sequential or both").shows_default();
  command.add_option("--alpha", options->base_rates, "Base learning rates, exact").shows_default();
  command.add_option("--ratios", options->ratios, "Learning rate of each output over the base rate").shows_default();
  add_outputs_options(command, options->input);
  add_confidence(command, *options);
  add_json(command, options->json);
  add_svg(command, options->svg, "Write a plot to this file");
  command.footer(
      "Ctrl-C keeps what is done (exit code 3); with --resume the same command goes on.\n"
      "Examples:\n"
      "  hebb experiment outputs --svg outputs.svg\n"
      "  hebb experiment outputs --algorithm joint --alpha 1e-2,1e-3,1e-4 --runs 1000 --json outputs.json");
  command.callback([options, &exit_code] { exit_code = run_outputs(*options); });
}

}  // namespace hebb::cli
