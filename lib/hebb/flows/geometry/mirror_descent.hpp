#pragma once

#include <cstddef>

#include <hebb/flows/geometry/fisher_metric.hpp>
#include <hebb/flows/geometry/mirror_map.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// Mirror descent on the simplex: q* = argmin_q { a g.q + D_h(q, p) }, D_h the Bregman divergence of a mirror map h.
// All functions throw PreconditionError when the lengths differ or are 0.
// Source: A. Nemirovski, D. Yudin (1983); A. Beck, M. Teboulle, Mirror descent (2003); [DGS25] section 4.

namespace hebb {

/// D(q, p) = h(q) - h(p) - grad h(p).(q - p) from the values of h and of its gradient.
template <Scalar S>
S bregman_divergence(const S& potential_at_q, const S& potential_at_p, const Vec<S>& dual_at_p, const Vec<S>& q,
                     const Vec<S>& p) {
  return potential_at_q - potential_at_p - (dot(dual_at_p, q) - dot(dual_at_p, p));
}
template <Scalar S, MirrorMap<S> Map>
S bregman_divergence(const Map& map, const Vec<S>& q, const Vec<S>& p) {
  return bregman_divergence(map.potential(q), map.potential(p), map.dual(p), q, p);
}

/// KL(q||p) = sum_i q_i log(q_i / p_i): the Bregman divergence of NegativeEntropy for q, p of one sum.
/// p_i > 0, q_i > 0.      S needs log.
template <Scalar S>
S kl_divergence(const Vec<S>& q, const Vec<S>& p) {
  require_same_length(q.size(), p.size(), "kl_divergence");
  S total = q[0] * log(q[0] / p[0]);
  for (std::size_t i = 1; i < q.size(); ++i) total = total + q[i] * log(q[i] / p[i]);
  return total;
}

/// a g.q + D_h(q, p): what the mirror step minimises over q.
template <Scalar S, MirrorMap<S> Map>
S mirror_objective(const Map& map, const Vec<S>& q, const Vec<S>& p, const Vec<S>& g, const S& a) {
  return a * dot(g, q) + bregman_divergence(map, q, p);
}

/// The mirror step grad h*(grad h(p) - a g).      p > 0.
/// g  Euclidean gradient of the loss at p, or a sample of it.      a >= 0  step size.
template <Scalar S, MirrorMap<S> Map>
Vec<S> mirror_step(const Map& map, const Vec<S>& p, const Vec<S>& g, const S& a) {
  require_same_length(p.size(), g.size(), "mirror_step");
  Vec<S> theta = map.dual(p);
  for (std::size_t i = 0; i < theta.size(); ++i) theta[i] = theta[i] - a * g[i];
  return map.primal(theta);
}
/// Entropic: the closed form p_i exp(-a g_i) / sum_j p_j exp(-a g_j), on the closed simplex.
template <Scalar S>
Vec<S> mirror_step(const NegativeEntropy&, const Vec<S>& p, const Vec<S>& g, const S& a) {
  return exponentiated_gradient_step(p, g, a);
}

/// The step for a loss that is a template over the scalar, with its gradient by automatic differentiation.
/// Law: for the loss -|p|^2/2 and NegativeEntropy it is p_i exp(a p_i) / sum_j p_j exp(a p_j).
template <Scalar S, MirrorMap<S> Map, class Loss>
Vec<S> mirror_descent_step(const Map& map, const Loss& loss, const Vec<S>& p, const S& a) {
  return mirror_step(map, p, euclidean_gradient(loss, p), a);
}

/// The noisy step for the loss -|p|^2/2: a sample y with mean p takes the place of p in the gradient -p.
/// Law: with implied_gradient(y, a) instead of -y and NegativeEntropy it would be probability_update(p, y, a) exactly.
template <Scalar S, MirrorMap<S> Map>
Vec<S> noisy_mirror_step(const Map& map, const Vec<S>& p, const Vec<S>& y, const S& a) {
  Vec<S> g;
  g.reserve(y.size());
  for (const S& yi : y) g.push_back(-yi);
  return mirror_step(map, p, g, a);
}

/// Optimality of q for the step from p: the components of grad h(q) - grad h(p) + a g, less the first one. All are zero
/// exactly when q > 0 on the simplex is the mirror step (Karush-Kuhn-Tucker; h is convex, so it is sufficient).
template <Scalar S>
Vec<S> kkt_residual(const Vec<S>& dual_at_q, const Vec<S>& dual_at_p, const Vec<S>& g, const S& a) {
  require_same_length(dual_at_q.size(), dual_at_p.size(), "kkt_residual");
  require_same_length(dual_at_p.size(), g.size(), "kkt_residual");
  Vec<S> out;
  out.reserve(g.size());
  for (std::size_t i = 0; i < g.size(); ++i) {
    out.push_back(dual_at_q[i] - dual_at_q[0] - (dual_at_p[i] - dual_at_p[0]) + a * (g[i] - g[0]));
  }
  return out;
}
template <Scalar S, MirrorMap<S> Map>
Vec<S> kkt_residual(const Map& map, const Vec<S>& q, const Vec<S>& p, const Vec<S>& g, const S& a) {
  return kkt_residual(map.dual(q), map.dual(p), g, a);
}

/// a g.(q - q*) + D(q, p) - D(q*, p) - D(q, q*): zero for every q of the simplex when q* is the mirror step from p (the
/// three-point identity). Then q* beats q by D(q, q*) >= 0: it is the minimiser.
template <Scalar S, MirrorMap<S> Map>
S three_point_residual(const Map& map, const Vec<S>& q, const Vec<S>& q_star, const Vec<S>& p, const Vec<S>& g,
                       const S& a) {
  return a * (dot(g, q) - dot(g, q_star)) + bregman_divergence(map, q, p) - bregman_divergence(map, q_star, p) -
         bregman_divergence(map, q, q_star);
}

}  // namespace hebb
