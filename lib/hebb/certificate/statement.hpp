#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <hebb/scalar/symbolic/expression.hpp>

namespace hebb {

/// lower <= x <= upper, where the bounds are nodes that use only variables of earlier factors. An absent bound means
/// that x is unbounded on that side; an open bound is excluded. Empty when lower > upper.
struct Range {
  int variable;                                 // index into Expression::variables
  std::optional<int> lower, upper;              // nodes of the expression
  bool lower_open = false, upper_open = false;  // ends that do not belong to it
  friend bool operator==(const Range&, const Range&) = default;
};

/// The probability simplex { p : p_i >= 0, sum p_i = 1 } in the given variables; its interior, all p_i > 0, when open.
struct Simplex {
  std::vector<int> coordinates;  // indices into Expression::variables
  bool open = false;             // its interior
  friend bool operator==(const Simplex&, const Simplex&) = default;
};

/// The ordered leader chamber { (p, c) : p_1 >= p_2 + c, p_2 >= ... >= p_d >= 0, sum p_i = 1, c > 0 }, d >= 2
/// (docs/theory/model.md, The ordered chamber). With z_0 = c, z_1 = p_1 - p_2 - c, z_k = k (p_k - p_{k+1}), z_d = d p_d
/// it is the simplex { z >= 0, sum z = 1 } in d + 1 variables (z_0 > 0).
struct LeaderChamber {
  std::vector<int> coordinates;  // p_1, ..., p_d
  int gap;                       // c
  friend bool operator==(const LeaderChamber&, const LeaderChamber&) = default;
};

/// A factor of a domain.
using Factor = std::variant<Range, Simplex, LeaderChamber>;

/// What is said of a node: it is >= 0 (nonnegative), or it is 0 (zero).
enum class Relation { nonnegative, zero };

/// "node >= 0" or "node = 0".
struct Condition {
  std::string label;  // names it in reports
  Relation relation;  // what is said
  int node;           // of the expression
  friend bool operator==(const Condition&, const Condition&) = default;
};

/// For all values of the variables in the domain (the product of the factors, in their order) that satisfy all
/// assumptions, all goals hold. Every variable belongs to exactly one factor. A goal of the relation `zero` is an
/// identity of rational functions: it is claimed wherever both sides are defined.
struct Statement {
  Expression expression;               // the code of all nodes
  std::vector<Factor> domain;          // factors, in their order
  std::vector<Condition> assumptions;  // conditions on the point
  std::vector<Condition> goals;        // what is claimed
  friend bool operator==(const Statement&, const Statement&) = default;
};

/// One line a factor, an assumption or a goal, for people.
std::string to_text(const Statement& statement);

}  // namespace hebb
