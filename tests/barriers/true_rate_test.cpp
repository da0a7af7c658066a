#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/true_rate.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/update.hpp>

#include "refused.hpp"

namespace hebb {
namespace true_rate_test {

using namespace literals;

const BarrierLaw uniform = barrier_law(UniformNoise(2_q));

template <class Law>
EigenPolynomial<Rational> exact_polynomial(const Law& law, int d, const Rational& a, const Rational& kappa,
                                           int degree) {
  EigenPolynomial<Rational> psi(d,
                                moment_table(degree + 1, Rational(1), [&](int n) { return ratio_moments(law, a, n); }),
                                Rational(1 - a * kappa));
  while (psi.degree() < degree) psi.raise();
  return psi;
}

/// The update, by enumeration of the triggers and the noise of all components: E Psi(r').
Rational mean_after_step(const EigenPolynomial<Rational>& psi, const Vec<Rational>& r, const Rational& a,
                         const NoiseTable& noise) {
  Vec<Rational> p{Rational(1)};
  for (const Rational& x : r) p.push_back(x);
  const Rational total = sum(p);
  for (Rational& x : p) x /= total;
  return expectation(p, noise, [&](const Vec<Rational>& y) {
    const Vec<Rational> next = probability_update(p, y, a);
    Vec<Rational> ratios;
    for (std::size_t u = 1; u < next.size(); ++u) ratios.push_back(Rational(next[u] / next[0]));
    return Vec<Rational>{psi.value(ratios)};
  })[0];
}

TEST(EigenPolynomial, PartitionsAndArrangements) {
  EXPECT_EQ(partitions(4, 2), (std::vector<Partition>{{4, 0}, {3, 1}, {2, 2}}));
  EXPECT_EQ(partitions(6, 6).size(), 11U);
  for (int d = 2; d <= 5; ++d) {
    Rational total = 0;  // of all multi-indices of this degree
    for (const Partition& n : partitions(7, d - 1)) total += arrangements(n);
    Rational binomial = 1;
    for (int k = 1; k <= d - 2; ++k) binomial = binomial * (7 + k) / k;
    EXPECT_EQ(total, binomial) << d;
  }
}

/// (1 + R)(lam Psi - E Psi') = (lam - D_1(1)) R - sum_{|n| = N+1} b_n r^n, exactly: against the update itself.
TEST(EigenPolynomial, IsContractedExactlyAsItsConditionSays) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> digit(0, 10);
  const NoiseTable two_points = TwoPointNoise(2_q).atoms();
  const DiscreteNoise skew(2_q, {{-1_q, 1_q / 5}, {0_q, 3_q / 5}, {1_q, 1_q / 5}});
  for (const auto& [d, degree] : {std::pair(2, 6), {3, 4}, {4, 3}}) {
    for (const bool is_skew : {false, true}) {
      const Rational a = 0.02_q, kappa = 0.3_q;
      const auto psi = is_skew ? exact_polynomial(skew, d, a, kappa, degree)
                               : exact_polynomial(TwoPointNoise(2_q), d, a, kappa, degree);
      const auto more = is_skew ? exact_polynomial(skew, d, a, kappa, degree + 1)
                                : exact_polynomial(TwoPointNoise(2_q), d, a, kappa, degree + 1);
      const Rational d1 = is_skew ? ratio_moments(skew, a, 1).d1 : ratio_moments(TwoPointNoise(2_q), a, 1).d1;
      for (int k = 0; k < 4; ++k) {
        Vec<Rational> r;
        Rational total = 0;
        for (int u = 1; u < d; ++u) r.push_back(Rational(digit(random), 12)), total += r.back();
        // sum b_n r^n is (lam - M_1(n)) c_n r^n summed over the next degree.
        Rational next = 0;
        for (const auto& [n, c] : more.coefficients()) {
          int size = 0;
          for (const int part : n) size += part;
          if (size <= degree) continue;
          const auto& law = psi.contraction();
          const Rational m1 =
              is_skew ? leader_triggers(
                            moment_table(degree + 1, Rational(1), [&](int g) { return ratio_moments(skew, a, g); }), n)
                      : leader_triggers(moment_table(degree + 1, Rational(1),
                                                     [&](int g) { return ratio_moments(TwoPointNoise(2_q), a, g); }),
                                        n);
          Partition order(n.rbegin(), n.rend());
          do {
            Rational term = c * (law - m1);
            for (std::size_t u = 0; u < order.size(); ++u) term *= pow(r[u], order[u]);
            next += term;
          } while (std::next_permutation(order.begin(), order.end()));
        }
        const Rational mean = mean_after_step(psi, r, a, is_skew ? skew.atoms() : two_points);
        EXPECT_EQ(Rational((1 + total) * (psi.contraction() * psi.value(r) - mean)),
                  Rational((psi.contraction() - d1) * total - next))
            << d << " " << is_skew;
      }
    }
  }
}

/// Where it contracts, no point with r_u <= x is an exception, and one percent beyond the largest kappa the corner is.
TEST(EigenPolynomial, ContractsOnTheCubeAndNotBeyond) {
  const Rational a = 0.005_q, x = 0.5_q;
  const BarrierLaw law = barrier_law(TwoPointNoise(2_q));
  std::mt19937 random(8);
  std::uniform_int_distribution<int> digit(0, 6);
  for (const int d : {2, 3}) {
    const auto found = largest_true_rate(law, d, a, x, 8);
    ASSERT_TRUE(found) << d;
    const auto psi = exact_polynomial(TwoPointNoise(2_q), d, a, found->kappa, found->degree);
    EXPECT_GE(psi.slack(x), 0);
    for (int k = 0; k < 6; ++k) {
      Vec<Rational> r;
      for (int u = 1; u < d; ++u) r.push_back(k == 0 ? x : Rational(x * digit(random) / 6));
      EXPECT_LE(mean_after_step(psi, r, a, TwoPointNoise(2_q).atoms()), Rational(psi.contraction() * psi.value(r)));
    }
    for (int degree = 1; degree <= 8; ++degree) {
      const auto beyond = exact_polynomial(TwoPointNoise(2_q), d, a, Rational(found->kappa * 101 / 100), degree);
      if (std::ranges::any_of(beyond.margins(), [](const Rational& m) { return m <= 0; })) break;
      EXPECT_LT(beyond.slack(x), 0) << d << " degree " << degree;
      const Vec<Rational> corner(static_cast<std::size_t>(d - 1), x);
      EXPECT_GT(mean_after_step(beyond, corner, a, TwoPointNoise(2_q).atoms()),
                Rational(beyond.contraction() * beyond.value(corner)));
    }
  }
}

/// The table of docs/theory/true-rate.md.
TEST(TrueRate, ReachesTheKnownFigures) {
  const auto expect = [](const Rational& a, int d, const Rational& x, int most, const Vec<Rational>& start,
                         double kappa, double psi) {
    const auto found = largest_true_rate(uniform, d, a, x, most);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->kappa.convert_to<double>(), kappa, 1.1e-3) << to_string(a) << " " << d;
    const auto polynomial = eigen_polynomial(uniform, d, a, found->kappa, found->degree);
    EXPECT_TRUE(certainly(contracts(polynomial, x)));
    Vec<RealInterval> r;
    for (const Rational& ratio : start) r.emplace_back(ratio, BarrierLaw::precision);
    EXPECT_NEAR(polynomial.value(r).upper(), psi, 0.02 * psi);
    EXPECT_LT(polynomial.value(r).width(), 1e-20);
  };
  expect(0.01_q, 2, 0.7_q, 60, {2_q / 3}, 0.491, 2.31);
  expect(0.01_q, 3, 0.6_q, 30, {0.5_q, 0.5_q}, 0.660, 3.88);
  expect(0.01_q, 3, 0.7_q, 30, {0.5_q, 0.5_q}, 0.342, 2.13);
  expect(0.01_q, 4, 0.6_q, 16, {0.5_q, 0.4_q, 0.3_q}, 0.479, 3.09);
  expect(0.003_q, 2, 0.7_q, 60, {2_q / 3}, 0.981, 6.35);
  expect(0.001_q, 3, 0.6_q, 30, {0.5_q, 0.5_q}, 0.992, 7.98);
  const auto every = largest_true_rate(every_centred_law(2_q), 3, 0.01_q, 0.6_q, 30);
  ASSERT_TRUE(every);
  EXPECT_NEAR(every->kappa.convert_to<double>(), 0.395, 2e-3);
}

