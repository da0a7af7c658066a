#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/rectangle_barrier.hpp>
#include <hebb/model/update.hpp>

#include "refused.hpp"

namespace hebb {
namespace rectangle_barrier_test {

using namespace literals;

const BarrierLaw uniform = barrier_law(UniformNoise(2_q));

Correlation matrix(const Rational& g12, const Rational& g13, const Rational& g23) {
  return Correlation({{1, g12, g13}, {g12, 1, g23}, {g13, g23, 1}});
}
SimplexPoint<Rational> at(Vec<Rational> p) { return SimplexPoint<Rational>(std::move(p)); }

/// E f(p') by the definition of the model: C, the trigger, and two-point noise of all components.
template <class F>
Rational mean_after_step(const Correlation& gamma, const Vec<Rational>& p, const Rational& a, const F& f) {
  Rational total = 0;
  const NoiseTable noise = TwoPointNoise(2_q).atoms();
  for_each_correlated_input(gamma, p, [&](const Rational& weight, const Vec<Rational>& s) {
    if (weight == 0) return;
    for (int pattern = 0; pattern < (1 << p.size()); ++pattern) {
      Vec<Rational> y = s;
      for (std::size_t i = 0; i < p.size(); ++i) y[i] += noise[(pattern >> i) & 1].value;
      total += weight / (1 << p.size()) * f(probability_update(p, y, a));
    }
  });
  return total;
}

TEST(RectangleBarrier, GrowthIsThatOfTheModel) {
  const Correlation gamma = matrix(0.3_q, 0.2_q, 0.4_q);
  const Rational a = 0.1_q;
  const Vec<Rational> p{0.5_q, 0.3_q, 0.2_q};
  for (const int g : {1, 3}) {
    const auto m = ratio_moments(TwoPointNoise(2_q), a, g);
    Rational growth = 0;
    for (std::size_t j = 0; j < 3; ++j) growth += p[j] * correlated_growth(m, gamma(1, j), gamma(0, j));
    EXPECT_EQ(mean_after_step(gamma, p, a, [&](const Vec<Rational>& x) { return pow(Rational(x[1] / x[0]), g); }),
              Rational(pow(Rational(p[1] / p[0]), g) * growth));
  }
}

/// psi_u, cut at 1, does not grow in the mean on the rectangle.
TEST(RectangleBarrier, IsASupermartingaleOnTheRectangle) {
  const Correlation gamma = matrix(0.3_q, 0.2_q, 0.4_q);
  const BarrierLaw law = barrier_law(TwoPointNoise(2_q));
  const Rational a = 0.02_q;
  const auto found = rectangle_barrier(gamma, at({0.7_q, 0.2_q, 0.1_q}), a, law);
  ASSERT_TRUE(found);
  EXPECT_TRUE(certainly(certify(found->barrier, law)));
  std::mt19937 random(4);
  std::uniform_int_distribution<int> digit(0, 12);
  for (int k = 0; k < 12; ++k) {
    Vec<Rational> p{1};
    for (const Rational& x : found->barrier.limits) p.push_back(k == 0 ? x : Rational(x * digit(random) / 12));
    const Rational total = sum(p);
    for (Rational& x : p) x /= total;
    for (std::size_t u = 1; u < 3; ++u) {
      const auto psi = [&](const Vec<Rational>& x) {
        const Rational r = x[u] / x[0];
        return std::min(Rational(1), multiply_by_psi(Rational(1), found->barrier.pieces[u - 1], r,
                                                     [&](const Rational& end) { return Rational(r / end); }));
      };
      EXPECT_LE(mean_after_step(gamma, p, a, psi), psi(p)) << show(p);
    }
  }
  // False twins: one percent more of the room that a piece has.
  int refuted = 0;
  for (std::size_t u = 0; u < 2; ++u) {
    for (std::size_t j = 1; j < found->barrier.pieces[u].size(); ++j) {
      RectangleBarrier twin = found->barrier;
      twin.pieces[u][j].ratio *= 1.01_q;
      if (twin.pieces[u][j].ratio > twin.pieces[u][j - 1].ratio) continue;
      EXPECT_EQ(certify(twin, law), Truth::refuted) << u << " " << j;
      ++refuted;
    }
  }
  EXPECT_GT(refuted, 0);
}

TEST(RectangleBarrier, ReachesTheKnownFigures) {
  const auto bound = [](const Correlation& gamma, const Vec<Rational>& p, const Rational& a) {
    const auto found = rectangle_barrier(gamma, at(p), a, uniform);
    return found ? found->probability.upper() : 2.0;
  };
  EXPECT_LT(bound(matrix(0.1_q, 0.1_q, 0.1_q), {0.8_q, 0.1_q, 0.1_q}, 0.01_q), 1e-36);
  EXPECT_LT(bound(matrix(0.3_q, 0.2_q, 0.4_q), {0.6_q, 0.25_q, 0.15_q}, 0.01_q), 3e-5);
  EXPECT_LT(bound(Correlation({{1, 0.2_q}, {0.2_q, 1}}), {0.6_q, 0.4_q}, 0.003_q), 8e-7);
  EXPECT_GT(bound(Correlation({{1, 0.2_q}, {0.2_q, 1}}), {0.6_q, 0.4_q}, 0.003_q), 1e-8);
  // Uncorrelated inputs: no worse than the barrier with one common ratio.
  const auto own = escape_barrier(at({0.5_q, 0.25_q, 0.25_q}), 0.01_q, uniform);
  ASSERT_TRUE(own);
  EXPECT_LT(bound(Correlation::identity(3), {0.5_q, 0.25_q, 0.25_q}, 0.01_q), 1.1 * own->probability.upper());
  // Gamma_12 = 1: nothing drives the two apart.
  EXPECT_EQ(bound(matrix(1_q, 0_q, 0_q), {0.5_q, 0.3_q, 0.2_q}, 0.01_q), 2.0);
}

TEST(RectangleBarrier, ArgumentsAreChecked) {
  const Correlation gamma = matrix(0.1_q, 0.1_q, 0.1_q);
  EXPECT_REFUSED(rectangle_barrier(gamma, at({0.6_q, 0.4_q}), 0.01_q, uniform), PreconditionError, "rectangle_barrier");
  EXPECT_REFUSED(rectangle_barrier(gamma, at({0.3_q, 0.4_q, 0.3_q}), 0.01_q, uniform), PreconditionError,
                 "does not lead");
  EXPECT_REFUSED(rectangle_barrier(gamma, at({1_q, 0_q, 0_q}), 0.01_q, uniform), PreconditionError, "at a vertex");
  EXPECT_REFUSED(rectangle_barrier(gamma, at({0.6_q, 0.2_q, 0.2_q}), 0.5_q, uniform), PreconditionError,
                 "learning rate 1/2");
  const auto found = rectangle_barrier(gamma, at({0.8_q, 0.1_q, 0.1_q}), 0.01_q, uniform);
  ASSERT_TRUE(found);
  RectangleBarrier wrong = found->barrier;
  wrong.pieces[0].front().ratio /= 2;
  EXPECT_REFUSED(certify(wrong, uniform), PreconditionError, "reaches its limit");
  wrong = found->barrier;
  wrong.pieces[1].clear();
  EXPECT_REFUSED(certify(wrong, uniform), PreconditionError, "reaches its limit");
}

}  // namespace rectangle_barrier_test
}  // namespace hebb
