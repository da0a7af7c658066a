#include "commands/escape_pictures.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>

#include "shared/chain_options.hpp"
#include "shared/common.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {
namespace {

bool is_martingale(EscapeMethod method) {
  return method == EscapeMethod::martingale_paper || method == EscapeMethod::martingale_sharp;
}
bool bounds_ever(EscapeMethod method) {
  return is_martingale(method) || method == EscapeMethod::barrier_power || method == EscapeMethod::barrier_pieces;
}

Series enclosure_band(const ExitEnclosure& exit) {
  Series band{"rigorous enclosure", {}, {}, {}};
  const std::size_t n = exit.upper_by_step.size();
  for (std::size_t k = 0; k < n; k += std::max<std::size_t>(1, n / 400)) {
    if (exit.upper_by_step[k] <= 1e-12 * exit.upper) continue;
    band.x.push_back(static_cast<double>(k));
    band.lower.push_back(exit.lower_by_step[k]);
    band.upper.push_back(exit.upper_by_step[k]);
  }
  return band;
}

Series estimated_points(const std::vector<EscapeEstimate>& estimates, const std::string& confidence) {
  Series points{fmt::format("Monte Carlo, {} confidence", confidence), {}, {}, {}, Series::Style::points};
  for (const EscapeEstimate& e : estimates) {
    if (e.events == 0) continue;
    points.x.push_back(static_cast<double>(e.steps));
    points.lower.push_back(e.fixed.lower);
    points.upper.push_back(e.fixed.upper);
  }
  return points;
}

LinePlot plot_against_steps(const std::string& confidence, const EscapeRequest& request, const EscapeReport& report) {
  LinePlot plot{"escape",
                "Probability of losing the leader by step k",
                "",
                "step k",
                "probability",
                Scale::linear,
                Scale::logarithmic,
                {}};
  const LeaderProblem& problem = request.problem;
  plot.description = fmt::format(
      "Bounds and estimates of the probability that {} has failed for some u by step k: from {}, a = {}, {}, "
      "seed {}.",
      keeps_text(problem.event), show_point(SimplexPoint<Rational>(problem.start)), brief(problem.a),
      noise_with_bound(problem.noise), request.seed);
  if (report.enclosure && !report.enclosure->upper_by_step.empty())
    plot.series.push_back(enclosure_band(*report.enclosure));
  // The first steps reach down to probabilities of no interest, and would leave no room for the others.
  if (!plot.series.empty()) plot.y_floor = 1e-4 * plot.series.front().upper.back();
  if (Series points = estimated_points(report.estimates, confidence); !points.x.empty())
    plot.series.push_back(std::move(points));
  const double end = static_cast<double>(report.simulated_steps);
  for (const EscapeBound& b : report.bounds) {
    if (!b.applies() || b.upper >= 1 || !bounds_ever(b.method)) continue;
    plot.series.push_back(
        {std::string(to_string(b.method)) + " (ever)", {0, end}, {b.upper, b.upper}, {}, Series::Style::dashed});
  }
  return plot;
}

std::string curve_name(EscapeMethod method) {
  switch (method) {
    case EscapeMethod::martingale_paper:
      return "T1, paper";
    case EscapeMethod::martingale_sharp:
      return "T1, sharp moments";
    case EscapeMethod::barrier_power:
      return "barrier, one power";
    default:
      return "barrier, pieces";
  }
}

LinePlot plot_against_rate(const LeaderProblem& problem, const std::vector<EscapeCurve>& curves) {
  LinePlot plot{"escape-alpha",
                "Probability of losing the leader against the learning rate",
                "",
                "learning rate a",
                "bound (ever)",
                Scale::logarithmic,
                Scale::logarithmic,
                {}};
  plot.description = fmt::format(
      "Upper bounds on the probability that {} ever fails for some u, for learning rates around the given "
      "one: from {}, {}.",
      keeps_text(problem.event), show_point(SimplexPoint<Rational>(problem.start)), noise_with_bound(problem.noise));
  for (const EscapeCurve& curve : curves) {
    if (curve.a.empty()) continue;
    Series series{curve_name(curve.method), curve.a, curve.upper, {}};
    if (is_martingale(curve.method)) series.style = Series::Style::dashed;
    plot.series.push_back(std::move(series));
  }
  return plot;
}

void write(const std::string& file, const LinePlot& plot) {
  write_picture(file, line_plot(plot));
  tell("{}\n", file);
}

}  // namespace

void write_escape_pictures(const std::string& file, const std::string& confidence, const EscapeRequest& request,
                           const EscapeReport& report) {
  const LinePlot steps = plot_against_steps(confidence, request, report);
  if (steps.series.empty()) {
    tell("no bound is below 1: no picture\n");
    return;
  }
  write(file, steps);
  const LinePlot rates = plot_against_rate(request.problem, escape_against_rate(request.problem, request.stop));
  if (!rates.series.empty()) write(with_suffix(file, "-alpha"), rates);
}

}  // namespace hebb::cli
