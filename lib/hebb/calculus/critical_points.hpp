#pragma once

#include <algorithm>
#include <cstddef>
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
/// support  the indices in S, from 0, distinct.      as  sets the precision of the result (its value is not used).
/// Throws PreconditionError for an index >= d or a repeated one.
template <Scalar S>
Vec<S> critical_point(std::size_t d, const std::vector<std::size_t>& support, const S& as = S(0)) {
  Vec<S> p(d, S(0));
  std::vector<bool> seen(d, false);
  for (const std::size_t j : support) {
    require(j < d, [&] { return "critical_point: index " + std::to_string(j) + " in dimension " + std::to_string(d); });
    require(!seen[j], [&] { return "critical_point: index " + std::to_string(j) + " is repeated"; });
    seen[j] = true;
    p[j] = like(as, Rational(1, static_cast<int>(support.size())));
  }
  return p;
}

/// An eigenvalue of a symmetric matrix with an eigenvector.
template <class S>
struct Eigenpair {
  S value;        // the eigenvalue
  Vec<S> vector;  // the eigenvector, not normalised
};

/// The n - 1 orthogonal integer vectors e_{j1} + ... + e_{jk} - k e_{j(k+1)}, k = 1..n-1, of R^d: a basis of the
/// vectors on {j1, ..., jn} whose components sum to 0 (Helmert contrasts).
template <Scalar S>
Mat<S> contrasts(std::size_t d, const std::vector<std::size_t>& indices) {
  Mat<S> out;
  Vec<S> partial(d, S(0));
  for (std::size_t k = 0; k < indices.size(); ++k) {
    if (k > 0) {
      out.push_back(partial);
      out.back()[indices[k]] = S(-static_cast<int>(k));
    }
    partial[indices[k]] = S(1);
  }
  return out;
}

/// The indices of {0, ..., d-1} that are not in the support, in order.
inline std::vector<std::size_t> complement(std::size_t d, const std::vector<std::size_t>& support) {
  std::vector<std::size_t> out;
  for (std::size_t j = 0; j < d; ++j) {
    if (std::find(support.begin(), support.end(), j) == support.end()) out.push_back(j);
  }
  return out;
}

/// An orthogonal eigenbasis of Hess L(p*_S), n = |S| >= 1, with integer eigenvectors, in this order:
///   +1/n  on 1_S,      -1/n  on the n - 1 contrasts of S,      +1/n  on e_j, j not in S.
/// So n = 1 is a minimum and n >= 2 a saddle of R^d with n - 1 directions of descent.
/// Law, exact for Rational: hessian_times(p*_S, v) = value v.      Arguments and errors as for critical_point;
/// throws PreconditionError for an empty support too (there the Hessian is 0).
template <Scalar S>
std::vector<Eigenpair<S>> hessian_eigenpairs(std::size_t d, const std::vector<std::size_t>& support,
                                             const S& as = S(0)) {
  require(!support.empty(), "hessian_eigenpairs: an empty support, where the Hessian is 0");
  critical_point<S>(d, support);  // checks the indices
  const S value = like(as, Rational(1, static_cast<int>(support.size())));
  std::vector<Eigenpair<S>> pairs{{value, Vec<S>(d, S(0))}};
  for (const std::size_t j : support) pairs[0].vector[j] = S(1);
  for (Vec<S>& v : contrasts<S>(d, support)) pairs.push_back({-value, std::move(v)});
  for (const std::size_t j : complement(d, support)) pairs.push_back({value, unit_vector<S>(d, j)});
  return pairs;
}

/// The same within the directions of the simplex {v : sum_i v_i = 0}, d - 1 pairs:
///   -1/n  on the n - 1 contrasts of S,      +1/n  on the d - n - 1 contrasts of the complement,
///   +1/n  on (d - n) 1_S - n 1_{not S} when n < d.
/// So the barycentre (n = d) is a maximum along the simplex ([DGS25] Remark A.1).
template <Scalar S>
std::vector<Eigenpair<S>> tangent_hessian_eigenpairs(std::size_t d, const std::vector<std::size_t>& support,
                                                     const S& as = S(0)) {
  require(!support.empty(), "tangent_hessian_eigenpairs: an empty support, where the Hessian is 0");
  critical_point<S>(d, support);  // checks the indices
  const S value = like(as, Rational(1, static_cast<int>(support.size())));
  const std::vector<std::size_t> outside = complement(d, support);
  std::vector<Eigenpair<S>> pairs;
  for (Vec<S>& v : contrasts<S>(d, support)) pairs.push_back({-value, std::move(v)});
  for (Vec<S>& v : contrasts<S>(d, outside)) pairs.push_back({value, std::move(v)});
  if (!outside.empty()) {
    Vec<S> v(d, S(static_cast<int>(outside.size())));
    for (const std::size_t j : outside) v[j] = S(-static_cast<int>(support.size()));
    pairs.push_back({value, std::move(v)});
  }
  return pairs;
}

}  // namespace hebb
