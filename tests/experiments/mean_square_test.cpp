#include <iostream>

#include <gtest/gtest.h>

#include <hebb/experiments/mean_square.hpp>
#include <hebb/flows/comparison.hpp>

#include "refused.hpp"

namespace hebb {
namespace mean_square_test {

using namespace literals;

SimplexPoint<Rational> three() { return SimplexPoint<Rational>({0.4_q, 0.35_q, 0.25_q}); }

TEST(MeanSquare, NoisyPathsStayWithinTheirBound) {
  const UniformNoise law(2_q);
  const Rational a = 0.01_q;
  const MeanSquareEstimate found = estimate_mean_square(three(), law, a, 100, 20000, 5, 0.001_q);
  const Interval bound = mean_square_constant(1_q, a, law.q(), law.variance(0_q)) * Interval(a);
  EXPECT_LT(found.upper, bound.upper());
  EXPECT_GT(found.lower, bound.upper() / 200);  // a two-hundredth of it is refuted
  EXPECT_LT(found.upper - found.lower, 0.01);
  std::cout << "E max |p(k) - p(ak)|^2 in [" << found.lower << ", " << found.upper << "], mean " << found.mean
            << ", bound " << bound.upper() << "\n";
  // Of first order in the rate: E max ~ a at a fixed horizon.
  const MeanSquareEstimate finer = estimate_mean_square(three(), law, 0.0025_q, 400, 2000, 6, 0.001_q);
  EXPECT_NEAR(found.mean / finer.mean, 4, 0.6);
}

TEST(MeanSquare, EstimatesDependOnTheSeedOnly) {
  const UniformNoise law(2_q);
  const auto one = estimate_mean_square(three(), law, 0.01_q, 20, 101, 5, 0.05_q, 1),
             many = estimate_mean_square(three(), law, 0.01_q, 20, 101, 5, 0.05_q, 3),
             other = estimate_mean_square(three(), law, 0.01_q, 20, 101, 6, 0.05_q, 1);
  EXPECT_EQ(one.mean, many.mean);
  EXPECT_EQ(one.upper, many.upper);
  EXPECT_NE(one.mean, other.mean);
}

TEST(MeanSquare, RejectsARateOfOneOverQ) {
  EXPECT_REFUSED(estimate_mean_square(three(), UniformNoise(2_q), 0.5_q, 1, 10, 1, 0.1_q), PreconditionError,
                 "estimate_mean_square: a = 1/2 outside (0, 1/Q)");
}

}  // namespace mean_square_test
}  // namespace hebb
