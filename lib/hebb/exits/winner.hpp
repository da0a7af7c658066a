#pragma once

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

}  // namespace hebb
