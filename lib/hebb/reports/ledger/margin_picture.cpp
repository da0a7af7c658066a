#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <hebb/drawing/level_regions.hpp>
#include <hebb/reports/ledger/margin_map.hpp>
#include <hebb/reports/ledger/margin_picture.hpp>

namespace hebb {
namespace {

constexpr double width = 340, height = 404, apex_x = 170, apex_y = 66, side = 276,
                 base_y = apex_y + side * 0.8660254037844386;
constexpr double square_x = 56, square_y = 46, square = 248;  // of two ranges
constexpr double legend_x = 32, legend_y = 340, legend_width = 276;
constexpr double relative_zero = 1e-12;  // of the largest margin: rounding, not a margin
constexpr double least_scale = 1e-12;    // a map that stays below is zero up to rounding

struct Colour {
  double red, green, blue;
};

/// Blue for margins >= 0 and orange below: apart for all common kinds of colour blindness, and by lightness from zero.
std::string band_colour(double depth, bool negative) {
  constexpr Colour blues[] = {{240, 245, 250}, {107, 165, 209}, {8, 48, 107}};
  constexpr Colour oranges[] = {{254, 237, 216}, {245, 140, 50}, {115, 40, 4}};
  const auto& stops = negative ? oranges : blues;
  const std::size_t i = depth < 0.5 ? 0 : 1;
  const double t = 2 * depth - static_cast<double>(i);
  const auto mix = [t](double a, double b) { return static_cast<int>(std::lround(a + t * (b - a))); };
  return fmt::format("#{:02x}{:02x}{:02x}", mix(stops[i].red, stops[i + 1].red),
                     mix(stops[i].green, stops[i + 1].green), mix(stops[i].blue, stops[i + 1].blue));
}

std::string signed_number(double x) {
  const double size = std::fabs(x);
  const std::string sign = x < 0 ? "\xE2\x88\x92" : "";
  if (size != 0 && size < 0.01) {
    const int exponent = static_cast<int>(std::floor(std::log10(size) + 1e-9));
    return fmt::format("{}{:.3g}e{}", sign, size / std::pow(10.0, exponent), exponent);
  }
  return fmt::format("{}{:.3g}", sign, size);
}

/// e_1 at the top, e_2 on the left, e_3 on the right.
std::string place(const MarginMap& map, const ContourPoint& c) {
  if (!map.axes.empty()) {
    const Triple &a = map.points[static_cast<std::size_t>(c.first)],
                 &b = map.points[static_cast<std::size_t>(c.second)];
    const auto along = [&](std::size_t axis) { return (a[axis] + c.share * (b[axis] - a[axis])) / map.resolution; };
    return coordinate(square_x + square * along(0)) + " " + coordinate(square_y + square * (1 - along(1)));
  }
  const Point3 a = map.point(c.first), b = map.point(c.second);
  Point3 p{};
  for (std::size_t i = 0; i < 3; ++i) p[i] = a[i] + c.share * (b[i] - a[i]);
  return coordinate(apex_x + side * (p[2] - p[1]) / 2) + " " + coordinate(apex_y + (base_y - apex_y) * (1 - p[0]));
}

std::string path_of(const MarginMap& map, const std::vector<Loop>& loops) {
  std::string path;
  for (const Loop& loop : loops) {
    std::string last;
    for (const ContourPoint& point : loop) {
      std::string here = place(map, point);
      if (here == last) continue;
      path += (last.empty() ? "M" : "L") + here;
      last = std::move(here);
    }
    path += "Z";
  }
  return path;
}

void write_region(Markup& svg, const MarginMap& map, const std::vector<Loop>& loops, const std::string& colour) {
  if (!loops.empty()) svg.element("path", {{"d", path_of(map, loops)}, {"fill", colour}}).line();
}

/// The colour bands: the ends and how many of them the margins of each sign reach.
struct Bands {
  std::vector<double> levels;
  std::size_t positive = 0, negative = 0;
  bool any_negative = false;

