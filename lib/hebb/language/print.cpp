#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/language/claims.hpp>
#include <hebb/language/functions.hpp>
#include <hebb/language/syntax.hpp>

namespace hebb {
namespace {

/// Writes a statement in the language. Subterms that are used more than once become lets, so that the text is as short
/// as the straight-line code.
class Writer {
 public:
  Writer(const Statement& statement, std::string name) : s_(statement), name_(std::move(name)) {}

  std::string text(const Constants& constants) {
    for (const auto& [constant, value] : constants)
      lines_ += fmt::format("# with {} = {}\n", constant, to_string(value));
    lines_ += fmt::format("claim {}\n", name_);
    name_variables();
    count_uses();
    for (const Factor& factor : s_.domain) declare(factor);
    for (const Condition& c : s_.assumptions) condition("assume", c);
    for (const Condition& c : s_.goals) condition("prove", c);
    return lines_;
  }

 private:
  // How tightly a printed term holds together.
  enum Level { sum, product, sign, power, atom };
  struct Text {
    std::string text;
    Level level;
  };

  /// "p1" is p[1] when p is a point of a simplex or a chamber.
  void name_variables() {
    names_ = s_.expression.variables;
    for (const Factor& factor : s_.domain) {
      const auto* simplex = std::get_if<Simplex>(&factor);
      const auto* chamber = std::get_if<LeaderChamber>(&factor);
      if (!simplex && !chamber) continue;
      const std::vector<int>& p = simplex ? simplex->coordinates : chamber->coordinates;
      const std::string point = point_name(p);
      for (std::size_t k = 0; k < p.size(); ++k) names_[p[k]] = fmt::format("{}[{}]", point, k + 1);
    }
    for (const Factor& factor : s_.domain) {
      if (const auto* range = std::get_if<Range>(&factor)) quote(names_[range->variable]);
      if (const auto* chamber = std::get_if<LeaderChamber>(&factor)) quote(names_[chamber->gap]);
    }
  }

  static void quote(std::string& name) {
    if (language::is_claim_name(name)) return;
    require(name.find_first_of("`\n\r") == std::string::npos && !name.empty(),
            [&] { return fmt::format("the variable '{}' cannot be said in the language of claims", name); });
    name = "`" + name + "`";
  }

  std::string point_name(const std::vector<int>& coordinates) const {
    const std::string& first = s_.expression.variables[coordinates[0]];
    std::string point = first.substr(0, first.size() - 1);
    require(language::is_claim_name(point),
            [&] { return fmt::format("the point '{}' cannot be said in the language of claims", point); });
    for (std::size_t k = 0; k < coordinates.size(); ++k) {
      require(s_.expression.variables[coordinates[k]] == point + std::to_string(k + 1), [&] {
        return fmt::format("the coordinate '{}' of a simplex cannot be said in the language of claims",
                           s_.expression.variables[coordinates[k]]);
      });
    }
    return point;
  }

  void count_uses() {
    const Expression& e = s_.expression;
    uses_.assign(e.code.size(), 0);
    for (const Instruction& i : e.code) {
      if (i.operation == Operation::variable || i.operation == Operation::constant) continue;
      ++uses_[i.a];
      if (has_two_operands(i.operation)) ++uses_[i.b];
    }
    for (const auto* conditions : {&s_.assumptions, &s_.goals}) {
      for (const Condition& c : *conditions) ++uses_[c.node];
    }
    for (const Factor& factor : s_.domain) {
      const auto* range = std::get_if<Range>(&factor);
      if (range && range->lower) ++uses_[*range->lower];
      if (range && range->upper) ++uses_[*range->upper];
    }
    lets_.assign(e.code.size(), {});
  }

  bool is_shared(int k) const {
    const Operation operation = s_.expression.code[k].operation;
    return uses_[k] > 1 && operation != Operation::variable && operation != Operation::constant;
  }

