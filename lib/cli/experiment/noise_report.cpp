#include <algorithm>

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {

using namespace experiments;

void print_table(const NoiseExperiment& e) {
  const NoiseOptions& o = e.options;
  fmt::print(
      "steps until 1 - p_1 < {}, on the paths that get there; {} for each Q, a = {} times the bound, seed {}\n\n",
      brief(o.accuracy), counted(o.paths, "path"), brief(o.rate_over_bound), o.seed);
  fmt::print("{:>8} {:>12} {:>9} {:>8} {:>12} {:>12} {:>12} {:>10}\n", "Q", "a", "reached", "lost", "quartile",
             "median", "quartile", "a median");
  for (const NoiseRow& row : e.rows) {
    fmt::print("{:>8} {:>12} {:>9} {:>8} {:>12.6g} {:>12.6g} {:>12.6g} {:>10.4g}\n", brief(row.q), to_decimal(row.a, 6),
               row.reached, row.lost, row.lower_quartile, row.median, row.upper_quartile, row.scaled_median);
  }
  fmt::print("\nmedian ~ (1/a)^{:.4f} (least squares; estimated, without an interval)\n", e.exponent);
}

Json results_json(const NoiseExperiment& e) {
  Json out{{"initial_gap", exact_json(e.gap)}, {"exponent", bare_estimate(e.exponent)}, {"rows", Json::array()}};
  for (const NoiseRow& row : e.rows) {
    Json steps{{"lower_quartile", nullptr}, {"median", nullptr},     {"upper_quartile", nullptr},
               {"scaled_median", nullptr},  {"confidence", nullptr}, {"rigorous", false}};
    if (row.reached > 0) {
      steps["lower_quartile"] = row.lower_quartile;
      steps["median"] = row.median;
      steps["upper_quartile"] = row.upper_quartile;
      steps["scaled_median"] = row.scaled_median;
    }
    out["rows"].push_back({{"q", exact_json(row.q)},
                           {"alpha", exact_json(row.a)},
                           {"runs", row.paths},
                           {"lost", row.lost},
                           {"reached", row.reached},
                           {"steps", steps}});
  }
  return out;
}

std::optional<LinePlot> plot_of(const NoiseExperiment& e) {
  LinePlot plot{"experiment-noise",
                "Steps to the accuracy against 1/a",
                "",
                "1/a",
                "steps",
                Scale::logarithmic,
                Scale::logarithmic,
                {}};
  plot.description =
      fmt::format("{} for each Q from {}, accuracy {}, seed {}. Estimated.", counted(e.options.paths, "path"),
                  show_point(SimplexPoint<Rational>(e.options.start)), brief(e.options.accuracy), e.options.seed);
  Series quartiles{"quartiles", {}, {}, {}}, median{"median", {}, {}, {}, Series::Style::points},
      line{"c / a", {}, {}, {}, Series::Style::dashed};
  std::vector<NoiseRow> rows;
  std::copy_if(e.rows.begin(), e.rows.end(), std::back_inserter(rows),
               [](const NoiseRow& row) { return row.reached > 0; });
  if (rows.empty()) return std::nullopt;
  std::sort(rows.begin(), rows.end(), [](const NoiseRow& x, const NoiseRow& y) { return x.a > y.a; });
  for (const NoiseRow& row : rows) {
    const double x = to_double(Rational(1 / row.a));
    add_range(quartiles, x, row.lower_quartile, row.upper_quartile);
    add_point(median, x, row.median);
    add_point(line, x, rows.back().scaled_median * x);
  }
  plot.series = {quartiles, median, line};
  return plot;
}

}  // namespace hebb::cli
