#include <atomic>
#include <map>

#include <gtest/gtest.h>

#include <hebb/escape/escape.hpp>
#include <hebb/scalar/error.hpp>

#include "refused.hpp"

namespace hebb {
namespace escape_test {

using namespace literals;

using Outcome = EscapeBound::Outcome;

EscapeRequest request(AnyNoise noise = UniformNoise(2)) {
  EscapeRequest out;
  out.problem = {{0.6_q, 0.4_q}, 0.01_q, std::move(noise), LossEvent::below_gap(0.1_q)};
  out.steps = 200;
  out.cells = 16;
  out.paths = 20'000;
  out.threads = 1;
  return out;
}
std::map<EscapeMethod, EscapeBound> rows(const EscapeReport& report) {
  std::map<EscapeMethod, EscapeBound> out;
  for (const EscapeBound& b : report.bounds) out.emplace(b.method, b);
  return out;
}

TEST(EscapeReport, TheMethodsAgree) {
  const EscapeReport report = escape_report(request());
  ASSERT_EQ(report.bounds.size(), all_escape_methods.size());
  const auto row = rows(report);
  const EscapeBound &proved = row.at(EscapeMethod::enclosure), &counted = row.at(EscapeMethod::monte_carlo);
  EXPECT_TRUE(proved.rigorous && proved.lower > 0 && proved.upper < 1.1 * proved.lower) << proved.note;
  EXPECT_FALSE(counted.rigorous);
  EXPECT_TRUE(counted.lower <= proved.upper && proved.lower <= counted.upper);
  EXPECT_GT(row.at(EscapeMethod::barrier_power).upper, proved.upper);
  EXPECT_LE(row.at(EscapeMethod::barrier_pieces).upper, row.at(EscapeMethod::barrier_power).upper);
  EXPECT_EQ(row.at(EscapeMethod::plane).note, "for three components and uniform noise");
  EXPECT_EQ(report.barrier->barrier.pieces.size() > 1, true);
  EXPECT_EQ(report.enclosure->upper_by_step.size(), 201u);
  EXPECT_EQ(report.estimates.back().paths, 20'000u);
}

/// The chart has few lines there, and its bound of the error is lost on the way.
TEST(EscapeReport, ThreeComponentsHaveBoundsAtLargeRatesToo) {
  EscapeRequest asked = request();
  asked.problem.start = {0.6_q, 0.3_q, 0.1_q};
  asked.steps = 20;
  asked.paths = 100'000;
  asked.plane_cells = 12;
  asked.methods = {EscapeMethod::plane, EscapeMethod::monte_carlo};
  for (const Rational& a : {Rational(1, 10), Rational(3, 10)}) {
    asked.problem.a = a;
    const auto row = rows(escape_report(asked));
    const EscapeBound &proved = row.at(EscapeMethod::plane), &counted = row.at(EscapeMethod::monte_carlo);
    EXPECT_TRUE(0 < proved.lower && proved.upper < 0.9) << a << ' ' << proved.note;
    EXPECT_TRUE(counted.lower <= proved.upper && proved.lower <= counted.upper) << a;
  }
}

TEST(EscapeReport, EveryLawHasBoundsAndNothingToSimulate) {
  EscapeRequest asked = request(EveryNoise(2));
  asked.steps.reset();
  const auto row = rows(escape_report(asked));
  EXPECT_TRUE(row.at(EscapeMethod::barrier_pieces).applies());
  EXPECT_FALSE(row.at(EscapeMethod::barrier_pieces).steps);
  for (const EscapeMethod method : {EscapeMethod::enclosure, EscapeMethod::monte_carlo, EscapeMethod::splitting})
    EXPECT_EQ(row.at(method).outcome, Outcome::does_not_apply) << to_string(method);
}

TEST(EscapeReport, WhatIsTooLongIsDoneOnlyWhenAsked) {
  EscapeRequest asked = request();
  asked.problem.a = 1e-5_q;
  asked.steps.reset();
  asked.cells = 1024;
  asked.paths = 1;
  std::atomic<bool> stop = false;
  asked.stop = &stop;
  asked.done = [&](const EscapeBound& b) { stop = b.method == EscapeMethod::enclosure; };
  const EscapeReport report = escape_report(asked);
  EXPECT_EQ(report.bounds.back().method, EscapeMethod::enclosure) << "what follows is left out when it is stopped";
  EXPECT_NE(report.bounds.back().note.find("too long to do unasked"), std::string::npos) << report.bounds.back().note;
}

TEST(EscapeReport, ABrokenPreconditionIsInItsRow) {
  EscapeRequest asked = request();
  asked.methods = {EscapeMethod::enclosure, EscapeMethod::barrier_power};
  asked.cells = 1;
  const auto row = rows(escape_report(asked));
  EXPECT_EQ(row.at(EscapeMethod::enclosure).outcome, Outcome::cannot_run);
  EXPECT_EQ(row.at(EscapeMethod::enclosure).upper, 1) << "no bound is left";
  EXPECT_TRUE(row.at(EscapeMethod::barrier_power).applies());
  asked.problem.start = {0.4_q, 0.6_q};
  EXPECT_REFUSED(escape_report(asked), PreconditionError, "the first component of (2/5, 3/5) does not lead");
}

TEST(EscapeReport, CountsOfAnotherProblemCannotBeContinued) {
  EscapeRequest asked = request();
  asked.methods = {EscapeMethod::monte_carlo};
  asked.paths = 100;
  MonteCarloTally kept;
  asked.run_paths = [&](const MonteCarlo& paths) { return kept = paths.run(); };
  escape_report(asked);
  EXPECT_NO_THROW(require_resumable(asked, kept));
  asked.problem.a = 0.02_q;
  EXPECT_REFUSED(require_resumable(asked, kept), PreconditionError,
                 "Monte Carlo: the parts belong to different problems, seeds or report steps");
}

TEST(EscapeAgainstRate, ABarrierRisesWithTheRate) {
  LeaderProblem problem = request().problem;
  for (const EscapeCurve& curve : escape_against_rate(problem)) {
    ASSERT_FALSE(curve.a.empty()) << to_string(curve.method);
    for (std::size_t k = 1; k < curve.a.size(); ++k) {
      EXPECT_LT(curve.a[k - 1], curve.a[k]);
      EXPECT_LT(curve.upper[k - 1], curve.upper[k]) << to_string(curve.method);
    }
  }
  problem.event = LossEvent::below_ratio(1);
  EXPECT_TRUE(escape_against_rate(problem)[0].a.empty()) << "T1 is about Theta";
}

TEST(JoinShares, OnlyAnInterruptionLeavesOutWhatFollowsAGap) {
  const auto share = [](std::uint64_t first, std::uint64_t last) {
    MonteCarloTally out;
    if (first < last) out.done = {{first, last}};
    out.paths = last - first;
    return out;
  };
  const std::vector<MonteCarloTally> whole{share(0, 10), share(10, 20)}, cut{share(0, 5), share(10, 20)},
      late{share(0, 0), share(10, 20)};
  EXPECT_EQ(join_shares({}, whole, true).paths, 20u);
  EXPECT_EQ(join_shares({}, cut, true).paths, 5u);
  EXPECT_EQ(join_shares({}, cut, false).paths, 15u);
  EXPECT_EQ(join_shares({}, late, true).paths, 0u);
}

}  // namespace escape_test
}  // namespace hebb
