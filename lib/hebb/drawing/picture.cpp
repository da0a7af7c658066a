#include <cmath>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include <hebb/drawing/picture.hpp>
#include <hebb/drawing/utf8.hpp>

namespace hebb {
namespace {

/// The text in lines of at most `width` characters.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (lines.empty() || display_width(lines.back()) + 1 + display_width(word) > width)
      lines.push_back(word);
    else
      lines.back() += " " + word;
  }
  return lines;
}

std::string svg(Picture picture, bool complete) {
  constexpr double caption_row = 15, character = 5.6;  // of the class small
  const double caption_top = picture.height;
  const auto caption =
      wrapped(complete ? picture.description : "", static_cast<std::size_t>((picture.width - 32) / character));
  if (!caption.empty()) picture.height += caption_row * static_cast<double>(caption.size()) + 10;
  const std::string title_id = picture.name + "-title", description_id = picture.name + "-description";
  Markup out;
  out.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                   {"width", coordinate(picture.width)},
                   {"height", coordinate(picture.height)},
                   {"viewBox", fmt::format("0 0 {} {}", coordinate(picture.width), coordinate(picture.height))},
                   {"role", "img"},
                   {"class", "picture"},
                   {"aria-labelledby", title_id + " " + description_id}});
  out.element("title", {{"id", title_id}}, picture.title)
      .element("desc", {{"id", description_id}}, picture.description);
  if (complete) {
    out.open("style").raw(picture_style()).close();
    write_rectangle(out, 0, 0, picture.width, picture.height, "paper");
  }
  out.line().raw(picture.body);
  for (std::size_t k = 0; k < caption.size(); ++k)
    write_text(out, 16, caption_top + caption_row * static_cast<double>(k + 1), caption[k], "small");
  out.close().line();
  return out.str();
}

}  // namespace

std::string embedded(const Picture& picture) { return svg(picture, false); }

std::string standalone(const Picture& picture) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(picture, true);
}

// Long: one style sheet.
std::string_view picture_style() {
  return R"css(
.picture { font-family: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  font-size: 13px; }
.picture .label { font-size: 13px; fill: #1d2733; }
.picture .small { font-size: 11px; fill: #54606e; }
.picture .heading { font-size: 15px; font-weight: 600; fill: #1d2733; }
.picture .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 12px; fill: #1d2733; }
.picture .onfill { font-size: 11px; font-weight: 700; fill: #ffffff; }
.picture .paper { fill: #ffffff; }
.picture .box { fill: #ffffff; stroke: #b4bfcb; stroke-width: 1; }
.picture .missing { fill: none; stroke: #8a96a3; stroke-width: 1; stroke-dasharray: 3 3; }
.picture .rule { fill: none; stroke: #54606e; stroke-width: 1; }
.picture .grid { fill: none; stroke: #e1e6ec; stroke-width: 1; }
.picture .edge { fill: none; stroke: #9aa6b3; stroke-width: 1.2; }
.picture .arrow { fill: #9aa6b3; }
.picture .proved { fill: #0b6fa4; }
.picture .refuted { fill: #c4500a; }
.picture .undecided { fill: #6f7781; }
.picture .estimated { fill: #8a5fb0; }
.picture .between { fill: #e69f00; }
.picture .tick { fill: none; stroke: #1d2733; stroke-width: 2; }
.picture .zero { fill: none; stroke: #000000; stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }
.picture .zerodot { fill: #000000; stroke: #ffffff; stroke-width: 1; }
.picture .wall { fill: none; stroke: #000000; stroke-opacity: 0.22; stroke-width: 1; stroke-dasharray: 4 4; }
.picture .frame { fill: none; stroke: #54606e; stroke-width: 1; stroke-linejoin: round; }
.picture .outside { fill: #e9ecef; }
.picture .series { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.picture .sample { fill: none; stroke: #54606e; stroke-width: 0.7; stroke-opacity: 0.35; stroke-linejoin: round; }
.picture .dashed { stroke-dasharray: 6 4; }
.picture .thin { stroke-width: 0.6; stroke-opacity: 0.5; }
.picture .contour { fill: none; stroke: #7f8c99; stroke-width: 0.8; stroke-opacity: 0.7; }
.picture .stream { fill: none; stroke: #9aa6b3; stroke-width: 1; }
.picture .tube { stroke-linecap: round; opacity: 0.25; }
.picture .band { fill-opacity: 0.25; }
.picture .series0 { stroke: #0072b2; } .picture .band0, .picture .dot0 { fill: #0072b2; }
.picture .series1 { stroke: #d55e00; } .picture .band1, .picture .dot1 { fill: #d55e00; }
.picture .series2 { stroke: #009e73; } .picture .band2, .picture .dot2 { fill: #009e73; }
.picture .series3 { stroke: #cc79a7; } .picture .band3, .picture .dot3 { fill: #cc79a7; }
.picture .series4 { stroke: #b07c00; } .picture .band4, .picture .dot4 { fill: #b07c00; }
.picture .series5 { stroke: #56b4e9; } .picture .band5, .picture .dot5 { fill: #56b4e9; }
.picture a { cursor: pointer; }
.picture a:hover .box, .picture a:focus .box { stroke: #0b6fa4; stroke-width: 2; }
@media screen and (prefers-color-scheme: dark) {
.picture .label, .picture .mono, .picture .heading { fill: #e4e9ef; }
.picture .small { fill: #a5b1be; }
.picture .paper { fill: #12171d; }
.picture .box { fill: #1b222b; stroke: #465464; }
.picture .rule, .picture .frame { stroke: #a5b1be; }
.picture .grid { stroke: #2a333e; }
.picture .sample { stroke: #a5b1be; }
.picture .edge { stroke: #66737f; }
.picture .arrow { fill: #66737f; }
.picture .tick { stroke: #e4e9ef; }
.picture .proved { fill: #3d9fd6; }
.picture .refuted { fill: #ee7f3c; }
.picture .undecided { fill: #8b95a1; }
.picture .estimated { fill: #b18fd6; }
.picture .onfill { fill: #0b0f14; }
.picture .outside { fill: #2a333e; }
}
)css";
}

std::string coordinate(double x) {
  const double rounded = std::round(x * 10) / 10;
  return fmt::format("{:g}", rounded == 0 ? 0.0 : rounded);
}

void write_text(Markup& svg, double x, double y, std::string_view content, const std::string& classes,
                const std::string& anchor) {
  svg.element("text", {{"x", coordinate(x)}, {"y", coordinate(y)}, {"class", classes}, {"text-anchor", anchor}},
              typeset(content));
}

void write_line(Markup& svg, double x1, double y1, double x2, double y2, const std::string& classes) {
  svg.element("line", {{"x1", coordinate(x1)},
                       {"y1", coordinate(y1)},
                       {"x2", coordinate(x2)},
                       {"y2", coordinate(y2)},
                       {"class", classes}});
}

void write_rectangle(Markup& svg, double x, double y, double width, double height, const std::string& classes,
                     double radius) {
  Attributes attributes = {{"x", coordinate(x)},
                           {"y", coordinate(y)},
                           {"width", coordinate(width)},
                           {"height", coordinate(height)},
                           {"class", classes}};
  if (radius > 0) attributes.push_back({"rx", coordinate(radius)});
  svg.element("rect", attributes);
}

}  // namespace hebb
