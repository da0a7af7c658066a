#pragma once

#include <cstdint>
#include <optional>

#include <hebb/barriers/barrier.hpp>
#include <hebb/barriers/capped_rule.hpp>

// Two sets of mean firing rates in turn, `interval` steps each, the first ones first: does the winner follow?
// Derivations: docs/theory/winners.md.

namespace hebb {

/// The chain and its rates.
struct RateSwitches {
  Vec<Rational> weights, first, second;  // w(0), lambda, mu
  Rational a;                            // learning rate
  std::uint64_t interval;                // T, steps between two switches
};

/// A bound of the probability that the favourite of the start, the largest lambda_i w_i(0), does not lead under lambda
/// at all steps k <= T and under both lambda and mu at all k >= T: the barrier after the switch, brought back through
/// the T steps before it. Nothing when none below 1 is proved.
/// Throws PreconditionError unless the lengths agree, d >= 2, all weights and rates are positive, one component is the
/// favourite, interval >= 1, 0 < a < 1/Q.
std::optional<RealInterval> lead_lost_bound(const BarrierLaw& law, const RateSwitches& switches,
                                            StopFlag stop = nullptr);

/// A bound of the probability that after `steps` steps the favourite of the rates, the largest rates_i w_i(0), does not
/// lead under them, whatever the rates were on the way: 0 when no path can get there, else
///   sum_j min_g (rates_j w_j/(rates_v w_v))^g (A_1(g) D_0(g))^steps;
/// at most 1, and 1 beyond 2^30 steps.      Throws as above.
RealInterval favourite_behind_bound(const BarrierLaw& law, const Vec<Rational>& weights, const Vec<Rational>& rates,
                                    const Rational& a, std::uint64_t steps);

/// What is proved about `count` switches. A switch is followed when the favourite of the new rates leads one step
/// before the next switch; `locked`: at the end the leader leads under both rates. Each number holds with the end of
/// its enclosure on its side: lower ends down, upper ends up.
struct FollowingBounds {
  std::optional<RealInterval> lost;       // lead_lost_bound
  RealInterval share_lower, share_upper;  // of the expected share of the switches that are followed
  RealInterval all_lower, all_upper;      // of the probability that all are
  RealInterval locked_lower;              // of the probability that the path is locked
};
/// A leader that is not lost follows every second switch, the first one not.
/// Throws as the two above, and unless count >= 1.
FollowingBounds following_bounds(const BarrierLaw& law, const RateSwitches& switches, std::uint64_t count,
                                 StopFlag stop = nullptr);

/// The rule with a cap under the same rates, w(0) within the cap: at the end of a phase of T steps the favourite, now
/// the largest rate alone, has the largest weight but for these probabilities.
struct CappedSwitches {
  std::optional<CappedPhase> first, second;  // under lambda, and under mu
  std::optional<RealInterval> phase, all;    // the larger one; the sum over `count` phases after a switch, if below 1
};
/// Nothing is proved where the favourite's rate is not above C times the others. Throws as capped_phase.
CappedSwitches capped_switches(const BarrierLaw& law, const RateSwitches& switches, const Rational& cap,
                               std::uint64_t count);

}  // namespace hebb
