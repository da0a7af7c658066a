#pragma once

#include <utility>
#include <vector>

#include <hebb/flows/integrator/integrate_flow.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/simplex/box.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// Mean firing rates lambda(t) of time-inhomogeneous input, given at knots. Between two knots log lambda_i is linear in
/// time; two knots at the same time are a jump; before the first and after the last knot the rates are constant.
/// With p = lambda .* w / (lambda . w) the flow is dp/dt = p .* (f - (p.f) 1), f = d/dt log lambda + p, and at a jump
/// p_i becomes p_i c_i / (p . c), c_i = lambda_i(after)/lambda_i(before).      Source: [DGS25] section 5,
/// docs/theory/time-inhomogeneous-input.md.
class RateSchedule {
 public:
  /// The rates at one time.
  struct Knot {
    Rational time;        // increasing from knot to knot, or equal at a jump
    Vec<Rational> rates;  // lambda_i > 0, 1/time; only their ratios matter
  };
  /// A stretch of time between jumps and kinks, on which d/dt log lambda_i = log(ratio_i)/duration; ratio and duration
  /// are those of the knots around it.
  struct Piece {
    Rational start, end;  // of the stretch
    Vec<Rational> ratio;
    Rational duration;
  };

  /// Throws PreconditionError when there is no knot, times decrease, lengths differ or a rate is not positive.
  explicit RateSchedule(std::vector<Knot> knots);

  std::size_t dimension() const { return knots_.front().rates.size(); }  // d
  /// The pieces of [from, to], from <= to, in their order.
  std::vector<Piece> pieces(const Rational& from, const Rational& to) const;
  /// The factors c_i of the jump at this time; empty when there is none.
  Vec<Rational> jump(const Rational& time) const;

 private:
  std::vector<Knot> knots_;
};

/// p_i c_i / (p . c) for every point of the set, as a set.      c_i > 0.
SimplexBox rescaled(const SimplexBox& set, const Vec<Rational>& c);

/// The flow under the schedule from t0 to t, t0 <= t, jumps at t0 (not counted) and t (counted) included.
/// After every knot the set is a box again.
template <EnclosureScalar E>
FlowEnclosure<E> integrate_flow(const SimplexBox& p0, const Rational& t0, const Rational& t,
                                const RateSchedule& schedule, const FlowOptions& options, const E& as);

extern template FlowEnclosure<Interval> integrate_flow(const SimplexBox&, const Rational&, const Rational&,
                                                       const RateSchedule&, const FlowOptions&, const Interval&);
extern template FlowEnclosure<RealInterval> integrate_flow(const SimplexBox&, const Rational&, const Rational&,
                                                           const RateSchedule&, const FlowOptions&,
                                                           const RealInterval&);

}  // namespace hebb
