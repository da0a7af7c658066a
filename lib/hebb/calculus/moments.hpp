#pragma once

#include <cstddef>

#include <hebb/calculus/loss.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// Second moments of xi(p, B + Z), P(B = e_i) = p_i, Z with independent centred components of variance sigma2.
// Derivations: docs/theory/taylor.md.

namespace hebb {

/// E[xi_i^2 | p] = p_i^2 ( p_i (1-p_i)^2 + sum_{j!=i} p_j^3 - (p_i - s)^2 + sigma2 ((1-p_i)^2 + sum_{j!=i} p_j^2) ),
/// exactly, for p on the simplex.      i from 0; throws PreconditionError unless i < d.      sigma2 = Var Z_j >= 0.
template <Scalar S>
S xi_second_moment(const Vec<S>& p, std::size_t i, const S& sigma2) {
  require(i < p.size(),
          [&] { return "xi_second_moment: index " + std::to_string(i) + " in dimension " + std::to_string(p.size()); });
  const S rest = 1 - p[i];
  const S drift = p[i] - sum_of_squares(p);
  S trigger = p[i] * (rest * rest);
  S noise = rest * rest;
  for (std::size_t j = 0; j < p.size(); ++j) {
    if (j == i) continue;
    const S square = p[j] * p[j];
    trigger = trigger + square * p[j];
    noise = noise + square;
  }
  return p[i] * p[i] * (trigger - drift * drift + sigma2 * noise);
}

/// E[xi_i xi_j | p] = p_i p_j ( d_ij p_i - p_i^2 - p_j^2 + sum_k p_k^3 - (p_i - s)(p_j - s)
///                              + sigma2 (d_ij - p_i - p_j + s) ), d_ij = 1 if i = j, else 0; exactly, on the simplex.
template <Scalar S>
S xi_covariance(const Vec<S>& p, std::size_t i, std::size_t j, const S& sigma2) {
  require(i < p.size() && j < p.size(), [&] {
    return "xi_covariance: indices " + std::to_string(i) + ", " + std::to_string(j) + " in dimension " +
           std::to_string(p.size());
  });
  const S s = sum_of_squares(p);
  S trigger = sum_of_cubes(p) - p[i] * p[i] - p[j] * p[j] - (p[i] - s) * (p[j] - s);
  S noise = s - p[i] - p[j];
  if (i == j) {
    trigger = trigger + p[i];
    noise = noise + 1;
  }
  return p[i] * p[j] * (trigger + sigma2 * noise);
}

/// 8 Q^2 + 2: the factor of 1 - p_1 in the crude bounds.      Source: [DGS25], proof of Lemma A.4.
template <Scalar S>
S crude_moment_factor(const S& q) {
  return 8 * q * q + 2;
}

/// 1 + 2 sigma2: the factor of the sharp bounds.
template <Scalar S>
S sharp_moment_factor(const S& sigma2) {
  return 1 + 2 * sigma2;
}

/// Crude bound (8 Q^2 + 2)(1 - p_1): on E[xi_1^2], and on sum_{u >= 2} E[xi_u^2].
/// p1 = p_1 in [0, 1]; |y_j| <= Q, Q > 1.      Source: [DGS25], proof of Lemma A.4.
template <Scalar S>
S xi_second_moment_crude_bound(const S& p1, const S& q) {
  return crude_moment_factor(q) * (1 - p1);
}

/// Sharp bound E[xi_i^2] <= (1 + 2 sigma2) p_i^2 (1 - p_i)^2; equality at d = 2, p = (1/2, 1/2).
template <Scalar S>
S xi_second_moment_sharp_bound(const S& pi, const S& sigma2) {
  const S t = pi * (1 - pi);
  return sharp_moment_factor(sigma2) * t * t;
}

/// Sharp bound sum_{u >= 2} E[xi_u^2] <= (1 + 2 sigma2)(1 - p_1)^2. The coefficient of sigma2 is the
/// smallest possible (d = 2, p_1 -> 1).
template <Scalar S>
S xi_second_moments_of_others_sharp_bound(const S& p1, const S& sigma2) {
  const S rest = 1 - p1;
  return sharp_moment_factor(sigma2) * rest * rest;
}

}  // namespace hebb
