#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hebb/rules/rule.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/result.hpp>

// The numbers that the laws of a rule leave open to choice.

namespace hebb {

/// One of them, enclosed: `tightness` says up to which value the statement is proved and from which on it is refuted,
/// each on a certificate that check() accepts.
struct BestConstant {
  Tightness tightness;
  std::vector<Certificate> certificates;  // the proof (with its lemma, for a rule with exp), then the refutation
};

/// Enclosures of the factor by which the claimed learning rate may be larger (or must be smaller) for R1 and for R2,
/// where p_1 >= ... >= p_d (all of it, for a rule that is permutation equivariant; for one that tells its inputs apart
/// the least over the orders of the inputs, up to d = 3), and of the constant C of
/// |p_i' - p_i - a D_i| <= C (aQ)^2 p_i (1 - p_i), 0 < a <= 1/(2Q).
struct BestConstants {
  std::optional<BestConstant> r1, r2;  // absent where R1 and R2 are not claimed
  BestConstant remainder;              // of the Taylor remainder
};

/// How close, and for how long.
struct BestConstantsOptions {
  Rational relative{1, 500};  // how close the two sides have to be; then the search ends
  double seconds = 5;         // the work of so many on an ordinary core, for each goal of each attempt
  StopFlag stop = nullptr;    // ends the search: the sides that were found by then
};

/// The value at which a statement begins to fail is looked for first, by a random descent in 192 bits; the point that
/// was found is the refutation, and proofs are tried just below it and, where they do not succeed, further and further
/// away. The same rule gives the same sides as long as no attempt runs out of time. The certificates bear name.R1,
/// name.R2 and name.remainder-constant.
BestConstants best_constants(const RecordedRule& rule, const std::string& name,
                             const BestConstantsOptions& options = {});

/// Values of the variables of R1 (`leader`) or R2 at which it seems to fail at the claimed rate, by that search, where
/// the probabilities have this order (see laws::drift_inequality); nothing where it finds none. Nothing is checked.
std::optional<std::map<std::string, Rational>> find_rate_failure(const RecordedRule& rule, bool leader,
                                                                 const std::vector<std::size_t>& order = {},
                                                                 StopFlag stop = nullptr);

}  // namespace hebb
