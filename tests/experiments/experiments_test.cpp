#include <atomic>

#include <gtest/gtest.h>

#include <hebb/calculus/rates.hpp>
#include <hebb/experiments/experiments.hpp>
#include <hebb/model/leader_problem.hpp>

#include "refused.hpp"

namespace hebb::experiments {
namespace experiments_test {

using namespace literals;

TEST(Experiments, TheMeanStaysBelowTheEnvelope) {
  // A start with a large gap and an admissible rate; Theta then has a probability near 1.
  ConvergenceOptions options{
      .start = {0.7_q, 0.2_q, 0.1_q}, .steps = 4000, .paths = 100, .seed = 4, .samples = 50, .threads = 2};
  const ConvergenceExperiment e = convergence(options);
  EXPECT_EQ(e.a, rate_bound_sharp(0.5_q, Rational(2)));
  EXPECT_EQ(e.contraction, convergence_rate(Rational(3), 0.5_q));
  ASSERT_EQ(e.rows.size(), 50u);
  EXPECT_EQ(e.rows.back().steps, 4000u);
  EXPECT_TRUE(e.mean_below_envelope);
  EXPECT_GE(e.least_within, 9 * e.options.paths / 10);
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
      0.6 * std::exp(-20 * (e.a * e.contraction).convert_to<double>() * static_cast<double>(early.steps));
  EXPECT_GT(early.mean - 4 * early.standard_error, wrong);
  options.threads = 1;
  EXPECT_EQ(convergence(options).rows.back().mean, e.rows.back().mean);
}

TEST(Experiments, SuccessFallsWithTheLearningRate) {
  const StressExperiment e = learning_rate_stress({.paths = 2000, .seed = 2, .threads = 2});
  ASSERT_GE(e.rows.size(), 6u);
  EXPECT_EQ(e.rows[0].a, e.bound);
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
  EscapeOptions options{
      .problem =
          {{.start = {0.6_q, 0.4_q}, .a = 0.02_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)}, 500},
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

/// Runs an experiment in pieces: it is stopped after each chunk of paths.
template <class Experiment, class Options>
Experiment in_pieces(Experiment (*run)(const Options&, CountedRows*), Options options, int& pieces) {
  std::atomic<bool> stop = false;
  CountedRows work;
  work.stop = &stop;
  for (pieces = 1;; ++pieces) {
    bool whole = true;
    work.progress = [&](const std::vector<PathCounts>&) {
      whole = false;
      stop = true;
    };
    stop = false;
    options.threads = pieces % 2 == 0 ? 1 : 2;
    Experiment e = run(options, &work);
    if (whole) return e;  // all paths were known
  }
}

TEST(Experiments, InPiecesAreTheSameAsInOne) {
  int pieces = 0;
  const ConvergenceOptions distances{.steps = 300, .paths = 70, .seed = 6, .samples = 7, .threads = 2};
  const ConvergenceExperiment c = convergence(distances), d = in_pieces(convergence, distances, pieces);
  EXPECT_GE(pieces, 3);
  ASSERT_EQ(c.rows.size(), d.rows.size());
  for (std::size_t i = 0; i < c.rows.size(); ++i) {
    EXPECT_EQ(c.rows[i].mean, d.rows[i].mean);
    EXPECT_EQ(c.rows[i].standard_error, d.rows[i].standard_error);
    EXPECT_EQ(c.rows[i].median, d.rows[i].median);
    EXPECT_EQ(c.rows[i].within, d.rows[i].within);
  }
  EXPECT_EQ(c.on_theta, d.on_theta);

  const StressOptions rates{.a = {0.1_q, 0.2_q, 0.4_q}, .horizon = 40, .paths = 700, .seed = 6, .threads = 2};
  const StressExperiment s = learning_rate_stress(rates), t = in_pieces(learning_rate_stress, rates, pieces);
  EXPECT_GE(pieces, 6);
  ASSERT_EQ(t.rows.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(s.rows[i].reached, t.rows[i].reached);
    EXPECT_EQ(s.rows[i].lost, t.rows[i].lost);
    EXPECT_EQ(s.rows[i].undecided, t.rows[i].undecided);
    EXPECT_GT(s.rows[i].lost, 0u);
  }
  EXPECT_EQ(s.critical_rate, t.critical_rate);

  const NoiseOptions bounds{.q = {1.5_q, 2, 4}, .paths = 300, .seed = 6, .threads = 2};
  const NoiseExperiment n = noise_scaling(bounds), m = in_pieces(noise_scaling, bounds, pieces);
  EXPECT_GE(pieces, 6);
  ASSERT_EQ(m.rows.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(n.rows[i].reached, m.rows[i].reached);
    EXPECT_EQ(n.rows[i].lost, m.rows[i].lost);
    EXPECT_EQ(n.rows[i].lower_quartile, m.rows[i].lower_quartile);
    EXPECT_EQ(n.rows[i].median, m.rows[i].median);
  }
  EXPECT_EQ(n.exponent, m.exponent);
}

TEST(Experiments, RejectCountsOfSomethingElse) {
  const auto rejects = [](auto run, auto options, PathCounts row) {
    CountedRows work{.rows = {std::move(row)}};
    EXPECT_REFUSED(run(options, &work), PreconditionError,
                   "experiment: the known counts are of other rows or more paths");
  };
  const ConvergenceOptions distances{.steps = 10, .paths = 2, .samples = 2};
  rejects(convergence, distances, {2, {0, 0, 0, 0, 0}});
  rejects(convergence, distances, {3, std::vector<std::uint64_t>(9)});
  const StressOptions rates{.a = {0.4_q}, .paths = 2};
  rejects(learning_rate_stress, rates, {2, {1, 1}});
  rejects(learning_rate_stress, rates, {3, {1, 1, 1}});
  const NoiseOptions bounds{.q = {2}, .paths = 4};
  for (const std::vector<std::uint64_t>& counts :
       std::vector<std::vector<std::uint64_t>>{{}, {0, 7}, {5}, {0, 7, 3, 8, 2}, {1, 8, 1, 7, 1}, {1, 0, 1}}) {
    rejects(noise_scaling, bounds, {4, counts});
  }
  CountedRows sound{.rows = {{4, {1, 7, 1, 8, 2}}}};
  const NoiseExperiment e = noise_scaling(bounds, &sound);
  EXPECT_EQ(e.rows[0].lost, 1u);
  EXPECT_EQ(e.rows[0].median, 8);
}

TEST(Experiments, RejectBadInput) {
  EXPECT_REFUSED(initial_gap(Vec<Rational>{0.5_q, 0.5_q}), PreconditionError,
                 "the first component of (1/2, 1/2) does not lead");
  EXPECT_REFUSED(convergence({.paths = 1}), PreconditionError, "convergence: at least two paths are needed");
  EXPECT_REFUSED(learning_rate_stress({.a = {0.2_q, 0.1_q}}), PreconditionError,
                 "learning-rate stress: the rates must rise");
  EXPECT_REFUSED(noise_scaling({.horizon = 0}), PreconditionError, "experiment: horizon 0.000000, expected > 0");
}

}  // namespace experiments_test
}  // namespace hebb::experiments
