#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <hebb/model/correlation.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// Where the mean field dp/dt = p .* (Gamma p - (p^T Gamma p) 1) of three correlated inputs ends: the simplex cut into
/// n^2 triangles with the corners (i, j, k)/n, each labelled with the vertex that all its points certainly tend to.
///
/// The labels are proofs, in exact rational arithmetic. All edges lie on lines p_i = m/n, where the flow through an
/// edge has the sign of f_i, a quadratic along the edge. From a triangle the flow may cross an edge unless f_i
/// certainly forbids it there. A set of triangles that the flow cannot leave, and that holds no rest point but e_k in
/// triangles inside an attracting neighbourhood of e_k, lies in the basin of e_k, because -p^T Gamma p/2 is a strict
/// Lyapunov function (C.lyapunov). The labels are the largest such sets.      Proof: docs/theory/correlated-inputs.md.
class CorrelatedBasin {
 public:
  /// The vertex that the points of a cell tend to: the first, second or third one; unknown when nothing is proved.
  enum class Label { unknown, first, second, third };

  /// A triangle of the subdivision and what is proved of its points.
  struct Cell {
    /// Corners times n. The third one of a cell that points down is its lowest.
    std::array<std::array<int, 3>, 3> corners;
    Label label = Label::unknown;  // what is proved
  };

  /// Throws PreconditionError unless Gamma is 3 x 3 and 2 <= n <= 1000; Stopped when `stop` becomes true.
  CorrelatedBasin(const Correlation& gamma, int n, StopFlag stop = nullptr);

  int cells_per_side() const { return n_; }                  // n
  const std::vector<Cell>& cells() const { return cells_; }  // all n^2 triangles
  /// The share of the area with this label, exact.
  Rational share(Label label) const;
  /// The label of a point of the simplex: that of a labelled cell that contains it, else unknown.
  /// Throws PreconditionError unless p has three coordinates.
  Label label_at(const Vec<Rational>& p) const;
  /// The largest r <= 1 such that (Gamma p)_k is the largest wherever 1 - p_k < r: these points tend to e_k, by
  /// C.leader. 0 when some Gamma_kj = 1.      k < 3.
  const Rational& attracting_radius(std::size_t k) const { return radius_[k]; }

 private:
  std::size_t index(int i, int j, bool up) const;
  void decide_crossings(StopFlag stop);
  void decide_rests(StopFlag stop);
  void label_vertex(std::size_t k, StopFlag stop);

  Correlation gamma_;
  int n_;
  std::vector<Cell> cells_;
  std::array<Rational, 3> radius_;
  /// For each cell and corner c, the neighbour across the edge opposite to c (or -1), and whether the flow may cross it
  /// outward.
  struct Crossing {
    long neighbour = -1;
    bool possible = false;
  };
  std::vector<std::array<Crossing, 3>> crossings_;
  std::vector<bool> may_rest_;
};

}  // namespace hebb
