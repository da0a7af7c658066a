#pragma once

#include <cstdint>
#include <string>

#include <hebb/scalar/rational.hpp>

// Intervals for a probability p from x successes in n independent trials. Their end points are doubles that are proved,
// in outward rounded arithmetic, to lie outward of the exact ones: the stated coverage holds for the printed numbers.
// Statistics, not proof: an interval covers p with probability >= 1 - alpha, and is `estimated` in the ledger.

namespace hebb {

/// An interval for a probability.
struct ConfidenceInterval {
  double lower = 0, upper = 1;  // doubles, rounded outward
  friend bool operator==(const ConfidenceInterval&, const ConfidenceInterval&) = default;
};

/// "[lower, upper]", rounded outward; style as for bounds.
std::string to_text(const ConfidenceInterval& interval, int digits, char style = 'f');

/// Clopper-Pearson: {p : P(X >= x) > alpha/2 and P(X <= x) > alpha/2}, for n fixed beforehand.
/// Law: P(p in interval) >= 1 - alpha for every p. Each end point is within a factor 1 +- 2^-30 of the exact one.
/// Throws PreconditionError unless 0 < alpha < 1, 1 <= n <= 2^53, x <= n.
/// Source: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934).
ConfidenceInterval clopper_pearson(std::uint64_t successes, std::uint64_t trials, const Rational& alpha);

/// A confidence sequence: {p : (n + 1) P(X = x) > alpha}, X ~ Bin(n, p).
/// Law: P(p in interval for all n >= 1 at once) >= 1 - alpha, so one may look and stop at any time. M_n = 1 / ((n + 1)
/// P(X = x)) is the likelihood ratio of the uniform mixture of all p against p, a martingale under p with M_0 = 1, and
/// P(sup M_n >= 1/alpha) <= alpha by Ville's inequality.      Throws as clopper_pearson; n = 0 is allowed: [0, 1].
/// Source: H. Robbins, Ann. Math. Statist. 41 (1970).
ConfidenceInterval confidence_sequence(std::uint64_t successes, std::uint64_t trials, const Rational& alpha);

}  // namespace hebb
