#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/ledger/margin_map.hpp>

namespace hebb {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double tolerance = 1e-9;  // rounding of assumptions that hold with equality at a corner

/// One walk over the factors: assigns the point, branches over the ends of the ranges.
class WorstCorner {
 public:
  WorstCorner(const Statement& statement, const Point3& p)
      : statement_(statement), p_(p), values_(statement.expression.variables.size(), undefined) {}

  /// The two variables at these values.
  double at(double x, double y) {
    values_ = {x, y};
    return margin();
  }

  double search(std::size_t factor = 0) {
    if (factor == statement_.domain.size()) return margin();
    return std::visit([&](const auto& f) { return assign(f, factor); }, statement_.domain[factor]);
  }

 private:
  double assign(const Simplex& simplex, std::size_t factor) {
    for (std::size_t i = 0; i < 3; ++i) values_[simplex.coordinates[i]] = p_[i];
    return search(factor + 1);
  }

  double assign(const LeaderChamber& chamber, std::size_t factor) {
    Point3 ordered = p_;
    std::ranges::sort(ordered, std::greater<>());
    for (std::size_t i = 0; i < 3; ++i) values_[chamber.coordinates[i]] = ordered[i];
    values_[chamber.gap] = ordered[0] - ordered[1];
    return search(factor + 1);
  }

  double assign(const Range& range, std::size_t factor) {
    const std::vector<double> nodes = evaluate<double>(statement_.expression, values_);
    double lower = range.lower ? nodes[*range.lower] : -1, upper = range.upper ? nodes[*range.upper] : 1;
    if (range.lower && !range.upper) upper = lower + 1;
    if (range.upper && !range.lower) lower = upper - 1;
    if (!(lower <= upper)) return undefined;
    double worst = undefined;
    const auto attempt = [&](double value) {
      values_[range.variable] = value;
      worst = std::fmin(worst, search(factor + 1));
    };
    const bool at_lower = !range.lower_open, at_upper = !range.upper_open && (lower < upper || !at_lower);
    if (at_lower) attempt(lower);
    if (at_upper) attempt(upper);
    if (!at_lower && !at_upper) attempt((lower + upper) / 2);
    return worst;
  }

  double margin() const {
    const std::vector<double> nodes = evaluate<double>(statement_.expression, values_);
    for (const Condition& assumption : statement_.assumptions) {
      const double value = nodes[assumption.node];
      if (!(assumption.relation == Relation::zero ? std::fabs(value) <= tolerance : value >= -tolerance))
        return undefined;
    }
    double least = std::numeric_limits<double>::infinity();
    for (const Condition& goal : statement_.goals) {
      if (goal.relation != Relation::nonnegative) continue;
      if (!std::isfinite(nodes[goal.node])) return undefined;
      least = std::min(least, nodes[goal.node]);
    }
    return least;
  }

