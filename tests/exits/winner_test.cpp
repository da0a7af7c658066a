#include <cmath>

#include <gtest/gtest.h>

#include <hebb/exits/winner.hpp>
#include <hebb/scalar/rational.hpp>

#include "refused.hpp"

namespace hebb {
namespace winner_test {

using namespace literals;

ExitEnclosure second(const Rational& leader, const Rational& a, int cells) {
  ExitOptions how;
  how.cells_per_jump = cells;
  how.threads = 2;
  return enclose_second_wins(leader, a, UniformNoise(2_q), how);
}

/// int_u^inf s'/int s' of the diffusion limit, s'(u) = (1 + 2 sigma^2 cosh^2(u/2))^(-1/(a sigma^2)).
double diffusion(double u, double a, double sigma2) {
  double above = 0, all = 0;
  const double h = 1e-3;
  for (int k = -8000; k <= 8000; ++k) {
    const double x = k * h, c = std::cosh(x / 2);
    const double s = std::exp(-std::log((1 + 2 * sigma2 * c * c) / (1 + 2 * sigma2)) / (a * sigma2));
    all += s;
    if (x > u) above += s;
  }
  return above / all;
}

TEST(WinnerOfTwo, ReachesTheKnownFigures) {
  for (const auto& [leader, value] : {std::pair(0.52_q, 0.266908), {0.6_q, 8.1577e-4}}) {
    const ExitEnclosure found = second(leader, 0.01_q, 20);
    EXPECT_LE(found.lower, value * (1 + 2e-5));
    EXPECT_GE(found.upper, value * (1 - 2e-5));
    EXPECT_LT(found.upper - found.lower, 2e-3 * value) << found.lower << " " << found.upper;
    const double p = leader.convert_to<double>();
    EXPECT_NEAR(found.lower, diffusion(std::log(p / (1 - p)), 0.01, 1 / 3.0), 0.02 * value);
  }
}

/// A tie is even, the sides mirror each other, and a finer lattice lies inside.
TEST(WinnerOfTwo, SymmetryAndRefinement) {
  const ExitEnclosure tie = second(0.5_q, 0.05_q, 16);
  EXPECT_LE(tie.lower, 0.5);
  EXPECT_GE(tie.upper, 0.5);
  EXPECT_LT(tie.upper - tie.lower, 1e-2);
  const ExitEnclosure coarse = second(0.6_q, 0.05_q, 12), fine = second(0.6_q, 0.05_q, 48),
                      mirrored = second(0.4_q, 0.05_q, 12);
  EXPECT_LE(coarse.lower, fine.upper);
  EXPECT_LE(fine.lower, coarse.upper);
  EXPECT_LT(fine.upper - fine.lower, (coarse.upper - coarse.lower) / 8);
  EXPECT_NEAR(mirrored.lower, 1 - coarse.upper, 1e-12);
  EXPECT_NEAR(mirrored.upper, 1 - coarse.lower, 1e-12);
}

TEST(WinnerOfTwo, ArgumentsAreChecked) {
  EXPECT_REFUSED(second(0_q, 0.01_q, 16), PreconditionError, "p_1 = 0");
  EXPECT_REFUSED(second(0.6_q, 0.5_q, 16), PreconditionError, "learning rate 1/2");
  EXPECT_REFUSED(second(0.6_q, 0.01_q, 2), PreconditionError, "2 cells");
}

}  // namespace winner_test
}  // namespace hebb
