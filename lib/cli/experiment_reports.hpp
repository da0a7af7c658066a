#pragma once

#include <hebb/reports/line_plot.hpp>
#include <hebb/stochastic/experiments.hpp>
#include <nlohmann/json.hpp>
#include <optional>

// The results of an experiment as a table, as JSON and as a picture. Every estimate carries its confidence level, or null
// where it has none, and "rigorous": false.

namespace hebb::cli {

using Json = nlohmann::ordered_json;

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

/// Exact, as strings.
Json exact_list(const std::vector<Rational>& values);

}  // namespace hebb::cli
