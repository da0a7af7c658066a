#include <hebb/rule_runs/derivative.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

std::optional<Symbol> Derivative::of(const Symbol& x) {
  if (const auto found = done_.find(x.node()); found != done_.end()) return found->second;
  Slope result = slope(x);
  kept_.push_back(x);
  done_.emplace(x.node(), result);
  return result;
}

std::optional<Symbol> Derivative::slope(const Symbol& x) {
  const Symbol::Node& node = *x.node();
  if (node.operation == Operation::variable) return node.name == variable_ ? Slope(Symbol(1)) : std::nullopt;
  if (node.operation == Operation::constant) return std::nullopt;
  const Symbol& u = node.operands[0];
  const Slope left = of(u), right = node.operands.size() > 1 ? of(node.operands[1]) : std::nullopt;
  if (!left && !right) return std::nullopt;
  switch (node.operation) {
    case Operation::add:
      return !left ? right : !right ? left : Slope(*left + *right);
    case Operation::subtract:
      return !right ? left : Slope(!left ? -*right : *left - *right);
    case Operation::multiply: {
      const Symbol& v = node.operands[1];
      return !left ? u * *right : !right ? *left * v : Slope(*left * v + u * *right);
    }
    case Operation::divide: {
      const Symbol& v = node.operands[1];
      return !right ? *left / v : Slope((!left ? -(x * *right) : *left - x * *right) / v);
    }
    case Operation::negate:
      return -*left;
    case Operation::power:
      return Symbol(node.exponent) * pow(u, node.exponent - 1) * *left;
    case Operation::exp:
      return x * *left;
    case Operation::log:
      return *left / u;
    case Operation::sqrt:
      return *left / (2 * x);
    case Operation::sin:
      return cos(u) * *left;
    case Operation::cos:
      return -(sin(u) * *left);
    case Operation::atan:
      return *left / (1 + square(u));
    default:
      throw PreconditionError("abs, max or min: no derivative in closed form");
  }
}

}  // namespace hebb
