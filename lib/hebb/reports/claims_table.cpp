#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/claims_table.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/verify/domain.hpp>

namespace hebb {
namespace {

std::string verdict_of(const ClaimResult& row) {
  if (row.flaw == Flaw::undefined) return "undefined";
  if (row.flaw == Flaw::empty_domain) return "empty";
  return std::string(to_string(row.verdict));
}

/// The value of a node at the witness: exactly where it is short, else rounded.
std::string value_at(const Statement& s, int node, const std::vector<Rational>& x) {
  try {
    const auto variable = [&](int k) { return x[static_cast<std::size_t>(k)]; };
    const Rational value = LazyEvaluation<Rational, decltype(variable)>(s.expression, variable)(node);
    const std::string exact = to_string(value);
    return exact.size() <= 24 ? exact : "about " + to_decimal(value);
  } catch (const std::exception&) {
    // it has exp, log or sqrt
  }
  const auto variable = [&](int k) { return RealInterval(x[static_cast<std::size_t>(k)], 200); };
  const RealInterval value =
      LazyEvaluation<RealInterval, decltype(variable)>(s.expression, variable, RealInterval(Rational(0), 200))(node);
  return "at most " + UpperBound(value).text(6);
}

std::string witness_text(const ClaimResult& row) {
  const Witness& w = *row.violation;
  const Condition& goal = row.statement->goals[static_cast<std::size_t>(w.goal)];
  const char* relation = goal.relation == Relation::zero ? "= 0" : ">= 0";
  return fmt::format(
             "  at {}\n  where {} is {}, not {}\n", point_text(*row.statement, w.values, true),
             goal.relation == Relation::zero ? "the difference of both sides" : "the larger side less the other",
             value_at(*row.statement, goal.node, w.values), relation) +
         (row.statement->goals.size() > 1 ? fmt::format("  of the goal {}\n", printable(goal.label)) : "");
}

std::string tightness_text(const Tightness& t) {
  return fmt::format("  {} = {}: {}{}\n", t.constant, to_string(t.printed), both_sides_text(t),
                     t.note.empty() ? "" : "; " + t.note);
}

std::string indented(const std::string& text) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) result += "  " + printable(line) + "\n";
  return result;
}

}  // namespace

std::string to_claims_text(const LedgerResult& result, bool explain) {
  std::size_t width = 0;
  const auto name = [](const ClaimResult& row) {
    return row.dimension ? fmt::format("{} d={}", row.id, *row.dimension) : row.id;
  };
  for (const ClaimResult& row : result.claims) width = std::max(width, std::min<std::size_t>(40, name(row).size()));
  std::string text;
  std::map<std::string, int> counts;
  for (const ClaimResult& row : result.claims) {
    const std::string verdict = verdict_of(row);
    ++counts[verdict];
    text += fmt::format("{:<9}  {:<{}}  {}", verdict, name(row), width,
                        row.verdict == Verdict::undecided ? "" : fmt::format("{}, ", row.method));
    text += row.seconds < 1 ? fmt::format("{:.3g} ms", 1000 * row.seconds) : fmt::format("{:.3g} s", row.seconds);
    if (!row.printed.empty()) text += "  with " + replaced_constants_text(row);
    text += "\n";
    if (row.violation && row.statement) text += witness_text(row);
    text += indented(row.remark);
    if (row.tightness) text += tightness_text(*row.tightness);
    if (explain && row.statement) text += indented(to_text(*row.statement));
    if (explain && row.work > 0) text += fmt::format("  {} coefficients and boxes\n", row.work);
    if (explain && !row.certificate.empty()) text += "  certificate " + printable(row.certificate) + "\n";
  }
  std::vector<std::string> summary;
  for (const char* verdict : {"proved", "refuted", "undecided", "undefined", "empty"}) {
    if (counts[verdict] > 0) summary.push_back(fmt::format("{} {}", counts[verdict], verdict));
  }
  if (result.claims.size() > 1) text += fmt::format("{} in {:.3g} s\n", fmt::join(summary, ", "), result.seconds);
  return text;
}

std::string both_sides_text(const Tightness& t) {
  const bool larger = larger_is_stronger(t);
  const auto end = [](const std::optional<Rational>& x, bool down) {
    return !x ? "nothing" : down ? LowerBound(*x).text(8) : UpperBound(*x).text(8);
  };
  return fmt::format("proved {} to {}, refuted {} {}", larger ? "up" : "down", end(t.proved, larger),
                     larger ? "from" : "below", end(t.refuted, !larger));
}

}  // namespace hebb
