#include <fmt/format.h>

#include <hebb/random/word_noise.hpp>
#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct ConvergenceExperimentArguments : ExperimentOptions {
  std::string rate, steps = "10000", samples = "200", epsilon = "0.1";
};

int run_convergence(const ConvergenceExperimentArguments& options) {
  const Chain chain = read_simulated_chain(options.chain);
  experiments::ConvergenceOptions how{.start = chain.start.coordinates(), .noise = chain.noise, .a = {}};
  if (!options.rate.empty()) {
    how.a = parse_number("--alpha", options.rate);
    require_simulated_rate("--alpha", *how.a, chain.q());
  }
  how.steps = parse_count("--steps", options.steps, 1, most_steps);
  how.paths = parse_count("--runs", options.paths, 2, most_paths);
  how.samples = parse_count("--samples", options.samples, 1, 100'000);
  require(how.paths * how.samples <= 100'000'000, [&] {
    return fmt::format("--runs {} with --samples {}: the product, the distances to be kept, must be at most 100000000",
                       options.paths, options.samples);
  });
  how.epsilon = parse_between("--epsilon", options.epsilon, 0, 1);
  how.seed = options.seed_number();
  how.alpha = options.alpha();
  how.threads = options.threads;
  Json recorded = options_json(options, chain);
  recorded.update(Json{{"q", exact_json(chain.q())},
                       {"alpha", how.a ? exact_json(*how.a) : Json(nullptr)},
                       {"steps", how.steps},
                       {"runs", how.paths},
                       {"samples", how.samples},
                       {"epsilon", exact_json(how.epsilon)}});
  KeptCounts counts(options, "convergence", recorded, how.paths, {WordNoise(how.noise).name()});
  const int code = report("convergence", options, recorded, [&]() -> Findings {
    auto found = experiments::convergence(how, &counts.work());
    counts.save();
    return findings(std::move(found));
  });
  return counts.exit_code(code);
}

}  // namespace

void add_convergence_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<ConvergenceExperimentArguments>();
  options->paths = "100";
  Command command = add_experiment_command(parent, "convergence",
                                           "Paths against the envelope 2 (1 - p_1(0)) exp(-a r k) of the theorem",
                                           options, run_convergence, exit_code);
  add_start(command, options->chain).shows_default();
  add_noise_bound(command, options->chain);
  add_law(command, options->chain);
  command.add_option("--alpha", options->rate,
                     "Learning rate a, exact; a Q < 1 (default: the bound Delta/(Q(8Q + Delta)))");
  command.add_option("--steps", options->steps, "Steps of each path").shows_default();
  command.add_option("--samples", options->samples, "Steps to be recorded, evenly spaced").shows_default();
  command.add_option("--epsilon", options->epsilon, "Count the paths below envelope / EPSILON").shows_default();
  add_confidence(command, *options);
  add_resume(command, *options);
  command.footer(
      "Examples:\n"
      "  hebb experiment convergence\n"
      "  hebb experiment convergence --p0 0.6,0.4 --alpha 1/100 --runs 1000 --json out.json --svg out.svg");
}

}  // namespace hebb::cli
