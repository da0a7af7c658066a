#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include <hebb/simulation/paths/monte_carlo.hpp>

#include "refused.hpp"

namespace hebb {
namespace monte_carlo_test {

using namespace literals;

ChainProblem paper_problem() {
  return {{.start = {0.6_q, 0.4_q}, .a = 0.01_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)}, 1000};
}

ChainProblem small_problem() {
  return {{.start = {0.5_q, 0.3_q, 0.2_q}, .a = 0.05_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)},
          200,
          0.2_q};
}

MonteCarloOptions small_options() { return {.paths = 5000, .seed = 11, .cell = 128, .report_steps = {50, 100, 200}}; }

TEST(MonteCarlo, ReproducesTheExitProbabilityOfThePlane) {
  // Rigorous value: [0.01234064, 0.01234190] (piecewise-linear value iteration).
  const MonteCarlo run(paper_problem(), {.paths = 1 << 20, .seed = 2026, .threads = 0});
  const MonteCarloTally tally = run.run();
  const EscapeEstimate at_end = loss_estimates(tally, 1e-4_q).back();
  EXPECT_EQ(at_end.paths, 1u << 20);
  EXPECT_LE(at_end.fixed.lower, 0.01235);
  EXPECT_GE(at_end.fixed.upper, 0.01234);
  EXPECT_LT(at_end.fixed.upper - at_end.fixed.lower, 0.0009);
  EXPECT_LE(at_end.any_time.lower, at_end.fixed.lower);
  EXPECT_GE(at_end.any_time.upper, at_end.fixed.upper);
  EXPECT_LT(at_end.any_time.upper - at_end.any_time.lower, 0.0014);
}

TEST(MonteCarlo, ThreadsCellsAndInstructionSetsGiveTheSameTally) {
  const MonteCarloTally expected = MonteCarlo(small_problem(), small_options()).run();
  EXPECT_EQ(expected.paths, 5000u);
  EXPECT_EQ(expected.done, (std::vector<PathRange>{{0, 5000}}));
  EXPECT_GT(expected.lost_by[0], 20u);
  EXPECT_LT(expected.lost_by[0], expected.lost_by[2]);
  EXPECT_GT(expected.accurate_by[2], 20u);
  for (unsigned threads = 1; threads <= 4; ++threads) {
    for (const std::uint64_t cell : {37u, 128u, 10000u}) {
      MonteCarloOptions options = small_options();
      options.threads = threads;
      options.cell = cell;
      EXPECT_EQ(MonteCarlo(small_problem(), options).run(), expected) << threads << " threads, cells of " << cell;
    }
  }
  for (const InstructionSet set : all_instruction_sets) {
    if (!is_supported(set)) continue;
    MonteCarloOptions options = small_options();
    options.instruction_set = set;
    EXPECT_EQ(MonteCarlo(small_problem(), options).run(), expected) << to_string(set);
  }
  MonteCarloOptions other = small_options();
  other.seed = 12;
  EXPECT_NE(MonteCarlo(small_problem(), other).run().lost_by, expected.lost_by);
}

TEST(MonteCarlo, CountsAreThoseOfTheOutcomes) {
  const MonteCarloTally tally = MonteCarlo(small_problem(), small_options()).run();
  std::vector<std::uint64_t> lost(3), accurate(3);
  std::uint64_t steps = 0;
  for (const PathOutcome& path : ChainSimulator(small_problem(), 11).outcomes(0, 5000)) {
    for (std::size_t i = 0; i < 3; ++i) {
      lost[i] += path.lost_at > 0 && path.lost_at <= tally.report_steps[i];
      accurate[i] += path.accurate_at > 0 && path.accurate_at <= tally.report_steps[i];
    }
    steps += path.steps;
  }
  EXPECT_EQ(tally.lost_by, lost);
  EXPECT_EQ(tally.accurate_by, accurate);
  EXPECT_EQ(tally.path_steps, steps);
}

