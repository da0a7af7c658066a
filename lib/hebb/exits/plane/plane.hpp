#pragma once

#include <hebb/exits/probability.hpp>

namespace hebb {

struct ExitPlaneOptions {
  /// Accuracy: lattice cells across the range of log(1 + a Z), 2 a for Q = 2; 4 <= cells <= 256. The time grows
  /// like cells^3, the width of the enclosure falls at least like 1/cells^2.
  int cells = 16;
  /// 1, or 2: the two sides at the same time. The numbers do not depend on it.
  int threads = 1;
  /// For exit "ever": the iteration ends here, or earlier, when the enclosure no longer shrinks.
  int max_steps = 1'000'000;
  /// A lattice with more nodes is refused; at most 1e9.
  double max_nodes = 3e7;
  /// As of ExitOptions.
  StopFlag stop = nullptr;
};

/// lower <= P(exit) <= upper for three positive components and uniform noise: value iteration on a lattice in the plane
/// of (log(p_1/p_2), log(p_1/p_3)) for averages over its cells, every neglected term bounded; method "plane". Proof:
/// docs/theory/exit-probabilities.md, section 5.2. Throws PreconditionError when require_valid does, the noise is not
/// uniform, the positive components are not three, an option is out of range or the lattice has more than max_nodes
/// nodes (the message says how many).
ExitEnclosure enclose_exit_in_plane(const ExitProblem& problem, const ExitPlaneOptions& options = {});

/// The number of nodes of its lattice; 0 when the start is an exit.
double exit_plane_nodes(const ExitProblem& problem, int cells);

}  // namespace hebb
