#include <chrono>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>

#include <hebb/random/philox.hpp>
#include <hebb/statistics/binomial.hpp>
#include <hebb/statistics/confidence.hpp>

#include "refused.hpp"

namespace hebb {
namespace confidence_test {

using namespace literals;

Rational probability(int n, int x, const Rational& p) {  // by definition
  Rational choose = 1;
  for (int k = 0; k < x; ++k) choose = choose * (n - k) / (k + 1);
  return choose * pow(p, x) * pow(Rational(1 - p), n - x);
}

TEST(Binomial, MassesAreExactOverRational) {
  for (const Rational& p : {0.01_q, 0.3_q, 0.5_q, 0.97_q}) {
    for (const int n : {1, 2, 7, 20}) {
      Rational below = 0;
      for (int x = 0; x <= n; ++x) {
        const auto masses = binomial_masses<Rational>(n, x, p);
        const Rational at = probability(n, x, p);
        EXPECT_EQ(masses.at(), at);
        EXPECT_EQ(masses.at_least(), 1 - below);
        EXPECT_EQ(masses.at_most(), below + at);
        below += at;
      }
    }
  }
}

TEST(Binomial, IntervalsEncloseTheExactMassesTightly) {
  for (const Rational& p : {0.001_q, 0.3_q, 0.96_q}) {
    for (const int n : {1, 5, 60, 400}) {
      for (int x = 0; x <= n; x += 1 + n / 13) {
        const auto exact = binomial_masses<Rational>(n, x, p);
        const auto enclosed = binomial_masses<Interval>(n, x, Interval(p));
        for (const auto& [q, i] : {std::pair{exact.at(), enclosed.at()},
                                   {exact.at_least(), enclosed.at_least()},
                                   {exact.at_most(), enclosed.at_most()}}) {
          EXPECT_TRUE(i.contains(q)) << n << " " << x << " " << p;
          EXPECT_LE(i.width(), 1e-12 * i.upper() + 1e-140) << n << " " << x << " " << p;
        }
      }
    }
  }
}

TEST(Binomial, LargeCountsAgreeWithTheIncompleteBetaFunction) {
  for (const double p : {1e-6, 0.0123, 0.5, 0.999}) {
    const std::uint64_t n = 10'000'000;
    const boost::math::binomial_distribution<double> law(static_cast<double>(n), p);
    const double deviation = std::sqrt(static_cast<double>(n) * p * (1 - p));
    for (const double z : {-3.0, 0.0, 4.0}) {
      const double k = std::floor(static_cast<double>(n) * p + z * deviation);
      if (k < 1) continue;
      const auto masses = binomial_masses(n, static_cast<std::uint64_t>(k), Interval(p));
      EXPECT_NEAR(masses.at_most().midpoint() / cdf(law, k), 1, 1e-8);
      EXPECT_NEAR(masses.at_least().midpoint() / cdf(complement(law, k - 1)), 1, 1e-8);
      EXPECT_LE(masses.at_most().width(), 1e-9 * masses.at_most().upper());
      EXPECT_LE(masses.at_least().width(), 1e-9 * masses.at_least().upper());
    }
  }
}

TEST(Binomial, RejectsWhatIsNoBinomialLaw) {
  EXPECT_REFUSED(binomial_masses<Rational>(3, 4, 0.5_q), PreconditionError, "binomial: 4 successes in 3 trials");
  EXPECT_REFUSED(binomial_masses<Rational>(3, 1, 0_q), PreconditionError, "binomial: a probability outside (0, 1)");
  EXPECT_REFUSED(binomial_masses<Interval>(3, 1, Interval(0.5, 1)), PreconditionError,
                 "binomial: a probability outside (0, 1)");
}

TEST(ClopperPearson, CoversExactlyAndIsNotTooWide) {
  // Coverage by enumeration in exact arithmetic: at least 1 - alpha everywhere; the excess of a discrete law is
  // bounded.
  for (const Rational& alpha : {0.05_q, 0.01_q}) {
    for (const int n : {1, 4, 13, 40}) {
      std::vector<ConfidenceInterval> intervals;
      for (int x = 0; x <= n; ++x) intervals.push_back(clopper_pearson(x, n, alpha));
      Rational least = 1;
      for (int k = 1; k < 200; ++k) {
        const Rational p = Rational(k) / 200;
        Rational coverage = 0;
        for (int x = 0; x <= n; ++x) {
          const auto& [lower, upper] = intervals[static_cast<std::size_t>(x)];
          if (Rational(lower) <= p && p <= Rational(upper)) coverage += probability(n, x, p);
        }
        EXPECT_GE(coverage, 1 - alpha) << n << " " << p;
        least = min(least, coverage);
      }
      if (n >= 13) EXPECT_LE(least, 1 - alpha / 2 + alpha / 50) << n;  // one tail is nearly used up somewhere
    }
  }
}

TEST(ClopperPearson, EndPointsAreOutwardAndTight) {
  const Rational alpha = 0.05_q;
  for (const auto& [x, n] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 10},
                                                                                 {5, 10},
                                                                                 {9, 10},
                                                                                 {3, 1000},
                                                                                 {997, 1000},
                                                                                 {123270, 10000000},
                                                                                 {5000000, 10000000},
                                                                                 {9999999, 10000000}}) {
    const auto [lower, upper] = clopper_pearson(x, n, alpha);
    EXPECT_LT(lower, static_cast<double>(x) / static_cast<double>(n));
    EXPECT_GT(upper, static_cast<double>(x) / static_cast<double>(n));
    const auto at_least = [&, x = x, n = n](double p) { return binomial_masses(n, x, Interval(p)).at_least(); };
    const auto at_most = [&, x = x, n = n](double p) { return binomial_masses(n, x, Interval(p)).at_most(); };
    const Interval half(alpha / 2);
    EXPECT_TRUE(certainly(less_equal(at_least(lower), half)));
    EXPECT_TRUE(certainly(less_equal(at_most(upper), half)));
    EXPECT_TRUE(certainly(less(half, at_least(lower * (1 + 0x1p-30))))) << x << " " << n;
    EXPECT_TRUE(certainly(less(half, at_most(upper * (1 - 0x1p-30))))) << x << " " << n;
  }
  EXPECT_EQ(clopper_pearson(0, 10, alpha).lower, 0);
  EXPECT_EQ(clopper_pearson(10, 10, alpha).upper, 1);
  // Closed form for no success: (1 - p)^n = alpha/2.
  const Rational q = 1 - Rational(clopper_pearson(0, 10, alpha).upper);
  EXPECT_LE(pow(q, 10), alpha / 2);
  EXPECT_GE(pow(q, 10), alpha / 2 * (1 - 1e-8_q));
  EXPECT_REFUSED(clopper_pearson(0, 0, alpha), PreconditionError, "clopper_pearson: no trials");
  EXPECT_REFUSED(clopper_pearson(2, 1, alpha), PreconditionError, "confidence: 2 successes in 1 trials");
  EXPECT_REFUSED(clopper_pearson(1, 2, 0), PreconditionError, "confidence: alpha = 0 outside (0, 1)");
}

