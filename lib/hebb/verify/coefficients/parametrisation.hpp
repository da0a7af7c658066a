#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// Where a variable of a statement comes from: factor `factor`, entry `entry` (coordinate index; for the gap of a
/// LeaderChamber entry = d).
struct Origin {
  int factor;
  int entry;
};

/// The origin of every variable. Throws PreconditionError unless every variable belongs to exactly one factor.
std::vector<Origin> origins(const Statement& statement);

/// How many coordinates parametrise the factor: see CoefficientProof.
int coordinate_count(const Factor& factor);

/// The value of one variable from the coordinates t of its factor (for homogeneous factors: sum t = 1 is understood,
/// so that a form of degree one is returned). `node(k)` yields the value of a bound.
template <Scalar S, class Node>
S from_coordinates(const Factor& factor, int entry, const Vec<S>& t, Node&& node) {
  if (const auto* range = std::get_if<Range>(&factor)) {
    if (range->lower && range->upper) return node(*range->lower) * t[0] + node(*range->upper) * t[1];
    if (range->lower) return node(*range->lower) + t[0];
    if (range->upper) return node(*range->upper) - t[0];
    return t[0];
  }
  if (std::holds_alternative<Simplex>(factor)) return t[entry];
  const int d = static_cast<int>(std::get<LeaderChamber>(factor).coordinates.size());
  if (entry == d) return t[0];
  S p = entry == 0 ? t[0] : S(0);
  for (int k = entry + 1; k <= d; ++k) p = p + t[k] * like(t[k], Rational(1, k));
  return p;
}

/// The values of all variables from the coordinates of all factors.
template <Scalar S>
Vec<S> from_coordinates(const Statement& statement, const Vec<Vec<S>>& coordinates) {
  const std::vector<Origin> origin = origins(statement);
  Vec<S> values(statement.expression.variables.size());
  struct Values {
    const Statement& statement;
    const Vec<Vec<S>>& coordinates;
    const std::vector<Origin>& origin;
    S node(int k) const {
      LazyEvaluation<S, Values> nodes(statement.expression, *this);
      return nodes(k);
    }
    S operator()(int variable) const {
      const auto [factor, entry] = origin[variable];
      return from_coordinates<S>(statement.domain[factor], entry, coordinates[factor], [&](int k) { return node(k); });
    }
  } value{statement, coordinates, origin};
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = value(static_cast<int>(k));
  return values;
}

}  // namespace hebb
