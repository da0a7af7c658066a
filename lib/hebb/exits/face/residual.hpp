#pragma once

#include <vector>

#include <hebb/exits/face/field.hpp>

namespace hebb {

/// rho[k][c] >= |K W - W'| on the cell c of the strip k, for 0 <= k <= last, 0 <= c < nodes - 1, where W' takes the
/// values that `apply` computes. The derivation is section 5.3 of docs/theory/exit-probabilities.md, and the names are
/// those that it uses.
class FaceResidual {
 public:
  FaceResidual(const FaceKernel& kernel, int threads, StopFlag stop);
  void bound(const FaceField& w, double exit);
  const double* strip(int k) const { return strips_[static_cast<std::size_t>(k)].data(); }
  /// The greatest of each part, by line: for the choice of cells, and for tests.
  struct Parts {
    double along = 0, across = 0;
  };
  Parts parts(int line, int cell) const;

 private:
  struct Shape {  // of one line
    std::vector<double> curvature, bend, kink, slope, size;
    double jump = 0;
  };
  struct Combined {                           // of the polynomial in r on a strip: sources at the nodes
    std::vector<double> smooth, third, kink;  // third: the jump of W'' and its like, without the constant
    double jump = 0, turned = 0;
  };
  void shape(const FaceField& w, double exit, int line, Shape& out) const;
  void combine(int line);
  void bound_along(double exit, int line);
  void bound_across(const FaceField& w, double exit, int line);

  const FaceKernel& kernel_;
  int threads_;
  StopFlag stop_;
  double turn_, shift_;
  std::vector<double> lebesgue_;  // sup of the sum of |l_d| over the window of a line
  std::vector<std::array<double, face_points>> reach_, reach_slope_;  // sup |l_d|, |l_d'| over the window of a line
  struct Shear {  // of its remainder: h^2 times the corners, h^3 times W'''
    double corner = 0, third = 0, ends = 0;
  };
  std::vector<std::array<Shear, 3>> shear_;     // by trigger
  struct Across {                               // of a strip, in the direction of r
    double neighbours = 0, sheared = 0;         // times the mean and the greatest seventh difference
    int begin = 0, finish = 0;                  // that start there
    std::array<double, face_points> central{};  // times the central differences
  };
  std::vector<Across> across_;
  Across make_across(int k) const;
  std::vector<std::array<std::vector<double>, 3>> probability_;  // sup over the cell and the strip
  // Contributions of the jump at y = 0, of its change across r, of the exits.
  std::vector<std::vector<double>> start_, start_turn_, start_turn_wide_, exits_;
  std::vector<Shape> shapes_;
  std::vector<Combined> combined_;
  std::vector<std::vector<double>> differences_, along_, across_bounds_, strips_;
};

}  // namespace hebb
