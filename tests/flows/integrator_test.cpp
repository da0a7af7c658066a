// Validated solutions against closed forms: containment, tightness, cost, and the failures that must be reported.
#include <gtest/gtest.h>

#include <hebb/flows/integrator/integrator.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace integrator_test {

using namespace literals;

template <class F>
Integrator<Interval> from(const F& f, const Vec<Interval>& y, const IntegratorOptions& options = {}) {
  return Integrator<Interval>(record_map(static_cast<int>(y.size()), f), Interval(0), Doubleton<Interval>(y), options);
}

/// The true value lies in x (a high-precision enclosure of it does), and x is at most `width` wide.
::testing::AssertionResult encloses(const Interval& x, const RealInterval& truth, double width) {
  if (!subset(truth, RealInterval(x, 200)))
    return ::testing::AssertionFailure() << to_string(x) << " misses " << to_string(truth);
  if (x.width() <= width) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << to_string(x) << " is " << x.width() << " wide";
}

RealInterval high(const Rational& q) { return RealInterval(q, 200); }

/// cos and sin by their series, which alternate with falling terms from k > |x| on.
RealInterval cosine(const Rational& x, bool sine = false) {
  Rational term = sine ? x : Rational(1), sum = term;
  int k = sine ? 1 : 0;
  for (; k < 200; k += 2) {
    term = -term * x * x / ((k + 1) * (k + 2));
    sum += term;
  }
  return hull(high(sum), high(sum + abs(term)) + hull(high(-abs(term)), high(0)));
}

constexpr auto oscillator = [](const auto&, const auto& y) { return std::vector{y[1], -y[0]}; };

TEST(Integrator, HarmonicOscillator) {
  auto i = from(oscillator, {1, 0});
  ASSERT_FALSE(i.integrate_to(Interval(20)));
  EXPECT_TRUE(i.is_at(Interval(20)));
  const auto y = i.state();
  EXPECT_TRUE(encloses(y[0], cosine(20), 1e-13));
  EXPECT_TRUE(encloses(y[1], -cosine(20, true), 1e-13));
  EXPECT_GE(y[0].width(), 1e-17);
  EXPECT_GE(i.steps(), 5);
  EXPECT_LE(i.steps(), 25);
}

// A box that turns with the flow: naive boxes grow by a factor e^(2 pi) a turn.
TEST(Integrator, ABoxDoesNotWrapInManyTurns) {
  auto i = from(oscillator, {Interval(0.99_q), Interval(-0.01, 0.01)});
  auto wide = from(oscillator, {Interval(0.75, 1.25), Interval(-0.25, 0.25)});
  ASSERT_FALSE(i.integrate_to(Interval(400)));
  ASSERT_FALSE(wide.integrate_to(Interval(400)));
  // exact: half-width of y_1 is r (|cos| + |sin|) <= r sqrt 2
  EXPECT_LE(wide.state()[0].width(), 0.5 * 1.41422);
  EXPECT_LE(wide.state()[1].width(), 0.5 * 1.41422);
  EXPECT_GE(wide.state()[0].width(), 0.5);
  EXPECT_LE(i.state()[0].width(), 0.0200001);
  EXPECT_LE(i.steps(), 400);
}

TEST(Integrator, ThereAndBackAgain) {
  const auto f = [](const auto& t, const auto& y) { return std::vector{t - y[0] * y[1], y[0] / (1 + t * t) - y[1]}; };
  auto forth = from(f, {Interval(1), Interval(0.5)});
  ASSERT_FALSE(forth.integrate_to(Interval(3)));
  Integrator<Interval> back(record_map(2, f), Interval(3), forth.set());
  ASSERT_FALSE(back.integrate_to(Interval(0)));
  EXPECT_TRUE(back.state()[0].contains(1.0));
  EXPECT_TRUE(back.state()[1].contains(0.5));
  EXPECT_LE(back.state()[0].width(), 1e-10);
}

// V = x - log x + y - log y is constant along x' = x(1 - y), y' = y(x - 1), which is periodic.
TEST(Integrator, LotkaVolterraKeepsItsInvariant) {
  const auto f = [](const auto&, const auto& y) { return std::vector{y[0] * (1 - y[1]), y[1] * (y[0] - 1)}; };
  auto i = from(f, {2, 1});
  ASSERT_FALSE(i.integrate_to(Interval(30)));
  const auto y = i.state();
  const Interval invariant = y[0] - log(y[0]) + y[1] - log(y[1]), start = 3 - log(Interval(2));
  ASSERT_TRUE(intersect(invariant, start));
  EXPECT_LE(invariant.width(), 1e-11);
  EXPECT_LE(i.steps(), 200);
}

