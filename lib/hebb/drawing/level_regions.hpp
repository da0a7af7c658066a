#pragma once

#include <utility>
#include <vector>

#include <hebb/drawing/triangle_map.hpp>

namespace hebb {

/// A vertex of the mesh (first == second) or the crossing of a level on the edge between two vertices, with its place
/// as a share of the way from `first` to `second`.
struct ContourPoint {
  int first, second;
  double share = 0;
};
using Loop = std::vector<ContourPoint>;  // closed
using Segment = std::pair<ContourPoint, ContourPoint>;

/// The boundary of { sign * value >= level }, the values interpolated linearly on each triangle. Triangles with an
/// undefined corner belong to no region. Holes turn the other way: fill with either rule.
std::vector<Loop> region_above(const TriangleMap& map, double level, double sign = 1);

/// The boundary of the triangles whose corners are all defined.
std::vector<Loop> region_defined(const TriangleMap& map);

/// Where the value is zero, |value| <= tolerance counting as zero.
struct ZeroSet {
  std::vector<Segment> lines;  // edges of the mesh with two zero ends, and lines along which the sign changes
  std::vector<int> points;     // isolated zeros: vertices of the mesh
};
ZeroSet zero_set(const TriangleMap& map, double tolerance);

}  // namespace hebb
