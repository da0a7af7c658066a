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

/// Enclosures of the partial derivatives of `node` by all variables, from the enclosures `values` of all nodes on the box.
/// The chain rule from the last node to the first: node k with adjoint a adds, in the order of its operands,
///   + : a, a    - : a, -a    * : a y, a x    / : a/y, -(a v_k / y)    neg : -a    ^n : a (n x^(n-1))
///   exp : a v_k    log : a/x    sqrt : a/(2 v_k)
/// to the adjoints of x and y. The checker does the same in rational arithmetic, so its enclosures are never wider.
Vec<Interval> gradient(const Expression& expression, const Vec<Interval>& values, int node);

}  // namespace hebb
