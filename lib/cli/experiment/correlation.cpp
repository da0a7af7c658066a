#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/experiments/input_experiments.hpp>
#include <hebb/model/correlated_constants.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

using experiments::CorrelationExperiment;
using experiments::CorrelationRow;

struct CorrelationExperimentArguments : ExperimentOptions {
  std::string gamma = "1,0,0;0,1,1;0,1,1", strengths, input = "one-hot", alpha_text = "0.01", accuracy = "0.05",
              steps = "10000";
};

void print_correlations(const CorrelationExperiment& e) {
  fmt::print("Gamma(s) = I + s (Gamma - I), a = {}, {}, {}, seed {}\n\n", brief(e.options.a),
             counted(e.options.steps, "step"), counted(e.options.paths, "path"), e.options.seed);
  fmt::print("{:>8} {:>10} {:>14} {:>12} {:>8} {:>20} {:>8} {:>10}\n", "s", "largest nu", "eigenvalue gap", "drive gap",
             "right", "interval", "wrong", "undecided");
  for (const CorrelationRow& row : e.rows) {
    const std::uint64_t wrong = row.winners.paths - row.winners.won[0] - row.winners.undecided;
    fmt::print("{:>8} {:>10} {:>14.6f} {:>12} {:>8.4f} {:>20} {:>8} {:>10}\n", brief(row.strength), brief(row.nu),
               row.first - row.second, brief(row.delta_g), row.right, to_text(row.interval, 4), wrong,
               row.winners.undecided);
  }
  fmt::print(
      "\nestimates; intervals: Clopper-Pearson, {}; right: 1 - p_1 < {} at the end; drive gap: (Gamma p)_1 - max "
      "(Gamma p)_i at the start\n",
      percent(e.options.alpha), brief(e.options.accuracy));
  if (e.critical_strength)
    fmt::print("the right input wins half of the paths at about s = {:.4g}, eigenvalue gap {:.4g}\n",
               *e.critical_strength, *e.critical_eigenvalue_gap);
}

Json results_json(const CorrelationExperiment& e) {
  Json rows = Json::array();
  for (const CorrelationRow& row : e.rows) {
    rows.push_back({{"strength", exact_json(row.strength)},
                    {"nu", exact_json(row.nu)},
                    {"delta_p", exact_json(row.delta_p)},
                    {"delta_g", exact_json(row.delta_g)},
                    {"largest_eigenvalue", row.first},
                    {"second_eigenvalue", row.second},
                    {"won", row.winners.won},
                    {"undecided", row.winners.undecided},
                    {"runs", row.winners.paths},
                    {"right", share(row.winners.won[0], row.winners.paths, e.options.paths, e.options.alpha)}});
  }
  const auto number = [](const std::optional<double>& x) { return bare_estimate(x ? Json(*x) : Json(nullptr)); };
  return {{"rows", rows},
          {"critical_strength", number(e.critical_strength)},
          {"critical_eigenvalue_gap", number(e.critical_eigenvalue_gap)}};
}

std::optional<LinePlot> plot_of(const CorrelationExperiment& e) {
  Series band{"right winner", {}, {}, {}}, points{"estimate", {}, {}, {}, Series::Style::points};
  for (const CorrelationRow& row : e.rows) {
    const double x = row.strength.convert_to<double>();
    if (!band.x.empty() && x <= band.x.back()) return std::nullopt;
    band.x.push_back(x);
    band.lower.push_back(row.interval.lower);
    band.upper.push_back(row.interval.upper);
    points.x.push_back(x);
    points.lower.push_back(row.right);
  }
  Series gap{"eigenvalue gap of Gamma(s)", {}, {}, {}, Series::Style::dashed},
      lead{"gap of Gamma p at the start", {}, {}, {}};
  gap.marked = lead.marked = true;
  for (const CorrelationRow& row : e.rows) {
    gap.x.push_back(row.strength.convert_to<double>());
    gap.lower.push_back(row.first - row.second);
    lead.x.push_back(gap.x.back());
    lead.lower.push_back(row.delta_g.convert_to<double>());
  }
  if (band.x.empty()) return std::nullopt;
  return LinePlot{.name = "correlation",
                  .title = "How much correlation does the right winner survive?",
                  .description = fmt::format(
                      "The share of paths won by the leading input against the strength of the correlation, with the "
                      "eigenvalue gap and the gap of the drive; {} from {}, a = {}, {}, seed {}. Estimated.",
                      counted(e.options.paths, "path"), show_point(SimplexPoint<Rational>(e.options.start)),
                      brief(e.options.a), noise_with_bound(e.options.noise), e.options.seed),
                  .x_label = "strength s of the correlation",
                  .y_label = "share of paths; gaps",
                  .series = {band, points, gap, lead}};
}

