#pragma once

#include <hebb/exits/probability.hpp>

namespace hebb {

struct ExitFaceOptions {
  /// Accuracy: cells across the range of log(1 + a Z); 4 <= cells <= 64. The time grows like cells^2, the width of the
  /// enclosure falls like 1/cells^2.
  int cells = 8;
  /// 1, or 2: the lines of the chart are shared. The numbers do not depend on it.
  int threads = 1;
  /// For exit "ever": the iteration ends here, or earlier, when the enclosure no longer shrinks.
  int max_steps = 1'000'000;
  /// As of ExitOptions.
  StopFlag stop = nullptr;
};

/// lower <= P(exit) <= upper for three positive components and uniform noise: one approximate value function on the
/// chart of the exits through the nearer opponent, its residual bounded cell by cell and the bounds propagated; method
/// "chart". Narrow when the other opponent is so far behind that exits through it may be neglected: an upper bound of
/// their probability is part of the width. Proof: docs/theory/exit-probabilities.md, section 5.3.
/// Throws PreconditionError when require_valid does, the noise is not uniform, the positive components are not three,
/// the farther opponent is not inside the domain, an option is out of range or there are more than 2e6 nodes; Stopped.
ExitEnclosure enclose_exit_by_face(const ExitProblem& problem, const ExitFaceOptions& options = {});

/// The number of nodes of its lattice; 0 when the start is an exit.
double exit_face_nodes(const ExitProblem& problem, int cells);

/// What is neglected: an upper bound of the probability of leaving the domain through the farther opponent over one of
/// exit through the nearer; infinite when the start is not in the domain. The method is worth while below about 1e-3.
double exit_face_neglect(const ExitProblem& problem, StopFlag stop = nullptr);

/// Cells for about the wanted width over lower bound: from a short run with four cells, or from a result, where the
/// width falls like 1/cells^order.
int exit_face_cells(const ExitProblem& problem, double relative, const ExitFaceOptions& options = {});
int refined_exit_face_cells(int cells, const ExitEnclosure& found, double relative, double order = 2);

}  // namespace hebb
