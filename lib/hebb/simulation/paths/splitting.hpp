#pragma once

#include <cstdint>
#include <vector>

#include <hebb/scalar/stop.hpp>
#include <hebb/simulation/chain/chain_problem.hpp>
#include <hebb/statistics/confidence.hpp>

namespace hebb {

/// The effort, and how levels are placed.
struct SplittingOptions {
  std::uint64_t seed = 1;           // of all paths
  std::uint64_t effort = 4096;      // paths per level and replicate
  std::uint64_t replicates = 24;    // independent repetitions, for the error
  std::uint64_t pilot_paths = 400;  // per level, to place the levels
  double conditional = 0.2;         // wanted probability to go on from one level to the next
  std::size_t max_levels = 100;     // then it gives up
  unsigned threads = 1;             // 0: all cores
  StopFlag stop = nullptr;          // ends it with Stopped: a product of some of the factors estimates nothing
};

/// P(the leader is lost by the last step), for events too rare to be counted directly. `estimated`, without a
/// guarantee: the mean of independent unbiased estimates, and an interval that holds if their mean is about normal.
struct SplittingEstimate {
  double probability = 0, standard_error = 0;  // the mean over the replicates, and its standard error
  Rational alpha{1, 20};                       // of the interval
  ConfidenceInterval interval;                 // Student's t of level 1 - alpha or a little more, cut to [0, 1]
  std::vector<double> levels;      // thresholds of p_1 - ratio max p_u, falling; the last is the event's gap
  std::vector<double> replicates;  // the estimates
  std::uint64_t path_steps = 0;    // simulated, without the pilot
};

/// Multilevel splitting with fixed effort on h(p) = p_1 - ratio max_{u >= 2} p_u: from each level `effort` paths go on,
/// from states drawn from those in which paths came to it; the estimate is the product of the shares that reach the
/// next level within the horizon. A pilot, with random words of its own, places the levels; given the levels, every
/// replicate is unbiased.      The same numbers for any number of threads. Throws PreconditionError as require_valid
/// does, unless stop_at_loss holds, accuracy and absorption are not used, effort and pilot_paths >= 10, replicates >=
/// 2, 0 < conditional < 1, and when max_levels do not suffice. Source: F. Cerou, A. Guyader, M. Rousset, "Adaptive
/// multilevel splitting: historical perspective and recent results", Chaos 29 (2019); fixed effort: M. Garvels, thesis,
/// Twente (2000).
SplittingEstimate split(const ChainProblem& problem, const SplittingOptions& options = {},
                        const Rational& alpha = Rational(1, 20));

}  // namespace hebb
