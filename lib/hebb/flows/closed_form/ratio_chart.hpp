#pragma once

#include <cstddef>
#include <vector>

#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/symbolic/expression.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// Coordinates of the face {p_lead > 0, p_i = 0 for the components left out} of the simplex of R^d, relative to one
/// component: y_j = log(p_lead/p_i) or the ratio y_j = p_i/p_lead, i = component j. Small components keep their
/// relative accuracy in both; logarithms need p_i > 0, and the field is nearly constant in them near the vertex.
struct RatioChart {
  /// One coordinate.
  struct Coordinate {
    std::size_t component;  // i
    bool logarithmic;       // log(p_lead/p_i); otherwise p_i/p_lead
  };
  std::size_t d, lead;                  // the dimension; the component p_lead
  std::vector<Coordinate> coordinates;  // y_1, y_2, ...
};

/// p_i/p_lead for every coordinate.
template <Scalar S>
Vec<S> ratios(const RatioChart& chart, const Vec<S>& y) {
  Vec<S> r;
  for (std::size_t j = 0; j < y.size(); ++j) {
    if constexpr (ElementaryScalar<S>) {
      r.push_back(chart.coordinates[j].logarithmic ? exp(-y[j]) : y[j]);
    } else {
      require(!chart.coordinates[j].logarithmic, "ratios: this scalar has no exp");
      r.push_back(y[j]);
    }
  }
  return r;
}

/// The point of the simplex: p_lead = 1/(1 + sum r), p_i = r_i p_lead, and 0 for the components left out.
template <Scalar S>
Vec<S> simplex_point(const RatioChart& chart, const Vec<S>& y) {
  const Vec<S> r = ratios(chart, y);
  const Vec<S> moving = point_from_ratios(r);  // the leader first
  Vec<S> p(chart.d, S(0));
  p[chart.lead] = moving[0];
  for (std::size_t j = 0; j < r.size(); ++j) p[chart.coordinates[j].component] = moving[j + 1];
  return p;
}

/// The flow dp_i/dt = p_i (g_i - <p, g>), g = fitness(t, p), in the chart: the mean <p, g> drops out of the ratios,
///   d/dt log(p_lead/p_i) = g_lead - g_i,      d/dt (p_i/p_lead) = -(p_i/p_lead) (g_lead - g_i).
template <Scalar S, class Fitness>
Vec<S> ratio_field(const RatioChart& chart, const Fitness& fitness, const S& t, const Vec<S>& y) {
  const Vec<S> g = fitness(t, simplex_point(chart, y));
  require_same_length(g.size(), chart.d, "ratio_field: fitness");
  Vec<S> out;
  for (std::size_t j = 0; j < y.size(); ++j) {
    const auto& [component, logarithmic] = chart.coordinates[j];
    const S advantage = g[chart.lead] - g[component];
    out.push_back(logarithmic ? advantage : -(y[j] * advantage));
  }
  return out;
}

/// What is read off at the end, one output each: log(1 - p_lead), log p_lead, then per coordinate log p_i where it is
/// logarithmic, else p_i; without a logarithmic coordinate the first is 1 - p_lead itself. In logarithms because they
/// are nearly linear in the coordinates, so that the mean value form is tight.
template <Scalar S>
Vec<S> chart_readings(const RatioChart& chart, const Vec<S>& y) {
  const Vec<S> r = ratios(chart, y);
  const S total = sum(r), one_and_total = 1 + total, log_lead = -log(one_and_total);
  bool some_logarithmic = false;
  for (const auto& c : chart.coordinates) some_logarithmic = some_logarithmic || c.logarithmic;
  Vec<S> out{some_logarithmic ? log(total) + log_lead : distance_from_ratio_sum(total), log_lead};
  for (std::size_t j = 0; j < y.size(); ++j) {
    out.push_back(chart.coordinates[j].logarithmic ? log_lead - y[j] : r[j] / one_and_total);
  }
  return out;
}

}  // namespace hebb
