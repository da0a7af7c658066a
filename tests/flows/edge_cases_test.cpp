// Times that differ by less than a unit in the last place, values below the range of double, and precisions above it.
#include <gtest/gtest.h>

#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/flows/integrator/integrate_flow.hpp>
#include <hebb/flows/integrator/rate_schedule.hpp>

namespace hebb {
namespace edge_cases_test {

using namespace literals;

SimplexPoint<Rational> point() { return SimplexPoint<Rational>(Vec<Rational>{0.5_q, 0.25_q, 0.25_q}); }

TEST(EdgeCases, AKinkShorterThanAUnitInTheLastPlaceIsNotSkipped) {
  const Rational tiny = 1e-20_q;
  const Vec<Rational> ones(3, Rational(1)), doubled{2, 1, 1};
  for (const Rational& start : {0.3_q, Rational(1, 3), 0.25_q}) {
    const RateSchedule kink({{start, ones}, {start + tiny, doubled}});
    const RateSchedule jump({{start, ones}, {start, doubled}});
    const SimplexBox box = box_around(point(), 0);
    const auto a = integrate_flow(box, 0_q, 1_q, kink, FlowOptions{}, Interval(0));
    const auto b = integrate_flow(box, 0_q, 1_q, jump, FlowOptions{}, Interval(0));
    ASSERT_FALSE(b.failure);
    if (a.failure) continue;  // an honest answer too
    EXPECT_LT(std::fabs(a.p[0].midpoint() - b.p[0].midpoint()), 1e-10) << to_string(start);
  }
}

TEST(EdgeCases, TimesThatRoundToTheSameNumberAreDifferentTimes) {
  const auto own = [](const auto&, const auto& p) { return p; };
  const Rational from = Rational(1'000'000'000'000'000) + Rational(1, 30),
                 to = Rational(1'000'000'000'000'000) + Rational(2, 30);
  const auto moved = integrate_flow(box_around(point(), 0), from, to, own, FlowOptions{}, Interval(0));
  const Interval truth = ReplicatorFlow<Interval>(point()).at(Rational(1, 30)).p[0];
  EXPECT_TRUE(moved.failure || intersect(moved.p[0], truth)) << moved.p[0];
}

TEST(EdgeCases, FarBeyondTheRangeOfDoubleThereIsAnEnclosureNotAnException) {
  const auto own = [](const auto&, const auto& p) { return p; };
  const auto late = integrate_flow(box_around(point(), 0), 0_q, 1000_q, own, FlowOptions{}, Interval(0));
  ASSERT_FALSE(late.failure);
  EXPECT_GE(late.distance.lower(), 0);
  EXPECT_LT(late.distance.upper(), 1e-300);
  EXPECT_TRUE(late.p[0].contains(1.0) || late.p[0].upper() == 1);
}

TEST(EdgeCases, ATinyAccuracyIsReachedOrLeftOpenButNeverDenied) {
  const Rational tiny = 1e-320_q;
  const auto coarse = ReplicatorFlow<Interval>(point()).time_to_accuracy(tiny);
  EXPECT_FALSE(coarse.never);
  const auto fine = ReplicatorFlow<RealInterval>(point(), RealInterval(Rational(0), 100)).time_to_accuracy(tiny);
  ASSERT_TRUE(fine.time) << fine.reason;
  EXPECT_LT(std::fabs(fine.time->lower() - 738), 5);
  const auto tied =
      ReplicatorFlow<Interval>(SimplexPoint<Rational>(Vec<Rational>{0.4_q, 0.4_q, 0.2_q})).time_to_accuracy(0.1_q);
  EXPECT_FALSE(tied.time);
  EXPECT_TRUE(tied.never);
}

TEST(EdgeCases, HighPrecisionsAreReached) {
  const long bits = 3000;
  const ReplicatorFlow<RealInterval> flow(point(), RealInterval(Rational(0), bits));
  const RealInterval rest = flow.at(Rational(10, 3)).rest;
  const Rational width = rest.exact_upper() - rest.exact_lower();
  EXPECT_LT(width, Rational(1, Integer(1) << 2950));
  const auto hit = flow.time_to_accuracy(0.001_q);
  ASSERT_TRUE(hit.time);
  EXPECT_LT(hit.time->exact_upper() - hit.time->exact_lower(), Rational(1, Integer(1) << 2900));
}

TEST(EdgeCases, IntegerCoefficientsDoNotLimitThePrecision) {
  const auto square_of_time = [](const auto& t, const auto& y) {
    auto out = y;
    out[0] = t * t;
    return out;
  };
  const RealInterval zero(Rational(0), 200);
  Integrator<RealInterval> integrator(record_map(1, square_of_time), zero,
                                      Doubleton<RealInterval>(Vec<RealInterval>{zero}));
  ASSERT_FALSE(integrator.integrate_to(RealInterval(Rational(1), 200)));
  const RealInterval third = integrator.state()[0];
  EXPECT_TRUE(third.contains(Rational(1, 3)));
  EXPECT_LT(third.exact_upper() - third.exact_lower(), Rational(1, Integer(1) << 180));
}

}  // namespace edge_cases_test
}  // namespace hebb