TEST(ConfidenceSequence, EndPointsAreOutwardAndTight) {
  const Rational alpha = 0.05_q;
  for (const auto& [x, n] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {0, 1}, {1, 1}, {1, 10}, {7, 1000}, {0, 1000000}, {123270, 10000000}, {9999999, 10000000}}) {
    const auto [lower, upper] = confidence_sequence(x, n, alpha);
    const auto density = [&, x = x, n = n](double p) {
      return Interval(Rational(n + 1)) * binomial_masses(n, x, Interval(p)).at();
    };
    const Interval a(alpha);
    if (x > 0) {
      EXPECT_TRUE(certainly(less_equal(density(lower), a)));
      EXPECT_TRUE(certainly(less(a, density(lower * (1 + 0x1p-20))))) << x << " " << n;
    } else {
      EXPECT_EQ(lower, 0);
    }
    if (x < n) {
      EXPECT_TRUE(certainly(less_equal(density(upper), a)));
      EXPECT_TRUE(certainly(less(a, density(upper * (1 - 0x1p-20))))) << x << " " << n;
    } else {
      EXPECT_EQ(upper, 1);
    }
    const auto [cp_lower, cp_upper] = clopper_pearson(x, n, alpha);
    EXPECT_LE(lower, cp_lower * (1 + 0x1p-30));  // the price of looking at any time; none for n = 1
    EXPECT_GE(upper, cp_upper * (1 - 0x1p-30));
    EXPECT_LE(upper - lower, 6 * (cp_upper - cp_lower));
  }
  EXPECT_EQ(confidence_sequence(0, 0, alpha), ConfidenceInterval{});
}

TEST(ConfidenceSequence, HoldsAtAllTimesAtOnceExactly) {
  // The probability that p is ever excluded within 60 trials, by exact dynamic programming over the successes.
  const Rational alpha = 0.1_q;
  const int horizon = 60;
  std::vector<std::vector<ConfidenceInterval>> intervals;
  for (int n = 0; n <= horizon; ++n) {
    intervals.emplace_back();
    for (int x = 0; x <= n; ++x) intervals.back().push_back(confidence_sequence(x, n, alpha));
  }
  Rational worst = 0;
  for (const Rational& p : {0.02_q, 0.1_q, 0.3_q, 0.5_q, 0.85_q}) {
    std::vector<Rational> alive{1};
    Rational excluded = 0;
    for (int n = 1; n <= horizon; ++n) {
      std::vector<Rational> next(static_cast<std::size_t>(n) + 1, 0);
      for (std::size_t x = 0; x < alive.size(); ++x) {
        next[x] += alive[x] * (1 - p);
        next[x + 1] += alive[x] * p;
      }
      for (std::size_t x = 0; x < next.size(); ++x) {
        const auto& [lower, upper] = intervals[static_cast<std::size_t>(n)][x];
        if (Rational(lower) <= p && p <= Rational(upper)) continue;
        excluded += next[x];
        next[x] = 0;
      }
      alive = next;
    }
    EXPECT_LE(excluded, alpha) << p;
    worst = max(worst, excluded);
  }
  EXPECT_GE(worst, alpha / 10);  // and it is not vacuous
}

}  // namespace confidence_test
}  // namespace hebb
