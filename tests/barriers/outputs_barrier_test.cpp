#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/outputs_barrier.hpp>
#include <hebb/model/update.hpp>

#include "refused.hpp"

namespace hebb {
namespace outputs_barrier_test {

using namespace literals;

const OutputsRule paper{{10_q, 7.5_q, 5_q}, {0.01_q, 0.0075_q, 0.005_q}};
const BarrierLaw uniform = barrier_law(UniformNoise(2_q));

/// Omega_j of rows with w_jj = 1 after scaling.
Vec<Rational> omegas(const OutputRows<Rational>& w) {
  Vec<Rational> out;
  for (std::size_t j = 0; j < w.size(); ++j) {
    Rational total = 0;
    for (std::size_t i = 0; i < w[j].size(); ++i) {
      if (i != j) total += w[j][i];
    }
    out.push_back(total / w[j][j]);
  }
  return out;
}

/// The lemma, exactly, at random states and extreme inputs; its constant is not idle.
TEST(OutputsBarrier, TheLemmaHoldsInEveryStep) {
  std::mt19937_64 g(4);
  std::uniform_int_distribution<int> percent(0, 100), inputs(2, 4);
  double largest = 0;
  int steps = 0;
  for (int k = 0; k < 1500; ++k) {
    const std::size_t d = static_cast<std::size_t>(inputs(g)), m = 2 + static_cast<std::size_t>(k) % (d - 1);
    const Rational q = k % 2 == 0 ? 2_q : 1.2_q, x(1 + percent(g) % 30, 100);
    Vec<Rational> a;
    for (std::size_t j = 0; j < m; ++j) a.push_back(Rational(1 + percent(g) % 20, k % 3 == 0 ? 10000 : 200) / q);
    const auto lemma = outputs_lemma(a, q, x);
    if (!lemma) continue;
    OutputRows<Rational> w(m, Vec<Rational>(d));
    OutputRows<Rational> y = w;
    for (std::size_t j = 0; j < m; ++j) {
      Rational total = 0;
      for (std::size_t i = 0; i < d; ++i) {
        w[j][i] = i == j ? 0 : percent(g) % 5;
        total += w[j][i];
      }
      for (Rational& v : w[j])
        v *= total == 0 ? Rational(0) : Rational(x * Rational(percent(g) % 2 == 0 ? 100 : percent(g), 100) / total);
      w[j][j] = 1;
      const std::size_t trigger = static_cast<std::size_t>(percent(g)) % d;
      for (std::size_t i = 0; i < d; ++i) y[j][i] = (q - 1) * (percent(g) % 2 == 0 ? -1 : 1) + (i == trigger ? 1 : 0);
    }
    const OutputRows<Rational> before = w;
    joint_step(w, y, a);
    const Vec<Rational> after = omegas(w);
    Rational sum = 0;
    for (std::size_t j = 0; j < m; ++j) {
      Rational own = 0;
      for (std::size_t i = 0; i < d; ++i) {
        if (i != j) own += before[j][i] * (1 + (i > j ? a[j] * y[j][i] : Rational(0))) / (1 + a[j] * y[j][j]);
      }
      ASSERT_LE(after[j], own + a[j] * lemma->c[j] * sum) << j;
      ASSERT_LE(after[j], lemma->reach);
      if (sum > 0)
        largest = std::max(largest, Rational((after[j] - own) / (a[j] * lemma->c[j] * sum)).convert_to<double>());
      sum += after[j];
      ++steps;
    }
  }
  EXPECT_GT(steps, 1000);
  EXPECT_GT(largest, 0.3);
  EXPECT_REFUSED(outputs_lemma({0.5_q}, 2_q, 0.1_q), PreconditionError, "learning rate 1/2 outside (0, 1/Q)");
  EXPECT_FALSE(outputs_lemma({0.3_q, 0.3_q, 0.3_q}, 2_q, 0.3_q)) << "the step is too long";
}

TEST(OutputsBarrier, IsFoundCertifiedAndNoLargerExponentIs) {
  const auto barriers = outputs_barriers(paper, uniform);
  ASSERT_GT(barriers.size(), 5u);
  for (const OutputsBarrier& b : barriers) {
    EXPECT_EQ(certify(b, paper, uniform), Truth::proved);
    OutputsBarrier twin = b;
    twin.exponent += 1 + b.exponent / 100;
    EXPECT_NE(certify(twin, paper, uniform), Truth::proved) << b.exponent;
    twin.exponent *= 2;
    EXPECT_EQ(certify(twin, paper, uniform), Truth::refuted);
  }
  OutputsBarrier forged = barriers.front();
  forged.weight.back() = 0.99_q;
  EXPECT_REFUSED(certify(forged, paper, uniform), PreconditionError, "below 1");
  forged.weight.pop_back();
  EXPECT_REFUSED(certify(forged, paper, uniform), PreconditionError, "another number of outputs");
  forged = barriers.front();
  forged.exponent = 0;
  EXPECT_REFUSED(certify(forged, paper, uniform), PreconditionError, "malformed");
  forged = barriers.front();
  std::ranges::fill(forged.weight, Rational(1));  // no row pays for the rows before it
  EXPECT_NE(certify(forged, paper, uniform), Truth::proved);
  // Another law, faster learning: not the same theorem.
  EXPECT_NE(certify(barriers.front(), paper, barrier_law(TwoPointNoise(2_q))), Truth::proved);
  OutputsRule faster = paper;
  for (Rational& x : faster.a) x *= 2;
  EXPECT_NE(certify(barriers.front(), faster, uniform), Truth::proved);
}

TEST(OutputsBarrier, BoundsStatesAndSimulations) {
  const auto barriers = outputs_barriers(paper, uniform);
  const auto near = [](double far) {
    OutputRows<double> p;
    for (std::size_t j = 0; j < 3; ++j) {
      Vec<double> row(3, far);
      row[j] = 1 - 2 * far;
      p.push_back(row);
    }
    return p;
  };
  EXPECT_LT(misalignment_bound(barriers, paper, near(1e-4)), 1e-6);
  EXPECT_EQ(misalignment_bound(barriers, paper, near(0.2)), 1);
  EXPECT_EQ(misalignment_bound(barriers, paper, OutputRows<double>{{0.5, 0.5, 0}, {1, 0, 0}, {0, 0, 1}}), 1);
  EXPECT_LT(misalignment_bound(barriers, paper, near(1e-5)), misalignment_bound(barriers, paper, near(1e-3)));
  // Runs from a state with a bound that is not small: as many are lost as it allows, at most.
  const OutputsRule fast{{1_q, 1_q}, {0.05_q, 0.05_q}};
  const auto wide = outputs_barriers(fast, uniform);
  const double omega = 0.01,
               bound = misalignment_bound(
                   wide, fast, {{1 / (1 + omega), omega / (1 + omega)}, {omega / (1 + omega), 1 / (1 + omega)}});
  ASSERT_LT(bound, 0.9);
  std::mt19937_64 g(6);
  std::uniform_real_distribution<double> u(0, 1);
  int lost = 0;
  constexpr int runs = 3000;
  for (int run = 0; run < runs; ++run) {
    OutputRows<double> w{{1, omega}, {omega, 1}};
    for (int k = 0; k < 300; ++k) {
      OutputRows<double> y(2, Vec<double>(2));
      for (std::size_t j = 0; j < 2; ++j) {
        const bool first = u(g) * (w[j][0] + w[j][1]) < w[j][0];
        y[j] = {2 * u(g) - 1 + (first ? 1 : 0), 2 * u(g) - 1 + (first ? 0 : 1)};
      }
      joint_step(w, y, Vec<double>{0.05, 0.05});
    }
    if (w[0][1] > w[0][0] / 2 || w[1][0] > w[1][1] / 2) ++lost;
  }
  EXPECT_LE(lost, runs * bound + 3 * std::sqrt(runs * bound) + 3);
}

}  // namespace outputs_barrier_test
}  // namespace hebb