TEST(TrueRate, StepsToAccuracy) {
  const auto found =
      true_rate_steps(SimplexPoint<Rational>(Vec<Rational>{0.5_q, 0.25_q, 0.25_q}), 0.01_q, uniform, 0.01_q, 0.01_q);
  ASSERT_TRUE(found);
  EXPECT_LE(found->steps, 1940);
  EXPECT_GE(found->steps, 1500);  // far below it would contradict the flow
  EXPECT_LT(found->escape.upper(), 0.01);
  // Components that are 0 count for nothing.
  const auto with_zeros =
      true_rate_steps(SimplexPoint<Rational>(Vec<Rational>{0.6_q, 0_q, 0.4_q}), 0.005_q, uniform, 0.05_q, 0.01_q);
  const auto without =
      true_rate_steps(SimplexPoint<Rational>(Vec<Rational>{0.6_q, 0.4_q}), 0.005_q, uniform, 0.05_q, 0.01_q);
  ASSERT_TRUE(with_zeros && without);
  EXPECT_EQ(with_zeros->steps, without->steps);
  EXPECT_FALSE(
      true_rate_steps(SimplexPoint<Rational>(Vec<Rational>{0.35_q, 0.33_q, 0.32_q}), 0.1_q, uniform, 0.01_q, 0.01_q));
}

