#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/boxes/branch_and_bound.hpp>

namespace hebb {

BoxOutcome prove_by_boxes(const Statement& statement, int goal, const BoxOptions& options) {
  BoxOutcome result;
  if (statement.goals.at(goal).relation != Relation::nonnegative) {
    result.reason = "boxes prove inequalities only";
    return result;
  }
  const Reduction reduction = reduce(statement);
  if (!reduction.problem) {
    result.reason = reduction.reason;
    return result;
  }
  BranchAndBoundOptions search;
  // At assumptions that hold with equality the cheap forms need very many boxes.
  const std::size_t first = statement.assumptions.empty() ? options.max_boxes / 2 : options.max_boxes / 50;
  search.max_boxes = options.taylor ? options.max_boxes : first;
  search.taylor = options.taylor;
  search.seconds = options.seconds;
  search.threads = options.threads;
  search.stop = options.stop;
  BranchAndBoundOutcome outcome = branch_and_bound(*reduction.problem, goal, search);
  if (!options.taylor && !outcome.proof && !outcome.witness && outcome.boxes >= search.max_boxes) {
    BoxOptions again = options;
    again.taylor = true;
    again.max_boxes = options.max_boxes - search.max_boxes;
    result = prove_by_boxes(statement, goal, again);
    result.boxes += outcome.boxes;
    return result;
  }
  result.proof = std::move(outcome.proof);
  result.witness = std::move(outcome.witness);
  result.reason = std::move(outcome.reason);
  if (result.witness) {
    const std::vector<std::string>& names = statement.expression.variables;
    for (std::size_t k = 0; k < names.size(); ++k) {
      result.reason +=
          (k > 0 ? ", " : "the goal is negative at ") + names[k] + " = " + to_string(result.witness->values[k]);
    }
  }
  result.boxes = outcome.boxes;
  return result;
}

}  // namespace hebb
