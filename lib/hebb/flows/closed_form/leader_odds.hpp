#pragma once

#include <cstddef>

#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// The coordinates in which the replicator flow dp_i/dt = p_i (p_i - s) with the leader p_1 > p_i is elementary: the
// ratios r_i = p_i/p_1 and the odds x_i = p_i/(p_1 - p_i) = r_i/(1 - r_i), i = 2..d. In the internal time tau,
// dtau = p_1 dt, the odds decay exactly: x_i(tau) = x_i(0) e^-tau. All functions throw PreconditionError on empty
// vectors.

namespace hebb {

// A ratio r comes with its gap 1 - r: taken as an argument of its own, so that near a tie it has the accuracy of its
// source.

/// D = gap + r e, e = exp(-tau), gap = 1 - r: the normaliser of the ratio that starts at r, and t = tau - sum_i log
/// D_i.
template <Scalar S>
S ratio_normaliser(const S& r, const S& gap, const S& e) {
  return gap + r * e;
}
template <Scalar S>
S ratio_normaliser(const S& r, const S& e) {
  return ratio_normaliser(r, S(1 - r), e);
}

/// The ratio r e / (gap + r e) at the internal time tau = -log e, started at r.      0 <= r <= 1, gap = 1 - r; e >= 0
/// and r < 1 or e > 0; scalars that round need e > 0.      Laws: its odds are e r/(1 - r); dr/dtau = -r (1 - r).
/// Scalars that round take r / (r + gap/e), the same function, in which e occurs once: that is the narrower enclosure.
template <Scalar S>
S ratio_at(const S& r, const S& gap, const S& e) {
  if constexpr (ExactScalar<S>)
    return r * e / ratio_normaliser(r, gap, e);
  else
    return r / (r + gap / e);
}
template <Scalar S>
S ratio_at(const S& r, const S& e) {
  return ratio_at(r, S(1 - r), e);
}

/// 1 - ratio_at = gap / (gap + r e), without cancellation.
template <Scalar S>
S ratio_gap_at(const S& r, const S& gap, const S& e) {
  return gap / ratio_normaliser(r, gap, e);
}

/// 1 - p_leader = R/(1 + R), R the sum of the ratios of the others.
template <Scalar S>
S distance_from_ratio_sum(const S& others) {
  return others / (1 + others);
}

/// p_leader = 1/(1 + R), p_i = r_i p_leader, for all ratios, the leader's own (which is not read) among them, and the
/// sum R of the others.
template <Scalar S>
Vec<S> point_from_ratios(const Vec<S>& ratio, std::size_t leader, const S& others) {
  const S lead = 1 / (1 + others);
  Vec<S> p;
  p.reserve(ratio.size());
  for (std::size_t i = 0; i < ratio.size(); ++i) p.push_back(i == leader ? lead : ratio[i] * lead);
  return p;
}

/// The point with the ratios r_i = p_i/p_1, i = 2..d:  p_1 = 1/(1 + sum r), p_i = r_i p_1.
template <Scalar S>
Vec<S> point_from_ratios(const Vec<S>& r) {
  Vec<S> ratio{S(1)};
  ratio.insert(ratio.end(), r.begin(), r.end());
  return point_from_ratios(ratio, 0, sum(r));
}

/// t = -log x - sum_i log D_i over i != leader, x = exp(-tau).      log_of: R -> T, the logarithm in the scalar of the
/// result.
template <class R, class LogOf>
auto time_from_ratios(const Vec<R>& ratio, const Vec<R>& gap, std::size_t leader, const R& x, const LogOf& log_of) {
  auto t = -log_of(x);
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    if (i != leader) t = t - log_of(ratio_normaliser(ratio[i], gap[i], x));
  }
  return t;
}

/// The odds x_i = p_i/(p_1 - p_i), i = 2..d.      p_1 > p_i >= 0, d >= 2.
template <Scalar S>
Vec<S> leader_odds(const Vec<S>& p) {
  require(p.size() >= 2, "leader_odds: expected at least 2 coordinates");
  Vec<S> x;
  x.reserve(p.size() - 1);
  for (std::size_t i = 1; i < p.size(); ++i) x.push_back(p[i] / (p[0] - p[i]));
  return x;
}

/// 1 - p_1 = S/(1 + S), S = sum_i x_i/(1 + x_i), from the odds.
template <Scalar S>
S distance_from_odds(const Vec<S>& x) {
  require(!x.empty(), "distance_from_odds: an empty vector");
  S total = x[0] / (1 + x[0]);
  for (std::size_t i = 1; i < x.size(); ++i) total = total + x[i] / (1 + x[i]);
  return distance_from_ratio_sum(total);
}

/// Phi = (sum_i x_i) prod_j (1 + x_j) = sum_i p_i/(p_1-p_i) prod_j p_1/(p_1-p_j).
/// Laws: Phi(t) = Phi(0) e^-t exactly along the flow; 1 - p_1 <= Phi, and Phi/(1 - p_1) -> 1 at the vertex. So
/// 1 - p_1(t) <= Phi(p(0)) e^-t, and Phi(p(0)) is the limit of (1 - p_1(t)) e^t.
template <Scalar S>
S decay_function(const Vec<S>& x) {
  S product = 1 + x[0];
  for (std::size_t i = 1; i < x.size(); ++i) product = product * (1 + x[i]);
  return sum(x) * product;
}

}  // namespace hebb
