#include <cmath>
#include <utility>

#include <hebb/flows/closed_form/contraction.hpp>
#include <hebb/flows/closed_form/hitting_time.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

using namespace detail;

// Times.

void require_time(bool in_range, const std::string& t) {
  require(in_range, [&] { return "replicator flow at t = " + t + ": needs |t| <= 2^29"; });
}

double checked_time(const Rational& t, double) {
  require_time(abs(t) <= Rational(largest_flow_time), to_decimal(t));
  return t.convert_to<double>();
}

/// exp(t) of a rational t: from the nearest double, exactly representable, and the small rest, so that the size of t
/// times the rounding of t is not lost.
template <EnclosureScalar S>
Time<S> checked_time(const Rational& t, const S& as) {
  require_time(abs(t) <= Rational(largest_flow_time), to_decimal(t));
  Time<S> out{like(as, t), std::nullopt};
  const double nearest = t.convert_to<double>();
  if (std::fabs(nearest) > product_range(as)) return out;
  const S head = exp(point_at(nearest, as));
  const Rational rest = t - Rational(nearest);
  if (rest == 0) {
    out.exp_t = head;
  } else {
    const S small = like(as, rest);
    out.exp_t = head * (has_negligible_square(small) ? exp_near_zero(small) : exp(small));
  }
  return out;
}
template <EnclosureScalar S>
Time<S> time_of(const S& t) {
  if (t.magnitude() > product_range(t)) return {t, std::nullopt};
  return {t, exp(t)};
}

// States.

template <EnclosureScalar S>
ReplicatorState<S> state_from(const LeaderCoordinates<S>& start, const Time<S>& time) {
  return replicator_state(start, enclose_contraction(start, time));
}
ReplicatorState<double> state_from(const LeaderCoordinates<double>& start, double t) {
  return replicator_state(start, approximate_exp(-approximate_tau(log_coordinates(start), t), t));
}

/// All states whose ratios and x are between those of `low` and those of `high`, entry by entry. p_i = r_i / (1 + r_i +
/// others) increases in r_i and decreases in the other ratios.
template <EnclosureScalar S>
ReplicatorState<S> states_between(const ReplicatorState<S>& low, const ReplicatorState<S>& high) {
  ReplicatorState<S> out;
  const std::size_t d = low.p.size();
  out.leader = out.at.leader = low.leader;
  out.contraction = hull(low.contraction, high.contraction);
  out.rest = hull(low.rest, high.rest);
  for (std::size_t i = 0; i < d; ++i) {
    out.at.ratio.push_back(hull(low.at.ratio[i], high.at.ratio[i]));
    out.at.gap.push_back(hull(low.at.gap[i], high.at.gap[i]));
    if (i == low.leader) {
      out.p.push_back(hull(low.p[i], high.p[i]));
      continue;
    }
    S others_low = S(1), others_high = S(1);  // the leader's own ratio
    for (std::size_t j = 0; j < d; ++j) {
      if (j == i || j == low.leader) continue;
      others_low = others_low + low.at.ratio[j];
      others_high = others_high + high.at.ratio[j];
    }
    const S &r_low = low.at.ratio[i], &r_high = high.at.ratio[i];
    out.p.push_back(hull(r_low / (r_low + others_high), r_high / (r_high + others_low)));
  }
  return out;
}

/// Wider times are taken end by end.
constexpr double narrow_time = 0x1p-30;

template <EnclosureScalar S>
void require_bounded_time(const S& t) {
  require_time(t.magnitude() <= largest_flow_time, to_string(t));
}

LeaderCoordinates<Rational> exact_coordinates(const SimplexPoint<Rational>& p) {
  return leader_coordinates(p, Rational(0));
}

}  // namespace

