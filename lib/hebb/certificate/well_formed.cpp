#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <hebb/certificate/well_formed.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {
namespace {

// What is larger than a claim file may say, with all its cases, would keep a reader busy or exhaust the stack.
constexpr std::size_t max_variables = 1'000, max_depth = 30'000, max_operations = 2'000'000;

std::vector<int> variables_of(const Factor& factor) {
  if (const auto* range = std::get_if<Range>(&factor)) return {range->variable};
  if (const auto* simplex = std::get_if<Simplex>(&factor)) return simplex->coordinates;
  std::vector<int> all = std::get<LeaderChamber>(factor).coordinates;
  all.push_back(std::get<LeaderChamber>(factor).gap);
  return all;
}

/// By node: the last factor whose variables it uses, -1 for none.
std::vector<int> last_factors(const Expression& e, const std::vector<int>& factor_of) {
  std::vector<int> last;
  for (const Instruction& i : e.code) {
    if (i.operation == Operation::variable) {
      last.push_back(factor_of[i.a]);
    } else if (i.operation == Operation::constant) {
      last.push_back(-1);
    } else {
      last.push_back(has_two_operands(i.operation) ? std::max(last[i.a], last[i.b]) : last[i.a]);
    }
  }
  return last;
}

/// What a formula of this code takes at most: the deepest chain of operations, and the operations of the whole when it
/// is written out, where terms that are used twice are written twice.
struct Extent {
  std::size_t depth = 0;
  double operations = 0;
};
Extent extent_of(const Statement& s) {
  std::vector<Extent> nodes;
  Extent all;
  for (const Instruction& i : s.expression.code) {
    Extent x{1, 1};
    const auto reach = [&](int k) { x = {std::max(x.depth, nodes[k].depth + 1), x.operations + nodes[k].operations}; };
    if (i.operation != Operation::variable && i.operation != Operation::constant) {
      reach(i.a);
      if (has_two_operands(i.operation)) reach(i.b);
    }
    all.depth = std::max(all.depth, x.depth);
    nodes.push_back(x);
  }
  for (const auto* conditions : {&s.assumptions, &s.goals}) {
    for (const Condition& c : *conditions) all.operations += nodes[c.node].operations;
  }
  for (const Factor& factor : s.domain) {
    const auto* range = std::get_if<Range>(&factor);
    if (range && range->lower) all.operations += nodes[*range->lower].operations;
    if (range && range->upper) all.operations += nodes[*range->upper].operations;
  }
  return all;
}

}  // namespace

std::string shown_name(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!name.empty() && is_letter(name[0]) &&
      std::ranges::all_of(name, [&](char c) { return is_letter(c) || is_digit(c) || c == '\''; }))
    return name;
  std::string out = "\"";
  for (const char c : printable(name)) out += c == '"' ? "\\\"" : std::string(1, c);
  return out + '"';
}

std::string shown_label(const std::string& label) {
  std::string out = "[";
  int open = 0;
  for (const char c : printable(label)) {
    open += c == '[';
    if (c == ']' && open-- == 0) {
      out += '\\';
      open = 0;
    }
    out += c;
  }
  return out + ']';
}

std::string defect_of(const Statement& s) {
  const std::vector<std::string>& names = s.expression.variables;
  if (const std::set<std::string> distinct(names.begin(), names.end()); distinct.size() != names.size())
    return "two variables have the same name";
  if (names.size() > max_variables) return fmt::format("it has more than {} variables", max_variables);
  const auto [depth, operations] = extent_of(s);
  if (depth > max_depth) return fmt::format("a formula is more than {} operations deep", max_depth);
  if (operations > max_operations)
    return fmt::format("its formulas take more than {} operations to write out", max_operations);
  std::vector<int> factor_of(names.size(), -1);
  for (std::size_t f = 0; f < s.domain.size(); ++f) {
    const std::vector<int> variables = variables_of(s.domain[f]);
    if (std::holds_alternative<Simplex>(s.domain[f]) && variables.empty()) return "a simplex has no coordinates";
    if (std::holds_alternative<LeaderChamber>(s.domain[f]) && variables.size() < 3)
      return "a leader chamber has less than two coordinates";
    for (const int v : variables) {
      if (factor_of[v] >= 0) return "the variable " + shown_name(names[v]) + " belongs to two factors of the domain";
      factor_of[v] = static_cast<int>(f);
    }
  }
  for (std::size_t v = 0; v < names.size(); ++v) {
    if (factor_of[v] < 0) return "the variable " + shown_name(names[v]) + " belongs to no factor of the domain";
  }
  const std::vector<int> last = last_factors(s.expression, factor_of);
  for (std::size_t f = 0; f < s.domain.size(); ++f) {
    const auto* range = std::get_if<Range>(&s.domain[f]);
    if (!range) continue;
    for (const std::optional<int>& bound : {range->lower, range->upper}) {
      if (bound && last[*bound] >= static_cast<int>(f))
        return "a bound of " + shown_name(names[range->variable]) + " uses a variable that is not declared before it";
    }
  }
  return {};
}

}  // namespace hebb
