#pragma once

#include <string>
#include <vector>

#include <hebb/drawing/picture.hpp>

namespace hebb {

/// One curve of a plot, or a band where lower and upper differ.
struct Series {
  enum class Style {
    line,
    dashed,
    points,
    steps,
    sample
  };  // sample: one of many, thin and pale, without a colour of its own

  std::string name;           // in the legend; empty: not listed
  std::vector<double> x;      // increasing
  std::vector<double> lower;  // of the same length as x
  std::vector<double> upper;  // the same, or empty for a curve
  Style style = Style::line;
  bool marked = false;  // a dot at each point: the values between them are not known
  int colour = -1;      // of the series with this number; -1: the next one
};

enum class Scale { linear, logarithmic };

/// Curves over a common pair of axes.
struct LinePlot {
  std::string name, title, description;  // as in Picture
  std::string x_label, y_label;
  Scale x_scale = Scale::linear, y_scale = Scale::linear;
  std::vector<Series> series;
  double y_floor = 0;  // on a logarithmic axis: what lies below is not shown
  bool tall = true;    // false: half the height, for one of several panels
};

/// The plot with ticks at round numbers and a legend; colours and dashes tell the curves apart. Points that the axes
/// cannot show (not finite, or <= 0 or below the floor on a logarithmic axis) are gaps, but a band whose lower side is
/// such a point reaches the lower edge. Throws PreconditionError when there is nothing to show, or for series of
/// unequal lengths.
Picture line_plot(const LinePlot& plot);

/// Ticks for an axis from `least` to `largest`: multiples of 1, 2 or 5 times a power of ten, at most `most` of them.
std::vector<double> linear_ticks(double least, double largest, int most = 8);
/// Powers of ten that cover [least, largest], 0 < least, at most about `most` of them; between neighbouring decades
/// also 2 and 5 when there is room.
std::vector<double> logarithmic_ticks(double least, double largest, int most = 8);

}  // namespace hebb
