// First crossing times against closed forms, and the cases in which there is no proof.
#include <gtest/gtest.h>

#include <hebb/flows/integrator/event.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace integrator_event_test {

using namespace literals;
using Status = Crossing<Interval>::Status;

constexpr auto oscillator = [](const auto&, const auto& y) { return std::vector{y[1], -y[0]}; };

/// First zero of g along the oscillator from (1, 0) (+- radius): y = (cos t, -sin t).
template <class G>
Crossing<Interval> crossing(const G& g, const Rational& end, double radius = 0) {
  const auto event = [&](const auto& t, const auto& y) { return std::vector{g(t, y)}; };
  Integrator<Interval> i(record_map(2, oscillator, event), Interval(0),
                         Doubleton<Interval>({Interval(1 - radius, 1 + radius), Interval(-radius, radius)}));
  return first_crossing(i, 2, Interval(end));
}

const Rational half_pi = parse_rational("1.57079632679489661923132169163975144");

TEST(FirstCrossing, IsTightAtATransversalZero) {
  const auto c = crossing([](const auto&, const auto& y) { return y[0]; }, 10);
  ASSERT_EQ(c.status, Status::crossed);
  EXPECT_TRUE(c.time.contains(half_pi)) << c.time;
  EXPECT_LE(c.time.width(), 1e-14);
  EXPECT_EQ(c.transversal, Truth::proved);
  EXPECT_TRUE(c.state[0].contains(0.0) && c.state[1].contains(-1.0));
  EXPECT_LE(c.state[0].width(), 1e-13);
}

TEST(FirstCrossing, FindsTheFirstOfManyAndTheRightDirection) {
  // sin 3t = -y_2 (4 y_1^2 - 1) has its first positive zero at pi/3; the sign starts at zero, so shift by 1/8
  const auto c = crossing([](const auto& t, const auto& y) { return t * t - 2 + y[0] * 0; }, 5);  // sqrt 2
  ASSERT_EQ(c.status, Status::crossed);
  EXPECT_LE(pow(Rational(c.time.lower()), 2), 2);
  EXPECT_GE(pow(Rational(c.time.upper()), 2), 2);
  EXPECT_LE(c.time.width(), 1e-14);
  const auto many = crossing([](const auto&, const auto& y) { return y[0] * (4 * y[0] * y[0] - 3); }, 50);  // cos 3t
  ASSERT_EQ(many.status, Status::crossed);
  EXPECT_TRUE(many.time.contains(half_pi / 3));
}

// From a box of radius r the crossing times of cos t fill about [pi/2 - r, pi/2 + r].
TEST(FirstCrossing, CoversAllTimesOfABox) {
  const double r = 1e-3;
  const auto c = crossing([](const auto&, const auto& y) { return y[0]; }, 10, r);
  ASSERT_EQ(c.status, Status::crossed);
  // y_1 = a cos t + b sin t = 0 at pi/2 + atan(b/a), |b/a| <= r/(1-r)
  EXPECT_TRUE(subset(Interval(half_pi) + Interval(-r, r), c.time));
  EXPECT_LE(c.time.width(), 2.1 * r);
  EXPECT_EQ(c.transversal, Truth::proved);
}

TEST(FirstCrossing, GrazingIsUndecidedAndAbsenceIsProved) {
  const auto grazing = crossing([](const auto&, const auto& y) { return y[0] + 1; }, 9);  // touches at pi
  EXPECT_EQ(grazing.status, Status::undecided);
  EXPECT_TRUE(grazing.time.contains(2 * half_pi)) << grazing.time;
  EXPECT_LE(grazing.time.width(), 1e-5);
  const auto absent = crossing([](const auto&, const auto& y) { return y[0] + like(y[0], 1.0001_q); }, 10);
  EXPECT_EQ(absent.status, Status::absent);
  EXPECT_TRUE(identical(absent.time, Interval(0.0, 10.0)));
  const auto deeper = crossing([](const auto&, const auto& y) { return y[0] + like(y[0], 0.9999_q); }, 10);
  EXPECT_EQ(deeper.status, Status::crossed);
  EXPECT_LT(deeper.time.upper(), Rational(2 * half_pi).convert_to<double>());
}

TEST(FirstCrossing, TheEndsOfTheTimeCount) {
  const auto from_zero = crossing([](const auto&, const auto& y) { return y[1]; }, 10);
  EXPECT_EQ(from_zero.status, Status::undecided);
  EXPECT_TRUE(identical(from_zero.time, Interval(0.0, 10.0)));
  EXPECT_EQ(crossing([](const auto&, const auto& y) { return y[0]; }, 1.5_q).status, Status::absent);
  // some of the box cross before the end, some after
  EXPECT_EQ(crossing([](const auto&, const auto& y) { return y[0]; }, 1.5708_q, 0.001).status, Status::undecided);
}

TEST(FirstCrossing, BackwardsInTime) {
  const auto event = [](const auto&, const auto& y) { return std::vector{y[0]}; };
  Integrator<Interval> i(record_map(2, oscillator, event), Interval(0), Doubleton<Interval>({1, 0}));
  const auto c = first_crossing(i, 2, Interval(-10));
  ASSERT_EQ(c.status, Status::crossed);
  EXPECT_TRUE(c.time.contains(-half_pi));
  EXPECT_LE(c.time.width(), 1e-14);
}

TEST(FirstCrossing, ABlowUpBeforeItFails) {
  const auto square_field = [](const auto&, const auto& y) { return std::vector{y[0] * y[0]}; };
  const auto never = [](const auto& t, const auto&) { return std::vector{t - 2}; };
  Integrator<Interval> i(record_map(1, square_field, never), Interval(0), Doubleton<Interval>({1}));
  const auto c = first_crossing(i, 1, Interval(3));
  EXPECT_EQ(c.status, Status::failed);
  ASSERT_TRUE(c.failure);
  EXPECT_LT(c.time.upper(), 1);
}

TEST(FirstCrossing, HighPrecision) {
  const RealInterval as(Rational(0), 200);
  const auto decay = [](const auto&, const auto& y) { return std::vector{-y[0]}; };
  const auto level = [](const auto&, const auto& y) { return std::vector{y[0] - like(y[0], 0.1_q)}; };
  Integrator<RealInterval> i(record_map(1, decay, level), as, Doubleton<RealInterval>({like(as, Rational(1))}));
  const auto c = first_crossing(i, 1, like(as, Rational(5)));
  ASSERT_EQ(c.status, Crossing<RealInterval>::Status::crossed);
  EXPECT_TRUE(subset(log(RealInterval(Rational(10), 240)), c.time));  // log 10
  EXPECT_LE(c.time.width(), 1e-56);
}

TEST(FirstCrossing, NeedsAnOutputBesideTheField) {
  Integrator<Interval> i(record_map(2, oscillator), Interval(0), Doubleton<Interval>({1, 0}));
  EXPECT_REFUSED(first_crossing(i, 1, Interval(1)), PreconditionError,
                 "first_crossing: not an output beside the field");
  EXPECT_REFUSED(first_crossing(i, 2, Interval(1)), PreconditionError,
                 "first_crossing: not an output beside the field");
}

}  // namespace integrator_event_test
}  // namespace hebb