TEST(Integrator, ExponentialLogarithmAndRootFields) {
  // y' = exp(-y): y = log(1 + t).   y' = -y log y: y = exp(-e^-t) from 1/e.   y' = sqrt y: y = (1 + t/2)^2.
  const auto f = [](const auto&, const auto& y) { return std::vector{exp(-y[0]), -(y[1] * log(y[1])), sqrt(y[2])}; };
  auto i = from(f, {0, exp(Interval(-1)), 1});
  ASSERT_FALSE(i.integrate_to(Interval(5)));
  const auto y = i.state();
  EXPECT_TRUE(encloses(y[0], log(high(6)), 1e-13));
  EXPECT_TRUE(encloses(y[1], exp(-exp(high(-5))), 1e-13));
  EXPECT_TRUE(encloses(y[2], high(12.25_q), 1e-13));
  EXPECT_LE(i.steps(), 40);
}

// Time as a variable: y' = 2 t y, y = exp(t^2 - t0^2), from a start and to an end that are no doubles.
TEST(Integrator, TimeInhomogeneousWithDecimalTimes) {
  const auto f = [](const auto& t, const auto& y) { return std::vector{2 * t * y[0]}; };
  Integrator<Interval> i(record_map(1, f), Interval(0.1_q), Doubleton<Interval>({1}));
  ASSERT_FALSE(i.integrate_to(Interval(1.7_q)));
  EXPECT_TRUE(encloses(i.state()[0], exp(high(1.7_q * 1.7_q - 0.01_q)), 1e-12));
}

// A polynomial field with the known solution (1 + t^2, t - t^3/3): y' minus its value on the solution, plus random
// polynomials that vanish there.
TEST(Integrator, RandomPolynomialFieldsWithAKnownSolution) {
  std::mt19937_64 g(20240501);
  const auto coefficient = [&] { return Rational(static_cast<int>(random_index(9, g)) - 4) / 4; };
  for (int round = 0; round < 10; ++round) {
    Vec<Rational> c;
    for (int k = 0; k < 8; ++k) c.push_back(coefficient());
    const auto f = [&](const auto& t, const auto& y) {
      using S = std::decay_t<decltype(t)>;
      const auto q = [&](int k) { return like(t, c[static_cast<std::size_t>(k)]); };
      const S u = 1 + t * t, v = t - pow(t, 3) * like(t, Rational(1, 3));
      const S a = y[0] - u, b = y[1] - v;
      return Vec<S>{2 * t + q(0) * a + q(1) * b + q(2) * a * y[1] + q(3) * b * y[1],
                    1 - t * t + q(4) * a + q(5) * b + q(6) * a * a + q(7) * b * y[0]};
    };
    auto i = from(f, {1, 0});
    ASSERT_FALSE(i.integrate_to(Interval(1)));
    EXPECT_TRUE(i.state()[0].contains(2.0));
    EXPECT_TRUE(i.state()[1].contains(2 / 3_q));
    EXPECT_LE(i.state()[0].width(), 1e-11);
    EXPECT_LE(i.steps(), 60);
  }
}

TEST(Integrator, DenseOutputEnclosesEveryInstant) {
  auto i = from(oscillator, {1, 0});
  int pieces = 0;
  while (!i.is_at(Interval(3))) {
    ASSERT_FALSE(i.step(Interval(3)));
    const TaylorStep<Interval>& s = i.last_step();
    for (int k = 0; k < 16; ++k, ++pieces) {
      const double a = s.duration().lower() * k / 16, b = s.duration().lower() * (k + 1) / 16;
      const Rational at = Rational(s.start().lower()) + Rational(a);
      EXPECT_TRUE(encloses(s.state(Interval(a))[0], cosine(at), 1e-14));
      const Interval during = s.state(Interval(a, b))[0];
      EXPECT_TRUE(encloses(during, cosine(at), 1.2 * (b - a) + 1e-14));
      EXPECT_TRUE(encloses(during, cosine(Rational(s.start().lower()) + Rational(b)), 1));
      EXPECT_TRUE(encloses(s.output_rate(0, Interval(a)), -cosine(at, true), 1e-13));
    }
  }
  EXPECT_GE(pieces, 16);
}

// The image of a box contains the images of its points, and is not much larger than their hull.
TEST(Integrator, ABoxContainsItsPoints) {
  const auto f = [](const auto&, const auto& y) {
    return std::vector{y[1], (1 - y[0] * y[0]) * y[1] - y[0]};
  };  // van der Pol
  auto box = from(f, {Interval(1.99, 2.01), Interval(-0.01, 0.01)});
  ASSERT_FALSE(box.integrate_to(Interval(2)));
  std::optional<Vec<Interval>> points;
  for (const double x : {1.99, 2.0, 2.01}) {
    for (const double v : {-0.01, 0.0, 0.01}) {
      auto i = from(f, {Interval(x), Interval(v)});
      ASSERT_FALSE(i.integrate_to(Interval(2)));
      const auto y = i.state();
      if (!points) points = y;
      for (int j = 0; j < 2; ++j) {
        EXPECT_TRUE(subset(y[j], box.state()[j]));
        (*points)[j] = hull((*points)[j], y[j]);
      }
    }
  }
  for (int j = 0; j < 2; ++j) EXPECT_LE(box.state()[j].width(), 1.6 * (*points)[j].width());
}

