#include <cmath>

#include <gtest/gtest.h>

#include <hebb/simulation/paths/monte_carlo.hpp>
#include <hebb/simulation/paths/splitting.hpp>

#include "refused.hpp"

namespace hebb {
namespace splitting_test {

using namespace literals;

ChainProblem plane(Rational gap = 0.1_q) {
  return {{.start = {0.6_q, 0.4_q}, .a = 0.01_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(gap)}, 1000};
}

TEST(Splitting, AgreesWithTheRigorousValueAndIsMoreAccuratePerStep) {
  const SplittingEstimate s = split(plane(), {.seed = 5, .effort = 2048, .replicates = 32, .threads = 0});
  EXPECT_NEAR(s.probability, 0.0123413, 4 * s.standard_error);
  EXPECT_LT(s.standard_error, 0.03 * s.probability);
  EXPECT_GE(s.levels.size(), 3u);
  EXPECT_EQ(s.levels.back(), 0.1);
  for (std::size_t k = 1; k < s.levels.size(); ++k) EXPECT_LT(s.levels[k], s.levels[k - 1]);
  // Direct simulation has the variance p (1 - p) per path of at most 1000 steps.
  const double direct = s.probability * (1 - s.probability) / (static_cast<double>(s.path_steps) / 990);
  EXPECT_LT(s.standard_error * s.standard_error, direct);
}

TEST(Splitting, IsUnbiasedForASmallEffortToo) {
  // Few paths per level, many replicates: a bias of a few percent would show.
  const SplittingEstimate s = split(plane(), {.seed = 6, .effort = 64, .replicates = 1500, .threads = 0});
  EXPECT_NEAR(s.probability, 0.0123413, 4 * s.standard_error);
  EXPECT_LT(s.standard_error, 0.02 * s.probability);
}

TEST(Splitting, AgreesWithDirectCountsInThreeDimensions) {
  for (const LossEvent& event : {LossEvent::below_gap(0.1_q), LossEvent::below_ratio(1.1_q)}) {
    const ChainProblem p{{.start = {0.5_q, 0.3_q, 0.2_q}, .a = 0.02_q, .noise = TwoPointNoise(2), .event = event}, 400};
    const SplittingEstimate s = split(p, {.seed = 7, .effort = 1024, .replicates = 32, .threads = 0});
    const EscapeEstimate direct =
        loss_estimates(MonteCarlo(p, {.paths = 300'000, .seed = 8, .threads = 0}).run(), 1e-4_q).back();
    EXPECT_GT(direct.events, 300u);
    EXPECT_LE(direct.fixed.lower, s.probability + 4 * s.standard_error);
    EXPECT_GE(direct.fixed.upper, s.probability - 4 * s.standard_error);
  }
}

TEST(Splitting, ReachesEventsThatNoDirectSimulationSees) {
  // d = 3, (0.6, 0.2, 0.2), gap 0.1, 1000 steps: at most 6e-13 by the pairwise bound.
  const ChainProblem p{
      {.start = {0.6_q, 0.2_q, 0.2_q}, .a = 0.01_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)},
      1000};
  const SplittingEstimate s = split(p, {.seed = 9, .effort = 2048, .replicates = 8, .threads = 0});
  EXPECT_GT(s.probability, 0);
  EXPECT_LT(s.probability - 4 * s.standard_error, 6e-13);
  EXPECT_LT(s.standard_error, 0.5 * s.probability);
}

TEST(Splitting, DoesNotDependOnTheNumberOfThreads) {
  SplittingOptions options{.seed = 3, .effort = 200, .replicates = 6};
  const SplittingEstimate one = split(plane(), options);
  options.threads = 4;
  const SplittingEstimate four = split(plane(), options);
  EXPECT_EQ(one.replicates, four.replicates);
  EXPECT_EQ(one.levels, four.levels);
  EXPECT_EQ(one.path_steps, four.path_steps);
}

// The level is an exact number: two that agree to six digits are two, and the interval follows.
TEST(Splitting, LevelsAreExact) {
  const SplittingOptions options{.seed = 3, .effort = 50, .replicates = 12};
  double upper = 0;
  for (const Rational& alpha :
       {Rational(1, 2), Rational(5, 10'000'000), Rational(4, 10'000'000), Rational(Integer(1), Integer(1) << 200)}) {
    const SplittingEstimate s = split(plane(), options, alpha);
    EXPECT_EQ(s.alpha, alpha);
    EXPECT_GT(s.interval.upper, upper) << alpha;
    upper = s.interval.upper;
    if (upper == 1) break;
  }
  try {
    split(plane(), options, Rational(Integer(1), Integer(1) << 1100));
    FAIL() << "accepted";
  } catch (const PreconditionError& e) {
    EXPECT_NE(std::string(e.what()).find("outside [2^-1021, 1)"), std::string::npos) << e.what();
  }
}

TEST(Splitting, RejectsBadInput) {
  EXPECT_REFUSED(split(plane(), {.effort = 5}), PreconditionError,
                 "splitting: at least 10 paths per level and 2 replicates are needed");
  EXPECT_REFUSED(split(plane(), {.replicates = 1}), PreconditionError,
                 "splitting: at least 10 paths per level and 2 replicates are needed");
  EXPECT_REFUSED(split(plane(), {.conditional = 1}), PreconditionError,
                 "splitting: conditional probability 1.000000 outside (0, 1)");
  EXPECT_REFUSED(split(plane(), {.max_levels = 1}), PreconditionError,
                 "splitting: 1 levels do not reach the event; the last was 0.169840");
  EXPECT_REFUSED(split(plane(), {}, 0), PreconditionError, "splitting: alpha = 0 outside [2^-1021, 1)");
  ChainProblem p = plane();
  p.stop_at_loss = false;
  EXPECT_REFUSED(split(p), PreconditionError, "splitting: paths must end at the loss and at nothing else");
}

}  // namespace splitting_test
}  // namespace hebb
