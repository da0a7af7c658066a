#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <hebb/model/update.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simplex/point.hpp>

namespace hebb {

/// One Hebbian step on checked arguments. The weights p_i (1 + a y_i) are divided by their sum, which is 1 + a <p, y>:
/// over Rational this is probability_update; over double the sum stays 1 to rounding however many steps are made.
/// Throws PreconditionError, with the offending value, unless the lengths agree, Q > 1, 0 < a, a Q < 1 and |y_i| <= Q.
template <ComparableScalar S>
SimplexPoint<S> checked_probability_update(const SimplexPoint<S>& p, const Vec<S>& y, const S& a, const S& q) {
  require_same_length(p.size(), y.size(), "checked_probability_update");
  require(q > 1, [&] { return "checked_probability_update: Q = " + show(q) + ", expected Q > 1"; });
  require(a > 0 && a * q < 1,
          [&] { return "checked_probability_update: a = " + show(a) + " outside (0, 1/Q), Q = " + show(q); });
  for (std::size_t i = 0; i < y.size(); ++i) {
    require(abs(y[i]) <= q, [&] {
      return "checked_probability_update: y[" + std::to_string(i) + "] = " + show(y[i]) +
             " outside [-Q, Q], Q = " + show(q);
    });
  }
  return SimplexPoint<S>::normalised(weight_update(p.coordinates(), y, a));
}

}  // namespace hebb
