#pragma once

#include <cmath>
#include <limits>

#include <mpfr.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>

/// What the solvers of this part need from a scalar beyond its arithmetic: exact points, ends, the precision,
/// approximate values as starting points, and cheap enclosures of log near 1 and of exp near 0.
namespace hebb::detail {

/// The double x exactly, in the precision of `as` (at least 53 bits).
inline double point_at(double x, double) { return x; }
inline Interval point_at(double x, const Interval&) { return Interval(x); }
inline RealInterval point_at(double x, const RealInterval& as) {
  return RealInterval(x, x, as.precision() < 53 ? 53 : as.precision());
}

/// An exact point near the middle of x, of the precision of x: x - center_of(x) is small and the point has no width.
/// Needs x bounded.
inline Interval center_of(const Interval& x) { return Interval(x.midpoint()); }
inline RealInterval center_of(const RealInterval& x) {
  const RealInterval middle(x.midpoint(), x.precision());  // one unit in the last place wide, at most
  return RealInterval(middle.exact_lower(), x.precision());
}

/// [-r, r]; r >= 0 and finite.
inline Interval symmetric_at(double r, const Interval&) { return Interval(-r, r); }
inline RealInterval symmetric_at(double r, const RealInterval& as) { return RealInterval(-r, r, as.precision()); }

/// A double near the middle: for choices that need no proof (step sizes, bases).
inline double approximate(const Interval& x) { return x.midpoint(); }
inline double approximate(const RealInterval& x) { return x.to_interval().midpoint(); }

/// x lies in the interior of y.
inline bool interior(const Interval& x, const Interval& y) { return y.lower() < x.lower() && x.upper() < y.upper(); }
inline bool interior(const RealInterval& x, const RealInterval& y) {
  return mpfr_less_p(y.left(), x.left()) && mpfr_less_p(x.right(), y.right());
}

/// An end of a bounded enclosure as a point, exactly.
inline Interval lower_end(const Interval& x) { return Interval(x.lower()); }
inline Interval upper_end(const Interval& x) { return Interval(x.upper()); }
/// Through a multiple by a power of two, exact both ways, because a rational number spells its exponent out.
inline RealInterval scaled_end(const RealInterval& x, mpfr_srcptr end, bool lower) {
  if (mpfr_regular_p(end) == 0) return RealInterval(Rational(0), x.precision());
  const int k = static_cast<int>(mpfr_get_exp(end));
  const RealInterval y = x * pow(RealInterval(2), -k);
  return RealInterval(lower ? y.exact_lower() : y.exact_upper(), x.precision()) * pow(RealInterval(2), k);
}
inline RealInterval lower_end(const RealInterval& x) { return scaled_end(x, x.left(), true); }
inline RealInterval upper_end(const RealInterval& x) { return scaled_end(x, x.right(), false); }

/// Bits of the end points.
inline long bits_of(const Interval&) { return 53; }
inline long bits_of(const RealInterval& x) { return x.precision(); }

/// The least e with |x| <= 2^e on the bounded x, up to one; of [0, 0] a number below all others. Exponents have no
/// smallest double.
inline constexpr long exponent_of_zero = -(1L << 60);
inline long exponent_of(const Interval& x) {
  return x.magnitude() == 0 ? exponent_of_zero : std::ilogb(x.magnitude()) + 1L;
}
inline long exponent_of(const RealInterval& x) {
  const auto of = [](mpfr_srcptr end) {
    return mpfr_zero_p(end) ? exponent_of_zero : static_cast<long>(mpfr_get_exp(end));
  };
  return of(x.left()) > of(x.right()) ? of(x.left()) : of(x.right());
}
/// x^2 is below the rounding error of numbers near 1.
template <EnclosureScalar S>
bool has_negligible_square(const S& x) {
  return 2 * exponent_of(x) <= -bits_of(x);
}

/// The point 2^e.
inline Interval power_of_two(long e, const Interval&) { return Interval(std::ldexp(1.0, static_cast<int>(e))); }
inline RealInterval power_of_two(long e, const RealInterval& as) {
  const Rational power = Rational(Integer(1) << static_cast<unsigned>(e < 0 ? -e : e));
  return RealInterval(e < 0 ? Rational(1 / power) : power, as.precision());
}

/// log of a member of x, without an error bound; -inf for [0, 0]. The exponent range of RealInterval is kept.
inline double approximate_log(double x) { return std::log(x); }
inline double approximate_log(const Interval& x) { return std::log(x.midpoint()); }
inline double approximate_log(const RealInterval& x) {
  if (mpfr_zero_p(x.right()) != 0) return -std::numeric_limits<double>::infinity();
  long exponent = 0;
  const double mantissa = mpfr_get_d_2exp(&exponent, x.right(), MPFR_RNDN);
  return std::log(mantissa) + static_cast<double>(exponent) * std::log(2.0);
}

/// An approximation of exp(u) as a positive point; of Interval it stays between the normal numbers 2^-1021 and 2^1021.
inline constexpr double smallest_contraction = 0x1p-1021, largest_contraction = 0x1p1021;
inline double approximate_exp(double u, double) {
  return std::fmin(std::fmax(std::exp(u), smallest_contraction), largest_contraction);
}
inline Interval approximate_exp(double u, const Interval&) { return Interval(approximate_exp(u, 0.0)); }
inline RealInterval approximate_exp(double u, const RealInterval& as) { return lower_end(exp(point_at(u, as))); }

/// Is the point x one of those two ends (so that the number it approximates may be beyond)?
inline bool at_end_of_range(const Interval& x) {
  return x.upper() <= smallest_contraction || x.lower() >= largest_contraction;
}
inline bool at_end_of_range(const RealInterval&) { return false; }

/// [0, inf).
inline Interval positive_line(const Interval&) { return Interval(0, std::numeric_limits<double>::infinity()); }
inline RealInterval positive_line(const RealInterval& as) {
  return RealInterval(positive_line(Interval()), as.precision());
}

/// The largest |log| of a product that is formed without taking a logarithm.
inline double product_range(double) { return 600; }
inline double product_range(const Interval&) { return 600; }
inline double product_range(const RealInterval&) { return 0x1p29; }

/// log(x) for x near 1 by y/(1+y) <= log(1+y) <= y, y = x - 1 > -1: no call of a transcendental function when
/// |y| <= 2^-8; wider than the true range by at most about y^2.
template <EnclosureScalar S>
S log_near_one(const S& x) {
  const S y = x - 1;
  if (!(y.magnitude() <= 0x1p-8)) return log(x);
  return hull(y / (1 + y), y);
}

/// exp(y) for y near 0 by 1 + y <= exp(y) <= 1/(1-y), y < 1: as above.
template <EnclosureScalar S>
S exp_near_zero(const S& y) {
  if (!(y.magnitude() <= 0x1p-8)) return exp(y);
  return hull(1 + y, 1 / (1 - y));
}

}  // namespace hebb::detail
