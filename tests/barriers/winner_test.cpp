#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/winner.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/update.hpp>

#include "refused.hpp"

namespace hebb {
namespace winner_test {

using namespace literals;

const BarrierLaw uniform = barrier_law(UniformNoise(2_q));

SimplexPoint<Rational> at(Vec<Rational> p) { return SimplexPoint<Rational>(std::move(p)); }

/// Fractions of simulated paths that end near e_i.
std::vector<double> simulate(const Vec<double>& start, double a, int paths, int steps) {
  std::mt19937_64 g(11);
  const UniformNoise law(2_q);
  std::vector<double> won(start.size(), 0);
  for (int k = 0; k < paths; ++k) {
    Vec<double> x = start;
    for (int n = 0; n < steps; ++n) {
      const Vec<double> y = sample_input(SimplexPoint<double>(x), law, g);
      x = probability_update(x, y, a);
      double total = 0;
      for (const double v : x) total += v;
      for (double& v : x) v /= total;
    }
    won[static_cast<std::size_t>(std::ranges::max_element(x) - x.begin())] += 1.0 / paths;
  }
  return won;
}

/// psi does not grow in the mean, whatever the other components do: by enumeration of two-point noise.
TEST(Winner, PsiIsASupermartingaleOfAnyComponent) {
  const BarrierLaw law = barrier_law(TwoPointNoise(2_q));
  const SimplexPoint<Rational> start = at({0.4_q, 0.4_q, 0.2_q});
  const auto bound = winning_bound(start, 2, 0.05_q, law);
  ASSERT_TRUE(bound);
  EXPECT_TRUE(certainly(certify_for_any_component(bound->barrier, law)));
  std::mt19937 random(2);
  std::uniform_int_distribution<int> digit(1, 30);
  int below = 0;
  for (int k = 0; k < 40; ++k) {
    Vec<Rational> p;
    Rational total = 0;
    for (int i = 0; i < 3; ++i) {
      p.emplace_back(i == 2 ? digit(random) / 2 + 1 : digit(random));
      total += p.back();
    }
    for (Rational& x : p) x /= total;
    const auto psi = [&](const Vec<Rational>& x) {
      return std::min(Rational(1),
                      barrier_function(bound->barrier, Rational(x[2] / *std::ranges::max_element(x)), Rational(0)));
    };
    const Rational now = psi(p);
    if (now == 1) continue;
    ++below;
    const Rational next = expectation(p, TwoPointNoise(2_q).atoms(), [&](const Vec<Rational>& y) {
      return Vec<Rational>{psi(probability_update(p, y, 0.05_q))};
    })[0];
    EXPECT_LE(next, now) << show(p);
  }
  EXPECT_GT(below, 5);
}

TEST(Winner, BoundsWhatIsSimulated) {
  const auto won = simulate({0.4, 0.35, 0.25}, 0.05, 2000, 400);
  const auto bounds = winning_probabilities(at({0.4_q, 0.35_q, 0.25_q}), 0.05_q, uniform);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_LE(won[i], bounds[i].upper.upper() + 0.01) << i;
    EXPECT_GE(won[i], bounds[i].lower.lower() - 0.01) << i;
  }
  EXPECT_LT(bounds[2].upper.upper(), 0.5);
}

TEST(Winner, TiesAndZeros) {
  const auto tied = winning_probabilities(at({0.45_q, 0.1_q, 0.45_q}), 0.05_q, uniform);
  EXPECT_LT(tied[1].upper.upper(), 1e-3);
  for (const int i : {0, 2}) {
    EXPECT_LE(tied[i].upper.upper(), 0.5 + 1e-12);
    EXPECT_GE(tied[i].lower.lower(), 0.499);
  }
  const auto zero = winning_probabilities(at({0.6_q, 0_q, 0.4_q}), 0.01_q, uniform);
  EXPECT_EQ(zero[1].upper.upper(), 0);
  EXPECT_GT(zero[0].lower.lower(), 0.98);
  EXPECT_LT(zero[2].upper.upper(), 0.02);
}

TEST(Winner, ABarrierThatNeedsTheOthersSmallIsNotCertified) {
  // Fine for the leader's own barrier, with all others at most as large as the piece allows; not for any component.
  const auto own = escape_barrier(at({0.5_q, 0.25_q, 0.25_q}), 0.05_q, uniform);
  ASSERT_TRUE(own);
  EXPECT_TRUE(certainly(certify(own->barrier, uniform)));
  EXPECT_NE(certify_for_any_component(own->barrier, uniform), Truth::proved);
  Barrier other_q = own->barrier;
  other_q.q = 3;
  other_q.a = 0.05_q;
  EXPECT_REFUSED(certify_for_any_component(other_q, uniform), PreconditionError, "Q = 3");
}

TEST(Winner, BlocksOfConvergence) {
  const auto block = convergence_block(UniformNoise(2_q), 3, 0.1_q);
  ASSERT_TRUE(block);
  // K by its formula, and the growth below 1 at x.
  EXPECT_GE(std::pow(1.1, block->steps), 4 / block->ratio.convert_to<double>());
  EXPECT_LT(std::pow(1.1, block->steps - 1), 4 / block->ratio.convert_to<double>() * (1 + 1e-12));
  const RatioMoments<RealInterval> m = uniform.moments(0.1_q, 1);
  const RealInterval x(block->ratio, 128);
  EXPECT_TRUE(certainly(
      less(ratio_growth(m, RealInterval(1 / (1 + 2 * x)), RealInterval(2 * x / (1 + 2 * x))), RealInterval(1))));
  EXPECT_NEAR(block->log_delta.upper(), -std::log(2.0) - block->steps * (3 * std::log(2.0) + std::log(3.0)), 1e-9);
  EXPECT_FALSE(convergence_block(EveryNoise(2_q), 3, 0.1_q));
  EXPECT_REFUSED(convergence_block(UniformNoise(2_q), 1, 0.1_q), PreconditionError, "d >= 2");
}

TEST(Winner, ArgumentsAreChecked) {
  EXPECT_REFUSED(winning_bound(at({0.5_q, 0.5_q}), 0, 0.1_q, uniform), PreconditionError, "among the largest");
  EXPECT_REFUSED(winning_bound(at({0.6_q, 0.4_q}), 2, 0.1_q, uniform), PreconditionError, "no such component");
  EXPECT_REFUSED(winning_bound(at({0.6_q, 0.4_q}), 1, 0.5_q, uniform), PreconditionError, "learning rate 1/2");
}

}  // namespace winner_test
}  // namespace hebb
