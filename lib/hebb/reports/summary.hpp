#pragma once

#include <cstddef>
#include <hebb/verify/result.hpp>
#include <string>

namespace hebb {

/// The headline figures of a ledger. A claim counts once for every dimension that it was verified in.
struct Summary {
  std::size_t proved = 0, refuted = 0, undecided = 0, estimated = 0;
  std::size_t unexpected = 0;  // rows whose verdict is not the expected one
  double seconds = 0;          // of the whole run, not the sum over the rows

  std::size_t rows() const { return proved + refuted + undecided + estimated; }
};

Summary summarise(const LedgerResult& result);

/// One sentence: "3 proved, 1 refuted, 0 undecided, 0 estimated; every verdict is the expected one; 1.2 s".
std::string to_text(const Summary& summary);

/// "85 ms", "1.24 s", "3 min 20 s".
std::string duration_text(double seconds);

}  // namespace hebb
