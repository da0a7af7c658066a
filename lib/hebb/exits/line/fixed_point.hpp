#pragma once

#include <functional>
#include <vector>

#include <hebb/exits/line/iteration.hpp>

namespace hebb {

/// Proved bounds of the probability of exit "ever" without following the iteration to its limit: the linear system of
/// the nodes is solved in floating point, corrected by a few steps of the iteration, and moved by a little to the side;
/// one step then has to lead back behind it. For d = 2.      Proof: docs/theory/winners.md.
class FixedPointSolver {
 public:
  /// Factors the system, unless that takes more than `most_numbers`: then `solve` finds nothing.
  /// Throws Stopped when the chain's `stop` says so, as `solve` does.
  explicit FixedPointSolver(const ExitChain& chain);
  static constexpr double most_numbers = 4e7;

  /// `step` is one step of the iteration, with its cap; it has to depend on the current function alone, to be monotone
  /// in it, and to lead the probability itself to a function that is on the side of it. Returns whether the function is
  /// now a bound; otherwise the iteration is at one that is none, and has to be started again.
  bool solve(Side side, ExitIteration& iteration, const std::function<void()>& step) const;

 private:
  double& at(int i, int k) { return entry_[index(i) * width_ + index(k - i + band_)]; }
  const double& at(int i, int k) const { return entry_[index(i) * width_ + index(k - i + band_)]; }
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  void add_node(int j, int target, double mass);
  void add_law(int j, const LawStencil& law, double probability);
  void factor();
  std::vector<double> solved(std::vector<double> x) const;

  const ExitChain& chain_;
  int nodes_, band_;
  std::size_t width_;
  std::vector<double> entry_, outside_;  // the band of I - K, factored; the mass that leaves below the boundary
};

}  // namespace hebb
