#include <fmt/format.h>

#include <hebb/random/word_noise.hpp>
#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct StressExperimentArguments : ExperimentOptions {
  AccuracyOptions until;
  std::string rates;
};

int run_stress(const StressExperimentArguments& options) {
  const Chain chain = read_simulated_chain(options.chain);
  experiments::StressOptions how{
      .start = chain.start.coordinates(), .noise = chain.noise, .a = {}, .event = chain.event};
  if (!options.rates.empty()) how.a = parse_numbers("--alpha", options.rates);
  for (std::size_t k = 0; k < how.a.size(); ++k) {
    require_simulated_rate("--alpha", how.a[k], chain.q());
    require(k == 0 || how.a[k - 1] < how.a[k],
            [&] { return fmt::format("--alpha {}: the learning rates must rise", options.rates); });
  }
  how.accuracy = options.until.accuracy_below(1 - chain.start[0]);
  const Rational horizon = options.until.time();
  how.horizon = horizon.convert_to<double>();
  how.paths = parse_count("--runs", options.paths, 1, most_paths);
  how.seed = options.seed_number();
  how.alpha = options.alpha();
  how.threads = options.threads;
  Json recorded = options_json(options, chain);
  recorded.update(Json{{"q", exact_json(chain.q())},
                       {"alpha", how.a.empty() ? Json(nullptr) : exact_json(how.a)},
                       {"event", options.chain.event},
                       {"accuracy", exact_json(how.accuracy)},
                       {"horizon", exact_json(horizon)},
                       {"runs", how.paths}});
  KeptCounts counts(options, "stress", recorded, how.paths, {WordNoise(how.noise).name()});
  const int code = report("stress", options, recorded, [&]() -> Findings {
    auto found = experiments::learning_rate_stress(how, &counts.work());
    counts.save();
    return findings(std::move(found));
  });
  return counts.exit_code(code);
}

}  // namespace

void add_stress_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<StressExperimentArguments>();
  options->paths = "10000";
  Command command = add_experiment_command(
      parent, "stress", "Learning rates beyond the bound: where does success become less likely than failure?", options,
      run_stress, exit_code);
  add_start(command, options->chain).shows_default();
  add_noise_bound(command, options->chain);
  add_law(command, options->chain);
  command.add_option(
      "--alpha", options->rates,
      "Learning rates, rising, exact: 0.05,0.1,1/5 (default: the bound times 1, 3/2, 2, 3, 4, 6, ... below 1/Q)");
  add_event(command, options->chain);
  add_accuracy(command, options->until);
  add_confidence(command, *options);
  add_resume(command, *options);
  command.footer(
      "Examples:\n"
      "  hebb experiment stress --svg stress.svg\n"
      "  hebb experiment stress --law two-point --alpha 0.05,0.1,0.2,0.4 --runs 1e5");
}

}  // namespace hebb::cli
