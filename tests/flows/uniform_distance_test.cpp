#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/flows/uniform_distance.hpp>
#include <hebb/model/update.hpp>
#include <hebb/simplex/sampling.hpp>

#include "refused.hpp"

namespace hebb {
namespace uniform_distance_test {

using namespace literals;
using Point = SimplexPoint<Rational>;

struct Method {
  MeanStep step;
  Norms ComparisonRow::*distance;
  std::optional<Interval> ComparisonRow::*bound;
  std::optional<Interval> Comparison::*constant;
};
constexpr Method methods[] = {
    {MeanStep::euler, &ComparisonRow::euler_to_flow, &ComparisonRow::euler_uniform, &Comparison::euler_constant},
    {MeanStep::hebbian, &ComparisonRow::hebbian_to_flow, &ComparisonRow::hebbian_uniform,
     &Comparison::hebbian_constant},
    {MeanStep::mirror, &ComparisonRow::mirror_to_flow, &ComparisonRow::mirror_uniform, &Comparison::mirror_constant}};

std::vector<Point> starts() {
  return {Point({0.6_q, 0.4_q}),          Point({0.52_q, 0.48_q}),
          Point({0.25_q, 0.4_q, 0.35_q}), Point({0.45_q, 0.44_q, 0.11_q, 0_q}),
          Point({0.4_q, 0.4_q, 0.2_q}),   Point({0.3_q, 0.25_q, 0.2_q, 0.15_q, 0.1_q})};
}

/// No distance is above the bound, and the bound is at most three times the largest one: a third of C is refuted.
TEST(UniformDistance, HoldsForAllStepsAndIsWithinThreeTimesTheTruth) {
  for (const Rational& a : {0.02_q, 0.1_q}) {
    for (const Point& start : starts()) {
      const std::size_t steps = a == 0.02_q ? 750 : 200;
      const Comparison c = compare_mean_dynamics(start, a, steps, {.stride = a == 0.02_q ? 5u : 1u});
      ASSERT_LT(c.rows.back().flow.rest.upper(), c.rows.front().flow.rest.lower());
      for (const Method& m : methods) {
        ASSERT_TRUE(c.*m.constant);
        double largest = 0, highest = 0;
        for (const ComparisonRow& row : c.rows) {
          ASSERT_TRUE(row.*m.bound);
          EXPECT_LE((row.*m.distance).two.lower(), (row.*m.bound)->upper()) << row.step << to_string(a);
          largest = std::max(largest, (row.*m.distance).two.lower());
          highest = std::max(highest, (row.*m.bound)->lower());
        }
        const double all = (c.*m.constant)->upper() * a.convert_to<double>();
        EXPECT_LE(highest, all * (1 + 1e-12));
        EXPECT_GE(highest, all * 0.98) << "the constant is the largest bound";
        const double limit = m.step == MeanStep::euler && a == 0.1_q ? 6 : 3;
        EXPECT_GT(largest, all / limit) << "method " << static_cast<int>(m.step) << " a = " << to_string(a);
      }
    }
  }
}

TEST(UniformDistance, TheConstantIsEnclosedTightly) {
  for (const Point& start : starts()) {
    const UniformDistance distance(start, 0.02_q);
    for (const Method& m : methods) {
      const Interval c = *distance.constant(m.step);
      EXPECT_GT(c.lower(), 0);
      EXPECT_LT(c.upper(), 1.002 * c.lower());
      for (const Rational& tau : {0.01_q, 0.5_q, 2_q, 7_q, 40_q, 400_q})
        EXPECT_LE(distance.bound(m.step, exp(-RealInterval(tau, 100)))->lower(), c.upper() * 0.02 * (1 + 1e-12));
    }
  }
}

/// A coarse step of the definition against the odds of the proof, and the order that the steps keep, both exactly.
TEST(UniformDistance, StepsDivideTheOddsAndKeepTheirOrder) {
  std::mt19937_64 g(5);
  std::uniform_int_distribution<int> percent(1, 99);
  const auto odds = [](const Vec<Rational>& p) {
    Vec<Rational> o;
    for (std::size_t i = 1; i < p.size(); ++i) o.push_back(p[i] / (p[0] - p[i]));
    return o;
  };
  const auto step = [](bool euler, const Vec<Rational>& p, const Rational& a) {
    if (!euler) return probability_update(p, p, a);
    Vec<Rational> out = replicator(p);
    for (std::size_t i = 0; i < p.size(); ++i) out[i] = p[i] + a * out[i];
    return out;
  };
  const auto point = [](const Vec<Rational>& r) {
    Rational total = 1;
    for (const Rational& x : r) total += x;
    Vec<Rational> p{1 / total};
    for (const Rational& x : r) p.push_back(x / total);
    return p;
  };
  for (int k = 0; k < 500; ++k) {
    const Rational a(percent(g), 100);
    Vec<Rational> low, high;
    for (int i = 0; i < 3; ++i) {
      low.emplace_back(percent(g), 100);
      high.push_back(low.back() + (1 - low.back()) * Rational(k % 3 == 0 ? 0 : percent(g), 101));
    }
    const Vec<Rational> p = point(low), q = point(high);
    const Rational s = dot(p, p);
    for (const bool euler : {false, true}) {
      const Vec<Rational> before = odds(p), after = odds(step(euler, p, a)), above = odds(step(euler, q, a));
      for (std::size_t i = 0; i < 3; ++i) {
        const Rational y = a * p[0] / (1 + a * (euler ? p[i + 1] - s : p[i + 1]));
        EXPECT_EQ(after[i], before[i] / (1 + y));
        EXPECT_LE(after[i], above[i]) << "the order is kept";
        EXPECT_GE(y * (1 + a), a * p[0] * (1 + y));
        EXPECT_LE(y * (1 + y) * (1 - a) * (1 - a), a * p[0]);
      }
    }
  }
}

TEST(UniformDistance, SaysNothingWhereNothingIsProved) {
  const Point start({0.5_q, 0.3_q, 0.2_q});
  EXPECT_TRUE(UniformDistance(start, 0.4_q).constant(MeanStep::euler));
  EXPECT_FALSE(UniformDistance(start, 0.47_q).constant(MeanStep::euler));
  EXPECT_FALSE(UniformDistance(start, 0.9_q).bound(MeanStep::hebbian, RealInterval(1)));
  EXPECT_TRUE(UniformDistance(start, 1_q).constant(MeanStep::mirror));
  EXPECT_TRUE(identical(*UniformDistance(Point({0.5_q, 0.5_q, 0_q}), 0.1_q).constant(MeanStep::hebbian), Interval(0)));
  EXPECT_REFUSED(UniformDistance(start, 0_q), PreconditionError, "learning rate a = 0 outside (0, 1]");
}

}  // namespace uniform_distance_test
}  // namespace hebb
