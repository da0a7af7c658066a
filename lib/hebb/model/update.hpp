#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// Spike-triggering probabilities p_i = lambda_i w_i / <lambda, w>.
/// lambda  mean firing rates, 1/time, lambda_i > 0.      w  weights, w_i >= 0, not all 0. The scale of either cancels.
/// Throws PreconditionError when the lengths differ or are 0.      Source: [DGS25] section 2.
template <Scalar S>
Vec<S> probabilities(const Vec<S>& lambda, const Vec<S>& w) {
  const S total = dot(lambda, w);
  Vec<S> p;
  p.reserve(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) p.push_back(lambda[i] * w[i] / total);
  return p;
}

/// mu_i lambda_1/(mu_1 lambda_i): the ratio p_1/p_i that keeps input 1 level with input i when the rates change from
/// lambda to mu. Source: [DGS25] Lemma A.5.
template <Scalar S>
S surviving_ratio(const S& lambda_1, const S& lambda_i, const S& mu_1, const S& mu_i) {
  return mu_i * lambda_1 / (mu_1 * lambda_i);
}

/// Multiplicative weight update w_i (1 + a y_i).
/// a  learning rate; with |y_i| <= Q and 0 < a Q < 1 positive weights stay positive (the caller's duty).
/// Throws PreconditionError when the lengths differ or are 0.
template <Scalar S>
Vec<S> weight_update(const Vec<S>& w, const Vec<S>& y, const S& a) {
  require_same_length(w.size(), y.size(), "weight_update");
  Vec<S> out;
  out.reserve(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) out.push_back(w[i] * (1 + a * y[i]));
  return out;
}

/// The Hebbian step in probabilities: p_i' = p_i (1 + a y_i) / (1 + a b), b = <p, y>.
/// p  point of the simplex.      y = B + Z, |y_i| <= Q.      a  learning rate, 0 < a Q < 1 (the caller's duty; see
/// checked_probability_update).
/// Laws (exact for Rational): sum p' = 1, p' >= 0, p_i' = 0 iff p_i = 0; commutes with permutations;
/// probabilities(lambda, weight_update(w, y, a)) = probability_update(probabilities(lambda, w), y, a).
/// Throws PreconditionError when the lengths differ or are 0.      Source: [DGS25] eq. (7).
template <Scalar S>
Vec<S> probability_update(const Vec<S>& p, const Vec<S>& y, const S& a) {
  const S norm = 1 + a * dot(p, y);
  Vec<S> out;
  out.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) out.push_back(p[i] * (1 + a * y[i]) / norm);
  return out;
}

/// Exponentiated-gradient step p_i exp(-eta g_i) / sum_j p_j exp(-eta g_j).
/// Law: with eta g = -log(1 + a y) it is probability_update(p, y, a).      S needs exp.
/// Throws PreconditionError when the lengths differ or are 0.
template <Scalar S>
Vec<S> exponentiated_gradient_step(const Vec<S>& p, const Vec<S>& g, const S& eta) {
  require_same_length(p.size(), g.size(), "exponentiated_gradient_step");
  Vec<S> out;
  out.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) out.push_back(p[i] * exp(-(eta * g[i])));
  const S norm = sum(out);
  for (S& x : out) x = x / norm;
  return out;
}

/// The g for which exponentiated_gradient_step(p, g, a) is the Hebbian step: g_i = -log(1 + a y_i) / a.
/// Domain: a != 0 and 1 + a y_i > 0.      S needs log.
template <Scalar S>
Vec<S> implied_gradient(const Vec<S>& y, const S& a) {
  Vec<S> g;
  g.reserve(y.size());
  for (const S& yi : y) g.push_back(-(log(1 + a * yi) / a));
  return g;
}

}  // namespace hebb
