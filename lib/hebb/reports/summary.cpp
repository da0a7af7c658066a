#include <cmath>
#include <set>

#include <fmt/format.h>

#include <hebb/reports/folding.hpp>
#include <hebb/reports/summary.hpp>

namespace hebb {
namespace {

std::string counted(std::size_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string counts_text(const VerdictCounts& c) {
  return fmt::format("{} proved, {} refuted, {} undecided, {} estimated", c.proved, c.refuted, c.undecided,
                     c.estimated);
}

}  // namespace

void VerdictCounts::add(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved:
      ++proved;
      break;
    case Verdict::refuted:
      ++refuted;
      break;
    case Verdict::undecided:
      ++undecided;
      break;
    case Verdict::estimated:
      ++estimated;
      break;
  }
}

Summary summarise(const LedgerResult& result) {
  Summary summary;
  summary.seconds = result.seconds;
  std::set<std::string> constants;
  for (const ClaimResult& claim : result.claims) {
    summary.add(claim.verdict);
    if (!claim.expected) {
      ++summary.other_constants;
      if (const std::string text = replaced_constants_text(claim); !text.empty() && constants.insert(text).second) {
        summary.constants += (summary.constants.empty() ? "" : "; ") + text;
      }
    } else if (claim.verdict != *claim.expected) {
      ++summary.unexpected;
    }
  }
  for (const FoldedRows& rows : fold_by_claim(result)) summary.claims.add(overall_verdict(rows));
  return summary;
}

std::string duration_text(double seconds) {
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  if (seconds < 99.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string expectation_text(const Summary& s) {
  if (s.rows() == 0) return "no claim was verified";
  std::string text;
  if (s.other_constants > 0) {
    text = fmt::format("{}, so that no verdict of {} is expected",
                       s.constants.empty() ? "constants are not the printed ones" : "with " + s.constants,
                       s.other_constants == s.rows() ? "the run" : counted(s.other_constants, "row", "rows"));
    if (s.other_constants == s.rows()) return text;
    text += "; of the others ";
  }
  return text + (s.unexpected == 0   ? "every verdict is the expected one"
                 : s.unexpected == 1 ? "1 verdict is NOT the expected one"
                                     : fmt::format("{} verdicts are NOT the expected ones", s.unexpected));
}

std::string to_text(const Summary& s) {
  return fmt::format("{}: {}; {}: {}; {}; {}", counted(s.claims.total(), "claim", "claims"), counts_text(s.claims),
                     counted(s.rows(), "row", "rows"), counts_text(s), expectation_text(s), duration_text(s.seconds));
}

}  // namespace hebb
