#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/barrier.hpp>
#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/leader_problem.hpp>
#include <hebb/model/update.hpp>

#include "refused.hpp"

namespace hebb {
namespace barrier_test {

using namespace literals;

const SimplexPoint<Rational> three(Vec<Rational>{0.5_q, 0.25_q, 0.25_q}), two(Vec<Rational>{0.6_q, 0.4_q});
const BarrierLaw uniform = barrier_law(UniformNoise(2_q));

BarrierBound bound(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law, int pieces) {
  const auto found = escape_barrier(p, a, law, {1, pieces});
  EXPECT_TRUE(found);
  return *found;
}

/// Two-sided: a bound below these values would be a fault as well, for the power is optimal in its class.
TEST(Barrier, ReachesTheKnownFigures) {
  const auto expect = [](const SimplexPoint<Rational>& p, const Rational& a, int pieces, double low, double high) {
    const RealInterval v = bound(p, a, uniform, pieces).probability;
    EXPECT_GT(v.lower(), low);
    EXPECT_LT(v.upper(), high);
    EXPECT_LT(v.width(), 1e-30 * v.upper());
  };
  expect(three, 0.01_q, 1, 4.10e-3, 4.12e-3);
  expect(two, 0.01_q, 1, 8.39e-2, 8.41e-2);
  expect(three, 0.001_q, 1, 3.29e-27, 3.31e-27);
  expect(two, 0.001_q, 1, 1.94e-11, 1.96e-11);
  expect(three, 0.01_q, 16, 2.0e-5, 3.6e-5);
  expect(two, 0.01_q, 16, 8.0e-3, 9.9e-3);
}

/// P(p_2 > limit p_1 at some step up to `steps`), d = 2, by enumeration of triggers and noise.
Rational exit_probability(const Vec<Rational>& p, const Rational& a, const NoiseTable& noise, const Rational& limit,
                          int steps) {
  if (p[1] > limit * p[0]) return 1;
  if (steps == 0) return 0;
  return expectation(p, noise, [&](const Vec<Rational>& y) {
    return Vec<Rational>{exit_probability(probability_update(p, y, a), a, noise, limit, steps - 1)};
  })[0];
}

TEST(Barrier, BoundsTheExactExitProbability) {
  const BarrierLaw law = barrier_law(TwoPointNoise(2_q));
  const SimplexPoint<Rational> p(Vec<Rational>{0.6_q, 0.4_q});
  for (const int pieces : {1, 16}) {
    const auto b = escape_barrier(p, 0.05_q, law, {0.8_q, pieces});
    ASSERT_TRUE(b);
    const Rational exact = exit_probability(p.coordinates(), 0.05_q, TwoPointNoise(2_q).atoms(), 0.8_q, 4);
    EXPECT_GT(exact, 0.1_q);
    EXPECT_LE(exact, b->probability.exact_lower());
  }
}

/// E[min(1, V(p'))] <= V(p) wherever V(p) < 1, by enumeration and exactly.
TEST(Barrier, IsASupermartingaleByEnumeration) {
  std::mt19937_64 random(6);
  const TwoPointNoise noise(2_q);
  const BarrierLaw law = barrier_law(noise);
  for (const SimplexPoint<Rational>& start : {two, three}) {
    const Rational a = 0.02_q;
    const Barrier b = bound(start, a, law, 5).barrier;
    EXPECT_GT(b.pieces.size(), 2U);
    int below = 0;
    Rational tightest = 1;
    const auto value = [&](const Vec<Rational>& p) { return barrier_value(b, SimplexPoint<Rational>(p), Rational(0)); };
    for (int n = 0; n < 150; ++n) {
      Vec<Rational> ratios{1};
      for (std::size_t u = 1; u < start.size(); ++u) {
        ratios.push_back(b.pieces[0].ratio * Rational(static_cast<int>(random_index(1001, random)), 1000));
      }
      if (n % 3 == 0) ratios[1] = b.pieces[random_index(b.pieces.size(), random)].ratio;  // where it is tight
      const Vec<Rational> p = SimplexPoint<Rational>::normalised(ratios).coordinates();
      const Rational v = value(p);
      if (v >= 1) continue;
      ++below;
      const Rational mean = expectation(p, noise.atoms(), [&](const Vec<Rational>& y) {
        return Vec<Rational>{std::min(Rational(1), value(probability_update(p, y, a)))};
      })[0];
      EXPECT_LE(mean, v);
      tightest = std::min(tightest, Rational(1 - mean / v));
    }
    EXPECT_GT(below, 40);
    EXPECT_LT(tightest, 0.01_q);
  }
}

TEST(Barrier, OnePercentTooMuchIsRefuted) {
  for (const int pieces : {1, 16}) {
    const Barrier good = bound(three, 0.001_q, uniform, pieces).barrier;
    EXPECT_EQ(certify(good, uniform), Truth::proved);
    for (std::size_t j = 0; j < good.pieces.size(); ++j) {
      Barrier wrong = good;
      if (j + 1 == good.pieces.size()) {
        wrong.pieces[j].exponent += (wrong.pieces[j].exponent + 99) / 100;
        EXPECT_EQ(certify(wrong, uniform), Truth::refuted) << j;
        wrong = good;
      }
      if (j > 0) continue;
      wrong.pieces[j].ratio *= Rational(101, 100);
      EXPECT_EQ(certify(wrong, uniform), Truth::refuted) << j;
    }
    EXPECT_EQ(certify(good, every_centred_law(2_q)), Truth::refuted);
    Barrier faster = good;
    faster.a *= Rational(101, 100);
    EXPECT_EQ(certify(faster, uniform), Truth::refuted);
  }
}

TEST(Barrier, IsMonotone) {
  double last = 0;
  for (const Rational& a : {0.001_q, 0.002_q, 0.005_q, 0.01_q}) {
    const double power = bound(three, a, uniform, 1).probability.upper(),
                 pieces = bound(three, a, uniform, 16).probability.upper();
    EXPECT_LT(pieces, power);
    EXPECT_GT(power, last);
    last = power;
    EXPECT_LT(power, bound(three, a, every_centred_law(2_q), 1).probability.upper());
  }
  EXPECT_LE(bound(three, 0.01_q, uniform, 16).probability.upper(),
            bound(three, 0.01_q, uniform, 4).probability.upper());
  // A narrower event is more likely to be lost.
  const auto narrow = escape_barrier(three, 0.01_q, uniform, {0.6_q, 16}),
             wide = escape_barrier(three, 0.01_q, uniform, {0.8_q, 16});
  ASSERT_TRUE(narrow && wide);
  EXPECT_GT(narrow->probability.lower(), wide->probability.upper());
  // Two-point noise is the worst law: the bound for every law is its bound, and the other laws lie below.
  const BarrierLaw gaussian = barrier_law(TruncatedGaussianNoise(2_q, 0.5_q));
  EXPECT_LT(bound(three, 0.02_q, gaussian, 1).probability.upper(),
            bound(three, 0.02_q, uniform, 1).probability.lower());
}

TEST(Barrier, GapAndRatioImplyEachOther) {
  std::mt19937_64 random(7);
  for (int d = 2; d <= 6; ++d) {
    const Rational gap = 0.2_q, enough = ratio_limit_of_gap(d, gap), needed = ratio_limit_implied_by_gap(gap);
    if (d == 2) EXPECT_EQ(enough, needed);
    EXPECT_EQ(gap_of_ratio(d, Rational(1 / enough)), gap);
    EXPECT_LE(enough, needed);
    int inside = 0;
    for (int n = 0; n < 3000; ++n) {
      const Vec<Rational> p = sample_simplex<Rational>(static_cast<std::size_t>(d), random).coordinates();
      bool ratio_holds = true, gap_holds = true, weaker_ratio_holds = true;
      for (int u = 1; u < d; ++u) {
        ratio_holds = ratio_holds && p[u] <= enough * p[0];
        gap_holds = gap_holds && p[0] - p[u] >= gap;
        weaker_ratio_holds = weaker_ratio_holds && p[u] <= needed * p[0];
      }
      if (ratio_holds) EXPECT_TRUE(gap_holds);
      if (gap_holds) EXPECT_TRUE(weaker_ratio_holds);
      inside += gap_holds;
    }
    EXPECT_GT(inside, 100);
    // Both are attained.
    const SimplexPoint<Rational> tight = SimplexPoint<Rational>::normalised([&] {
      Vec<Rational> r(static_cast<std::size_t>(d), enough);
      r[0] = 1;
      return r;
    }());
    EXPECT_EQ(tight[0] - tight[1], gap);
  }
}

TEST(Barrier, StepsContractInTheMean) {
  const TwoPointNoise noise(2_q);
  const BarrierLaw law = barrier_law(noise);
  const Barrier b = bound(three, 0.01_q, law, 1).barrier;
  const auto count = steps_to_accuracy(b, law, three, 0.01_q, 0.005_q);
  ASSERT_TRUE(count);
  EXPECT_GT(count->steps, 100);
  const int g = count->by.exponent;
  const auto power_sum = [&](const Vec<Rational>& p) {
    return Rational(pow(Rational(p[1] / p[0]), g) + pow(Rational(p[2] / p[0]), g));
  };
  // At the worst point the contraction is attained, elsewhere it is better.
  const Rational x = b.pieces[0].ratio;
  for (const Vec<Rational>& ratios : {Vec<Rational>{1, x, x}, Vec<Rational>{1, x, 0}, Vec<Rational>{1, x / 2, x / 3}}) {
    const Vec<Rational> p = SimplexPoint<Rational>::normalised(ratios).coordinates();
    const Rational mean = expectation(p, noise.atoms(), [&](const Vec<Rational>& y) {
      return Vec<Rational>{power_sum(probability_update(p, y, b.a))};
    })[0];
    const Rational growth = mean / power_sum(p);
    EXPECT_LE(growth, count->by.contraction.exact_upper());
    if (ratios[2] == x) EXPECT_TRUE(count->by.contraction.contains(growth));
  }
  // More accuracy takes more steps, by the rate of the contraction.
  const auto more = steps_to_accuracy(b, law, three, 0.001_q, 0.005_q);
  EXPECT_GT(more->steps, count->steps);
  EXPECT_EQ(steps_to_accuracy(b, law, SimplexPoint<Rational>::vertex(3, 0), 0.001_q, 0.005_q)->steps, 0);
}

TEST(Barrier, NothingIsProvedWhereNothingCanBe) {
  EXPECT_FALSE(escape_barrier(two, 0.4_q, uniform));
  EXPECT_FALSE(escape_barrier(SimplexPoint<Rational>(Vec<Rational>{0.501_q, 0.499_q}), 0.2_q, uniform));
  EXPECT_FALSE(escape_barrier(two, 0.01_q, uniform, {0.6_q, 16}));  // the start is outside the event
  const auto at_vertex = escape_barrier(SimplexPoint<Rational>::vertex(3, 0), 0.1_q, uniform);
  ASSERT_TRUE(at_vertex);
  EXPECT_EQ(at_vertex->probability.upper(), 0);
}

TEST(Barrier, RejectsWhatIsNotABarrier) {
  EXPECT_REFUSED(escape_barrier(two, 0.5_q, uniform), PreconditionError, "learning rate 1/2 outside (0, 1/Q), Q = 2");
  EXPECT_REFUSED(escape_barrier(two, 0_q, uniform), PreconditionError, "learning rate 0 outside (0, 1/Q), Q = 2");
  EXPECT_REFUSED(escape_barrier(SimplexPoint<Rational>::barycentre(3), 0.01_q, uniform), PreconditionError,
                 "the first component of (1/3, 1/3, 1/3) does not lead");
  EXPECT_REFUSED(escape_barrier(two, 0.01_q, uniform, {2_q, 16}), PreconditionError, "ratio limit 2 outside (0, 1]");
  EXPECT_REFUSED(escape_barrier(two, 0.01_q, uniform, {1, 0}), PreconditionError, "a barrier needs at least one piece");
  const Barrier good = bound(two, 0.01_q, uniform, 4).barrier;
  EXPECT_REFUSED(certify(good, barrier_law(UniformNoise(3_q))), PreconditionError,
                 "a barrier for Q = 2 cannot be certified with Q = 3");
  EXPECT_REFUSED(barrier_value(good, three, Rational(0)), PreconditionError,
                 "a barrier was asked for its value at (1/2, 1/4, 1/4)");
  Barrier wrong = good;
  std::swap(wrong.pieces[0], wrong.pieces[1]);
  EXPECT_REFUSED(certify(wrong, uniform), PreconditionError, "the pieces of a barrier are not in order");
  wrong = good;
  wrong.pieces.clear();
  EXPECT_REFUSED(certify(wrong, uniform), PreconditionError, "a barrier without pieces");
  wrong = good;
  wrong.pieces[0].exponent = 0;
  EXPECT_REFUSED(certify(wrong, uniform), PreconditionError,
                 "a piece of a barrier has exponent 0 and ratio 90527/100000");
}

TEST(Barrier, TheLargestLearningRateIsCertifiedAndNearlyLargest) {
  const Rational eps = 0.01_q;
  const auto rate = [&](RateMethod method) {
    const auto found = largest_learning_rate(three, eps, uniform, method);
    EXPECT_TRUE(found) << to_string(method);
    EXPECT_LE(found->escape.exact_upper(), eps / 2);
    EXPECT_GT(found->escape.exact_lower(), eps / 2 * Rational(98, 100)) << to_string(method);
    return *found;
  };
  const CertifiedRate paper = rate(RateMethod::martingale_paper), sharp = rate(RateMethod::martingale_sharp);
  const CertifiedRate power = rate(RateMethod::power_barrier), pieces = rate(RateMethod::piecewise_barrier);
  EXPECT_GE(sharp.a / paper.a, 20);
  EXPECT_GE(power.a / paper.a, 1000000);
  EXPECT_GE(pieces.a, power.a);
  ASSERT_TRUE(pieces.barrier);
  EXPECT_EQ(certify(*pieces.barrier, uniform), Truth::proved);
  EXPECT_EQ(pieces.barrier->a, pieces.a);
  EXPECT_LE(pieces.barrier->pieces[0].ratio, ratio_limit_of_gap(3, 0.125_q));
  RateOptions leader;
  leader.ratio_limit = 1;
  EXPECT_GT(largest_learning_rate(three, eps, uniform, RateMethod::piecewise_barrier, leader)->a, pieces.a);
  EXPECT_LT(largest_learning_rate(three, eps, every_centred_law(2_q), RateMethod::piecewise_barrier)->a, pieces.a);
  EXPECT_REFUSED(largest_learning_rate(three, 0_q, uniform, RateMethod::power_barrier), PreconditionError,
                 "failure probability 0 outside (0, 1)");
  EXPECT_REFUSED(initial_gap(SimplexPoint<Rational>::barycentre(2).coordinates()), PreconditionError,
                 "the first component of (1/2, 1/2) does not lead");
}

}  // namespace barrier_test
}  // namespace hebb
