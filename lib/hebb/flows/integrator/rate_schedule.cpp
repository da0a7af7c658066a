#include <algorithm>

#include <fmt/format.h>

#include <hebb/flows/integrator/rate_schedule.hpp>

namespace hebb {
namespace {

/// d/dt log lambda + p on one piece; a constant rate adds nothing.
struct ScheduledFitness {
  const RateSchedule::Piece& piece;
  template <Scalar S>
  Vec<S> operator()(const S&, const Vec<S>& p) const {
    Vec<S> g;
    for (std::size_t i = 0; i < p.size(); ++i) {
      g.push_back(piece.ratio[i] == 1 ? p[i] : log(like(p[i], piece.ratio[i])) / like(p[i], piece.duration) + p[i]);
    }
    return g;
  }
};

Rational exact_lower(const Interval& x) { return Rational(x.lower()); }
Rational exact_upper(const Interval& x) { return Rational(x.upper()); }
Rational exact_lower(const RealInterval& x) { return x.exact_lower(); }
Rational exact_upper(const RealInterval& x) { return x.exact_upper(); }

template <EnclosureScalar E>
SimplexBox as_set(const Vec<E>& p) {
  Vec<Rational> lower, upper;
  for (const E& x : p) {
    lower.push_back(exact_lower(x));
    upper.push_back(exact_upper(x));
  }
  return SimplexBox::within(std::move(lower), std::move(upper)).value();  // not empty: it encloses a solution
}

}  // namespace

RateSchedule::RateSchedule(std::vector<Knot> knots) : knots_(std::move(knots)) {
  require(!knots_.empty() && !knots_.front().rates.empty(),
          "a schedule needs at least one knot with at least one rate");
  for (std::size_t k = 0; k < knots_.size(); ++k) {
    require(knots_[k].rates.size() == dimension(), [&] {
      return fmt::format("knot {} of the schedule has {} rates, the first one {}", k + 1, knots_[k].rates.size(),
                         dimension());
    });
    require(k == 0 || knots_[k - 1].time <= knots_[k].time, [&] {
      return fmt::format("the schedule goes back in time to {} at knot {}", to_string(knots_[k].time), k + 1);
    });
    for (const Rational& rate : knots_[k].rates) {
      require(rate > 0,
              [&] { return fmt::format("the rate {} at knot {}: must be positive", to_string(rate), k + 1); });
    }
  }
}

std::vector<RateSchedule::Piece> RateSchedule::pieces(const Rational& from, const Rational& to) const {
  std::vector<Piece> out;
  const Vec<Rational> ones(dimension(), Rational(1));
  const auto add = [&](const Rational& start, const Rational& end, const Vec<Rational>& ratio,
                       const Rational& duration) {
    const Rational first = max(start, from), last = min(end, to);
    if (first < last) out.push_back({first, last, ratio, duration});
  };
  add(from, min(knots_.front().time, to), ones, 1);
  for (std::size_t k = 0; k + 1 < knots_.size(); ++k) {
    const Knot &a = knots_[k], &b = knots_[k + 1];
    if (a.time == b.time) continue;
    Vec<Rational> ratio;
    for (std::size_t i = 0; i < dimension(); ++i) ratio.push_back(b.rates[i] / a.rates[i]);
    add(a.time, b.time, ratio, b.time - a.time);
  }
  add(max(knots_.back().time, from), to, ones, 1);
  return out;
}

Vec<Rational> RateSchedule::jump(const Rational& time) const {
  const Knot *first = nullptr, *last = nullptr;
  for (const Knot& knot : knots_) {
    if (knot.time != time) continue;
    if (!first) first = &knot;
    last = &knot;
  }
  if (first == last) return {};
  Vec<Rational> factors;
  for (std::size_t i = 0; i < dimension(); ++i) factors.push_back(last->rates[i] / first->rates[i]);
  return factors;
}

/// p_i c_i / (p_i c_i + sum_{j != i} p_j c_j) grows with p_i and falls with the others; within() tightens the result.
SimplexBox rescaled(const SimplexBox& set, const Vec<Rational>& c) {
  require_same_length(c.size(), set.size(), "rescaled");
  Vec<Rational> lower, upper;
  const auto share = [&](std::size_t i, const Vec<Rational>& own, const Vec<Rational>& others) {
    const Rational mine = own[i] * c[i];
    Rational total = mine;
    for (std::size_t j = 0; j < c.size(); ++j) {
      if (j != i) total += others[j] * c[j];
    }
    return total == 0 ? Rational(0) : Rational(mine / total);
  };
  for (std::size_t i = 0; i < c.size(); ++i) {
    lower.push_back(share(i, set.lower(), set.upper()));
    upper.push_back(share(i, set.upper(), set.lower()));
  }
  return SimplexBox::within(std::move(lower), std::move(upper)).value();
}

template <EnclosureScalar E>
FlowEnclosure<E> integrate_flow(const SimplexBox& p0, const Rational& t0, const Rational& t,
                                const RateSchedule& schedule, const FlowOptions& options, const E& as) {
  require_same_length(p0.size(), schedule.dimension(), "integrate_flow: point and rates");
  require(t0 <= t,
          [&] { return "a schedule is followed forward in time, not from " + to_string(t0) + " to " + to_string(t); });
  SimplexBox set = p0;
  // A piece of no duration reads off the start; it is all there is when t0 = t.
  std::vector<RateSchedule::Piece> pieces = schedule.pieces(t0, t);
  if (pieces.empty()) pieces.push_back({t, t, Vec<Rational>(p0.size(), Rational(1)), 1});
  FlowEnclosure<E> out;
  int steps = 0;
  for (const RateSchedule::Piece& piece : pieces) {
    // The fitness does not depend on the time, so the exact length of the piece is all that matters.
    out = integrate_flow(set, Rational(0), Rational(piece.end - piece.start), ScheduledFitness{piece}, options, as);
    steps += out.steps;
    if (out.failure) break;
    const Vec<Rational> jump = piece.start < piece.end ? schedule.jump(piece.end) : Vec<Rational>{};
    if (piece.end == t && jump.empty()) break;  // what was read off is sharper than its box
    set = as_set(out.p);
    if (!jump.empty()) set = rescaled(set, jump);
    if (piece.end == t) out = integrate_flow(set, Rational(0), Rational(0), ScheduledFitness{piece}, options, as);
  }
  out.steps = steps;
  return out;
}

template FlowEnclosure<Interval> integrate_flow(const SimplexBox&, const Rational&, const Rational&,
                                                const RateSchedule&, const FlowOptions&, const Interval&);
template FlowEnclosure<RealInterval> integrate_flow(const SimplexBox&, const Rational&, const Rational&,
                                                    const RateSchedule&, const FlowOptions&, const RealInterval&);

}  // namespace hebb
