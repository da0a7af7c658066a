#include <algorithm>

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {

using namespace experiments;

void print_table(const ConvergenceExperiment& e) {
  if (e.rows.empty()) {
    fmt::print("no paths were done\n");
    return;
  }
  const ConvergenceOptions& o = e.options;
  fmt::print("a = {} ({:.4g} times the bound {}), r = {}, {}, seed {}\n", brief(e.a), to_double(e.a / e.bound),
             brief_bound(LowerBound(e.bound)), brief_bound(LowerBound(e.contraction)), counted(e.paths, "path"),
             o.seed);
  fmt::print("D = 2 (1 - p_1(k)); Theta: the gap has stayed at least Delta/2\n\n");
  fmt::print("{:>9} {:>11} {:>22} {:>11} {:>11} {:>11} {:>9}\n", "k", "envelope", "mean of D on Theta", "least D",
             "median D", "largest D", "within");
  const std::size_t n = e.rows.size(), shown = std::min<std::size_t>(n, 10);
  for (std::size_t j = 1; j <= shown; ++j) {
    const ConvergenceRow& row = e.rows[n * j / shown - 1];
    fmt::print("{:>9} {:>11.4e} {:>11.4e} +- {:>7.1e} {:>11.3e} {:>11.3e} {:>11.3e} {:>9.4g}\n", row.steps,
               UpperBound(row.envelope), row.mean, row.standard_error, row.least, row.median, row.largest,
               static_cast<double>(row.within) / static_cast<double>(e.paths));
  }
  fmt::print("\nP(Theta, {}): {} of {}, in {} at confidence {} ({})\n", counted(o.steps, "step"), e.on_theta,
             counted(e.paths, "path"), to_text(e.theta, 4), percent(o.alpha), interval_method(e.paths, o.paths));
  fmt::print("the mean is {} the envelope in {}; in each row at least {:.4} % of the paths are within envelope / {}\n",
             e.mean_below_envelope ? "below" : "above", e.mean_below_envelope ? "every row" : "some row",
             LowerBound(Rational(100 * Rational(e.least_within) / e.paths)), brief(o.epsilon));
  if (e.a > e.bound) fmt::print("a is above the bound, so the theorem does not promise this envelope\n");
}

Json results_json(const ConvergenceExperiment& e) {
  const ConvergenceOptions& o = e.options;
  Json out{{"initial_gap", exact_json(e.gap)},
           {"alpha", exact_json(e.a)},
           {"alpha_bound", exact_json(e.bound)},
           {"contraction", exact_json(e.contraction)},
           {"runs", e.paths},
           {"theta", e.rows.empty() ? Json(nullptr) : share(e.on_theta, e.paths, o.paths, o.alpha)},
           {"mean_below_envelope", e.mean_below_envelope},
           {"least_within",
            e.rows.empty() ? Json(nullptr) : Json(static_cast<double>(e.least_within) / static_cast<double>(e.paths))},
           {"rows", Json::array()}};
  for (const ConvergenceRow& row : e.rows) {
    Json mean = bare_estimate(row.mean);
    mean["standard_error"] = row.standard_error;
    out["rows"].push_back({{"steps", row.steps},
                           {"envelope", row.envelope},
                           {"mean_on_theta", mean},
                           {"distance", {{"least", row.least}, {"median", row.median}, {"largest", row.largest}}},
                           {"below_envelope", share(row.below, e.paths, o.paths, o.alpha)},
                           {"within_envelope_over_epsilon", share(row.within, e.paths, o.paths, o.alpha)}});
  }
  return out;
}

std::optional<LinePlot> plot_of(const ConvergenceExperiment& e) {
  if (e.rows.empty()) return std::nullopt;
  LinePlot plot{"experiment-convergence",
                "Distance to the vertex and the envelope of the theorem",
                "",
                "step k",
                "||p(k) - e_1||\xE2\x82\x81",
                Scale::linear,
                Scale::logarithmic,
                {}};
  plot.description = fmt::format(
      "{} from {} with learning rate {}, {}, seed {}; \xCE\x98: the gap stays above half of what it was. "
      "Estimated.",
      counted(e.paths, "path"), show_point(SimplexPoint<Rational>(e.options.start)), brief(e.a),
      noise_with_bound(e.options.noise), e.options.seed);
  Series range{"all paths", {}, {}, {}}, median{"median", {}, {}, {}}, mean{"mean on \xCE\x98", {}, {}, {}};
  Series envelope{"envelope", {}, {}, {}, Series::Style::dashed};
  for (const ConvergenceRow& row : e.rows) {
    const double k = static_cast<double>(row.steps);
    add_range(range, k, row.least, row.largest);
    add_point(median, k, row.median);
    add_point(mean, k, row.mean);
    add_point(envelope, k, row.envelope);
  }
  plot.series = {range, median, mean, envelope};
  return plot;
}

}  // namespace hebb::cli
