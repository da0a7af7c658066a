#include <fmt/format.h>

#include <hebb/calculus/rates.hpp>
#include <hebb/random/word_noise.hpp>
#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct NoiseExperimentArguments : ExperimentOptions {
  AccuracyOptions until;
  std::string bounds = "3/2,2,3,4,6,8", rate_over_bound = "1";
};

int run_noise(const NoiseExperimentArguments& options) {
  const Chain chain = read_simulated_chain({.p0 = options.chain.p0});
  experiments::NoiseOptions how{
      .start = chain.start.coordinates(), .q = parse_numbers("--q", options.bounds), .law = {}};
  how.rate_over_bound = parse_number("--rate-over-bound", options.rate_over_bound);
  require(how.rate_over_bound > 0,
          [&] { return fmt::format("--rate-over-bound {}: must be positive", options.rate_over_bound); });
  for (const Rational& q : how.q) {
    parse_simulated_law(options.chain.law, parse_noise_bound(to_string(q)));
    require_simulated_rate("--rate-over-bound: the learning rate",
                           how.rate_over_bound * rate_bound_sharp(chain.gap(), q), q);
  }
  how.law = [&](const Rational& q) { return parse_simulated_law(options.chain.law, q); };
  how.accuracy = options.until.accuracy_below(1 - chain.start[0]);
  const Rational horizon = options.until.time();
  how.horizon = horizon.convert_to<double>();
  how.paths = parse_count("--runs", options.paths, 1, most_paths);
  how.seed = options.seed_number();
  how.threads = options.threads;
  Json recorded = options_json(options, chain);
  recorded.erase("confidence");  // no interval is computed here
  recorded.update(Json{{"q", exact_json(how.q)},
                       {"rate_over_bound", exact_json(how.rate_over_bound)},
                       {"accuracy", exact_json(how.accuracy)},
                       {"horizon", exact_json(horizon)},
                       {"runs", how.paths}});
  std::vector<std::string> laws;
  for (const Rational& q : how.q) laws.push_back(WordNoise(how.law(q)).name());
  KeptCounts counts(options, "noise", recorded, how.paths, laws);
  const int code = report("noise", options, recorded, [&]() -> Findings {
    auto found = experiments::noise_scaling(how, &counts.work());
    counts.save();
    return findings(std::move(found));
  });
  return counts.exit_code(code);
}

}  // namespace

void add_noise_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<NoiseExperimentArguments>();
  options->paths = "2000";
  Command command =
      add_experiment_command(parent, "noise", "The noise bound Q raised: the steps to an accuracy grow like 1/a",
                             options, run_noise, exit_code);
  add_start(command, options->chain).shows_default();
  add_law(command, options->chain);
  command.add_option("--q", options->bounds, "Noise bounds Q").shows_default();
  command
      .add_option("--rate-over-bound", options->rate_over_bound, "Learning rate over the bound Delta/(Q(8Q + Delta))")
      .shows_default();
  add_accuracy(command, options->until);
  add_resume(command, *options);
  command.footer(
      "Examples:\n"
      "  hebb experiment noise --svg noise.svg\n"
      "  hebb experiment noise --q 2,4,8,16 --law gaussian:1/2 --accuracy 1e-3");
}

}  // namespace hebb::cli
