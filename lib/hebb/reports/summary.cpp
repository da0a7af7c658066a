#include <fmt/format.h>

#include <cmath>
#include <hebb/reports/summary.hpp>

namespace hebb {

Summary summarise(const LedgerResult& result) {
  Summary summary;
  summary.seconds = result.seconds;
  for (const ClaimResult& claim : result.claims) {
    switch (claim.verdict) {
      case Verdict::proved:
        ++summary.proved;
        break;
      case Verdict::refuted:
        ++summary.refuted;
        break;
      case Verdict::undecided:
        ++summary.undecided;
        break;
      case Verdict::estimated:
        ++summary.estimated;
        break;
    }
    if (claim.verdict != claim.expected) ++summary.unexpected;
  }
  return summary;
}

std::string duration_text(double seconds) {
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  if (seconds < 99.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string to_text(const Summary& s) {
  const std::string expectation = s.rows() == 0       ? "no claim was verified"
                                  : s.unexpected == 0 ? "every verdict is the expected one"
                                  : s.unexpected == 1
                                      ? "1 verdict is NOT the expected one"
                                      : fmt::format("{} verdicts are NOT the expected ones", s.unexpected);
  return fmt::format("{} proved, {} refuted, {} undecided, {} estimated; {}; {}", s.proved, s.refuted, s.undecided,
                     s.estimated, expectation, duration_text(s.seconds));
}

}  // namespace hebb
