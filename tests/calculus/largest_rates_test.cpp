#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/largest_rates.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace largest_rates_test {

/// R1 and R2 by the update itself: what the right-hand side leaves, for u the second component.
Rational contraction_margin(const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a, const Rational& c) {
  const Vec<Rational> next = probability_update(p, y, a), noise = xi(p, y);
  const Rational r = convergence_rate(Rational(static_cast<int>(p.size())), Rational(2 * c));
  return (1 - a * r) * (1 - p[0]) - a * noise[0] - (1 - next[0]);
}
Rational gap_growth_margin(const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
  const Vec<Rational> next = probability_update(p, y, a), noise = xi(p, y);
  return next[0] - next[1] - (p[0] - p[1]) - a * (noise[0] - noise[1]);
}

struct Drawn {
  Vec<Rational> p, y;
};

/// A point with p_1 >= p_u + c, often one where m components share the lead or next to e_1, and an input, often of
/// -Q and Q with one component free.
Drawn draw(std::mt19937& random, int d, const Rational& c, const Rational& q) {
  std::uniform_int_distribution<int> digit(0, 20), coin(0, 3);
  Vec<Rational> free;
  Rational total = 0;
  const int m = std::uniform_int_distribution<int>(2, d)(random), kind = coin(random);
  for (int i = 0; i < d; ++i) {
    free.emplace_back(kind < 2 ? (i < m ? 20 : 0) : digit(random));
    total += free.back();
  }
  if (total == 0) free[0] = total = 1;
  Drawn x;
  for (const Rational& f : free) x.p.push_back((1 - c) * f / total);  // sums to 1 - c, of which the largest may lead
  const auto largest = std::ranges::max_element(x.p);
  std::swap(*largest, x.p[0]);
  x.p[0] += c;
  if (kind == 3) {
    for (int i = 1; i < d; ++i) {
      x.p[0] += x.p[i] * Rational(99, 100);
      x.p[i] /= 100;
    }
  }
  for (int i = 0; i < d; ++i) {
    x.y.push_back(coin(random) ? q * (i == 0 ? -1 : (digit(random) % 2) * 2 - 1)
                               : Rational(q * (digit(random) - 10) / 10));
  }
  return x;
}

const std::vector<Rational> gaps{Rational(1, 50), Rational(1, 5), Rational(1, 3), Rational(1, 2)};
const std::vector<Rational> bounds{Rational(1), Rational(11, 10), Rational(2), Rational(30)};

TEST(LargestRates, R1AndR2HoldUpToThem) {
  std::mt19937 random(5);
  int drawn = 0, tight = 0;
  for (const int d : {2, 3, 5, 9}) {
    for (const Rational& c : gaps) {
      for (const Rational& q : bounds) {
        const Rational first = largest_contraction_rate(Rational(d), Rational(2 * c), q);
        const Rational second = largest_gap_rate(d, Rational(2 * c), q).proved;
        EXPECT_GE(first, rate_bound_double(Rational(2 * c), q));
        EXPECT_GE(second, rate_bound_double(Rational(2 * c), q)) << d << " " << c << " " << q;
        for (int k = 0; k < 40; ++k) {
          const Drawn x = draw(random, d, c, q);
          EXPECT_GE(contraction_margin(x.p, x.y, first, c), 0) << d << " " << c << " " << q;
          EXPECT_GE(gap_growth_margin(x.p, x.y, second), 0) << d << " " << c << " " << q;
          tight += gap_growth_margin(x.p, x.y, Rational(5 * second / 2)) < 0;
          ++drawn;
        }
      }
    }
  }
  EXPECT_GT(tight, drawn / 50) << "the points are not near the worst ones";
}

/// d = 2 is exact, and for larger d only the whole number m is open.
TEST(LargestRates, BothSidesOfR2AreClose) {
  for (const Rational& c : gaps) {
    for (const Rational& q : bounds) {
      for (const int d : {2, 3, 4, 8, 11, 30}) {
        const LargestGapRate rate = largest_gap_rate(d, Rational(2 * c), q);
        EXPECT_LE(rate.proved, rate.fails);
        EXPECT_GE(rate.proved, rate.fails * (d == 2 ? Rational(999999, 1000000) : Rational(97, 100))) << d << c << q;
        EXPECT_TRUE(allows_gap_growth(rate.proved, d, c, q));
        EXPECT_FALSE(allows_gap_growth(Rational(rate.fails * Rational(100001, 100000)), d, c, q));
      }
      EXPECT_NEAR(largest_gap_rate(2, Rational(2 * c), q).fails.convert_to<double>(),
                  std::min(balanced_rate(gap_slack_of_pair(c), q), gap_rate_at_vertex(q)).convert_to<double>(), 1e-12);
    }
  }
}

