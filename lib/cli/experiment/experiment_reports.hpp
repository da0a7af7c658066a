#pragma once

#include <optional>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/experiments/experiments.hpp>
#include <hebb/scalar/bound.hpp>

#include "experiment/experiment_command.hpp"
#include "shared/numbers.hpp"

// The results of an experiment as a table, as JSON and as a picture. Every estimate carries its confidence level, or
// null where it has none, and "rigorous": false.

namespace hebb::cli {

void print_table(const experiments::ConvergenceExperiment& experiment);
void print_table(const experiments::StressExperiment& experiment);
void print_table(const experiments::NoiseExperiment& experiment);
void print_table(const experiments::EscapeExperiment& experiment);

/// The results, without the options.
Json results_json(const experiments::ConvergenceExperiment& experiment);
Json results_json(const experiments::StressExperiment& experiment);
Json results_json(const experiments::NoiseExperiment& experiment);
Json results_json(const experiments::EscapeExperiment& experiment);

/// Nothing when there is no point to draw.
std::optional<LinePlot> plot_of(const experiments::ConvergenceExperiment& experiment);
std::optional<LinePlot> plot_of(const experiments::StressExperiment& experiment);
std::optional<LinePlot> plot_of(const experiments::NoiseExperiment& experiment);
std::optional<LinePlot> plot_of(const experiments::EscapeExperiment& experiment);

/// The three of them; the experiment is kept until the table is printed.
template <class Experiment>
Findings findings(Experiment experiment) {
  const auto kept = std::make_shared<const Experiment>(std::move(experiment));
  const std::optional<LinePlot> plot = plot_of(*kept);
  return {[kept] { print_table(*kept); }, results_json(*kept), plot ? std::optional(line_plot(*plot)) : std::nullopt};
}

/// A point of a curve, and of a band.
void add_point(Series& series, double x, double y);
void add_range(Series& series, double x, double lower, double upper);
/// `successes` of `trials`, with an interval for the probability.
Json share(std::uint64_t successes, std::uint64_t trials, const ConfidenceInterval& interval, const Rational& alpha,
           const char* method = "Clopper-Pearson");
/// The same with the interval of interval_of: `asked` paths were to be done.
Json share(std::uint64_t successes, std::uint64_t trials, std::uint64_t asked, const Rational& alpha);
/// "Clopper-Pearson", or what took its place.
const char* interval_method(std::uint64_t paths, std::uint64_t asked);
/// An estimate that comes without an interval.
Json bare_estimate(Json value);
/// "95 %" for alpha = 1/20: exactly, however many digits that takes.
std::string percent(const Rational& alpha);
/// Exact when short, else six digits rounded on the side of the bound.
template <Direction D>
std::string brief_bound(const Bound<D>& bound) {
  return bound.brief(12, 6);
}

}  // namespace hebb::cli
