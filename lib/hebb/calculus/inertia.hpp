#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <hebb/calculus/critical_points.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/scalar/truth.hpp>

namespace hebb {

/// Numbers of positive and negative eigenvalues of a symmetric matrix, as far as they were certified. When
/// `certified` is not proved the counts mean nothing.
struct Inertia {
  std::size_t positive = 0;
  std::size_t negative = 0;
  Truth certified = Truth::unknown;
};

/// Eigenvalue signs of every symmetric matrix inside h (a single one for Rational), restricted to the span of the rows
/// of `basis` (r <= d of them; approximate eigenvectors). Method: M = V h V^T, V = basis. When M is strictly
/// diagonally dominant it is non-singular, hence the rows are independent, and by Sylvester's law the restricted form
/// has the inertia of M, which by Gershgorin's discs is the signs of its diagonal. The verdict is proved or unknown,
/// never refuted; it does not depend on where V came from.
/// Throws PreconditionError unless h is d x d and the basis r x d, 1 <= r <= d.
template <RigorousScalar S>
Inertia certified_inertia(const Mat<S>& h, const Mat<S>& basis) {
  const std::size_t d = h.size(), r = basis.size();
  require(1 <= r && r <= d, [&] {
    return "certified_inertia: " + std::to_string(r) + " basis vectors in dimension " + std::to_string(d);
  });
  Mat<S> m(r);  // V h V^T
  for (std::size_t i = 0; i < r; ++i) {
    Vec<S> hv;
    for (std::size_t k = 0; k < d; ++k) hv.push_back(dot(h[k], basis[i]));
    for (std::size_t j = 0; j < r; ++j) m[i].push_back(dot(basis[j], hv));
  }
  Inertia out;
  out.certified = Truth::proved;
  for (std::size_t i = 0; i < r; ++i) {
    S others(0);
    for (std::size_t j = 0; j < r; ++j) {
      if (j != i) others = others + abs(m[i][j]);
    }
    if (certainly(is_positive(m[i][i] - others))) {
      ++out.positive;
    } else if (certainly(is_negative(m[i][i] + others))) {
      ++out.negative;
    } else {
      out.certified = Truth::unknown;
    }
  }
  return out;
}

/// Certified signs of the eigenvalues of Hess L everywhere on p (a point, or a box of enclosures around p*_S), from
/// the closed-form eigenvectors at p*_S. At p*_S itself, n = |S|: d - n + 1 positive, n - 1 negative.
/// Throws PreconditionError as hessian_eigenpairs does.
template <RigorousScalar S>
Inertia hessian_inertia(const Vec<S>& p, const std::vector<std::size_t>& support) {
  Mat<S> basis;
  for (auto& pair : hessian_eigenpairs<S>(p.size(), support)) basis.push_back(std::move(pair.vector));
  return certified_inertia(hessian(p), basis);
}

/// The same in the directions of the simplex, {v : sum_i v_i = 0}. At p*_S: d - n positive, n - 1 negative.
/// Throws PreconditionError for d = 1, where there is no such direction.
template <RigorousScalar S>
Inertia tangent_hessian_inertia(const Vec<S>& p, const std::vector<std::size_t>& support) {
  Mat<S> basis;
  for (auto& pair : tangent_hessian_eigenpairs<S>(p.size(), support)) basis.push_back(std::move(pair.vector));
  return certified_inertia(hessian(p), basis);
}

}  // namespace hebb
