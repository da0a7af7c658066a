#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <hebb/experiments/counted_rows.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

/// The reference experiments on the chain. Each is a function of its options, seeds included, and returns them with its
/// results: plain numbers for a table, series for a plot. All results are `estimated`.
///
/// The first three keep what they know in `work`: paths that it has are not simulated again, and the result is that of
/// an uninterrupted run. When stopped they return the rows so far, the last one on the paths that were done, with the
/// interval that holds for these (see interval_of); a row without any path is missing. They throw PreconditionError
/// when `work` is not of such rows or has more paths than are asked for; that it is of the same chain and seed is for
/// the caller to know.
namespace hebb::experiments {

// 1. Does the envelope 2 (1 - p_1(0)) exp(-a r k) of the convergence theorem hold, and how far is it from the paths?

/// Convergence: the chain, how many paths, and the event of probability 1 - epsilon of the theorem.
struct ConvergenceOptions {
  Vec<Rational> start{Rational(1) / 2, Rational(1) / 4, Rational(1) / 4};  // p(0)
  AnyNoise noise = UniformNoise(2);                                        // the law of the Z_i
  std::optional<Rational> a;                                               // nothing: rate_bound_sharp(Delta, Q)
  std::uint64_t steps = 10'000, paths = 100, seed = 1, samples = 200;      // samples: recorded steps
  /// The theorem's; confidence intervals of level 1 - alpha.
  Rational epsilon = Rational(1) / 10, alpha = Rational(1) / 20;
  unsigned threads = 1;  // 0: all cores
};
/// D_k = ||p(k) - e_1||_1 = 2 (1 - p_1(k)).
struct ConvergenceRow {
  std::uint64_t steps = 0;                    // the step that the row is about
  double envelope = 0;                        // bounds E[D_k 1_Theta]
  double mean = 0, standard_error = 0;        // of D_k 1_Theta(k), Theta(k): the gap has been >= Delta/2 up to step k
  double least = 0, median = 0, largest = 0;  // of D_k over all paths
  std::uint64_t below = 0;                    // paths with D_k <= envelope
  std::uint64_t within = 0;                   // paths with D_k <= envelope / epsilon: 1 - epsilon of Theta, by Markov
};
/// Convergence: rows against the envelope, and how often its event held.
struct ConvergenceExperiment {
  ConvergenceOptions options;        // as asked, with the rate filled in
  Rational gap, bound;               // Delta and rate_bound_sharp(Delta, Q)
  Rational a, contraction;           // contraction: r
  std::uint64_t paths = 0;           // fewer than asked for when it was stopped; fewer than 2: no rows
  std::vector<ConvergenceRow> rows;  // one a recorded step
  std::uint64_t on_theta = 0;        // paths that kept the gap >= Delta/2 at all steps
  ConfidenceInterval theta;          // for the probability of that
  std::uint64_t least_within = 0;    // the smallest number `within` over the rows
  bool mean_below_envelope = false;  // in every row
};
/// Simulates the paths and compares D_k with the envelope at the recorded steps.
ConvergenceExperiment convergence(const ConvergenceOptions& options = {}, CountedRows* work = nullptr);

// 2. How far can the learning rate be raised beyond its bound until success is less likely than failure?

/// Stress: the rates to try, what success means, and how many paths decide.
struct StressOptions {
  Vec<Rational> start{Rational(1) / 2, Rational(1) / 4, Rational(1) / 4};  // p(0)
  AnyNoise noise = UniformNoise(2);                                        // the law of the Z_i
  std::vector<Rational> a;         // rising; empty: rate_bound_sharp(Delta, Q) times 1, 3/2, 2, 3, 4, 6, ... below 1/Q
  std::optional<LossEvent> event;  // failure; nothing: the gap Delta/2
  /// Success: 1 - p_1 < accuracy; confidence intervals of level 1 - alpha.
  Rational accuracy = Rational(1) / 100, alpha = Rational(1) / 20;
  double horizon = 200;                    // steps = horizon / a, at least 100
  std::uint64_t paths = 10'000, seed = 1;  // for each rate
  unsigned threads = 1;                    // 0: all cores
};
/// Stress: what became of the paths at one learning rate.
struct StressRow {
  Rational a;                             // the learning rate
  double rate_over_bound = 0;             // a over rate_bound_sharp(Delta, Q)
  std::uint64_t steps = 0, paths = 0;     // the horizon, and the paths simulated
  std::uint64_t reached = 0;              // 1 - p_1 < accuracy before the loss: success
  std::uint64_t lost = 0, undecided = 0;  // lost: failed before; undecided: neither within the horizon
  double success = 0;                     // the share of paths that succeeded
  ConfidenceInterval interval;            // for the probability of success
};
/// Stress: one row a rate, and the rate where success becomes unlikely.
struct StressExperiment {
  StressOptions options;                // as asked, with the rates filled in
  Rational gap, bound;                  // Delta and rate_bound_sharp(Delta, Q)
  std::vector<StressRow> rows;          // by rising rate
  std::optional<double> critical_rate;  // where success falls below 1/2, between two rows
};
/// Simulates the paths at each rate and counts how they end.
StressExperiment learning_rate_stress(const StressOptions& options = {}, CountedRows* work = nullptr);

// 3. With the largest admissible rate for each Q, the steps to a given accuracy grow like 1/a.

/// Noise: the bounds Q to try, each with its largest admissible rate.
struct NoiseOptions {
  Vec<Rational> start{Rational(1) / 2, Rational(1) / 4, Rational(1) / 4};  // p(0)
  std::vector<Rational> q{Rational(3) / 2, 2, 3, 4, 6, 8};                 // rising
  /// The noise for a bound Q.
  std::function<AnyNoise(const Rational&)> law = [](const Rational& bound) { return UniformNoise(bound); };
  Rational rate_over_bound = 1;           // a = rate_over_bound rate_bound_sharp(Delta, Q)
  Rational accuracy = Rational(1) / 100;  // reached when 1 - p_1 < accuracy
  double horizon = 200;                   // steps = horizon / a
  std::uint64_t paths = 2'000, seed = 1;  // for each Q
  unsigned threads = 1;                   // 0: all cores
};
/// Noise: how long learning takes for one bound Q.
struct NoiseRow {
  Rational q, a;                                   // the bound, and the rate used
  std::uint64_t paths = 0, reached = 0, lost = 0;  // simulated; that reached the accuracy; that lost the leader
  double lower_quartile = 0, median = 0, upper_quartile = 0;  // of the steps to the accuracy, where it is reached
  double scaled_median = 0;                                   // a median
};
/// Noise: one row for each Q, and the power law through them.
struct NoiseExperiment {
  NoiseOptions options;        // as asked
  Rational gap;                // Delta
  std::vector<NoiseRow> rows;  // by rising Q
  double exponent = 0;         // least squares: median ~ (1/a)^exponent
};
/// Simulates the paths for each Q and fits steps against 1/a.
NoiseExperiment noise_scaling(const NoiseOptions& options = {}, CountedRows* work = nullptr);

// 4. P(the leader is lost by step k) against k.

/// Escape: the chain and its event, the simulation, and the level of the intervals.
struct EscapeOptions {
  ChainProblem problem;               // the chain and the event
  MonteCarloOptions monte_carlo;      // report_steps empty: 60 steps, evenly spaced
  Rational alpha = Rational(1) / 20;  // intervals of level 1 - alpha
};
/// Escape: the estimate at each report step.
struct EscapeExperiment {
  EscapeOptions options;             // as asked
  MonteCarloTally tally;             // the counts; the checkpoint of the run
  std::vector<EscapeEstimate> rows;  // empty when the run was stopped before the first paths were done
};
/// Estimates the probability that the leader is lost by each report step.
/// resume, progress and stop: as for MonteCarlo::run.
EscapeExperiment escape(const EscapeOptions& options, const std::optional<MonteCarloTally>& resume = {},
                        const std::function<void(const MonteCarloTally&)>& progress = {},
                        const std::atomic<bool>* stop = nullptr);

}  // namespace hebb::experiments
