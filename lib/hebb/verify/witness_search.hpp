#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

struct WitnessOptions {
  int samples = 3000;      // random points tried first
  int refinements = 1500;  // steps of the descent from the best of them
  std::uint64_t seed = 20250510;
  StopFlag stop = nullptr;  // ends the search with Stopped
};

/// Looks for an exact rational point of the domain that violates the goal: samples with a preference for vertices,
/// faces and their neighbourhoods, and a random descent from the best one, in floating point; the candidates are made
/// exact, short where possible, and accepted only when the checker accepts them. hint: coordinates per factor (see
/// CoefficientOutcome::negative_vertex) from which the search starts. The same seed gives the same answer.
std::optional<Witness> find_witness(const Statement& statement, int goal, const WitnessOptions& options = {},
                                    const std::optional<std::vector<std::vector<Rational>>>& hint = std::nullopt);

/// The variables at the point with the least goal (relative to the size of its sides) that the same search finds, in
/// floating point: where an inequality may be tight. Empty for a statement without variables.
std::vector<double> lowest_point(const Statement& statement, int goal, const WitnessOptions& options = {});

}  // namespace hebb
