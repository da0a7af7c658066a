#pragma once

#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Where the factor 1 + a (c + Z) of a component lies, |Z| <= Q - 1; c = 1 where the trigger is and 0 elsewhere.
template <class S>
struct FactorRange {
  S low, high;  // 1 + a (c - (Q-1)), 1 + a (c + Q-1)
  S width;      // 2 a
};
/// Q > 1, 0 < a < 1/Q: then low > 0.
template <Scalar S>
FactorRange<S> factor_range(const S& q, const S& a, int c) {
  return {1 + a * (c + 1 - q), 1 + a * (c - 1 + q), 2 * a * (q - 1)};
}

/// E[X^n] = (high^(n+1) - low^(n+1))/((n+1) width) for X uniform on [low, high], n != -1.
/// power(x, n) = x^n, in the scalars of the result; n an integer or one of these.
template <Scalar S, class X, class Exponent, class Power>
S uniform_moment(const X& low, const X& high, const S& width, const Exponent& n, const Power& power) {
  return (power(high, n + 1) - power(low, n + 1)) / (width * (n + 1));
}

}  // namespace hebb
