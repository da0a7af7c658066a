#include "simulate/outputs_command.hpp"

#include <sstream>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {
namespace {

/// One tally a line; nothing when there is no such file.
std::vector<OutputsTally> read_tallies(const CheckpointFile& checkpoint) {
  std::vector<OutputsTally> out;
  std::istringstream in(checkpoint.read().value_or(""));
  try {
    for (std::string line; std::getline(in, line);) out.push_back(outputs_tally_from_json(line));
  } catch (const CheckpointError& e) {
    throw PreconditionError(fmt::format("--resume {}: line {}: {}", checkpoint.file(), out.size() + 1, e.what()));
  }
  return out;
}

std::string checkpoint_text(const std::vector<OutputsResult>& results) {
  std::string text;
  for (const OutputsResult& r : results) text += to_json(r.tally);
  return text;
}

bool same_problem(const OutputsTally& x, const OutputsTally& y) {
  return x.problem == y.problem && x.seed == y.seed && x.samples == y.samples;
}

}  // namespace

void add_outputs_options(Command command, OutputsInput& input) {
  command.add_option("--rates", input.rates, "Intensities of the inputs, 1/time, falling: output j is to find input j")
      .shows_default();
  command.add_option("--weights", input.weights,
                     "Initial weights, the same for every output (default: 1 for every input)");
  command.add_option("--q", input.q, "Noise bound Q: |Z_i| <= Q - 1").shows_default();
  command.add_option("--law", input.law, "Noise: uniform, two-point, gaussian:TAU (truncated to [-(Q-1), Q-1])")
      .shows_default();
  command.add_option("--steps", input.steps, "Steps: joint, of all outputs; sequential, of each output")
      .shows_default();
  command.add_option("--runs", input.runs, "Number of runs").shows_default();
  command.add_option("--seed", input.seed, "Seed").shows_default();
  add_threads_option(command, input.threads);
  command.add_option("--every", input.every, "Steps between samples (default: a two-hundredth of the steps)");
  command.add_option("--accuracy", input.accuracy, "An output is at an input when 1 - p is at most this")
      .shows_default();
  command.add_option("--weight-limit", input.weight_limit,
                     "A weight above this is an explosion (default: none; a number that a double cannot hold is one)");
  command.add_option("--resume", input.resume,
                     "Checkpoint: continued when the file exists, written every few seconds and at the end");
}

OutputsAlgorithm parse_algorithm(const std::string& text) {
  for (const OutputsAlgorithm a : {OutputsAlgorithm::joint, OutputsAlgorithm::sequential}) {
    if (text == name(a)) return a;
  }
  throw PreconditionError(fmt::format("--algorithm {}: must be joint or sequential", text));
}

OutputsProblem read_outputs_problem(const OutputsInput& input, Vec<Rational> rates, OutputsAlgorithm algorithm) {
  OutputsProblem problem{
      .intensities = parse_positive("--rates", input.rates, parse_numbers("--rates", input.rates).size()),
      .weights = {},
      .a = std::move(rates),
      .noise = parse_simulated_law(input.law, parse_noise_bound(input.q)),
      .algorithm = algorithm,
      .steps = parse_count("--steps", input.steps, 1, most_steps)};
  if (input.weights.empty())
    problem.weights.assign(problem.intensities.size(), 1);
  else
    problem.weights = parse_positive("--weights", input.weights, problem.intensities.size());
  require_valid(problem);
  return problem;
}

OutputsOptions read_outputs_options(const OutputsInput& input, const OutputsProblem& problem) {
  OutputsOptions options;
  options.runs = parse_count("--runs", input.runs, 1, most_paths);
  options.seed = parse_count("--seed", input.seed, 0, std::numeric_limits<std::uint64_t>::max());
  options.threads = input.threads;
  options.every = input.every.empty() ? std::max<std::uint64_t>(1, problem.steps / 200)
                                      : parse_count("--every", input.every, 1, most_steps);
  options.rules.accuracy = parse_between("--accuracy", input.accuracy, 0, Rational(1) / 2).convert_to<double>();
  if (!input.weight_limit.empty()) {
    const Rational limit = parse_number("--weight-limit", input.weight_limit);
    require(limit > 0, "--weight-limit " + input.weight_limit + ": must be positive");
    options.rules.weight_limit = limit.convert_to<double>();
  }
  const std::uint64_t samples =
      problem.steps / options.every * (problem.algorithm == OutputsAlgorithm::joint ? 1 : problem.a.size());
  require(options.runs * samples <= 50'000'000, [&] {
    return fmt::format(
        "--runs {} with {} samples each: the product, the errors to be kept, must be at most 50000000; raise --every",
        options.runs, samples);
  });
  require_outputs({}, {{"--resume", input.resume}});
  return options;
}

void run_outputs(std::vector<OutputsResult>& results, CheckpointFile& checkpoint) {
  const std::string& resume = checkpoint.file();
  std::vector<OutputsSimulation> simulations;
  for (OutputsResult& r : results) {
    simulations.emplace_back(r.problem, r.options);
    r.tally = simulations.back().empty();
  }
  for (OutputsTally& known : read_tallies(checkpoint)) {
    const auto it = std::find_if(results.begin(), results.end(),
                                 [&](const OutputsResult& r) { return same_problem(r.tally, known); });
    require(it != results.end(), [&] {
      return fmt::format("--resume {}: the checkpoint is of another problem ({}; seed {}; {} runs)", resume,
                         known.problem, known.seed, known.runs.size());
    });
    require(known.runs.empty() || known.runs.back().number < it->options.runs, [&] {
      return fmt::format("--runs {}: {} has run {} already; a checkpoint cannot be cut", it->options.runs, resume,
                         known.runs.back().number + 1);
    });
    it->tally = std::move(known);
  }
  for (std::size_t k = 0; k < results.size() && !interrupted(); ++k) {
    OutputsTally start = results[k].tally;
    results[k].tally = simulations[k].run(
        std::move(start),
        [&](const OutputsTally& now) {
          show_work("runs", now.runs.size(), results[k].options.runs);
          checkpoint.save_when_due([&] {
            results[k].tally = now;
            return checkpoint_text(results);
          });
        },
        interrupt_flag());
  }
  if (!checkpoint.file().empty()) checkpoint.save(checkpoint_text(results));
}

int report_interruption(const std::vector<OutputsResult>& results, const CheckpointFile& checkpoint) {
  std::string text;
  for (const OutputsResult& r : results) {
    if (r.is_complete()) continue;
    text += fmt::format("{}{}: interrupted after {} of {} runs", text.empty() ? "" : "; ", r.label, r.tally.runs.size(),
                        r.options.runs);
  }
  if (!text.empty()) tell("hebb: {}{}\n", text, checkpoint.how_to_go_on());
  return checkpoint.failed() ? bad_input : text.empty() ? success : undecided;
}

}  // namespace hebb::cli
