#pragma once

#include <cstddef>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// The coordinates in which the replicator flow dp_i/dt = p_i (p_i - s) with the leader p_1 > p_i is elementary: the
// ratios r_i = p_i/p_1 and the odds x_i = p_i/(p_1 - p_i) = r_i/(1 - r_i), i = 2..d. In the internal time tau,
// dtau = p_1 dt, the odds decay exactly: x_i(tau) = x_i(0) e^-tau. All functions throw PreconditionError on empty vectors.

namespace hebb {

/// D = 1 - r (1 - e), e = exp(-tau): the normaliser of the ratio that starts at r, and t = tau - sum_i log D_i.
template <Scalar S>
S ratio_normaliser(const S& r, const S& e) {
  return 1 - r + r * e;
}

/// The ratio r e / (1 - r + r e) at the internal time tau = -log e, started at r.      0 <= r < 1, 0 <= e <= 1.
/// Laws: its odds are e r/(1 - r); dr/dtau = -r (1 - r).
template <Scalar S>
S ratio_at(const S& r, const S& e) {
  return r * e / ratio_normaliser(r, e);
}

/// The point with the ratios r_i = p_i/p_1, i = 2..d:  p_1 = 1/(1 + sum r), p_i = r_i p_1.
template <Scalar S>
Vec<S> from_leader_ratios(const Vec<S>& r) {
  const S leader = 1 / (1 + sum(r));
  Vec<S> p{leader};
  p.reserve(r.size() + 1);
  for (const S& x : r) p.push_back(x * leader);
  return p;
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
  return total / (1 + total);
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
