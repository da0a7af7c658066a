#pragma once

#include <cstddef>
#include <string>

#include <hebb/verify/result.hpp>

namespace hebb {

struct TableOptions {
  std::size_t width = 120;  // columns of the terminal; the columns that matter least are left out when it is small
  bool colour = false;      // ANSI colours for the verdicts
};

/// The ledger as plain text: the groups with one line for each claim and outcome ("d = 2..8" for the dimensions that
/// agree), below it the constants that are not the printed ones and the point that refutes it, then the rows whose
/// verdict is not the expected one with the reason, then the summary. The column "expected" is there only when some
/// verdict is not the expected one. No line is wider than the options say, except for the constants, the points, the
/// reasons, the summary and as far as verdict, id and dimensions need the room. Ends with a newline.
std::string to_table(const LedgerResult& result, const TableOptions& options = {});

}  // namespace hebb
