#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/statement.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb {

/// A part of the domain of a statement on which every argument of abs has one sign, and the statement there.
struct SignCase {
  /// One of the conditions that cut the part out.
  struct Piece {
    std::string text;      // "Y1 >= 1/(2*a)", "p[1]*Y2 <= 0"
    std::string variable;  // whose range was cut; empty for an assumption
    Symbol at;             // where
  };
  Statement statement;  // without abs
  std::vector<Piece> where;
};

/// A statement with abs (so also max and min), case by case. The parts cover the domain, each lies in it, and on each
/// the statement says what the whole says there, so that together they are the statement: proved where all are, and a
/// witness against one is a witness against it. Where an argument is affine in a variable with a range, the range is
/// cut at its zero (and the range of a parameter where that zero enters it), in exact arithmetic; elsewhere the sign
/// is an assumption, and a part may be empty. Nothing where there is no abs, or more than `most` parts.
/// `is_proved`: asked, before a sign is assumed, whether the argument has one sign there anyway: the answer yes
/// must be a proof, and the parts rest on it (none is then empty for that sign). Without it nothing is asked.
using IsProved = std::function<bool(const Statement&)>;
std::optional<std::vector<SignCase>> sign_cases(const Statement& statement, std::size_t most = 200,
                                                const IsProved& is_proved = {});

}  // namespace hebb
