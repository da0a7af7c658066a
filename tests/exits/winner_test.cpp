#include <cmath>
#include <random>

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

/// lim -a log P(2 wins) = int_0^{u_0} theta(u) du, theta > 0 the root of M(theta) M(-theta) (p e^-theta + (1-p)
/// e^theta) = 1, M(theta) = sinh(theta)/theta the transform of uniform noise, Q = 2.
double large_deviation_exponent(double start) {
  const auto theta = [](double u) {
    const double p = 1 / (1 + std::exp(-u));
    double low = 1e-9, high = 20;  // the logarithm is convex, 0 at 0 and negative at first
    for (int k = 0; k < 80; ++k) {
      const double t = (low + high) / 2;
      const double value = 2 * std::log(std::sinh(t) / t) + std::log(p * std::exp(-t) + (1 - p) * std::exp(t));
      (value < 0 ? low : high) = t;
    }
    return low;
  };
  constexpr int n = 2000;
  double sum = 0;
  for (int k = 0; k < n; ++k) sum += theta(start * (k + 0.5) / n);
  return sum * start / n;
}

/// P(2 wins) = c(a) e^(-I/a)/2 with c between sqrt(a) and 3 sqrt(a): the exponent to the digits that it has, from
/// below.
TEST(WinnerOfTwo, LargeDeviations) {
  for (const auto& [leader, exponent] : {std::pair(0.55_q, 0.012078), {0.6_q, 0.049270}, {0.65_q, 0.114691}}) {
    const double p = leader.convert_to<double>();
    const double found = large_deviation_exponent(std::log(p / (1 - p)));
    EXPECT_NEAR(found, exponent, 2e-6);
    double before = 1;
    for (const Rational& a : {0.02_q, 0.01_q, 0.005_q}) {
      const double rate = a.convert_to<double>(), factor = 2 * second(leader, a, 24).upper * std::exp(found / rate);
      if (factor < 2 * std::exp(found / rate) * 1e-9) continue;  // less than the enclosure resolves
      EXPECT_GT(factor, std::sqrt(rate)) << to_string(leader) << " " << to_string(a);
      EXPECT_LT(factor, 8 * std::sqrt(rate)) << to_string(leader) << " " << to_string(a);
      EXPECT_LT(factor, before) << to_string(leader) << " " << to_string(a);
      before = factor;
    }
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

/// The solved fixed point is that of the iteration: the same answer, closer than the lattice is.
TEST(WinnerOfTwo, SixDigits) {
  const ExitEnclosure found = second(0.52_q, 0.01_q, 64);
  EXPECT_GE(found.lower, 0.26690779 - 1e-8);
  EXPECT_LE(found.upper, 0.26690860 + 1e-8);
  EXPECT_EQ(found.steps, 0) << "not iterated";
  const ExitEnclosure fine = second(0.52_q, 0.01_q, 128);
  EXPECT_LT(fine.upper - fine.lower, 2e-7);
  EXPECT_GE(fine.lower, found.lower - 1e-9);
  EXPECT_LE(fine.upper, found.upper + 1e-9);
}

ExitEnclosure switched(const Rational& leader, const Rational& a, std::vector<RateSwitch> switches, int cells) {
  ExitOptions how;
  how.cells_per_jump = cells;
  how.threads = 2;
  return enclose_second_wins(leader, a, UniformNoise(2_q), switches, how);
}

/// Rates (10, 5), then (5, 10): the known figures of P(1 stays the winner), and that steps alone change nothing.
TEST(WinnerOfTwo, FollowsASwitchOfTheRates) {
  for (const auto& [steps, stays] : {std::pair(50, 7.195e-4), {150, 0.48717}}) {
    const ExitEnclosure found = switched(2_q / 3, 0.01_q, {{steps, 0.25_q}}, 24);
    EXPECT_LE(found.lower, 1 - stays + 2e-5);
    EXPECT_GE(found.upper, 1 - stays - 2e-5);
    EXPECT_LT(found.upper - found.lower, 3e-3);
  }
  const ExitEnclosure plain = second(0.55_q, 0.05_q, 24), idle = switched(0.55_q, 0.05_q, {{30, 1_q}}, 24),
                      back = switched(0.55_q, 0.05_q, {{0, 3_q}, {0, 1_q / 3}}, 24);
  for (const ExitEnclosure* same : {&idle, &back}) {
    EXPECT_LE(same->lower, plain.upper);
    EXPECT_GE(same->upper, plain.lower);
    EXPECT_LT(same->upper - same->lower, 1e-3);
  }
  // A switch at once moves the start; both components trade places with the rates.
  const ExitEnclosure moved = switched(0.55_q, 0.05_q, {{0, 1.1_q}}, 24), there = second(0.605_q / 1.055_q, 0.05_q, 24);
  EXPECT_LE(moved.lower, there.upper);
  EXPECT_GE(moved.upper, there.lower);
  const ExitEnclosure one = switched(0.6_q, 0.05_q, {{20, 0.5_q}}, 16),
                      other = switched(0.4_q, 0.05_q, {{20, 2_q}}, 16);
  EXPECT_NEAR(one.lower, 1 - other.upper, 1e-9);
  EXPECT_REFUSED(switched(0.6_q, 0.05_q, {{20, 0_q}}, 16), PreconditionError, "or by 0");
  EXPECT_REFUSED(switched(0.6_q, 0.05_q, {{-1, 1_q}}, 16), PreconditionError, "fewer than no steps");
}

/// Against counted paths.
TEST(WinnerOfTwo, SwitchesAsSimulated) {
  std::mt19937_64 g(8);
  std::uniform_real_distribution<double> u(0, 1);
  constexpr int paths = 4000;
  int second_wins = 0;
  for (int path = 0; path < paths; ++path) {
    double x = std::log(0.6 / 0.4);
    for (int k = 0; k < 400; ++k) {
      if (k == 20) x += std::log(0.4);
      const bool first = u(g) < 1 / (1 + std::exp(-x));
      x += std::log1p(0.05 * (2 * u(g) - 1 + first)) - std::log1p(0.05 * (2 * u(g) - 1 + !first));
    }
    second_wins += x < 0;
  }
  const ExitEnclosure found = switched(0.6_q, 0.05_q, {{20, 0.4_q}}, 24);
  EXPECT_NEAR(second_wins / double(paths), found.lower, 0.03);
  EXPECT_GT(found.lower, 0.2);
  EXPECT_LT(found.upper, 0.95);
}

TEST(WinnerOfTwo, ArgumentsAreChecked) {
  EXPECT_REFUSED(second(0_q, 0.01_q, 16), PreconditionError, "p_1 = 0");
  EXPECT_REFUSED(second(0.6_q, 0.5_q, 16), PreconditionError, "learning rate 1/2");
  EXPECT_REFUSED(second(0.6_q, 0.01_q, 2), PreconditionError, "2 cells");
}

}  // namespace winner_test
}  // namespace hebb
