#pragma once

#include <array>
#include <functional>
#include <vector>

namespace hebb {

using Triple = std::array<int, 3>;
using Point3 = std::array<double, 3>;

/// A function on the probability simplex in three coordinates, sampled on a triangular mesh that the permutations of
/// the coordinates leave as it is. For pictures only: values in double, no bounds on the error.
struct TriangleMap {
  int resolution = 0;             // edges of the ordered chamber p_1 >= p_2 >= p_3 are divided into this many parts
  std::vector<Triple> points;     // 6 * resolution * p, exact
  std::vector<double> values;     // at each point; NaN where undefined
  std::vector<Triple> triangles;  // indices of points; together they are the whole simplex

  Point3 point(std::size_t index) const;
};

/// The mesh without values. Throws PreconditionError for resolution < 1.
TriangleMap triangle_mesh(int resolution);

/// The values of a function on it.
TriangleMap function_map(const std::function<double(const Point3&)>& function, int resolution = 32);

}  // namespace hebb
