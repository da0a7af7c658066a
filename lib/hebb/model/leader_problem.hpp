#pragma once

#include <hebb/model/any_noise.hpp>
#include <hebb/model/loss_event.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// "Does the chain p_i' = p_i (1 + a Y_i) / (1 + a p . Y), Y = B + Z, lose its leader?": what every engine is asked.
/// Horizon, accuracy and the like belong to the engines; so does the check of the conditions.
///   start   p(0), a point of the simplex, d >= 2; component 1 (index 0) leads. A component that is 0 stays 0.
///   a       learning rate, 0 < a < 1/Q
///   noise   law of the independent components of Z; Q belongs to it
///   event   what counts as a loss
struct LeaderProblem {
  Vec<Rational> start;
  Rational a;
  AnyNoise noise = UniformNoise(2);
  LossEvent event;
};

/// Delta = p_1 - max_{u >= 2} p_u of a start that leads.      Throws PreconditionError unless d >= 2 and Delta > 0.
inline Rational initial_gap(const Vec<Rational>& start) {
  const Rational gap = leader_gap(start);
  require(gap > 0, [&] { return "the first component of " + show(start) + " does not lead"; });
  return gap;
}

}  // namespace hebb
