#include <algorithm>

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {

using namespace experiments;

void print_table(const EscapeExperiment& e) {
  if (e.rows.empty()) {
    fmt::print("no paths were done\n");
    return;
  }
  fmt::print("P(the leader is lost by step k), {}, seed {}; intervals at confidence {} for each k\n\n",
             counted(e.tally.paths, "path"), e.tally.seed, percent(e.options.alpha));
  fmt::print("{:>10} {:>10} {:>11}   {:<26} {:<26}\n", "k", "lost", "estimate", "Clopper-Pearson",
             "confidence sequence");
  const std::size_t n = e.rows.size(), shown = std::min<std::size_t>(n, 10);
  for (std::size_t j = 1; j <= shown; ++j) {
    const EscapeEstimate& row = e.rows[n * j / shown - 1];
    fmt::print("{:>10} {:>10} {:>11.4e}   {:<24}   {}\n", row.steps, row.events, row.estimate,
               to_text(row.fixed, 4, 'e'), to_text(row.any_time, 4, 'e'));
  }
  fmt::print(
      "\nClopper-Pearson is for a number of paths fixed beforehand; the confidence sequence also for a run that was "
      "stopped or extended.\n");
}

Json results_json(const EscapeExperiment& e) {
  Json out{{"problem", e.tally.problem},
           {"runs", e.tally.paths},
           {"path_steps", e.tally.path_steps},
           {"complete", e.tally.paths == e.options.monte_carlo.paths},
           {"rows", Json::array()}};
  for (const EscapeEstimate& row : e.rows) {
    out["rows"].push_back(
        {{"steps", row.steps},
         {"runs", row.paths},
         {"fixed", share(row.events, row.paths, row.fixed, e.options.alpha)},
         {"any_time", share(row.events, row.paths, row.any_time, e.options.alpha, "confidence sequence")}});
  }
  return out;
}

std::optional<LinePlot> plot_of(const EscapeExperiment& e) {
  if (e.rows.empty()) return std::nullopt;
  LinePlot plot{"experiment-escape",
                "Probability of losing the leader by step k",
                "",
                "step k",
                "probability",
                Scale::linear,
                Scale::logarithmic,
                {}};
  plot.description = fmt::format(
      "{} from {}, learning rate {}, {}, seed {}: {} has failed for some u. Estimated.", counted(e.tally.paths, "path"),
      show_point(SimplexPoint<Rational>(e.options.problem.start)), brief(e.options.problem.a),
      noise_with_bound(e.options.problem.noise), e.tally.seed, keeps_text(e.options.problem.event));
  Series band{
      "confidence " + percent(e.options.alpha) + (e.tally.paths == e.options.monte_carlo.paths ? "" : ", at any time"),
      {},
      {},
      {}};
  Series estimate{"estimate", {}, {}, {}};
  for (const EscapeEstimate& row : e.rows) {
    const ConfidenceInterval& interval = e.tally.paths == e.options.monte_carlo.paths ? row.fixed : row.any_time;
    const double k = static_cast<double>(row.steps);
    add_range(band, k, interval.lower, interval.upper);
    if (row.events > 0) add_point(estimate, k, row.estimate);
  }
  plot.series = {band};
  if (!estimate.x.empty()) plot.series.push_back(estimate);
  return plot;
}

}  // namespace hebb::cli
