#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include <hebb/scalar/traits.hpp>

namespace hebb {

/// What became of a path. The rules, in the order in which they are tried: docs/theory/path-diagnosis.md.
enum class PathClass {
  weight_explosion,    // a weight above the limit, or no longer a finite number: the model has left its range
  leader,              // at the vertex of the leader
  correlation_winner,  // at another vertex, the one that the mean drift of Gamma favours though the leader was ahead
  wrong_winner,        // at another vertex
  no_convergence       // at no vertex
};
/// All of them, in the order of a table.
inline constexpr PathClass all_path_classes[] = {PathClass::leader, PathClass::wrong_winner,
                                                 PathClass::correlation_winner, PathClass::no_convergence,
                                                 PathClass::weight_explosion};
/// "leader", "wrong winner", ...
std::string_view name(PathClass c);

/// A path as it was recorded.
struct Trajectory {
  std::vector<std::uint64_t> steps;     // rising
  std::vector<Vec<double>> points;      // p at each of them, on the simplex
  std::vector<double> largest_weights;  // max_i w_i at each of them, or empty: not recorded
};

/// What counts as having converged, and which end is the expected one.
struct DiagnosisRules {
  std::size_t leader = 0;  // from 0
  double accuracy = 0.01;  // at a vertex: max_i p_i >= 1 - accuracy
  double window = 0.1;     // the share of the samples, from the last one back, on which it must be at the vertex
  double plateau = 0.05;   // on a plateau: no p_i moves by more than this within the window
  double weight_limit = std::numeric_limits<double>::infinity();  // beyond this a weight has blown up
  std::vector<Vec<double>> gamma{};  // the correlation matrix; empty: inputs are not correlated
};

/// How a path ended, and at which vertex.
struct PathDiagnosis {
  PathClass kind = PathClass::no_convergence;  // how it ended
  std::optional<std::size_t> winner{};         // the vertex, where there is one
  /// The first sample from which on the path stays at the vertex; of the first weight above the limit; for no
  /// convergence the last sample.
  std::uint64_t since = 0;
  bool is_plateau = false;  // without convergence: the path has come to rest
  friend bool operator==(const PathDiagnosis&, const PathDiagnosis&) = default;
};

/// Throws PreconditionError for an empty trajectory, lengths that differ, steps that do not rise, a leader out of
/// range, an accuracy, window or plateau outside (0, 1), accuracy >= 1/2, or a Gamma of another size.
PathDiagnosis diagnose(const Trajectory& path, const DiagnosisRules& rules = {});

}  // namespace hebb
