#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/certificate/statement.hpp>
#include <hebb/certificate/well_formed.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {

std::string to_text(const Statement& original) {
  Statement s = original;
  for (std::string& name : s.expression.variables) name = shown_name(name);
  const auto name = [&](int variable) { return s.expression.variables.at(variable); };
  const auto names = [&](const std::vector<int>& variables) {
    std::vector<std::string> result;
    for (const int v : variables) result.push_back(name(v));
    return fmt::format("{}", fmt::join(result, ", "));
  };
  const auto node = [&](int k) { return to_infix(s.expression, k); };
  std::string text;
  for (const Factor& factor : s.domain) {
    if (const auto* range = std::get_if<Range>(&factor)) {
      text += "for all " + (range->lower ? node(*range->lower) + (range->lower_open ? " < " : " <= ") : std::string());
      text += name(range->variable);
      text += range->upper ? (range->upper_open ? " < " : " <= ") + node(*range->upper) : std::string();
      text += range->lower || range->upper ? "\n" : " real\n";
    } else if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      text += fmt::format("for all {} {} 0 with sum 1\n", names(simplex->coordinates), simplex->open ? ">" : ">=");
    } else {
      const auto& chamber = std::get<LeaderChamber>(factor);
      text += fmt::format("for all {} >= 0 with sum 1, in decreasing order, and 0 < {} <= {} - {}\n",
                          names(chamber.coordinates), name(chamber.gap), name(chamber.coordinates[0]),
                          name(chamber.coordinates[1]));
    }
  }
  const auto condition = [&](const char* word, const Condition& c) {
    text += fmt::format("{} {}  {} {}\n", word, shown_label(c.label), node(c.node),
                        c.relation == Relation::zero ? "= 0" : ">= 0");
  };
  for (const Condition& c : s.assumptions) condition("such that", c);
  for (const Condition& c : s.goals) condition("holds", c);
  return text;
}

}  // namespace hebb
