#include <algorithm>

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {

using namespace experiments;

void print_table(const StressExperiment& e) {
  const StressOptions& o = e.options;
  fmt::print("success: 1 - p_1 < {} before the leader is lost; {} for each rate, seed {}; bound: {}\n\n",
             brief(o.accuracy), counted(o.paths, "path"), o.seed, brief_bound(LowerBound(e.bound)));
  fmt::print("{:>12} {:>8} {:>9} {:>9} {:>9} {:>9} {:>8}   {}\n", "a", "a/bound", "steps", "success", "lost",
             "undecided", "share", "interval at confidence " + percent(o.alpha));
  for (const StressRow& row : e.rows) {
    fmt::print("{:>12} {:>8.4g} {:>9} {:>9} {:>9} {:>9} {:>8.4f}   {}\n", to_decimal(row.a, 6), row.rate_over_bound,
               row.steps, row.reached, row.lost, row.undecided, row.success, to_text(row.interval, 5));
  }
  if (e.critical_rate) {
    fmt::print("\nsuccess falls below 1/2 near a = {:.4g}, {:.4g} times the bound (interpolated)\n", *e.critical_rate,
               *e.critical_rate / to_double(e.bound));
  } else {
    fmt::print("\nsuccess does not cross 1/2 between these rates\n");
  }
}

Json results_json(const StressExperiment& e) {
  const StressOptions& o = e.options;
  Json critical = bare_estimate(nullptr);
  if (e.critical_rate) {
    critical["estimate"] = *e.critical_rate;
    critical["over_bound"] = *e.critical_rate / to_double(e.bound);
  }
  Json out{{"initial_gap", exact_json(e.gap)},
           {"alpha_bound", exact_json(e.bound)},
           {"critical_alpha", critical},
           {"rows", Json::array()}};
  for (const StressRow& row : e.rows) {
    out["rows"].push_back({{"alpha", exact_json(row.a)},
                           {"rate_over_bound", row.rate_over_bound},
                           {"steps", row.steps},
                           {"runs", row.paths},
                           {"lost", row.lost},
                           {"undecided", row.undecided},
                           {"success", share(row.reached, row.paths, o.paths, o.alpha)}});
  }
  return out;
}

std::optional<LinePlot> plot_of(const StressExperiment& e) {
  LinePlot plot{"experiment-stress",
                "Success beyond the bound for the learning rate",
                "",
                "learning rate / bound",
                "share of paths that succeed",
                Scale::logarithmic,
                Scale::linear,
                {}};
  plot.description = fmt::format("{} for each learning rate from {}, {}, seed {}. Estimated.",
                                 counted(e.options.paths, "path"), show_point(SimplexPoint<Rational>(e.options.start)),
                                 noise_with_bound(e.options.noise), e.options.seed);
  Series interval{"confidence " + percent(e.options.alpha), {}, {}, {}},
      success{"success", {}, {}, {}, Series::Style::points};
  for (const StressRow& row : e.rows) {
    add_range(interval, row.rate_over_bound, row.interval.lower, row.interval.upper);
    add_point(success, row.rate_over_bound, row.success);
  }
  if (success.x.empty()) return std::nullopt;
  Series half{"1/2", {success.x.front(), success.x.back()}, {0.5, 0.5}, {}, Series::Style::dashed};
  plot.series = {interval, success, half};
  if (e.critical_rate) {
    const double x = *e.critical_rate / to_double(e.bound);
    plot.series.push_back({fmt::format("half succeed: {:.3g}", x), {x, x}, {0, 1}, {}, Series::Style::dashed});
  }
  return plot;
}

}  // namespace hebb::cli
