#include <cmath>
#include <random>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include <hebb/barriers/barrier_moments.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace barrier_moments_test {

using namespace literals;

constexpr int exponents[] = {-40, -7, -3, -2, 1, 2, 3, 8, 40};

/// x^n is convex for n < 0 and n >= 1: the mean over cell midpoints is below the moment, that over cell ends above it.
TEST(BarrierMoments, UniformLiesBetweenMidpointAndTrapezoidExactly) {
  const Rational q = 2.5_q, h = q - 1;
  constexpr int cells = 64;
  for (const Rational& a : {0.01_q, 0.3_q}) {
    for (const int c : {0, 1}) {
      for (const int n : exponents) {
        Rational below = 0, above = 0;
        for (int k = 0; k < cells; ++k) {
          const auto value = [&](const Rational& z) { return signed_power(Rational(1 + a * (c + z)), n); };
          const Rational left = -h + 2 * h * k / cells, right = -h + 2 * h * (k + 1) / cells;
          below += value((left + right) / 2) / cells;
          above += (value(left) + value(right)) / (2 * cells);
        }
        const Rational moment = power_moment(UniformNoise(q), a, c, n);
        EXPECT_LE(below, moment);
        EXPECT_LE(moment, above);
        if (n == 1) {
          EXPECT_EQ(moment, 1 + a * c);
          continue;
        }
        EXPECT_LT(below, above);
        EXPECT_LT((above - below) / moment, a < 0.1_q ? 1e-3_q : 1_q) << n;
      }
    }
  }
}

TEST(BarrierMoments, SecondMomentsAreTheVariance) {
  const Rational a = 0.07_q;
  const auto expected = [&](int c, const Rational& sigma2) {
    return Rational((1 + a * c) * (1 + a * c) + a * a * sigma2);
  };
  const DiscreteNoise discrete(3_q, {{-2_q, 1_q / 4}, {0_q, 1_q / 4}, {1_q, 1_q / 2}});
  for (const int c : {0, 1}) {
    EXPECT_EQ(power_moment(UniformNoise(2_q), a, c, 2), expected(c, 1_q / 3));
    EXPECT_EQ(power_moment(TwoPointNoise(3_q, 1_q, 0.5_q), a, c, 2), expected(c, 0.5_q));
    EXPECT_EQ(power_moment(discrete, a, c, 2), expected(c, discrete.variance(Rational(0))));
    const TruncatedGaussianNoise gaussian(2_q, 0.4_q);
    const RealInterval ra(a, 150), moment = power_moment(gaussian, ra, c, 2);
    const RealInterval from_variance = square(RealInterval(1 + ra * c)) + square(ra) * gaussian.variance(ra);
    EXPECT_TRUE(possibly(equal(moment, from_variance)));
    EXPECT_LT(moment.width(), 1e-30);
    EXPECT_TRUE(power_moment(gaussian, ra, c, 1).contains(1 + a * c));
  }
}

TEST(BarrierMoments, TheLogarithmicCaseIsTheLimitOfItsNeighbours) {
  const Interval a(0.2_q);
  for (const int c : {0, 1}) {
    const Interval reciprocal = power_moment(UniformNoise(2_q), a, c, -1);
    // Cauchy-Schwarz and Jensen: 1/E[X] <= E[1/X] <= sqrt(E[1/X^2])
    EXPECT_TRUE(certainly(less(Interval(1 / power_moment(UniformNoise(2_q), a, c, 1)), reciprocal)));
    EXPECT_TRUE(certainly(less(reciprocal, sqrt(power_moment(UniformNoise(2_q), a, c, -2)))));
    EXPECT_LT(reciprocal.width(), 1e-14);
    const double low = 1 + 0.2 * (c - 1), high = 1 + 0.2 * (c + 1);
    EXPECT_NEAR(reciprocal.midpoint(), std::log(high / low) / 0.4, 1e-14);
  }
  EXPECT_REFUSED(power_moment(UniformNoise(2_q), 0.2_q, 0, -1), PreconditionError,
                 "the reciprocal moment of uniform noise is a logarithm, which this scalar");
}

