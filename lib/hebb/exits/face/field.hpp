#pragma once

#include <functional>
#include <vector>

#include <hebb/exits/face/stencil.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// One value per node and line, and one per middle of a cell: a function that is quadratic in y on each cell and of
/// degree 6 in r on each strip, `exit` for y < 0, constant in y from the last node on.
class FaceField {
 public:
  FaceField(const FaceChart& chart, int padding);

  double* node(int line) { return nodes_.data() + offset(line); }
  const double* node(int line) const { return nodes_.data() + offset(line); }
  double* mid(int line) { return mids_.data() + offset(line); }
  const double* mid(int line) const { return mids_.data() + offset(line); }
  /// Sets the values outside of 0 <= y < y_last.
  void close(double exit);
  double value(const FaceChart& chart, double y, double r) const;
  /// Bounds of the values on the strips beside the domain, up to chart.beyond().
  std::array<double, 2> outside(const FaceChart& chart) const;

 private:
  std::ptrdiff_t offset(int line) const { return static_cast<std::ptrdiff_t>(line) * stride_ + padding_; }
  int count_, lines_, padding_, stride_;
  std::vector<double> nodes_, mids_;
};

/// Calls body(line) for line = 0..lines-1, on one or two threads.
void for_lines(int lines, int threads, StopFlag stop, const std::function<void(int)>& body);

/// The lattice with everything that does not depend on W.
struct FaceKernel {
  FaceChart chart;
  int reach = 0, padding = 0;  // cells that y may move by; the same rounded up, for the fields
  /// [line * 3 + trigger]
  std::vector<FaceStencil> stencils;
  std::vector<FaceLaw> laws;
  /// p_i at the nodes and the middles, [line * 3 + trigger][c].
  std::vector<std::vector<double>> node_probability, mid_probability;

  /// Throws std::logic_error when a stencil is not what it is to be (face_stencil_error).
  FaceKernel(const FaceChart& of, int threads, StopFlag stop);
};

/// The values of K W at the nodes and the middles, K W = sum_i p_i T_i W; on the last two lines those of the line
/// before.
void apply(const FaceKernel& kernel, const FaceField& w, double exit, FaceField& next, int threads, StopFlag stop);

}  // namespace hebb
