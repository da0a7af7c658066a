#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// A point of the ordered chamber of R^d with its gap variable:
/// p_1 >= p_2 + c, p_2 >= ... >= p_d >= 0, c >= 0, sum p = 1. c stands for Delta/2.
template <class S>
struct ChamberPoint {
  Vec<S> p;
  S c;
};

/// The linear bijection from the standard simplex {z in R^(d+1) : z >= 0, sum z = 1} onto the ordered chamber of R^d,
/// for all Delta at once:  c = z_0, p_d = z_d / d, p_k = p_(k+1) + z_k / k (k = d-1, ..., 2), p_1 = p_2 + z_1 + z_0.
/// Law: sum p = sum z. Its Jacobian is constant, so uniform z gives uniform (p, c).
/// z  length d + 1 >= 3; throws PreconditionError for less.      Derivation: docs/theory/model.md.
template <Scalar S>
ChamberPoint<S> chamber_point(const Vec<S>& z) {
  require(z.size() >= 3, [&] {
    return "chamber_point: " + std::to_string(z.size()) + " barycentric coordinates, expected d + 1 >= 3";
  });
  const std::size_t d = z.size() - 1;
  Vec<S> p(d, S(0));
  p[d - 1] = z[d] / static_cast<int>(d);
  for (std::size_t k = d - 1; k >= 2; --k) p[k - 1] = p[k] + z[k] / static_cast<int>(k);
  p[0] = p[1] + z[1] + z[0];
  return {std::move(p), z[0]};
}

/// The inverse: z_0 = c, z_1 = p_1 - p_2 - c, z_k = k (p_k - p_(k+1)), z_d = d p_d.
/// It is defined for all p and c; z >= 0 exactly when (p, c) is in the cone over the chamber.
/// p  length d >= 2; throws PreconditionError for less.
template <Scalar S>
Vec<S> chamber_coordinates(const Vec<S>& p, const S& c) {
  const std::size_t d = p.size();
  require(d >= 2, [&] { return "chamber_coordinates: dimension " + std::to_string(d) + ", expected at least 2"; });
  Vec<S> z{c, p[0] - p[1] - c};
  z.reserve(d + 1);
  for (std::size_t k = 2; k < d; ++k) z.push_back(static_cast<int>(k) * (p[k - 1] - p[k]));
  z.push_back(static_cast<int>(d) * p[d - 1]);
  return z;
}

}  // namespace hebb
