#pragma once

#include <optional>

#include <hebb/model/leader_problem.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Does the chain leave the good set at one of the steps 0..k?
/// noise   uniform, two-point or discrete; the methods say which of them they know.
/// event   a gap or a ratio: 0 <= gap < 1 with ratio 1, or gap 0 with ratio >= 1.
/// steps   the horizon k >= 0; without a value: ever.
struct ExitProblem : LeaderProblem {
  std::optional<int> steps{};
};

/// Throws PreconditionError, naming the value, for everything that the description of ExitProblem rules out.
void require_valid(const ExitProblem& problem);

/// Whether `start` itself is an exit: decided exactly.
bool starts_outside(const ExitProblem& problem);

/// The smallest ratio p_1 / p_u that the good set allows for a single u, over all points of the good set: exit happens
/// no earlier than the first step with p_1 < weakest_ratio p_u for some u, and for a ratio exactly then.
///   ratio event: ratio.      gap event: (1 + (d-1) gap) / (1 - gap).
/// d = number of positive components. Derivation: docs/theory/exit-probabilities.md.
Rational weakest_ratio(const LossEvent& event, int d);
/// p_1 < certain_ratio p_u for some u is an exit.      ratio event: ratio.      gap event: (1 + gap) / (1 - gap).
/// Both ratios agree for d = 2, where the event is p_1 < ratio p_2.
Rational certain_ratio(const LossEvent& event);

}  // namespace hebb
