#pragma once

#include <string>

#include <hebb/barriers/barrier.hpp>
#include <hebb/theorems/claim.hpp>

namespace hebb {

/// The number of pieces that the claims B.pieces.uniform and B.pieces.every have room for.
constexpr int barrier_claim_pieces = 16;

/// The claim and the constants that state a barrier and its value at a start, so that it becomes a certificate:
///   decide(*find_claim(c.id), barrier.d, c.constants)
/// The bound is that of (d-1) psi(max_u p_u/p_1), rounded up to `digits` significant digits.
struct BarrierClaim {
  std::string id;
  Constants constants;
};
/// Throws PreconditionError for more than barrier_claim_pieces pieces, and for a law that no claim is about: only
/// uniform noise and every_centred_law have one.
BarrierClaim barrier_claim(const Barrier& barrier, const SimplexPoint<Rational>& start, int digits = 6);

}  // namespace hebb
