#include <numeric>

#include <hebb/scalar/interval.hpp>
#include <hebb/verify/point_evaluation.hpp>

namespace hebb {

std::vector<int> undecided_goals(const Statement& statement, const std::vector<Rational>& point) {
  std::vector<int> undecided;
  try {
    Vec<Interval> variables, nodes;
    for (const Rational& x : point) variables.emplace_back(x);
    for (const Instruction& i : statement.expression.code)
      nodes.push_back(apply(statement.expression, i, nodes, variables, Interval(0)));
    for (int goal = 0; goal < static_cast<int>(statement.goals.size()); ++goal) {
      const Condition& c = statement.goals[goal];
      if (c.relation == Relation::zero || !(nodes[c.node].lower() >= 0)) undecided.push_back(goal);
    }
  } catch (const std::exception&) {  // a node without an enclosure: nothing is decided
    undecided.resize(statement.goals.size());
    std::iota(undecided.begin(), undecided.end(), 0);
  }
  return undecided;
}

}  // namespace hebb
