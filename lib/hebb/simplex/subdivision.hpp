#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// A simplex in R^n as the list of its n vertices, exact. The point with barycentric coordinates t is
/// sum_k t_k vertex[k].
using VertexMatrix = std::vector<Vec<Rational>>;

/// The standard simplex of R^n: vertices e_1, ..., e_n.
inline VertexMatrix standard_simplex(std::size_t n) {
  VertexMatrix out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(unit_vector<Rational>(n, i));
  return out;
}

/// sum_k t_k vertex[k].      Throws PreconditionError when the lengths differ or are 0.
template <Scalar S>
Vec<S> from_barycentric(const VertexMatrix& vertices, const Vec<S>& t) {
  require_same_length(vertices.size(), t.size(), "from_barycentric");
  Vec<S> out(vertices[0].size(), S(0));
  for (std::size_t k = 0; k < t.size(); ++k) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] + like(t[k], vertices[k][i]) * t[k];
  }
  return out;
}

/// Indices (i, j), i < j, of a longest edge in the Euclidean norm; the lexicographically first one.
/// Throws PreconditionError for fewer than two vertices.
inline std::pair<std::size_t, std::size_t> longest_edge(const VertexMatrix& vertices) {
  require(vertices.size() >= 2, "longest_edge: fewer than two vertices");
  std::pair<std::size_t, std::size_t> best{0, 1};
  Rational longest = -1;
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    for (std::size_t j = i + 1; j < vertices.size(); ++j) {
      Rational squared = 0;
      for (std::size_t k = 0; k < vertices[i].size(); ++k) {
        const Rational difference = vertices[i][k] - vertices[j][k];
        squared += difference * difference;
      }
      if (squared > longest) {
        longest = squared;
        best = {i, j};
      }
    }
  }
  return best;
}

/// The two halves at the middle m of edge (i, j): vertex i, or vertex j, replaced by m. They cover the simplex, meet
/// in a common face and have half of its volume each.      Throws PreconditionError unless i != j are vertices.
inline std::pair<VertexMatrix, VertexMatrix> bisect(const VertexMatrix& vertices, std::size_t i, std::size_t j) {
  require(i != j && i < vertices.size() && j < vertices.size(), "bisect: no such edge");
  Vec<Rational> middle = vertices[i];
  for (std::size_t k = 0; k < middle.size(); ++k) middle[k] = (middle[k] + vertices[j][k]) / 2;
  std::pair<VertexMatrix, VertexMatrix> halves{vertices, vertices};
  halves.first[i] = middle;
  halves.second[j] = std::move(middle);
  return halves;
}

/// The two halves at the middle of a longest edge. Repeated, the diameters of all pieces tend to 0.
inline std::pair<VertexMatrix, VertexMatrix> bisect_longest_edge(const VertexMatrix& vertices) {
  const auto [i, j] = longest_edge(vertices);
  return bisect(vertices, i, j);
}

}  // namespace hebb
