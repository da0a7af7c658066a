#include <algorithm>
#include <array>

#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/flows/uniform_distance.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

/// delay <= a (leads log(p_1/p_1(0)) + near log(g/g(0)) + taus tau)/(1 - own), negative values being no delay.
struct Delay {
  Rational leads, near, taus, own = 0;
};

/// Bounds of a p_1 in units of y/(1+y) (least) and of y (1+y) (most), y the relative step of the odds: 1/(1+a) and
/// 1/(1-a)^2. So a sum of a p_1, a p_i or a (p_1 - s) is at most 1+a, at least (1-a)^2 times its logarithm.
Rational above(const Rational& a) { return 1 + a; }
Rational below(const Rational& a) { return (1 - a) * (1 - a); }

Rational scaled(const Rational& factor, const Rational& a) { return factor * (factor > 0 ? above(a) : below(a)); }

/// The terms of the theorem for the steps behind the flow. exp_a is an upper bound of e^a.
Delay behind(MeanStep step, const Rational& a, const Rational& exp_a) {
  const Rational half(1, 2);
  if (step == MeanStep::hebbian) return {half * above(a), above(a), half * above(a)};
  if (step == MeanStep::mirror) return {half * exp_a * above(a), half * above(a), 0};
  const Rational k2 = 1 / below(a), taus = k2 / 2 - 1;
  return {above(a) * (1 + k2 / 2), above(a), scaled(taus, a), taus < 0 ? Rational(-a * scaled(taus, a)) : Rational(0)};
}

/// Of the gradient step ahead of the flow; `near` belongs to the least ratio here.
Delay ahead(const Rational& a) {
  const Rational k = 1 / (1 - a), taus = above(a) * (k - Rational(1, 2) + a / 3);
  return {Rational(-below(a) * (k + (1 - a) / (2 * (1 + a) * (1 + a)))), Rational(-below(a) * k), taus,
          Rational(a * taus)};
}

/// The growth of the delay with tau, at most.
Rational slope(const Delay& delay, const Rational& a) {
  return delay.taus > 0 ? Rational(a * delay.taus / (1 - delay.own)) : Rational(0);
}

template <class S>
struct Start {
  Vec<S> ratio, gap;
  std::size_t near, far;
  S tied, lead;
};

/// sqrt(2) times the sum of both relative changes of p_1 that the theorem bounds the distance by.
template <class S>
S bound_at(MeanStep step, const Start<S>& start, const Rational& a, const Delay& late, const Delay* early, const S& x,
           const S& tau) {
  Vec<S> ratio, gap;
  S others = start.tied;
  for (std::size_t i = 0; i < start.ratio.size(); ++i) {
    ratio.push_back(ratio_at(start.ratio[i], start.gap[i], x));
    gap.push_back(ratio_gap_at(start.ratio[i], start.gap[i], x));
    others = others + ratio.back();
  }
  const S lead = 1 / others, growth = log(lead / start.lead), zero = like(x, Rational(0));
  const auto shift = [&](const Delay& delay, std::size_t which) {
    const S gained = -log(ratio_normaliser(start.ratio[which], start.gap[which], x));
    const S total = like(x, delay.leads) * growth + like(x, delay.near) * gained + like(x, delay.taus) * tau;
    return max(zero, like(x, Rational(a / (1 - delay.own))) * total);
  };
  // Behind: from tau back to tau - shift p_1, not before the start.
  const S back = exp(min(shift(late, start.near) * lead, tau));
  S lost = zero, behind = start.tied;
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    const S normaliser = gap[i] + ratio[i] * back;
    lost = lost + ratio[i] * gap[i] * (back - 1) / normaliser;
    behind = behind + ratio_at(ratio[i], gap[i], back);
  }
  S sum = lost / behind;
  if (step == MeanStep::euler) {
    const S time = shift(*early, start.far);
    const S on = exp(-(time * min(like(x, Rational(1)), lead * exp(time))));
    S won = zero;
    for (std::size_t i = 0; i < ratio.size(); ++i) won = won + ratio[i] * gap[i] * (1 - on) / (gap[i] + ratio[i] * on);
    sum = sum + won * lead;
  }
  return sqrt(like(x, Rational(2))) * max(zero, sum);
}

template <class S>
Start<S> start_in(const LeaderCoordinates<Rational>& exact, std::size_t tied, std::size_t near, std::size_t far,
                  const S& as) {
  Start<S> out{{}, {}, near, far, like(as, Rational(tied)), like(as, Rational(1))};
  Rational others(tied);
  for (std::size_t i = 0; i < exact.ratio.size(); ++i) {
    out.ratio.push_back(like(as, exact.ratio[i]));
    out.gap.push_back(like(as, exact.gap[i]));
    others += exact.ratio[i];
  }
  out.lead = like(as, Rational(1 / others));
  return out;
}