int run(const CorrelationExperimentArguments& options) {
  experiments::CorrelationOptions how;
  how.gamma = parse_correlation("--gamma", options.gamma);
  const SimplexPoint<Rational> p0 = parse_point("--p0", options.chain.p0);
  require(p0.size() == how.gamma.dimension(), [&] {
    return fmt::format("--p0 {}: {} coordinates, but Gamma is {} x {}", options.chain.p0, p0.size(),
                       how.gamma.dimension(), how.gamma.dimension());
  });
  how.start = p0.coordinates();
  if (!options.strengths.empty()) how.strengths = parse_numbers("--strengths", options.strengths);
  for (std::size_t k = 0; k < how.strengths.size(); ++k) {
    require(how.strengths[k] >= 0 && how.strengths[k] <= 1, [&] {
      return fmt::format("--strengths {}: {} is outside [0, 1]", options.strengths, to_string(how.strengths[k]));
    });
    require(k == 0 || how.strengths[k - 1] < how.strengths[k],
            [&] { return fmt::format("--strengths {}: must rise", options.strengths); });
  }
  require(options.input == "one-hot" || options.input == "bernoulli",
          [&] { return fmt::format("--input {}: must be one-hot or bernoulli", options.input); });
  how.input = options.input == "one-hot" ? InputLaw::one_hot : InputLaw::bernoulli;
  const Rational q = parse_noise_bound(options.chain.q);
  how.noise = parse_simulated_law(options.chain.law, q);
  how.a = parse_number("--alpha", options.alpha_text);
  require_simulated_rate("--alpha", how.a, q);
  how.accuracy = parse_between("--accuracy", options.accuracy, 0, 1);
  how.steps = parse_count("--steps", options.steps, 1, 100'000'000);
  how.paths = parse_count("--runs", options.paths, 1, most_paths);
  how.seed = options.seed_number();
  how.alpha = options.alpha();
  how.threads = options.threads;
  const Json recorded{{"p0", exact_json(how.start)},
                      {"gamma", exact_json(how.gamma.rows())},
                      {"strengths", exact_json(how.strengths)},
                      {"input", options.input},
                      {"q", exact_json(q)},
                      {"law", options.chain.law},
                      {"alpha", exact_json(how.a)},
                      {"accuracy", exact_json(how.accuracy)},
                      {"steps", how.steps},
                      {"runs", how.paths},
                      {"seed", how.seed},
                      {"threads", how.threads},
                      {"confidence", exact_json(Rational(1 - how.alpha))}};
  KeptCounts counts(options, "correlation", recorded, how.paths, {WordNoise(how.noise).name()});
  const int code = report("correlation", options, recorded, [&]() -> Findings {
    const auto kept = std::make_shared<const CorrelationExperiment>(experiments::correlation(how, &counts.work()));
    counts.save();
    const auto plot = plot_of(*kept);
    return Findings{[kept] { print_correlations(*kept); }, results_json(*kept),
                    plot ? std::optional(line_plot(*plot)) : std::nullopt};
  });
  return counts.exit_code(code);
}

}  // namespace

void add_correlation_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<CorrelationExperimentArguments>();
  options->paths = "1000";
  options->chain.p0 = "0.4,0.35,0.25";
  Command command = add_experiment_command(parent, "correlation",
                                           "Correlated inputs: how much correlation does the right winner survive?",
                                           options, run, exit_code);
  add_start(command, options->chain).shows_default();
  command.add_option("--gamma", options->gamma, "The pattern: a file, or its rows \"1,0,0;0,1,1;0,1,1\"")
      .shows_default();
  command.add_option("--strengths", options->strengths,
                     "s in Gamma(s) = I + s (Gamma - I), rising (default: 0, 0.1, ..., 1)");
  command
      .add_option("--input", options->input,
                  "one-hot: S = C B; bernoulli: independent S_i ~ Bernoulli((Gamma p)_i), as in the authors' script")
      .shows_default();
  command.add_option("--alpha", options->alpha_text, "Learning rate, exact").shows_default();
  add_noise_bound(command, options->chain);
  add_law(command, options->chain);
  command.add_option("--steps", options->steps, "Steps of each path").shows_default();
  command.add_option("--accuracy", options->accuracy, "Input i has won when 1 - p_i is below this").shows_default();
  add_confidence(command, *options);
  add_resume(command, *options);
  command.footer(
      "Examples:\n"
      "  hebb experiment correlation --svg correlation.svg\n"
      "  hebb experiment correlation --gamma gamma.csv --p0 0.5,0.3,0.2 --strengths 0,0.5,1 --input bernoulli");
}

}  // namespace hebb::cli
