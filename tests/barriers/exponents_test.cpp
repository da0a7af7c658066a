#include <cmath>

#include <gtest/gtest.h>

#include <hebb/barriers/barrier.hpp>
#include <hebb/barriers/exponents.hpp>

#include "refused.hpp"

namespace hebb {
namespace exponents_test {

using namespace literals;

/// Composite Gauss quadrature of three nodes: independent of the antiderivatives.
template <class F>
double uniform_mean(double a, double q, int c, const F& f) {
  const int cells = 200;
  const double h = 2 * (q - 1) / cells;
  double total = 0;
  for (int k = 0; k < cells; ++k) {
    const double z = -(q - 1) + (k + 0.5) * h, s = h / 2 * std::sqrt(0.6);
    total += (5 * f(1 + a * (c + z - s)) + 8 * f(1 + a * (c + z)) + 5 * f(1 + a * (c + z + s))) / 18;
  }
  return total / cells;
}

TEST(Exponents, AgreeWithQuadrature) {
  for (const auto& [rate, bound] : {std::pair(0.01_q, 2_q), {0.1_q, 3_q}, {0.05_q, 10_q}}) {
    const double a = rate.convert_to<double>(), q = bound.convert_to<double>();
    const auto found = rate_exponents(UniformNoise(bound), rate);
    ASSERT_TRUE(found);
    const auto log1 = [](double x) { return std::log(x); };
    const auto square_log = [](double x) { return std::log(x) * std::log(x); };
    const double l1 = uniform_mean(a, q, 1, log1), l0 = uniform_mean(a, q, 0, log1);
    EXPECT_NEAR(found->almost_sure.lower(), l1 - l0, 1e-10);
    EXPECT_NEAR(found->variance.upper(),
                uniform_mean(a, q, 1, square_log) - l1 * l1 + uniform_mean(a, q, 0, square_log) - l0 * l0, 1e-10);
    const double d1 = uniform_mean(a, q, 1, [](double x) { return 1 / x; });
    EXPECT_NEAR(found->mean.upper(), d1, 1e-10);
    EXPECT_NEAR(found->slope.upper(),
                uniform_mean(a, q, 0, [](double x) { return x * std::log(x); }) * d1 -
                    uniform_mean(a, q, 1, [](double x) { return std::log(x) / x; }),
                1e-10);
    for (const RealInterval* x : {&found->mean, &found->almost_sure, &found->variance, &found->slope})
      EXPECT_LT(x->width(), 1e-25);
    // Jensen: the mean falls no faster than almost every path.
    EXPECT_LE(-std::log(found->mean.lower()), found->almost_sure.upper() + 1e-15);
  }
}

/// The counterexample to "no rate better than D_1(1)": two-point noise, Q = 10, a = 0.01.
TEST(Exponents, TheGoodEventMayFallFaster) {
  const auto found = rate_exponents(TwoPointNoise(10_q), 0.01_q);
  ASSERT_TRUE(found);
  EXPECT_TRUE(certainly(is_positive(found->slope)));
  EXPECT_NEAR(found->mean.upper(), 0.998024, 1e-6);
  EXPECT_LT(found->good_event.upper(), 0.997483 + 1e-6);
  EXPECT_LT(found->good_event.width(), 1e-10);
  // No t does better: m on a grid, by the sum itself.
  for (int k = 1; k < 100; ++k) {
    const double t = k / 100.0, a = 0.01;
    const double rise = (std::pow(1 + 9 * a, t) + std::pow(1 - 9 * a, t)) / 2,
                 fall = (std::pow(1 + 10 * a, -t) + std::pow(1 - 8 * a, -t)) / 2;
    EXPECT_GE(rise * fall, found->good_event.lower());
    EXPECT_NEAR(ratio_mean(TwoPointNoise(10_q), a, t).value, rise * fall, 1e-14);
  }
  const auto small = rate_exponents(UniformNoise(2_q), 0.01_q);
  EXPECT_TRUE(certainly(is_positive(-small->slope)));
  EXPECT_EQ(small->good_event.upper(), small->mean.upper());
}

/// E[r_u(1)] >= D_1(1) r_u(0), by enumeration of a two-point law.
TEST(Exponents, TheMeanRatioFallsNoFaster) {
  const Rational a = 0.05_q;
  const TwoPointNoise law(3_q);
  const Rational d1 = power_moment(law, a, 1, -1);
  for (const Rational& p1 : {0.5_q, 0.8_q, 0.95_q}) {
    const Rational growth = ratio_growth(ratio_moments(law, a, 1), p1, Rational(1 - p1));
    EXPECT_GE(growth, d1);
  }
}

TEST(Exponents, LawsWithoutClosedForms) {
  EXPECT_FALSE(rate_exponents(EveryNoise(2_q), 0.1_q));
  EXPECT_FALSE(rate_exponents(TruncatedGaussianNoise(2_q, 1_q), 0.1_q));
  EXPECT_REFUSED(rate_exponents(UniformNoise(2_q), 0.5_q), PreconditionError, "learning rate 1/2");
}

}  // namespace exponents_test
}  // namespace hebb
