#pragma once

#include <array>
#include <optional>
#include <vector>

#include <hebb/exits/law/increment.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {

/// The bound that a computation gives: of the two sides of an enclosure.
enum class Side { lower, upper };

/// The operator (T V)(u) = E V(u + xi), xi ~ LogRatioLaw (or -xi, when mirrored), on functions V that are quadratic on
/// the cells [u_j, u_j + h] of a lattice: V = v_j (1-t)^2 + 2 b_j t(1-t) + v_{j+1} t^2 (Bernstein form).
struct LawStencil {
  /// T V(u_i) = sum_k node[k] v_{i+first+k} + sum_k middle[k] b_{i+first+k}. node[k] holds the mass of (1-t)^2 in cell
  /// first+k and that of t^2 in the cell before, `right[k]`. All non-negative.
  struct Weights {
    std::vector<double> node, middle, right;
  };
  int first = 0;
  Weights lower, upper;
  const Weights& weights(Side side) const { return side == Side::lower ? lower : upper; }
  int taps() const { return static_cast<int>(lower.node.size()); }

  /// (T V)''(u) = T V(u) + sum over the knots of +-weight V(u + c), c = (cell + theta) h:
  /// V(u_j + c) = start v_{j+cell} + middle b_{j+cell} + end v_{j+cell+1}.      Nearest doubles.
  struct Knot {
    int cell;
    double theta, start, middle, end, weight;
    bool positive;
  };
  std::array<Knot, 4> knots;
};

/// The stencil with weights rounded outward, or nothing when a knot lies too near to (but not on) a lattice point.
std::optional<LawStencil> make_stencil(const LogRatioLaw& law, double spacing, bool mirrored);

}  // namespace hebb