TEST(BarrierMoments, TruncatedGaussianAgreesWithQuadrature) {
  using Rule = boost::math::quadrature::gauss_kronrod<double, 61>;
  for (const Rational& tau : {0.2_q, 0.5_q, 3_q}) {
    const double t = tau.convert_to<double>(), q = 2, h = q - 1;
    const auto weight = [&](double z) { return std::exp(-z * z / (2 * t * t)); };
    const double mass = Rule::integrate(weight, -h, h, 10, 1e-14);
    for (const auto& [a, n] : std::vector<std::pair<Rational, int>>{
             {0.01_q, 30}, {0.01_q, -30}, {0.1_q, -25}, {0.1_q, 40}, {0.001_q, 500}}) {
      for (const int c : {0, 1}) {
        const double x = a.convert_to<double>();
        const double expected =
            Rule::integrate([&, n = n](double z) { return weight(z) * std::pow(1 + x * (c + z), n); }, -h, h, 10,
                            1e-14) /
            mass;
        const RealInterval moment = power_moment(TruncatedGaussianNoise(2_q, tau), RealInterval(a, 128), c, n);
        EXPECT_NEAR(moment.lower(), expected, 1e-11 * expected);
        EXPECT_LT(moment.width(), 1e-15 * expected) << to_string(a) << " " << n;
      }
    }
  }
  // sigma is smaller, so are the moments of convex functions: uniform < two-point; wide Gaussian ~ uniform
  const RealInterval a(0.1_q, 128);
  const RealInterval narrow = power_moment(TruncatedGaussianNoise(2_q, 0.3_q), a, 0, -9),
                     wide = power_moment(TruncatedGaussianNoise(2_q, 50_q), a, 0, -9);
  const RealInterval uniform = power_moment(UniformNoise(2_q), a, 0, -9),
                     two = power_moment(TwoPointNoise(2_q), a, 0, -9);
  EXPECT_TRUE(certainly(less(narrow, wide) && less(wide, uniform) && less(uniform, two)));
  EXPECT_LT((uniform - wide).upper(), 1e-4);
}

/// E[(p_u'/p_1')^g | p] by definition, all triggers and noise patterns, equals (p_u/p_1)^g ratio_growth exactly.
TEST(BarrierMoments, GrowthIsTheExpectationByEnumeration) {
  std::mt19937_64 random(4);
  const DiscreteNoise three(2_q, {{-1_q, 1_q / 4}, {0_q, 1_q / 2}, {1_q, 1_q / 4}});
  for (std::size_t d = 2; d <= 3; ++d) {
    for (int n = 0; n < 4; ++n) {
      const Vec<Rational> p = sample_simplex<Rational>(d, random).coordinates();
      for (const int g : {1, 2, 7}) {
        for (const NoiseTable& table :
             {TwoPointNoise(2_q).atoms(), TwoPointNoise(2_q, 1_q, 0.5_q).atoms(), three.atoms()}) {
          const Rational a = 0.05_q;
          const DiscreteNoise law(2_q, table);
          const Vec<Rational> mean = expectation(p, table, [&](const Vec<Rational>& y) {
            const Vec<Rational> next = probability_update(p, y, a);
            Vec<Rational> powers;
            for (std::size_t u = 1; u < d; ++u) powers.push_back(pow(Rational(next[u] / next[0]), g));
            return powers;
          });
          const RatioMoments<Rational> m = ratio_moments(law, a, g);
          for (std::size_t u = 1; u < d; ++u) {
            EXPECT_EQ(mean[u - 1], Rational(pow(Rational(p[u] / p[0]), g) * ratio_growth(m, p[0], p[u])));
          }
        }
      }
    }
  }
}

/// Growth is exactly 1 at the largest ratio, below it nowhere larger than at the vertex, and larger beyond it.
TEST(BarrierMoments, TheLargestRatioIsWhereGrowthIsOne) {
  std::mt19937_64 random(5);
  for (const int d : {2, 3, 6}) {
    for (const int g : {2, 5, 9}) {
      const RatioMoments<Rational> m = ratio_moments(TwoPointNoise(2_q), 0.01_q, g);
      const auto vertex = [&](const Rational& x, const Rational& others) {
        const Rational leader = least_leader(d, x, others);
        return ratio_growth(m, leader, Rational(x * leader));
      };
      const Rational common = largest_common_ratio(m, d), others = 0.9_q, x = largest_ratio(m, d, others);
      EXPECT_EQ(vertex(common, common), 1);
      EXPECT_EQ(vertex(x, others), 1);
      EXPECT_GT(vertex(x * 101 / 100, others), 1);
      EXPECT_GT(vertex(common * 101 / 100, common * 101 / 100), 1);
      EXPECT_LT(vertex(x * 99 / 100, others), 1);
      for (int n = 0; n < 200; ++n) {  // any point with p_u <= x p_1 and p_v <= others p_1
        Vec<Rational> ratios{1, Rational(x * random_unit(random))};
        for (int v = 2; v < d; ++v) ratios.push_back(others * Rational(random_unit(random)));
        const SimplexPoint<Rational> p = SimplexPoint<Rational>::normalised(ratios);
        EXPECT_LE(ratio_growth(m, p[0], p[1]), 1);
      }
    }
  }
}

}  // namespace barrier_moments_test
}  // namespace hebb
