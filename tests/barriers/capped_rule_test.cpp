#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/capped_rule.hpp>

#include "refused.hpp"

namespace hebb {
namespace capped_rule_test {

using namespace literals;

const BarrierLaw uniform = barrier_law(UniformNoise(2_q));

double failure(const Rational& a, const Rational& cap, const Rational& lead, std::uint64_t steps, int d = 3) {
  const auto found = capped_phase(uniform, d, a, cap, lead, steps);
  return found ? found->failure.upper() : 1;
}

TEST(CappedRule, ReachesTheKnownFigures) {
  EXPECT_NEAR(failure(0.01_q, 3_q, 10_q / 3, 400), 0.0371, 0.0005);
  EXPECT_NEAR(failure(0.01_q, 3_q, 10_q / 3, 600), 9.0e-7, 0.3e-7);
  EXPECT_NEAR(failure(0.01_q, 3_q, 10_q / 3, 1000), 4.2e-15, 0.2e-15);
  EXPECT_NEAR(failure(0.003_q, 3_q, 10_q / 3, 2000), 9.7e-22, 0.3e-22);
  EXPECT_NEAR(failure(0.01_q, 5_q, 2_q, 2000), 6.9e-9, 0.3e-9);
  EXPECT_EQ(failure(0.01_q, 3_q, 10_q / 3, 50), 1) << "too short to learn";
}

/// The cap takes V = sum_u (w_u/w_v)^g to (1 + eps) V + eps at most, on every path.
TEST(CappedRule, TheCapCostsAtMostEps) {
  std::mt19937_64 g(2);
  std::uniform_real_distribution<double> u(-4, 4);
  double largest = 0;
  for (int k = 0; k < 50000; ++k) {
    const std::size_t d = 2 + static_cast<std::size_t>(k) % 4;
    const double cap = 1.2 + std::exp(u(g)) / 5, gamma = 1 + k % 7;
    Vec<double> w;
    for (std::size_t i = 0; i < d; ++i) w.push_back(std::exp(u(g)));
    const auto value = [&](const Vec<double>& x) {
      double v = 0;
      for (std::size_t i = 1; i < d; ++i) v += std::pow(x[i] / x[0], gamma);
      return v;
    };
    Vec<double> capped = w;
    for (double& x : capped) x = std::max(x, *std::ranges::max_element(w) / cap);
    const double eps = static_cast<double>(d - 1) * std::pow(cap, -gamma);
    const double bound = (1 + eps) * value(w) + eps;
    EXPECT_LE(value(capped), bound * (1 + 1e-12));
    largest = std::max(largest, value(capped) / bound);
  }
  EXPECT_GT(largest, 0.9);
}

/// Cyclic rates (10, 1, 1): every phase is learned as often as the bound says.
TEST(CappedRule, FollowsEverySwitchWhenSimulated) {
  std::mt19937_64 g(5);
  std::uniform_real_distribution<double> u(0, 1);
  const double bound = failure(0.02_q, 3_q, 10_q / 3, 200);
  ASSERT_LT(bound, 0.4);
  int failed = 0, phases = 0;
  for (int run = 0; run < 60; ++run) {
    Vec<double> w{1, 1, 1};
    for (std::size_t phase = 0; phase < 6; ++phase) {
      const std::size_t favourite = phase % 3;
      for (int k = 0; k < 200; ++k) {
        Vec<double> rate(3, 1);
        rate[favourite] = 10;
        double total = 0;
        for (std::size_t i = 0; i < 3; ++i) total += rate[i] *= w[i];
        double draw = u(g) * total;
        std::size_t trigger = 0;
        while (trigger < 2 && (draw -= rate[trigger]) > 0) ++trigger;
        double most = 0;
        for (std::size_t i = 0; i < 3; ++i) most = std::max(most, w[i] *= 1 + 0.02 * (2 * u(g) - 1 + (i == trigger)));
        for (double& x : w) x = std::max(x, most / 3) / most;
      }
      ++phases;
      failed += w[favourite] < *std::ranges::max_element(w);
    }
  }
  EXPECT_LE(failed, phases * bound + 3 * std::sqrt(phases * bound) + 2);
}

TEST(CappedRule, ArgumentsAreChecked) {
  EXPECT_REFUSED(failure(0.5_q, 3_q, 2_q, 10), PreconditionError, "learning rate 1/2 outside (0, 1/Q)");
  EXPECT_REFUSED(failure(0.1_q, 1_q, 2_q, 10), PreconditionError, "cap 1 and lead 2 have to be above 1");
  EXPECT_REFUSED(failure(0.1_q, 2_q, 1_q, 10), PreconditionError, "cap 2 and lead 1 have to be above 1");
  EXPECT_REFUSED(failure(0.1_q, 2_q, 2_q, 10, 1), PreconditionError, "at least 2");
}

}  // namespace capped_rule_test
}  // namespace hebb
