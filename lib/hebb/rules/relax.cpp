#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/rules/relax.hpp>

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

/// "p" of p1, ..., pd.
std::string point_name(const Statement& s, int first) {
  const std::string& name = s.expression.variables[static_cast<std::size_t>(first)];
  return name.substr(0, name.size() - 1);
}

}  // namespace

// Long: the factors, the conditions and the nodes of one statement, copied one after the other.
std::optional<Statement> without_exp(const Statement& s, ExpBounds bounds) {
  const Expression& e = s.expression;
  Vec<Symbol> variables, nodes, arguments;
  for (const std::string& name : e.variables) variables.push_back(Symbol::variable(name));

  for (const Instruction& i : e.code) {
    switch (i.operation) {
      case Operation::exp:
        arguments.push_back(nodes[static_cast<std::size_t>(i.a)]);
        nodes.push_back(Symbol::variable(fmt::format("e{}", arguments.size())));
        break;
      case Operation::log:
      case Operation::sqrt:
      case Operation::sin:
      case Operation::cos:
      case Operation::atan:
      case Operation::abs:
        return std::nullopt;
      case Operation::power:
        nodes.push_back(pow(nodes[static_cast<std::size_t>(i.a)], i.b));
        break;
      default:
        nodes.push_back(apply(e, i, nodes, variables, Symbol(0)));
    }
  }
  if (arguments.empty()) return std::nullopt;
  for (std::size_t k = 1; k <= arguments.size(); ++k) {
    if (std::ranges::find(e.variables, fmt::format("e{}", k)) != e.variables.end()) return std::nullopt;
  }
  // Nodes without exp: terms in the variables alone, which a range or an assumption may use.
  const auto is_free = [&](const Symbol& x) {
    try {
      Recorder(e.variables).record(x);
      return true;
    } catch (const PreconditionError&) {
      return false;
    }
  };
  StatementBuilder b;
  using Bound = StatementBuilder::Bound;
  for (const Factor& factor : s.domain) {
    if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      b.simplex(point_name(s, simplex->coordinates[0]), static_cast<int>(simplex->coordinates.size()),
                simplex->open ? Bound::open : Bound::closed);
    } else if (const auto* chamber = std::get_if<LeaderChamber>(&factor)) {
      b.leader_chamber(point_name(s, chamber->coordinates[0]), static_cast<int>(chamber->coordinates.size()),
                       e.variables[static_cast<std::size_t>(chamber->gap)]);
    } else {
      const auto& range = std::get<Range>(factor);
      const std::string& name = e.variables[static_cast<std::size_t>(range.variable)];
      const auto node = [&](int k) { return nodes[static_cast<std::size_t>(k)]; };
      if ((range.lower && !is_free(node(*range.lower))) || (range.upper && !is_free(node(*range.upper))))
        return std::nullopt;
      const Bound low = range.lower_open ? Bound::open : Bound::closed,
                  high = range.upper_open ? Bound::open : Bound::closed;
      if (range.lower && range.upper) {
        b.between(name, node(*range.lower), node(*range.upper), low, high);
      } else if (range.lower) {
        b.at_least(name, node(*range.lower), low);
      } else if (range.upper) {
        b.at_most(name, node(*range.upper), high);
      } else {
        b.real(name);
      }
    }
  }
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
  for (const Condition& c : s.assumptions) {
    const Symbol& x = nodes[static_cast<std::size_t>(c.node)];
    if (!is_free(x)) return std::nullopt;
    c.relation == Relation::zero ? b.assume_zero(c.label, x) : b.assume_nonnegative(c.label, x);
  }
  for (const Condition& c : s.goals) {
    const Symbol& x = nodes[static_cast<std::size_t>(c.node)];
    c.relation == Relation::zero ? b.claim_equal(c.label, x, Symbol(0)) : b.claim_nonnegative(c.label, x);
  }
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
