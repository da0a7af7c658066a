#pragma once

#include <hebb/scalar/traits.hpp>

// The rates and learning-rate conditions of the convergence theorem, each written once.

namespace hebb {

/// (1 + (d-1) c)/d, the least p_1 where p_1 >= p_u + c for all u >= 2 (c = Delta/2).      Source: [DGS25] Lemma A.3.
template <Scalar S>
S least_leader_of_gap(const S& d, const S& c) {
  return (1 + (d - 1) * c) / d;
}

/// (Delta_G/(4d))(1 + (d-1) Delta_p/2): the contraction of 1 - p_1 per step is 1 - a r, for a drive with the gap
/// Delta_G. Source: [DGS25] Theorem A.13.
template <Scalar S>
S correlated_convergence_rate(const S& d, const S& delta_p, const S& delta_g) {
  return delta_g / (4 * d) * (1 + (d - 1) * delta_p / 2);
}

/// r = (Delta/(4d))(1 + (d-1) Delta/2): the contraction of 1 - p_1 per step is 1 - a r.
/// d >= 2, 0 < Delta <= 1.      Source: [DGS25] Proposition A.3.
template <Scalar S>
S convergence_rate(const S& d, const S& delta) {
  return correlated_convergence_rate(d, delta, delta);
}

/// (Delta/d)(1 + (d-1) Delta): the rate of the gradient flow with the gap Delta.
/// d >= 2, 0 < Delta <= 1.      Source: [DGS25] Theorem 2.4.
template <Scalar S>
S flow_rate(const S& d, const S& delta) {
  return 2 * convergence_rate(d, S(2 * delta));
}

/// Delta^2/16: what the theorem prints for r; at most convergence_rate for d >= 2.      Source: [DGS25] Theorem 2.2.
template <Scalar S>
S convergence_rate_printed(const S& delta) {
  return delta * delta / 16;
}

/// Delta/(16 Q^2): the condition on a of Proposition A.3.
template <Scalar S>
S rate_bound_linear(const S& delta, const S& q) {
  return delta / (16 * q * q);
}

/// Delta^2/(16 Q^2): the condition on a of Lemma A.4, and of the circulating summary.
template <Scalar S>
S rate_bound_quadratic(const S& delta, const S& q) {
  return delta * delta / (16 * q * q);
}

/// 2 weight a Q^2/(1 - aQ): what the drift has to beat. a p_i (1 - p_i) times this, weight = 1, is remainder_bound.
template <Scalar S>
S remainder_coefficient(const S& a, const S& q, const S& weight) {
  return 2 * a * q * q * weight / (1 - a * q);
}

/// a Q (2Q - 1)/(1 + aQ): a p_i (1 - p_i) times this is remainder_bound_one_hot.
template <Scalar S>
S remainder_coefficient_one_hot(const S& a, const S& q) {
  return a * q * (2 * q - 1) / (1 + a * q);
}

/// 1/(2 Q^2): up to this learning rate remainder_bound_one_hot holds (2 a Q (Q - 1) <= 1 for every Q > 1).
template <Scalar S>
S one_hot_rate_limit(const S& q) {
  return 1 / (2 * q * q);
}

/// Delta/(Q (8Q + Delta)), which is remainder_coefficient <= Delta/4, weight = 1, solved for a: enough for both lemmas.
template <Scalar S>
S rate_bound_sharp(const S& delta, const S& q) {
  return delta / (q * (8 * q + delta));
}

/// Delta/(Q (8Q - 4 - Delta)), which is remainder_coefficient_one_hot <= Delta/4 solved for a: what the remainder of
/// one-hot input (remainder_bound_one_hot) allows. Q > 1, 0 < Delta < 2.
template <Scalar S>
S rate_bound_one_hot(const S& delta, const S& q) {
  return delta / (q * (8 * q - 4 - delta));
}

}  // namespace hebb
