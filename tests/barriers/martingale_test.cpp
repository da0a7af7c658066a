#include <gtest/gtest.h>

#include <hebb/barriers/martingale.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace martingale_test {

using namespace literals;

const Vec<Rational> start{0.5_q, 0.3_q, 0.2_q};

/// E[f(path)] over two steps of the rule, all triggers and all noise patterns, exactly.
template <class F>
Vec<Rational> over_two_steps(const Rational& a, const Rational& delta, const TwoPointNoise& law, const F& f) {
  return expectation(start, law.atoms(), [&](const Vec<Rational>& y) {
    const Vec<Rational> p = probability_update(start, y, a);
    return expectation(p, law.atoms(), [&](const Vec<Rational>& y2) {
      MartingalePath<Rational> path(3, a, delta, law.variance(Rational(0)));
      path.step(start, y);
      path.step(p, y2);
      return f(path);
    });
  });
}

TEST(Martingale, IsCentredWithOrthogonalIncrementsExactly) {
  const TwoPointNoise law(2_q, 0.5_q, 1_q);
  for (const Rational& a : {0.02_q, 0.3_q}) {       // with 0.3 some paths leave Omega after one step
    for (const Rational& delta : {0.2_q, 0.4_q}) {  // with 0.4 the start is on the edge of Omega
      const auto mean = over_two_steps(a, delta, law, [](const auto& m) { return m.value(); });
      const auto square = over_two_steps(a, delta, law, [](const auto& m) {
        Vec<Rational> out;
        for (const Rational& x : m.value()) out.push_back(x * x);
        return out;
      });
      const auto variation = over_two_steps(a, delta, law, [](const auto& m) { return m.variation(); });
      EXPECT_EQ(mean, Vec<Rational>(3, Rational(0)));
      EXPECT_EQ(square, variation);  // M1
      EXPECT_GT(variation[0], 0);
    }
  }
  int left = 0, stayed = 0;
  over_two_steps(0.3_q, 0.2_q, law, [&](const auto& m) {
    ++(m.is_good() ? stayed : left);
    return Vec<Rational>{1};
  });
  EXPECT_GT(left, 0);
  EXPECT_GT(stayed, 0);
}

TEST(Martingale, StaysOutOfTheGoodEvent) {
  MartingalePath<Rational> path(2, 0.1_q, 0.4_q, 0_q);
  path.step({0.9_q, 0.1_q}, {1_q, 0_q});
  const Vec<Rational> value = path.value();
  path.step({0.5_q, 0.5_q}, {1_q, 0_q});
  EXPECT_FALSE(path.is_good());
  path.step({0.9_q, 0.1_q}, {1_q, 0_q});
  EXPECT_FALSE(path.is_good());
  EXPECT_EQ(path.value(), value);
  EXPECT_REFUSED(path.step({1_q}, {1_q}), PreconditionError,
                 "MartingalePath: lengths 1 and 2, expected equal and positive");
  EXPECT_REFUSED((MartingalePath<Rational>(1, 0.1_q, 0.4_q, 0_q)), PreconditionError,
                 "a martingale path needs d >= 2, not 1");
}

/// The chain M1, M3, Doob twice is T1; G4 turns it into the printed form.
TEST(Martingale, T1FollowsFromItsParts) {
  for (const int d : {2, 3, 8}) {
    for (const Rational& delta : {0.1_q, 0.25_q, 1_q}) {
      const Rational q = 2, rest = 0.4_q, a = 0.001_q, factor = crude_moment_factor(q);
      const Rational rate = convergence_rate(Rational(d), delta), level = delta / 4;
      const Rational moment = martingale_second_moment_bound(factor, rest, a, rate);
      const Rational bound = escape_bound(delta, factor, rest, a, rate);
      EXPECT_EQ(2 * moment / (level * level), bound);
      EXPECT_EQ(moment, Rational(a * a * factor * summed_distance_bound(rest, a, rate)));
      const Rational printed = escape_bound_printed(delta, factor, rest, a);
      EXPECT_LE(bound, printed);
      EXPECT_EQ(escape_bound(delta, factor, rest, a, convergence_rate_printed(delta)), printed);
    }
  }
}

