#pragma once

#include <string>
#include <string_view>

#include <hebb/drawing/markup.hpp>

namespace hebb {

/// An SVG drawing in user units (pixels at natural size), without its outer element.
struct Picture {
  std::string name;         // of the file, without extension, and prefix of all ids inside: letters, digits, -._~%
  std::string title;        // what it shows, for people who cannot see it
  std::string description;  // what can be read off it
  double width = 0, height = 0;
  std::string body;  // well-formed SVG; colours only through the classes of picture_style()
};

/// The <svg> element for a page that includes picture_style().
std::string embedded(const Picture& picture);

/// A complete SVG file with its own style and background, and the description below the drawing.
std::string standalone(const Picture& picture);

/// The rules that the pictures use, for light and dark screens and for print. Classes: ink, faint, paper (fills),
/// rule, grid, edge (strokes), series0..5 with band0..5 and dot0..5 (curves that colour tells apart), proved, refuted,
/// undecided, estimated (fill of a verdict), label, small, mono (type).
std::string_view picture_style();

/// series0..5: a seventh curve takes the colour of the first.
inline constexpr int series_colours = 6;
/// Of the small type, in pixels: the mean width of a character and the height of a row of a legend.
inline constexpr double character_width = 7.4, legend_row = 18;

/// A coordinate with at most one decimal, which is a tenth of a pixel.
std::string coordinate(double x);

/// A line of text at (x, y); `anchor` is start, middle or end.
void write_text(Markup& svg, double x, double y, std::string_view content, const std::string& classes = "label",
                const std::string& anchor = "start");

void write_line(Markup& svg, double x1, double y1, double x2, double y2, const std::string& classes);

void write_rectangle(Markup& svg, double x, double y, double width, double height, const std::string& classes,
                     double radius = 0);

}  // namespace hebb
