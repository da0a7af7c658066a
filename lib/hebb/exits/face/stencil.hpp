#pragma once

#include <array>
#include <vector>

#include <hebb/exits/face/chart.hpp>

namespace hebb {

/// What one trigger does to functions on one line: for W that is quadratic in y on the cells and the polynomial through
/// the lines around the centre in r,
///   (T W)(y_c + parity h/2, r_k) = sum_d sum_t node[d][t] V_d[c + first + t] + mid[d][t] M_d[c + first + t]
/// with the values V at the nodes and M in the middle of the cells. `right` is the part of node[d][t + 1] that belongs
/// to cell first + t, on its left: at the boundary the value of the exits stands there.
struct FaceStencil {
  struct Row {
    std::array<std::vector<double>, face_points> node, mid, right;
  };
  int first = 0, cells = 0;
  Row row[2];  // parity
};

/// Bounds of the law of z = log X~ - log X_2 for all r in the range of a line, for one trigger. The density f
/// obeys, in the sense of distributions, f'' = (a function) + sum_corners size delta(z - at); sup[m][t] bounds |f|,
/// |f'|, |f''| without the corners on [(first + t - 1) h, (first + t) h].
struct FaceLaw {
  struct Corner {
    double from, to, size;  // `at` lies in [from, to]
  };
  int first = 0;
  std::array<std::vector<double>, 3> sup;
  std::array<Corner, 4> corners;
  int size() const { return static_cast<int>(sup[0].size()); }
};

/// X_3 is integrated by FaceChart::panels panels of six Gauss points, exactly when the line has no shear; all else is
/// exact up to rounding. trigger = 0, 1, 2.
FaceStencil make_face_stencil(const FaceChart& chart, int line, int trigger);
FaceLaw bound_face_law(const FaceChart& chart, int line, int trigger);

/// Compares a stencil with what it is to be, computed in another way: the masses on y < y_j for all j, and the moments
/// E y'^m r'^n, m <= 2, n <= 4. Returns the greatest difference, in units of the mass, of h and of the spacing.
double face_stencil_error(const FaceChart& chart, int line, int trigger, const FaceStencil& stencil);

}  // namespace hebb
