#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/utf8.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

constexpr double left = 78, plot_width = 520, plot_height = 300, right = 24, bottom = 56, top = 44;

struct Axis {
  Scale scale;
  double least, largest;  // of the axis
  double from, to;        // in the picture
  std::vector<double> ticks;
  double floor = 0;  // of a logarithmic axis

  bool shows(double x) const { return std::isfinite(x) && (scale == Scale::linear || (x > 0 && x >= floor)); }
  double at(double x) const {
    const bool linear = scale == Scale::linear;
    const double a = linear ? least : std::log(least), b = linear ? largest : std::log(largest);
    const double t = ((linear ? x : std::log(x)) - a) / (b - a);
    return from + std::clamp(t, -0.02, 1.02) * (to - from);
  }
};

/// An axis over the values that it can show, with some air on a linear one. Without any value: [0, 1] or [0.1, 1].
Axis axis_over(Scale scale, const std::vector<double>& values, double from, double to, double floor = 0) {
  double least = std::numeric_limits<double>::infinity(), largest = -least;
  Axis axis{scale, 0, 1, from, to, {}, floor};
  for (const double x : values) {
    if (axis.shows(x)) least = std::min(least, x), largest = std::max(largest, x);
  }
  require(least <= largest, "a plot needs at least one point that its axes can show");
  if (scale == Scale::logarithmic) {
    if (largest < 1.5 * least) least /= 2, largest *= 2;
    axis.ticks = logarithmic_ticks(least, largest);
    axis.least = std::min(least, axis.ticks.front());
    axis.largest = std::max(largest, axis.ticks.back());
    return axis;
  }
  if (largest == least) {
    const double air = std::max(std::fabs(least) / 10, 1e-300);
    least -= air, largest += air;
  }
  axis.ticks = linear_ticks(least, largest);
  axis.least = std::min(least, axis.ticks.front());
  axis.largest = std::max(largest, axis.ticks.back());
  return axis;
}

std::string number(double x) {
  const double size = std::fabs(x);
  if (x == 0 || (size >= 1e-3 && size < 1e5)) return fmt::format("{:.6g}", x);
  const int exponent = static_cast<int>(std::floor(std::log10(size) + 1e-9));
  const double mantissa = x / std::pow(10.0, exponent);
  return fmt::format("{:.4g}e{}", mantissa, exponent);
}

/// The labels of an axis, all in one form: with thin spaces between the thousands where one of them is long.
std::vector<std::string> labels_of(const Axis& axis) {
  double largest = 0;
  for (const double tick : axis.ticks) largest = std::max(largest, std::fabs(tick));
  const bool grouped = axis.scale == Scale::linear && largest >= 1e4 && largest < 1e7;
  std::vector<std::string> labels;
  for (const double tick : axis.ticks) {
    std::string label = number(tick);
    if (grouped && tick == std::floor(tick)) {
      label = fmt::format("{:.0f}", std::fabs(tick));
      for (std::size_t i = label.size(); i > 3; i -= 3) label.insert(i - 3, "\xE2\x80\x89");
      if (tick < 0) label.insert(0, "\xE2\x88\x92");
    }
    labels.push_back(label);
  }
  return labels;
}

struct Axes {
  Axis x, y;
  std::string place(double px, double py) const { return coordinate(x.at(px)) + " " + coordinate(y.at(py)); }
};

/// The runs of consecutive points for which `shown` holds.
template <class Shown, class Draw>
void for_each_run(std::size_t n, const Shown& shown, const Draw& draw) {
  for (std::size_t i = 0; i < n;) {
    std::size_t end = i;
    while (end < n && shown(end)) ++end;
    if (end > i) draw(i, end);
    i = std::max(end, i + 1);
  }
}

/// Points that fall on the same tenth of a pixel are written once.
class PathWriter {
 public:
  void to(const std::string& place, std::string_view command = "L") {
    if (place == last_) return;
    path_ += std::string(path_.empty() || command == "M" ? "M" : "L") + place;
    last_ = place;
  }
  void begin(const std::string& place) {
    last_.clear();
    to(place, "M");
  }
  void close() { path_ += "Z"; }
  const std::string& str() const { return path_; }

 private:
  std::string path_, last_;
};

std::string curve(const Series& s, const std::vector<double>& y, const Axes& axes) {
  PathWriter path;
  const auto shown = [&](std::size_t i) { return axes.x.shows(s.x[i]) && axes.y.shows(y[i]); };
  for_each_run(s.x.size(), shown, [&](std::size_t first, std::size_t end) {
    path.begin(axes.place(s.x[first], y[first]));
    for (std::size_t i = first + 1; i < end; ++i) {
      if (s.style == Series::Style::steps) path.to(axes.place(s.x[i], y[i - 1]));
      path.to(axes.place(s.x[i], y[i]));
    }
  });
  return path.str();
}

