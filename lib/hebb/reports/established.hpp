#pragma once

#include <string>
#include <vector>

#include <hebb/reports/folding.hpp>

namespace hebb {

/// How far a claim is established, one line a level, the level that takes least on trust last:
///   "numerically certified for d = 2..8"
///   "accepted by the verified checker for d = 2..8"
///   "Coq theorem for every d: Hebb.Gap.drift_of_leader (Gap.v)"
/// and apart from it what Coq says about less than the whole claim:
///   "Coq theorem about a part, every d: the sum, for every chain: Hebb.Chain.summed_decrease (Chain.v)"
/// A level that nothing of the rows has reached has no line.
std::vector<std::string> established_lines(const FoldedRows& rows);

}  // namespace hebb
