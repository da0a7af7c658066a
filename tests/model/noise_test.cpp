#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/model/density_noise.hpp>
#include <hebb/model/discrete_noise.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/model/truncated_gaussian_noise.hpp>
#include <hebb/model/two_point_law.hpp>

#include "agrees_with.hpp"

namespace hebb {
namespace noise_test {

using namespace literals;

static_assert(NoiseLawWithVariance<UniformNoise, Rational> && NoiseLawWithVariance<TwoPointNoise, Interval> &&
              NoiseLawWithVariance<DiscreteNoise, Rational>);
static_assert(NoiseLaw<TruncatedGaussianNoise> && NoiseLawWithVariance<TruncatedGaussianNoise, RealInterval>);
static_assert(!NoiseLawWithVariance<TruncatedGaussianNoise, Rational>);  // irrational
static_assert(NoiseLawWithVariance<DensityNoise, double> && !NoiseLawWithVariance<DensityNoise, Interval>);

template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const PreconditionError& error) {
    return error.what();
  }
  return "accepted";
}

/// Support, mean and variance of 2e5 samples, to five standard deviations (fourth moment <= variance * width^2).
template <NoiseLaw N>
void check_samples(const N& law, double variance) {
  std::mt19937_64 g(17);
  const int n = 200000;
  const double width = Rational(law.q() - 1).template convert_to<double>();
  double mean = 0, square = 0;
  for (int k = 0; k < n; ++k) {
    const double z = law.sample(g);
    ASSERT_LE(std::fabs(z), width) << law.name();
    mean += z / n;
    square += z * z / n;
  }
  EXPECT_NEAR(mean, 0, 5 * std::sqrt(variance / n)) << law.name();
  EXPECT_NEAR(square, variance, 5 * width * std::sqrt(variance / n)) << law.name();
}

TEST(Noise, SamplesHaveTheDeclaredSupportMeanAndVariance) {
  check_samples(UniformNoise(2.5_q), 0.75);
  check_samples(TwoPointNoise(2_q), 1.0);
  check_samples(TwoPointNoise(3_q, 0.5_q, 2_q), 1.0);
  check_samples(DiscreteNoise(2_q, {{-1_q, 1 / 4_q}, {0_q, 1 / 4_q}, {0.5_q, 1 / 2_q}}), 0.375);
  for (const Rational& tau : {0.05_q, 0.5_q, 1_q, 7_q}) {
    const TruncatedGaussianNoise law(2_q, tau);
    check_samples(law, law.variance(0.0));
  }
  check_samples(DensityNoise(
                    2_q, [](double x) { return 1 - x * x; }, 1),
                0.2);
  check_samples(DensityNoise(
                    2_q, [](double x) { return x * x; }, 1),
                0.6);
}

template <class S>
class VarianceIn : public ::testing::Test {};
TYPED_TEST_SUITE(VarianceIn, test::Scalars, test::ScalarNames);

TYPED_TEST(VarianceIn, ClosedForms) {
  const TypeParam as = test::model<TypeParam>();
  EXPECT_TRUE(test::agrees(UniformNoise(2_q).variance(as), 1 / 3_q));
  EXPECT_TRUE(test::agrees(TwoPointNoise(1.1_q).variance(as), 0.01_q));
  EXPECT_TRUE(test::agrees(TwoPointNoise(4_q, 1 / 3_q, 2_q).variance(as), 2 / 3_q));
  EXPECT_TRUE(test::agrees(DiscreteNoise(2_q, TwoPointNoise(2_q, 1 / 3_q, 1_q).atoms()).variance(as), 1 / 3_q));
}

// 1 - 2 beta phi(beta) / (2 Phi(beta) - 1), in double.
double truncated_variance(double beta) {
  return 1 - std::sqrt(2 / M_PI) * beta * std::exp(-beta * beta / 2) / std::erf(beta / std::sqrt(2));
}

TEST(TruncatedGaussian, VarianceAgreesWithTheErrorFunction) {
  for (const Rational& beta : {0.1_q, 1_q, 2_q, 5_q, 10_q}) {
    const TruncatedGaussianNoise law(1 + beta, 1_q);
    const auto [lower, upper] = law.variance_bounds(1e-30_q);
    EXPECT_LE(lower, upper);
    EXPECT_LE(upper - lower, 1e-30_q);
    EXPECT_NEAR(lower.convert_to<double>(), truncated_variance(beta.convert_to<double>()), 1e-13);
    EXPECT_TRUE(law.variance(Interval(0)).contains((lower + upper) / 2));
    EXPECT_LT(law.variance(Interval(0)).width(), 1e-15);
    EXPECT_LT(law.variance(RealInterval(0_q, 300)).width(), 1e-20);
  }
}

TEST(TruncatedGaussian, LimitsAreTheUniformAndTheFullGaussian) {
  EXPECT_NEAR(TruncatedGaussianNoise(2_q, 1000_q).variance(0.0), 1.0 / 3, 1e-6);
  EXPECT_NEAR(TruncatedGaussianNoise(21_q, 1_q).variance(0.0), 1, 1e-15);
  // the bounds straddle: a coarser tolerance contains a finer one
  const TruncatedGaussianNoise law(3_q, 0.7_q);
  const auto coarse = law.variance_bounds(0.1_q), fine = law.variance_bounds(1e-40_q);
  EXPECT_TRUE(coarse.first <= fine.first && fine.second <= coarse.second);
}

