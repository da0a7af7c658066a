#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// s(p) = sum_i p_i^2.      Throws PreconditionError when p is empty (so do all functions here).
template <Scalar S>
S sum_of_squares(const Vec<S>& p) {
  return dot(p, p);
}

/// sum_i p_i^3.
template <Scalar S>
S sum_of_cubes(const Vec<S>& p) {
  require(!p.empty(), "sum_of_cubes: an empty vector");
  S total = p[0] * p[0] * p[0];
  for (std::size_t i = 1; i < p.size(); ++i) total = total + p[i] * p[i] * p[i];
  return total;
}

/// The bilinear field p_i (x_i - <p, x>): the natural gradient of a covector x, the mean field of a fitness x, the step
/// of an input x to first order. Laws: it is linear in x, sums to 0 on the simplex, and x + c 1 gives the same there.
/// Throws PreconditionError when the lengths differ or are 0.
template <Scalar S>
Vec<S> bilinear_field(const Vec<S>& p, const Vec<S>& x) {
  const S mean = dot(p, x);
  Vec<S> out;
  out.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) out.push_back(p[i] * (x[i] - mean));
  return out;
}

/// The loss L(p) = -(1/3) sum p_i^3 + (1/4) s(p)^2, for any p in R^d.
/// On the simplex L >= -1/12, with equality at the vertices only.      Source: [DGS25] eq. (8).
template <Scalar S>
S loss(const Vec<S>& p) {
  const S s = sum_of_squares(p);
  return s * s / 4 - sum_of_cubes(p) / 3;
}

/// Replicator field F_i(p) = p_i (p_i - s(p)) = -gradient(p)_i.
/// Law: sum_i F_i = s (1 - sum p): it is tangent to the simplex, exactly for Rational.      Source: [DGS25] eq. (9).
template <Scalar S>
Vec<S> replicator(const Vec<S>& p) {
  return bilinear_field(p, p);
}

/// The drift of the gap of the leader, F_1 - F_u = (p_1 - p_u)(p_1 + p_u - s), F = replicator(p).      u from 0, below
/// d.
template <Scalar S>
S gap_drift(const Vec<S>& p, std::size_t u) {
  return (p[0] - p[u]) * (p[0] + p[u] - sum_of_squares(p));
}

/// grad L(p) = -p .* (p - s 1): the gradient of loss in R^d. It is tangent to the simplex on the simplex.
template <Scalar S>
Vec<S> gradient(const Vec<S>& p) {
  const S s = sum_of_squares(p);
  Vec<S> out;
  out.reserve(p.size());
  for (const S& x : p) out.push_back(x * (s - x));
  return out;
}

/// Hess L(p) = -2 diag(p) + s I + 2 p p^T, a symmetric d x d matrix.
template <Scalar S>
Mat<S> hessian(const Vec<S>& p) {
  const S s = sum_of_squares(p);
  Mat<S> h;
  h.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    Vec<S> row;
    row.reserve(p.size());
    for (std::size_t j = 0; j < p.size(); ++j) row.push_back(i == j ? s + 2 * p[i] * (p[i] - 1) : 2 * p[i] * p[j]);
    h.push_back(std::move(row));
  }
  return h;
}

/// Hess L(p) x = -2 p .* x + s x + 2 <p, x> p in O(d), without the matrix.
/// Throws PreconditionError when the lengths differ.
template <Scalar S>
Vec<S> hessian_times(const Vec<S>& p, const Vec<S>& x) {
  const S s = sum_of_squares(p);
  const S b = dot(p, x);
  Vec<S> out;
  out.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) out.push_back((s - 2 * p[i]) * x[i] + 2 * b * p[i]);
  return out;
}

}  // namespace hebb