  std::string colour(std::size_t band, bool below) const {
    return band_colour(static_cast<double>(band) / static_cast<double>(levels.size()), below);
  }
};

Bands bands_for(double least, double largest) {
  Bands bands;
  const double scale = std::max(std::fabs(least), std::fabs(largest));
  bands.levels = margin_levels(scale);
  bands.any_negative = least < -relative_zero * scale;
  bands.positive = std::ranges::count_if(bands.levels, [&](double level) { return level <= largest; });
  bands.negative = std::ranges::count_if(bands.levels, [&](double level) { return level <= -least; });
  return bands;
}

void write_bands(Markup& svg, const MarginMap& map, const Bands& bands) {
  if (!map.axes.empty())
    write_rectangle(svg, square_x, square_y, square, square, "outside");
  else
    svg.element("polygon", {{"points", fmt::format("{0},{1} {2},{3} {4},{3}", coordinate(apex_x), coordinate(apex_y),
                                                   coordinate(apex_x - side / 2), coordinate(base_y),
                                                   coordinate(apex_x + side / 2))},
                            {"class", "outside"}});
  write_region(svg, map, region_defined(map), band_colour(0, false));
  for (std::size_t k = 0; k < bands.positive; ++k) {
    write_region(svg, map, region_above(map, bands.levels[k]), bands.colour(k + 1, false));
  }
  if (!bands.any_negative) return;
  write_region(svg, map, region_above(map, relative_zero * bands.levels.back(), -1), band_colour(0, true));
  for (std::size_t k = 0; k < bands.negative; ++k) {
    write_region(svg, map, region_above(map, bands.levels[k], -1), bands.colour(k + 1, true));
  }
}

void write_zero_set(Markup& svg, const MarginMap& map, const ZeroSet& zeros) {
  std::string path;
  for (const auto& [from, to] : zeros.lines)
    path.append("M").append(place(map, from)).append("L").append(place(map, to));
  if (!path.empty()) svg.element("path", {{"d", path}, {"class", "zero"}});
  for (const int v : zeros.points) {
    const std::string at = place(map, {v, v});
    const std::size_t blank = at.find(' ');
    svg.element("circle",
                {{"cx", at.substr(0, blank)}, {"cy", at.substr(blank + 1)}, {"r", "4.5"}, {"class", "zerodot"}});
  }
}

/// The names of the variables and the ends of their ranges; "..." where a range goes on.
void write_axes(Markup& svg, const MarginMap& map) {
  write_rectangle(svg, square_x, square_y, square, square, "frame");
  const MarginMap::Axis &x = map.axes[0], &y = map.axes[1];
  const double bottom = square_y + square;
  const auto end = [](double value, const MarginMap::Axis& axis) {
    return signed_number(std::fabs(value) < 2e-6 * (axis.upper - axis.lower) ? 0 : value);
  };
  write_text(svg, square_x, bottom + 17, end(x.lower, x), "small", "middle");
  write_text(svg, square_x + square / 2, bottom + 17, x.name + (x.is_cut ? " (cut)" : ""), "small", "middle");
  write_text(svg, square_x + square, bottom + 17, end(x.upper, x), "small", "middle");
  write_text(svg, square_x - 6, bottom + 4, end(y.lower, y), "small", "end");
  write_text(svg, square_x - 6, square_y + square / 2 + 4, y.name + (y.is_cut ? " (cut)" : ""), "small", "end");
  write_text(svg, square_x - 6, square_y + 8, end(y.upper, y), "small", "end");
}

void write_frame(Markup& svg) {
  const auto wall = [&](double x1, double y1, double x2, double y2) { write_line(svg, x1, y1, x2, y2, "wall"); };
  const double middle_y = (apex_y + base_y) / 2;
  wall(apex_x, apex_y, apex_x, base_y);
  wall(apex_x - side / 2, base_y, apex_x + side / 4, middle_y);
  wall(apex_x + side / 2, base_y, apex_x - side / 4, middle_y);
  svg.element("polygon", {{"points", fmt::format("{0},{1} {2},{3} {4},{3}", coordinate(apex_x), coordinate(apex_y),
                                                 coordinate(apex_x - side / 2), coordinate(base_y),
                                                 coordinate(apex_x + side / 2))},
                          {"class", "frame"}});
  write_text(svg, apex_x, apex_y - 10, "p\xE2\x82\x81 = 1", "small", "middle");
  write_text(svg, apex_x - side / 2, base_y + 17, "p\xE2\x82\x82 = 1", "small", "middle");
  write_text(svg, apex_x + side / 2, base_y + 17, "p\xE2\x82\x83 = 1", "small", "middle");
}

/// The bands from the most negative to the most positive one, with their ends.
void write_legend(Markup& svg, const Bands& bands) {
  const std::size_t below = bands.any_negative ? bands.negative + 1 : 0, count = below + bands.positive + 1;
  const double step = legend_width / static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const bool negative = i < below;
    const std::size_t band = negative ? below - 1 - i : i - below;
    svg.element("rect", {{"x", coordinate(legend_x + step * static_cast<double>(i))},
                         {"y", coordinate(legend_y)},
                         {"width", coordinate(step + 0.5)},
                         {"height", "12"},
                         {"fill", band == 0 ? band_colour(0, negative) : bands.colour(band, negative)}});
    if (i == 0) continue;
    const std::size_t level = negative ? below - 1 - i : i - below - 1;
    const double value = i == below ? 0.0 : negative ? -bands.levels[level] : bands.levels[level];
    const std::size_t from_zero = i > below ? i - below : below - i;
    const bool fits = count <= 9 || from_zero % 3 == 0;
    if (fits)
      write_text(svg, legend_x + step * static_cast<double>(i), legend_y + 26, signed_number(value), "small", "middle");
  }
  write_rectangle(svg, legend_x, legend_y, legend_width, 12, "frame");
}

/// The sign for zeros, on a light ground on dark pages too.
void write_zero_key(Markup& svg, const ZeroSet& zeros) {
  if (zeros.lines.empty() && zeros.points.empty()) {
    write_text(svg, legend_x, 391, "no zero on the grid", "small");
    return;
  }
  svg.element("rect", {{"x", coordinate(legend_x)},
                       {"y", "380"},
                       {"width", "22"},
                       {"height", "14"},
                       {"rx", "2"},
                       {"fill", band_colour(0, false)}});
  if (zeros.lines.empty()) {
    svg.element("circle", {{"cx", coordinate(legend_x + 11)}, {"cy", "387"}, {"r", "4.5"}, {"class", "zerodot"}});
  } else {
    write_line(svg, legend_x + 3, 387, legend_x + 19, 387, "zero");
  }
  write_text(svg, legend_x + 30, 391, "margin 0", "small");
}

Picture draw(const MarginMap& map, const ClaimResult& claim, double least, double largest) {
  const Bands bands = bands_for(least, largest);
  const ZeroSet zeros = zero_set(map, relative_zero * std::max(std::fabs(least), std::fabs(largest)));
  Markup svg;
  const std::string constants = replaced_constants_text(claim);
  write_text(svg, 16, 26, constants.empty() ? claim.id : claim.id + " with " + constants, "heading");
  const bool plane = !map.axes.empty();
  if (!plane) write_text(svg, width - 16, 26, fmt::format("d = {}", 3), "small", "end");
  write_bands(svg, map, bands);
  if (plane)
    write_axes(svg, map);
  else
    write_frame(svg);
  write_zero_set(svg, map, zeros);
  write_legend(svg, bands);
  write_zero_key(svg, zeros);
  write_text(svg, legend_x + legend_width, 391,
             fmt::format("from {} to {}", signed_number(least), signed_number(largest)), "small", "end");
  return {
      "margin-" + escape_url(claim.id),
      plane ? fmt::format("Margin of {} over {} and {}", claim.id, map.axes[0].name, map.axes[1].name)
            : fmt::format("Margin of {} on the simplex, d = 3", claim.id),
      fmt::format(
          "{} Blue: the claim holds; orange: it fails; black: equality. The margin on the grid lies between {} and {}.",
          plane ? fmt::format("Rectangle with {} from left to right and {} from bottom to top.", map.axes[0].name,
                              map.axes[1].name)
                : "Triangle with p_1 = 1 at the top, p_2 = 1 on the left, p_3 = 1 on the right.",
          signed_number(least), signed_number(largest)),
      width,
      height,
      svg.str()};
}

}  // namespace

