#pragma once

#include <optional>

#include <hebb/barriers/barrier.hpp>
#include <hebb/scalar/interval.hpp>

// How far the noisy paths are from the flow, for all steps at once, while the leader keeps its lead:
//   sup_k E[ |p(k) - p(a k)|_2^2 1_Theta ] <= C a,      Theta = {r_u(k) <= x for all u and k}, r_u = p_u/p_1.
// The coordinates l_i = log r_i - log(1 - r_i) - sum_v log(1 - r_v) fall by a at each step of the flow, all of them
// exactly: what the noise does to them adds up and is never amplified. Late, both are near the vertex (true_rate.hpp).
// Derivation: docs/theory/discrete-and-continuous.md.

namespace hebb {

/// An upper bound on sum_{i >= 2} p_i (1 - p_i) (1 - r_i) (2 - p_1 - 2 p_i) over the simplex of R^d where p_1 leads: by
/// sqrt(2) of it at most a difference in the l_i is multiplied on the way to p. 1/(6 sqrt 3) for d = 2.
/// Throws PreconditionError unless d >= 2.
Interval log_coordinate_sensitivity(int d);

struct NoisyDistance {
  Rational ratio_limit;      // x
  Rational kappa;            // of the polynomial that was used
  int degree;                // its degree
  RealInterval mean_square;  // bounds the supremum: C a
  RealInterval escape;       // bounds 1 - P(Theta); above 1 when no barrier proves less
};
/// The least bound found over x and kappa, certified. `decay` is a number with 1 - p_1(t) <= decay e^-t along the flow
/// from p, Phi(p) of hebb/flows/closed_form/leader_odds.hpp. Components that are 0 are left out. Nothing when no x has
/// a Psi that contracts.      Throws PreconditionError unless p_1 > p_u for all u >= 2, 0 < a < 1/Q, decay >= 1 - p_1.
std::optional<NoisyDistance> noisy_distance(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                            const RealInterval& decay, StopFlag stop = nullptr);

}  // namespace hebb
