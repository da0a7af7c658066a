#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// The Hebbian step in powers of the learning rate a:  p' = p - a grad L(p) + a xi + theta.
// Derivations: docs/theory/taylor.md.

namespace hebb {

/// Directional part of one step, D_i = p_i (y_i - <p, y>): the derivative of probability_update at a = 0.
/// Laws: sum_i D_i = 0 on the simplex; D = -grad L(p) + xi(p, y).
template <Scalar S>
Vec<S> first_order_increment(const Vec<S>& p, const Vec<S>& y) {
  return bilinear_field(p, y);
}

/// Gradient noise xi_i = p_i ((y_i - b) - (p_i - s)), b = <p, y>, s = <p, p>.
/// Law: E[xi | p] = 0 when y = B + Z with P(B = e_i) = p_i and E Z = 0.
template <Scalar S>
Vec<S> xi(const Vec<S>& p, const Vec<S>& y) {
  return driven_xi(p, y, p);
}

/// Exact remainder theta_i = -a^2 b (y_i - b) p_i / (1 + a b), b = <p, y>.
/// Law, exact for Rational: probability_update(p, y, a) = p - a gradient(p) + a xi(p, y) + theta(p, y, a).
template <Scalar S>
Vec<S> theta(const Vec<S>& p, const Vec<S>& y, const S& a) {
  const S b = dot(p, y);
  const S factor = a * a * b / (1 + a * b);
  Vec<S> out = first_order_increment(p, y);
  for (S& x : out) x = -(factor * x);
  return out;
}

/// b = <p, y> with the other components lumped together: x y + (1 - x) v, x = p_i, y = y_i, v their weighted mean.
template <Scalar S>
S lumped_mean(const S& x, const S& y, const S& v) {
  return x * y + (1 - x) * v;
}

/// One component of theta with the other components lumped together, in four variables whatever d is:
/// x = p_i, y = y_i, v = sum_{j != i} p_j y_j / (1 - p_i) (a weighted mean: |v| <= Q too), a.
/// b = x y + (1 - x) v and y - b = (1 - x)(y - v), so theta_i = -a^2 b (y - v) x (1 - x) / (1 + a b).
template <Scalar S>
S theta_lumped(const S& x, const S& y, const S& v, const S& a) {
  const S b = lumped_mean(x, y, v);
  return -(a * a * b * (y - v) * (x * (1 - x)) / (1 + a * b));
}

/// |theta_i| <= 2 a^2 Q^2 p_i (1 - p_i) / (1 - a Q)^3 (Lagrange form).
/// x = p_i in [0, 1], |y_j| <= Q, 0 < a Q < 1.      Source: [DGS25] Lemma A.2.
template <Scalar S>
S remainder_bound_lagrange(const S& x, const S& a, const S& q) {
  const S m = 1 - a * q;
  return 2 * (a * q) * (a * q) * (x * (1 - x)) / (m * m * m);
}

/// |theta_i| <= 2 a^2 Q^2 p_i (1 - p_i) / (1 - a Q), from the exact form. No smaller factor of p_i (1 - p_i) holds for
/// all |y_j| <= Q: it is approached at y_i = Q, y_j = -Q (j != i), p_i -> 0.
template <Scalar S>
S remainder_bound(const S& x, const S& a, const S& q) {
  return 2 * (a * q) * (a * q) * (x * (1 - x)) / (1 - a * q);
}

/// The same with the one-hot structure y_j in [-(Q-1), Q], at most one y_j above Q - 1:
/// |theta_i| <= a^2 Q (2Q - 1) p_i (1 - p_i) / (1 + a Q)   provided 2 a Q (Q - 1) <= 1 (and a Q < 1).
/// No smaller factor holds: it is approached at y_i = Q, y_j = -(Q-1), p_i -> 1. For 2 a Q (Q - 1) > 1 use
/// remainder_bound_one_hot_negative, which is then the larger of the two.
template <Scalar S>
S remainder_bound_one_hot(const S& x, const S& a, const S& q) {
  return a * a * q * (2 * q - 1) * (x * (1 - x)) / (1 + a * q);
}

/// |theta_i| <= a^2 (Q-1)(2Q-1) p_i (1 - p_i) / (1 - a) for one-hot input when 2 a Q (Q - 1) >= 1, a Q < 1;
/// for every admissible a it bounds |theta_i| where <p, y> <= 0.
template <Scalar S>
S remainder_bound_one_hot_negative(const S& x, const S& a, const S& q) {
  return a * a * (q - 1) * (2 * q - 1) * (x * (1 - x)) / (1 - a * (q - 1));
}

/// f(x) = (1 + u x) / (1 + v x) in powers of x up to order m - 1, and what is left, exactly:
/// f(x) = sum_{k < m} coefficient[k] x^k + remainder, coefficient[0] = 1, coefficient[k] = (u - v)(-v)^(k-1),
/// remainder = (u - v)(-v)^(m-1) x^m / (1 + v x).
template <class S>
struct RatioExpansion {
  Vec<S> coefficient;
  S remainder;
};

/// The expansion above.      m >= 1; throws PreconditionError for m = 0.      Domain: 1 + v x != 0.
/// Over an enclosure scalar coefficient and remainder are enclosures, so their sum encloses f(x); over Rational the
/// sum is f(x).
template <Scalar S>
RatioExpansion<S> expand_ratio(const S& u, const S& v, const S& x, std::size_t m) {
  require(m >= 1, "expand_ratio: order 0, expected at least 1");
  Vec<S> coefficient{S(1)};
  coefficient.reserve(m);
  S next = u - v;  // (u - v)(-v)^(k-1)
  S power = x;     // x^k
  for (std::size_t k = 1; k < m; ++k) {
    coefficient.push_back(next);
    next = -(next * v);
    power = power * x;
  }
  return {std::move(coefficient), next * power / (1 + v * x)};
}

/// f^(m)(x) = m! (u - v)(-v)^(m-1) / (1 + v x)^(m+1) for f(x) = (1 + u x)/(1 + v x), m >= 1; f itself for m = 0.
template <Scalar S>
S ratio_derivative(const S& u, const S& v, const S& x, std::size_t m) {
  const S norm = 1 + v * x;
  if (m == 0) return (1 + u * x) / norm;
  S value = (u - v) / (norm * norm);
  for (std::size_t k = 2; k <= m; ++k) value = -(value * (static_cast<int>(k) * v) / norm);
  return value;
}

/// A Taylor decomposition of one Hebbian step: p_i' = sum_{k < m} a^k term[k][i] + remainder[i], exactly.
/// term[0] = p, term[1] = first_order_increment, term[k] = (-b)^(k-1) term[1].
template <class S>
struct StepExpansion {
  std::vector<Vec<S>> term;
  Vec<S> remainder;
};

/// The decomposition of probability_update(p, y, a) to order m (terms a^0 .. a^(m-1)), m >= 1.
/// For m = 2 the remainder is theta.      Throws PreconditionError for m = 0 or lengths that differ.
template <Scalar S>
StepExpansion<S> expand_step(const Vec<S>& p, const Vec<S>& y, const S& a, std::size_t m) {
  require(m >= 1, "expand_step: order 0, expected at least 1");
  const S b = dot(p, y);
  StepExpansion<S> out;
  out.term.push_back(p);
  Vec<S> next = first_order_increment(p, y);
  S power = a;
  for (std::size_t k = 1; k < m; ++k) {
    out.term.push_back(next);
    for (S& x : next) x = -(x * b);
    power = power * a;
  }
  const S factor = power / (1 + a * b);
  for (S& x : next) x = x * factor;
  out.remainder = std::move(next);
  return out;
}

/// |remainder_i| <= 2 (a Q)^m p_i (1 - p_i) / (1 - a Q) for expand_step of order m >= 1, for all |y_j| <= Q.
/// x = p_i in [0, 1], 0 < a Q < 1.      For m = 2 this is remainder_bound.
template <Scalar S>
S remainder_bound_of_order(const S& x, const S& a, const S& q, std::size_t m) {
  require(m >= 1, "remainder_bound_of_order: order 0, expected at least 1");
  const S t = a * q;
  S power = t;
  for (std::size_t k = 1; k < m; ++k) power = power * t;
  return 2 * power * (x * (1 - x)) / (1 - t);
}

/// The Lagrange form of the same bound, 2 (a Q)^m p_i (1 - p_i) / (1 - a Q)^(m+1): it bounds
/// p_i |f^(m)(z)| a^m / m! for every z between 0 and a. Larger, and the form that [DGS25] Lemma A.2 uses (m = 2).
template <Scalar S>
S remainder_bound_lagrange_of_order(const S& x, const S& a, const S& q, std::size_t m) {
  S bound = remainder_bound_of_order(x, a, q, m);
  for (std::size_t k = 0; k < m; ++k) bound = bound / (1 - a * q);
  return bound;
}

}  // namespace hebb
