#pragma once

#include <optional>
#include <vector>

#include <hebb/certificate/statement.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {

/// A statement in its base variables (see BoxProof): the expression after substitution, the initial box, and the nodes
/// of the constraints (>= 0 on the domain) and of the goals.
struct BoxProblem {
  Expression expression;
  Vec<Interval> box;
  std::vector<int> constraints, goals;
};

/// Nothing when a range is unbounded or its constant ends are not doubles.
std::optional<BoxProblem> reduce_to_boxes(const Statement& statement);

}  // namespace hebb
