#pragma once

#include <hebb/exits/problem.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>

/// The lattices of the exit probabilities, chosen by diffusion estimates: no bound rests on them.
namespace hebb {

/// An enclosure of log x, x > 0.
Interval enclose_log(const Rational& x);

double standard_deviation_of_noise(const AnyNoise& noise);

struct ExitGrid {
  double spacing, length, longest_jump;
};

/// cells_per_jump   as in ExitOptions.
/// boundary         the ratio p_1 / p_u at the first node.
/// offset           u - log(boundary) at the start.
/// The lattice is so long that exit is about 1e12 times less likely from its end than from the start.
ExitGrid choose_exit_grid(const ExitProblem& problem, int cells_per_jump, const Rational& boundary, double offset,
                          double least_activity);

}  // namespace hebb
