#pragma once

#include <optional>
#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/verify/boxes/box_problem.hpp>

namespace hebb {

/// The rational with the smallest denominator in [lower, upper], and among those the smallest numerator in absolute
/// value. Throws PreconditionError unless lower <= upper.
Rational simplest_between(const Rational& lower, const Rational& upper);

/// A witness against the goal in or near a box given in base variables: simple points about its midpoint, the midpoint,
/// and points a little towards the centre of the domain (an open bound may exclude the others). All judged by the
/// checker's exact replay.
std::optional<Witness> find_witness_in_box(const BoxProblem& problem, int goal, const std::vector<Rational>& lower,
                                           const std::vector<Rational>& upper);

}  // namespace hebb
