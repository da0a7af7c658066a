#include "commands/rule_compare_picture.hpp"

#include <hebb/drawing/line_plot.hpp>

#include "shared/output.hpp"
#include "shared/tell.hpp"

namespace hebb::cli {

void draw_comparisons(const std::vector<Compared>& all, const std::string& file) {
  LinePlot plot{"rule-compare",
                "Distance of the discrete dynamics to the flow",
                "Enclosed distances, with the a-priori bounds dashed.",
                "step k",
                "Euclidean distance",
                Scale::linear,
                Scale::logarithmic,
                {}};
  for (const Compared& x : all) {
    for (const Discrete& d : discrete_dynamics) {
      Series actual{x.rule.name + ", " + d.name, {}, {}, {}},
          bound{x.rule.name + ", " + d.name + ", a priori", {}, {}, {}, Series::Style::dashed};
      for (const RuleComparisonRow& row : x.comparison.rows) {
        actual.x.push_back(static_cast<double>(row.step));
        actual.lower.push_back((row.*d.to_flow).two.lower());
        actual.upper.push_back((row.*d.to_flow).two.upper());
        if (!(row.*d.bound) || (row.*d.bound)->upper() > 1.5) continue;  // beyond the diameter of the simplex
        bound.x.push_back(static_cast<double>(row.step));
        bound.lower.push_back((row.*d.bound)->upper());
      }
      if (!actual.x.empty()) plot.series.push_back(std::move(actual));
      if (!bound.x.empty()) plot.series.push_back(std::move(bound));
    }
  }
  require(!plot.series.empty(), "--svg: no rule has a flow to draw");
  write_picture(file, line_plot(plot));
  tell("{}\n", file);
}

}  // namespace hebb::cli
