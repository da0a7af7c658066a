#pragma once

#include <hebb/scalar/traits.hpp>

// The rates and learning-rate conditions of the convergence theorem, each written once.

namespace hebb {

/// r = (Delta/(4d))(1 + (d-1) Delta/2): the contraction of 1 - p_1 per step is 1 - a r.
/// d >= 2, 0 < Delta <= 1.      Source: [DGS25] Proposition A.3.
template <Scalar S>
S convergence_rate(const S& d, const S& delta) {
  return delta / (4 * d) * (1 + (d - 1) * delta / 2);
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

/// Delta/(Q (8Q + Delta)), which is 2 a Q^2/(1 - aQ) <= Delta/4 solved for a: enough for both lemmas.
template <Scalar S>
S rate_bound_sharp(const S& delta, const S& q) {
  return delta / (q * (8 * q + delta));
}

/// Delta/(Q (8Q - 4 - Delta)), which is a Q (2Q - 1)/(1 + aQ) <= Delta/4 solved for a: what the remainder of one-hot
/// input (remainder_bound_one_hot) allows. Q > 1, 0 < Delta < 2.
template <Scalar S>
S rate_bound_one_hot(const S& delta, const S& q) {
  return delta / (q * (8 * q - 4 - delta));
}

}  // namespace hebb
