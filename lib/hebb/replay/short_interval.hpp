#pragma once

#include <hebb/replay/rational_interval.hpp>
#include <hebb/replay/short_number.hpp>

namespace hebb::checker {

/// As RationalInterval, with ends of 62 bits: a thousand times faster, 18 digits tight. What it shows is shown; what it
/// cannot show is tried again with RationalInterval. Exponents beyond 2^20 make it `everything`.
struct ShortInterval {
  ShortNumber lower, upper;
  bool everything = false;

  ShortInterval() = default;
  explicit ShortInterval(int point) : lower(ShortNumber::of(point)), upper(lower) {}
  explicit ShortInterval(const Rational& point) : ShortInterval(RationalInterval(point)) {}
  explicit ShortInterval(const RationalInterval& x);
  ShortInterval(const ShortNumber& lo, const ShortNumber& hi) : lower(lo), upper(hi) {}
  static ShortInterval unknown() {
    ShortInterval x;
    x.everything = true;
    return x;
  }

  friend ShortInterval operator+(const ShortInterval& x, const ShortInterval& y);
  friend ShortInterval operator-(const ShortInterval& x, const ShortInterval& y);
  friend ShortInterval operator-(const ShortInterval& x);
  friend ShortInterval operator*(const ShortInterval& x, const ShortInterval& y);
  friend ShortInterval operator/(const ShortInterval& x, const ShortInterval& y);

  bool is_zero() const { return !everything && lower.m == 0 && upper.m == 0; }
  bool is_nonnegative() const { return !everything && lower.m >= 0; }
  bool is_nonpositive() const { return !everything && upper.m <= 0; }
  bool is_negative() const { return !everything && upper.m < 0; }
};

/// As those of RationalInterval.
ShortInterval product_of_values(const ShortInterval& x, const ShortInterval& y);
ShortInterval power(const ShortInterval& x, int n);
ShortInterval exp(const ShortInterval& x);
ShortInterval log(const ShortInterval& x);
ShortInterval sqrt(const ShortInterval& x);
ShortInterval sin(const ShortInterval& x);
ShortInterval cos(const ShortInterval& x);
ShortInterval atan(const ShortInterval& x);
ShortInterval abs(const ShortInterval& x);
ShortInterval abs_slope(const ShortInterval& x);
ShortInterval abs_curvature(const ShortInterval& x);

}  // namespace hebb::checker
