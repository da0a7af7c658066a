#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <hebb/drawing/panels.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

namespace {

Picture arranged(std::string name, std::string title, std::string description, const std::vector<Picture>& panels,
                 bool in_a_row) {
  require(!panels.empty(), "no panels to arrange");
  constexpr double head = 40;
  Markup svg;
  write_text(svg, 16, 28, title, "heading");
  double x = 0, y = head, width = 0, height = 0;
  for (const Picture& panel : panels) {
    svg.open("g", {{"transform", fmt::format("translate({} {})", coordinate(x), coordinate(y))}})
        .line()
        .raw(panel.body)
        .close()
        .line();
    width = std::max(width, x + panel.width);
    height = std::max(height, y + panel.height);
    (in_a_row ? x : y) += in_a_row ? panel.width : panel.height;
  }
  return {std::move(name), std::move(title), std::move(description), width, height, svg.str()};
}

}  // namespace

Picture stacked(std::string name, std::string title, std::string description, const std::vector<Picture>& panels) {
  return arranged(std::move(name), std::move(title), std::move(description), panels, false);
}
Picture beside(std::string name, std::string title, std::string description, const std::vector<Picture>& panels) {
  return arranged(std::move(name), std::move(title), std::move(description), panels, true);
}

}  // namespace hebb
