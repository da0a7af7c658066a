#include <algorithm>

#include <fmt/format.h>

#include <hebb/theorems/barrier_claim.hpp>

namespace hebb {
namespace {

/// The smallest n 10^-k >= x, n of `digits` digits; 0 for x = 0.
Rational round_up(const Rational& x, int digits) {
  if (x == 0) return 0;
  const Rational largest = pow(Rational(10), digits);
  Rational scale = 1;
  while (x * scale < largest / 10) scale *= 10;
  while (x * scale > largest) scale /= 10;
  const Rational scaled = x * scale;
  Integer n = numerator(scaled) / denominator(scaled);
  if (Rational(n) < scaled) n += 1;
  return Rational(n) / scale;
}

}  // namespace

BarrierClaim barrier_claim(const Barrier& barrier, const SimplexPoint<Rational>& start, int digits) {
  require_barrier(barrier);
  require(digits >= 1, "a bound needs at least one digit");
  const bool uniform = barrier.law == "uniform", every = barrier.law == every_centred_law(barrier.q).name;
  require(uniform || every, "no claim is about barriers for " + barrier.law + " noise; use every_centred_law");
  require(barrier.pieces.size() <= barrier_claim_pieces, [&] {
    return fmt::format("a barrier claim has room for {} pieces, not {}", barrier_claim_pieces, barrier.pieces.size());
  });
  require(static_cast<int>(start.size()) == barrier.d && start[0] > 0, "the start does not fit the barrier");
  const Rational ratio = *std::max_element(start.coordinates().begin() + 1, start.coordinates().end()) / start[0];
  require(ratio > 0, "the start is at the vertex");
  BarrierClaim claim{uniform ? "B.pieces.uniform" : "B.pieces.every", {}};
  const RealInterval value =
      (barrier.d - 1) * barrier_function(barrier, ratio, RealInterval(Rational(0), BarrierLaw::precision));
  claim.constants = {
      {"a", barrier.a}, {"Q", barrier.q}, {"start", ratio}, {"bound", round_up(value.exact_upper(), digits)}};
  for (int j = 0; j < barrier_claim_pieces; ++j) {  // the last piece fills the room that is left
    const BarrierPiece& piece = barrier.pieces[std::min<std::size_t>(j, barrier.pieces.size() - 1)];
    claim.constants["gamma" + std::to_string(j + 1)] = piece.exponent;
    claim.constants["ratio" + std::to_string(j + 1)] = piece.ratio;
  }
  return claim;
}

}  // namespace hebb