/// max_t QA t(1-t)/(1-At) = k at the balanced rate, without a root.
TEST(LargestRates, TheBalancedRateNeedsNoRoot) {
  for (const Rational& k : {Rational(1, 16), Rational(1, 100), Rational(1, 9)}) {
    for (const Rational& q : bounds) {
      const Rational aq = balanced_rate(k, q) * q, t = (q + k) / (2 * q);
      EXPECT_EQ(Rational(q * aq * t * (1 - t) / (1 - aq * t)), k);
      for (int j = 0; j <= 20; ++j) {
        const Rational s(j, 20);
        EXPECT_LE(Rational(q * aq * s * (1 - s)), Rational(k * (1 - aq * s)));
      }
    }
  }
}

/// The table of docs/theory/learning-rates.md: the largest multiple of Delta/(Q(8Q+Delta)), attained at Delta = 1, Q
/// = 1.
TEST(LargestRates, MultiplesOfTheSharpRate) {
  const auto first = [](int d) {
    return Rational(largest_contraction_rate(Rational(d), Rational(1), Rational(1)) /
                    rate_bound_sharp(Rational(1), Rational(1)));
  };
  EXPECT_EQ(first(2), Rational(576, 289));
  EXPECT_NEAR(first(3).convert_to<double>(), 2.186, 1e-3);
  EXPECT_NEAR(first(10).convert_to<double>(), 2.447, 1e-3);
  const LargestGapRate pair = largest_gap_rate(2, Rational(1), Rational(1));
  EXPECT_EQ(pair.fails, 3 * rate_bound_sharp(Rational(1), Rational(1)));
}

TEST(LargestRates, AQuadraticIsJudgedExactly) {
  EXPECT_TRUE(is_nonnegative_between(1, -1, Rational(1, 4), 0, 1));  // a double root inside
  EXPECT_FALSE(is_nonnegative_between(1, -1, Rational(1, 4) - Rational(1, 1'000'000'000), 0, 1));
  EXPECT_TRUE(is_nonnegative_between(1, -1, Rational(1, 5), Rational(3, 4), 1));  // negative before the range only
  EXPECT_FALSE(is_nonnegative_between(-1, 0, 1, 0, 2));
  EXPECT_FALSE(is_nonnegative_between(0, 1, Rational(-1, 10), 0, 1));
}

TEST(LargestRates, EveryScalarAgrees) {
  const Rational exact = largest_contraction_rate(Rational(5), Rational(1, 3), Rational(2));
  const RealInterval wide = largest_contraction_rate(RealInterval(Rational(5), 128), RealInterval(Rational(1, 3), 128),
                                                     RealInterval(Rational(2), 128));
  EXPECT_TRUE(wide.exact_lower() <= exact && exact <= wide.exact_upper());
  const Interval box = largest_contraction_rate(Interval(Rational(5)), Interval(Rational(1, 3)), Interval(Rational(2)));
  EXPECT_LE(box.lower(), exact.convert_to<double>());
  EXPECT_GE(box.upper(), exact.convert_to<double>());
  EXPECT_LT(box.upper() - box.lower(), 1e-14);
  EXPECT_NEAR(largest_contraction_rate(5.0, 1 / 3.0, 2.0), exact.convert_to<double>(), 1e-15);
}

TEST(LargestRates, ArgumentsAreChecked) {
  EXPECT_REFUSED(largest_gap_rate(1, Rational(1), Rational(2)), PreconditionError, "d = 1");
  EXPECT_REFUSED(largest_gap_rate(2, Rational(0), Rational(2)), PreconditionError, "Delta 0");
  EXPECT_REFUSED(largest_gap_rate(2, Rational(1), Rational(1, 2)), PreconditionError, "Q 1/2");
  EXPECT_REFUSED(largest_gap_rate(2, Rational(1), Rational(2), Rational(1)), PreconditionError, "accuracy 1");
}

}  // namespace largest_rates_test
}  // namespace hebb