/// min(T, X): the steps until |p - e_1|_1 <= accuracy or some p_u > x p_1; mean and standard error over paths.
std::pair<double, double> counted_steps(const Vec<double>& start, double a, double accuracy, double x, int paths) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> share(0, 1), noise(-1, 1);
  double total = 0, squares = 0;
  for (int path = 0; path < paths; ++path) {
    Vec<double> p = start;
    int steps = 0;
    const auto is_over = [&] {
      if (2 * (1 - p[0]) <= accuracy) return true;
      return std::any_of(p.begin() + 1, p.end(), [&](double y) { return y > x * p[0]; });
    };
    for (; !is_over(); ++steps) {
      Vec<double> y;
      for (std::size_t i = 0; i < p.size(); ++i) y.push_back(noise(random));
      double left = share(random);
      std::size_t trigger = 0;
      while (trigger + 1 < p.size() && (left -= p[trigger]) >= 0) ++trigger;
      y[trigger] += 1;
      p = probability_update(p, y, a);
    }
    total += steps;
    squares += static_cast<double>(steps) * steps;
  }
  const double mean = total / paths;
  return {mean, std::sqrt((squares / paths - mean * mean) / paths)};
}

/// The proved bound is above what is counted, and near to it where the lead is clear; 5 % less is refuted there.
TEST(ExpectedSteps, AgainstCountedPaths) {
  const auto bound = [](const Vec<Rational>& start) {
    return expected_steps(SimplexPoint<Rational>(start), 0.02_q, uniform, 0.01_q);
  };
  const auto clear = bound({0.9_q, 0.1_q}), three = bound({0.6_q, 0.2_q, 0.2_q});
  ASSERT_TRUE(clear && three);
  const auto counted = [&](const Vec<double>& start, const ExpectedSteps& found) {
    return counted_steps(start, 0.02, 0.01, found.ratio_limit.convert_to<double>(), 1500);
  };
  const auto [mean, error] = counted({0.9, 0.1}, *clear);
  EXPECT_LT(mean - 5 * error, clear->before.upper());
  EXPECT_GT(mean - 5 * error, 0.95 * clear->before.upper()) << mean << " +- " << error;
  EXPECT_LT(clear->escape.upper(), 1e-3);
  EXPECT_GE(clear->steps, clear->before.upper());
  const auto [mean3, error3] = counted({0.6, 0.2, 0.2}, *three);
  EXPECT_LT(mean3 - 5 * error3, three->before.upper());
  EXPECT_GT(mean3 - 5 * error3, 0.5 * three->before.upper()) << mean3 << " +- " << error3;
}

/// Both halves of the proof, by enumeration: log Psi falls by -log(1 - a kappa) in the mean, and R by no more than its
/// factor, which is attained.
TEST(ExpectedSteps, LogarithmsAndTheLeastFactor) {
  const Rational a = 0.02_q, x = 0.5_q;
  const auto found = largest_true_rate(barrier_law(TwoPointNoise(2_q)), 3, a, x, 8);
  ASSERT_TRUE(found);
  const auto psi = exact_polynomial(TwoPointNoise(2_q), 3, a, found->kappa, found->degree);
  const double fall = -std::log1p(-(a * found->kappa).convert_to<double>());
  std::mt19937 random(4);
  std::uniform_int_distribution<int> digit(1, 10);
  for (int k = 0; k < 8; ++k) {
    const Vec<Rational> r{Rational(x * digit(random) / 10), Rational(x * digit(random) / 10)};
    const Rational all = 1 + r[0] + r[1];
    const Vec<Rational> p{Rational(1 / all), Rational(r[0] / all), Rational(r[1] / all)};
    double mean = 0;
    Rational least = 1;
    for (int trigger = 0; trigger < 3; ++trigger) {
      for (int signs = 0; signs < 8; ++signs) {
        Vec<Rational> y;
        for (int i = 0; i < 3; ++i) y.push_back(Rational((i == trigger) + (signs >> i & 1 ? 1 : -1)));
        const Vec<Rational> next = probability_update(p, y, a);
        const Vec<Rational> ratios{Rational(next[1] / next[0]), Rational(next[2] / next[0])};
        mean += p[static_cast<std::size_t>(trigger)].convert_to<double>() / 8 *
                std::log(psi.value(ratios).convert_to<double>());
        least = std::min(least, Rational((ratios[0] + ratios[1]) / (r[0] + r[1])));
      }
    }
    EXPECT_LE(mean, std::log(psi.value(r).convert_to<double>()) - fall + 1e-12);
    EXPECT_EQ(least, Rational((1 - a) / (1 + 2 * a)));
  }
}

