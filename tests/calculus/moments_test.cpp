#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/moments.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/model/expectation.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace moments_test {

using namespace literals;

/// E[xi xi^T] by definition, row by row: all triggers, all noise patterns.
Vec<Rational> covariance_by_enumeration(const Vec<Rational>& p, const NoiseTable& noise) {
  return expectation(p, noise, [&](const Vec<Rational>& y) {
    const Vec<Rational> x = xi(p, y);
    Vec<Rational> products;
    for (const Rational& left : x) {
      for (const Rational& right : x) products.push_back(left * right);
    }
    return products;
  });
}

TEST(Moments, ClosedFormsAreTheDefinition) {
  std::mt19937_64 g(1);
  for (std::size_t d = 2; d <= 5; ++d) {
    for (int n = 0; n < 5; ++n) {
      const Vec<Rational> p = sample_face<Rational>(d, 1 + random_index(d, g), g).coordinates();
      for (const TwoPointNoise& law : {TwoPointNoise(2.3_q), TwoPointNoise(3_q, 0.4_q, 1.9_q)}) {
        const Rational sigma2 = law.variance(Rational(0));
        const Vec<Rational> expected = covariance_by_enumeration(p, law.atoms());
        for (std::size_t i = 0; i < d; ++i) {
          EXPECT_EQ(xi_second_moment(p, i, sigma2), expected[i * d + i]);
          for (std::size_t j = 0; j < d; ++j) EXPECT_EQ(xi_covariance(p, i, j, sigma2), expected[i * d + j]);
        }
        EXPECT_EQ(expectation(p, law.atoms(), [&](const Vec<Rational>& y) { return xi(p, y); }),
                  Vec<Rational>(d, Rational(0)));
      }
    }
  }
}

// xi lies in {sum = 0}: the rows of its covariance sum to 0.
TEST(Moments, CovarianceIsTangentForLargeD) {
  std::mt19937_64 g(2);
  for (std::size_t d = 2; d <= 30; d += 7) {
    const Vec<Rational> p = sample_simplex<Rational>(d, g).coordinates();
    for (std::size_t i = 0; i < d; ++i) {
      Rational row = 0;
      for (std::size_t j = 0; j < d; ++j) row += xi_covariance(p, i, j, Rational(0.7_q));
      EXPECT_EQ(row, 0);
      EXPECT_EQ(xi_covariance(p, i, i, Rational(0.7_q)), xi_second_moment(p, i, Rational(0.7_q)));
    }
  }
}

template <class S>
class MomentsIn : public ::testing::Test {};
TYPED_TEST_SUITE(MomentsIn, test::Scalars, test::ScalarNames);
TYPED_TEST(MomentsIn, AgreeWithTheExactValues) {
  std::mt19937_64 g(3);
  const TypeParam as = test::model<TypeParam>();
  for (std::size_t d = 2; d <= 8; ++d) {
    const Vec<Rational> exact = sample_simplex<Rational>(d, g).coordinates();
    const auto p = like(as, exact);
    const auto sigma2 = like(as, 1 / 3_q);
    EXPECT_TRUE(test::agrees(xi_second_moment(p, 0, sigma2), xi_second_moment(exact, 0, 1 / 3_q)));
    EXPECT_TRUE(test::agrees(xi_covariance(p, 0, 1, sigma2), xi_covariance(exact, 0, 1, 1 / 3_q)));
    EXPECT_TRUE(
        test::agrees(xi_second_moment_sharp_bound(p[0], sigma2), xi_second_moment_sharp_bound(exact[0], 1 / 3_q)));
    EXPECT_TRUE(test::agrees(xi_second_moments_of_others_sharp_bound(p[0], sigma2),
                             xi_second_moments_of_others_sharp_bound(exact[0], 1 / 3_q)));
    EXPECT_TRUE(test::agrees(xi_second_moment_crude_bound(p[0], like(as, 2.1_q)),
                             xi_second_moment_crude_bound(exact[0], 2.1_q)));
  }
}

TEST(MomentBounds, HoldAndTheSharpOnesAreSharper) {
  std::mt19937_64 g(4);
  for (int n = 0; n < 2000; ++n) {
    const std::size_t d = 2 + random_index(7, g);
    const Vec<Rational> p = sample_face<Rational>(d, 1 + random_index(d, g), g).coordinates();
    const Rational q = 1 + Rational(1 + random_index(60, g)) / 20;
    const Rational sigma2 = (q - 1) * (q - 1) * Rational(random_index(11, g)) / 10;
    Rational others = 0;
    for (std::size_t u = 1; u < d; ++u) others += xi_second_moment(p, u, sigma2);
    const Rational first = xi_second_moment(p, 0, sigma2);
    EXPECT_LE(first, xi_second_moment_sharp_bound(p[0], sigma2));
    EXPECT_LE(others, xi_second_moments_of_others_sharp_bound(p[0], sigma2));
    EXPECT_LE(xi_second_moment_sharp_bound(p[0], sigma2), xi_second_moment_crude_bound(p[0], q));
    EXPECT_LE(xi_second_moments_of_others_sharp_bound(p[0], sigma2), xi_second_moment_crude_bound(p[0], q));
  }
}

// The false twins: 1 % less fails. d = 2, p = (1/2, 1/2) attains the first bound; the second is approached as p_1 -> 1
// when the noise dominates.
TEST(MomentBounds, OnePercentLessIsRefuted) {
  for (const Rational& sigma2 : {0_q, 1 / 3_q, 4_q}) {
    EXPECT_EQ(xi_second_moment(Vec<Rational>{1 / 2_q, 1 / 2_q}, 0, sigma2),
              xi_second_moment_sharp_bound(1 / 2_q, sigma2));
  }
  const Rational p1 = 0.999_q, sigma2 = 100;
  EXPECT_GT(xi_second_moment(Vec<Rational>{p1, 1 - p1}, 1, sigma2),
            0.99_q * xi_second_moments_of_others_sharp_bound(p1, sigma2));
}

TEST(Moments, IndicesAreChecked) {
  EXPECT_REFUSED(xi_second_moment(Vec<double>{0.5, 0.5}, 2, 1.0), PreconditionError,
                 "xi_second_moment: index 2 in dimension 2");
  EXPECT_REFUSED(xi_covariance(Vec<double>{0.5, 0.5}, 0, 2, 1.0), PreconditionError,
                 "xi_covariance: indices 0, 2 in dimension 2");
}

}  // namespace moments_test
}  // namespace hebb
