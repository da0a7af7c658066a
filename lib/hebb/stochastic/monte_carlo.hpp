#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <hebb/stochastic/confidence.hpp>
#include <hebb/stochastic/simulate.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace hebb {

struct MonteCarloOptions {
  std::uint64_t paths = 1'000'000;
  std::uint64_t seed = 1;
  unsigned threads = 1;       // 0: all cores
  std::uint64_t cell = 4096;  // paths that one thread simulates at a time
  std::vector<std::uint64_t> report_steps;  // rising steps at which counts are wanted; empty: the last one
  InstructionSet instruction_set = best_instruction_set();
};

/// Paths [first, last).
struct PathRange {
  std::uint64_t first = 0, last = 0;
  friend bool operator==(const PathRange&, const PathRange&) = default;
};

/// What a set of paths did: counts, so that tallies of disjoint sets add up. Also the checkpoint of a run.
struct MonteCarloTally {
  std::string problem;  // describe(problem)
  std::uint64_t seed = 0;
  std::vector<std::uint64_t> report_steps;
  std::vector<PathRange> done{};            // disjoint, not adjacent, rising
  std::uint64_t paths = 0, path_steps = 0;  // simulated
  std::uint64_t absorbed = 0;
  std::vector<std::uint64_t> lost_by{}, accurate_by{};  // paths for which that happened by the report step
  friend bool operator==(const MonteCarloTally&, const MonteCarloTally&) = default;
};

/// The tally of both sets of paths: commutative and associative.
/// Throws PreconditionError when problem, seed or report steps differ, or a path is in both.
MonteCarloTally merge(const MonteCarloTally& a, const MonteCarloTally& b);

/// A text that is not a checkpoint; the message says what is wrong.
struct CheckpointError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// JSON, format version 1: equal tallies are equal texts.
std::string to_json(const MonteCarloTally& tally);
/// The inverse. Throws CheckpointError for any other text, inconsistent counts included.
MonteCarloTally tally_from_json(const std::string& text);

/// P(the event by step `steps`), estimated.
struct EscapeEstimate {
  std::uint64_t steps = 0, events = 0, paths = 0;
  double estimate = 0;
  ConfidenceInterval fixed;     // clopper_pearson: for a number of paths fixed beforehand
  ConfidenceInterval any_time;  // confidence_sequence: also when the run was stopped in between
};
std::vector<EscapeEstimate> loss_estimates(const MonteCarloTally& tally, const Rational& alpha);
std::vector<EscapeEstimate> accuracy_estimates(const MonteCarloTally& tally, const Rational& alpha);

/// Direct simulation of a problem. Path k of a seed is always the same path, so every way to split the paths over
/// calls, threads or machines gives the same counts.
class MonteCarlo {
 public:
  /// Throws PreconditionError for a problem that is not valid, no paths, an empty cell, or report steps that do not
  /// rise within 1..steps.
  MonteCarlo(const ChainProblem& problem, MonteCarloOptions options);

  /// The paths come in cells 0 .. cells() - 1; the last one may be smaller.
  std::uint64_t cells() const { return (options_.paths + options_.cell - 1) / options_.cell; }
  MonteCarloTally empty() const;

  /// Cells [first, last), for a share of the work. When *stop becomes true, cells that have begun are finished and no
  /// other begins. Cells begin in order, and whether one begins does not depend on what its own paths do, so the number
  /// of paths is a stopping time: EscapeEstimate::any_time stays valid.
  MonteCarloTally run_cells(std::uint64_t first, std::uint64_t last, const std::atomic<bool>* stop = nullptr) const;

  /// All paths that `resume` does not have, added to it. progress is called now and then, from the calling thread, with
  /// what is done so far (to be saved, if wanted).
  /// Throws PreconditionError when resume belongs to another problem or has parts of cells or paths beyond the last
  /// one.
  MonteCarloTally run(MonteCarloTally resume, const std::function<void(const MonteCarloTally&)>& progress = {},
                      const std::atomic<bool>* stop = nullptr) const;
  MonteCarloTally run(const std::function<void(const MonteCarloTally&)>& progress = {},
                      const std::atomic<bool>* stop = nullptr) const {
    return run(empty(), progress, stop);
  }

 private:
  PathRange cell(std::uint64_t k) const;
  void add_cell(std::uint64_t k, MonteCarloTally& tally) const;
  /// The cells of a tally's paths, as ranges: whole cells only. Throws PreconditionError for others.
  std::vector<PathRange> cells_of(const MonteCarloTally& tally) const;
  MonteCarloTally run_range(PathRange cells, const std::atomic<bool>* stop) const;

  MonteCarloOptions options_;
  std::string description_;
  std::uint64_t steps_;
  ChainSimulator simulator_;
};

}  // namespace hebb