template <Scalar S>
ReplicatorState<S> replicator_flow(const LeaderCoordinates<S>& start, const S& t) {
  if constexpr (EnclosureScalar<S>) {
    require_bounded_time(t);
    if (t.width() <= narrow_time) return state_from(start, time_of(t));
    return states_between(state_from(start, time_of(upper_end(t))), state_from(start, time_of(lower_end(t))));
  } else {
    require_time(std::fabs(t) <= largest_flow_time, std::to_string(t));
    return state_from(start, t);
  }
}

template <Scalar S>
ReplicatorFlow<S>::ReplicatorFlow(SimplexPoint<Rational> start, const S& as)
    : point_(std::move(start)), as_(as), start_(leader_coordinates(point_, as_)) {}

template <Scalar S>
ReplicatorState<S> ReplicatorFlow<S>::at(const Rational& t) const {
  return state_from(start_, checked_time(t, as_));
}

template <Scalar S>
ReplicatorState<S> ReplicatorFlow<S>::at(const S& t) const {
  return replicator_flow(start_, t);
}

template <Scalar S>
HittingTime<S> ReplicatorFlow<S>::time_to_accuracy(const Rational& delta) const {
  return accuracy_time(exact_coordinates(point_), delta, as_);
}

template <Scalar S>
HittingTime<S> ReplicatorFlow<S>::time_to_gap(std::size_t u, const Rational& g) const {
  return gap_time(exact_coordinates(point_), u, g, as_);
}

namespace {

std::size_t require_certified_leader(const SimplexBox& set) {
  const std::optional<std::size_t> leader = certified_leader(set);
  require(leader.has_value(), [&] {
    std::string corners;
    for (std::size_t i = 0; i < set.size(); ++i)
      corners += (i == 0 ? "" : ", ") + outward_text(LowerBound(set.lower()[i]), UpperBound(set.upper()[i]), 6);
    return "no coordinate leads at every point of the box " + corners + ": use a smaller radius";
  });
  return *leader;
}

/// Every ratio at its largest (else least) value over the set, each on its own.
LeaderCoordinates<Rational> ratio_corner(const SimplexBox& set, std::size_t leader, bool largest) {
  LeaderCoordinates<Rational> out{leader, {}, {}};
  for (std::size_t i = 0; i < set.size(); ++i) {
    Rational lead = 1, other = 1;
    if (i != leader) {
      const OpposedPair pair = largest ? opposed_pair(set, leader, i) : opposed_pair(set, i, leader);
      lead = largest ? pair.low : pair.high;
      other = largest ? pair.high : pair.low;
    }
    out.ratio.push_back(other / lead);
    out.gap.push_back((lead - other) / lead);
  }
  return out;
}

/// The most spread point with this p_leader; where there is none, the ratio corner that bounds x on the same side.
LeaderCoordinates<Rational> spread_or_corner(const SimplexBox& set, std::size_t leader, bool high_lead) {
  const Rational& lead = high_lead ? set.upper()[leader] : set.lower()[leader];
  const auto point = most_spread_point(set, leader, lead);
  return point ? exact_coordinates(*point) : ratio_corner(set, leader, !high_lead);
}

// x as a function of the start, t >= 0: increasing in every ratio, Schur-convex in the others at fixed p_leader; so it
// is least for the largest p_leader with level others, and largest for the least p_leader with spread others.
// t < 0: decreasing in every ratio, Schur-convex again.
ExtremeStarts<Rational> extreme_starts(const SimplexBox& set, std::size_t leader) {
  const Rational &low = set.lower()[leader], &high = set.upper()[leader];
  return {.low = ratio_corner(set, leader, false),
          .high = ratio_corner(set, leader, true),
          .first = exact_coordinates(most_level_point(set, leader, high)),
          .last = spread_or_corner(set, leader, false),
          .first_back = exact_coordinates(most_level_point(set, leader, low)),
          .last_back = spread_or_corner(set, leader, true)};
}

/// All states at times from `from` to `to` (which may be one time): x decreases in time.
template <EnclosureScalar S>
ReplicatorState<S> states_over(const ExtremeStarts<S>& starts, const Time<S>& from, const Time<S>& to) {
  const bool forward_from = certainly(is_nonnegative(from.t)), forward_to = certainly(is_nonnegative(to.t));
  const S least = enclose_contraction(forward_to ? starts.first : starts.first_back, to);
  const S most = enclose_contraction(forward_from ? starts.last : starts.last_back, from);
  ReplicatorState<S> out = states_between(replicator_state(starts.low, least), replicator_state(starts.high, most));
  if (forward_from && forward_to) {
    const ReplicatorState<S> first = replicator_state(starts.first, least), last = replicator_state(starts.last, most);
    out.rest = hull(first.rest, last.rest);
    out.p[out.leader] = hull(first.p[out.leader], last.p[out.leader]);
  }
  return out;
}

/// From the time of the fastest to that of the slowest start.
template <Scalar S>
HittingTime<S> between(HittingTime<S> fastest, HittingTime<S> slowest) {
  if (!fastest.time) return fastest;
  if (!slowest.time) return slowest;
  return {hull(*fastest.time, *slowest.time), ""};
}

}  // namespace

