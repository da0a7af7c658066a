#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <hebb/theorems/claim.hpp>

namespace hebb {

/// The claims that a word means, in the order of the list: the one of that id with its variants ("R2" means R2.paper,
/// R2.sharp, ...; "T2" not T2.4.rate, which belongs to another theorem of the paper), those of a letter ("G" means G1,
/// G2, ...), or those of a place in the paper ("Theorem 2.2", "Lemma A.3", in any case). Throws PreconditionError with
/// the nearest id when it means none.
std::vector<const Claim*> claims_meant(std::string_view word, const std::vector<Claim>& claims = ledger());

/// "there is no claim 'X'; did you mean Y?"
std::string unknown_claim_message(const std::string& id, const std::vector<Claim>& claims = ledger());

}  // namespace hebb
