#pragma once

#include <functional>
#include <optional>

#include <hebb/verify/prove.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// How close the two sides have to be, and how much is tried.
struct TightenOptions {
  Rational relative{1, 1000};                  // stop when both sides are this close
  int max_steps = 40;                          // attempts, proofs and refutations together
  ProveOptions prove{20, 60, 20000, 1, 1500};  // limited by work, so that the answer does not depend on the clock
};

/// Encloses the best value of one constant of a claim in dimension d: starting from the printed value it moves in the
/// direction in which the claim gets stronger (and back when the printed value already fails), proving and refuting,
/// each with a certificate that the checker accepts. Stopped by options.prove.stop it returns the two sides found so
/// far. Values are printed * t (or printed / t) with short rationals t. Throws PreconditionError when the claim has no
/// such constant, when the constant has no direction or is zero.
Tightness tighten(const Claim& claim, int d, const std::string& constant, const TightenOptions& options = {});

/// Encloses the largest factor for which a <= factor Delta/(Q(8Q+Delta)) implies R1 (leader) or R2 in dimension d, for
/// all Delta <= 1 and Q > 1, by the closed forms of the largest rates: proved by R1.multiple.d or R2.multiple.d, whose
/// condition implies R1 or R2 (R1.exact; R2.V and Q4.2' of docs/theory/learning-rates.md), refuted at a point of
/// R1.sharp or R2.sharp with that rate. Both sides meet for R1, and for R2 with d = 2; for larger d within 3 %.
Tightness tighten_step_rate(bool leader, int d, const TightenOptions& options = {});

}  // namespace hebb
