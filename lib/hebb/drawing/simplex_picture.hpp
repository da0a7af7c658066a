#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <hebb/drawing/picture.hpp>
#include <hebb/drawing/triangle_map.hpp>

namespace hebb {

/// A trajectory on the simplex in three coordinates, drawn by its points.
struct SimplexPath {
  std::string name;            // in the legend; empty: not listed
  std::vector<Point3> points;  // one alone: a start
  std::vector<double> radius;  // of the tube around each point, in coordinates of p; empty: none
  bool dashed = false;
  bool thin = false;  // one of many: a fine, pale line; the marks at their starts are one, theirs at their ends small
  int colour = -1;    // 0..5; -1: in the order of the paths
};

/// A part of the simplex in a colour of its own.
struct SimplexRegion {
  std::string name;  // in the legend
  std::vector<std::array<Point3, 3>> triangles;
};

/// A picture of the simplex {p in R^3}: e_1 at the top, e_2 on the left, e_3 on the right.
struct SimplexPicture {
  std::string name, title, description;            // as in Picture
  std::function<double(const Point3&)> potential;  // contour lines; may be empty
  std::function<Point3(const Point3&)> field;      // stream lines of dp/dt = field(p); may be empty
  std::vector<SimplexPath> paths;
  std::vector<SimplexRegion> regions{};        // below everything else
  std::vector<double> levels{};                // of the contour lines; empty: twelve at equal shares of the mesh
  std::string potential_name{}, field_name{};  // in the legend; empty: not listed
};

/// Regions, contours, stream lines with arrows from a regular grid of seeds, then the paths with their starting points,
/// thin ones first. For people only: doubles, no error bounds.
Picture simplex_picture(const SimplexPicture& picture);

}  // namespace hebb
