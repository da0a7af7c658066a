#pragma once

#include <vector>

#include <hebb/replay/exact.hpp>

namespace hebb::checker {

/// What a SquaresProof is about: the conditions in their numbers, and the polynomial of each part.
struct SquaresSystem {
  struct Condition {
    Polynomial form;
    Relation relation;
    bool strict;
  };
  enum class About { root, divisor, goal };
  struct Target {
    About about;
    Polynomial form;           // >= 0 is to be shown; of a divisor that it is positive, or that it is negative
    std::vector<bool> usable;  // condition by condition
  };
  int variables = 0;       // of the statement
  std::vector<int> roots;  // the nodes of the further variables
  std::vector<Condition> conditions;
  std::vector<Target> targets;
};

/// `assumptions`: the numbers of those that are used. Throws Rejection for numbers that are not ascending or not there,
/// a goal of the relation `zero`, bounds that are no polynomials, and functions other than sqrt and abs.
SquaresSystem squares_system(const Statement& statement, int goal, const std::vector<int>& assumptions);

}  // namespace hebb::checker
