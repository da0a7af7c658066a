#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hebb/experiments/counted_rows.hpp>
#include <hebb/simulation/paths/input_path.hpp>
#include <hebb/statistics/confidence.hpp>

/// Experiments on the chain with correlated or time-inhomogeneous input: plain numbers, all of them `estimated`.
namespace hebb::experiments {

/// How a path of `steps` steps ended, from the component with the largest p_i.
struct Winners {
  std::uint64_t paths = 0;         // simulated
  std::vector<std::uint64_t> won;  // component i has 1 - p_i < accuracy at the last step
  std::uint64_t undecided = 0;     // none has
  friend bool operator==(const Winners&, const Winners&) = default;
};
/// Paths 0, ..., paths - 1. The numbers do not depend on `threads` (0: all cores).
Winners winners(const InputSimulator& simulator, std::uint64_t steps, double accuracy, std::uint64_t paths,
                unsigned threads);

// Correlation: Gamma(s) = I + s (Gamma - I). How much correlation of the others does the right winner survive?

/// Correlation: the matrix at full strength, the strengths to try, and the chain.
struct CorrelationOptions {
  Vec<Rational> start{Rational(2) / 5, Rational(7) / 20, Rational(1) / 4};  // p(0)
  Correlation gamma{{{1, 0, 0}, {0, 1, 1}, {0, 1, 1}}};                     // the others together against the leader
  std::vector<Rational> strengths;                                          // s; empty: 0, 1/10, ..., 1
  AnyNoise noise = UniformNoise(2);                                         // the law of the Z_i
  InputLaw input = InputLaw::one_hot;                                       // the law of the trigger
  /// Learning rate; won when 1 - p_i < accuracy; intervals of level 1 - alpha.
  Rational a = Rational(1) / 100, accuracy = Rational(1) / 20, alpha = Rational(1) / 20;
  std::uint64_t steps = 10'000, paths = 1'000, seed = 1;  // for each strength
  unsigned threads = 1;                                   // 0: all cores
};
/// Correlation: who won at one strength.
struct CorrelationRow {
  Rational strength, nu;         // nu: the largest entry off the diagonal
  Rational delta_p, delta_g;     // gaps of p and of Gamma p at the start
  double first = 0, second = 0;  // the largest eigenvalues of Gamma(s), to double accuracy
  Winners winners;               // over all paths
  double right = 0;              // share of paths won by component 1
  ConfidenceInterval interval;   // for its probability
};
/// Correlation: one row a strength, and where the right winner stops being likely.
struct CorrelationExperiment {
  CorrelationOptions options;                     // as asked, with the strengths filled in
  std::vector<CorrelationRow> rows;               // by rising strength
  std::optional<double> critical_strength;        // where `right` falls below 1/2, between two rows
  std::optional<double> critical_eigenvalue_gap;  // first - second there
};
/// With `work` the paths that it has are not simulated again; the result is that of an uninterrupted run, or of the
/// rows so far when it is stopped (see experiments.hpp). Throws PreconditionError when `work` has other counts or more
/// paths.
CorrelationExperiment correlation(const CorrelationOptions& options = {}, CountedRows* work = nullptr);

// Switching: rates lambda and mu in turn. Does the winner follow the switch (open question 3)?

/// Switching: the two sets of rates, how long each lasts, and the chain.
struct SwitchingOptions {
  Vec<Rational> first{10, Rational(15) / 2, 5}, second{5, Rational(15) / 2, 10};  // lambda and mu
  Vec<Rational> weights{1, 1, 1};                                                 // w(0)
  std::vector<std::uint64_t> intervals{10, 30, 100, 300, 1000, 3000};  // steps between switches, one row each
  std::uint64_t switches = 6;                                          // steps = (switches + 1) interval
  AnyNoise noise = UniformNoise(2);                                    // the law of the Z_i
  Rational a = Rational(1) / 100, alpha = Rational(1) / 20;            // learning rate; intervals of level 1 - alpha
  std::uint64_t paths = 1'000, seed = 1;                               // for each interval
  unsigned threads = 1;                                                // 0: all cores
};
/// The favourite of an interval is the component with the largest rate times initial weight: who would win without
/// history.
struct SwitchingRow {
  std::uint64_t interval = 0, paths = 0, switches = 0;  // switches: paths times switches
  std::uint64_t mirrored = 0;                           // switches after which the favourite leads at once
  std::uint64_t followed = 0;                           // switches at the end of whose interval the favourite leads
  std::uint64_t followed_all = 0;                       // paths that follow all their switches
  std::uint64_t locked = 0;  // paths whose leader at the end survives every further switch, by A5.priming
  double share = 0;          // followed / switches
  ConfidenceInterval all;    // for the probability that a path follows all its switches
  std::string diagnosis;     // see diagnose
};
/// instant: nearly all switches show at once (mirrored > 95 %): too short to learn, the rates rule
/// learned: nearly all switches are followed (> 95 %), but not at once
/// locked: nearly all paths end locked (> 95 %): the first winner stays, and is the favourite every other time
/// mixed: anything else
std::string diagnose(const SwitchingRow& row);
/// Switching: one row an interval.
struct SwitchingExperiment {
  SwitchingOptions options;  // as asked
  /// The components with the largest rate, under lambda and under mu, from 0.
  std::size_t favourite_first = 0, favourite_second = 0;
  std::vector<SwitchingRow> rows;  // by rising interval
};
/// work: as for correlation.
SwitchingExperiment switching(const SwitchingOptions& options = {}, CountedRows* work = nullptr);

// Priming: K steps under lambda, then mu for ever. Who wins?

/// Priming: the rates before and after, how long the first last, and the chain.
struct PrimingOptions {
  Vec<Rational> first{10, Rational(15) / 2, 5}, second{5, Rational(15) / 2, 10};  // lambda, with leader 1, and mu
  Vec<Rational> weights{1, 1, 1};                                                 // w(0)
  std::vector<std::uint64_t> primed{0, 50, 100, 200, 400, 800, 1600};             // K
  std::uint64_t steps = 10'000;                                                   // after the switch
  AnyNoise noise = UniformNoise(2);                                               // the law of the Z_i
  /// Learning rate; won when 1 - p_i < accuracy; intervals of level 1 - alpha.
  Rational a = Rational(1) / 100, accuracy = Rational(1) / 20, alpha = Rational(1) / 20;
  std::uint64_t paths = 1'000, seed = 1;  // for each K
  unsigned threads = 1;                   // 0: all cores
};
/// Priming: who won after K primed steps.
struct PrimingRow {
  std::uint64_t primed = 0;     // K
  std::uint64_t leads = 0;      // paths on which component 1 leads right after the switch
  Winners winners;              // over all paths
  double share = 0;             // won by component 1
  ConfidenceInterval interval;  // for its probability
};
/// Priming: one row for each K.
struct PrimingExperiment {
  PrimingOptions options;        // as asked
  std::vector<PrimingRow> rows;  // by rising K
};
/// work: as for correlation.
PrimingExperiment priming(const PrimingOptions& options = {}, CountedRows* work = nullptr);

}  // namespace hebb::experiments