  const Statement& statement_;
  Point3 p_;
  std::vector<double> values_;
};

const LeaderChamber* chamber_of(const Statement& statement) {
  for (const Factor& factor : statement.domain) {
    if (const auto* chamber = std::get_if<LeaderChamber>(&factor)) return chamber;
  }
  return nullptr;
}

std::string describe_other_variables(const Statement& statement) {
  const std::vector<std::string>& names = statement.expression.variables;
  std::vector<std::string> ranges, cut;
  for (const Factor& factor : statement.domain) {
    const auto* range = std::get_if<Range>(&factor);
    if (!range) continue;
    ranges.push_back(names[range->variable]);
    if (!range->lower || !range->upper) cut.push_back(names[range->variable]);
  }
  std::vector<std::string> parts;
  if (const LeaderChamber* chamber = chamber_of(statement)) {
    parts.push_back(fmt::format("{} = p_1 - max p_i, its largest value", names[chamber->gap]));
  }
  if (!ranges.empty()) {
    parts.push_back(fmt::format("{} at the attained {} that makes the margin smallest", fmt::join(ranges, ", "),
                                ranges.size() == 1 ? "end of its range" : "combination of ends"));
  }
  if (!cut.empty()) parts.push_back(fmt::format("{} unbounded, cut at distance 1", fmt::join(cut, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

MarginMap::Axis axis_of(const Statement& statement, const Range& range) {
  const auto end = [&](int node) {
    return statement.expression
        .constants[static_cast<std::size_t>(statement.expression.code[static_cast<std::size_t>(node)].a)]
        .convert_to<double>();
  };
  MarginMap::Axis axis{statement.expression.variables[static_cast<std::size_t>(range.variable)], -3, 3};
  axis.is_cut = !range.lower || !range.upper;
  if (range.lower) axis.lower = end(*range.lower);
  if (range.upper) axis.upper = end(*range.upper);
  if (!range.upper && range.lower) axis.upper = axis.lower + 3;
  if (!range.lower && range.upper) axis.lower = axis.upper - 3;
  const double inset = 1e-6 * (axis.upper - axis.lower);
  if (range.lower_open) axis.lower += inset;
  if (range.upper_open) axis.upper -= inset;
  return axis;
}

MarginMap plane_map(const Statement& statement, int resolution) {
  MarginMap map;
  map.resolution = resolution;
  for (const int variable : {0, 1}) {
    for (const Factor& factor : statement.domain) {
      if (std::get<Range>(factor).variable == variable) map.axes.push_back(axis_of(statement, std::get<Range>(factor)));
    }
  }
  const auto at = [&](int axis, int k) {
    const MarginMap::Axis& a = map.axes[static_cast<std::size_t>(axis)];
    return k == resolution ? a.upper : a.lower + (a.upper - a.lower) * k / resolution;
  };
  for (int j = 0; j <= resolution; ++j) {
    for (int i = 0; i <= resolution; ++i) {
      map.points.push_back({i, j, 0});
      map.values.push_back(WorstCorner(statement, {}).at(at(0, i), at(1, j)));
      if (i == 0 || j == 0) continue;
      const int corner = j * (resolution + 1) + i, below = corner - resolution - 1;
      map.triangles.push_back({below - 1, below, corner});
      map.triangles.push_back({below - 1, corner, corner - 1});
    }
  }
  return map;
}

}  // namespace

bool has_plane_margin(const Statement& statement) {
  const auto is_inequality = [](const Condition& goal) { return goal.relation == Relation::nonnegative; };
  const auto is_number = [&](const std::optional<int>& node) {
    return !node || statement.expression.code[static_cast<std::size_t>(*node)].operation == Operation::constant;
  };
  return statement.domain.size() == 2 && std::ranges::any_of(statement.goals, is_inequality) &&
         std::ranges::all_of(statement.domain, [&](const Factor& factor) {
           const auto* range = std::get_if<Range>(&factor);
           return range && is_number(range->lower) && is_number(range->upper);
         });
}

bool has_margin(const Statement& statement) {
  const auto is_inequality = [](const Condition& goal) { return goal.relation == Relation::nonnegative; };
  if (std::ranges::none_of(statement.goals, is_inequality)) return false;
  std::size_t ranges = 0, coordinates = 0, planes = 0;
  for (const Factor& factor : statement.domain) {
    if (std::holds_alternative<Range>(factor)) {
      ++ranges;
      continue;
    }
    const auto* simplex = std::get_if<Simplex>(&factor);
    coordinates = simplex ? simplex->coordinates.size() : std::get<LeaderChamber>(factor).coordinates.size();
    ++planes;
  }
  return planes == 1 && coordinates == 3 && ranges <= 10;
}

double margin_at(const Statement& statement, const Point3& p) {
  require(has_margin(statement), "the statement has no margin over a simplex of three coordinates");
  return WorstCorner(statement, p).search();
}

std::optional<MarginMap> margin_map(const Statement& statement, int resolution) {
  MarginMap map{triangle_mesh(resolution)};
  if (has_plane_margin(statement)) {
    map = plane_map(statement, 2 * resolution);
    const bool says_nothing = std::ranges::all_of(map.values, [](double m) { return std::isnan(m); });
    return says_nothing ? std::nullopt : std::optional(std::move(map));
  }
  if (!has_margin(statement)) return std::nullopt;
  map.by_symmetry = chamber_of(statement) != nullptr;
  map.other_variables = describe_other_variables(statement);
  std::map<Triple, double> known;  // by the ordered point, where symmetry makes that enough
  for (std::size_t k = 0; k < map.points.size(); ++k) {
    Triple key = map.points[k];
    if (map.by_symmetry) std::ranges::sort(key);
    const auto [found, is_new] = known.emplace(key, undefined);
    if (is_new) found->second = margin_at(statement, map.point(k));
    map.values.push_back(found->second);
  }
  if (std::ranges::all_of(map.values, [](double m) { return std::isnan(m); })) return std::nullopt;
  return map;
}

}  // namespace hebb