std::string band(const Series& s, const Axes& axes) {
  PathWriter path;
  const auto shown = [&](std::size_t i) {
    return axes.x.shows(s.x[i]) && axes.y.shows(s.upper[i]) && std::isfinite(s.lower[i]);
  };
  const auto lower = [&](std::size_t i) { return axes.y.shows(s.lower[i]) ? s.lower[i] : axes.y.least; };
  for_each_run(s.x.size(), shown, [&](std::size_t first, std::size_t end) {
    path.begin(axes.place(s.x[first], s.upper[first]));
    for (std::size_t i = first + 1; i < end; ++i) path.to(axes.place(s.x[i], s.upper[i]));
    for (std::size_t i = end; i-- > first;) path.to(axes.place(s.x[i], lower(i)));
    path.close();
  });
  return path.str();
}

/// The colour of each series: samples have none. Throws std::out_of_range for the colour of a later series.
std::vector<int> colours_of(const std::vector<Series>& series) {
  std::vector<int> out;
  int next = 0;
  for (const Series& s : series) {
    if (s.style == Series::Style::sample)
      out.push_back(-1);
    else if (s.colour >= 0)
      out.push_back(out.at(static_cast<std::size_t>(s.colour)));
    else
      out.push_back(next++);
  }
  return out;
}

void write_dot(Markup& svg, double x, double y, int colour) {
  svg.element("circle", {{"cx", coordinate(x)},
                         {"cy", coordinate(y)},
                         {"r", "2.6"},
                         {"class", fmt::format("dot{}", colour % series_colours)}});
}

void write_series(Markup& svg, const Series& s, int colour, const Axes& axes) {
  if (s.style == Series::Style::sample) {
    svg.element("path", {{"d", curve(s, s.lower, axes)}, {"class", "sample"}});
    return;
  }
  const std::string stroke = fmt::format("series series{}", colour % series_colours);
  const std::string dashed = stroke + (s.style == Series::Style::dashed ? " dashed" : "");
  if (s.style == Series::Style::points) {
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const double upper = s.upper.empty() ? s.lower[i] : s.upper[i];
      if (!axes.x.shows(s.x[i]) || !axes.y.shows(upper)) continue;
      const double lower = axes.y.shows(s.lower[i]) ? s.lower[i] : axes.y.least;
      if (!s.upper.empty()) {
        write_line(svg, axes.x.at(s.x[i]), axes.y.at(lower), axes.x.at(s.x[i]), axes.y.at(upper), stroke);
      }
      write_dot(svg, axes.x.at(s.x[i]), (axes.y.at(lower) + axes.y.at(upper)) / 2, colour);
    }
    svg.line();
    return;
  }
  if (!s.upper.empty()) {
    if (const std::string path = band(s, axes); !path.empty()) {
      svg.element("path", {{"d", path}, {"class", fmt::format("band band{}", colour % series_colours)}});
    }
    if (const std::string path = curve(s, s.upper, axes); !path.empty()) {
      svg.element("path", {{"d", path}, {"class", dashed}});
    }
  }
  if (const std::string path = curve(s, s.lower, axes); !path.empty()) {
    svg.element("path", {{"d", path}, {"class", dashed}});
  }
  if (s.marked) {
    for (const std::vector<double>* y : {&s.lower, &s.upper}) {
      for (std::size_t i = 0; i < y->size(); ++i) {
        if (axes.x.shows(s.x[i]) && axes.y.shows((*y)[i]))
          write_dot(svg, axes.x.at(s.x[i]), axes.y.at((*y)[i]), colour);
      }
    }
  }
  svg.line();
}

void write_axes(Markup& svg, const LinePlot& plot, const Axes& axes) {
  const std::vector<std::string> below = labels_of(axes.x), beside = labels_of(axes.y);
  for (std::size_t k = 0; k < axes.x.ticks.size(); ++k) {
    const double x = axes.x.at(axes.x.ticks[k]);
    write_line(svg, x, axes.y.from, x, axes.y.to, "grid");
    write_text(svg, x, axes.y.from + 17, below[k], "small", "middle");
  }
  for (std::size_t k = 0; k < axes.y.ticks.size(); ++k) {
    const double y = axes.y.at(axes.y.ticks[k]);
    write_line(svg, axes.x.from, y, axes.x.to, y, "grid");
    write_text(svg, axes.x.from - 8, y + 4, beside[k], "small", "end");
  }
  write_text(svg, (axes.x.from + axes.x.to) / 2, axes.y.from + 40, plot.x_label, "label", "middle");
  const double y = (axes.y.from + axes.y.to) / 2;
  svg.element("text",
              {{"x", "18"},
               {"y", coordinate(y)},
               {"class", "label"},
               {"text-anchor", "middle"},
               {"transform", fmt::format("rotate(-90 18 {})", coordinate(y))}},
              typeset(plot.y_label));
}

