#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

struct CoefficientOptions {
  std::size_t max_cells = 400;  // leaves and branches together
  int max_raise = 3;            // largest power of a coordinate sum tried before a cell is halved
  double seconds = 30;
  std::size_t max_bytes = std::size_t{1} << 30;  // held in coefficients at one time, see ExpansionBudget
  StopFlag stop = nullptr;                       // ends the expansion with Stopped
};

struct CoefficientOutcome {
  std::optional<Proof> proof;    // an IdentityProof or a CoefficientProof
  std::string reason;            // why there is none
  std::size_t coefficients = 0;  // examined
  /// A vertex of a cell at which the goal is negative: coordinates per factor, each summing to one where homogeneous.
  /// It may lie on an excluded boundary; a witness search starts here.
  std::optional<std::vector<std::vector<Rational>>> negative_vertex;
};

/// Exact positivity of rational functions on products of simplices, intervals and half-lines: Bernstein/Polya
/// coefficients in rational arithmetic, degree elevation, simplicial subdivision (see CoefficientProof for the law).
/// For a goal of the relation `zero`: expansion to the zero polynomial. Assumptions are ignored, which is sound.
/// Goals with exp, log or sqrt have no such proof; the outcome says so. Where the budget of cells, time or memory is
/// spent, in the middle of an expansion too, there is no proof, and the reason says which.
CoefficientOutcome prove_by_coefficients(const Statement& statement, int goal, const CoefficientOptions& options = {});

}  // namespace hebb
