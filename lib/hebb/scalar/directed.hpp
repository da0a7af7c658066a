#pragma once

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

#ifdef __FAST_MATH__
#error "hebb: fast-math lets the compiler reorder floating-point arithmetic; directed rounding would be unsound"
#endif

/// Directed rounding of + - * / sqrt on double, computed in the default mode (to nearest) and never changing it.
///
/// Law.  x_down(a, b) is the largest double <= the real number a x b, x_up(a, b) the smallest double >= it, in every
/// range: subnormals, underflow to zero, overflow. These are the values of IEEE 754 roundTowardNegative and
/// roundTowardPositive (and of AVX-512 embedded rounding) except for the sign of an exactly zero sum, +0 here.
///
/// Special operands, as in IEEE 754: an infinite operand stands for itself (inf + 1 = inf, 1 / inf = 0, 1 / 0 = inf),
/// overflow of finite operands gives +-DBL_MAX or +-inf according to the direction, and the undefined cases
/// (NaN operand, inf - inf, 0 * inf, 0 / 0, inf / inf, sqrt of a negative number) give NaN.
///
/// Method.  Round to nearest, find the sign of the exact error by an error-free transformation, step to the neighbour
/// if the error is on the wrong side. Sums: TwoSum, exact whenever its last term is finite. Products, quotients and
/// roots: the error in units of its last place is an integer below 2^54, so 64-bit arithmetic modulo 2^64 gives it
/// exactly, on every processor. Operands or results that are not normal are first scaled to [1, 2).
/// Proofs: docs/theory/interval-arithmetic.md.
namespace hebb {

static_assert(std::numeric_limits<double>::is_iec559 && std::numeric_limits<double>::digits == 53);
static_assert(FLT_EVAL_METHOD == 0, "hebb: double arithmetic with excess precision rounds twice");

enum class Direction { down, up };

namespace directed {

#define HEBB_INLINE [[gnu::always_inline]] inline

/// The bits of a double: |value| = significand * 2^(exponent - 1075) when the exponent field is in 1..2046.
HEBB_INLINE std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }
HEBB_INLINE std::int64_t exponent(double x) { return static_cast<std::int64_t>((bits(x) >> 52) & 0x7ff); }
HEBB_INLINE std::uint64_t significand(double x) { return (bits(x) & ((1ull << 52) - 1)) | (1ull << 52); }
/// Neither zero, subnormal, infinite nor NaN: one more than the exponent field has a bit above the lowest, modulo 2^11.
HEBB_INLINE bool normal(double x) { return (((bits(x) >> 52) + 1) & 0x7fe) != 0; }

/// The neighbour of x in direction D if `error` < 0 (down) or > 0 (up), where error has the sign of |exact| - |x|
/// times the sign of x. Needs x finite, and not zero unless the error is zero.
template <Direction D>
HEBB_INLINE double correct(std::int64_t error, double x) {
  const auto b = std::bit_cast<std::int64_t>(x);
  const std::int64_t s = D == Direction::down ? b >> 63 : ~(b >> 63);  // -1: the step enlarges |x|; 0: it shrinks it
  const std::int64_t step = ((error ^ s) - s) >> 63;                   // -1: step, 0: stay
  return std::bit_cast<double>(b + ((step ^ s) - s));
}
/// The neighbour of x in direction D if `off` holds, else x. Same needs.
template <Direction D>
HEBB_INLINE double step_if(bool off, double x) {
  const auto b = std::bit_cast<std::int64_t>(x);
  const std::int64_t upward = (b >> 63) | 1;  // adding it to the bits moves x up
  const std::int64_t move = D == Direction::up ? upward : -upward;
  return std::bit_cast<double>(b + (move & -static_cast<std::int64_t>(off)));
}

/// A rounded-to-nearest overflow, put right: +-DBL_MAX when D points away from the infinity x.
template <Direction D>
HEBB_INLINE double overflow(double x) {
  if constexpr (D == Direction::down) return x > 0 ? std::numeric_limits<double>::max() : x;
  return x < 0 ? std::numeric_limits<double>::lowest() : x;
}

/// m 2^k in direction D, for a normal m.
template <Direction D>
inline double scale(double m, std::int64_t k) {
  const bool negative = std::signbit(m), away = negative == (D == Direction::down);
  const std::int64_t e = exponent(m) + k;
  std::uint64_t magnitude;
  if (e >= 2047) {
    magnitude = (2047ull << 52) - (away ? 0 : 1);
  } else if (e >= 1) {
    magnitude = (static_cast<std::uint64_t>(e) << 52) | (significand(m) & ((1ull << 52) - 1));
  } else {
    const std::int64_t shift = e < -60 ? 61 : 1 - e;
    const std::uint64_t kept = significand(m) >> shift;
    magnitude = kept + (away && kept << shift != significand(m) ? 1 : 0);
  }
  return std::bit_cast<double>(magnitude | (negative ? 1ull << 63 : 0));
}

/// x = m 2^k with 1 <= |m| < 2, for x finite and not zero.
struct Scaled {
  double m;
  std::int64_t k;
};
inline Scaled normalise(double x) {
  const std::int64_t shift = exponent(x) == 0 ? 54 : 0;
  if (shift != 0) x *= 0x1p54;
  const std::uint64_t m = (bits(x) & ~(0x7ffull << 52)) | (1023ull << 52);
  return {std::bit_cast<double>(m), exponent(x) - 1023 - shift};
}

HEBB_INLINE bool finite_nonzero(double x) { return x != 0 && std::fabs(x) <= std::numeric_limits<double>::max(); }

/// Fast2Sum for the sums that overflow, or whose TwoSum does.
template <Direction D>
[[gnu::noinline, gnu::cold]] inline double add_extreme(double a, double b) {
  const double s = a + b;
  if (std::isnan(s) || std::isinf(a) || std::isinf(b)) return s;
  if (std::isinf(s)) return overflow<D>(s);
  const double large = std::fabs(a) >= std::fabs(b) ? a : b, small = std::fabs(a) >= std::fabs(b) ? b : a;
  const double error = small - (s - large);
  return step_if<D>(D == Direction::up ? error > 0 : error < 0, s);
}

template <Direction D>
HEBB_INLINE double add(double a, double b) {
  const double s = a + b;
  const double a1 = s - b, b1 = s - a1;
  const double error = (a - a1) + (b - b1);
  if (!(std::fabs(error) <= std::numeric_limits<double>::max())) [[unlikely]]
    return add_extreme<D>(a, b);
  return step_if<D>(D == Direction::up ? error > 0 : error < 0, s);
}

/// The significand of x in units of significand(y) * significand(z), modulo 2^64; for normal x, y, z with
/// 1/2 < |x / (y z)| < 2. The shift is 52 or 53, so that the sign and exponent bits of x drop out, and it is taken
/// modulo 64, so that the signs do.
HEBB_INLINE std::uint64_t shifted(double x, double y, double z) {
  return bits(x) << (((bits(x) >> 52) + 1075 - (bits(y) >> 52) - (bits(z) >> 52)) & 63);
}

/// Product of normal a, b with a normal rounded product p.
template <Direction D>
HEBB_INLINE double mul_normal(double a, double b, double p) {
  const std::uint64_t error = significand(a) * significand(b) - shifted(p, a, b);
  return correct<D>(static_cast<std::int64_t>(error), p);
}

template <Direction D>
[[gnu::noinline, gnu::cold]] inline double mul_extreme(double a, double b) {
  if (!finite_nonzero(a) || !finite_nonzero(b)) return a * b;
  const Scaled x = normalise(a), y = normalise(b);
  return scale<D>(mul_normal<D>(x.m, y.m, x.m * y.m), x.k + y.k);
}

template <Direction D>
HEBB_INLINE double mul(double a, double b) {
  const double p = a * b;
  if (!normal(a) || !normal(b) || !normal(p)) [[unlikely]]
    return mul_extreme<D>(a, b);
  return mul_normal<D>(a, b, p);
}

/// Quotient of normal a, b with a normal rounded quotient q.
template <Direction D>
HEBB_INLINE double div_normal(double a, double b, double q) {
  const std::uint64_t error = shifted(a, q, b) - significand(q) * significand(b);
  return correct<D>(static_cast<std::int64_t>(error), q);
}

template <Direction D>
[[gnu::noinline, gnu::cold]] inline double div_extreme(double a, double b) {
  if (!finite_nonzero(a) || !finite_nonzero(b)) return a / b;
  const Scaled x = normalise(a), y = normalise(b);
  return scale<D>(div_normal<D>(x.m, y.m, x.m / y.m), x.k - y.k);
}

template <Direction D>
HEBB_INLINE double div(double a, double b) {
  const double q = a / b;
  if (!normal(a) || !normal(b) || !normal(q)) [[unlikely]]
    return div_extreme<D>(a, b);
  return div_normal<D>(a, b, q);
}

template <Direction D>
inline double sqrt(double x) {
  if (!(x > 0) || std::isinf(x)) return std::sqrt(x);
  const bool subnormal = exponent(x) == 0;
  if (subnormal) x *= 0x1p108;
  const double r = std::sqrt(x);
  const std::uint64_t error = shifted(x, r, r) - significand(r) * significand(r);
  const double rounded = correct<D>(static_cast<std::int64_t>(error), r);
  return subnormal ? rounded * 0x1p-54 : rounded;  // exact: the root is far above the subnormals
}

}  // namespace directed

