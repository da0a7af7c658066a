#pragma once

#include <string>
#include <vector>

#include <hebb/verify/result.hpp>

namespace hebb {

/// Rows of one claim in several dimensions, by increasing dimension; never empty. Points into the LedgerResult.
using FoldedRows = std::vector<const ClaimResult*>;

/// All rows of an id together, in the order in which the ids appear first.
std::vector<FoldedRows> fold_by_claim(const LedgerResult& result);

/// The same, but rows with a different verdict, expected verdict, method or replaced constants stay apart.
std::vector<FoldedRows> fold_by_outcome(const LedgerResult& result);

/// One verdict for several rows: refuted before undecided before estimated before proved.
Verdict overall_verdict(const FoldedRows& rows);

/// "d = 2..8", "d = 3", "d = 2..4, 6"; "every d" for a claim that does not depend on d.
std::string dimension_text(const FoldedRows& rows);

/// The constant whose best value was enclosed, with the enclosure: "factor in [1, 1.01]", from the smallest to the
/// largest dimension "factor in [1, 1.01] .. [4, 4.04]"; rounded outward to five digits. Where a side was not
/// found "factor proved up to 1", "refuted from 1.01", and "proved down to", "refuted below" where smaller ones are
/// stronger. Empty without tightness.
std::string enclosure_text(const FoldedRows& rows);

/// The slack of the printed constant, at least "2", or "2 .. 8"; empty when it is not known.
std::string slack_text(const FoldedRows& rows);

}  // namespace hebb
