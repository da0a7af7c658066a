#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/simplex/sampling.hpp>

#include "refused.hpp"

namespace hebb {
namespace sampling_test {

/// A three-sided die: its range is no power of two.
struct Die {
  using result_type = unsigned;
  static constexpr unsigned min() { return 1; }
  static constexpr unsigned max() { return 3; }
  unsigned operator()() { return 1 + static_cast<unsigned>(engine() % 3); }
  std::mt19937_64 engine{11};
};

TEST(Sampling, BitsAreFairForEveryGenerator) {
  const auto mean_of_bits = [](auto g) {
    double ones = 0;
    for (int k = 0; k < 2000; ++k) ones += __builtin_popcountll(random_bits(g));
    return ones / (2000 * 64);
  };
  EXPECT_NEAR(mean_of_bits(std::mt19937_64(1)), 0.5, 0.008);  // five standard deviations
  EXPECT_NEAR(mean_of_bits(std::mt19937(1)), 0.5, 0.008);
  EXPECT_NEAR(mean_of_bits(std::minstd_rand(1)), 0.5, 0.008);
  EXPECT_NEAR(mean_of_bits(Die{}), 0.5, 0.008);
}

TEST(Sampling, IsReproducible) {
  std::mt19937_64 g(0);
  EXPECT_EQ(random_bits(g), 2947667278772165694u);  // the generator's own first number
  std::mt19937 h(5489);
  EXPECT_EQ(random_bits(h), (std::uint64_t{3499211612u} << 32) | 581869302u);
}

TEST(Sampling, RationalAndDoubleAgreeExactly) {
  std::mt19937_64 g(3), h(3);
  for (std::size_t d = 1; d <= 8; ++d) {
    const auto exact = sample_simplex<Rational>(d, g);
    const auto floating = sample_simplex<double>(d, h);
    EXPECT_NO_THROW(SimplexPoint<Rational>(exact.coordinates()));
    for (std::size_t i = 0; i < d; ++i) EXPECT_EQ(exact[i], Rational(floating[i]));
  }
}

// Uniform on the simplex: E p_i = 1/d, E p_i^2 = 2/(d (d+1)).
TEST(Sampling, SimplexIsUniform) {
  std::mt19937_64 g(4);
  const int n = 40000;
  for (const std::size_t d : {2, 3, 6}) {
    Vec<double> mean(d, 0), square(d, 0);
    for (int k = 0; k < n; ++k) {
      const auto p = sample_simplex<double>(d, g);
      for (std::size_t i = 0; i < d; ++i) {
        mean[i] += p[i] / n;
        square[i] += p[i] * p[i] / n;
      }
    }
    const double dd = static_cast<double>(d);
    for (std::size_t i = 0; i < d; ++i) {
      EXPECT_NEAR(mean[i], 1 / dd, 0.01);
      EXPECT_NEAR(square[i], 2 / (dd * (dd + 1)), 0.01);
    }
  }
}

// Uniform on the chamber: by symmetry of the simplex the sorted uniform point without a gap variable has
// E p_d = 1/d^2; with the gap variable the map is the affine image of the simplex in d + 1 variables, E z_i = 1/(d+1).
TEST(Sampling, ChamberHasTheRightMeans) {
  std::mt19937_64 g(8);
  const int n = 40000;
  double gap = 0, last = 0, last_without_gap = 0;
  for (int k = 0; k < n; ++k) {
    const auto drawn = sample_chamber<double>(4, g);
    gap += drawn.c / n;
    last += drawn.p[3] / n;
    last_without_gap += sample_chamber_with_gap<double>(4, 0.0, g)[3] / n;
  }
  EXPECT_NEAR(gap, 1.0 / 5, 0.005);
  EXPECT_NEAR(last, 1.0 / 20, 0.002);
  EXPECT_NEAR(last_without_gap, 1.0 / 16, 0.002);
}

TEST(Sampling, FacesAndVerticesAreHitEqually) {
  std::mt19937_64 g(9);
  std::vector<int> hits(4, 0);
  for (int k = 0; k < 8000; ++k) {
    const auto p = sample_face<Rational>(4, 2, g);
    EXPECT_LE(p.support().size(), 2u);
    for (const std::size_t i : p.support()) ++hits[i];
    ++hits[sample_vertex<double>(4, g).support()[0]];
  }
  for (const int h : hits) EXPECT_NEAR(h, 6000, 300);
  EXPECT_REFUSED(sample_face<double>(3, 4, g), PreconditionError, "sample_face: 4 vertices in dimension 3");
  EXPECT_REFUSED(sample_face<double>(3, 0, g), PreconditionError, "sample_face: 0 vertices in dimension 3");
  EXPECT_REFUSED(random_index(0, g), PreconditionError, "random_index: no index to choose from");
}

}  // namespace sampling_test
}  // namespace hebb
