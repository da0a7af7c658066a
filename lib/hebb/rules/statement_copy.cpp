#include <hebb/rules/statement_copy.hpp>

namespace hebb {
namespace {

bool has_operands(Operation operation) { return operation != Operation::variable && operation != Operation::constant; }

}  // namespace

StatementCopy::StatementCopy(const Statement& s, const Replace& replace) : statement_(s) {
  const Expression& e = s.expression;
  Vec<Symbol> variables;
  for (const std::string& name : e.variables) variables.push_back(Symbol::variable(name));
  for (std::size_t k = 0; k < e.code.size(); ++k) {
    const Instruction& i = e.code[k];
    std::optional<Symbol> other;
    if (replace && has_operands(i.operation)) other = replace(static_cast<int>(k), i, (*this)[i.a]);
    if (other)
      nodes_.push_back(*other);
    else if (i.operation == Operation::power)
      nodes_.push_back(pow((*this)[i.a], i.b));
    else
      nodes_.push_back(apply(e, i, nodes_, variables, Symbol(0)));
  }
}

void StatementCopy::declare(StatementBuilder& b, const std::map<std::string, Ends>& changes) const {
  using Bound = StatementBuilder::Bound;
  const std::vector<std::string>& names = statement_.expression.variables;
  const auto point = [&](const std::vector<int>& coordinates) {  // "p" of p1, ..., pd
    const std::string& first = names[static_cast<std::size_t>(coordinates[0])];
    return first.substr(0, first.size() - 1);
  };
  for (const Factor& factor : statement_.domain) {
    if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      b.simplex(point(simplex->coordinates), static_cast<int>(simplex->coordinates.size()),
                simplex->open ? Bound::open : Bound::closed);
      continue;
    }
    if (const auto* chamber = std::get_if<LeaderChamber>(&factor)) {
      b.leader_chamber(point(chamber->coordinates), static_cast<int>(chamber->coordinates.size()),
                       names[static_cast<std::size_t>(chamber->gap)]);
      continue;
    }
    const auto& range = std::get<Range>(factor);
    const std::string& name = names[static_cast<std::size_t>(range.variable)];
    std::optional<Symbol> lower, upper;
    if (range.lower) lower = (*this)[*range.lower];
    if (range.upper) upper = (*this)[*range.upper];
    Bound low = range.lower_open ? Bound::open : Bound::closed, high = range.upper_open ? Bound::open : Bound::closed;
    if (const auto change = changes.find(name); change != changes.end()) {
      if (change->second.lower) lower = change->second.lower, low = Bound::closed;
      if (change->second.upper) upper = change->second.upper, high = Bound::closed;
    }
    if (lower && upper)
      b.between(name, *lower, *upper, low, high);
    else if (lower)
      b.at_least(name, *lower, low);
    else if (upper)
      b.at_most(name, *upper, high);
    else
      b.real(name);
  }
}

void StatementCopy::assume(StatementBuilder& b) const {
  for (const Condition& c : statement_.assumptions) {
    const Symbol& x = (*this)[c.node];
    c.relation == Relation::zero ? b.assume_zero(c.label, x) : b.assume_nonnegative(c.label, x);
  }
}

void StatementCopy::claim(StatementBuilder& b) const {
  for (const Condition& c : statement_.goals) {
    const Symbol& x = (*this)[c.node];
    c.relation == Relation::zero ? b.claim_equal(c.label, x, Symbol(0)) : b.claim_nonnegative(c.label, x);
  }
}

}  // namespace hebb
