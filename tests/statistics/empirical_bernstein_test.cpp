#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/scalar/error.hpp>
#include <hebb/statistics/empirical_bernstein.hpp>

#include "refused.hpp"

namespace hebb {
namespace empirical_bernstein_test {

using namespace literals;

// The interval holds the mean of a known law at least as often as it says; a tenth of its width does not.
TEST(EmpiricalBernstein, Covers) {
  std::mt19937_64 g(14);
  std::uniform_real_distribution<double> unit;
  int held = 0, held_narrow = 0;
  constexpr int runs = 400;
  for (int run = 0; run < runs; ++run) {
    std::vector<double> values;
    for (int k = 0; k < 500; ++k) values.push_back(2 * unit(g) * unit(g));  // mean 1/2
    const MeanEstimate x = empirical_bernstein(values, 2, 0.05_q);
    held += x.lower <= 0.5 && 0.5 <= x.upper ? 1 : 0;
    held_narrow += std::fabs(x.mean - 0.5) <= (x.upper - x.lower) / 20 ? 1 : 0;
  }
  EXPECT_GE(held, 0.95 * runs);
  EXPECT_LT(held_narrow, 0.95 * runs);
  EXPECT_REFUSED(empirical_bernstein({1.0}, 2, 0.05_q), PreconditionError, "empirical_bernstein: needs two values");
}

TEST(EmpiricalBernstein, LevelsAreExactAndRoundedUp) {
  const std::vector<double> values{0, 1, 0, 1, 1, 0};
  std::vector<double> many;
  for (int k = 0; k < 20000; ++k) many.push_back(values[static_cast<std::size_t>(k) % values.size()]);
  const Rational a(6, 10'000'000), b(51, 100'000'000);
  EXPECT_LT(empirical_bernstein(many, 2, a).upper, empirical_bernstein(many, 2, b).upper);
  EXPECT_EQ(empirical_bernstein(many, 2, b).alpha, b);
}

}  // namespace empirical_bernstein_test
}  // namespace hebb