TEST(Integrator, HighPrecisionAgrees) {
  const RealInterval as(Rational(0), 200);
  const auto f = [](const auto&, const auto& y) { return std::vector{y[1], -y[0], y[2] * y[1]}; };
  // third component: exp(-(1 - cos t)) from 1
  Integrator<RealInterval> i(record_map(3, f), as, Doubleton<RealInterval>(like(as, Vec<Rational>{1, 0, 1})));
  ASSERT_FALSE(i.integrate_to(like(as, 2.5_q)));
  const auto y = i.state();
  EXPECT_TRUE(intersect(y[0], cosine(2.5_q)));
  EXPECT_TRUE(intersect(y[2], exp(cosine(2.5_q) - 1)));
  for (const auto& x : y) EXPECT_LE(x.width(), 1e-50);
  EXPECT_LE(i.steps(), 20);
}

// Failures are values.

TEST(Integrator, BlowUpEndsWithTheFailureAndNeverPassesThePole) {
  const auto f = [](const auto&, const auto& y) { return std::vector{y[0] * y[0]}; };  // 1/(1 - t)
  auto i = from(f, {1});
  const auto failed = i.integrate_to(Interval(2));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, IntegrationFailure<Interval>::Reason::no_enclosure);
  EXPECT_LT(failed->time.upper(), 1);
  EXPECT_GT(failed->time.lower(), 0.999);
  EXPECT_TRUE(failed->box[0].contains(Rational(1 / (1 - Rational(failed->time.lower())))));
  EXPECT_GT(failed->step, 0);
  EXPECT_NE(to_string(*failed).find("no enclosure"), std::string::npos);
  auto before = from(f, {1});
  EXPECT_FALSE(before.integrate_to(Interval(0.96875)));
  EXPECT_TRUE(before.state()[0].contains(32.0));
}

TEST(Integrator, LeavingTheDomainIsReported) {
  const auto root = [](const auto&, const auto& y) {
    return std::vector{0 - sqrt(y[0])};
  };  // (1 - t/2)^2, zero at t = 2
  auto i = from(root, {1});
  const auto failed = i.integrate_to(Interval(3));
  ASSERT_TRUE(failed);
  EXPECT_LE(failed->time.upper(), 2);
  auto at_zero = from(root, {0});
  EXPECT_EQ(at_zero.step(Interval(1))->reason, IntegrationFailure<Interval>::Reason::not_smooth);
}

TEST(Integrator, LimitsAreKept) {
  IntegratorOptions few;
  few.max_steps = 3;
  auto i = from(oscillator, {1, 0}, few);
  const auto failed = i.integrate_to(Interval(100));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, IntegrationFailure<Interval>::Reason::too_many_steps);
  EXPECT_EQ(i.steps(), 3);
  EXPECT_TRUE(encloses(failed->box[0], cosine(Rational(failed->time.lower())), 1e-14));
  IntegratorOptions small;
  small.max_step = 0.125;
  auto j = from(oscillator, {1, 0}, small);
  ASSERT_FALSE(j.integrate_to(Interval(1)));
  EXPECT_EQ(j.steps(), 8);
}

TEST(Integrator, ContractsAreChecked) {
  const RecordedMap map = record_map(2, oscillator);
  EXPECT_REFUSED(Integrator<Interval>(map, Interval(0), Doubleton<Interval>({1})), PreconditionError,
                 "Integrator: the field and the set have different dimensions");
  EXPECT_REFUSED(Doubleton<Interval>({Interval::entire()}), PreconditionError, "Doubleton: an unbounded or ragged map");
  EXPECT_REFUSED(record_map(0, oscillator), PreconditionError, "record_map: the dimension must be at least 1");
  IntegratorOptions negative;
  negative.tolerance = -1;
  EXPECT_REFUSED(Integrator<Interval>(map, Interval(0), Doubleton<Interval>({1, 0}), negative), PreconditionError,
                 "Integrator: tolerances and step limits must be positive");
  EXPECT_REFUSED((void)Integrator<Interval>(map, Interval(0), Doubleton<Interval>({1, 0})).last_step(),
                 PreconditionError, "Integrator: no step is done yet");
}

}  // namespace integrator_test
}  // namespace hebb
