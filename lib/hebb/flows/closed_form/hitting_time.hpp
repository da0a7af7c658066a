#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <boost/math/tools/toms748_solve.hpp>

#include <hebb/flows/closed_form/contraction.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/flows/integrator/enclosure_tools.hpp>
#include <hebb/scalar/error.hpp>

/// First times at which the replicator flow has an accuracy or a gap. Implementation of replicator_flow.cpp.
/// Both are equations between sums of sigmoids r_i and 1 - r_i of u = log x, monotone in u, with rational constants
/// that are formed exactly: of the two ways to write each, the one is taken in which nothing cancels.
namespace hebb::detail {

template <Scalar S>
LeaderCoordinates<S> convert_to(const LeaderCoordinates<Rational>& exact, const S& as) {
  return {exact.leader, like(as, exact.ratio), like(as, exact.gap)};
}

inline double log_of(const Rational& q) { return approximate_log(RealInterval(q, 64)); }

/// The coordinates whose ratios move (not the leader, not tied, not zero), log(r_i / (1 - r_i)) of each, and the number
/// of the others that are tied with the leader.
struct MovingCoordinates {
  std::vector<std::size_t> index;
  std::vector<double> log_odds;
  Rational tied = 0;
};
inline MovingCoordinates moving_coordinates(const LeaderCoordinates<Rational>& start) {
  MovingCoordinates out;
  for (std::size_t i = 0; i < start.ratio.size(); ++i) {
    if (i == start.leader || start.ratio[i] == 0) continue;
    if (start.gap[i] == 0) {
      out.tied += 1;
      continue;
    }
    out.index.push_back(i);
    out.log_odds.push_back(log_of(start.ratio[i]) - log_of(start.gap[i]));
  }
  return out;
}

/// log r and log(1 - r) at log odds z.
inline double log_ratio_at(double z) { return z - softplus(z); }
inline double log_gap_at(double z) { return -softplus(z); }

/// Coordinate i of the state at x: ratio_at and ratio_gap_at.
template <Scalar S>
S moving_ratio(const LeaderCoordinates<S>& start, std::size_t i, const S& x) {
  return ratio_at(start.ratio[i], start.gap[i], x);
}
template <Scalar S>
S moving_gap(const LeaderCoordinates<S>& start, std::size_t i, const S& x) {
  return ratio_gap_at(start.ratio[i], start.gap[i], x);
}

/// f(x) and df/d log x.
template <Scalar S>
struct ValueAndSlope {
  S value, slope;
};

/// A root in double of a function of u = log x with one sign change in [lowest, 0].
template <class F>
double approximate_root(const F& f, double lowest) {
  const double a = lowest - 0x1p-10, b = 0x1p-10, at_a = f(a), at_b = f(b);
  if (!(at_a * at_b < 0)) return std::fabs(at_a) < std::fabs(at_b) ? a : b;
  std::uintmax_t iterations = 200;
  const boost::math::tools::eps_tolerance<double> tolerance(50);
  const auto bracket = boost::math::tools::toms748_solve(f, a, b, at_a, at_b, tolerance, iterations);
  return (bracket.first + bracket.second) / 2;
}

/// The root of f, a monotone function of u = log x, near `guess`: interval Newton. u - f(u)/f'(U) inside of U proves a
/// root in U; that there is only one is monotonicity. Nothing when no U around the guess passes.
template <EnclosureScalar S, class F>
std::optional<S> enclose_root(const F& f, S guess) {
  std::optional<S> root;
  for (long last = std::numeric_limits<long>::max();;) {
    const ValueAndSlope<S> here = f(guess);
    const S newton = here.value / here.slope;
    if (!newton.is_bounded()) return root;
    std::optional<S> step;
    for (long e = std::max(exponent_of(newton) + 1, 6 - bits_of(guess)); e <= 0 && !step; e += 2) {
      const S reach = power_of_two(e, guess);
      const S trial = -(here.value / f(guess * exp_near_zero(hull(-reach, reach))).slope);
      if (certainly(less(abs(trial), reach))) step = trial;
    }
    if (!step) return root;
    const S next = guess * exp_near_zero(*step);
    root = root ? intersect(*root, next).value() : next;
    const long size = exponent_of(*step);
    if (2 * size <= -bits_of(guess) || size >= last - 1) return root;
    last = size;
    guess = lower_end(*root);
  }
}

/// The time t(x) >= 0 at the root x of f near exp(u).
template <Scalar S, class F>
HittingTime<S> time_at_root(const LeaderCoordinates<S>& start, const F& f, double u, const S& as) {
  if (!std::isfinite(u)) return {std::nullopt, "not enclosed: too extreme for the approximate root"};
  const S guess = approximate_exp(u, as);
  if constexpr (EnclosureScalar<S>) {
    const std::optional<S> x = enclose_root(f, guess);
    if (!x) return {std::nullopt, "not enclosed in this precision: use more bits"};
    return {max(time_at(start, *x), like(as, Rational(0))), ""};
  } else {
    return {max(replicator_time(start, guess), S(0)), ""};
  }
}

/// 1 - p_leader = R/(1+R) <= delta is R <= delta/(1-delta), R the sum of the ratios.
template <Scalar S>
HittingTime<S> accuracy_time(const LeaderCoordinates<Rational>& exact, const Rational& delta, const S& as) {
  require(delta > 0 && delta < 1, [&] { return "time_to_accuracy: delta = " + to_string(delta) + " outside (0, 1)"; });
  const Rational target = delta / (1 - delta);
  if (sum(exact.ratio) - 1 <= target) return {like(as, Rational(0)), ""};
  const MovingCoordinates moving = moving_coordinates(exact);
  // Over the moving coordinates: sum r_i = ratios, or the same as sum (1 - r_i) = gaps.
  const Rational ratios = target - moving.tied, gaps = Rational(moving.index.size()) - ratios;
  if (ratios <= 0) {
    return {std::nullopt,
            to_string(Rational(moving.tied + 1)) + " coordinates share the lead: 1 - p_leader stays above " +
                to_string(Rational(moving.tied / (moving.tied + 1))),
            true};
  }
  const bool use_ratios = ratios <= gaps;
  const Rational& goal = use_ratios ? ratios : gaps;
  const LeaderCoordinates<S> start = convert_to(exact, as);
  const S minus_goal = -like(as, goal), zero = like(as, Rational(0));
  const auto f = [&](const S& x) {
    ValueAndSlope<S> out{minus_goal, zero};
    for (const std::size_t i : moving.index) {
      const S r = moving_ratio(start, i, x), c = moving_gap(start, i, x);
      out.value = out.value + (use_ratios ? r : c);
      out.slope = use_ratios ? out.slope + r * c : out.slope - r * c;
    }
    return out;
  };
  const double log_goal = log_of(goal);
  const auto approximate = [&](double u) {  // log(sum / goal), which does not overflow
    const auto term = [&](double z) { return use_ratios ? log_ratio_at(u + z) : log_gap_at(u + z); };
    double top = -std::numeric_limits<double>::infinity(), total = 0;
    for (const double z : moving.log_odds) top = std::fmax(top, term(z));
    for (const double z : moving.log_odds) total += std::exp(term(z) - top);
    return top + std::log(total) - log_goal;
  };
  // sum r_i <= n x max odds bounds the root from below.
  const double most = *std::max_element(moving.log_odds.begin(), moving.log_odds.end());
  const double lowest = log_of(ratios) - most - std::log(static_cast<double>(moving.index.size()));
  return time_at_root(start, f, approximate_root(approximate, lowest), as);
}

/// gap = (1 - r_u)/(1 + tied + R) >= g, R the sum of the moving ratios: r_u + g R <= 1 - g (1 + tied), or the same as
/// 1 - r_u >= g (1 + tied) + g R.
template <Scalar S>
HittingTime<S> gap_time(const LeaderCoordinates<Rational>& exact, std::size_t u, const Rational& g, const S& as) {
  require(u < exact.ratio.size() && u != exact.leader,
          [&] { return "time_to_gap: index " + std::to_string(u) + " is the leader or not below the dimension"; });
  require(g > 0 && g < 1, [&] { return "time_to_gap: g = " + to_string(g) + " outside (0, 1)"; });
  if (exact.gap[u] >= g * sum(exact.ratio)) return {like(as, Rational(0)), ""};
  if (exact.gap[u] == 0) return {std::nullopt, "the coordinate shares the lead: its gap stays 0", true};
  const MovingCoordinates moving = moving_coordinates(exact);
  const Rational taken = g * (1 + moving.tied), left = 1 - taken;
  if (left <= 0)
    return {std::nullopt, "the gap stays below its limit " + to_string(Rational(1 / (1 + moving.tied))), true};
  const bool use_ratio = left <= taken;
  const Rational& goal = use_ratio ? left : taken;
  const LeaderCoordinates<S> start = convert_to(exact, as);
  const S wanted = like(as, goal), factor = like(as, g), zero = like(as, Rational(0));
  const auto f = [&](const S& x) {
    S total = zero, slope = zero;
    for (const std::size_t i : moving.index) {
      const S r = moving_ratio(start, i, x);
      total = total + r;
      slope = slope + r * moving_gap(start, i, x);
    }
    const S r = moving_ratio(start, u, x), c = moving_gap(start, u, x);
    return ValueAndSlope<S>{(use_ratio ? r - wanted : wanted - c) + factor * total, r * c + factor * slope};
  };
  const double log_goal = log_of(goal), log_g = log_of(g);
  const double own =
      exact.ratio[u] == 0 ? -std::numeric_limits<double>::infinity() : log_of(exact.ratio[u]) - log_of(exact.gap[u]);
  const auto approximate = [&](double at) {
    const auto bounded_exp = [](double z) { return std::exp(std::fmin(z, 600.0)); };  // only the sign counts
    double total = use_ratio ? bounded_exp(log_ratio_at(at + own) - log_goal) - 1
                             : 1 - bounded_exp(log_gap_at(at + own) - log_goal);
    for (const double z : moving.log_odds) total += bounded_exp(log_g + log_ratio_at(at + z) - log_goal);
    return total;
  };
  // r_u + g R <= (n + 1) x max odds.
  const double most = *std::max_element(moving.log_odds.begin(), moving.log_odds.end());
  const double lowest = log_of(left) - most - std::log(static_cast<double>(moving.index.size() + 1));
  return time_at_root(start, f, approximate_root(approximate, lowest), as);
}

}  // namespace hebb::detail