TEST(ExpectedSteps, NothingToDoNothingProvedAndArguments) {
  const auto of = [](const Vec<Rational>& p, const Rational& a, const Rational& accuracy) {
    return expected_steps(SimplexPoint<Rational>(p), a, uniform, accuracy);
  };
  EXPECT_EQ(of({0.9_q, 0.1_q}, 0.01_q, 0.2_q)->steps, 0);  // |p - e_1|_1 = accuracy
  EXPECT_EQ(of({0.9_q, 0.1_q}, 0.01_q, 0.2_q)->escape.lower(), 1) << "the lead may still be lost";
  EXPECT_EQ(of({1_q, 0_q}, 0.01_q, 0.2_q)->escape.upper(), 0);
  EXPECT_GT(of({0.9_q, 0.1_q}, 0.01_q, 0.19_q)->steps, 0);
  EXPECT_EQ(of({1_q, 0_q}, 0.01_q, 0.1_q)->steps, 0);
  EXPECT_EQ(of({0.7_q, 0_q, 0.3_q}, 0.02_q, 0.1_q)->steps, of({0.7_q, 0.3_q}, 0.02_q, 0.1_q)->steps);
  EXPECT_FALSE(of({0.35_q, 0.33_q, 0.32_q}, 0.2_q, 0.01_q));
  EXPECT_REFUSED(of({0.5_q, 0.5_q}, 0.01_q, 0.1_q), PreconditionError, "does not lead");
  EXPECT_REFUSED(of({0.6_q, 0.4_q}, 0.5_q, 0.1_q), PreconditionError, "learning rate 1/2");
  EXPECT_REFUSED(of({0.6_q, 0.4_q}, 0.01_q, 2_q), PreconditionError, "accuracy 2");
  EXPECT_REFUSED(of({0.6_q, 0.4_q}, 0.01_q, 0_q), PreconditionError, "accuracy 0");
}

TEST(TrueRate, ContractsSaysNoWhenAnyConditionFails) {
  const auto found = largest_true_rate(uniform, 3, 0.01_q, 0.6_q, 30);
  ASSERT_TRUE(found);
  const auto psi = eigen_polynomial(uniform, 3, 0.01_q, found->kappa, found->degree);
  EXPECT_TRUE(certainly(contracts(psi, 0.6_q)));
  EXPECT_EQ(contracts(psi, 0.75_q), Truth::refuted);                                                   // the slack
  EXPECT_EQ(contracts(eigen_polynomial(uniform, 3, 0.01_q, found->kappa, 3), 0.6_q), Truth::refuted);  // the degree
  // A margin that is negative: in high degree M_1(n) exceeds the contraction.
  EigenPolynomial<RealInterval> high(
      2, moment_table(200, RealInterval(1_q, 128), [](int n) { return uniform.moments(0.05_q, n); }),
      RealInterval(0.96_q, 128));
  bool negative = false;
  while (!negative && high.degree() < 190) {
    high.raise();
    negative = certainly(less(high.margins().back(), RealInterval(0_q, 128)));
  }
  ASSERT_TRUE(negative);
  EXPECT_EQ(contracts(high, 0.01_q), Truth::refuted);
  EXPECT_GE(high.slack(RealInterval(0.01_q, 128)).lower(), 0) << "only the margin is wrong";
}

TEST(TrueRate, ArgumentsAreChecked) {
  EXPECT_REFUSED(largest_true_rate(uniform, 1, 0.01_q, 0.5_q), PreconditionError, "d >= 2");
  EXPECT_REFUSED(largest_true_rate(uniform, 2, 0.5_q, 0.5_q), PreconditionError, "learning rate 1/2");
  EXPECT_REFUSED(largest_true_rate(uniform, 2, 0.1_q, 1_q), PreconditionError, "ratio limit 1");
  EXPECT_REFUSED(eigen_polynomial(uniform, 2, 0.1_q, 1_q, 3), PreconditionError, "kappa 1");
  EXPECT_REFUSED(eigen_polynomial(uniform, 2, 0.1_q, 0.5_q, 0), PreconditionError, "degree 0");
  const SimplexPoint<Rational> p(Vec<Rational>{0.6_q, 0.4_q});
  EXPECT_REFUSED(true_rate_steps(p, 0.01_q, uniform, 1_q, 0.1_q), PreconditionError, "failure probability 1");
  EXPECT_REFUSED(true_rate_steps(p, 0.01_q, uniform, 0.1_q, 0_q), PreconditionError, "accuracy 0");
}

}  // namespace true_rate_test
}  // namespace hebb