TEST(MonteCarlo, SharesOfTheCellsAddUpInAnyOrder) {
  const MonteCarlo run(small_problem(), small_options());
  const MonteCarloTally expected = run.run();
  const std::uint64_t n = run.cells();
  const MonteCarloTally a = run.run_cells(0, 3), b = run.run_cells(3, 20), c = run.run_cells(20, n);
  EXPECT_EQ(merge(merge(a, b), c), expected);
  EXPECT_EQ(merge(c, merge(b, a)), expected);
  EXPECT_EQ(merge(merge(c, a), b), expected);
  EXPECT_EQ(merge(a, c).done.size(), 2u);
  EXPECT_EQ(merge(run.empty(), a), a);
  EXPECT_REFUSED(merge(a, merge(a, b)), PreconditionError, "Monte Carlo: paths 0 to 2560 are counted twice");
  EXPECT_REFUSED(merge(a, run.run_cells(2, 4)), PreconditionError, "Monte Carlo: paths 256 to 512 are counted twice");
  MonteCarloOptions other = small_options();
  other.seed = 12;
  EXPECT_REFUSED(merge(a, MonteCarlo(small_problem(), other).run_cells(3, 4)), PreconditionError,
                 "Monte Carlo: the parts belong to different problems, seeds or report steps");
  EXPECT_REFUSED(run.run_cells(0, n + 1), PreconditionError, "Monte Carlo: cells 0 to 41 of 40");
}

TEST(MonteCarlo, ResumingGivesTheUninterruptedRun) {
  const MonteCarlo run(small_problem(), small_options());
  const MonteCarloTally expected = run.run();
  std::atomic<bool> stop = false;
  int rounds = 0;
  const MonteCarloTally stopped = run.run(
      [&](const MonteCarloTally& so_far) {
        EXPECT_EQ(so_far.done.size(), 1u);
        if (++rounds == 2) stop = true;
      },
      &stop);
  EXPECT_GT(stopped.paths, 0u);
  EXPECT_LT(stopped.paths, expected.paths);
  EXPECT_EQ(stopped.done, (std::vector<PathRange>{{0, stopped.paths}}));  // begun in order, what is done is kept
  EXPECT_EQ(run.run(tally_from_json(to_json(stopped))), expected);
  EXPECT_EQ(run.run(run.run_cells(5, 9)), expected);
  EXPECT_EQ(run.run(expected), expected);
  EXPECT_EQ(run.run({}, &stop), run.empty());

  MonteCarloOptions other = small_options();
  other.cell = 100;  // paths are paths, whatever the cells
  EXPECT_EQ(MonteCarlo(small_problem(), other).run(stopped), expected);
  other = small_options();
  other.paths = 300;
  EXPECT_REFUSED(MonteCarlo(small_problem(), other).run(stopped), PreconditionError,
                 "Monte Carlo: the checkpoint has path 3072, beyond the 300 that are asked");
  ChainProblem problem = small_problem();
  problem.a = 0.051_q;
  EXPECT_REFUSED(MonteCarlo(problem, small_options()).run(stopped), PreconditionError,
                 "Monte Carlo: the parts belong to different problems, seeds or report steps");
}

TEST(MonteCarlo, MorePathsThanBeforeGoOn) {
  const MonteCarloTally expected = MonteCarlo(small_problem(), small_options()).run();
  MonteCarloTally known = MonteCarlo(small_problem(), small_options()).empty();
  MonteCarloOptions fewer = small_options();
  for (const std::uint64_t paths :
       {std::uint64_t{1}, fewer.cell - 1, fewer.cell + 1, 2 * fewer.cell, small_options().paths}) {
    fewer.paths = paths;
    const MonteCarlo run(small_problem(), fewer);
    known = run.run(known);
    EXPECT_EQ(known.done, (std::vector<PathRange>{{0, paths}}));
    EXPECT_EQ(known, run.run()) << paths;
  }
  EXPECT_EQ(known, expected);
  // Gaps of any kind are filled, and nothing is counted twice.
  MonteCarloOptions odd = small_options();
  odd.cell = 37;
  const MonteCarlo other(small_problem(), odd);
  EXPECT_EQ(MonteCarlo(small_problem(), small_options()).run(merge(other.run_cells(1, 2), other.run_cells(3, 5))),
            expected);
}

