#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include <hebb/rule_runs/barrier/factors.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {
namespace {

/// x / v for a variable v that visibly is a factor of x; abs(v t) is v abs(t), v >= 0.
class Division {
 public:
  explicit Division(std::string variable) : variable_(std::move(variable)) {}

  std::optional<Symbol> operator()(const Symbol& x) {
    if (const auto found = done_.find(x.node()); found != done_.end()) return found->second;
    std::optional<Symbol> result = divide(x);
    kept_.push_back(x);
    done_.emplace(x.node(), result);
    return result;
  }

 private:
  std::optional<Symbol> divide(const Symbol& x) {
    const Symbol::Node& node = *x.node();
    const auto operand = [&](std::size_t k) -> const Symbol& { return node.operands[k]; };
    std::optional<Symbol> left, right;
    switch (node.operation) {
      case Operation::variable:
        if (node.name == variable_) return Symbol(1);
        return std::nullopt;
      case Operation::constant:
        if (node.value == 0) return Symbol(0);
        return std::nullopt;
      case Operation::add:
      case Operation::subtract:
        left = (*this)(operand(0));
        right = (*this)(operand(1));
        if (!left || !right) return std::nullopt;
        return node.operation == Operation::add ? *left + *right : *left - *right;
      case Operation::multiply:
        if ((left = (*this)(operand(0)))) return *left * operand(1);
        if ((right = (*this)(operand(1)))) return operand(0) * *right;
        return std::nullopt;
      case Operation::divide:
        if ((left = (*this)(operand(0)))) return *left / operand(1);
        return std::nullopt;
      case Operation::negate:
        if ((left = (*this)(operand(0)))) return -*left;
        return std::nullopt;
      case Operation::power:
        if ((left = (*this)(operand(0)))) return *left * pow(operand(0), node.exponent - 1);
        return std::nullopt;
      case Operation::abs:
        if ((left = (*this)(operand(0)))) return abs(*left);
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  std::string variable_;
  std::unordered_map<const Symbol::Node*, std::optional<Symbol>> done_;
  std::vector<Symbol> kept_;
};

/// The terms of a sum written as x_1 + x_2 + ....
void summands(const Symbol& x, std::multiset<const Symbol::Node*>& out) {
  if (x.node()->operation == Operation::add) {
    summands(x.node()->operands[0], out);
    summands(x.node()->operands[1], out);
  } else {
    out.insert(x.node());
  }
}

}  // namespace

Factors factors_of(const RecordedRule& rule) {
  const auto d = static_cast<std::size_t>(rule.dimension);
  const std::vector<std::string>& names = rule.step.expression.variables;
  Vec<Symbol> variables;
  for (const std::string& name : names) variables.push_back(Symbol::variable(name));
  Vec<Symbol> next = rule.step(variables);
  Symbol divisor(1);
  const auto divided = [&](const Symbol& x) {
    return x.node()->operation == Operation::divide &&
           x.node()->operands[1].node() == next[0].node()->operands[1].node();
  };
  const bool common = next[0].node()->operation == Operation::divide && std::ranges::all_of(next, divided);
  if (common) {
    divisor = next[0].node()->operands[1];
    for (Symbol& x : next) x = Symbol(x.node()->operands[0]);
  }
  Factors out;
  std::multiset<const Symbol::Node*> written, wanted;
  Vec<Symbol> factors;
  for (std::size_t i = 0; i < d; ++i) {
    std::optional<Symbol> factor = Division(names[i])(next[i]);
    require(factor.has_value(),
            [&] { return fmt::format("the rule as written does not show p_{0}' as p_{0} times something", i + 1); });
    factors.push_back(*factor);
    wanted.insert(next[i].node());
  }
  if (common) summands(divisor, written);
  out.is_normalised = common && written == wanted;
  out.factor = record_function(names, factors);
  out.balance = record_function(names, {sum(next), divisor});
  for (std::size_t i = 0; i < d; ++i) {
    const RecordedFunction single{out.factor.expression, {out.factor.outputs[i]}};
    out.uses.emplace_back();
    for (std::size_t k = 0; k < d; ++k) out.uses.back().push_back(single.depends_on(fmt::format("Y{}", k + 1)));
  }
  return out;
}

std::vector<std::size_t> noise_of(const Factors& factors, std::size_t u) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < factors.uses.size(); ++k) {
    if (factors.uses[0][k] || factors.uses[u][k]) out.push_back(k);
  }
  return out;
}

}  // namespace hebb
