#include "commands/compare_pictures.hpp"

#include <hebb/calculus/loss.hpp>
#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/simplex_picture.hpp>

#include "shared/common.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {
namespace {

SimplexPath trajectory(const Comparison& c, const char* name, ComparedPoint ComparisonRow::*point,
                       Norms ComparisonRow::*error, bool dashed) {
  SimplexPath path{name, {}, {}, dashed};
  for (const ComparisonRow& row : c.rows) {
    const Vec<Interval>& p = (row.*point).p;
    path.points.push_back({p[0].midpoint(), p[1].midpoint(), p[2].midpoint()});
    if (error) path.radius.push_back((row.*error).sup.upper());
  }
  return path;
}

LinePlot plot_distances(const Comparison& c, const std::string& start) {
  LinePlot plot{"compare",
                "Distance of the discrete dynamics to the flow",
                "",
                "step k",
                "Euclidean distance",
                Scale::linear,
                Scale::logarithmic,
                {}};
  plot.description = fmt::format(
      "Enclosed distances from {} with learning rate a = {}, with the bounds that hold for all steps dashed.", start,
      brief(c.a));
  for (const Dynamics& d : all_dynamics) {
    Series actual{d.name, {}, {}, {}};
    for (const ComparisonRow& row : c.rows) {
      actual.x.push_back(static_cast<double>(row.step));
      actual.lower.push_back((row.*d.to_flow).two.lower());
      actual.upper.push_back((row.*d.to_flow).two.upper());
    }
    const int colour = static_cast<int>(plot.series.size());
    plot.series.push_back(std::move(actual));
    if (!(c.rows.front().*d.uniform)) continue;
    Series bound{std::string(d.name) + ", bound", {}, {}, {}, Series::Style::dashed, false, colour};
    for (const ComparisonRow& row : c.rows) {
      bound.x.push_back(static_cast<double>(row.step));
      bound.lower.push_back((row.*d.uniform)->upper());
    }
    plot.series.push_back(std::move(bound));
  }
  return plot;
}

SimplexPicture trajectories(const Comparison& c, const std::string& start) {
  SimplexPicture picture{"compare-simplex",
                         "Discrete dynamics and flow",
                         fmt::format("Trajectories from {} with learning rate a = {}, with tubes as wide as their "
                                     "distance to the flow.",
                                     start, brief(c.a)),
                         {},
                         {},
                         {}};
  picture.potential = [](const Point3& p) { return loss(Vec<double>{p[0], p[1], p[2]}); };
  picture.field = [](const Point3& p) {
    const Vec<double> f = replicator(Vec<double>{p[0], p[1], p[2]});
    return Point3{f[0], f[1], f[2]};
  };
  picture.potential_name = "level lines of the loss";
  picture.field_name = "stream lines of the flow";
  picture.paths.push_back(trajectory(c, "flow", &ComparisonRow::flow, nullptr, false));
  for (const Dynamics& d : all_dynamics) picture.paths.push_back(trajectory(c, d.name, d.point, d.to_flow, true));
  return picture;
}

}  // namespace

void write_compare_pictures(const Comparison& comparison, const SimplexPoint<Rational>& start,
                            const std::string& file) {
  write_picture(file, line_plot(plot_distances(comparison, show_point(start))));
  tell("{}\n", file);
  if (comparison.rows.front().flow.p.size() != 3) return;
  const std::string simplex = with_suffix(file, "-simplex");
  write_picture(simplex, simplex_picture(trajectories(comparison, show_point(start))));
  tell("{}\n", simplex);
}

}  // namespace hebb::cli
