#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/check/checker.hpp>
#include <hebb/theorems/claim.hpp>
#include <hebb/verify/run.hpp>

namespace hebb::cli {

/// All of standard input, or the first bytes of what is too large to be a text of the language.
std::string standard_input();

/// The claims of a file; of standard input for "-". Throws ClaimTextError.
std::vector<Claim> claims_of(const std::string& file);

/// The claim among `given` that states what the certificate in the file does; empty when there is none.
std::string equal_claim(const CheckedFile& file, const std::vector<Claim>& given);

/// A claim of a file in one dimension: "FILE" when the file holds one, else "FILE:NAME".
struct ClaimOfFile {
  Claim claim;
  std::optional<int> dimension;
};
/// The claim that `subject` names: "mine.claim", where the file holds one claim, or "mine.claim:NAME"; nothing when
/// there is no such file. d: for a claim `for d = ...`. Throws ClaimTextError and PreconditionError, with the names.
std::optional<ClaimOfFile> claim_of_file(const std::string& subject, int d);

/// Throws PreconditionError when a claim has the name of a row of the ledger and says something else.
void require_own_names(const std::vector<Claim>& claims, const RunOptions& run);

}  // namespace hebb::cli