/// The theorem's coefficients, or nothing where it says nothing.
struct Delays {
  Delay late;
  std::optional<Delay> early;
};
std::optional<Delays> delays(MeanStep step, const Rational& a) {
  const Rational exp_a = exp(RealInterval(a, 64)).exact_upper();
  if (step == MeanStep::euler && a >= Rational(1, 2)) return std::nullopt;
  Delays out{behind(step, a, exp_a), std::nullopt};
  if (step == MeanStep::euler) {
    out.early = ahead(a);
    if (out.early->own >= 1) return std::nullopt;
  }
  // The bound of the tail in `constant` falls from tau = 2 on.
  if (slope(out.late, a) > Rational(3, 4)) return std::nullopt;
  return out;
}

}  // namespace

UniformDistance::UniformDistance(const SimplexPoint<Rational>& start, Rational a) : a_(std::move(a)) {
  require(a_ > 0 && a_ <= 1, [&] { return "learning rate a = " + to_string(a_) + " outside (0, 1]"; });
  const LeaderCoordinates<Rational> all = leader_coordinates(start, Rational(0));
  for (std::size_t i = 0; i < all.ratio.size(); ++i) {
    if (all.gap[i] == 0) {
      ++tied_;
    } else if (all.ratio[i] > 0) {
      start_.ratio.push_back(all.ratio[i]);
      start_.gap.push_back(all.gap[i]);
    }
  }
  if (start_.ratio.empty()) return;
  near_ = index_of_largest(start_.ratio);
  far_ = static_cast<std::size_t>(std::ranges::min_element(start_.ratio) - start_.ratio.begin());
}

std::optional<Interval> UniformDistance::bound(MeanStep step, const RealInterval& contraction) const {
  const auto terms = delays(step, a_);
  if (!terms) return std::nullopt;
  if (start_.ratio.empty()) return Interval(0);
  const auto start = start_in(start_, tied_, near_, far_, contraction);
  return bound_at(step, start, a_, terms->late, terms->early ? &*terms->early : nullptr, contraction, -log(contraction))
      .to_interval();
}

std::optional<Interval> UniformDistance::constant(MeanStep step) const {
  const auto terms = delays(step, a_);
  if (!terms) return std::nullopt;
  if (start_.ratio.empty()) return Interval(0);
  const auto start = start_in(start_, tied_, near_, far_, Interval(0));
  const auto at = [&](const Interval& tau) {
    return bound_at(step, start, a_, terms->late, terms->early ? &*terms->early : nullptr, exp(-tau), tau);
  };
  Interval odds(0);
  for (std::size_t i = 0; i < start.ratio.size(); ++i) odds = odds + start.ratio[i] / start.gap[i];
  // From `last` on: R <= odds e^-tau, so that the part behind is at most odds e^-tau (e^shift - 1), the part ahead at
  // most odds e^-tau. The first falls from 2 on, since the shift grows by at most 3/4 per unit of tau and vanishes
  // with tau at 0.
  const double last = 26 + std::max(0.0, log(odds).upper());
  const Interval lost(last), first_log = log(1 / start.gap[start.near]), lead_log = log(1 / start.lead);
  const Rational unit = a_ / (1 - terms->late.own);
  const Interval shift = Interval(unit) * (Interval(max(Rational(0), terms->late.leads)) * lead_log +
                                           Interval(max(Rational(0), terms->late.near)) * first_log +
                                           Interval(max(Rational(0), terms->late.taus)) * lost);
  const Interval tail = sqrt(Interval(2)) * odds * exp(-lost) * (exp(shift) - (terms->early ? 0 : 1));
  // The rest by bisection, until the largest upper end is close to a value that is attained.
  double attained = 0, largest = std::max(0.0, tail.upper());
  std::vector<Interval> open;
  for (double from = 0; from < last; from += 0.5) open.emplace_back(from, std::min(last, from + 0.5));
  for (const Interval& cell : open) attained = std::max(attained, at(Interval(cell.midpoint())).lower());
  while (!open.empty()) {
    const Interval cell = open.back();
    open.pop_back();
    const double upper = at(cell).upper();
    if (upper <= attained * 1.001 || cell.width() < 0x1p-12) {
      largest = std::max(largest, upper);
      continue;
    }
    const double middle = cell.midpoint();
    attained = std::max(attained, at(Interval(middle)).lower());
    open.emplace_back(cell.lower(), middle);
    open.emplace_back(middle, cell.upper());
  }
  return Interval(attained, std::max(attained, largest)) / Interval(a_);
}

}  // namespace hebb