template <EnclosureScalar S>
ReplicatorBoxFlow<S>::ReplicatorBoxFlow(SimplexBox set, const S& as)
    : set_(std::move(set)),
      leader_(require_certified_leader(set_)),
      as_(as),
      exact_(extreme_starts(set_, leader_)),
      enclosed_{convert_to(exact_.low, as),  convert_to(exact_.high, as),       convert_to(exact_.first, as),
                convert_to(exact_.last, as), convert_to(exact_.first_back, as), convert_to(exact_.last_back, as)} {}

template <EnclosureScalar S>
ReplicatorState<S> ReplicatorBoxFlow<S>::at(const Rational& t) const {
  const Time<S> time = checked_time(t, as_);
  return states_over(enclosed_, time, time);
}

template <EnclosureScalar S>
ReplicatorState<S> ReplicatorBoxFlow<S>::at(const S& t) const {
  require_bounded_time(t);
  const bool one_sign = certainly(is_nonnegative(t)) || certainly(is_negative(t));
  if (one_sign && t.width() <= narrow_time) {
    const Time<S> time = time_of(t);
    return states_over(enclosed_, time, time);
  }
  return states_over(enclosed_, time_of(lower_end(t)), time_of(upper_end(t)));
}

template <EnclosureScalar S>
HittingTime<S> ReplicatorBoxFlow<S>::time_to_accuracy(const Rational& delta) const {
  return between(accuracy_time(exact_.first, delta, as_), accuracy_time(exact_.last, delta, as_));
}

template <EnclosureScalar S>
HittingTime<S> ReplicatorBoxFlow<S>::time_to_gap(std::size_t u, const Rational& g) const {
  return between(gap_time(exact_.low, u, g, as_), gap_time(exact_.high, u, g, as_));
}

SimplexBox box_around(const SimplexPoint<Rational>& centre, const Rational& radius) {
  require(radius >= 0, [&] { return "box_around: radius " + to_string(radius) + " is negative"; });
  Vec<Rational> lower, upper;
  for (const Rational& x : centre.coordinates()) {
    lower.push_back(x - radius);
    upper.push_back(x + radius);
  }
  return SimplexBox::within(std::move(lower), std::move(upper)).value();
}

template ReplicatorState<double> replicator_flow(const LeaderCoordinates<double>&, const double&);
template ReplicatorState<Interval> replicator_flow(const LeaderCoordinates<Interval>&, const Interval&);
template ReplicatorState<RealInterval> replicator_flow(const LeaderCoordinates<RealInterval>&, const RealInterval&);
template class ReplicatorFlow<double>;
template class ReplicatorFlow<Interval>;
template class ReplicatorFlow<RealInterval>;
template class ReplicatorBoxFlow<Interval>;
template class ReplicatorBoxFlow<RealInterval>;

}  // namespace hebb
