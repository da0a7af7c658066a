#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <hebb/calculus/loss.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// p*_S = (1/n) sum_{j in S} e_j in R^d, n = |S|: for S non-empty the critical points of loss on the simplex; the
/// empty S gives the origin, a further critical point of loss in R^d (Hessian 0) that [DGS25] Lemma 2.1 leaves out.
/// support  the indices in S, from 0, distinct.      Throws PreconditionError for an index >= d or a repeated one.
template <Scalar S>
Vec<S> critical_point(std::size_t d, const std::vector<std::size_t>& support) {
  Vec<S> p(d, S(0));
  std::vector<bool> seen(d, false);
  for (const std::size_t j : support) {
    require(j < d, "critical_point: index " + std::to_string(j) + " in dimension " + std::to_string(d));
    require(!seen[j], "critical_point: index " + std::to_string(j) + " is repeated");
    seen[j] = true;
    p[j] = S(1) / static_cast<int>(support.size());
  }
  return p;
}

/// An eigenvalue of a symmetric matrix with an eigenvector.
template <class S>
struct Eigenpair {
  S value;
  Vec<S> vector;
};

/// An orthogonal eigenbasis of Hess L(p*_S), n = |S| >= 1, with integer eigenvectors, in this order:
///   +1/n  on 1_S,
///   -1/n  on e_{j1} + ... + e_{jk} - k e_{j(k+1)}, k = 1..n-1 (S = {j1, ..., jn}),
///   +1/n  on e_j, j not in S.
/// So n = 1 is a minimum and n >= 2 a saddle of R^d with n - 1 directions of descent.
/// Law, exact for Rational: hessian_times(p*_S, v) = value v.      Throws PreconditionError when S is empty or invalid.
template <Scalar S>
std::vector<Eigenpair<S>> hessian_eigenpairs(std::size_t d, const std::vector<std::size_t>& support) {
  require(!support.empty(), "hessian_eigenpairs: an empty support, where the Hessian is 0");
  const S eigenvalue = S(1) / static_cast<int>(support.size());
  std::vector<Eigenpair<S>> pairs;
  Vec<S> partial(d, S(0));
  std::vector<bool> inside(d, false);
  std::vector<Eigenpair<S>> descent;
  for (std::size_t k = 0; k < support.size(); ++k) {
    const std::size_t j = support[k];
    require(j < d && !inside[j], "hessian_eigenpairs: index " + std::to_string(j) + " repeated or beyond dimension " +
                                     std::to_string(d));
    if (k > 0) {
      Vec<S> v = partial;
      v[j] = S(-static_cast<int>(k));
      descent.push_back({-eigenvalue, std::move(v)});
    }
    partial[j] = S(1);
    inside[j] = true;
  }
  pairs.push_back({eigenvalue, std::move(partial)});
  std::move(descent.begin(), descent.end(), std::back_inserter(pairs));
  for (std::size_t j = 0; j < d; ++j) {
    if (!inside[j]) pairs.push_back({eigenvalue, unit_vector<S>(d, j)});
  }
  return pairs;
}

}  // namespace hebb
