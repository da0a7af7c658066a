#pragma once

#include <map>
#include <optional>
#include <vector>

#include <hebb/replay/rational_interval.hpp>

// Values of a formula over a whole domain, half-lines included, by one interval evaluation.

namespace hebb::checker {

/// The numbers between two ends; an end that is missing is infinite.
struct WideInterval {
  std::optional<Fraction> lower, upper;

  bool is_positive() const { return lower && *lower > 0; }
  bool is_nonnegative() const { return lower && *lower >= 0; }
  bool is_negative() const { return upper && *upper < 0; }
};

struct WideValues {
  std::map<int, WideInterval> of;  // by node: a superset of its values at the points where all it needs is defined
  std::vector<int> doubtful;       // quotients, logarithms and roots that may be undefined somewhere, in their order
};

/// The nodes that a node rests on, itself included, in their order. (Code may be deep: no recursion.)
std::vector<int> used_by(const Expression& e, int node);

/// All nodes that `node` rests on, for variables in these ranges (missing: the whole line). A node that the code writes
/// as x * x is a square. Rejection for a node that is no instruction.
WideValues wide_values(const Expression& e, int node, const std::map<int, WideInterval>& ranges);

/// A multiple of 1/64 at or below the lower end (at or above the upper one); nothing for an infinite end.
std::optional<Fraction> rounded_end(const WideInterval& x, bool lower);

}  // namespace hebb::checker
