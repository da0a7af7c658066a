#include <hebb/certificate/statement_builder.hpp>

namespace hebb {

int StatementBuilder::declare(const std::string& name) {
  variables_.push_back(name);
  return static_cast<int>(variables_.size()) - 1;
}

Symbol StatementBuilder::range(const std::string& name, std::optional<Symbol> lower, std::optional<Symbol> upper,
                               Bound lower_bound, Bound upper_bound) {
  domain_.push_back(
      Range{declare(name), {}, {}, lower && lower_bound == Bound::open, upper && upper_bound == Bound::open});
  bounds_.push_back({std::move(lower), std::move(upper)});
  return Symbol::variable(name);
}

Symbol StatementBuilder::between(const std::string& name, const Symbol& lower, const Symbol& upper, Bound lower_bound,
                                 Bound upper_bound) {
  return range(name, lower, upper, lower_bound, upper_bound);
}
Symbol StatementBuilder::at_least(const std::string& name, const Symbol& lower, Bound bound) {
  return range(name, lower, {}, bound, Bound::closed);
}
Symbol StatementBuilder::at_most(const std::string& name, const Symbol& upper, Bound bound) {
  return range(name, {}, upper, Bound::closed, bound);
}
Symbol StatementBuilder::real(const std::string& name) { return range(name, {}, {}, Bound::closed, Bound::closed); }

Vec<Symbol> StatementBuilder::reals(const std::string& name, int d) {
  Vec<Symbol> x;
  for (int k = 1; k <= d; ++k) x.push_back(real(name + std::to_string(k)));
  return x;
}

Vec<Symbol> StatementBuilder::simplex(const std::string& name, int d, Bound bound) {
  Simplex factor{{}, bound == Bound::open};
  Vec<Symbol> p;
  for (int k = 1; k <= d; ++k) {
    factor.coordinates.push_back(declare(name + std::to_string(k)));
    p.push_back(Symbol::variable(variables_.back()));
  }
  domain_.emplace_back(std::move(factor));
  bounds_.emplace_back();
  return p;
}

std::pair<Vec<Symbol>, Symbol> StatementBuilder::leader_chamber(const std::string& name, int d,
                                                                const std::string& gap) {
  LeaderChamber factor;
  Vec<Symbol> p;
  for (int k = 1; k <= d; ++k) {
    factor.coordinates.push_back(declare(name + std::to_string(k)));
    p.push_back(Symbol::variable(variables_.back()));
  }
  factor.gap = declare(gap);
  domain_.emplace_back(std::move(factor));
  bounds_.emplace_back();
  return {std::move(p), Symbol::variable(gap)};
}

void StatementBuilder::assume_nonnegative(std::string label, const Symbol& term) {
  assumptions_.push_back({std::move(label), Relation::nonnegative, term});
}
void StatementBuilder::assume_zero(std::string label, const Symbol& term) {
  assumptions_.push_back({std::move(label), Relation::zero, term});
}
void StatementBuilder::claim_nonnegative(std::string label, const Symbol& term) {
  goals_.push_back({std::move(label), Relation::nonnegative, term});
}
void StatementBuilder::claim_equal(std::string label, const Symbol& x, const Symbol& y) {
  goals_.push_back({std::move(label), Relation::zero, without_logarithms(x - y)});
}

Statement StatementBuilder::build() const {
  Recorder recorder(variables_);
  Statement statement;
  statement.domain = domain_;
  for (std::size_t k = 0; k < domain_.size(); ++k) {
    if (auto* range = std::get_if<Range>(&statement.domain[k])) {
      if (bounds_[k].lower) range->lower = recorder.record(*bounds_[k].lower);
      if (bounds_[k].upper) range->upper = recorder.record(*bounds_[k].upper);
    }
  }
  for (const Term& t : assumptions_) statement.assumptions.push_back({t.label, t.relation, recorder.record(t.term)});
  for (const Term& t : goals_) statement.goals.push_back({t.label, t.relation, recorder.record(t.term)});
  statement.expression = recorder.expression();
  return statement;
}

}  // namespace hebb
