#pragma once

#include <vector>

#include <hebb/scalar/interval.hpp>

namespace hebb {

// The names under which second_order.hpp asks for them.
inline Interval power(const Interval& x, int n) { return pow(x, n); }
inline Interval abs_slope(const Interval& x) {
  return x.lower() >= 0 ? Interval(1) : x.upper() <= 0 ? Interval(-1) : Interval(-1, 1);
}
inline Interval abs_curvature(const Interval& x) {
  return x.lower() >= 0 || x.upper() <= 0 ? Interval(0) : Interval::entire();
}

/// The midpoints of the sides, enclosed.
inline std::vector<Interval> middle_of(const std::vector<Interval>& box) {
  std::vector<Interval> middle;
  for (const Interval& side : box) middle.push_back((Interval(side.lower()) + Interval(side.upper())) / 2);
  return middle;
}

}  // namespace hebb
