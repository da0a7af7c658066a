#pragma once

#include <string>

#include <hebb/verify/result.hpp>

namespace hebb {

/// What `hebb prove` prints: one line a claim with verdict, method and time, the best constant where it was enclosed,
/// the witness in full (exact and decimal) with the goal that it violates and its value there, or the reason why
/// nothing was decided; then the counts. `explain` adds what was recorded.
std::string to_claims_text(const LedgerResult& result, bool explain = false);

/// "proved up to 1.5, refuted from 1.5001", or "down to" and "below" where smaller constants are stronger; "nothing"
/// for a side that is missing. Each side to eight digits, rounded to where less is claimed.
std::string both_sides_text(const Tightness& t);

}  // namespace hebb
