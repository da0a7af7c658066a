#pragma once

#include <optional>

#include <hebb/certificate/proof.hpp>
#include <hebb/verify/witness_search.hpp>

namespace hebb {

/// find_witness() for statements whose assumptions have equations: exact rational points that satisfy them. What the
/// equations give as a polynomial in other variables is computed from these; one more equation is solved for a variable
/// in which it is linear, or, when it is of second degree, by lines through a rational point of it. Nothing where the
/// equations are of other kinds. The same seed gives the same answer.
std::optional<Witness> find_witness_on_variety(const Statement& statement, int goal,
                                               const WitnessOptions& options = {});

}  // namespace hebb
