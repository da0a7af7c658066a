#pragma once

#include <string>
#include <utility>
#include <vector>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/laws/laws.hpp>
#include <hebb/theorems/claim.hpp>

// What the proofs of laws (prove_laws.cpp) and of best constants (best_constants.cpp) share.

namespace hebb {

/// Whether the step is the paper's, operation by operation.
bool is_papers_step(const RecordedRule& rule);

/// Whether R1 and R2 are claimed: by a rule with a rate, and by one that follows the paper's drift.
bool claims_rate(const RecordedRule& rule);

/// A law as a claim: law(builder, d, constants) says it.
template <class Law>
Claim claim_of(const std::string& name, const std::string& title, std::vector<Constant> constants, const Law& law) {
  Claim claim;
  claim.id = name;
  claim.group = "Laws";
  claim.title = claim.text = title;
  claim.constants = std::move(constants);
  claim.method = Claim::Method::automatic;
  claim.state = [law](int d, const Constants& k) {
    StatementBuilder b;
    law(b, d, k);
    return b.build();
  };
  return claim;
}

}  // namespace hebb
