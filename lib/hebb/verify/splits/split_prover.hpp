#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <hebb/certificate/proof.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// Budgets are counted, never timed, so that the outcome is the same on every machine.
struct SplitOptions {
  std::size_t max_cells = 6000;                  // nodes of one attempt
  std::size_t max_work = 50'000'000;             // coefficients computed in all attempts together, some 5 s
  std::size_t max_bytes = std::size_t{1} << 29;  // held in coefficients at one time, see ExpansionBudget
  StopFlag stop = nullptr;                       // ends the search with Stopped
};

struct SplitOutcome {
  std::optional<SplitProof> proof;
  std::string reason;    // why there is none
  std::size_t work = 0;  // nodes of all attempts
};

/// Positivity of polynomials and rational functions by splits of one cone (see SplitProof for the law): the goal
/// becomes a form on an orthant, symmetric coordinates are ordered once, linear assumptions are cut along their planes,
/// the square part of a form in two coordinates is split off, and other cells are cut at mediants of their vertices
/// until no coefficient is negative. Reaches goals that touch zero at rational points of the closed domain. Touches
/// nothing with exp, log or sqrt, and no goal of the relation `zero`; the reason says so.
SplitOutcome prove_by_splits(const Statement& statement, int goal, const SplitOptions& options = {});

}  // namespace hebb
