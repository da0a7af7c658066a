#include <random>

#include <gtest/gtest.h>

#include <hebb/model/expectation.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace expectation_test {

using namespace literals;

TEST(Expectation, OfTheInputIsP) {
  std::mt19937_64 g(1);
  for (std::size_t d = 1; d <= 5; ++d) {
    const auto p = sample_simplex<Rational>(d, g).coordinates();
    const NoiseTable skewed = TwoPointNoise(3_q, 0.5_q, 2_q).atoms();
    int calls = 0;
    const auto mean = expectation(p, skewed, [&](const Vec<Rational>& y) {
      ++calls;
      return y;
    });
    EXPECT_EQ(mean, p);
    EXPECT_EQ(calls, static_cast<int>(d) << d);
  }
}

TEST(Expectation, HasTheMomentsOfIndependentNoise) {
  const NoiseTable table{{-1_q, 1 / 4_q}, {0_q, 1 / 4_q}, {1 / 2_q, 1 / 2_q}};  // variance 3/8, third moment -3/16
  const auto moments = expectation_over_noise(Vec<Rational>{0, 0}, table, [](const Vec<Rational>& z) {
    return Vec<Rational>{z[0] * z[0], z[0] * z[1], z[1] * z[1] * z[1], z[0] * z[0] * z[1] * z[1]};
  });
  EXPECT_EQ(moments, (Vec<Rational>{3 / 8_q, 0_q, -3 / 16_q, 9 / 64_q}));
}

TEST(Expectation, NeedsSomethingToSumOver) {
  const auto identity = [](const Vec<Rational>& y) { return y; };
  EXPECT_REFUSED(expectation(Vec<Rational>{}, {{0_q, 1_q}}, identity), PreconditionError,
                 "mean_over_triggers: p is empty");
  EXPECT_REFUSED(expectation(Vec<Rational>{1}, {}, identity), PreconditionError,
                 "expectation_over_noise: nothing to sum over");
}

template <class S>
class ExpectationIn : public ::testing::Test {};
TYPED_TEST_SUITE(ExpectationIn, test::Scalars, test::ScalarNames);
TYPED_TEST(ExpectationIn, AgreesWithTheExactOne) {
  const Vec<Rational> p{1 / 3_q, 1 / 6_q, 1 / 2_q};
  const NoiseTable noise = TwoPointNoise(1.7_q, 0.1_q, 0.7_q).atoms();
  const auto product = [](const auto& y) { return std::decay_t<decltype(y)>{y[0] * y[1] * y[2], y[0] / (3 + y[1])}; };
  EXPECT_TRUE(
      test::agrees(expectation(like(test::model<TypeParam>(), p), noise, product), expectation(p, noise, product)));
}

}  // namespace expectation_test
}  // namespace hebb
