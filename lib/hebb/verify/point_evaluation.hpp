#pragma once

#include <vector>

#include <hebb/verify/coefficients/parametrisation.hpp>

namespace hebb {

/// Evaluates a statement at points given by the coordinates of its factors, many times: the order of evaluation is
/// fixed once, bounds of ranges before the variables that they bound.
class PointSchedule {
 public:
  explicit PointSchedule(const Statement& statement) : statement_(statement), origins_(origins(statement)) {
    seen_nodes_.assign(statement.expression.code.size(), false);
    seen_variables_.assign(statement.expression.variables.size(), false);
    for (std::size_t k = 0; k < seen_variables_.size(); ++k) visit_variable(static_cast<int>(k));
    variables_only_ = steps_.size();
    for (const Condition& c : statement.assumptions) visit_node(c.node);
    for (const Condition& c : statement.goals) visit_node(c.node);
  }

  /// Fills `variables` and, unless `only_variables`, `nodes` (those that matter).
  template <Scalar S>
  void run(const Vec<Vec<S>>& coordinates, Vec<S>& variables, Vec<S>& nodes, bool only_variables = false) const {
    variables.resize(statement_.expression.variables.size());
    nodes.resize(statement_.expression.code.size());
    const std::size_t end = only_variables ? variables_only_ : steps_.size();
    for (std::size_t k = 0; k < end; ++k) {
      const auto [is_variable, index] = steps_[k];
      if (is_variable) {
        const auto [factor, entry] = origins_[index];
        variables[index] = from_coordinates<S>(statement_.domain[factor], entry, coordinates[factor],
                                               [&](int node) -> const S& { return nodes[node]; });
      } else {
        nodes[index] = apply(statement_.expression, statement_.expression.code[index], nodes, variables, S(0));
      }
    }
  }

 private:
  void visit_variable(int k) {
    if (seen_variables_[k]) return;
    seen_variables_[k] = true;
    if (const auto* range = std::get_if<Range>(&statement_.domain[origins_[k].factor])) {
      if (range->lower) visit_node(*range->lower);
      if (range->upper) visit_node(*range->upper);
    }
    steps_.push_back({true, k});
  }
  void visit_node(int k) {
    if (seen_nodes_[k]) return;
    seen_nodes_[k] = true;
    const Instruction& i = statement_.expression.code[k];
    if (i.operation == Operation::variable) {
      visit_variable(i.a);
    } else if (i.operation != Operation::constant) {
      visit_node(i.a);
      if (has_two_operands(i.operation)) visit_node(i.b);
    }
    steps_.push_back({false, k});
  }

  struct StepOf {
    bool is_variable;
    int index;
  };
  const Statement& statement_;
  std::vector<Origin> origins_;
  std::vector<bool> seen_nodes_, seen_variables_;
  std::vector<StepOf> steps_;
  std::size_t variables_only_ = 0;
};

/// The goals that interval arithmetic does not already show to hold at a point, given by the values of all variables.
/// The others have no counterexample there: exact arithmetic, which takes a hundred times as long, need not look.
std::vector<int> undecided_goals(const Statement& statement, const std::vector<Rational>& point);

}  // namespace hebb
