#include <gtest/gtest.h>

#include <hebb/calculus/rates.hpp>
#include <hebb/stochastic/experiments.hpp>

namespace hebb::experiments {
namespace {

using namespace literals;

TEST(Experiments, TheMeanStaysBelowTheEnvelope) {
  // A start with a large gap and an admissible rate; Theta then has a probability near 1.
  ConvergenceOptions options{
      .start = {0.7_q, 0.2_q, 0.1_q}, .steps = 4000, .paths = 100, .seed = 4, .samples = 50, .threads = 2};
  const ConvergenceExperiment e = convergence(options);
  EXPECT_EQ(e.rate, rate_bound_sharp(0.5_q, Rational(2)));
  EXPECT_EQ(e.contraction, convergence_rate(Rational(3), 0.5_q));
  ASSERT_EQ(e.rows.size(), 50u);
  EXPECT_EQ(e.rows.back().steps, 4000u);
  EXPECT_TRUE(e.mean_below_envelope);
  EXPECT_GE(e.least_within, 0.9);
  EXPECT_GE(e.on_theta, 95u);
  EXPECT_LE(e.theta.lower, static_cast<double>(e.on_theta) / 100);
  for (const ConvergenceRow& row : e.rows) {
    EXPECT_LE(row.least, row.median);
    EXPECT_LE(row.median, row.largest);
    EXPECT_LE(row.below, row.within);
  }
  // Twenty times the exponent would be too fast: the experiment can see a wrong envelope.
  const ConvergenceRow& early = e.rows[2];
  const double wrong =
      0.6 * std::exp(-20 * (e.rate * e.contraction).convert_to<double>() * static_cast<double>(early.steps));
  EXPECT_GT(early.mean - 4 * early.standard_error, wrong);
  options.threads = 1;
  EXPECT_EQ(convergence(options).rows.back().mean, e.rows.back().mean);
}

TEST(Experiments, SuccessFallsWithTheLearningRate) {
  const StressExperiment e = learning_rate_stress({.paths = 2000, .seed = 2, .threads = 2});
  ASSERT_GE(e.rows.size(), 6u);
  EXPECT_EQ(e.rows[0].rate, e.bound);
  EXPECT_GT(e.rows.front().success, 0.9);
  EXPECT_LT(e.rows.back().success, 0.5);
  ASSERT_TRUE(e.critical_rate);
  EXPECT_GT(*e.critical_rate, 2 * e.bound.convert_to<double>());
  EXPECT_LT(*e.critical_rate, 0.5);
  for (const StressRow& row : e.rows) {
    EXPECT_EQ(row.reached + row.lost + row.undecided, 2000u);
    EXPECT_LE(row.undecided, 20u);
    EXPECT_LE(row.interval.lower, row.success);
    EXPECT_GE(row.interval.upper, row.success);
  }
}

TEST(Experiments, StepsToAnAccuracyGrowLikeOneOverTheRate) {
  const NoiseExperiment e = noise_scaling({.q = {1.5_q, 2, 4}, .paths = 300, .seed = 3, .threads = 2});
  ASSERT_EQ(e.rows.size(), 3u);
  EXPECT_NEAR(e.exponent, 1, 0.1);
  for (const NoiseRow& row : e.rows) {
    EXPECT_GT(row.reached, 270u);
    EXPECT_LT(row.lower_quartile, row.upper_quartile);
    EXPECT_NEAR(row.scaled_median / e.rows[0].scaled_median, 1, 0.2);
  }
}

TEST(Experiments, EscapeCurveRises) {
  EscapeOptions options{.problem = {.start = {0.6_q, 0.4_q},
                                    .rate = 0.02_q,
                                    .noise = UniformNoise(2),
                                    .event = LossEvent::below_gap(0.1_q),
                                    .steps = 500},
                        .monte_carlo = {.paths = 20000, .seed = 5, .threads = 2}};
  const EscapeExperiment e = escape(options);
  ASSERT_EQ(e.rows.size(), 60u);
  EXPECT_EQ(e.rows.back().steps, 500u);
  EXPECT_GT(e.rows.back().events, 100u);
  for (std::size_t k = 1; k < e.rows.size(); ++k) {
    EXPECT_GE(e.rows[k].events, e.rows[k - 1].events);
    EXPECT_LE(e.rows[k].fixed.lower, e.rows[k].estimate);
    EXPECT_GE(e.rows[k].fixed.upper, e.rows[k].estimate);
  }
  const MonteCarlo run(options.problem, e.options.monte_carlo);
  EXPECT_EQ(escape(options, run.run_cells(1, 3)).tally, e.tally);
  std::atomic<bool> stop = true;
  EXPECT_TRUE(escape(options, {}, {}, &stop).rows.empty());
}

TEST(Experiments, RejectBadInput) {
  EXPECT_THROW(initial_gap({0.5_q, 0.5_q}), PreconditionError);
  EXPECT_THROW(convergence({.paths = 1}), PreconditionError);
  EXPECT_THROW(learning_rate_stress({.rates = {0.2_q, 0.1_q}}), PreconditionError);
  EXPECT_THROW(noise_scaling({.horizon = 0}), PreconditionError);
}

}  // namespace
}  // namespace hebb::experiments
