#include <array>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include <hebb/calculus/correlated.hpp>
#include <hebb/experiments/input_experiments.hpp>
#include <hebb/simulation/chain/chain_path.hpp>

#include "refused.hpp"

namespace hebb {
namespace input_path_test {

Rational q(int a, int b = 1) { return Rational(a) / b; }
const Correlation pattern{{{1, q(1, 5), q(1, 2)}, {q(1, 5), 1, q(3, 4)}, {q(1, 2), q(3, 4), 1}}};

InputProblem problem() {
  return {.start = {q(1, 2), q(3, 10), q(1, 5)},
          .a = q(1, 50),
          .noise = UniformNoise(2),
          .correlation = {},
          .schedule = {}};
}

/// With Gamma = I and constant rates the path is that of the uncorrelated chain, bit for bit.
TEST(InputPath, WithoutCorrelationItIsTheOldChain) {
  const InputProblem plain = problem();
  const ChainSimulator chain(
      {{.start = plain.start, .a = plain.a, .noise = plain.noise, .event = LossEvent::below_ratio(q(1, 1000))}}, 7);
  InputProblem identity = plain, constant = plain;
  identity.correlation = Correlation::identity(3);
  constant.schedule = StepSchedule::constant({3, 2, 1});
  for (const InputProblem& p : {plain, identity, constant}) {
    const InputSimulator simulator(p, 7);
    for (const std::uint64_t number : {0ULL, 5ULL, (1ULL << 32) + 3}) {
      ChainPath expected(chain, number);
      InputPath path(simulator, number);
      for (int k = 0; k < 500; ++k) {
        expected.advance();
        path.advance();
        ASSERT_EQ(path.weights(), expected.weights()) << "step " << k;
      }
    }
  }
}

/// The mean of one step: E[w_i'/w_i] = 1 + a (Gamma p)_i, for both laws of the input.
TEST(InputPath, TheMeanInputIsGammaP) {
  for (const InputLaw law : {InputLaw::one_hot, InputLaw::bernoulli}) {
    InputProblem p = problem();
    p.correlation = pattern;
    p.input = law;
    const InputSimulator simulator(p, 11);
    constexpr int paths = 200'000;
    std::array<double, 3> mean{};
    for (int k = 0; k < paths; ++k) {
      InputPath path(simulator, static_cast<std::uint64_t>(k));
      const Vec<double> before = path.weights();
      path.advance();
      for (std::size_t i = 0; i < 3; ++i) mean[i] += (path.weights()[i] / before[i] - 1) * 50 / paths;
    }
    const Vec<Rational> g = drive(pattern.rows(), p.start);
    // Standard deviation of Y below 0.77, so 5 sigma is below 0.009.
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(mean[i], g[i].convert_to<double>(), 0.009) << i;
  }
}

/// The covariance tells the two laws apart: one-hot with Gamma = I never has S_1 = S_2 = 1.
TEST(InputPath, TheBernoulliLawIsNotOneHot) {
  for (const InputLaw law : {InputLaw::one_hot, InputLaw::bernoulli}) {
    InputProblem p = problem();
    p.noise = TwoPointNoise(2, q(1, 1000), q(1, 1000));
    p.input = law;
    const InputSimulator simulator(p, 3);
    int both = 0, none = 0;
    for (std::uint64_t k = 0; k < 20'000; ++k) {
      InputPath path(simulator, k);
      const Vec<double> before = path.weights();
      path.advance();
      int ones = 0;
      for (std::size_t i = 0; i < 3; ++i) ones += path.weights()[i] / before[i] > 1 + 0.5 / 50;
      both += ones >= 2;
      none += ones == 0;
    }
    if (law == InputLaw::one_hot) {
      EXPECT_EQ(both + none, 0);
    } else {
      EXPECT_NEAR(none / 20'000.0, 0.5 * 0.7 * 0.8, 0.02);  // prod (1 - p_i)
      EXPECT_GT(both, 1000);
    }
  }
}

TEST(InputPath, KeepsTheSimplexAndItsFaces) {
  InputProblem p = problem();
  p.start = {q(1, 2), q(1, 2), 0};
  p.correlation = pattern;
  p.schedule = StepSchedule::alternating({3, 2, 1}, {1, 2, 3}, 7, 400);
  const InputSimulator simulator(p, 5);
  InputPath path(simulator, 0);
  for (int k = 0; k < 400; ++k) {
    path.advance();
    const Vec<double> x = path.probabilities();
    EXPECT_NEAR(std::accumulate(x.begin(), x.end(), 0.0), 1, 1e-14);
    EXPECT_GT(x[0], 0);
    EXPECT_EQ(x[2], 0);
  }
}

/// A switch of the rates changes p_i/p_j by the ratio of the rates and nothing else.
TEST(InputPath, ASwitchKeepsTheWeights) {
  InputProblem held = problem(), switched = problem();
  held.schedule = StepSchedule::constant({3, 2, 1});
  switched.schedule = StepSchedule({{0, {3, 2, 1}}, {11, {1, 2, 3}}});
  const InputSimulator a(held, 9), b(switched, 9);
  InputPath x(a, 4), y(b, 4);
  x.advance_to(9);
  y.advance_to(9);
  EXPECT_EQ(x.weights(), y.weights());
  x.advance();
  y.advance();  // now y shows p under the rates of step 11
  EXPECT_DOUBLE_EQ(y.weights()[0] / y.weights()[2], x.weights()[0] / x.weights()[2] / 9);
}

TEST(InputPath, RefusesWhatDoesNotFit) {
  InputProblem wrong = problem();
  wrong.correlation = Correlation::identity(2);
  EXPECT_REFUSED(InputSimulator(wrong, 1), PreconditionError, "chain: Gamma has 2 rows, the start 3 components");
  wrong = problem();
  wrong.schedule = StepSchedule::constant({1, 2});
  EXPECT_REFUSED(InputSimulator(wrong, 1), PreconditionError,
                 "chain: the schedule has 2 rates, the start 3 components");
  wrong = problem();
  wrong.a = q(1, 2);
  EXPECT_REFUSED(InputSimulator(wrong, 1), PreconditionError, "chain: learning rate 1/2 outside [2^-40, 1/Q), Q = 2");
  wrong = problem();
  wrong.start = {q(1, 2), q(1, 2), q(1, 2)};
  EXPECT_REFUSED(InputSimulator(wrong, 1), PreconditionError, "chain: the starting point sums to 3/2, not 1");
  wrong = problem();
  wrong.start = {q(1, 5), q(3, 10), q(1, 2)};  // the leader need not be the first
  EXPECT_NO_THROW(InputSimulator(wrong, 1));
}

TEST(InputExperiments, TheNumbersDoNotDependOnThreads) {
  experiments::CorrelationOptions options;
  options.paths = 40;
  options.steps = 300;
  options.strengths = {0, q(1, 2), 1};
  const auto one = experiments::correlation(options);
  options.threads = 3;
  const auto three = experiments::correlation(options);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(one.rows[k].winners, three.rows[k].winners);
}

TEST(InputExperiments, CorrelatedOthersTakeTheLead) {
  experiments::CorrelationOptions options;
  options.paths = 100;
  options.steps = 6'000;
  options.accuracy = q(2, 5);  // with Gamma_23 = 1 the others share the mass
  options.strengths = {0, q(9, 10)};
  const auto out = experiments::correlation(options);
  EXPECT_GT(out.rows[0].right, 0.6);
  EXPECT_LT(out.rows[1].right, 0.2);
  EXPECT_GT(out.rows[0].delta_g, 0);
  EXPECT_LT(out.rows[1].delta_g, 0);
  ASSERT_TRUE(out.critical_strength);
}

TEST(InputExperiments, FastSwitchesRuleAndSlowOnesLock) {
  experiments::SwitchingOptions options;
  options.paths = 60;
  options.intervals = {1, 4000};
  const auto out = experiments::switching(options);
  EXPECT_EQ(out.favourite_first, 0U);
  EXPECT_EQ(out.favourite_second, 2U);
  EXPECT_EQ(out.rows[0].diagnosis, "instant");
  EXPECT_LT(out.rows[1].share, 0.6);
  EXPECT_GT(out.rows[1].locked, 58U);
  EXPECT_EQ(out.rows[1].diagnosis, "locked");
  options.second = options.first;
  EXPECT_REFUSED(experiments::switching(options), PreconditionError, "switching: both rates favour the same input");
}

TEST(InputExperiments, PrimingDecides) {
  experiments::PrimingOptions options;
  options.paths = 60;
  options.primed = {0, 4000};
  options.steps = 3000;
  const auto out = experiments::priming(options);
  EXPECT_LT(out.rows[0].share, 0.3);
  EXPECT_GT(out.rows[1].share, out.rows[0].share + 0.3);
  EXPECT_EQ(out.rows[0].leads, 0U);
}

}  // namespace input_path_test
}  // namespace hebb