HEBB_INLINE double add_down(double a, double b) { return directed::add<Direction::down>(a, b); }
HEBB_INLINE double add_up(double a, double b) { return directed::add<Direction::up>(a, b); }
HEBB_INLINE double sub_down(double a, double b) { return directed::add<Direction::down>(a, -b); }
HEBB_INLINE double sub_up(double a, double b) { return directed::add<Direction::up>(a, -b); }
HEBB_INLINE double mul_down(double a, double b) { return directed::mul<Direction::down>(a, b); }
HEBB_INLINE double mul_up(double a, double b) { return directed::mul<Direction::up>(a, b); }
HEBB_INLINE double div_down(double a, double b) { return directed::div<Direction::down>(a, b); }
HEBB_INLINE double div_up(double a, double b) { return directed::div<Direction::up>(a, b); }
HEBB_INLINE double sqrt_down(double x) { return directed::sqrt<Direction::down>(x); }
HEBB_INLINE double sqrt_up(double x) { return directed::sqrt<Direction::up>(x); }

/// The nearest double below (above) x: next_up(0) = 2^-1074, next_up(DBL_MAX) = inf, next_up(inf) = inf.
inline double next_down(double x) { return std::nextafter(x, -std::numeric_limits<double>::infinity()); }
inline double next_up(double x) { return std::nextafter(x, std::numeric_limits<double>::infinity()); }

#undef HEBB_INLINE

}  // namespace hebb
