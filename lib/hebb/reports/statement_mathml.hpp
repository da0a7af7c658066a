#pragma once

#include <string>
#include <utility>
#include <vector>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// The lines of a statement for a page: a word ("for all", "such that", "holds") and a formula, a MathML element `math`
/// that needs no style, script or network. A goal or assumption a - b >= 0 is set as a >= b. Terms that several places
/// use are written out at each; empty when that takes more than `most` bytes, so that a page never grows beyond it.
std::vector<std::pair<std::string, std::string>> statement_mathml(const Statement& statement,
                                                                  std::size_t most = 40'000);

}  // namespace hebb
