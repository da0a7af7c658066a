#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/simplex/sampling.hpp>
#include <hebb/simplex/subdivision.hpp>

#include "refused.hpp"

namespace hebb {
namespace subdivision_test {

using namespace literals;

Rational determinant(VertexMatrix m) {
  Rational det = 1;
  for (std::size_t c = 0; c < m.size(); ++c) {
    const auto pivot = std::find_if(m.begin() + c, m.end(), [c](const auto& row) { return row[c] != 0; });
    if (pivot == m.end()) return 0;
    if (pivot != m.begin() + c) {
      std::swap(*pivot, m[c]);
      det = -det;
    }
    det *= m[c][c];
    for (std::size_t r = c + 1; r < m.size(); ++r) {
      const Rational f = m[r][c] / m[c][c];
      for (std::size_t k = c; k < m.size(); ++k) m[r][k] -= f * m[c][k];
    }
  }
  return det;
}

Rational squared_diameter(const VertexMatrix& m) {
  const auto [i, j] = longest_edge(m);
  Rational out = 0;
  for (std::size_t k = 0; k < m[i].size(); ++k) out += square(Rational(m[i][k] - m[j][k]));
  return out;
}

TEST(Subdivision, PiecesHalveTheVolumeStayOnTheSimplexAndShrink) {
  for (std::size_t n = 2; n <= 5; ++n) {
    std::vector<VertexMatrix> pieces{standard_simplex(n)};
    const Rational start = squared_diameter(pieces[0]);
    for (std::size_t round = 0; round < 2 * n; ++round) {
      std::vector<VertexMatrix> next;
      for (const VertexMatrix& piece : pieces) {
        auto [a, b] = bisect_longest_edge(piece);
        EXPECT_EQ(abs(determinant(a)), abs(determinant(piece)) / 2);
        EXPECT_EQ(abs(determinant(b)), abs(determinant(piece)) / 2);
        for (const auto* half : {&a, &b}) {
          for (const auto& v : *half) {
            EXPECT_EQ(sum(v), 1);
            EXPECT_GE(*std::min_element(v.begin(), v.end()), 0);
          }
        }
        next.push_back(std::move(a));
        next.push_back(std::move(b));
      }
      pieces = std::move(next);
      if (pieces.size() > 600) break;
    }
    Rational total = 0, largest = 0;
    for (const auto& piece : pieces) {
      total += abs(determinant(piece));
      largest = max(largest, squared_diameter(piece));
    }
    EXPECT_EQ(total, 1);
    EXPECT_LE(largest, start / 2);
  }
}

TEST(Subdivision, BarycentricCoordinates) {
  const auto [a, b] = bisect_longest_edge(standard_simplex(3));
  EXPECT_EQ(from_barycentric(a, Vec<Rational>{1, 0, 0}), (Vec<Rational>{1 / 2_q, 1 / 2_q, 0}));
  EXPECT_EQ(from_barycentric(b, Vec<Rational>{1, 0, 0}), (Vec<Rational>{1, 0, 0}));
  EXPECT_EQ(from_barycentric(b, Vec<double>{0.0, 0.0, 1.0}), (Vec<double>{0, 0, 1}));
  EXPECT_EQ(longest_edge({{0_q}, {1_q}, {3_q}}), (std::pair<std::size_t, std::size_t>{0, 2}));
  EXPECT_REFUSED(longest_edge({{1_q}}), PreconditionError, "longest_edge: fewer than two vertices");
  EXPECT_REFUSED(bisect(a, 1, 1), PreconditionError, "bisect: no such edge");
  EXPECT_REFUSED(bisect(a, 0, 3), PreconditionError, "bisect: no such edge");
}

}  // namespace subdivision_test
}  // namespace hebb
