#pragma once

#include <vector>

#include <hebb/exits/law/lattice_noise.hpp>
#include <hebb/exits/problem.hpp>

namespace hebb {

/// Bounds of P(u_w ever falls below log(weakest_ratio)) by supermartingales e^(-g u), one above each of a sequence of
/// levels: from a start at or above level i, at most e^(-g_i (u - level_i)) times the bound one jump below the level.
class BarrierChain {
 public:
  BarrierChain(const ExitProblem& problem, double longest_jump);
  double bound(double u) const;

 private:
  struct Level {
    double at, exponent, top;
  };
  std::vector<Level> levels_;
};

/// The lattice (u_2, u_3) = (log(p_1/p_2), log(p_1/p_3)) = start + h Z^2 of the exit probabilities for three
/// components. Rows are numbered by u_2, columns by u_3. Below row 0 or column 0 every state is an exit; above the last
/// ones an upper bound `cap` of the probability of exit ever is known.
struct ExitPlaneGrid {
  /// Whether a state of the plane is an exit, decided up to rounding: the exits are a decreasing set.
  enum class State { exit, unknown, good };

  LatticeNoise idle, triggered;
  double h = 0;  // rounded up
  int rows = 0, columns = 0, start_row = 0, start_column = 0;
  /// y[w][i + margin] = e^-u_w at row (column) i, i = -margin.., relative error 2^-50.
  static constexpr int margin = 4;
  std::vector<double> y[2];
  /// No coordinate moves by more than this many cells in a step.
  int reach = 0;
  /// cap[w][i + pad]: u_w at row (column) i, less one cell, or more: P(exit ever through w) is at most that.
  int pad = 0;
  std::vector<double> cap[2];
  /// Columns below `exits[row]`: the hexagon with corners at the neighbours consists of exits. From `good[row]` on: of
  /// good states. Between: the mass of its hat function on the exits, in [low, high].
  std::vector<int> exits, good;
  struct Share {
    double low, high;
  };
  std::vector<std::vector<Share>> cut;

  ExitPlaneGrid(const ExitProblem& problem, int cells, double max_nodes);
  /// Without making the tables.
  static double count_nodes(const ExitProblem& problem, int cells);
  double nodes() const { return static_cast<double>(rows) * columns; }
  State state(double y2, double y3) const;
  /// Of a node, at most `margin` rows or columns outside; certain answers only.
  bool is_good(int row, int column) const;
  bool is_exit(int row, int column) const;

 private:
  ExitPlaneGrid() = default;
  BarrierChain choose_size(const ExitProblem& problem, int cells);
  void make_tables(const ExitProblem& problem, const BarrierChain& barrier, int cells);
  void cut_hexagons();
  Share share(int row, int column) const;

  static constexpr int parts_ = 16;  // of a cell
  std::vector<double> fine_[2];      // e^-u_w in steps of h/parts
  bool gap_event_ = true;
  double limit_ = 0;  // the gap or the ratio
};

}  // namespace hebb
