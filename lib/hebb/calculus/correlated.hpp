#pragma once

#include <concepts>
#include <cstddef>
#include <utility>

#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// Correlated input: E[Y_i | p] = g_i, g = Gamma p the drive, with a symmetric matrix Gamma of unit diagonal.
// The mean field is dp/dt = p .* f, f = g - (p.g) 1. Derivations: docs/theorems/correlation.md.

namespace hebb {

/// The drive g = Gamma p.      gamma  d x d, of the scalars of p or rational: then each row is taken in the kind and
/// precision of p. Throws PreconditionError when the lengths differ or are 0.
template <Scalar S, Scalar Entry>
Vec<S> drive(const Mat<Entry>& gamma, const Vec<S>& p) {
  require_same_length(gamma.size(), p.size(), "drive");
  Vec<S> g;
  g.reserve(p.size());
  for (const Vec<Entry>& row : gamma) {
    if constexpr (std::same_as<Entry, S>)
      g.push_back(dot(row, p));
    else
      g.push_back(dot(like(p[0], row), p));
  }
  return g;
}

/// The fitness f = g - (p.g) 1 of a drive g.      Laws: p.f = 0 on the simplex; g + c 1 gives the same there.
template <Scalar S>
Vec<S> centred_fitness(const Vec<S>& p, const Vec<S>& g) {
  const S mean = dot(p, g);
  Vec<S> f;
  f.reserve(p.size());
  for (const S& x : g) f.push_back(x - mean);
  return f;
}

/// The mean field p .* f.      Law: with g = p it is replicator(p).
template <Scalar S>
Vec<S> driven_field(const Vec<S>& p, const Vec<S>& g) {
  return bilinear_field(p, g);
}

/// The gradient noise xi_i = p_i ((y_i - p.y) - f_i) of a drive g; xi(p, y) is the one of g = p.
/// Law, exact for Rational: probability_update(p, y, a) = p + a driven_field(p, g) + a driven_xi(p, y, g) + theta(p, y,
/// a).
template <Scalar S>
Vec<S> driven_xi(const Vec<S>& p, const Vec<S>& y, const Vec<S>& g) {
  const S b = dot(p, y);
  Vec<S> out = centred_fitness(p, g);
  for (std::size_t i = 0; i < p.size(); ++i) out[i] = p[i] * ((y[i] - b) - out[i]);
  return out;
}

/// -p.g/2: the potential -p^T Gamma p/2 of the drive g = Gamma p.
template <Scalar S>
S driven_potential(const Vec<S>& p, const Vec<S>& g) {
  return -(dot(p, g) / 2);
}

/// The loss -p^T Gamma p/2 whose Fisher (Shahshahani) gradient is minus the mean field.
template <Scalar S, Scalar Entry>
S correlated_potential(const Mat<Entry>& gamma, const Vec<S>& p) {
  return driven_potential(p, drive(gamma, p));
}

/// b = Delta_p Delta_G/4, the product of the half gaps.
template <Scalar S>
S gap_product(const S& delta_p, const S& delta_g) {
  return delta_p * delta_g / 4;
}

/// b/(1 + b): the nu for which drive_gap_rate is 0, b = gap_product. (drive_gap_rate_sharp is 0 for nu = b.)
template <Scalar S>
S largest_nu(const S& b) {
  return b / (1 + b);
}

/// c* = (1 - nu) Delta_p Delta_G/4 - nu: the gap of the drive grows at least at the rate c* (1 - p_1) while the gaps of
/// p and of Gamma p are at least half of Delta_p and Delta_G, for off-diagonal entries in [0, nu]. Source: [DGS25]
/// Theorem A.13.
template <Scalar S>
S drive_gap_rate(const S& nu, const S& delta_p, const S& delta_g) {
  return (1 - nu) * gap_product(delta_p, delta_g) - nu;
}

/// (1 - nu)(Delta_p Delta_G/4 - nu) = c* + nu^2, nu <= 1/2: the same with the sharper bound on what the other
/// components cost (C.rest.sharp).
template <Scalar S>
S drive_gap_rate_sharp(const S& nu, const S& delta_p, const S& delta_g) {
  return (1 - nu) * (gap_product(delta_p, delta_g) - nu);
}

/// c/(Q (2 weight Q + c)), which is remainder_coefficient(a, Q, weight) <= c solved for a. Q > 1, c > 0.
/// weight = 2 + nu with c = drive_gap_rate, weight = 1 with c = drive_gap_rate_sharp.
template <Scalar S>
S rate_bound_correlated(const S& c, const S& weight, const S& q) {
  return c / (q * (2 * weight * q + c));
}

}  // namespace hebb
