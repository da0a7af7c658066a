#include <algorithm>

#include <fmt/format.h>

#include <hebb/rules/relax.hpp>
#include <hebb/rules/statement_copy.hpp>

namespace hebb {
namespace {

struct Ends {
  Symbol lower, upper;
};

Ends ends_of_exp(const Symbol& u, ExpBounds bounds) {
  if (bounds == ExpBounds::constant) return {Symbol(Rational(1, 3)), Symbol(3)};
  const Symbol taylor = 1 + u + u * u / 2 + u * u * u / 6;
  return {taylor, taylor + u * u * u * u / 16};
}

}  // namespace

// Long: what stands in the way, the domain with its further variables, the conditions.
std::optional<Statement> without_exp(const Statement& s, ExpBounds bounds) {
  const Expression& e = s.expression;
  Vec<Symbol> arguments;
  bool has_others = false;
  const StatementCopy copy(s, [&](int, const Instruction& i, const Symbol& operand) -> std::optional<Symbol> {
    switch (i.operation) {
      case Operation::exp:
        arguments.push_back(operand);
        return Symbol::variable(fmt::format("e{}", arguments.size()));
      case Operation::log:
      case Operation::sqrt:
      case Operation::sin:
      case Operation::cos:
      case Operation::atan:
      case Operation::abs:
        has_others = true;
        return std::nullopt;
      default:
        return std::nullopt;
    }
  });
  if (has_others || arguments.empty()) return std::nullopt;
  for (std::size_t k = 1; k <= arguments.size(); ++k) {
    if (std::ranges::find(e.variables, fmt::format("e{}", k)) != e.variables.end()) return std::nullopt;
  }
  // Without exp: terms in the variables alone, which a range or an assumption may use.
  const auto is_free = [&](const Symbol& x) {
    try {
      Recorder(e.variables).record(x);
      return true;
    } catch (const PreconditionError&) {
      return false;
    }
  };
  for (const Factor& factor : s.domain) {
    const auto* range = std::get_if<Range>(&factor);
    if (!range) continue;
    for (const std::optional<int>& end : {range->lower, range->upper}) {
      if (end && !is_free(copy[*end])) return std::nullopt;
    }
  }
  for (const Condition& c : s.assumptions) {
    if (!is_free(copy[c.node])) return std::nullopt;
  }
  StatementBuilder b;
  copy.declare(b);
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    const std::string name = fmt::format("e{}", k + 1);
    if (!is_free(arguments[k])) return std::nullopt;  // exp of exp
    if (bounds == ExpBounds::none) {
      b.real(name);
      continue;
    }
    const Ends ends = ends_of_exp(arguments[k], bounds);
    b.between(name, ends.lower, ends.upper);
    b.claim_nonnegative(fmt::format("the argument of {} is <= 1", name), 1 - arguments[k]);
    b.claim_nonnegative(fmt::format("the argument of {} is >= -1", name), 1 + arguments[k]);
  }
  copy.assume(b);
  copy.claim(b);
  return b.build();
}

Statement exp_bounds(ExpBounds bounds) {
  StatementBuilder b;
  const Symbol u = b.between("u", Symbol(-1), Symbol(1));
  const Ends ends = ends_of_exp(u, bounds);
  b.claim_at_least("lower", exp(u), ends.lower);
  b.claim_at_least("upper", ends.upper, exp(u));
  return b.build();
}

}  // namespace hebb
