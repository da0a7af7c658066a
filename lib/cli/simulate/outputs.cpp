#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"
#include "simulate/outputs_command.hpp"

namespace hebb::cli {
namespace {

struct OutputsSimulateArguments {
  OutputsInput input;
  std::string algorithm = "joint", alpha = "1e-3,7.5e-4,5e-4", csv, trajectories, svg, confidence = "0.99";
  std::string json;
};

/// "run,output,step,p_1,...": p of every output at every sample.
std::string trajectories_csv(const OutputsTally& tally) {
  std::string csv = "run,output,step";
  for (std::size_t i = 0; i < tally.runs.front().final.front().size(); ++i) csv += fmt::format(",p_{}", i + 1);
  csv += "\n";
  for (const OutputsRun& run : tally.runs) {
    for (std::size_t j = 0; j < run.path.size(); ++j) {
      for (std::size_t k = 0; k < tally.samples.size(); ++k) {
        csv += fmt::format("{},{},{}", run.number, j + 1, tally.samples[k]);
        for (const double p : run.path[j][k]) csv += fmt::format(",{}", p);
        csv += "\n";
      }
    }
  }
  return csv;
}

int run(const OutputsSimulateArguments& options) {
  const OutputsAlgorithm algorithm = parse_algorithm(options.algorithm);
  OutputsProblem problem = read_outputs_problem(
      options.input, parse_positive("--alpha", options.alpha, parse_numbers("--alpha", options.alpha).size()),
      algorithm);
  const OutputsOptions how = read_outputs_options(options.input, problem);
  const Rational alpha = parse_alpha(options.confidence);
  const bool table =
      !require_outputs({{"--json", options.json}, {"--csv", options.csv}, {"--trajectories", options.trajectories}},
                       {{"--svg", options.svg}});
  std::vector<OutputsResult> results{
      {fmt::format("{}, learning rates {}", options.algorithm, options.alpha), std::move(problem), how, {}}};
  OutputsResult& result = results.front();
  if (!options.trajectories.empty()) {
    require(options.input.resume.empty(), "--trajectories: a checkpoint does not hold them; leave out --resume");
    const std::uint64_t numbers =
        how.runs * (result.problem.steps / how.every + 1) * result.problem.a.size() * result.problem.intensities.size();
    require(numbers <= 20'000'000, [&] {
      return fmt::format("--trajectories: {} numbers, at most 20000000; raise --every or lower --runs", numbers);
    });
    result.options.record_paths = true;
  }
  CheckpointFile checkpoint(options.input.resume);
  run_outputs(results, checkpoint);
  if (!options.json.empty()) {
    Json out = json_document("simulate outputs", outputs_options_json(options.input, result.problem, how, alpha));
    out["options"]["algorithm"] = options.algorithm;
    out["options"]["alpha"] = exact_json(result.problem.a);
    out["rigorous"] = false;
    out["result"] = outputs_json(result, alpha);
    write_json(options.json, out);
  }
  if (table) print_outputs_table(results, alpha);
  if (!result.tally.runs.empty()) {
    if (!options.csv.empty()) write_output(options.csv, outputs_csv(result.tally));
    if (!options.trajectories.empty()) write_output(options.trajectories, trajectories_csv(result.tally));
    if (!options.svg.empty()) write_picture(options.svg, *outputs_picture("outputs", results));
  }
  return report_interruption(results, checkpoint);
}

}  // namespace

void add_simulate_outputs(Command parent, int& exit_code) {
  Command command = parent.add_subcommand("outputs", "Several output neurons that are to find different inputs");
  auto options = std::make_shared<OutputsSimulateArguments>();
  command
      .add_option("--algorithm", options->algorithm,
                  "joint (all outputs in every step) or sequential (one output after the other)")
      .shows_default();
  command.add_option("--alpha", options->alpha, "Learning rates, one for each output, exact").shows_default();
  add_outputs_options(command, options->input);
  command.add_option("--confidence", options->confidence, "Confidence level of the intervals").shows_default();
  add_json(command, options->json);
  add_csv(command, options->csv, "Write the error of each run at each sample");
  command.add_option(
      "--trajectories", options->trajectories,
      "Write the probabilities of each run and output at each sample to this file; -: to standard output, and nothing "
      "else there");
  add_svg(command, options->svg, "Write a plot of the errors to this file");
  command.footer(
      "Ctrl-C keeps what is done (exit code 3); with --resume the same command goes on.\n"
      "Examples:\n"
      "  hebb simulate outputs --svg outputs.svg\n"
      "  hebb simulate outputs --algorithm sequential --rates 4,3,2,1 --alpha 1e-2,1e-2,1e-2 --steps 1e4 --runs 1000");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