TEST(TwoPointLaw, ATableOfTwoValuesIsTwoPointNoise) {
  const Rational half(1, 2), quarter(1, 4), third(1, 3), one = 1;
  const auto law = [](NoiseTable atoms) { return as_two_point(DiscreteNoise(2, std::move(atoms))); };
  const auto same = [](const TwoPointNoise& a, const TwoPointNoise& b) {
    const NoiseTable x = a.atoms(), y = b.atoms();
    return a.q() == b.q() && x[0].value == y[0].value && x[1].value == y[1].value &&
           x[0].probability == y[0].probability && x[1].probability == y[1].probability;
  };
  for (const auto& atoms : {NoiseTable{{-one, half}, {one, half}}, NoiseTable{{one, half}, {-one, half}},
                            NoiseTable{{-one, quarter}, {one, half}, {-one, quarter}}}) {
    ASSERT_TRUE(law(atoms).has_value());
    EXPECT_TRUE(same(*law(atoms), TwoPointNoise(2)));
  }
  const auto skewed = law({{half, 2 * third}, {-one, third}});
  ASSERT_TRUE(skewed.has_value());
  EXPECT_TRUE(same(*skewed, TwoPointNoise(2, 1, half)));
  EXPECT_FALSE(law({{-one, quarter}, {Rational(0), half}, {one, quarter}}).has_value());
  EXPECT_FALSE(law({{-one, quarter}, {-half, quarter}, {Rational(3, 4), half}}).has_value());
  EXPECT_FALSE(law({{Rational(0), one}}).has_value());
}

TEST(Noise, ErrorsNameTheOffendingValue) {
  EXPECT_EQ(message_of([] { UniformNoise(1_q); }), "noise bound Q = 1, expected Q > 1");
  EXPECT_EQ(message_of([] { TwoPointNoise(2_q, 1_q, 1.5_q); }),
            "two-point noise: distance 3/2 outside (0, Q - 1], Q = 2");
  EXPECT_EQ(message_of([] { TwoPointNoise(2_q, 0_q, 1_q); }), "two-point noise: distance 0 outside (0, Q - 1], Q = 2");
  EXPECT_EQ(message_of([] {
              DiscreteNoise(2_q, {{-1_q, 1 / 2_q}, {1_q, 1 / 3_q}});
            }),
            "discrete noise: the probabilities sum to 5/6, not 1");
  EXPECT_EQ(message_of([] {
              DiscreteNoise(2_q, {{-1_q, 1 / 3_q}, {1_q, 2 / 3_q}});
            }),
            "discrete noise: the mean is 1/3, not 0");
  EXPECT_EQ(message_of([] {
              DiscreteNoise(2_q, {{-2_q, 1 / 2_q}, {2_q, 1 / 2_q}});
            }),
            "discrete noise: value -2 outside [-(Q-1), Q-1], Q = 2");
  EXPECT_EQ(message_of([] { DiscreteNoise(2_q, {{0_q, -1_q}}); }), "discrete noise: probability -1 of the value 0");
  EXPECT_EQ(message_of([] { DiscreteNoise(2_q, {}); }), "discrete noise: an empty table");
  EXPECT_EQ(message_of([] { TruncatedGaussianNoise(2_q, 0_q); }),
            "truncated Gaussian noise: tau = 0, expected tau > 0");
  EXPECT_NE(message_of([] { TruncatedGaussianNoise(2_q, 0.001_q); }), "accepted");
  EXPECT_NE(message_of([] { TruncatedGaussianNoise(2_q, 1_q).variance_bounds(0_q); }), "accepted");
  EXPECT_NE(message_of([] {
              DensityNoise(
                  2_q, [](double x) { return 2 + x; }, 3);
            }),
            "accepted");  // mean not 0
  EXPECT_NE(message_of([] {
              DensityNoise(
                  2_q, [](double) { return 2.0; }, 1);
            }),
            "accepted");  // above its bound
  EXPECT_NE(message_of([] {
              DensityNoise(
                  2_q, [](double) { return -1.0; }, 1);
            }),
            "accepted");
  EXPECT_NE(message_of([] {
              DensityNoise(
                  2_q, [](double) { return 0.0; }, 1);
            }),
            "accepted");
  EXPECT_EQ(message_of([] {
              DensityNoise(
                  2_q, [](double) { return 1.0; }, 1);
            }),
            "accepted");
}

TEST(Noise, TriggersFollowPAndNeverAnEmptyCoordinate) {
  std::mt19937_64 g(21);
  const SimplexPoint<double> p({0.0, 0.25, 0.75, 0.0});
  std::vector<int> hits(4, 0);
  for (int k = 0; k < 40000; ++k) ++hits[sample_trigger(p, g)];
  EXPECT_EQ(hits[0] + hits[3], 0);
  EXPECT_NEAR(hits[1], 10000, 450);
  Vec<double> mean(4, 0);
  for (int k = 0; k < 40000; ++k) {
    const Vec<double> y = sample_input(p, UniformNoise(2_q), g);
    for (std::size_t i = 0; i < 4; ++i) mean[i] += y[i] / 40000;
  }
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(mean[i], p[i], 0.02);  // E[Y | p] = p
}

}  // namespace noise_test
}  // namespace hebb
