#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// A statement in the base variables of BoxProof: on the box, wherever all constraints are >= 0, the goals hold.
/// The expression is the statement's, evaluated over Symbol with the variables replaced as BoxProof says; constraints,
/// assumptions and goals are recorded in this order, so that equal subterms are one node (the checker does the same).
struct BoxProblem {
  Statement statement;
  Expression expression;               // over the base variables
  std::vector<Rational> lower, upper;  // the box, one entry per base variable, lower <= upper
  std::vector<int> constraints;        // nodes, numbered as in BoxProof
  std::vector<int> goals;              // nodes
  std::vector<int> values;             // the node of each variable of the statement
};

struct Reduction {
  std::optional<BoxProblem> problem;
  std::string reason;  // why there is none: an unbounded range, an empty one
};

/// Throws PreconditionError when a bound uses a variable of a later factor.
Reduction reduce(const Statement& statement);

/// The values of the variables of the statement at a point of the box (one exact number per base variable).
/// Nothing where a bound of a range is not rational or not defined there.
std::optional<std::vector<Rational>> lift(const BoxProblem& problem, const std::vector<Rational>& point);

}  // namespace hebb
