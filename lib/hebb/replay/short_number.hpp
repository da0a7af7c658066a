#pragma once

#include <cstdint>

#include <hebb/replay/exact.hpp>

namespace hebb::checker {

enum class Toward { below, above };

/// The number m 2^e, with 2^61 <= |m| < 2^62, or m = e = 0: exact integers of the machine, no floating point. Every
/// operation returns a bound of the exact result on the side that it is told, off by less than 2^-61 of it.
struct ShortNumber {
  std::int64_t m = 0;
  int e = 0;

  /// The exponent would leave [-2^20, 2^20].
  struct OutOfRange {};

  static ShortNumber bound(const Fraction& q, Toward side);
  static ShortNumber of(int n);
  /// numerator / denominator, denominator > 0.
  static ShortNumber ratio(int numerator, int denominator, Toward side);
  Fraction exact() const;
  int sign() const { return m < 0 ? -1 : m > 0 ? 1 : 0; }

  friend ShortNumber operator-(const ShortNumber& x) { return {-x.m, x.e}; }
  /// x 2^n
  ShortNumber times_power_of_two(int n) const;
  friend bool operator==(const ShortNumber&, const ShortNumber&) = default;
};

bool operator<(const ShortNumber& x, const ShortNumber& y);
ShortNumber add(const ShortNumber& x, const ShortNumber& y, Toward side);
ShortNumber multiply(const ShortNumber& x, const ShortNumber& y, Toward side);
/// y is not 0.
ShortNumber divide(const ShortNumber& x, const ShortNumber& y, Toward side);
/// x >= 0.
ShortNumber sqrt(const ShortNumber& x, Toward side);
/// The largest integer <= x. Throws OutOfRange for |x| >= 2^60.
std::int64_t floor_of(const ShortNumber& x);

}  // namespace hebb::checker