/// One entry after the other, in as many rows as they need; returns the rows. Without svg: only counts.
int write_legend(Markup* svg, const std::vector<Series>& series) {
  const std::vector<int> colour_of = colours_of(series);
  double x = left;
  int row = 0;
  for (std::size_t k = 0; k < series.size(); ++k) {
    if (series[k].name.empty()) continue;
    const double width = 40 + 6.3 * static_cast<double>(display_width(typeset(series[k].name)));
    if (x > left && x + width > left + plot_width) x = left, ++row;
    if (svg) {
      const bool dots = series[k].style == Series::Style::points || series[k].marked;
      const double y = top + legend_row * row;
      const int colour = colour_of[k] % series_colours;
      if (series[k].style == Series::Style::sample) {
        write_line(*svg, x, y - 4, x + 22, y - 4, "sample");
      } else if (series[k].style != Series::Style::points) {
        write_line(*svg, x, y - 4, x + 22, y - 4,
                   fmt::format("series series{}{}", colour, series[k].style == Series::Style::dashed ? " dashed" : ""));
      }
      if (dots) write_dot(*svg, x + 11, y - 4, colour);
      write_text(*svg, x + 28, y, series[k].name, "small");
    }
    x += width;
  }
  return row + 1;
}

}  // namespace

std::vector<double> linear_ticks(double least, double largest, int most) {
  const double span = largest - least;
  require(span > 0 && std::isfinite(span), fmt::format("no ticks between {} and {}", least, largest));
  double step = std::pow(10.0, std::floor(std::log10(span / most)));
  for (const double mantissa : {1.0, 2.0, 5.0, 10.0}) {
    if (span / (mantissa * step) <= most) {
      step *= mantissa;
      break;
    }
  }
  std::vector<double> ticks;
  const double first = std::ceil(least / step - 1e-9);
  for (double k = first; k * step <= largest + 1e-9 * step; ++k) ticks.push_back(k == 0 ? 0.0 : k * step);
  return ticks;
}

std::vector<double> logarithmic_ticks(double least, double largest, int most) {
  require(least > 0 && least < largest && std::isfinite(largest),
          fmt::format("no ticks between {} and {}", least, largest));
  const int first = static_cast<int>(std::floor(std::log10(least) + 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(largest) - 1e-9));
  const int stride = std::max(1, (last - first + most - 1) / most);
  std::vector<double> ticks;
  for (int decade = first; decade <= last; ++decade) {
    if ((decade - first) % stride == 0) ticks.push_back(std::pow(10.0, decade));
    if (last - first > 2 || decade == last) continue;
    for (const int mantissa : {2, 5}) ticks.push_back(mantissa * std::pow(10.0, decade));
  }
  // The decades just outside are needed only where no other tick is near the end.
  std::erase_if(ticks, [&](double t) { return last - first <= 2 && (t < 0.4 * least || t > 2.6 * largest); });
  return ticks;
}

Picture line_plot(const LinePlot& plot) {
  std::vector<double> xs, ys;
  for (const Series& s : plot.series) {
    require(s.x.size() == s.lower.size() && (s.upper.empty() || s.upper.size() == s.x.size()),
            fmt::format("the series '{}' has {} abscissae, {} and {} ordinates", s.name, s.x.size(), s.lower.size(),
                        s.upper.size()));
    xs.insert(xs.end(), s.x.begin(), s.x.end());
    ys.insert(ys.end(), s.lower.begin(), s.lower.end());
    ys.insert(ys.end(), s.upper.begin(), s.upper.end());
  }
  const double upper_edge = top + legend_row * write_legend(nullptr, plot.series);
  const double height = plot.tall ? plot_height : plot_height / 2;
  const double base = upper_edge + height;
  const Axes axes{axis_over(plot.x_scale, xs, left, left + plot_width),
                  axis_over(plot.y_scale, ys, base, upper_edge, plot.y_floor)};
  Markup svg;
  write_text(svg, 16, 26, plot.title, "heading");
  write_legend(&svg, plot.series);
  write_axes(svg, plot, axes);
  const std::vector<int> colour_of = colours_of(plot.series);
  for (std::size_t k = 0; k < plot.series.size(); ++k) write_series(svg, plot.series[k], colour_of[k], axes);
  write_rectangle(svg, left, upper_edge, plot_width, height, "frame");
  return {plot.name, plot.title, plot.description, left + plot_width + right, base + bottom, svg.str()};
}

}  // namespace hebb
