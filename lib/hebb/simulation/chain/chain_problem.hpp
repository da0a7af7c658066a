#pragma once

#include <cstdint>
#include <string>

#include <hebb/model/leader_problem.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simulation/chain/path_outcome.hpp>

namespace hebb {

/// The chain p_i' = p_i (1 + a Y_i) / (1 + a b), Y = B + Z, and what is observed on each path of `steps` steps: the
/// first step at which the leader is lost, and the first step at which 1 - p_1 < accuracy.
struct ChainProblem : LeaderProblem {
  std::uint64_t steps = 1000;  // the horizon
  Rational accuracy = 0;       // 0: not observed
  // A path ends early at a loss, at that accuracy, or, if absorption > 0, where 1 - p_1 < absorption at a multiple of
  // 16 steps: the rule takes such a path for one that never loses its leader, which is an approximation, so it is off.
  bool stop_at_loss = true, stop_at_accuracy = false;  // which of the two events ends a path
  Rational absorption = 0;                             // 0: no path is given up for won
};

/// Throws PreconditionError, naming the value, unless: 2 <= d <= max_chain_dimension; start >= 0 sums to 1 and its
/// leader is not lost; 2^-40 <= a and a Q < 1; the noise is one law; event.ratio > 0, event.gap >= 0; 0 <= accuracy,
/// absorption < 1; steps >= 1, and steps blocks_per_step(d) < 2^32.
void require_valid(const ChainProblem& problem);

/// The problem as text, exact: equal texts mean the same paths for the same seed.
std::string describe(const ChainProblem& problem);

}  // namespace hebb
