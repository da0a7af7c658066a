#include <chrono>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {
namespace {

struct EscapeExperimentArguments : ExperimentOptions {
  std::string rate = "0.01", steps = "1000", resume;
};

std::optional<MonteCarloTally> read_checkpoint(const CheckpointFile& checkpoint) {
  const std::optional<std::string> text = checkpoint.read();
  if (!text) return std::nullopt;
  try {
    return tally_from_json(*text);
  } catch (const CheckpointError& e) {
    throw PreconditionError(fmt::format("--resume {}: {}", checkpoint.file(), e.what()));
  }
}

int run(const EscapeExperimentArguments& options) {
  const Chain chain = read_simulated_chain(options.chain);
  const Rational rate = parse_number("--alpha", options.rate);
  require_simulated_rate("--alpha", rate, chain.q());
  const Rational alpha = options.alpha();  // what throws within the braces is destroyed twice (GCC 12)
  experiments::EscapeOptions how{
      .problem = {{.start = chain.start.coordinates(), .a = rate, .noise = chain.noise, .event = chain.event}},
      .monte_carlo = {},
      .alpha = alpha};
  how.problem.steps = parse_count("--steps", options.steps, 1, most_steps);
  require_valid(how.problem);
  how.monte_carlo.paths = parse_count("--runs", options.paths, 1, most_chain_paths);
  how.monte_carlo.seed = options.seed_number();
  how.monte_carlo.threads = options.threads;
  require_outputs({}, {{"--resume", options.resume}});
  CheckpointFile checkpoint(options.resume);
  const std::optional<MonteCarloTally> resume = read_checkpoint(checkpoint);

  const auto progress = [&](const MonteCarloTally& now) {
    show_work("paths", now.paths, how.monte_carlo.paths);
    checkpoint.save_when_due([&] { return to_json(now); });
  };
  Json recorded = options_json(options, chain);
  recorded.update(Json{{"q", exact_json(chain.q())},
                       {"alpha", exact_json(rate)},
                       {"event", options.chain.event},
                       {"steps", how.problem.steps},
                       {"runs", how.monte_carlo.paths}});
  std::uint64_t done = 0;
  report("escape", options, recorded, [&] {
    try {
      auto out = experiments::escape(how, resume, progress, interrupt_flag());
      done = out.tally.paths;
      checkpoint.save(to_json(out.tally));
      return findings(std::move(out));
    } catch (const PreconditionError& e) {
      if (!resume) throw;
      throw PreconditionError(fmt::format("--resume {}: {} (the checkpoint is of: {}; seed {}; {} paths)",
                                          options.resume, e.what(), resume->problem, resume->seed, resume->paths));
    }
  });
  if (done != how.monte_carlo.paths)
    tell("hebb: interrupted after {} of {} paths; the confidence sequence is valid for them{}\n", done,
         how.monte_carlo.paths, checkpoint.how_to_go_on());
  return checkpoint.failed() ? bad_input : done == how.monte_carlo.paths ? success : undecided;
}

}  // namespace

void add_escape_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<EscapeExperimentArguments>();
  options->chain.p0 = "0.6,0.4";
  options->paths = "1000000";
  Command command =
      add_experiment_command(parent, "escape", "P(the leader is lost by step k) against k", options, run, exit_code);
  add_start(command, options->chain).shows_default();
  add_noise_bound(command, options->chain);
  add_law(command, options->chain);
  command.add_option("--alpha", options->rate, "Learning rate a, exact; a Q < 1").shows_default();
  command.add_option("--steps", options->steps, "Steps of each path").shows_default();
  add_event(command, options->chain);
  add_confidence(command, *options);
  command.add_option("--resume", options->resume,
                     "Checkpoint: continued when the file exists, written every few seconds and at the end");
  command.footer(
      "Ctrl-C keeps what is done (exit code 3); with --resume the same command goes on, and --runs can be raised.\n"
      "Examples:\n"
      "  hebb experiment escape --svg escape.svg\n"
      "  hebb experiment escape --p0 0.5,0.25,0.25 --alpha 0.02 --event ratio:1.2 --runs 1e7 --resume run.json");
}

}  // namespace hebb::cli
