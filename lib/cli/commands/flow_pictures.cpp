#include "commands/flow_pictures.hpp"

#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/simplex_picture.hpp>

#include "shared/common.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

/// Times for a curve: 0 to the last one asked for.
std::vector<FlowState> curve(const FlowStudy& problem, const Rational& end, int points) {
  std::vector<FlowState> states;
  for (int k = 0; k <= points; ++k) {
    throw_if_stopped(interrupt_flag());
    states.push_back(problem.at(end * k / points));
  }
  return states;
}

LinePlot plot_over_time(const FlowStudy& problem, const std::vector<FlowState>& states) {
  LinePlot plot{
      "flow", "Distance to the vertex and components", "", "time t", "enclosures", Scale::linear, Scale::logarithmic,
      {}};
  plot.description = "Enclosures of the flow from " + show_point(problem.start());
  Series distance{fmt::format("1 - p_{}", states.back().leader + 1), {}, {}, {}};
  std::vector<Series> components;
  for (std::size_t i = 0; i < problem.start().size() && i < 5; ++i)
    components.push_back({fmt::format("p_{}", i + 1), {}, {}, {}, Series::Style::dashed});
  for (const FlowState& s : states) {
    if (!s.failure.empty()) break;
    const double t = s.t.convert_to<double>();
    const auto add = [t](Series& series, const Enclosed& x) {
      series.x.push_back(t);
      series.lower.push_back(x.lower);
      series.upper.push_back(x.upper);
    };
    // Before the leader changes the distance to the final winner is 1 - p, not the small number of the state.
    const std::size_t winner = states.back().leader;
    add(distance, s.leader == winner ? s.distance : Enclosed{{}, 1 - s.p[winner].upper, 1 - s.p[winner].lower});
    for (std::size_t i = 0; i < components.size(); ++i) add(components[i], s.p[i]);
  }
  plot.series.push_back(std::move(distance));
  for (Series& series : components) plot.series.push_back(std::move(series));
  return plot;
}

/// Three components: the middles of the enclosures, and a tube as wide as they are.
SimplexPath tube(const FlowStudy& problem, const std::vector<FlowState>& states) {
  SimplexPath path{"flow from " + show_point(problem.start()), {}, {}, false};
  for (const FlowState& s : states) {
    if (!s.failure.empty()) break;
    Point3 p{};
    double radius = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      p[i] = (s.p[i].lower + s.p[i].upper) / 2;
      radius = std::max(radius, (s.p[i].upper - s.p[i].lower) / 2);
    }
    path.points.push_back(p);
    path.radius.push_back(radius);
  }
  return path;
}

}  // namespace

void write_flow_pictures(const FlowStudy& problem, const std::string& file, const Rational& end) {
  const std::vector<FlowState> states = curve(problem, end, problem.is_closed_form() ? 160 : 32);
  write_picture(file, line_plot(plot_over_time(problem, states)));
  tell("{}\n", file);
  if (problem.start().size() != 3) return;
  SimplexPicture picture{"flow-simplex",
                         "The flow on the simplex",
                         "The middles of the enclosures, in tubes as wide as they are.",
                         {},
                         {},
                         {tube(problem, states)}};
  if (problem.has_autonomous_field()) {
    picture.potential = [&](const Point3& p) { return problem.potential({p[0], p[1], p[2]}); };
    picture.field = [&](const Point3& p) {
      const Vec<double> f = problem.field({p[0], p[1], p[2]});
      return Point3{f[0], f[1], f[2]};
    };
    picture.potential_name = "level lines of the potential";
    picture.field_name = "stream lines of the flow";
  }
  const std::string simplex = with_suffix(file, "-simplex");
  write_picture(simplex, simplex_picture(picture));
  tell("{}\n", simplex);
}

}  // namespace hebb::cli
