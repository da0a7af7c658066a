#pragma once

#include <optional>
#include <variant>

#include <hebb/model/discrete_noise.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Exit when p_1 - p_u < gap for some u >= 2; the event Theta of the convergence theorem fails with gap = Delta / 2.
struct GapEvent {
  Rational gap;
};
/// Exit when p_1 < ratio p_u for some u >= 2: Theta_rho fails.
struct RatioEvent {
  Rational ratio;
};
using ExitEvent = std::variant<GapEvent, RatioEvent>;
using ExitNoise = std::variant<UniformNoise, TwoPointNoise, DiscreteNoise>;

/// "Does the chain p_i' = p_i (1 + alpha Y_i) / (1 + alpha p . Y) from `start` leave the good set?"
/// start   a point of the simplex, d >= 2; component 1 (index 0) is the leader. A component that is 0 stays 0.
/// alpha   learning rate, 0 < alpha < 1/Q.
/// noise   law of the independent components of Z in Y = B + Z; Q belongs to it.
/// event   what counts as exit, at the steps 0, 1, 2, ...; 0 <= gap < 1, ratio >= 1.
/// steps   the horizon k >= 0: exit at one of the steps 0..k; without a value: exit ever.
struct ExitProblem {
  Vec<Rational> start;
  Rational alpha;
  ExitNoise noise;
  ExitEvent event;
  std::optional<int> steps;
};

/// Throws PreconditionError, naming the value, for everything that the description of ExitProblem rules out.
void require_valid(const ExitProblem& problem);

/// Q of the noise law.
Rational noise_bound(const ExitNoise& noise);

/// Whether `start` itself is an exit: decided exactly.
bool starts_outside(const ExitProblem& problem);

/// The smallest ratio p_1 / p_u that the good set allows for a single u, over all points of the good set: exit happens
/// no earlier than the first step with p_1 < weakest_ratio p_u for some u, and for RatioEvent exactly then.
///   ratio event: ratio.      gap event: (1 + (d-1) gap) / (1 - gap).
/// d = number of positive components. Derivation: docs/theory/exit-probabilities.md.
Rational weakest_ratio(const ExitEvent& event, int d);
/// p_1 < certain_ratio p_u for some u is an exit.      ratio event: ratio.      gap event: (1 + gap) / (1 - gap).
/// Both ratios agree for d = 2, where the event is p_1 < ratio p_2.
Rational certain_ratio(const ExitEvent& event);

}  // namespace hebb