std::vector<double> margin_levels(double largest) {
  std::vector<double> levels;
  int decade = static_cast<int>(std::floor(std::log10(largest)));
  const double leading = largest / std::pow(10.0, decade);
  int mantissa = leading >= 5 ? 5 : leading >= 2 ? 2 : 1;
  while (levels.size() < 8) {
    levels.push_back(mantissa * std::pow(10.0, decade));
    if (mantissa == 1) --decade;
    mantissa = mantissa == 5 ? 2 : mantissa == 2 ? 1 : 5;
  }
  std::ranges::reverse(levels);
  return levels;
}

std::vector<MarginPicture> margin_pictures(const LedgerResult& result, bool planes) {
  std::vector<MarginPicture> pictures;
  for (const ClaimResult& claim : result.claims) {
    if (!claim.statement || (!planes && has_plane_margin(*claim.statement))) continue;
    const std::optional<MarginMap> map = margin_map(*claim.statement);
    if (!map) continue;
    double least = std::numeric_limits<double>::infinity(), largest = -least;
    for (const double m : map->values) least = std::fmin(least, m), largest = std::fmax(largest, m);
    const double scale = std::max(std::fabs(least), std::fabs(largest)), noise = relative_zero * scale;
    if (scale <= least_scale) continue;
    if (std::fabs(least) <= noise) least = 0;
    if (std::fabs(largest) <= noise) largest = 0;
    pictures.push_back({draw(*map, claim, least, largest), &claim, map->other_variables, least, largest});
  }
  return pictures;
}

}  // namespace hebb
