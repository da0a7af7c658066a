#pragma once

#include <optional>
#include <vector>

#include <hebb/barriers/barrier.hpp>

// Which component wins: p(k) converges to a vertex with probability 1, for every 0 < a < 1/Q and independent,
// identically distributed noise.      Derivations: docs/theory/winners.md.

namespace hebb {

/// Whether every piece of psi is a supermartingale of rho_i = p_i/max_j p_j wherever rho_i is below its ratio, whatever
/// the other components do: worst growth with all others equal to the largest. proved implies P(rho_i(k) >= x_1 for
/// some k) <= psi(rho_i(0)), and so P(i wins) <= psi(rho_i(0)). Throws PreconditionError for a malformed barrier or one
/// for another Q.
Truth certify_for_any_component(const Barrier& barrier, const BarrierLaw& law);

/// A bound on P(component i wins), i not among the largest: the best psi found, certified; 0 for a component that is 0.
/// Nothing when none proves a bound below 1.      index = i - 1. Throws PreconditionError unless p_i < max p, 0 < a <
/// 1/Q.
std::optional<BarrierBound> winning_bound(const SimplexPoint<Rational>& p, std::size_t index, const Rational& a,
                                          const BarrierLaw& law, StopFlag stop = nullptr);

/// lower <= P(component i wins) <= upper for every i.
struct WinningProbability {
  RealInterval lower, upper;
};
/// By winning_bound for the components that do not lead; the leaders, when several are equal, have equal chances; a
/// single leader has at least 1 less the sum of the bounds, and at least 1 less the barrier of escape_barrier.
/// Throws PreconditionError unless d >= 2 and 0 < a < 1/Q.
std::vector<WinningProbability> winning_probabilities(const SimplexPoint<Rational>& p, const Rational& a,
                                                      const BarrierLaw& law, StopFlag stop = nullptr);

/// Almost sure convergence in finite form: from every state, with probability at least delta, the chain converges to a
/// vertex, and all ratios to one component are below (1+a)^-K within K steps; so no such thing within n K steps has
/// probability at most (1-delta)^n. K favourable triggers (probability (pi^d/d)^K, pi = min(P(Z >= 0), P(Z <= 0))),
/// after which sum r_u exits {r_u <= x} with probability at most 1/2.
struct ConvergenceBlock {
  double steps;            // K
  Rational ratio;          // x
  RealInterval log_delta;  // log delta = -log 2 - K (d log(1/pi) + log d)
};
/// Nothing when E 1/(1+a(1+Z)) >= 1, for EveryNoise and for a QuantileNoise.
/// Throws PreconditionError unless d >= 2 and 0 < a < 1/Q.
std::optional<ConvergenceBlock> convergence_block(const AnyNoise& noise, int d, const Rational& a);

}  // namespace hebb
