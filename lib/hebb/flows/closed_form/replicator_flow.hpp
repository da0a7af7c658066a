#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <hebb/flows/closed_form/leader_coordinates.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/box.hpp>
#include <hebb/simplex/point.hpp>

// The replicator flow dp/dt = p .* (p - s 1), s = <p, p>, in closed form: no step size, no wrapping.
//
//   r_i = p_i / p_leader,   x = exp(-tau),   d tau = p_leader dt
//   r_i(x) = r_i(0) x / (1 - r_i(0) + r_i(0) x),    1 - r_i(x) = (1 - r_i(0)) / (1 - r_i(0) + r_i(0) x)
//   exp(-t) = x prod_{i != leader} (1 - r_i(0) + r_i(0) x),    strictly increasing in x > 0
//   p_leader = 1 / (1 + sum r_i),    p_i = r_i p_leader
//
// x in (0, 1] are the times t >= 0; x > 1 are the times t < 0 (where did it start), down to the barycentre of the
// support at t = -inf. Time and all else is dimensionless. Derivations: docs/theory/replicator-flow.md.

namespace hebb {

/// A point of the flow. Over enclosures every member is an enclosure of its own: `rest` and the small p_i have relative
/// accuracy near the vertex, gap_i near the barycentre.
template <Scalar S>
struct ReplicatorState {
  std::size_t leader = 0;   // index of the leading coordinate, from 0
  Vec<S> p;                 // p_i, length d
  S rest = S(0);            // 1 - p_leader = ||p - e_leader||_1 / 2
  LeaderCoordinates<S> at;  // r_i = p_i / p_leader and 1 - r_i
  S contraction = S(1);     // x = exp(-tau), tau = int_0^t p_leader
};

/// The point at x, from the leader coordinates at x = 1.      Any scalar; x > 0.
/// Law: with Jet<Rational>, x = x0 + h: replicator(p) = -x p_leader dp/dx exactly.
template <Scalar S>
ReplicatorState<S> replicator_state(const LeaderCoordinates<S>& start, const S& x) {
  ReplicatorState<S> out;
  out.leader = start.leader;
  out.contraction = x;
  out.at.leader = start.leader;
  const std::size_t d = start.ratio.size();
  out.at.ratio.reserve(d);
  out.at.gap.reserve(d);
  S others = S(0);
  for (std::size_t i = 0; i < d; ++i) {
    const S &r = start.ratio[i], &c = start.gap[i];
    if (i == start.leader) {
      out.at.ratio.push_back(r);
      out.at.gap.push_back(c);
      continue;
    }
    out.at.ratio.push_back(ratio_at(r, c, x));
    out.at.gap.push_back(ratio_gap_at(r, c, x));
    others = others + out.at.ratio.back();
  }
  out.rest = distance_from_ratio_sum(others);
  out.p = point_from_ratios(out.at.ratio, start.leader, others);
  return out;
}

/// t(x) = -log(x prod_{i != leader} (1 - r_i + r_i x)): the time at which the flow from `start` has contracted to x.
/// Law: dt/dx = -(1 + sum r_i(x)) / x.      Any scalar with log; x > 0.
template <Scalar S>
S replicator_time(const LeaderCoordinates<S>& start, const S& x) {
  return time_from_ratios(start.ratio, start.gap, start.leader, x, [](const S& y) { return log(y); });
}

/// A first time t >= 0, or the reason why there is none or why it was not enclosed.
template <Scalar S>
struct HittingTime {
  std::optional<S> time;
  std::string reason;  // empty when there is a time
  bool never = false;  // proved: there is no such time; without it and without a time it was only not enclosed
};

/// The largest |t| that the flow takes: 2^29; exp(t) is then in the exponent range of MPFR.
inline constexpr double largest_flow_time = 0x1p29;

/// The state at time t from a start given in leader coordinates, of scalars: a state of the flow itself (its member
/// `at`), so that flows can be composed. Narrow enclosures only: the entries of `start` are taken independently.
/// Throws PreconditionError when |t| > largest_flow_time.      S = double, Interval, RealInterval.
template <Scalar S>
ReplicatorState<S> replicator_flow(const LeaderCoordinates<S>& start, const S& t);

/// The flow from one point. S = double: approximate, for pictures. S = Interval, RealInterval: enclosures.
/// A point whose largest coordinate is shared stays in that symmetric face: the tied coordinates are equal for ever.
///
/// Accuracy of Interval: for |t| <= 600 the relative width of rest, p_i, gap_i is a few (d + 8) 2^-52, plus the width
/// of t when t is no point; beyond, about |t| 2^-51 more. Values below about 1e-307 come as [0, 1e-307] or so.
/// RealInterval: the same with its precision; no lower limit.
/// Cost: one enclosure of exp(t) and O(d) operations of S.
template <Scalar S>
class ReplicatorFlow {
 public:
  /// `as` gives the kind and precision of the scalar; its value is not used.
  explicit ReplicatorFlow(SimplexPoint<Rational> start, const S& as = S(0));

