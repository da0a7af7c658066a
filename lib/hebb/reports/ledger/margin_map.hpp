#pragma once

#include <optional>
#include <string>

#include <hebb/certificate/statement.hpp>
#include <hebb/drawing/triangle_map.hpp>

namespace hebb {

/// The smallest goal of a statement (its margin: >= 0 where the claim holds) over the probability simplex in three
/// coordinates, for pictures only: values in double, no bounds on the error.
/// values: the margin of each point; NaN where the statement says nothing or the goal is undefined.
/// Over a statement of two ranges instead: points {i, j, 0}, with the variables at lower + (upper - lower) i/resolution
/// and j/resolution.
struct MarginMap : TriangleMap {
  struct Axis {
    std::string name;
    double lower = 0, upper = 1;
    bool is_cut = false;  // the range goes on
  };
  std::vector<Axis> axes{};       // two, or none on the simplex
  bool by_symmetry = false;       // a LeaderChamber: the margin at p is that at p in decreasing order
  std::string other_variables{};  // how they were set, for people; empty when there are none
};

/// The margin at one point, with the other variables set like this:
///   the gap of the chamber    its largest value p_1 - p_2 (for p in decreasing order)
///   variables of a range      the combination of ends of the ranges that makes the margin smallest among those that
///                             satisfy the assumptions. A range without an end is cut at 1 beyond the other one (at -1
///                             and 1 without ends). An end that is excluded (a > 0) is not used: there the claim is
///                             often trivial. The middle stands in when both are.
/// NaN where no combination is in the domain or the goals are undefined. Throws PreconditionError unless has_margin.
double margin_at(const Statement& statement, const Point3& p);

/// The statement has an inequality among its goals, exactly one factor with coordinates, that factor is a Simplex or a
/// LeaderChamber with three of them, and no more than ten ranges.
bool has_margin(const Statement& statement);

/// The domain is two ranges with constant ends or none, and there is an inequality among the goals. A range without an
/// end is cut at 3 beyond the other one (at -3 and 3 without ends); an excluded end is left out by a millionth.
bool has_plane_margin(const Statement& statement);

/// The map by one of these, or nothing when the statement has none or is undefined everywhere. Throws
/// PreconditionError for resolution < 1.
std::optional<MarginMap> margin_map(const Statement& statement, int resolution = 32);

}  // namespace hebb
