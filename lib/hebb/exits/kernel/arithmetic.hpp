#pragma once

#include <algorithm>

#include <hebb/scalar/directed.hpp>

/// A-priori error bounds of the sums of non-negative products in the exit probabilities.
namespace hebb::exit_arithmetic {

inline constexpr double ulp = 0x1p-52;
/// Stored numbers are 0 or at least `tiny`; all that underflows in one sum of at most 2^20 products is below
/// `underflow`.
inline constexpr double tiny = 0x1p-960, underflow = 0x1p-1000;
/// Covers the roundings to nearest of a few operations on non-negative numbers.
inline constexpr double inflate = 1 + 0x1p-30;

/// Relative error bound n ulp for a sum in which every term passes at most n roundings (to nearest, or of a weight
/// within one ulp counted twice).
inline double relative_error(int roundings) { return roundings * ulp; }

/// An upper (lower) bound of the exact sum of which x is the computed value, with relative_error(n) = error.
inline double widened_up(double x, double error) { return mul_up(add_up(x, underflow), 1 + error); }
inline double widened_down(double x, double error) {
  return std::max(0.0, mul_down(sub_down(x, underflow), 1 - error));
}

/// The same, as a number to store; the lower bound is one of a probability.
inline double stored_up(double x, double error) { return std::max(tiny, widened_up(x, error)); }
inline double stored_down(double x, double error) {
  const double bound = widened_down(x, error);
  return bound < tiny ? 0 : std::min(1.0, bound);
}

}  // namespace hebb::exit_arithmetic
