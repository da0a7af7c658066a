#pragma once

#include <cmath>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/truth.hpp>

/// square, pow, exp, log, sqrt, sin, cos, atan, abs, min, max and the comparisons for the scalars that are not classes
/// of this library, so that a formula in namespace hebb writes `exp(x)`, `square(x)` for every scalar. Include this
/// header before the template that uses them. double: the nearest-ish values of the C library, no error bound;
/// comparisons are left out, because a double proves nothing. Rational: exact; exp, log, sqrt, sin, cos, atan do not
/// exist, and their use does not compile.
namespace hebb {

/// @{
/// The functions of <cmath>, with names that templates find for every scalar; approximations.
inline double exp(double x) { return std::exp(x); }
inline double log(double x) { return std::log(x); }
inline double sqrt(double x) { return std::sqrt(x); }
inline double sin(double x) { return std::sin(x); }
inline double cos(double x) { return std::cos(x); }
inline double atan(double x) { return std::atan(x); }
inline double square(double x) { return x * x; }
/// @}
/// x^n; x^0 = 1.
inline double pow(double x, int n) { return std::pow(x, n); }
inline double abs(double x) { return std::fabs(x); }             // |x|
inline double min(double x, double y) { return y < x ? y : x; }  // the smaller one
inline double max(double x, double y) { return x < y ? y : x; }  // the larger one

inline Rational square(const Rational& x) { return x * x; }  // x^2, exactly
/// x^n; x^0 = 1. Throws PreconditionError for 0^n with n < 0.
inline Rational pow(const Rational& x, int n) {
  require(n >= 0 || x != 0, "pow(0, n) with n < 0");
  Rational power = 1, factor = n < 0 ? Rational(1 / x) : x;
  for (unsigned k = n < 0 ? 0u - static_cast<unsigned>(n) : static_cast<unsigned>(n); k != 0; k >>= 1) {
    if (k & 1u) power *= factor;
    if (k > 1) factor *= factor;
  }
  return power;
}
inline Rational abs(const Rational& x) { return x < 0 ? Rational(-x) : x; }          // |x|, exactly
inline Rational min(const Rational& x, const Rational& y) { return y < x ? y : x; }  // the smaller one
inline Rational max(const Rational& x, const Rational& y) { return x < y ? y : x; }  // the larger one

/// Comparisons, decided.
inline Truth decided(bool holds) { return holds ? Truth::proved : Truth::refuted; }
/// @{
/// Comparisons as for Interval, never unknown.
inline Truth less(const Rational& x, const Rational& y) { return decided(x < y); }
inline Truth less_equal(const Rational& x, const Rational& y) { return decided(x <= y); }
inline Truth equal(const Rational& x, const Rational& y) { return decided(x == y); }
inline Truth is_positive(const Rational& x) { return decided(x > 0); }
inline Truth is_negative(const Rational& x) { return decided(x < 0); }
inline Truth is_nonnegative(const Rational& x) { return decided(x >= 0); }
inline Truth is_nonpositive(const Rational& x) { return decided(x <= 0); }
inline Truth is_zero(const Rational& x) { return decided(x == 0); }
/// @}

}  // namespace hebb
