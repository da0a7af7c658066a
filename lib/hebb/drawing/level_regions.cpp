#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <hebb/drawing/level_regions.hpp>

namespace hebb {
namespace {

using Key = std::pair<int, int>;

/// Collects directed edges of polygons; the two directions of an inner edge cancel, the rest is the boundary.
class Outline {
 public:
  void add(const Loop& polygon) {
    for (std::size_t i = 0; i < polygon.size(); ++i) add(polygon[i], polygon[(i + 1) % polygon.size()]);
  }

  std::vector<Loop> loops() {
    std::vector<Loop> result;
    while (!next_.empty()) {
      const Key start = next_.begin()->first;
      Loop loop;
      Key at = start;
      do {
        loop.push_back(points_.at(at));
        auto& ends = next_.at(at);
        const Key to = *ends.begin();
        ends.erase(ends.begin());
        if (ends.empty()) next_.erase(at);
        at = to;
      } while (at != start);
      result.push_back(std::move(loop));
    }
    return result;
  }

 private:
  void add(const ContourPoint& a, const ContourPoint& b) {
    const Key from{a.first, a.second}, to{b.first, b.second};
    points_.emplace(from, a);
    if (const auto opposite = next_.find(to); opposite != next_.end() && opposite->second.erase(from) > 0) {
      if (opposite->second.empty()) next_.erase(opposite);
      return;
    }
    next_[from].insert(to);
  }

  std::map<Key, ContourPoint> points_;
  std::map<Key, std::set<Key>> next_;
};

bool is_defined(const TriangleMap& map, const Triple& triangle) {
  return std::ranges::none_of(triangle, [&](int v) { return std::isnan(map.values[v]); });
}

ContourPoint vertex(int v) { return {v, v, 0}; }

/// Where `value` vanishes on an edge whose ends have different signs; the same from both ends.
template <class Value>
ContourPoint crossing(int a, int b, Value value) {
  if (a > b) std::swap(a, b);
  return {a, b, value(a) / (value(a) - value(b))};
}

}  // namespace

std::vector<Loop> region_above(const TriangleMap& map, double level, double sign) {
  const auto value = [&](int v) { return sign * map.values[v] - level; };
  Outline outline;
  for (const Triple& triangle : map.triangles) {
    if (!is_defined(map, triangle)) continue;
    Loop inside;
    for (std::size_t i = 0; i < 3; ++i) {
      const int a = triangle[i], b = triangle[(i + 1) % 3];
      if (value(a) >= 0) inside.push_back(vertex(a));
      if ((value(a) >= 0) != (value(b) >= 0)) inside.push_back(crossing(a, b, value));
    }
    outline.add(inside);
  }
  return outline.loops();
}

std::vector<Loop> region_defined(const TriangleMap& map) {
  Outline outline;
  for (const Triple& t : map.triangles) {
    if (is_defined(map, t)) outline.add({vertex(t[0]), vertex(t[1]), vertex(t[2])});
  }
  return outline.loops();
}

ZeroSet zero_set(const TriangleMap& map, double tolerance) {
  const auto value = [&](int v) { return std::fabs(map.values[v]) <= tolerance ? 0.0 : map.values[v]; };
  ZeroSet result;
  std::set<Key> edges;
  std::set<int> on_lines;
  for (const Triple& triangle : map.triangles) {
    if (!is_defined(map, triangle)) continue;
    Loop ends;  // of the line on which the sign changes
    for (std::size_t i = 0; i < 3; ++i) {
      const int a = triangle[i], b = triangle[(i + 1) % 3], c = triangle[(i + 2) % 3];
      if (value(a) == 0 && value(b) == 0) {
        edges.insert(std::minmax(a, b));
        on_lines.insert({a, b});
      }
      if (value(a) * value(b) < 0) ends.push_back(crossing(a, b, value));
      if (value(a) == 0 && value(b) * value(c) < 0) {
        ends.push_back(vertex(a));
        on_lines.insert(a);
      }
    }
    if (ends.size() == 2) result.lines.emplace_back(ends[0], ends[1]);
  }
  for (const auto& [a, b] : edges) result.lines.emplace_back(vertex(a), vertex(b));
  for (int v = 0; v < static_cast<int>(map.points.size()); ++v) {
    if (value(v) == 0 && !on_lines.contains(v)) result.points.push_back(v);
  }
  return result;
}

}  // namespace hebb
