#pragma once

#include <optional>
#include <vector>

#include <hebb/exits/law/stencil.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// p(u) = 1 / (1 + e^-u) and r = 1 - p at the nodes u_j = log(boundary_ratio) + j spacing, j = 0..cells: enclosures,
/// and nearest values of p, p' = p r and p'' = p r (r - p).
struct TriggerTable {
  std::vector<double> p_lower, p_upper, r_lower, r_upper, p, slope, curvature;

  TriggerTable() = default;
  TriggerTable(const Rational& boundary_ratio, double spacing, int cells, StopFlag stop = nullptr);
};

/// The chain u = log(p_1 / p_u) on the lattice u_j = log(boundary_ratio) + j spacing, j = 0..cells, for uniform noise.
/// One step: u + F_1 with probability q p(u), u - F_1 with probability q (1 - p(u)), u + F_0 otherwise, where
/// p(u) = 1 / (1 + e^-u) and q is the activity p_1 + p_u: 1 for d = 2, anything in [lowest_activity(u), 1] for d >= 3.
struct ExitChain {
  double spacing = 0;
  int cells = 0;
  /// up: +F_1, down: -F_1; idle: F_0, for d >= 3 only.
  LawStencil up, down;
  std::optional<LawStencil> idle;
  TriggerTable trigger;
  /// On the cells, rounded down; the activity of the node is at least that of the cell on its right.
  std::vector<double> activity;
  /// No jump of u is longer than this many cells.
  int reach = 0;
  StopFlag stop = nullptr;  // of the iterations on it
};

/// The least activity q = p_1 + p_u on the good set, as a function of y = e^-u = p_u / p_1; decreasing in u.
/// q >= (1 + y) scale / (offset + y).      d = 2: scale = offset = 1.
struct ActivityBound {
  Rational scale, offset;
};

/// A lattice with about `spacing` and at least `length` in u. The spacing is changed by less than 10 % so that no kink
/// of the densities comes too near to a node.      boundary_ratio > 0, and at least 1 with an activity below 1.
ExitChain make_exit_chain(const Rational& q, const Rational& a, const Rational& boundary_ratio, double spacing,
                          double length, const std::optional<ActivityBound>& activity, StopFlag stop = nullptr);

/// One side of the value iteration W <- K W, W = 1 below the boundary: with W an upper (lower) bound of the probability
/// of exit within n steps, the next W is one for n + 1 steps. For d >= 3 K W is the largest (smallest) over the
/// activity.
///
/// Method.  W is piecewise quadratic. K W is evaluated at the nodes by the exact integrals of the stencils, and its
/// second derivative on each cell is enclosed; the quadratic through upper (lower) bounds of the end values with the
/// least (greatest) second derivative is an upper (lower) bound of K W on the cell: third order in the spacing.
/// Arithmetic.  Sums of non-negative products in rounding to nearest, widened once by an a-priori bound.
/// Proofs: docs/theory/exit-probabilities.md.
class ExitIteration {
 public:
  ExitIteration(const ExitChain& chain, Side side);

  /// W = 0 on the good set: the probability of exit within 0 steps.
  void start_at_good_set();
  /// W = 1 up to node `first`, then ratio^(j - first) at node j and chords between: above the exponential, which is
  /// convex. Side::upper only.
  void start_at_exponential(double ratio, int first);

  /// v_j, b_j, and the constant beyond the last node.
  struct Function {
    std::vector<double> value, middle;
    double beyond = 0;
  };
  /// Any function >= 0, as a bound or on trial. Throws PreconditionError for other lengths or negative numbers, and for
  /// Side::lower unless it is 0 beyond.
  void start_at(const Function& function);
  Function function() const;

  /// W becomes an upper bound of W(. + cells spacing), cells rounded down by less than 1e-6: W has to bound a function
  /// that falls. Side::upper only.
  void shift(const Interval& cells);

  /// `cap` is an upper bound of the sought probability at and beyond the last node (Side::upper). Worth nothing
  /// afterwards when it throws Stopped.
  void step(double cap = 1);

  /// The bound at log(boundary_ratio) + offset, offset >= 0 (for the lower side a lower bound).
  double bound_at(const Interval& offset) const;
  /// max W over the cells first..last (Side::upper).
  double greatest(int first_cell, int last_cell) const;

 private:
  struct Image {
    const LawStencil* law;
    std::vector<double> value, plus, minus,
        bend;  // T V; the knot sums of both signs; the deviation of their difference
  };
  double* at(std::vector<double>& x) const { return x.data() + pad_; }
  const double* at(const std::vector<double>& x) const { return x.data() + pad_; }
  double boundary_jump() const;
  void apply(Image& image) const;
  void update_bends();
  void update_nodes();
  void update_curvatures();
  void finish_upper(double cap);
  void finish_lower();
  void close_upper(int n, double value);
  double middle(int j) const;

  const ExitChain& chain_;
  Side side_;
  int nodes_, pad_, padded_nodes_;
  double node_error_;                          // relative
  std::vector<double> value_, middle_;         // v_j, b_j
  std::vector<double> cell_bend_, node_bend_;  // |v_j - 2 b_j + v_{j+1}|, and the kink (or jump) of W at the nodes
  std::vector<Image> images_;                  // up, down, idle
  std::vector<double> next_, curvature_;
};

}  // namespace hebb
