#pragma once

#include <vector>

#include <hebb/exits/probability.hpp>
#include <hebb/model/noise.hpp>

namespace hebb {

/// P(component 2 wins), two components and uniform noise: with probability 1 one of them does (p_i(k) -> 1). The chain
/// of u = log(p_1/p_2) leaves (-L, inf) downward with the probability of an exit "ever", by the piecewise quadratic
/// iteration; from there it returns above -m with probability at most e^-(g (L - m)), a supermartingale.
/// leader = p_1(0) in (0, 1), at least 1/2 or not.      Throws PreconditionError unless 0 < a < 1/Q, for a start
/// outside (0, 1), or an option out of range.      Derivation: docs/theory/winners.md.
ExitEnclosure enclose_second_wins(const Rational& leader, const Rational& a, const UniformNoise& noise,
                                  const ExitOptions& options = {});

/// The mean firing rates change after `steps` more steps: p_1/p_2 is multiplied by `factor`, the change of
/// lambda_1/lambda_2.
struct RateSwitch {
  int steps;
  Rational factor;
};
/// The same when the rates change so, one switch after the other, and then stay. From the bounds without a switch
/// backward through the steps; above for both components, so below for both as well.
/// Throws PreconditionError as above, and unless every steps >= 0 and factor > 0, at most 10^7 steps in all.
ExitEnclosure enclose_second_wins(const Rational& leader, const Rational& a, const UniformNoise& noise,
                                  const std::vector<RateSwitch>& switches, const ExitOptions& options = {});

}  // namespace hebb
