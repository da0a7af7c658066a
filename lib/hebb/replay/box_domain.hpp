#pragma once

#include <vector>

#include <hebb/replay/rational_interval.hpp>

namespace hebb::checker {

/// The statement in the base variables of BoxProof: every variable is a term in them.
struct BaseProblem {
  Expression expression;
  std::vector<RationalInterval> box;
  std::vector<int> constraints;  // nodes that are >= 0 on the domain
  int goal = 0;                  // its node
};

/// Throws Rejection for a domain that is unbounded, empty, or whose bounds use later variables.
BaseProblem reduce(const Statement& s, int goal);

}  // namespace hebb::checker
