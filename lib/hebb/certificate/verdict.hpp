#pragma once

#include <string_view>

namespace hebb {

/// proved: a certificate that the independent checker accepts; refuted: an exact rational witness;
/// undecided: neither within the budget; estimated: statistical evidence with a confidence level.
enum class Verdict { proved, refuted, undecided, estimated };

/// "proved" and so on.
constexpr std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved:
      return "proved";
    case Verdict::refuted:
      return "refuted";
    case Verdict::undecided:
      return "undecided";
    default:
      return "estimated";
  }
}

}  // namespace hebb