TEST(Martingale, TheAdmissibleRateIsTheSmallerOfItsConditions) {
  const Rational eps = 0.01_q, delta = 0.25_q, q = 2, sigma2(1, 3), rest = 0.5_q;
  const Rational paper = admissible_learning_rate(MartingaleForm::paper, eps, delta, q, sigma2, rest);
  EXPECT_EQ(paper, Rational(eps * pow(delta, 4) / (1024 * 34 * rest)));
  EXPECT_EQ(escape_bound_printed(delta, crude_moment_factor(q), rest, paper), eps / 2);
  const Rational sharp = admissible_learning_rate(MartingaleForm::sharp, eps, delta, q, sigma2, rest);
  EXPECT_EQ(sharp / paper, Rational(34 / (1 + 2 * sigma2)));
  // Near the vertex the condition of R2 is the narrow one.
  const Rational near = 0.0000001_q;
  EXPECT_EQ(admissible_learning_rate(MartingaleForm::paper, 0.9_q, delta, q, sigma2, near),
            rate_bound_quadratic(delta, q));
  EXPECT_EQ(admissible_learning_rate(MartingaleForm::sharp, 0.9_q, delta, q, sigma2, near),
            rate_bound_double(delta, q));
}

template <class S>
S constant(const Rational& q) {
  if constexpr (std::same_as<S, RealInterval>) {
    return RealInterval(q, 120);
  } else {
    return Interval(q);
  }
}

/// T3 steps put T2 at eps accuracy/2, so Markov's inequality gives eps/2; one percent fewer do not.
template <class S>
void steps_reach_the_accuracy() {
  const S eps = constant<S>(0.01_q), accuracy = constant<S>(0.001_q), rest = constant<S>(0.5_q),
          a = constant<S>(0.0001_q);
  for (const S& rate :
       {convergence_rate(constant<S>(3_q), constant<S>(0.25_q)), convergence_rate_printed(constant<S>(0.25_q))}) {
    const S k = steps_to_accuracy(eps, accuracy, rest, a, rate);
    const S reached = expected_distance_bound(rest, a, rate, k) / accuracy;
    EXPECT_TRUE(possibly(equal(reached, S(eps / 2))));
    EXPECT_LT(reached.width(), 1e-13);
    const S fewer = expected_distance_bound(rest, a, rate, S(k * constant<S>(0.99_q))) / accuracy;
    EXPECT_TRUE(certainly(less(S(eps / 2), fewer)));
  }
  EXPECT_TRUE(certainly(is_negative(steps_to_accuracy(eps, constant<S>(500_q), rest, a, rest))));
}
TEST(Martingale, StepsReachTheAccuracy) {
  steps_reach_the_accuracy<Interval>();
  steps_reach_the_accuracy<RealInterval>();
}

TEST(Martingale, EnclosuresHoldTheExactValue) {
  const Rational eps = 0.01_q, delta = 0.3_q, q = 2.5_q, sigma2 = 0.7_q, rest = 0.6_q, a = 1e-7_q;
  for (const MartingaleForm form : {MartingaleForm::paper, MartingaleForm::sharp}) {
    const Rational exact = admissible_learning_rate(form, eps, delta, q, sigma2, rest);
    const Interval enclosed =
        admissible_learning_rate(form, Interval(eps), Interval(delta), Interval(q), Interval(sigma2), Interval(rest));
    EXPECT_TRUE(enclosed.contains(exact));
    EXPECT_LT(enclosed.width(), 1e-14 * enclosed.upper());
  }
  EXPECT_TRUE(escape_bound_printed(Interval(delta), crude_moment_factor(Interval(q)), Interval(rest), Interval(a))
                  .contains(escape_bound_printed(delta, crude_moment_factor(q), rest, a)));
}

}  // namespace martingale_test
}  // namespace hebb
