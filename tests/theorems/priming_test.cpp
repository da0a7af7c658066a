#include <cmath>

#include <gtest/gtest.h>

#include <hebb/model/update.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/theorems/priming.hpp>

#include "refused.hpp"

namespace hebb {
namespace priming_test {

Rational q(int a, int b = 1) { return Rational(a) / b; }
const Vec<Rational> lambda{10, q(15, 2), 5}, mu{5, q(15, 2), 10}, ones{1, 1, 1};

/// The ratios that are asked for are just enough: at them the margin is left after the switch, exactly.
TEST(Priming, TheNeededRatiosLeaveTheMargin) {
  const PrimedSwitch change = primed_switch(lambda, mu, ones, 2);
  EXPECT_EQ(change.needed, (Vec<Rational>{1, 4, 8}));
  EXPECT_EQ(change.largest, 8);
  EXPECT_EQ(change.gap_after, q(1, 4));
  // p_1/p_i = needed_i under lambda; weights p_i/lambda_i; under mu all ratios are the margin.
  Vec<Rational> w;
  for (std::size_t i = 0; i < 3; ++i) w.push_back(1 / (change.needed[i] * lambda[i]));
  const Vec<Rational> after = probabilities(mu, w);
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(after[0], 2 * after[i]);
    EXPECT_EQ(after[0] - after[i], change.gap_after);
  }
  // At the accuracy even the least favourable point has the largest ratio.
  const Rational m = change.accuracy / 2;
  EXPECT_EQ((1 - m) / m, change.largest);
}

/// The flow in doubles reaches the ratios at the enclosed time.
TEST(Priming, TheTimeIsThatOfTheFlow) {
  const PrimedSwitch change = primed_switch(lambda, mu, ones, 2);
  const RealInterval time = priming_time(change);
  EXPECT_LT(time.upper() - time.lower(), 1e-14);
  Vec<double> p;
  for (const Rational& x : change.start.coordinates()) p.push_back(x.convert_to<double>());
  const int steps = 20'000;
  const double h = time.lower() / steps;
  const auto field = [](const Vec<double>& x) {
    const double s = dot(x, x);
    Vec<double> v;
    for (const double y : x) v.push_back(y * (y - s));
    return v;
  };
  for (int k = 0; k < steps; ++k) {  // the midpoint rule
    const Vec<double> v = field(p);
    Vec<double> middle = p;
    for (std::size_t i = 0; i < 3; ++i) middle[i] += h / 2 * v[i];
    const Vec<double> w = field(middle);
    for (std::size_t i = 0; i < 3; ++i) p[i] += h * w[i];
  }
  const double first = p[0] / p[1] / 4, second = p[0] / p[2] / 8;
  EXPECT_NEAR(std::min(first, second), 1, 1e-6);
  EXPECT_GE(std::max(first, second), 1 - 1e-6);
}

TEST(Priming, NothingToDoWhenTheRatiosAreThere) {
  const PrimedSwitch change = primed_switch({100, 1}, {101, 1}, {1, 1}, 2);
  EXPECT_EQ(priming_time(change).lower(), 0);
  EXPECT_EQ(priming_time(change).upper(), 0);
}

TEST(Priming, TheStepsOfTheChainCostMoreThanTheFlow) {
  const PrimedSwitch change = primed_switch(lambda, mu, ones, 2);
  const BarrierLaw law = barrier_law(UniformNoise(2));
  const Rational a = q(1, 1000);
  const auto loose = priming_steps(change, a, law, q(3, 10)), tight = priming_steps(change, a, law, q(1, 10));
  ASSERT_TRUE(loose && tight);
  EXPECT_GT(loose->steps, 1000 * priming_time(change).upper());
  EXPECT_GE(tight->steps, loose->steps);
  EXPECT_LT(loose->escape.upper(), 0.3);
  // An epsilon below the escape bound proves nothing, and neither does a learning rate that is too large.
  EXPECT_FALSE(priming_steps(change, a, law, loose->escape.exact_lower() / 2));
  EXPECT_FALSE(priming_steps(change, q(1, 10), law, q(1, 100)));
}

TEST(Priming, RefusesWhatIsNotASwitch) {
  EXPECT_REFUSED(primed_switch(mu, lambda, ones, 2), PreconditionError,
                 "priming: input 2 is not behind input 1 under the first rates");  // input 1 does not lead
  EXPECT_REFUSED(primed_switch(lambda, mu, ones, 1), PreconditionError, "priming: margin 1, expected above 1");
  EXPECT_REFUSED(primed_switch(lambda, {1, 2}, ones, 2), PreconditionError,
                 "priming: lengths 3 and 2, expected equal and positive");
  EXPECT_REFUSED(primed_switch(lambda, {1, 0, 2}, ones, 2), PreconditionError,
                 "priming: rate or weight 0, expected above 0");
  EXPECT_REFUSED(priming_steps(primed_switch(lambda, mu, ones, 2), q(1, 1000), barrier_law(UniformNoise(2)), 1),
                 PreconditionError, "priming: epsilon 1 outside (0, 1)");
}

}  // namespace priming_test
}  // namespace hebb
