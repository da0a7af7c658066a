#pragma once

#include <hebb/replay/exact.hpp>

namespace hebb::checker {

/// Closed interval with rational ends; `everything` when nothing is known (after a division by an interval that
/// contains zero, a logarithm of one that is not positive). Sums, products and quotients are exact; ends whose
/// denominators have grown beyond 400 bits are moved outward to 320 bits.
struct RationalInterval {
  Fraction lower, upper;
  bool everything = false;

  RationalInterval(const Fraction& point = 0) : lower(point), upper(point) {}  // NOLINT(google-explicit-constructor)
  explicit RationalInterval(int point) : RationalInterval(Fraction(point)) {}
  explicit RationalInterval(const Rational& point) : RationalInterval(exact(point)) {}
  RationalInterval(Fraction lo, Fraction hi) : lower(std::move(lo)), upper(std::move(hi)) { tidy(); }
  static RationalInterval unknown() {
    RationalInterval x;
    x.everything = true;
    return x;
  }

  friend RationalInterval operator+(const RationalInterval& x, const RationalInterval& y);
  friend RationalInterval operator-(const RationalInterval& x, const RationalInterval& y);
  friend RationalInterval operator-(const RationalInterval& x);
  friend RationalInterval operator*(const RationalInterval& x, const RationalInterval& y);
  friend RationalInterval operator/(const RationalInterval& x, const RationalInterval& y);

  bool is_zero() const { return !everything && lower == 0 && upper == 0; }
  bool is_nonnegative() const { return !everything && lower >= 0; }
  bool is_nonpositive() const { return !everything && upper <= 0; }
  bool is_negative() const { return !everything && upper < 0; }

 private:
  void tidy();
};

/// x y as the value of a formula: undefined when a factor is, also when the other is zero. The operator * takes 0 for
/// the product of 0 and `everything`, as the chain rule wants for a derivative that does not occur.
RationalInterval product_of_values(const RationalInterval& x, const RationalInterval& y);
/// The range of x^n, n >= 1.
RationalInterval power(const RationalInterval& x, int n);
/// Supersets of the range, about 60 digits tight; exact at exp(0), log(1), sqrt(0), sqrt(1).
RationalInterval exp(const RationalInterval& x);
RationalInterval log(const RationalInterval& x);
RationalInterval sqrt(const RationalInterval& x);
/// Likewise; exact at 0, within [-1, 1]. Ends of 2^100 and beyond give [-1, 1].
RationalInterval sin(const RationalInterval& x);
RationalInterval cos(const RationalInterval& x);
/// Likewise; exact at 0.
RationalInterval atan(const RationalInterval& x);
/// Exact.
RationalInterval abs(const RationalInterval& x);
/// Contains d|x|/dx wherever it exists on x: 1 for x >= 0, -1 for x <= 0, else [-1, 1].
RationalInterval abs_slope(const RationalInterval& x);
/// The second derivative: 0 where |x| is x or -x on all of x, else `everything`.
RationalInterval abs_curvature(const RationalInterval& x);

}  // namespace hebb::checker