  /// Writes the lets that the node needs and that are not there yet.
  void define(int node) {
    std::vector<int> todo{node};
    std::set<int> needed;
    while (!todo.empty()) {
      const int k = todo.back();
      todo.pop_back();
      const Instruction& i = s_.expression.code[k];
      if (i.operation == Operation::variable || i.operation == Operation::constant || !lets_[k].empty()) continue;
      if (!needed.insert(k).second) continue;
      todo.push_back(i.a);
      if (has_two_operands(i.operation)) todo.push_back(i.b);
    }
    for (const int k : needed) {  // operands before what uses them
      if (!is_shared(k)) continue;
      const std::string body = written(k).text;
      do {
        lets_[k] = fmt::format("t{}", ++count_);
      } while (std::ranges::any_of(names_, [&](const std::string& n) { return n.substr(0, n.find('[')) == lets_[k]; }));
      lines_ += fmt::format("  let {} = {}\n", lets_[k], body);
    }
  }

  std::string node(int k, Level at_least = sum) const {
    const Text t = lets_[k].empty() ? written(k) : Text{lets_[k], atom};
    return t.level >= at_least ? t.text : "(" + t.text + ")";
  }

  Text written(int k) const {
    const Instruction& i = s_.expression.code[k];
    switch (i.operation) {
      case Operation::variable:
        return {names_[i.a], atom};
      case Operation::constant: {
        const Rational& q = s_.expression.constants[i.a];
        return {to_string(q), denominator(q) == 1 && q >= 0 ? atom : sum};
      }
      case Operation::add:
        return {node(i.a) + " + " + node(i.b, product), sum};
      case Operation::subtract:
        return {node(i.a) + " - " + node(i.b, product), sum};
      case Operation::multiply:
        return {node(i.a, product) + "*" + node(i.b, power), product};
      case Operation::divide:
        return {node(i.a, product) + "/" + node(i.b, power), product};
      case Operation::negate:
        return {"-" + node(i.a, power), sum};
      case Operation::power:
        return {node(i.a, atom) + "^" + std::to_string(i.b), power};
      default:
        return {std::string(language::function_name(i.operation)) + "(" + node(i.a) + ")", atom};
    }
  }

  void declare(const Factor& factor) {
    if (const auto* range = std::get_if<Range>(&factor)) {
      if (range->lower) define(*range->lower);
      if (range->upper) define(*range->upper);
      lines_ += fmt::format("  variable {} in {}{}, {}{}\n", names_[range->variable],
                            range->lower && !range->lower_open ? "[" : "(", range->lower ? node(*range->lower) : "-inf",
                            range->upper ? node(*range->upper) : "inf", range->upper && !range->upper_open ? "]" : ")");
    } else if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      lines_ += fmt::format("  point {} in {}simplex({})\n", point_name(simplex->coordinates),
                            simplex->open ? "open " : "", simplex->coordinates.size());
    } else {
      const auto& chamber = std::get<LeaderChamber>(factor);
      lines_ += fmt::format("  point {} in chamber({}, {})\n", point_name(chamber.coordinates),
                            chamber.coordinates.size(), names_[chamber.gap]);
    }
  }

  void condition(const char* word, const Condition& c) {
    require(c.label.find_first_of("\"\n") == std::string::npos,
            [&] { return fmt::format("the label '{}' cannot be said in the language of claims", c.label); });
    define(c.node);
    lines_ +=
        fmt::format("  {} \"{}\" {} {} 0\n", word, c.label, node(c.node), c.relation == Relation::zero ? "=" : ">=");
  }

  const Statement& s_;
  std::string name_, lines_;
  std::vector<std::string> names_, lets_;
  std::vector<int> uses_;
  int count_ = 0;
};

}  // namespace

std::string claim_text(const Statement& statement, const std::string& name, const Constants& constants) {
  return Writer(statement, name).text(constants);
}

}  // namespace hebb
