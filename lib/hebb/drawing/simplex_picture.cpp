#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include <hebb/drawing/level_regions.hpp>
#include <hebb/drawing/simplex_picture.hpp>
#include <hebb/drawing/utf8.hpp>

namespace hebb {
namespace {

constexpr double side = 460, apex_x = 270, apex_y = 74, height_of_triangle = side * 0.8660254037844386;
constexpr double base_y = apex_y + height_of_triangle, width = 2 * apex_x;
constexpr int default_levels = 12;

struct Place {
  double x, y;
};

Place place(const Point3& p) { return {apex_x + side * (p[2] - p[1]) / 2, apex_y + height_of_triangle * (1 - p[0])}; }

std::string text(const Place& at) { return coordinate(at.x) + " " + coordinate(at.y); }

/// A polyline; points that fall on the same tenth of a pixel are written once.
std::string path_of(const std::vector<Point3>& points) {
  std::string path, last;
  for (const Point3& p : points) {
    std::string here = text(place(p));
    if (here == last) continue;
    path += (last.empty() ? "M" : "L") + here;
    last = std::move(here);
  }
  return path;
}

Point3 between(const Point3& a, const Point3& b, double share) {
  Point3 p{};
  for (std::size_t i = 0; i < 3; ++i) p[i] = a[i] + share * (b[i] - a[i]);
  return p;
}

/// Level lines: the boundaries of { potential >= level } without the edges of the simplex.
void write_contours(Markup& svg, const SimplexPicture& picture) {
  const TriangleMap map = function_map(picture.potential, 48);
  std::vector<double> levels = picture.levels;
  if (levels.empty()) {
    std::vector<double> sorted = map.values;
    std::ranges::sort(sorted);
    for (std::size_t k = 1; k <= default_levels; ++k)
      levels.push_back(sorted[sorted.size() * k / (default_levels + 1)]);
  }
  std::string path;
  for (const double level : levels) {
    for (const Loop& loop : region_above(map, level)) {
      const auto at = [&](std::size_t i) {
        const ContourPoint& c = loop[i % loop.size()];
        return between(map.point(c.first), map.point(c.second), c.share);
      };
      const auto on_edge = [](const Point3& a, const Point3& b) {
        for (std::size_t i = 0; i < 3; ++i) {
          if (a[i] < 1e-9 && b[i] < 1e-9) return true;
        }
        return false;
      };
      std::vector<Point3> run;
      for (std::size_t i = 0; i < loop.size(); ++i) {
        const Point3 a = at(i), b = at(i + 1);
        if (on_edge(a, b)) {
          path += path_of(run);
          run.clear();
          continue;
        }
        if (run.empty()) run.push_back(a);
        run.push_back(b);
      }
      path += path_of(run);
    }
  }
  if (!path.empty()) svg.element("path", {{"d", path}, {"class", "contour"}}).line();
}

/// From the seed along the field until it stands still, by the classical Runge-Kutta method.
std::vector<Point3> stream_line(const std::function<Point3(const Point3&)>& field, Point3 p) {
  std::vector<Point3> line{p};
  const auto moved = [&](const Point3& v, double h) {
    Point3 q{};
    for (std::size_t i = 0; i < 3; ++i) q[i] = p[i] + h * v[i];
    return q;
  };
  for (int step = 0; step < 60; ++step) {
    const Point3 k1 = field(p);
    const double speed = std::sqrt(k1[0] * k1[0] + k1[1] * k1[1] + k1[2] * k1[2]);
    if (!(speed > 1e-4)) break;
    const double h = 0.012 / speed;
    const Point3 k2 = field(moved(k1, h / 2)), k3 = field(moved(k2, h / 2)), k4 = field(moved(k3, h));
    Point3 v{};
    for (std::size_t i = 0; i < 3; ++i) v[i] = (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6;
    p = moved(v, h);
    if (*std::ranges::min_element(p) < 0) break;
    line.push_back(p);
    if (line.size() > 9) break;
  }
  return line;
}

void write_arrow_head(Markup& svg, const Place& from, const Place& to) {
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  if (length < 0.1) return;
  const double ux = (to.x - from.x) / length, uy = (to.y - from.y) / length;
  const auto corner = [&](double along, double across) {
    return fmt::format("{},{}", coordinate(to.x + along * ux - across * uy),
                       coordinate(to.y + along * uy + across * ux));
  };
  svg.element("polygon",
              {{"points", corner(3, 0) + " " + corner(-3, 2.5) + " " + corner(-3, -2.5)}, {"class", "arrow"}});
}

void write_stream_lines(Markup& svg, const std::function<Point3(const Point3&)>& field) {
  constexpr int n = 11;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; i + j < n; ++j) {
      const int k = n - 1 - i - j;
      const Point3 seed = {(i + 1.0 / 3) / n, (j + 1.0 / 3) / n, (k + 1.0 / 3) / n};
      const std::vector<Point3> line = stream_line(field, seed);
      if (line.size() < 4) continue;  // it stands still, or leaves the simplex at once
      svg.element("path", {{"d", path_of(line)}, {"class", "stream"}});
      write_arrow_head(svg, place(line[line.size() - 2]), place(line.back()));
    }
  }
  svg.line();
}

/// The tube: round strokes of the larger radius of neighbouring points; transparent as a whole, so that overlaps do not
/// show.
void write_tube(Markup& svg, const SimplexPath& path, int colour) {
  svg.open("g", {{"class", "tube"}});
  for (std::size_t k = 0; k + 1 < path.points.size(); ++k) {
    const double r = side * std::max(path.radius[k], path.radius[k + 1]);
    if (!(r > 0.25)) continue;
    const Place a = place(path.points[k]), b = place(path.points[k + 1]);
    svg.element("line", {{"x1", coordinate(a.x)},
                         {"y1", coordinate(a.y)},
                         {"x2", coordinate(b.x)},
                         {"y2", coordinate(b.y)},
                         {"stroke-width", coordinate(2 * r)},
                         {"class", fmt::format("series{}", colour)}});
  }
  svg.close();
}

std::string classes_of(const SimplexPath& path, int colour) {
  return fmt::format("series series{}{}{}", colour, path.dashed ? " dashed" : "", path.thin ? " thin" : "");
}

void write_path(Markup& svg, const SimplexPath& path, int colour) {
  if (path.points.empty()) return;
  if (!path.radius.empty()) write_tube(svg, path, colour);
  svg.element("path", {{"d", path_of(path.points)}, {"class", classes_of(path, colour)}});
  const auto mark = [&](const Point3& p, double radius, const std::string& classes) {
    const Place at = place(p);
    svg.element("circle",
                {{"cx", coordinate(at.x)}, {"cy", coordinate(at.y)}, {"r", coordinate(radius)}, {"class", classes}});
  };
  if (!path.thin) mark(path.points.front(), 3, "zerodot");
  if (path.points.size() > 1) mark(path.points.back(), path.thin ? 1.5 : 3, fmt::format("dot{}", colour));
  svg.line();
}

/// A mark at every point at which thin paths begin.
void write_starts(Markup& svg, const std::vector<SimplexPath>& paths) {
  std::set<Point3> starts;
  for (const SimplexPath& path : paths) {
    if (path.thin && !path.points.empty()) starts.insert(path.points.front());
  }
  for (const Point3& p : starts) {
    const Place at = place(p);
    svg.element("circle", {{"cx", coordinate(at.x)}, {"cy", coordinate(at.y)}, {"r", "3"}, {"class", "zerodot"}});
  }
}

/// One path for all triangles.
void write_region(Markup& svg, const SimplexRegion& region, int colour) {
  std::string path;
  for (const auto& [a, b, c] : region.triangles) {
    path += fmt::format("M{}L{}L{}Z", text(place(a)), text(place(b)), text(place(c)));
  }
  if (!path.empty()) svg.element("path", {{"d", path}, {"class", fmt::format("band band{}", colour)}}).line();
}

void write_frame(Markup& svg) {
  const Place a = place({1, 0, 0}), b = place({0, 1, 0}), c = place({0, 0, 1});
  svg.element("polygon", {{"points", text(a) + " " + text(b) + " " + text(c)}, {"class", "frame"}});
  write_text(svg, a.x, a.y - 10, "p\xE2\x82\x81 = 1", "small", "middle");
  write_text(svg, b.x, b.y + 17, "p\xE2\x82\x82 = 1", "small", "middle");
  write_text(svg, c.x, c.y + 17, "p\xE2\x82\x83 = 1", "small", "middle");
}

}  // namespace

