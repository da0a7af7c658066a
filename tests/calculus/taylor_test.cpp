#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/taylor.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/jet.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace taylor_test {

using namespace literals;

template <class S>
class TaylorIn : public ::testing::Test {};
TYPED_TEST_SUITE(TaylorIn, test::Scalars, test::ScalarNames);

TYPED_TEST(TaylorIn, AgreesWithTheExactValues) {
  std::mt19937_64 g(1);
  const TypeParam as = test::model<TypeParam>();
  for (std::size_t d = 2; d <= 8; ++d) {
    const auto step = test::random_step(d, g);
    const Rational rate = step.a / 2;
    const auto p = like(as, step.p), y = like(as, step.y);
    const auto a = like(as, rate);
    EXPECT_TRUE(test::agrees(xi(p, y), xi(step.p, step.y)));
    EXPECT_TRUE(test::agrees(theta(p, y, a), theta(step.p, step.y, rate)));
    EXPECT_TRUE(test::agrees(theta_lumped(p[0], y[0], y[1], a), theta_lumped(step.p[0], step.y[0], step.y[1], rate)));
    for (std::size_t m = 1; m <= 6; ++m) {
      const auto computed = expand_step(p, y, a, m);
      const auto exact = expand_step(step.p, step.y, rate, m);
      ASSERT_EQ(computed.term.size(), m);
      for (std::size_t k = 0; k < m; ++k) EXPECT_TRUE(test::agrees(computed.term[k], exact.term[k]));
      EXPECT_TRUE(test::agrees(computed.remainder, exact.remainder));
      EXPECT_TRUE(test::agrees(expand_ratio(y[0], y[1], a, m).remainder,
                               expand_ratio(step.y[0], step.y[1], rate, m).remainder));
      EXPECT_TRUE(test::agrees(remainder_bound_of_order(p[0], a, like(as, step.q), m),
                               remainder_bound_of_order(step.p[0], rate, step.q, m)));
    }
  }
}

TEST(Taylor, DecompositionIsExact) {
  std::mt19937_64 g(2);
  for (std::size_t d = 2; d <= 8; ++d) {
    for (int n = 0; n < 50; ++n) {
      const auto [p, y, a, q] = test::random_step(d, g);
      const auto next = probability_update(p, y, a), grad = gradient(p), noise = xi(p, y), rest = theta(p, y, a);
      const auto first = first_order_increment(p, y);
      for (std::size_t i = 0; i < d; ++i) {
        EXPECT_EQ(next[i], p[i] - a * grad[i] + a * noise[i] + rest[i]);
        EXPECT_EQ(first[i], noise[i] - grad[i]);
        if (p[i] != 1) {
          const Rational others = (dot(p, y) - p[i] * y[i]) / (1 - p[i]);
          EXPECT_EQ(theta_lumped(p[i], y[i], others, a), rest[i]);
        }
      }
      for (std::size_t m = 1; m <= 6; ++m) {
        const auto expansion = expand_step(p, y, a, m);
        Vec<Rational> total = expansion.remainder;
        for (std::size_t k = 0; k < m; ++k) {
          for (std::size_t i = 0; i < d; ++i) total[i] += pow(a, static_cast<int>(k)) * expansion.term[k][i];
        }
        EXPECT_EQ(total, next);
        if (m == 2) EXPECT_EQ(expansion.remainder, rest);
      }
    }
  }
}

TEST(Taylor, CoefficientsAreThoseOfTheSeries) {
  std::mt19937_64 g(3);
  const int order = 7;
  for (int n = 0; n < 20; ++n) {
    const auto [p, y, a, q] = test::random_step(4, g);
    const auto t = Jet<Rational>::variable(0, order);
    Vec<Jet<Rational>> pj, yj;
    for (std::size_t i = 0; i < 4; ++i) {
      pj.push_back(like(t, p[i]));
      yj.push_back(like(t, y[i]));
    }
    const auto series = probability_update(pj, yj, t);
    const auto expansion = expand_step(p, y, a, order + 1);
    for (int k = 0; k <= order; ++k) {
      for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(series[i].coefficient(k), expansion.term[static_cast<std::size_t>(k)][i]);
    }
    // f^(m)(x) anywhere, against the series around x
    const Rational u = y[0], v = y[1], x = a;
    const auto around = Jet<Rational>::variable(x, order);
    const Jet<Rational> f = (1 + like(t, u) * around) / (1 + like(t, v) * around);
    Rational factorial = 1;
    for (int m = 0; m <= order; ++m) {
      if (m > 0) factorial *= m;
      EXPECT_EQ(ratio_derivative(u, v, x, static_cast<std::size_t>(m)), factorial * f.coefficient(m));
    }
    const auto ratio = expand_ratio(u, v, x, 5);
    Rational total = ratio.remainder;
    for (int k = 0; k < 5; ++k) total += ratio.coefficient[static_cast<std::size_t>(k)] * pow(x, k);
    EXPECT_EQ(total, ratio_derivative(u, v, x, 0));
  }
}

TEST(Taylor, OrderZeroIsRejected) {
  EXPECT_REFUSED(expand_ratio(1.0, 1.0, 0.1, 0), PreconditionError, "expand_ratio: order 0, expected at least 1");
  EXPECT_REFUSED(expand_step(Vec<double>{1.0}, Vec<double>{1.0}, 0.1, 0), PreconditionError,
                 "expand_step: order 0, expected at least 1");
  EXPECT_REFUSED(remainder_bound_of_order(0.5, 0.1, 2.0, 0), PreconditionError,
                 "remainder_bound_of_order: order 0, expected at least 1");
}

