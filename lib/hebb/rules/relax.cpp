#include <algorithm>

#include <fmt/format.h>

#include <hebb/language/functions.hpp>
#include <hebb/rules/relax.hpp>
#include <hebb/rules/statement_copy.hpp>

namespace hebb {
namespace {

struct Ends {
  Symbol lower, upper;
};

/// Where the bounds of a function hold: |u - centre| <= radius.
struct Disc {
  int centre;
  Rational radius;
};
Disc disc_of(Operation function) {
  if (function == Operation::log || function == Operation::sqrt) return {1, Rational(1, 2)};
  return {0, 1};
}

/// Of a function that has bounds. There the remainders of the alternating series are at most their first term; those
/// of log and sqrt below the centre are largest at the end.
std::optional<Ends> ends_of(Operation function, const Symbol& u, FunctionBounds bounds) {
  const bool constant = bounds == FunctionBounds::constant;
  const auto number = [](int n, int d) { return Symbol(Rational(n, d)); };
  const Symbol x = disc_of(function).centre == 0 ? u : u - disc_of(function).centre;
  const Symbol fourth = x * x * x * x;
  switch (function) {
    case Operation::exp: {
      if (constant) return Ends{number(1, 3), Symbol(3)};
      const Symbol taylor = 1 + x + x * x / 2 + x * x * x / 6;
      return Ends{taylor, taylor + fourth / 16};
    }
    case Operation::log: {
      if (constant) return Ends{number(-7, 10), number(1, 2)};
      const Symbol taylor = x - x * x / 2 + x * x * x / 3;
      return Ends{taylor - fourth / 2, taylor};
    }
    case Operation::sqrt: {
      if (constant) return Ends{number(7, 10), number(5, 4)};
      const Symbol taylor = 1 + x / 2 - x * x / 8 + x * x * x / 16;
      return Ends{taylor - fourth / 16, taylor};
    }
    case Operation::sin: {
      if (constant) return Ends{number(-6, 7), number(6, 7)};
      const Symbol taylor = x - x * x * x / 6;
      return Ends{taylor - fourth / 120, taylor + fourth / 120};
    }
    case Operation::cos: {
      if (constant) return Ends{number(1, 2), Symbol(1)};
      const Symbol taylor = 1 - x * x / 2;
      return Ends{taylor, taylor + fourth / 24};
    }
    case Operation::atan: {
      if (constant) return Ends{number(-4, 5), number(4, 5)};
      const Symbol taylor = x - x * x * x / 3;
      return Ends{taylor - fourth / 5, taylor + fourth / 5};
    }
    default:
      return std::nullopt;
  }
}

bool is_function(Operation operation) {
  return operation == Operation::abs || ends_of(operation, Symbol(0), FunctionBounds::constant);
}

Symbol applied(Operation function, const Symbol& u) {
  switch (function) {
    case Operation::exp:
      return exp(u);
    case Operation::log:
      return log(u);
    case Operation::sqrt:
      return sqrt(u);
    case Operation::sin:
      return sin(u);
    case Operation::cos:
      return cos(u);
    default:
      return atan(u);
  }
}

}  // namespace

// Long: what stands in the way, the domain with its further variables, the conditions.
std::optional<Relaxed> without_functions(const Statement& s, FunctionBounds bounds) {
  const Expression& e = s.expression;
  struct Applied {
    Operation function;
    Symbol argument;
  };
  std::vector<Applied> all;
  bool has_others = false;
  const StatementCopy copy(s, [&](int, const Instruction& i, const Symbol& operand) -> std::optional<Symbol> {
    if (!is_function(i.operation)) return std::nullopt;
    if (bounds != FunctionBounds::none && !ends_of(i.operation, operand, bounds)) {
      has_others = true;
      return std::nullopt;
    }
    all.push_back({i.operation, operand});
    return Symbol::variable(fmt::format("e{}", all.size()));
  });
  if (has_others || all.empty()) return std::nullopt;
  for (std::size_t k = 1; k <= all.size(); ++k) {
    if (std::ranges::find(e.variables, fmt::format("e{}", k)) != e.variables.end()) return std::nullopt;
  }
  // Without functions: terms in the variables alone, which a range may use.
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
  Relaxed out;
  const auto claim_arguments = [&](StatementBuilder& b) {
    for (std::size_t k = 0; k < all.size(); ++k) {
      const Disc disc = disc_of(all[k].function);
      const Rational low = disc.centre - disc.radius, high = disc.centre + disc.radius;
      b.claim_nonnegative(fmt::format("the argument of e{} is <= {}", k + 1, to_string(high)),
                          Symbol(high) - all[k].argument);
      b.claim_nonnegative(fmt::format("the argument of e{} is >= {}", k + 1, to_string(low)),
                          all[k].argument - Symbol(low));
    }
  };
  StatementBuilder b;
  copy.declare(b);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const std::string name = fmt::format("e{}", k + 1);
    if (bounds == FunctionBounds::none) {
      b.real(name);
      continue;
    }
    if (!is_free(all[k].argument)) return std::nullopt;  // a function of a function
    const Ends ends = *ends_of(all[k].function, all[k].argument, bounds);
    b.between(name, ends.lower, ends.upper);
    if (std::ranges::find(out.functions, all[k].function) == out.functions.end())
      out.functions.push_back(all[k].function);
  }
  // A point with an argument out of range is a point of the relaxed domain for some e between its ends, where the goal
  // that it is in range is false, unless an assumption on e excludes them all.
  std::vector<bool> is_plain;
  for (const Condition& c : s.assumptions) is_plain.push_back(is_free(copy[c.node]));
  const bool separate = std::ranges::find(is_plain, false) != is_plain.end();
  if (bounds != FunctionBounds::none && separate) {
    StatementBuilder arguments;
    copy.declare(arguments);
    for (std::size_t k = 0; k < s.assumptions.size(); ++k) {
      const Condition& c = s.assumptions[k];
      if (!is_plain[k]) continue;
      if (c.relation == Relation::zero) {
        arguments.assume_zero(c.label, copy[c.node]);
      } else {
        arguments.assume_nonnegative(c.label, copy[c.node]);
      }
    }
    claim_arguments(arguments);
    out.arguments = arguments.build();
  } else if (bounds != FunctionBounds::none) {
    claim_arguments(b);
  }
  copy.assume(b);
  copy.claim(b);
  out.statement = b.build();
  return out;
}

Statement function_bounds(Operation function, FunctionBounds bounds) {
  StatementBuilder b;
  const Disc disc = disc_of(function);
  const Symbol u = b.between("u", Symbol(disc.centre - disc.radius), Symbol(disc.centre + disc.radius));
  const auto ends = ends_of(function, u, bounds);
  require(ends.has_value() && bounds != FunctionBounds::none, "a function without bounds");
  b.claim_at_least("lower", applied(function, u), ends->lower);
  b.claim_at_least("upper", ends->upper, applied(function, u));
  return b.build();
}

std::string bounds_name(Operation function, FunctionBounds bounds) {
  return std::string(language::function_name(function)) +
         (bounds == FunctionBounds::constant ? "-constant" : "-polynomial");
}

}  // namespace hebb
