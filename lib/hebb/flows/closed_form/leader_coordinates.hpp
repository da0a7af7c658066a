#pragma once

#include <cstddef>
#include <optional>

#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/box.hpp>
#include <hebb/simplex/point.hpp>

// Leader coordinates of the simplex: ratios to the leader, in which the replicator flow decouples.
// Derivations: docs/theory/replicator-flow.md.

namespace hebb {

/// r_i = p_i / p_leader and 1 - r_i = (p_leader - p_i) / p_leader, both kept, so that each has its relative accuracy:
/// r_i near a face, 1 - r_i near a tie. ratio and gap have length d; ratio[leader] = 1, gap[leader] = 0. Dimensionless.
/// A tie with the leader is ratio 1 and gap 0, exactly.
template <Scalar S>
struct LeaderCoordinates {
  std::size_t leader = 0;
  Vec<S> ratio, gap;
};

/// The leader coordinates of p; each entry is a correctly rounded (tightest) value of an exact rational number.
template <Scalar S>
LeaderCoordinates<S> leader_coordinates(const SimplexPoint<Rational>& p, const S& as) {
  LeaderCoordinates<S> out;
  out.leader = index_of_largest(p.coordinates());
  const Rational& top = p[out.leader];
  out.ratio.reserve(p.size());
  out.gap.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    out.ratio.push_back(like(as, Rational(p[i] / top)));
    out.gap.push_back(like(as, Rational((top - p[i]) / top)));
  }
  return out;
}

/// The point of the set at which p_low is as small and p_high as large as they can be together: there p_high / p_low
/// and p_high - p_low are largest over the set.
struct OpposedPair {
  Rational low, high;  // p_low and p_high there
};
/// Throws PreconditionError unless low and high are different indices of the set.
OpposedPair opposed_pair(const SimplexBox& set, std::size_t low, std::size_t high);

/// The index l with p_l > p_i for all i != l at every point of the set; nothing when there is none.
std::optional<std::size_t> certified_leader(const SimplexBox& set);

/// The point of the set with p_leader = lead whose other coordinates are as equal as the bounds allow: it is majorised
/// by every other such point.      lead in [lower, upper] of the leader.
SimplexPoint<Rational> most_level_point(const SimplexBox& set, std::size_t leader, const Rational& lead);

/// The point of the set with p_leader = lead whose other coordinates are as unequal as the bounds allow: it majorises
/// every other such point. Nothing when the bounds are not ordered alike (some lower_i < lower_j with upper_i >
/// upper_j: then there is no such point in general).
std::optional<SimplexPoint<Rational>> most_spread_point(const SimplexBox& set, std::size_t leader,
                                                        const Rational& lead);

}  // namespace hebb