TEST(RemainderBound, HoldsAndTheFormsAreOrdered) {
  std::mt19937_64 g(4);
  for (int n = 0; n < 2000; ++n) {
    const auto [p, y, a, q] = test::random_step(2 + random_index(7, g), g);
    const auto rest = theta(p, y, a);
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_LE(abs(rest[i]), remainder_bound(p[i], a, q));
      EXPECT_LE(remainder_bound(p[i], a, q), remainder_bound_lagrange(p[i], a, q));
      EXPECT_EQ(remainder_bound(p[i], a, q), remainder_bound_of_order(p[i], a, q, 2));
      EXPECT_EQ(remainder_bound_lagrange(p[i], a, q), remainder_bound_lagrange_of_order(p[i], a, q, 2));
      for (std::size_t m = 1; m <= 5; ++m) {
        EXPECT_LE(abs(expand_step(p, y, a, m).remainder[i]), remainder_bound_of_order(p[i], a, q, m));
      }
    }
  }
}

// One-hot input: y = e_k + z, |z_j| <= Q - 1.
TEST(RemainderBound, TheCoefficientsAreThoseOfTheBounds) {
  const Rational a = 0.05_q, q = 2.5_q, x = 0.3_q, spread = a * (x * (1 - x));
  EXPECT_EQ(remainder_bound(x, a, q), Rational(spread * remainder_coefficient(a, q, 1_q)));
  EXPECT_EQ(remainder_bound_one_hot(x, a, q), Rational(spread * remainder_coefficient_one_hot(a, q)));
  // The rates solve coefficient = what the drift gives.
  const Rational delta = 0.4_q, nu = 0.2_q;
  EXPECT_EQ(remainder_coefficient(rate_bound_sharp(delta, q), q, 1_q), Rational(delta / 4));
  EXPECT_EQ(remainder_coefficient_one_hot(rate_bound_one_hot(delta, q), q), Rational(delta / 4));
  EXPECT_EQ(remainder_coefficient(rate_bound_correlated(0.1_q, Rational(2 + nu), q), q, Rational(2 + nu)), 0.1_q);
  EXPECT_LE(Rational(2 * one_hot_rate_limit(q) * q * (q - 1)), 1);
}

TEST(RemainderBound, OneHotInputHasAProvablySmallerOne) {
  std::mt19937_64 g(5);
  int small = 0, large = 0;
  for (int n = 0; n < 3000; ++n) {
    auto [p, y, a, q] = test::random_step(2 + random_index(5, g), g);
    for (Rational& x : y) x *= (q - 1) / q;
    if (n % 2 == 0) {
      for (Rational& x : y) x = random_index(2, g) == 0 ? Rational(q - 1) : Rational(1 - q);  // corners
    }
    y[random_index(y.size(), g)] += 1;
    const bool positive_side = 2 * a * q * (q - 1) <= 1;
    (positive_side ? small : large) += 1;
    const auto rest = theta(p, y, a);
    for (std::size_t i = 0; i < p.size(); ++i) {
      const Rational bound =
          positive_side ? remainder_bound_one_hot(p[i], a, q) : remainder_bound_one_hot_negative(p[i], a, q);
      EXPECT_LE(abs(rest[i]), bound);
      EXPECT_LE(bound, remainder_bound(p[i], a, q));
    }
  }
  EXPECT_GT(small, 500);
  EXPECT_GT(large, 500);
}

// The false twins: each bound, 1 % smaller, fails at its extremal point.
TEST(RemainderBound, OnePercentLessIsRefuted) {
  const Rational tiny = 1e-4_q;
  for (const Rational& q : {1.1_q, 2_q, 5_q}) {
    for (const Rational& t : {0.01_q, 0.3_q, 0.9_q}) {
      const Rational a = t / q;
      const auto ratio = [&](const Rational& x, const Rational& y, const Rational& v, const Rational& bound) {
        return Rational(abs(theta_lumped(x, y, v, a)) / bound);
      };
      const auto expect_sharp = [](const Rational& r) {
        EXPECT_LE(r, 1);
        EXPECT_GT(r, 0.99_q);
      };
      expect_sharp(ratio(tiny, q, -q, remainder_bound(tiny, a, q)));
      if (2 * a * q * (q - 1) <= 1) {
        expect_sharp(ratio(1 - tiny, q, 1 - q, remainder_bound_one_hot(1 - tiny, a, q)));
      } else {
        expect_sharp(ratio(tiny, q, 1 - q, remainder_bound_one_hot_negative(tiny, a, q)));
      }
      // order m: the same extremal point
      for (std::size_t m = 1; m <= 5; ++m) {
        const auto rest = expand_step(Vec<Rational>{tiny, 1 - tiny}, Vec<Rational>{q, -q}, a, m).remainder;
        expect_sharp(abs(rest[0]) / remainder_bound_of_order(tiny, a, q, m));
      }
    }
  }
}

// The Lagrange form bounds the derivative it comes from: p_i |f^(m)(z)| a^m / m! for z in [0, a].
TEST(RemainderBound, LagrangeFormBoundsTheDerivative) {
  std::mt19937_64 g(6);
  for (int n = 0; n < 500; ++n) {
    const auto [p, y, a, q] = test::random_step(3, g);
    const Rational z = a * dyadic<Rational>(random_53_bits(g)), b = dot(p, y);
    Rational factorial = 1;
    for (std::size_t m = 1; m <= 4; ++m) {
      factorial *= static_cast<int>(m);
      EXPECT_LE(p[0] * abs(ratio_derivative(y[0], b, z, m)) * pow(a, static_cast<int>(m)) / factorial,
                remainder_bound_lagrange_of_order(p[0], a, q, m));
    }
  }
}

}  // namespace taylor_test
}  // namespace hebb
