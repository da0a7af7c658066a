#pragma once

#include <string>
#include <vector>

#include <hebb/theorems/claim.hpp>
#include <hebb/verify/run.hpp>

namespace hebb::cli {

/// The claims of a file; of standard input for "-". Throws ClaimTextError.
std::vector<Claim> claims_of(const std::string& file);

/// Throws PreconditionError when a claim has the name of a row of the ledger and says something else.
void require_own_names(const std::vector<Claim>& claims, const RunOptions& run);

}  // namespace hebb::cli
