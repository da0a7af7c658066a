#include <hebb/verify/box_problem.hpp>

#include <hebb/scalar/symbol.hpp>
#include <hebb/verify/parametrisation.hpp>

namespace hebb {

std::optional<BoxProblem> reduce_to_boxes(const Statement& s) {
  BoxProblem problem;
  std::vector<std::string> names;
  Vec<Symbol> constraints, variables(s.expression.variables.size());
  std::vector<bool> known(variables.size(), false);
  const auto fresh = [&](const Interval& side) {
    names.push_back("x" + std::to_string(names.size()));
    problem.box.push_back(side);
    return Symbol::variable(names.back());
  };
  const auto set = [&](int k, const Symbol& term) {
    variables[k] = term;
    known[k] = true;
    return term;
  };
  const auto term = [&](int node) {
    const auto lookup = [&](int k) {
      require(known[k], "the bound of a range uses a variable that is declared after it");
      return variables[k];
    };
    LazyEvaluation<Symbol, decltype(lookup)> nodes(s.expression, lookup);
    return nodes(node);
  };
  for (const Factor& factor : s.domain) {
    if (const auto* range = std::get_if<Range>(&factor)) {
      if (!range->lower || !range->upper) return std::nullopt;
      const Symbol lower = term(*range->lower), upper = term(*range->upper);
      if (lower.is_constant() && upper.is_constant()) {
        const Interval a(lower.constant()), b(upper.constant());
        if (!a.is_point() || !b.is_point() || a.lower() > b.upper()) return std::nullopt;
        set(range->variable, fresh(Interval(a.lower(), b.upper())));
      } else {
        const Symbol t = fresh(Interval(0, 1));
        set(range->variable, lower + t * (upper - lower));
      }
      continue;
    }
    const auto* simplex = std::get_if<Simplex>(&factor);
    const auto* chamber = std::get_if<LeaderChamber>(&factor);
    const std::vector<int>& p = simplex ? simplex->coordinates : chamber->coordinates;
    Vec<Symbol> x(p.size());
    Symbol leader = 1;
    for (std::size_t k = 1; k < p.size(); ++k) {
      x[k] = set(p[k], fresh(Interval(0, 1)));
      leader = leader - x[k];
    }
    set(p[0], leader);
    if (simplex) {
      constraints.push_back(leader);
      continue;
    }
    const Symbol gap = set(chamber->gap, fresh(Interval(0, 1)));
    constraints.push_back(leader - x[1] - gap);
    for (std::size_t k = 1; k + 1 < p.size(); ++k) constraints.push_back(x[k] - x[k + 1]);
  }
  const Vec<Symbol> nodes = evaluate(s.expression, variables);
  Recorder recorder(names);
  for (const Symbol& c : constraints) problem.constraints.push_back(recorder.record(c));
  for (const Condition& c : s.assumptions) {
    problem.constraints.push_back(recorder.record(nodes[c.node]));
    if (c.relation == Relation::zero) problem.constraints.push_back(recorder.record(-nodes[c.node]));
  }
  for (const Condition& c : s.goals) problem.goals.push_back(recorder.record(nodes[c.node]));
  problem.expression = recorder.expression();
  return problem;
}

}  // namespace hebb
