#include "experiment/experiment_reports.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <hebb/calculus/rates.hpp>

#include "commands/commands.hpp"

namespace hebb::cli {
namespace {

using namespace experiments;

double to_double(const Rational& x) { return x.convert_to<double>(); }
void add_point(Series& series, double x, double y) {
  series.x.push_back(x);
  series.lower.push_back(y);
}
void add_range(Series& series, double x, double lower, double upper) {
  add_point(series, x, lower);
  series.upper.push_back(upper);
}

}  // namespace

std::string percent(const Rational& alpha) { return to_exact_decimal(100 * (1 - alpha)) + " %"; }
std::string brief(const Rational& x) {
  const std::string text = to_string(x);
  return text.size() <= 12 ? text : to_decimal(x, 6);
}

Json share(std::uint64_t successes, std::uint64_t trials, const ConfidenceInterval& interval, const Rational& alpha,
           const char* method) {
  return {{"count", successes},
          {"estimate", static_cast<double>(successes) / static_cast<double>(trials)},
          {"lower", interval.lower},
          {"upper", interval.upper},
          {"confidence", to_string(Rational(1 - alpha))},
          {"method", method},
          {"rigorous", false}};
}
Json share(std::uint64_t successes, std::uint64_t trials, const Rational& alpha) {
  return share(successes, trials, clopper_pearson(successes, trials, alpha), alpha);
}
Json bare_estimate(Json value) {
  return {{"estimate", std::move(value)}, {"confidence", nullptr}, {"rigorous", false}};
}

Json exact_list(const std::vector<Rational>& values) {
  Json out = Json::array();
  for (const Rational& x : values) out.push_back(to_string(x));
  return out;
}

// Convergence.

void print_table(const ConvergenceExperiment& e) {
  const ConvergenceOptions& o = e.options;
  const Rational bound = rate_bound_sharp(initial_gap(o.start), o.noise.q());
  fmt::print("a = {} ({:.4g} times the bound {}), r = {}, {}, seed {}\n", brief(e.rate), to_double(e.rate / bound),
             brief_bound(LowerBound(bound)), brief_bound(LowerBound(e.contraction)), counted(o.paths, "path"), o.seed);
  fmt::print("D = 2 (1 - p_1(k)); Theta: the gap has stayed at least Delta/2\n\n");
  fmt::print("{:>9} {:>11} {:>22} {:>11} {:>11} {:>11} {:>9}\n", "k", "envelope", "mean of D on Theta", "least D",
             "median D", "largest D", "within");
  const std::size_t n = e.rows.size(), shown = std::min<std::size_t>(n, 10);
  for (std::size_t j = 1; j <= shown; ++j) {
    const ConvergenceRow& row = e.rows[n * j / shown - 1];
    fmt::print("{:>9} {:>11.4e} {:>11.4e} +- {:>7.1e} {:>11.3e} {:>11.3e} {:>11.3e} {:>9.4g}\n", row.steps,
               UpperBound(row.envelope), row.mean, row.standard_error, row.least, row.median, row.largest,
               static_cast<double>(row.within) / static_cast<double>(o.paths));
  }
  fmt::print("\nP(Theta, {}): {} of {}, in {} at confidence {} (Clopper-Pearson)\n", counted(o.steps, "step"),
             e.on_theta, counted(o.paths, "path"), to_text(e.theta, 4), percent(o.alpha));
  std::uint64_t least_within = o.paths;
  for (const ConvergenceRow& row : e.rows) least_within = std::min(least_within, row.within);
  fmt::print("the mean is {} the envelope in {}; in each row at least {:.4} % of the paths are within envelope / {}\n",
             e.mean_below_envelope ? "below" : "above", e.mean_below_envelope ? "every row" : "some row",
             LowerBound(Rational(100 * Rational(least_within) / o.paths)), brief(o.epsilon));
  if (e.rate > bound) fmt::print("a is above the bound, so the theorem does not promise this envelope\n");
}

Json results_json(const ConvergenceExperiment& e) {
  const ConvergenceOptions& o = e.options;
  const Rational delta = initial_gap(o.start), bound = rate_bound_sharp(delta, o.noise.q());
  Json out{{"initial_gap", to_string(delta)},
           {"rate", to_string(e.rate)},
           {"rate_bound", to_string(bound)},
           {"contraction", to_string(e.contraction)},
           {"theta", share(e.on_theta, o.paths, e.theta, o.alpha)},
           {"mean_below_envelope", e.mean_below_envelope},
           {"least_within", e.least_within},
           {"rows", Json::array()}};
  for (const ConvergenceRow& row : e.rows) {
    Json mean = bare_estimate(row.mean);
    mean["standard_error"] = row.standard_error;
    out["rows"].push_back({{"steps", row.steps},
                           {"envelope", row.envelope},
                           {"mean_on_theta", mean},
                           {"distance", {{"least", row.least}, {"median", row.median}, {"largest", row.largest}}},
                           {"below_envelope", share(row.below, o.paths, o.alpha)},
                           {"within_envelope_over_epsilon", share(row.within, o.paths, o.alpha)}});
  }
  return out;
}

std::optional<LinePlot> plot_of(const ConvergenceExperiment& e) {
  LinePlot plot{"experiment-convergence",
                "Distance to the vertex and the envelope of the theorem",
                "",
                "step k",
                "||p(k) - e_1||_1",
                Scale::linear,
                Scale::logarithmic,
                {}};
  plot.description = fmt::format("{} with learning rate {}, seed {}. Estimated.", counted(e.options.paths, "path"),
                                 brief(e.rate), e.options.seed);
  Series range{"all paths", {}, {}, {}}, median{"median", {}, {}, {}}, mean{"mean on Theta", {}, {}, {}};
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

// Learning-rate stress.

void print_table(const StressExperiment& e) {
  const StressOptions& o = e.options;
  fmt::print("success: 1 - p_1 < {} before the leader is lost; {} for each rate, seed {}; bound: {}\n\n",
             brief(o.accuracy), counted(o.paths, "path"), o.seed, brief_bound(LowerBound(e.bound)));
  fmt::print("{:>12} {:>8} {:>9} {:>9} {:>9} {:>9} {:>8}   {}\n", "a", "a/bound", "steps", "success", "lost",
             "undecided", "share", "interval at confidence " + percent(o.alpha));
  for (const StressRow& row : e.rows) {
    fmt::print("{:>12} {:>8.4g} {:>9} {:>9} {:>9} {:>9} {:>8.4f}   {}\n", to_decimal(row.rate, 6), row.rate_over_bound,
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
  Json out{{"initial_gap", to_string(initial_gap(o.start))},
           {"rate_bound", to_string(e.bound)},
           {"critical_rate", critical},
           {"rows", Json::array()}};
  for (const StressRow& row : e.rows) {
    out["rows"].push_back({{"rate", to_string(row.rate)},
                           {"rate_over_bound", row.rate_over_bound},
                           {"steps", row.steps},
                           {"paths", row.paths},
                           {"lost", row.lost},
                           {"undecided", row.undecided},
                           {"success", share(row.reached, row.paths, row.interval, o.alpha)}});
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
  plot.description =
      fmt::format("{} for each learning rate, seed {}. Estimated.", counted(e.options.paths, "path"), e.options.seed);
  Series interval{"confidence " + percent(e.options.alpha), {}, {}, {}},
      success{"success", {}, {}, {}, Series::Style::points};
  for (const StressRow& row : e.rows) {
    add_range(interval, row.rate_over_bound, row.interval.lower, row.interval.upper);
    add_point(success, row.rate_over_bound, row.success);
  }
  Series half{"1/2", {success.x.front(), success.x.back()}, {0.5, 0.5}, {}, Series::Style::dashed};
  plot.series = {interval, success, half};
  if (e.critical_rate) {
    const double x = *e.critical_rate / to_double(e.bound);
    plot.series.push_back({fmt::format("half succeed: {:.3g}", x), {x, x}, {0, 1}, {}, Series::Style::dashed});
  }
  return plot;
}

// Noise.

void print_table(const NoiseExperiment& e) {
  const NoiseOptions& o = e.options;
  fmt::print(
      "steps until 1 - p_1 < {}, on the paths that get there; {} for each Q, a = {} times the bound, seed {}\n\n",
      brief(o.accuracy), counted(o.paths, "path"), brief(o.rate_over_bound), o.seed);
  fmt::print("{:>8} {:>12} {:>9} {:>8} {:>12} {:>12} {:>12} {:>10}\n", "Q", "a", "reached", "lost", "quartile",
             "median", "quartile", "a median");
  for (const NoiseRow& row : e.rows) {
    fmt::print("{:>8} {:>12} {:>9} {:>8} {:>12.6g} {:>12.6g} {:>12.6g} {:>10.4g}\n", brief(row.q),
               to_decimal(row.rate, 6), row.reached, row.lost, row.lower_quartile, row.median, row.upper_quartile,
               row.scaled_median);
  }
  fmt::print("\nmedian ~ (1/a)^{:.4f} (least squares; estimated, without an interval)\n", e.exponent);
}

Json results_json(const NoiseExperiment& e) {
  const NoiseOptions& o = e.options;
  Json out{{"initial_gap", to_string(initial_gap(o.start))},
           {"exponent", bare_estimate(e.exponent)},
           {"rows", Json::array()}};
  for (const NoiseRow& row : e.rows) {
    Json steps{{"lower_quartile", nullptr}, {"median", nullptr},     {"upper_quartile", nullptr},
               {"scaled_median", nullptr},  {"confidence", nullptr}, {"rigorous", false}};
    if (row.reached > 0) {
      steps["lower_quartile"] = row.lower_quartile;
      steps["median"] = row.median;
      steps["upper_quartile"] = row.upper_quartile;
      steps["scaled_median"] = row.scaled_median;
    }
    out["rows"].push_back({{"q", to_string(row.q)},
                           {"rate", to_string(row.rate)},
                           {"paths", row.paths},
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
  plot.description = fmt::format("{} for each Q, accuracy {}, seed {}. Estimated.", counted(e.options.paths, "path"),
                                 brief(e.options.accuracy), e.options.seed);
  Series quartiles{"quartiles", {}, {}, {}}, median{"median", {}, {}, {}, Series::Style::points},
      line{"c / a", {}, {}, {}, Series::Style::dashed};
  std::vector<NoiseRow> rows;
  std::copy_if(e.rows.begin(), e.rows.end(), std::back_inserter(rows),
               [](const NoiseRow& row) { return row.reached > 0; });
  if (rows.empty()) return std::nullopt;
  std::sort(rows.begin(), rows.end(), [](const NoiseRow& x, const NoiseRow& y) { return x.rate > y.rate; });
  for (const NoiseRow& row : rows) {
    const double x = to_double(Rational(1 / row.rate));
    add_range(quartiles, x, row.lower_quartile, row.upper_quartile);
    add_point(median, x, row.median);
    add_point(line, x, rows.back().scaled_median * x);
  }
  plot.series = {quartiles, median, line};
  return plot;
}

// Escape.

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
           {"paths", e.tally.paths},
           {"path_steps", e.tally.path_steps},
           {"complete", e.tally.paths == e.options.monte_carlo.paths},
           {"rows", Json::array()}};
  for (const EscapeEstimate& row : e.rows) {
    out["rows"].push_back(
        {{"steps", row.steps},
         {"paths", row.paths},
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
  plot.description = fmt::format("{}, learning rate {}, seed {}. Estimated.", counted(e.tally.paths, "path"),
                                 brief(e.options.problem.rate), e.tally.seed);
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
