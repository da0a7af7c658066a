#pragma once

#include <cstdint>
#include <optional>

#include <hebb/barriers/barrier.hpp>

namespace hebb {

/// The learning rule with bounded forgetting: after each step w_i <- max(w_i, max_j w_j/C). While the rates stay, let v
/// be a favourite: lambda_v >= C lead lambda_j for all j != v. Then p_v >= lead p_j at every step, surely, and
///   P(some w_u > w_v after T steps) <= (d-1) C^g (theta (1+eps))^T + eps/(1 - theta (1+eps)),   eps = (d-1) C^-g,
/// theta the largest growth of the g-th power of a ratio where p_v >= lead p_j: whatever was learned before.
struct CappedPhase {
  int exponent;          // g >= 1
  RealInterval failure;  // the bound
};
/// The best exponent found. Nothing when no exponent proves less than 1.      Derivation: docs/theory/winners.md.
/// Throws PreconditionError unless d >= 2, 0 < a < 1/Q, cap > 1, lead > 1, steps <= 2^30.
std::optional<CappedPhase> capped_phase(const BarrierLaw& law, int d, const Rational& a, const Rational& cap,
                                        const Rational& lead, std::uint64_t steps);

}  // namespace hebb
