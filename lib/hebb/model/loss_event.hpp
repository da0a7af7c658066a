#pragma once

#include <utility>

#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// The leader, component 1, is lost at the first step k with p_1(k) < ratio p_u(k) + gap for some u >= 2.
///   below_gap(Delta/2)   the complement of Theta      below_ratio(rho)   the complement of Theta_rho
struct LossEvent {
  Rational ratio = 1, gap = 0;

  /// @{
  /// The event with one of the two limits, the other one never being reached.
  static LossEvent below_gap(Rational gap) { return {1, std::move(gap)}; }
  static LossEvent below_ratio(Rational ratio) { return {std::move(ratio), 0}; }
  /// @}
  friend bool operator==(const LossEvent&, const LossEvent&) = default;
};

/// The ratio limit 1/rho for which "p_1 >= rho p_u for all u" implies "p_1 - p_u >= gap for all u":
/// rho = (1 + (d-1) gap)/(1 - gap).      d >= 2, 0 <= gap < 1.
template <Scalar S>
S ratio_limit_of_gap(int d, const S& gap) {
  return (1 - gap) / (1 + (d - 1) * gap);
}

/// The gap that "p_1 >= rho p_u for all u" implies: (rho - 1)/(rho + d - 1).      rho > 1. Law: ratio_limit_of_gap of
/// it is 1/rho.
template <Scalar S>
S gap_of_ratio(int d, const S& rho) {
  return (rho - 1) / (rho + d - 1);
}

/// The other way round: "p_1 - p_u >= gap for all u" implies "p_1 >= rho p_u" with 1/rho = (1 - gap)/(1 + gap).
template <Scalar S>
S ratio_limit_implied_by_gap(const S& gap) {
  return (1 - gap) / (1 + gap);
}

/// The ratio limit x for which "p_u <= x p_1 for all u >= 2" implies that the leader is not lost; d components. Of an
/// event that is a gap or a ratio: then for d = 2 the two are the same.      0 <= gap < 1 or ratio >= 1.
inline Rational ratio_limit(const LossEvent& event, int d) {
  return event.gap == 0 ? Rational(1 / event.ratio) : ratio_limit_of_gap(d, event.gap);
}

}  // namespace hebb
