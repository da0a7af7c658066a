#include <random>

#include <gtest/gtest.h>

#include <hebb/exits/line/rectangle.hpp>
#include <hebb/exits/probability.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

#include "refused.hpp"

namespace hebb {
namespace rectangle_test {

using namespace literals;

ExitProblem three_components(const LossEvent& event, int steps) {
  return {{{0.5_q, 0.3_q, 0.2_q}, 0.01_q, UniformNoise(2_q), event}, steps};
}
ExitOptions cells(int count) {
  ExitOptions options;
  options.cells_per_jump = count;
  return options;
}

TEST(ExitRectangle, StatesInsideAreGood) {
  // Random points of random rectangles, by the definition of the event; and a share a little larger is refused.
  std::mt19937_64 generator(1);
  const auto below = [&](int n) { return Rational(static_cast<int>(generator() % static_cast<unsigned>(n))) / n; };
  int good = 0, bad = 0;
  for (const LossEvent& event : {LossEvent::below_gap(0.1_q), LossEvent::below_ratio(1.2_q)}) {
    for (int i = 0; i < 500; ++i) {
      const ExitRectangle rectangle{{below(40), below(40), below(40)}};
      Vec<Rational> p{1_q, rectangle.share[0], rectangle.share[1], rectangle.share[2]};  // the corner
      if (i % 2 == 1) p[1 + static_cast<std::size_t>(i) % 3] *= below(10);
      const Rational total = p[0] + p[1] + p[2] + p[3];
      for (Rational& x : p) x /= total;
      const bool outside = starts_outside({{p, 0.01_q, UniformNoise(2_q), event}, 1});
      if (lies_in_good_set(rectangle, event)) {
        EXPECT_FALSE(outside);
        ++good;
      } else if (i % 2 == 0) {
        EXPECT_TRUE(outside);  // the criterion is sharp: the corner is an exit
        ++bad;
      }
    }
  }
  EXPECT_GT(good, 50);
  EXPECT_GT(bad, 50);
}

TEST(ExitRectangle, TheCommonShareIsThePairwiseAdversary) {
  // For the ratio event both are the same computation.
  const ExitProblem problem = three_components(LossEvent::below_ratio(1.2_q), 60);
  const ExitRectangle square{{1 / 1.2_q, 1 / 1.2_q}};
  EXPECT_TRUE(lies_in_good_set(square, problem.event));
  const std::vector<double> curve = bound_leaving_by_step(problem, square, 16);
  ExitProblem tied = problem;  // no opponent far behind: enclose_exit has no rectangle to try
  tied.start = {0.5_q, 0.25_q, 0.25_q};
  EXPECT_EQ(enclose_exit(tied, cells(16)).method, "pairwise adversary");
  const std::vector<double> same = bound_leaving_by_step(tied, square, 16);
  const std::vector<double> pairwise = enclose_exit(tied, cells(16)).upper_by_step;
  ASSERT_EQ(same.size(), pairwise.size());
  for (std::size_t k = 0; k < same.size(); ++k) EXPECT_NEAR(same[k], pairwise[k], 1e-3 * pairwise[k]) << k;
  EXPECT_EQ(curve.front(), 0);
}

TEST(ExitRectangle, NearlyHalvesTheUpperBoundAndContainsSampling) {
  const ExitProblem problem = three_components(LossEvent::below_gap(0.1_q), 1000);
  const ExitEnclosure bounds = enclose_exit(problem, cells(16));
  EXPECT_EQ(bounds.method, "pairwise adversary in a rectangle");
  const ExitRectangle square{Vec<Rational>(2, 1 / weakest_ratio(problem.event, 3))};
  ASSERT_TRUE(lies_in_good_set(square, problem.event));
  const double pairwise = bound_leaving_by_step(problem, square, 16).back();
  EXPECT_LT(bounds.upper, 0.55 * pairwise);
  const MonteCarlo sampling(
      {{.start = problem.start, .a = problem.a, .noise = UniformNoise(2_q), .event = LossEvent::below_gap(0.1_q)}, 300},
      {.paths = 1 << 20, .seed = 2026, .threads = 0, .report_steps = {}});
  const EscapeEstimate sampled = loss_estimates(sampling.run(), 1e-6_q).back();
  EXPECT_GT(sampled.events, 500u);
  EXPECT_LE(bounds.lower_by_step[300], sampled.fixed.upper);
  EXPECT_GE(bounds.upper_by_step[300], sampled.fixed.lower);
  EXPECT_LT(bounds.upper_by_step[300], 3 * sampled.fixed.upper);
  for (std::size_t k = 0; k <= 1000; ++k) EXPECT_LE(bounds.lower_by_step[k], bounds.upper_by_step[k]);
}

TEST(ExitRectangle, EveryRectangleInTheGoodSetBoundsExit) {
  const ExitProblem problem = three_components(LossEvent::below_gap(0.1_q), 200);
  const double lower = enclose_exit(problem, cells(16)).lower;
  for (const double margin : {-4.0, 0.0, 4.0}) {
    const ExitRectangle rectangle = choose_rectangle(problem, margin);
    ASSERT_TRUE(lies_in_good_set(rectangle, problem.event)) << margin;
    const double coarse = bound_leaving_by_step(problem, rectangle, 10).back();
    const double fine = bound_leaving_by_step(problem, rectangle, 40).back();
    EXPECT_GE(fine, lower);
    EXPECT_LE(fine, coarse) << margin;
    EXPECT_LT(coarse, 1.2 * fine) << margin;
  }
}

TEST(ExitRectangle, RejectsBadInput) {
  const ExitProblem problem = three_components(LossEvent::below_gap(0.1_q), 3);
  EXPECT_REFUSED(bound_leaving_by_step(problem, {{0.7_q}}, 16), PreconditionError,
                 "exit rectangle: one share per opponent");
  EXPECT_REFUSED(bound_leaving_by_step(problem, {{0.7_q, 0.3_q}}, 16), PreconditionError,
                 "exit rectangle: the start is not inside");  // 0.2 > 0.3 * 0.5
  EXPECT_REFUSED(bound_leaving_by_step(problem, {{1.1_q, 0.7_q}}, 16), PreconditionError,
                 "exit rectangle: the start is not inside");
  ExitProblem other = problem;
  other.noise = TwoPointNoise(2_q);
  EXPECT_REFUSED(bound_leaving_by_step(other, {{0.7_q, 0.7_q}}, 16), PreconditionError,
                 "exit rectangle: uniform noise is needed");
  other = problem;
  other.steps.reset();
  EXPECT_REFUSED(bound_leaving_by_step(other, {{0.7_q, 0.7_q}}, 16), PreconditionError,
                 "exit rectangle: a finite horizon is needed");
  EXPECT_FALSE(lies_in_good_set({{0.8_q, 0.7_q}}, problem.event));
}

}  // namespace rectangle_test
}  // namespace hebb
