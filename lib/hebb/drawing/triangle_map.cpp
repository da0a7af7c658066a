#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <hebb/drawing/triangle_map.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

/// The chamber p_1 >= p_2 >= p_3 cut into resolution^2 triangles, and its five mirror images.
TriangleMap triangle_mesh(int resolution) {
  require(resolution >= 1, fmt::format("the resolution of a map is at least 1, not {}", resolution));
  TriangleMap map;
  map.resolution = resolution;
  const int n = resolution;
  std::map<Triple, int> index;
  const auto point = [&](int i, int j, const Triple& order) {  // weights i, j, n-i-j of e_1, (e_1+e_2)/2, barycentre
    const int k = n - i - j;
    const Triple ordered = {6 * i + 3 * j + 2 * k, 3 * j + 2 * k, 2 * k};
    Triple p{};
    for (std::size_t m = 0; m < 3; ++m) p[order[m]] = ordered[m];
    const auto [found, is_new] = index.emplace(p, static_cast<int>(map.points.size()));
    if (is_new) map.points.push_back(p);
    return found->second;
  };
  Triple order = {0, 1, 2};
  do {
    const bool mirrored = (order[1] - order[0] + 3) % 3 != 1;  // odd permutations turn the triangles over
    const auto add = [&](int a, int b, int c) {
      map.triangles.push_back(mirrored ? Triple{a, c, b} : Triple{a, b, c});
    };
    for (int i = 0; i < n; ++i) {
      for (int j = 0; i + j < n; ++j) {
        add(point(i + 1, j, order), point(i, j + 1, order), point(i, j, order));
        if (i + j + 1 < n) add(point(i + 1, j, order), point(i + 1, j + 1, order), point(i, j + 1, order));
      }
    }
  } while (std::ranges::next_permutation(order).found);
  return map;
}

Point3 TriangleMap::point(std::size_t index) const {
  Point3 p{};
  for (std::size_t i = 0; i < 3; ++i) p[i] = points[index][i] / (6.0 * resolution);
  return p;
}

TriangleMap function_map(const std::function<double(const Point3&)>& function, int resolution) {
  TriangleMap map = triangle_mesh(resolution);
  for (std::size_t k = 0; k < map.points.size(); ++k) map.values.push_back(function(map.point(k)));
  return map;
}

}  // namespace hebb
