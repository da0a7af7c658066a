#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/flows/geometry/fisher_metric.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace leader_odds_test {

using namespace literals;
using test::agrees;

template <class S>
struct LeaderOdds : ::testing::Test {
  static Vec<Rational> draw(std::size_t d, std::mt19937_64& random) {
    return sample_chamber_with_gap<Rational>(d, Rational(1, 10), random).coordinates();
  }
};
TYPED_TEST_SUITE(LeaderOdds, test::Scalars, test::ScalarNames);

TYPED_TEST(LeaderOdds, CoordinatesAgreeWithEachOther) {
  std::mt19937_64 random(1);
  const auto model = test::model<TypeParam>();
  for (std::size_t d = 2; d <= 8; ++d) {
    const Vec<Rational> exact = this->draw(d, random);
    const auto x = leader_odds(like(model, exact));
    EXPECT_TRUE(agrees(distance_from_odds(x), Rational(1 - exact[0])));
    auto r = x;
    for (auto& y : r) y = y / (1 + y);
    EXPECT_TRUE(agrees(point_from_ratios(r), exact));
    Rational expected = 0, product = 1;
    for (std::size_t i = 1; i < d; ++i) {
      expected += exact[i] / (exact[0] - exact[i]);
      product *= exact[0] / (exact[0] - exact[i]);
    }
    EXPECT_TRUE(agrees(decay_function(x) / like(model, Rational(expected * product)), Rational(1)));
  }
}

/// Over Rational e is any number in (0, 1]: the odds of the moved ratios are e times the old ones.
TEST(LeaderOddsOverRational, TheOddsDecayInTheInternalTime) {
  for (const Rational& r : {0_q, 0.01_q, 0.5_q, 0.99_q}) {
    for (const Rational& e : {1_q, 0.5_q, 1e-300_q}) {
      const Rational moved = ratio_at(r, e);
      EXPECT_EQ(Rational(moved / (1 - moved)), Rational(e * (r / (1 - r))));
    }
    EXPECT_EQ(ratio_at(r, 1_q), r);
  }
}

/// What is recorded, r e/(gap + r e), and what scalars that round take, r/(r + gap/e), are one function; with the gap
/// given a tie stays a tie, and the point and the time are those of the executed flow.
TEST(LeaderOddsOverRational, TheRecordedFormsAreTheExecutedOnes) {
  for (const Rational& r : {0_q, 1e-30_q, 0.5_q, 0.99_q, 1_q}) {
    for (const Rational& e : {3_q, 1_q, 0.25_q, 1e-30_q}) {
      const Rational gap = 1 - r, now = ratio_at(r, gap, e);
      EXPECT_EQ(now, Rational(r / (r + gap / e)));
      EXPECT_EQ(Rational(now + ratio_gap_at(r, gap, e)), 1);
      EXPECT_EQ(ratio_normaliser(r, gap, e), ratio_normaliser(r, e));
    }
  }
  const SimplexPoint<Rational> start({0.2_q, 0.45_q, 0_q, 0.35_q});
  const LeaderCoordinates<Rational> at = leader_coordinates(start, 0_q);
  const Rational e = 0.125_q;
  const ReplicatorState<Rational> state = replicator_state(at, e);
  Vec<Rational> r;
  for (const std::size_t i : {0, 2, 3}) r.push_back(ratio_at(Rational(start[i] / start[1]), e));
  const Vec<Rational> p = point_from_ratios(r);
  EXPECT_EQ(state.p, (Vec<Rational>{p[1], p[0], p[2], p[3]}));
  EXPECT_EQ(state.rest, Rational(1 - p[0]));
  const RealInterval model(0_q, 200);
  const auto log_of = [&](const Rational& x) { return log(like(model, x)); };
  const RealInterval exact = time_from_ratios(at.ratio, at.gap, at.leader, e, log_of);
  const RealInterval enclosed = replicator_time(leader_coordinates(start, model), like(model, e));
  EXPECT_LT(abs(exact - enclosed).magnitude(), 1e-55);
  EXPECT_TRUE(exact.contains(exact.exact_lower()));
}

/// Over enclosures e occurs once: an interval of times widens a ratio no more than it has to.
TEST(LeaderOddsOverInterval, TheRatioOfAnIntervalOfTimesIsItsRange) {
  const Interval r(0.5_q), gap(0.5_q), e = hull(Interval(0.25_q), Interval(0.5_q)), now = ratio_at(r, gap, e);
  EXPECT_TRUE(now.contains(0.2_q) && now.contains(1_q / 3));
  EXPECT_LT(now.width(), 2.0 / 15 + 1e-15);
}

TEST(LeaderOddsOverRational, TheDecayFunctionIsAnEigenfunctionOfTheFlow) {
  std::mt19937_64 random(2);
  const auto phi = [](const auto& p) { return decay_function(leader_odds(p)); };
  for (std::size_t d = 2; d <= 7; ++d) {
    const Vec<Rational> p = LeaderOdds<Rational>::draw(d, random);
    EXPECT_EQ(derivative_along(phi, p, replicator(p)), Rational(-phi(p)));
    EXPECT_GE(phi(p), Rational(1 - p[0]));
  }
}

/// Along the closed form: t = tau - sum log D, and 1 - p_1(t) between (1 - p_1(0)) e^-t and Phi(p(0)) e^-t, with a
/// quotient that tends to 1.
TEST(LeaderOddsAlongTheFlow, TheDistanceDecaysAtTheRateOne) {
  const Vec<Rational> start{0.4_q, 0.35_q, 0.25_q};
  const RealInterval model(0_q, 400);
  const Vec<RealInterval> p = like(model, start), x = leader_odds(p);
  RealInterval last = like(model, 0_q);
  for (const Rational& tau : {0_q, 1_q, 5_q, 40_q, 200_q}) {
    const RealInterval e = exp(-like(model, tau));
    Vec<RealInterval> r;
    RealInterval t = like(model, tau);
    for (std::size_t i = 1; i < p.size(); ++i) {
      r.push_back(ratio_at(p[i] / p[0], e));
      t = t - log(ratio_normaliser(p[i] / p[0], e));
    }
    const Vec<RealInterval> q = point_from_ratios(r);
    EXPECT_LT(abs(decay_function(leader_odds(q)) * exp(t) / decay_function(x) - 1).magnitude(), 1e-100);
    const RealInterval distance = (q[1] + q[2]) * exp(t);
    EXPECT_TRUE(possibly(less_equal(1 - p[0], distance)));
    EXPECT_TRUE(certainly(less(distance, decay_function(x))));
    EXPECT_TRUE(certainly(less(last, distance))) << "it increases";
    if (tau == 200) EXPECT_LT((1 - distance / decay_function(x)).magnitude(), 1e-80);
    last = distance;
  }
}

TEST(LeaderOdds, NeedTwoCoordinates) {
  EXPECT_REFUSED(leader_odds(Vec<Rational>{1}), PreconditionError, "leader_odds: expected at least 2 coordinates");
  EXPECT_REFUSED(distance_from_odds(Vec<Rational>{}), PreconditionError, "distance_from_odds: an empty vector");
  EXPECT_REFUSED(point_from_ratios(Vec<Rational>{}), PreconditionError, "sum: an empty vector");
}

}  // namespace leader_odds_test
}  // namespace hebb
