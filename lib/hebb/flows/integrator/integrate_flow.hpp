#pragma once

#include <cstddef>
#include <optional>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/flows/closed_form/ratio_chart.hpp>
#include <hebb/flows/integrator/integrator.hpp>
#include <hebb/simplex/box.hpp>

namespace hebb {

/// How to integrate, from which pieces, and in which coordinates.
struct FlowOptions {
  IntegratorOptions integrator;  // order, tolerance and length of the steps
  /// The initial box is cut into this many pieces, which are integrated one by one.
  int pieces = 1;
  /// The component that the coordinates are relative to; [none]: the largest one of the box's middle. The relative
  /// accuracy of 1 - p_lead is best when it is the one that wins.
  std::optional<std::size_t> lead;
};

/// Where the flow is at a time, for all initial points of a box.
template <EnclosureScalar E>
struct FlowEnclosure {
  std::size_t lead;  // the component that the coordinates are relative to
  Vec<E> p;          // every p_i(t), small ones with relative accuracy
  E distance;        // 1 - p_lead(t), with relative accuracy
  int steps = 0;     // of all pieces
  /// When there is one, p and distance are not enclosures of anything (they are [0, 1]); its box is in the
  /// coordinates of the chart.
  std::optional<IntegrationFailure<E>> failure;
};

/// The coordinates in which integrate_flow works on a box: components that are 0 on the whole box are left out, those
/// that may be 0 enter as ratios, the others as logarithms. Throws PreconditionError when p_lead may be 0.
RatioChart chart_of(const SimplexBox& p0, std::optional<std::size_t> lead);

/// The set {p in the box, sum p = 1} in the coordinates of the chart: the parameters are p_i - c_i, with their zero
/// sum.
template <EnclosureScalar E>
Doubleton<E> initial_set(const RatioChart& chart, const SimplexBox& p0, const E& as);

/// The flow dp_i/dt = p_i (g_i - <p, g>) from time t0 to t, where `field` is ratio_field in the chart (its first
/// chart.coordinates.size() outputs). `as` says the precision.
template <EnclosureScalar E>
FlowEnclosure<E> integrate_flow(const RatioChart& chart, const RecordedMap& field, const SimplexBox& p0,
                                const Rational& t0, const Rational& t, const FlowOptions& options, const E& as);

/// The same for fitness(t, p), a generic callable `Vec<S> g(const S& t, const Vec<S>& p)`: for instance
/// d/dt log lambda(t) + p for time-inhomogeneous input.
template <EnclosureScalar E, class Fitness>
FlowEnclosure<E> integrate_flow(const SimplexBox& p0, const Rational& t0, const Rational& t, const Fitness& fitness,
                                const FlowOptions& options, const E& as) {
  const RatioChart chart = chart_of(p0, options.lead);
  if (chart.coordinates.empty()) return integrate_flow(chart, RecordedMap{}, p0, t0, t, options, as);
  const auto field = [&](const auto& time, const auto& y) { return ratio_field(chart, fitness, time, y); };
  return integrate_flow(chart, record_map(static_cast<int>(chart.coordinates.size()), field), p0, t0, t, options, as);
}

/// Fitness of correlated input: (t, p) -> Gamma p. Throws PreconditionError when evaluated for another dimension.
struct CorrelatedFitness {
  Mat<Rational> gamma;  // Gamma, its rows
  /// Gamma p.
  template <Scalar S>
  Vec<S> operator()(const S&, const Vec<S>& p) const {
    return drive(gamma, p);
  }
};

extern template FlowEnclosure<Interval> integrate_flow(const RatioChart&, const RecordedMap&, const SimplexBox&,
                                                       const Rational&, const Rational&, const FlowOptions&,
                                                       const Interval&);
extern template FlowEnclosure<RealInterval> integrate_flow(const RatioChart&, const RecordedMap&, const SimplexBox&,
                                                           const Rational&, const Rational&, const FlowOptions&,
                                                           const RealInterval&);
extern template Doubleton<Interval> initial_set(const RatioChart&, const SimplexBox&, const Interval&);
extern template Doubleton<RealInterval> initial_set(const RatioChart&, const SimplexBox&, const RealInterval&);

}  // namespace hebb
