#include <algorithm>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/chain/path_outcome.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "simulate/abstract_reports.hpp"

namespace hebb::cli {
namespace {

AbstractSimulation read_simulation(const AbstractOptions& options) {
  const Rational q = parse_noise_bound(options.chain.q);
  AbstractSimulation s{{parse_point("--p0", options.chain.p0).coordinates(),
                        parse_number("--alpha", options.alpha),
                        parse_simulated_law(options.chain.law, q),
                        {},
                        InputLaw::one_hot,
                        {}},
                       {},
                       {},
                       {}};
  const std::size_t d = s.problem.start.size();
  require(d <= max_chain_dimension,
          [&] { return fmt::format("--p0: {} coordinates, at most {} are possible", d, max_chain_dimension); });
  require_simulated_rate("--alpha", s.problem.a, q);
  require(options.input == "one-hot" || options.input == "bernoulli",
          "--input " + options.input + ": must be one-hot or bernoulli");
  if (options.input == "bernoulli") s.problem.input = InputLaw::bernoulli;
  if (!options.gamma.empty())
    s.problem.correlation = parse_correlation("--gamma", options.gamma, d);
  else if (s.problem.input == InputLaw::bernoulli)
    s.problem.correlation = Correlation::identity(d);
  require(options.between == "hold" || options.between == "geometric",
          "--between " + options.between + ": must be hold or geometric");
  if (!options.schedule.empty())
    s.problem.schedule =
        read_step_schedule(options.schedule, d,
                           options.between == "hold" ? StepSchedule::Between::hold : StepSchedule::Between::geometric);
  else
    require(options.between == "hold", "--between geometric needs --schedule FILE");
  require(!s.problem.schedule || options.weight_limit.empty(),
          "--weight-limit: the weights are not followed with --schedule");
  require(!s.problem.correlation || options.weight_limit.empty(),
          "--weight-limit: the weights are not followed with --gamma or --input bernoulli");
  s.alpha = parse_alpha(options.confidence);
  RecordingOptions& how = s.how;
  how.steps = parse_count("--steps", options.steps, 1, most_steps);
  how.paths = parse_count("--runs", options.runs, 1, most_paths);
  how.seed = parse_count("--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max());
  how.threads = options.threads;
  how.every = options.every.empty() ? std::max<std::uint64_t>(1, how.steps / 200)
                                    : parse_count("--every", options.every, 1, most_steps);
  how.rules.accuracy = parse_between("--accuracy", options.accuracy, 0, Rational(1) / 2).convert_to<double>();
  if (!options.weight_limit.empty()) {
    const Rational limit = parse_number("--weight-limit", options.weight_limit);
    require(limit > 0, "--weight-limit " + options.weight_limit + ": must be positive");
    how.rules.weight_limit = limit.convert_to<double>();
  }
  const std::uint64_t numbers = how.paths * (how.steps / how.every + 1) * s.problem.start.size();
  require(numbers <= 50'000'000, [&] {
    return fmt::format("--runs, --steps and --every: {} numbers would be recorded, at most 50000000; raise --every",
                       numbers);
  });
  s.has_table = !require_outputs({{"--json", options.json}, {"--csv", options.csv}}, {{"--svg", options.svg}});
  return s;
}

int run(const AbstractOptions& options) {
  AbstractSimulation s = read_simulation(options);
  s.recording = record_paths(s.problem, s.how, interrupt_flag());
  if (!options.json.empty()) write_json(options.json, to_json(s, options));
  if (s.has_table) print_table(s);
  if (!s.recording.paths.empty()) {
    if (!options.csv.empty()) write_output(options.csv, to_csv(s.recording));
    if (!options.svg.empty()) {
      write_picture(options.svg, picture_of(s));
      tell("{}\n", options.svg);
    }
  }
  if (s.recording.paths.size() == s.how.paths) return success;
  tell("hebb: interrupted after {} of {}\n", s.recording.paths.size(), counted(s.how.paths, "path"));
  return undecided;
}

}  // namespace

void add_simulate_abstract(Command parent, int& exit_code) {
  Command command =
      parent.add_subcommand("abstract", "Paths of the chain p' = p (1 + a Y)/(1 + a p.Y) and what becomes of them");
  auto options = std::make_shared<AbstractOptions>();
  add_start(command, options->chain)
      .required()
      .description("Initial point, exact: 0.25,0.4,0.35; its largest component is the leader");
  command.add_option("--alpha", options->alpha, "Learning rate a, exact; a Q < 1").required();
  add_noise_bound(command, options->chain);
  add_law(command, options->chain);
  command.add_option("--steps", options->steps, "Steps of each path").shows_default();
  command.add_option("--runs", options->runs, "Number of paths").shows_default();
  command.add_option("--seed", options->seed, "Seed").shows_default();
  add_threads_option(command, options->threads);
  command.add_option("--every", options->every,
                     "Steps between recorded points (default: a two-hundredth of the steps)");
  command.add_option("--gamma", options->gamma, "Gamma: a file, or its rows \"1,0.1,0;0.1,1,0.2;0,0.2,1\"");
  command.add_option(
      "--schedule", options->schedule,
      "Rates over the steps: a file of rows k, lambda_1, ..., lambda_d; p0 holds under the rates of step 1");
  command
      .add_option("--between", options->between,
                  "Rates between two rows: hold (piecewise constant) or geometric (log lambda is linear)")
      .shows_default();
  command
      .add_option(
          "--input", options->input,
          "one-hot: a trigger and its correlated inputs, S = C B; bernoulli: independent S_i with mean (Gamma p)_i")
      .shows_default();
  command.add_option("--accuracy", options->accuracy, "At a vertex when 1 - p is at most this").shows_default();
  command.add_option(
      "--weight-limit", options->weight_limit,
      "A weight above this is an explosion, with w(0) = p(0) (default: a number that a double cannot hold)");
  command.add_option("--confidence", options->confidence, "Confidence level of the intervals").shows_default();
  add_csv(command, options->csv, "Write the recorded points");
  add_json(command, options->json);
  add_svg(command, options->svg, "Write a picture to this file: the simplex for d = 3, else the paths over time");
  command.footer(
      "Examples:\n"
      "  hebb simulate abstract --p0 0.3,0.3,0.4 --alpha 0.01 --runs 100 --svg paths.svg\n"
      "  hebb simulate abstract --p0 0.6,0.4 --alpha 0.05 --law two-point --steps 1000 --csv paths.csv");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
