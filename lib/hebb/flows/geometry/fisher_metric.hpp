#pragma once

#include <cstddef>
#include <utility>

#include <hebb/calculus/correlated.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// The Fisher (Shahshahani) metric of the open simplex {p in R^d : p_i > 0, sum p_i = 1}: on tangent vectors u, v
// (1.u = 1.v = 0) it is <u, v>_p = u^T diag(p)^-1 v. A Euclidean gradient g is a covector: it matters modulo 1 only.
// All functions throw PreconditionError when the lengths differ or are 0.
// Source: S. Amari, Natural gradient works efficiently in learning (1998); J. Hofbauer, K. Sigmund, Evolutionary Games
// and Population Dynamics (1998), section 7.8.

namespace hebb {

/// <u, v>_p = sum_i u_i v_i / p_i.      p_i > 0.
template <Scalar S>
S fisher_inner(const Vec<S>& p, const Vec<S>& u, const Vec<S>& v) {
  require_same_length(p.size(), u.size(), "fisher_inner");
  require_same_length(u.size(), v.size(), "fisher_inner");
  S total = u[0] * v[0] / p[0];
  for (std::size_t i = 1; i < p.size(); ++i) total = total + u[i] * v[i] / p[i];
  return total;
}

/// The inverse metric on covectors, <g, h> = sum_i p_i g_i h_i - (p.g)(p.h): the covariance of g and h under p.
/// Law: for p_i > 0 it is fisher_inner(p, riemannian_gradient(p, g), riemannian_gradient(p, h)).
template <Scalar S>
S fisher_cometric(const Vec<S>& p, const Vec<S>& g, const Vec<S>& h) {
  require_same_length(p.size(), g.size(), "fisher_cometric");
  require_same_length(g.size(), h.size(), "fisher_cometric");
  return dot(bilinear_field(p, g), h);  // only one of the two must be centred
}

/// The orthogonal projection of x in R^d onto the tangent space in the Fisher metric: x - (1.x) p.
/// Laws: it is idempotent, its value sums to 0, and <x - projection, v>_p = 0 for every tangent v.
template <Scalar S>
Vec<S> fisher_projection(const Vec<S>& p, const Vec<S>& x) {
  require_same_length(p.size(), x.size(), "fisher_projection");
  const S total = sum(x);
  Vec<S> out;
  out.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) out.push_back(x[i] - total * p[i]);
  return out;
}

/// The Riemannian (natural) gradient p .* (g - (p.g) 1) of a loss with the Euclidean gradient g at p.
/// It is defined on the closed simplex, and zero where p is. g may be any covector: with g = -y for a sample y of mean
/// p it is an unbiased sample of the natural gradient of -|p|^2/2, the noisy version of the paper. Laws: <gradient,
/// v>_p = g.v for every tangent v; the values sum to 0; g + c 1 gives the same; riemannian_gradient(p, -p) =
/// gradient(p), the Euclidean gradient of the loss L of hebb/calculus/loss.hpp.
template <Scalar S>
Vec<S> riemannian_gradient(const Vec<S>& p, const Vec<S>& g) {
  return bilinear_field(p, g);
}

/// The potential -|p|^2/2 whose natural gradient is grad L. (The minus sign matters: with +|p|^2/2 the flow would run
/// to the barycentre.)
template <Scalar S>
S shahshahani_potential(const Vec<S>& p) {
  return driven_potential(p, p);
}

/// The Euclidean gradient at p of a loss that is a template over the scalar, by automatic differentiation: d
/// evaluations on first-order jets.      loss: Vec<Jet<S>> -> Jet<S>.
template <Scalar S, class Loss>
Vec<S> euclidean_gradient(const Loss& loss, const Vec<S>& p) {
  require_same_length(p.size(), p.size(), "euclidean_gradient");
  Vec<Jet<S>> x;
  x.reserve(p.size());
  for (const S& value : p) x.push_back(Jet<S>::constant(value));
  Vec<S> out;
  out.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    Jet<S> constant = std::exchange(x[i], Jet<S>::variable(p[i], 1));
    out.push_back(loss(std::as_const(x)).coefficient(1));
    x[i] = std::move(constant);
  }
  return out;
}

/// The natural gradient at p of a loss that is a template over the scalar (see euclidean_gradient).
template <Scalar S, class Loss>
Vec<S> natural_gradient(const Loss& loss, const Vec<S>& p) {
  return riemannian_gradient(p, euclidean_gradient(loss, p));
}

/// The derivative of a function along a vector field at p, by automatic differentiation: d/dt f(p + t v) at t = 0.
/// function: Vec<Jet<S>> -> Jet<S>.
template <Scalar S, class Function>
S derivative_along(const Function& function, const Vec<S>& p, const Vec<S>& v) {
  require_same_length(p.size(), v.size(), "derivative_along");
  Vec<Jet<S>> x;
  x.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) x.push_back(Jet<S>::from_coefficients({p[i], v[i]}));
  return function(std::as_const(x)).coefficient(1);
}

}  // namespace hebb