Picture simplex_picture(const SimplexPicture& picture) {
  Markup svg;
  write_text(svg, 16, 26, picture.title, "heading");
  for (std::size_t k = 0; k < picture.regions.size(); ++k)
    write_region(svg, picture.regions[k], static_cast<int>(k) % series_colours);
  if (picture.potential) write_contours(svg, picture);
  if (picture.field) write_stream_lines(svg, picture.field);
  write_frame(svg);
  std::vector<int> colour;
  for (std::size_t k = 0; k < picture.paths.size(); ++k) {
    const int own = picture.paths[k].colour;
    colour.push_back(own >= 0 ? own % series_colours : static_cast<int>(k) % series_colours);
  }
  for (const bool thin : {true, false}) {
    for (std::size_t k = 0; k < picture.paths.size(); ++k) {
      if (picture.paths[k].thin == thin) write_path(svg, picture.paths[k], colour[k]);
    }
  }
  write_starts(svg, picture.paths);
  double y = base_y + 42;
  const auto legend = [&](const std::string& name, const std::string& classes) {
    if (name.empty()) return;
    write_line(svg, 40, y - 4, 62, y - 4, classes);
    write_text(svg, 70, y, name, "small");
    y += legend_row;
  };
  const auto start = [&](const std::string& name) {
    svg.element("circle", {{"cx", "51"}, {"cy", coordinate(y - 4)}, {"r", "3"}, {"class", "zerodot"}});
    write_text(svg, 70, y, name, "small");
    y += legend_row;
  };
  for (std::size_t k = 0; k < picture.paths.size(); ++k) {
    if (picture.paths[k].points.size() == 1) {
      start(picture.paths[k].name);
      continue;
    }
    SimplexPath sample = picture.paths[k];
    sample.thin = false;  // a line that can be seen
    legend(picture.paths[k].name, classes_of(sample, colour[k]));
  }
  if (std::any_of(picture.paths.begin(), picture.paths.end(), [](const auto& path) { return path.points.size() > 1; }))
    start("start; the end has the colour of its line");
  for (std::size_t k = 0; k < picture.regions.size(); ++k) {
    write_rectangle(svg, 40, y - 12, 22, 13, fmt::format("band band{}", static_cast<int>(k) % series_colours));
    write_text(svg, 70, y, picture.regions[k].name, "small");
    y += legend_row;
  }
  if (picture.potential) legend(picture.potential_name, "contour");
  if (picture.field && !picture.field_name.empty()) {
    write_arrow_head(svg, {40, y - 4}, {62, y - 4});
    legend(picture.field_name, "stream");
  }
  return {picture.name, picture.title, picture.description, width, y, svg.str()};
}

}  // namespace hebb