  /// @{
  /// What it was made of: in coordinates relative to the leader, as the point, and the index of the leader.
  const LeaderCoordinates<S>& start() const { return start_; }
  const SimplexPoint<Rational>& start_point() const { return point_; }
  std::size_t leader() const { return start_.leader; }
  /// @}

  /// The state at time t, any sign: p(-t) is where the flow that is at the start now was.
  /// An enclosure t of positive width gives an enclosure for all its members.
  /// Throws PreconditionError when |t| > largest_flow_time (NaN and unbounded t included).
  ReplicatorState<S> at(const Rational& t) const;
  ReplicatorState<S> at(const S& t) const;

  /// The first t >= 0 with 1 - p_leader(t) <= delta, that is ||p - e_leader||_1 <= 2 delta.      0 < delta < 1.
  /// None when n >= 2 coordinates share the lead and delta <= 1 - 1/n.      Throws PreconditionError for other delta.
  HittingTime<S> time_to_accuracy(const Rational& delta) const;
  /// The first t >= 0 with p_leader(t) - p_u(t) >= g.      0 < g < 1, u another index than the leader.
  /// None when g is not below the limit of the gap (1/n when n coordinates share the lead; 0 when u is one of them).
  HittingTime<S> time_to_gap(std::size_t u, const Rational& g) const;

 private:
  SimplexPoint<Rational> point_;
  S as_;
  LeaderCoordinates<S> start_;
};

namespace detail {
/// Where a set of starts has its extremes: all ratios at their least and at their largest (each on its own); the starts
/// of least and of largest x at t >= 0, and at t < 0.
template <Scalar S>
struct ExtremeStarts {
  LeaderCoordinates<S> low, high, first, last, first_back, last_back;
};
}  // namespace detail

/// The flow from every point of a set {lower <= p <= upper, sum p = 1} that has one leader.
///
/// rest at t >= 0: the exact range, up to rounding, when the bounds are ordered alike (as those of a box of one radius
/// around a point are): 1 - p_leader is monotone along exchanges with the leader and Schur-convex in the others, so the
/// extremes are two points of the set. p_i, ratios, gaps, and rest at t < 0: from the exact ranges of x and of r_i(0)
/// taken independently, so an outer enclosure.
template <EnclosureScalar S>
class ReplicatorBoxFlow {
 public:
  /// Throws PreconditionError unless one coordinate is larger than all others at every point of the set.
  explicit ReplicatorBoxFlow(SimplexBox set, const S& as = S(0));

  /// @{
  /// What it was made of: the box, and the index of the leader at all its points.
  const SimplexBox& set() const { return set_; }
  std::size_t leader() const { return leader_; }
  /// @}

  /// Enclosures of all states at time t that start in the set.      Throws as ReplicatorFlow::at.
  ReplicatorState<S> at(const Rational& t) const;
  ReplicatorState<S> at(const S& t) const;

  /// From the earliest to the latest first time at which 1 - p_leader <= delta (p_leader - p_u >= g), over the set.
  /// Domain and reasons: as for ReplicatorFlow. The first is exact up to rounding where rest is.
  HittingTime<S> time_to_accuracy(const Rational& delta) const;
  /// As ReplicatorFlow::time_to_gap, for all points of the box at once.
  HittingTime<S> time_to_gap(std::size_t u, const Rational& g) const;

 private:
  SimplexBox set_;
  std::size_t leader_;
  S as_;
  detail::ExtremeStarts<Rational> exact_;
  detail::ExtremeStarts<S> enclosed_;
};

/// {p on the simplex : |p_i - centre_i| <= radius}.      Throws PreconditionError unless radius >= 0.
SimplexBox box_around(const SimplexPoint<Rational>& centre, const Rational& radius);

extern template ReplicatorState<double> replicator_flow(const LeaderCoordinates<double>&, const double&);
extern template ReplicatorState<Interval> replicator_flow(const LeaderCoordinates<Interval>&, const Interval&);
extern template ReplicatorState<RealInterval> replicator_flow(const LeaderCoordinates<RealInterval>&,
                                                              const RealInterval&);
extern template class ReplicatorFlow<double>;
extern template class ReplicatorFlow<Interval>;
extern template class ReplicatorFlow<RealInterval>;
extern template class ReplicatorBoxFlow<Interval>;
extern template class ReplicatorBoxFlow<RealInterval>;

}  // namespace hebb
