#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <hebb/flows/closed_form/leader_coordinates.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/flows/integrator/enclosure_tools.hpp>
#include <hebb/scalar/error.hpp>

/// The one equation of the replicator flow, exp(-t) = x prod (1 - r_i + r_i x): approximate root in double, proved
/// enclosure from it. Implementation of replicator_flow.cpp.
namespace hebb::detail {

/// log(1 + exp(z)) without overflow.
inline double softplus(double z) { return std::fmax(z, 0.0) + std::log1p(std::exp(-std::fabs(z))); }

/// log r_i and log(1 - r_i) of the coordinates other than the leader that are not zero; -inf for a tie's gap.
struct LogCoordinates {
  std::vector<double> ratio, gap;
};
template <Scalar S>
LogCoordinates log_coordinates(const LeaderCoordinates<S>& start) {
  LogCoordinates out;
  out.ratio.reserve(start.ratio.size());
  out.gap.reserve(start.ratio.size());
  for (std::size_t i = 0; i < start.ratio.size(); ++i) {
    if (i == start.leader) continue;
    const double r = approximate_log(start.ratio[i]);
    if (r == -std::numeric_limits<double>::infinity()) continue;
    out.ratio.push_back(r);
    out.gap.push_back(approximate_log(start.gap[i]));
  }
  return out;
}

/// The root tau of replicator_time as a function of tau,
/// t(tau) = tau - sum log(1 - r_i + r_i exp(-tau)), in double. t is concave and increasing, so Newton's
/// method stays left of the root from the first step on and increases to it. The start is the largest of the three
/// lower bounds of the root that the tangent at 0 and the two asymptotes give.
inline double approximate_tau(const LogCoordinates& start, double t) {
  const std::size_t n = start.ratio.size();
  double others = 0, log_gaps = 0, log_ratios = 0;
  for (std::size_t i = 0; i < n; ++i) {
    others += std::exp(start.ratio[i]);
    log_gaps += start.gap[i];
    log_ratios += start.ratio[i];
  }
  double tau = t / (1 + others);
  if (t > 0)
    tau = std::fmax(tau, t + log_gaps);
  else
    tau = std::fmax(tau, (t + log_ratios) / static_cast<double>(n + 1));
  for (int iteration = 0; iteration < 100; ++iteration) {
    double value = tau, slope = 1;
    for (std::size_t i = 0; i < n; ++i) {
      const double from_ratio = start.ratio[i] - tau, difference = from_ratio - start.gap[i];
      const double e = std::exp(-std::fabs(difference));
      value -= std::fmax(from_ratio, start.gap[i]) + std::log1p(e);
      slope += (difference > 0 ? 1 : e) / (1 + e);
    }
    const double step = (t - value) / slope;
    tau += step;
    if (!(std::fabs(step) > 1e-8 + 0x1p-50 * std::fabs(tau))) break;  // the next error is about the step squared
  }
  return tau;
}

/// A time with its exponential, where that is in the range of S.
template <Scalar S>
struct Time {
  S t;
  std::optional<S> exp_t;
};

/// x prod (1 - r_i + r_i x) = exp(logs) rest: logarithms are taken only of products that would leave the range.
template <EnclosureScalar S>
struct SplitProduct {
  S logs, rest;
  bool whole = true;  // logs = 0
};
template <EnclosureScalar S>
SplitProduct<S> split_product(const LeaderCoordinates<S>& start, const S& x) {
  const double range = product_range(x);
  SplitProduct<S> out{S(0), x};
  for (std::size_t i = 0; i < start.ratio.size(); ++i) {
    if (i == start.leader) continue;
    const S factor = ratio_normaliser(start.ratio[i], start.gap[i], x);
    S next = out.rest * factor;
    if (std::fabs(approximate_log(next)) <= range) {
      out.rest = std::move(next);
    } else {
      out.logs = out.logs + log(out.rest);
      out.rest = factor;
      out.whole = false;
    }
  }
  return out;
}

/// log(x prod (1 - r_i + r_i x)) + t, zero at the root: exp(t) comes first, so that near the root nothing is lost to
/// the size of t.
template <EnclosureScalar S>
S log_residual(const LeaderCoordinates<S>& start, const S& x, const Time<S>& time) {
  const SplitProduct<S> product = split_product(start, x);
  return log_near_one(product.rest * (product.whole && time.exp_t ? *time.exp_t : exp(product.logs + time.t)));
}

/// t(x) = -log(x prod (1 - r_i + r_i x)): replicator_time with fewer logarithms
/// (ReplicatorFlow.HittingTimesHitAndTheyAreFirst compares the states at these times).
template <EnclosureScalar S>
S time_at(const LeaderCoordinates<S>& start, const S& x) {
  const SplitProduct<S> product = split_product(start, x);
  return -(product.logs + log(product.rest));
}

/// sum r_i(x) over i != leader.
template <Scalar S>
S ratio_sum(const LeaderCoordinates<S>& start, const S& x) {
  S total = S(0);
  for (std::size_t i = 0; i < start.ratio.size(); ++i) {
    if (i != start.leader) total = total + ratio_at(start.ratio[i], start.gap[i], x);
  }
  return total;
}

/// The root where it is not between the least and the largest contraction of S: from the end of the range to 0 or inf,
/// after a proof that it is there (a bound that is some powers of two off while rounding leaves it open).
template <EnclosureScalar S>
S beyond_range(const LeaderCoordinates<S>& start, const Time<S>& time, S edge) {
  const bool small = edge.upper() < 1;
  for (int k = 0; k < 100; ++k) {
    const S residual = log_residual(start, edge, time);
    if (certainly(small ? is_nonnegative(residual) : is_nonpositive(residual)))
      return small ? hull(S(0), edge) : hull(edge, positive_line(time.t) + edge);
    edge = small ? edge * 4 : edge / 4;
  }
  return positive_line(time.t);
}

/// An enclosure of the root x* > 0.
/// G(u) = log_residual at x = e^u has slope 1 + sum r_i >= 1 everywhere, so there is exactly one root, it is within
/// |G(u)| of every u, and u* = u - G(u)/G'(v) for a v between u and u*: no inclusion has to be tested.
template <EnclosureScalar S>
S enclose_contraction(const LeaderCoordinates<S>& start, const Time<S>& time) {
  const double t = (time.t.lower() + time.t.upper()) / 2;
  S guess = approximate_exp(-approximate_tau(log_coordinates(start), t), time.t);
  if (at_end_of_range(guess)) return beyond_range(start, time, guess);
  std::optional<S> root;
  for (long last = std::numeric_limits<long>::max();;) {
    const S residual = log_residual(start, guess, time);
    if (!residual.is_bounded()) break;
    const S slope = 1 + ratio_sum(start, guess * exp_near_zero(hull(S(0), -residual)));
    const S step = -(residual / slope);
    const S next = guess * exp_near_zero(step);
    root = root ? intersect(*root, next).value() : next;
    // log_near_one and exp_near_zero cost about the square of the residual: repeat while that is seen.
    const long size = exponent_of(residual);
    if (2 * size <= -bits_of(time.t) || size >= last - 1) break;
    last = size;
    guess = lower_end(*root);
    if (!certainly(is_positive(guess))) break;
  }
  return root ? *root : positive_line(time.t);
}

}  // namespace hebb::detail
