#pragma once

#include <optional>
#include <vector>

#include <hebb/barriers/barrier.hpp>
#include <hebb/model/correlation.hpp>

// Barriers for correlated inputs, any Gamma: supermartingales psi_u(p_u/p_1) on a rectangle of the ratios, one ratio
// limit x_u for each component.      Derivation: docs/theory/correlated-inputs.md.

namespace hebb {

/// G_j^u(g) = (A_0 + Gamma_uj (A_1 - A_0)) (D_0 - Gamma_1j (D_0 - D_1)): E[(p_u'/p_1')^g | p] = (p_u/p_1)^g sum_j p_j
/// G_j^u, since given the trigger j the S_i are independent Bernoulli(Gamma_ij).      gamma_uj, gamma_1j in [0, 1].
template <Scalar S>
S correlated_growth(const RatioMoments<S>& m, const S& gamma_uj, const S& gamma_1j) {
  return (m.a0 + gamma_uj * (m.a1 - m.a0)) * (m.d0 - gamma_1j * (m.d0 - m.d1));
}

/// The rectangle {p_u <= x_u p_1}, and for each u the pieces of psi_u: exponents rise, ratios fall, the first is x_u.
struct RectangleBarrier {
  Correlation gamma;                              // the correlation of the inputs
  Rational a, q;                                  // the learning rate, and Q of the law
  Vec<Rational> limits;                           // x_2, ..., x_d
  std::vector<std::vector<BarrierPiece>> pieces;  // of u = 2, ..., d
};

/// Whether every psi_u is a supermartingale on the rectangle: for its pieces (g, y)
///   1 - G_1^u >= y (G_u^u - 1)_+ + sum_{v != 1, u} x_v (G_v^u - 1)_+ .
/// proved implies P(p_u(k) >= x_u p_1(k) for some u, k) <= sum_u psi_u(p_u(0)/p_1(0)).
/// Throws PreconditionError when the pieces are not as above, or the law has another Q.
Truth certify(const RectangleBarrier& barrier, const BarrierLaw& law);

/// sum_u psi_u(p_u/p_1), at most 1.
RealInterval barrier_value(const RectangleBarrier& barrier, const SimplexPoint<Rational>& p);

/// The best rectangle found, with x_u <= 1 (no component overtakes the first), and its certified bound.
struct RectangleBound {
  RectangleBarrier barrier;  // the certified one
  RealInterval probability;  // its bound
};
/// The rectangle is searched in floating point; the ratios of the pieces are solved for and rounded down. Components
/// that are 0 are left out. Nothing when no rectangle proves a bound below 1. Throws PreconditionError unless p_1 > p_u
/// for all u >= 2, p has as many components as Gamma, 0 < a < 1/Q.
std::optional<RectangleBound> rectangle_barrier(const Correlation& gamma, const SimplexPoint<Rational>& p,
                                                const Rational& a, const BarrierLaw& law, StopFlag stop = nullptr);

}  // namespace hebb
