#pragma once

#include <string_view>
#include <vector>

#include <hebb/exits/problem.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// How accurate, and at what cost.
struct ExitOptions {
  /// Accuracy: lattice cells across the range of one jump F_1 and 0 (4 a in u for Q = 2), 4 <= cells <= 65536. No
  /// cell is longer than 1/4. The width of the enclosure falls like 1/cells (rounding) or 1/cells^3 (piecewise
  /// quadratic).
  int cells_per_jump = 128;
  /// 1, or 2: the two sides at the same time. The numbers do not depend on it.
  int threads = 1;
  /// For exit "ever": the iteration ends here, or earlier, when the enclosure no longer shrinks.
  int max_steps = 1'000'000;
  /// Ends the computation. For "ever" every iterate is an enclosure, and the last one is returned; else, and before the
  /// first iterate, Stopped is thrown: there is no upper bound for the horizon.
  StopFlag stop = nullptr;
};

/// A rigorous enclosure: lower <= P(exit) <= upper.
struct ExitEnclosure {
  double lower = 0, upper = 1;
  /// "certain": decided at the start;  "monotone rounding", "piecewise quadratic", "pairwise adversary",
  /// "pairwise adversary in a rectangle" (the upper bound; the lower one is that of the pairwise adversary).
  std::string_view method;
  /// Wall-clock time, the lattice, and the number of steps iterated.
  double seconds = 0, spacing = 0;
  int cells = 0, steps = 0;  // of the lattice; iterated
  /// For a finite horizon: lower_by_step[k] <= P(exit at one of the steps 0..k) <= upper_by_step[k]. Empty for "ever".
  std::vector<double> lower_by_step, upper_by_step;
};

/// Two positive components: monotone rounding, first order, every noise law.
/// Throws PreconditionError when require_valid does, or there are more positive components, or an option is out of
/// range.
ExitEnclosure enclose_exit_by_rounding(const ExitProblem& problem, const ExitOptions& options = {});

/// Uniform noise. Two positive components: value iteration on piecewise quadratic functions, third order.
/// Three or more: each pair (1, u) is a lazy chain of two components with the activity p_1 + p_u; an adversary chooses
/// the activity within its bounds on the good set. Upper bound: the sum over u; lower bound: the largest over u.
/// For a finite horizon the upper bound is improved by a rectangle of log-ratios when an opponent is far behind.
/// Throws PreconditionError when require_valid does, the noise is not uniform, or an option is out of range.
ExitEnclosure enclose_exit(const ExitProblem& problem, const ExitOptions& options = {});

/// What the iteration of enclose_exit or enclose_exit_by_rounding costs, beforehand, to a factor of about three:
/// products, some 1e8 of which are done in a second on one core. It grows like 1/a for a number of steps and like
/// 1/a^2 for "ever". 0 when nothing is iterated. Throws PreconditionError as those do.
double exit_products(const ExitProblem& problem, const ExitOptions& options = {});

}  // namespace hebb
