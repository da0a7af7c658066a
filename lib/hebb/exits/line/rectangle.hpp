#pragma once

#include <vector>

#include <hebb/exits/problem.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// A rectangle of log-ratios: the states with p_u <= share_u p_1 for every opponent u of the leader, component 1.
/// share   of the opponents, in the order of the components 2..d; 0 < share_u <= 1.
struct ExitRectangle {
  Vec<Rational> share;
};

/// Whether the rectangle lies in the good set, decided exactly.
///   ratio event: share_u ratio <= 1.      gap event: gap (1 + sum_w share_w) <= 1 - share_u.      For every u.
bool lies_in_good_set(const ExitRectangle& rectangle, const LossEvent& event);

/// A rectangle in the good set with the start in it. Opponents far behind get a narrow share, so far from the start
/// that leaving through their side is about e^-margin times less likely than exit through the nearest opponent (a
/// diffusion estimate: it decides how good the bound is, not whether it holds); the others share the largest number
/// allowed. The larger the margin, the more opponents belong to the others. All components of the start are positive.
ExitRectangle choose_rectangle(const ExitProblem& problem, double margin);

/// U_k >= P(the chain leaves the rectangle by step k), k = 0..steps: an upper bound for exit when lies_in_good_set. The
/// sum over u of the pairwise adversarial bounds for "p_u > share_u p_1", where the activity q = p_1 + p_u obeys
///   1 - q <= p_1 sum_{w != u} share_w      inside the rectangle.
/// Proof: docs/theory/exit-probabilities.md, section 5.1.
/// Throws PreconditionError unless the noise is uniform, the horizon finite, the start inside and the shapes agree;
/// Stopped.
std::vector<double> bound_leaving_by_step(const ExitProblem& problem, const ExitRectangle& rectangle,
                                          int cells_per_jump, StopFlag stop = nullptr);

/// The term of one opponent, side = 0 for component 2: U_k >= P(p_u > share_u p_1 at a step l <= k, and the rectangle
/// not left before l), k = 0..steps; for "ever" the one bound of all k. The same errors, but for the horizon.
std::vector<double> bound_leaving_side_by_step(const ExitProblem& problem, const ExitRectangle& rectangle,
                                               std::size_t side, int cells_per_jump, StopFlag stop = nullptr);

}  // namespace hebb
