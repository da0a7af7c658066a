#include <cmath>
#include <random>
#include <vector>

#include <hebb/verify/empty_domain.hpp>
#include <hebb/verify/point_evaluation.hpp>

namespace hebb {

std::optional<std::string> empty_range(const Statement& statement) {
  struct Ends {
    Range range;
    int points = 0;
    bool empty = true;
  };
  std::vector<Ends> bounded;
  for (const Factor& factor : statement.domain) {
    const auto* range = std::get_if<Range>(&factor);
    if (range && range->lower && range->upper) bounded.push_back({*range});
  }
  if (bounded.empty()) return std::nullopt;
  const PointSchedule schedule(statement);
  std::mt19937_64 random(1);
  Vec<double> variables, nodes;
  constexpr int points = 64;
  for (int k = 0; k < points; ++k) {
    Vec<Vec<double>> x;
    for (const Factor& factor : statement.domain) {
      Vec<double> weights(static_cast<std::size_t>(coordinate_count(factor)));
      double total = 0;
      for (double& w : weights) total += w = std::uniform_real_distribution<double>(0.01, 1)(random);
      if (weights.size() > 1) {
        for (double& w : weights) w /= total;
      }
      x.push_back(std::move(weights));
    }
    schedule.run(x, variables, nodes);
    for (Ends& ends : bounded) {
      const double lower = nodes[static_cast<std::size_t>(*ends.range.lower)],
                   upper = nodes[static_cast<std::size_t>(*ends.range.upper)];
      if (!std::isfinite(lower) || !std::isfinite(upper)) continue;
      ++ends.points;
      const bool open = ends.range.lower_open || ends.range.upper_open;
      ends.empty = ends.empty && (open ? upper <= lower : upper < lower);
    }
  }
  for (const Ends& ends : bounded) {
    if (ends.empty && ends.points > points / 2)
      return statement.expression.variables[static_cast<std::size_t>(ends.range.variable)];
  }
  return std::nullopt;
}

}  // namespace hebb
