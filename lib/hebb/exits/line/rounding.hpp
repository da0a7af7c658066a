#pragma once

#include <variant>
#include <vector>

#include <hebb/exits/law/increment.hpp>
#include <hebb/exits/line/iteration.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {

/// The law of exp(xi) for xi ~ F_1: with a density or with atoms.
using IncrementLaw = std::variant<LogRatioLaw, std::vector<RatioAtom>>;

/// One side of the exit probabilities for d = 2 by rounding the state: the chain is stochastically monotone, so
/// rounding u down (up) to the lattice u_j = log(boundary_ratio) + j spacing after every step that does not exit makes
/// exit more (less) likely. Beyond the last node the upper side rounds down to it, the lower side never exits. First
/// order in the spacing, for every noise law.      Proof: docs/theory/exit-probabilities.md.
class ExitRounding {
 public:
  /// boundary_ratio >= 1, spacing > 0, cells >= 1.
  ExitRounding(const IncrementLaw& law, const Rational& boundary_ratio, double spacing, int cells, Side side,
               StopFlag stop = nullptr);

  /// The probability of exit within 0 steps.
  void start_at_good_set();
  /// 1 up to node `first`, then ratio^(j - first) at node j. Side::upper only.
  void start_at_exponential(double ratio, int first);
  /// `cap` is an upper bound of the sought probability at and beyond the last node (Side::upper).
  void step(double cap = 1);
  /// The bound at log(boundary_ratio) + offset, offset >= 0.
  double bound_at(const Interval& offset) const;
  /// The bound at node j, 0 <= j <= cells.
  double node(int j) const { return node_[static_cast<std::size_t>(j)]; }
  /// No jump of u is longer than this many cells.
  int reach() const { return reach_; }

 private:
  struct Masses {
    int first = 0;
    std::vector<double> mass;  // of the cells [u + k h, u + (k+1) h), k = first, ...
  };
  Masses masses(const IncrementLaw& law, bool mirrored) const;
  void fill_cells();

  Side side_;
  double spacing_;
  int nodes_, padded_nodes_, reach_ = 0;
  TriggerTable trigger_;
  Masses up_, down_;
  double node_error_ = 0;
  std::vector<double> node_, cell_, up_image_, down_image_;  // cell_: the value at the node a cell is rounded to
};

}  // namespace hebb
