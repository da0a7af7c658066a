#pragma once

#include <cstddef>
#include <string>

#include <hebb/verify/result.hpp>

namespace hebb {

/// How many of something have each verdict.
struct VerdictCounts {
  std::size_t proved = 0, refuted = 0, undecided = 0, estimated = 0;

  void add(Verdict verdict);
  std::size_t total() const { return proved + refuted + undecided + estimated; }
};

/// The headline figures of a ledger.
struct Summary : VerdictCounts {    // the rows: a claim counts once for every dimension that it was verified in
  VerdictCounts claims;             // each claim once, with its overall_verdict
  std::size_t unexpected = 0;       // rows whose verdict is not the expected one
  std::size_t other_constants = 0;  // rows without an expected verdict: their constants are not the printed ones
  std::string constants;            // these constants, as in "factor = -1000, printed 1"; each once
  double seconds = 0;               // of the whole run, not the sum over the rows

  std::size_t rows() const { return total(); }
};

Summary summarise(const LedgerResult& result);

/// Whether the verdicts are the expected ones, a clause without a capital or a full stop: "every verdict is the
/// expected one".
std::string expectation_text(const Summary& summary);

/// One sentence: "2 claims: 1 proved, 1 refuted, 0 undecided, 0 estimated; 4 rows: 3 proved, 1 refuted, 0 undecided, 0
/// estimated; every verdict is the expected one; 1.2 s".
std::string to_text(const Summary& summary);

/// "85 ms", "1.24 s", "3 min 20 s".
std::string duration_text(double seconds);

}  // namespace hebb