TEST(MonteCarlo, OfAStoppedRunTheFirstPathsStay) {
  MonteCarloOptions how = small_options();
  how.threads = 2;
  const MonteCarlo run(small_problem(), how);
  std::atomic<bool> stop = true;
  EXPECT_EQ(run.run_cells(0, run.cells(), &stop), run.empty());
  ChainProblem endless = small_problem();  // a path of this takes minutes
  endless.a = 0.0000001_q;
  endless.steps = 1'000'000'000;
  how.report_steps.clear();
  const MonteCarlo slow(endless, how);
  stop = false;
  std::jthread signal([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(slow.run({}, &stop), slow.empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(MonteCarlo, CheckpointsAreReadBackOrRejected) {
  const MonteCarlo run(small_problem(), small_options());
  const MonteCarloTally tally = merge(run.run_cells(0, 2), run.run_cells(4, 6));
  const std::string text = to_json(tally);
  EXPECT_EQ(tally_from_json(text), tally);
  const auto error_of = [](const std::string& changed) -> std::string {
    try {
      tally_from_json(changed);
    } catch (const CheckpointError& e) {
      return e.what();
    }
    return "no error";
  };
  const auto rejects = [&](const std::string& from, const std::string& to, const std::string& error) {
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    EXPECT_EQ(error_of(std::string(text).replace(at, from.size(), to)), "checkpoint: " + error) << to;
  };
  const std::string whole = "a whole number from 0 to 18446744073709551615 is expected, not ";
  rejects("checkpoint 1", "checkpoint 2", "this is not one of escape paths, or not of this version");
  rejects("\"paths\": 512", "\"paths\": 513", "the number of paths is not that of the ranges");
  rejects("\"paths\": 512", "\"paths\": -1", "the field 'paths': " + whole + "-1");
  rejects("\"paths\": 512", "\"paths\": 512.0", "the field 'paths': " + whole + "512.0");
  rejects("\"paths\": 512", "\"paths\": \"512\"", "the field 'paths': " + whole + "\"512\"");
  rejects("\"paths\": 512", "\"paths\": true", "the field 'paths': " + whole + "true");
  rejects("\"paths\": 512", "\"paths\": 18446744073709551616",
          "the field 'paths': " + whole + "1.8446744073709552e+19");
  rejects("\"absorbed\": 0", "\"absorbed\": 600", "more paths absorbed than there are");
  rejects("\"absorbed\"", "\"adsorbed\"", "the field 'absorbed' is missing");
  rejects("\"absorbed\": 0", "\"absorbed\": 0, \"adsorbed\": 0", "the field 'adsorbed' is unknown");
  rejects("\"absorbed\": 0", "\"absorbed\": 1, \"absorbed\": 0",
          "line 22, column 26: the name \"absorbed\" stands twice in one object");
  rejects("\"lost_by\": [", "\"lost_by\": [600,", "as many counts as report steps are needed");
  rejects("\"lost_by\": [", "\"lost_by\": {}, \"x\": [", "the field 'lost_by': a list is expected, not an object");
  rejects("\"lost_by\": [", "\"lost_by\": [0.5,", "the field 'lost_by': " + whole + "0.5");
  rejects("\"done\": [", "\"done\": [[0], ", "a list of 2 is expected, not of 1");
  rejects("\"done\": [", "\"done\": [{}, ", "a list is expected, not an object");
  rejects("\"done\": [", "\"done\": [[9, 9], ", "ranges of paths must be disjoint and rise");
  EXPECT_EQ(error_of("[]"), "checkpoint: an object is expected, not a list");
  EXPECT_NE(error_of("").find("checkpoint: line 1, column 1: syntax error"), std::string::npos) << error_of("");
  EXPECT_NE(error_of(text.substr(0, text.size() / 2)).find("syntax error"), std::string::npos);
  EXPECT_NE(error_of(text + text).find("expected end of input"), std::string::npos) << error_of(text + text);
  EXPECT_NE(error_of(text + std::string(1, '\0') + text).find("a NUL is not part of JSON"), std::string::npos);
}

TEST(MonteCarlo, RejectsBadOptions) {
  const auto bad = [](auto change, const char* words) {
    MonteCarloOptions options = small_options();
    change(options);
    EXPECT_REFUSED(MonteCarlo(small_problem(), options), PreconditionError, words);
  };
  bad([](MonteCarloOptions& o) { o.paths = 0; }, "0 paths, expected 1 to 2^53");
  bad([](MonteCarloOptions& o) { o.cell = 0; }, "cells of 0 paths, expected 1 to 2^24");
  bad([](MonteCarloOptions& o) { o.report_steps = {100, 100}; }, "the steps to report must rise within 1 to 200");
  bad([](MonteCarloOptions& o) { o.report_steps = {0, 100}; }, "the steps to report must rise within 1 to 200");
  bad([](MonteCarloOptions& o) { o.report_steps = {201}; }, "the steps to report must rise within 1 to 200");
  EXPECT_REFUSED(loss_estimates(MonteCarlo(small_problem(), small_options()).empty(), 0.05_q), PreconditionError,
                 "Monte Carlo: no paths to estimate from");
}

}  // namespace monte_carlo_test
}  // namespace hebb
