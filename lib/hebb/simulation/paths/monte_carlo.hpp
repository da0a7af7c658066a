#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <hebb/simulation/chain/simulate.hpp>
#include <hebb/statistics/confidence.hpp>

namespace hebb {

/// How many paths, from which seed, and at which steps they are counted.
struct MonteCarloOptions {
  std::uint64_t paths = 1'000'000;          // in all
  std::uint64_t seed = 1;                   // path k of a seed is always the same path
  unsigned threads = 1;                     // 0: all cores
  std::uint64_t cell = 4096;                // paths that one thread simulates at a time
  std::vector<std::uint64_t> report_steps;  // rising steps at which counts are wanted; empty: the last one
  InstructionSet instruction_set = best_instruction_set();  // results do not depend on it
};

/// Paths [first, last).
struct PathRange {
  std::uint64_t first = 0, last = 0;
  friend bool operator==(const PathRange&, const PathRange&) = default;
};

/// What a set of paths did: counts, so that tallies of disjoint sets add up. Also the checkpoint of a run.
struct MonteCarloTally {
  std::string problem;                      // describe(problem)
  std::uint64_t seed = 0;                   // of all paths
  std::vector<std::uint64_t> report_steps;  // rising; the steps at which paths are counted
  std::vector<PathRange> done{};            // disjoint, not adjacent, rising
  std::uint64_t paths = 0, path_steps = 0;  // simulated
  std::uint64_t absorbed = 0;               // paths that left the event's reach for good, and were not followed further
  std::vector<std::uint64_t> lost_by{}, accurate_by{};  // paths for which that happened by the report step
  friend bool operator==(const MonteCarloTally&, const MonteCarloTally&) = default;
};

/// The tally of both sets of paths: commutative and associative.
/// Throws PreconditionError when problem, seed or report steps differ, or a path is in both.
MonteCarloTally merge(const MonteCarloTally& a, const MonteCarloTally& b);

/// The tallies of consecutive shares of the paths, added to one. After an interruption only the first paths without a
/// gap are of a fixed order, as the confidence sequence needs it: then the shares after a gap are left out.
MonteCarloTally join_shares(MonteCarloTally tally, const std::vector<MonteCarloTally>& shares, bool interrupted);

/// A text that is not a checkpoint; the message says what is wrong.
struct CheckpointError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// Throws CheckpointError("checkpoint: " + what) unless it holds.
void require_checkpoint(bool holds, const char* what);
/// JSON, format version 1: equal tallies are equal texts.
std::string to_json(const MonteCarloTally& tally);
/// The inverse. Throws CheckpointError for any other text, inconsistent counts included.
MonteCarloTally tally_from_json(const std::string& text);

/// P(the event by step `steps`), estimated.
struct EscapeEstimate {
  std::uint64_t steps = 0, events = 0, paths = 0;  // the step; paths with the event by then; all paths
  double estimate = 0;                             // events / paths
  ConfidenceInterval fixed;                        // clopper_pearson: for a number of paths fixed beforehand
  ConfidenceInterval any_time;                     // confidence_sequence: also when the run was stopped in between
};
/// @{
/// The estimates at all report steps, of the loss of the leader and of the accuracy being reached, with intervals
/// of level 1 - alpha. Throws PreconditionError for a tally without paths.
std::vector<EscapeEstimate> loss_estimates(const MonteCarloTally& tally, const Rational& alpha);
std::vector<EscapeEstimate> accuracy_estimates(const MonteCarloTally& tally, const Rational& alpha);
/// @}

/// Direct simulation of a problem. Path k of a seed is always the same path, so every way to split the paths over
/// calls, threads or machines gives the same counts.
class MonteCarlo {
 public:
  /// Throws PreconditionError for a problem that is not valid, no paths, an empty cell, or report steps that do not
  /// rise within 1..steps.
  MonteCarlo(const ChainProblem& problem, MonteCarloOptions options);

  /// The paths come in cells 0 .. cells() - 1; the last one may be smaller.
  std::uint64_t cells() const { return (options_.paths + options_.cell - 1) / options_.cell; }
  MonteCarloTally empty() const;  // a tally without paths: where a run begins
  /// Throws PreconditionError when a tally is of another problem or seed, or has paths beyond the last one.
  void require_resumable(const MonteCarloTally& tally) const;

  /// Cells [first, last), for a share of the work. When *stop becomes true no other cell begins, those under way are
  /// given up, and what is returned are the first cells up to one that was not finished. So with first = 0 these are
  /// the first n paths, and EscapeEstimate::any_time, which holds for all n at once, holds whatever decided where the
  /// run was stopped.
  MonteCarloTally run_cells(std::uint64_t first, std::uint64_t last, const std::atomic<bool>* stop = nullptr) const;

  /// All paths that `resume` does not have, added to it; it may be of a run of fewer paths. progress is called now and
  /// then, from the calling thread, with what is done so far (to be saved, if wanted). Throws PreconditionError as
  /// require_resumable.
  MonteCarloTally run(MonteCarloTally resume, const std::function<void(const MonteCarloTally&)>& progress = {},
                      const std::atomic<bool>* stop = nullptr) const;
  MonteCarloTally run(const std::function<void(const MonteCarloTally&)>& progress = {},
                      const std::atomic<bool>* stop = nullptr) const {
    return run(empty(), progress, stop);
  }

 private:
  PathRange cell(std::uint64_t k) const;
  MonteCarloTally tally_of(const PathRange& range, const std::atomic<bool>* stop) const;
  MonteCarloTally run_range(const PathRange& paths, const std::atomic<bool>* stop) const;

  MonteCarloOptions options_;
  std::string description_;
  std::uint64_t steps_;
  ChainSimulator simulator_;
};

}  // namespace hebb
