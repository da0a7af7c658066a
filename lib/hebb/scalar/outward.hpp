#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <hebb/scalar/directed.hpp>

/// Both ends of an interval at once: the upward roundings of directed.hpp on two lanes, with the lower end stored
/// negated, since the downward rounding of x is minus the upward rounding of -x. Same law, about half the time.
namespace hebb::outward {

/// {-lower, upper} of an interval, or operands for its ends.
using Pair = double __attribute__((vector_size(16)));
using PairBits = std::int64_t __attribute__((vector_size(16)));

#define HEBB_INLINE [[gnu::always_inline]] inline

/// {a, b} <-> {-a, b}, without a rounding.
HEBB_INLINE Pair negate_first(Pair x) {
  return (Pair)((PairBits)x ^ PairBits{std::numeric_limits<std::int64_t>::min(), 0});
}

/// Of two lanes that are 0 or -1: is one -1?
HEBB_INLINE bool any(PairBits lanes) {
#if defined(__SSE2__)
  return _mm_movemask_pd((__m128d)lanes) != 0;
#else
  return (lanes[0] | lanes[1]) != 0;
#endif
}

/// Lane by lane; no NaN.
HEBB_INLINE Pair max(Pair a, Pair b) { return a > b ? a : b; }

/// Lane by lane: the neighbour of x above if error > 0, else x. Needs x finite, and not zero where error > 0.
HEBB_INLINE Pair step_up(Pair x, Pair error) {
  const PairBits step = error > Pair{}, positive = x > Pair{};  // -1 where true
  return (Pair)((PairBits)x + ((step ^ positive) - positive));
}

[[gnu::noinline, gnu::cold]] inline Pair add_up_extreme(Pair a, Pair b) {
  return Pair{hebb::add_up(a[0], b[0]), hebb::add_up(a[1], b[1])};
}

/// {add_up(a0, b0), add_up(a1, b1)}.
HEBB_INLINE Pair add_up(Pair a, Pair b) {
  const Pair s = a + b;
  const Pair a1 = s - b, b1 = s - a1;
  const Pair error = (a - a1) + (b - b1);
  const Pair zero = error - error;  // NaN where TwoSum overflowed
  if (any(zero != zero)) [[unlikely]]
    return add_up_extreme(a, b);
  return step_up(s, error);
}

HEBB_INLINE bool has_fma() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("fma") != 0;
#elif defined(__FP_FAST_FMA)
  return true;
#else
  return false;
#endif
}
/// a b - p, rounded once. By the instruction itself on x86-64, because std::fma is a library call in code that is
/// compiled for all its processors; only where has_fma() holds.
HEBB_INLINE Pair fused_error(Pair a, Pair b, Pair p) {
#if defined(__x86_64__)
  asm("vfmsub213pd %2, %1, %0" : "+x"(a) : "x"(b), "x"(p));
  return a;
#else
  return Pair{std::fma(a[0], b[0], -p[0]), std::fma(a[1], b[1], -p[1])};
#endif
}

[[gnu::noinline]] inline Pair mul_up_general(Pair a, Pair b) {
  const auto product = [](double x, double y) { return x == 0 || y == 0 ? 0 : hebb::mul_up(x, y); };
  return Pair{product(a[0], b[0]), product(a[1], b[1])};
}

/// {mul_up(a0, b0), mul_up(a1, b1)}, but 0 * inf = 0: an end that is infinite is no member. The error a b - p is a
/// double when 2^-968 <= |p| < inf, because its last place is then no smaller than 2^-1074.
HEBB_INLINE Pair mul_up(Pair a, Pair b) {
  const Pair p = a * b;
  const Pair size = (Pair)((PairBits)p & std::numeric_limits<std::int64_t>::max());
  if (!has_fma() || any(size < 0x1p-968)) [[unlikely]]
    return mul_up_general(a, b);
  const Pair error = fused_error(a, b, p);
  const Pair zero = error - error;  // NaN where p is infinite or NaN
  if (any(zero != zero)) [[unlikely]]
    return mul_up_general(a, b);
  return step_up(p, error);
}

#undef HEBB_INLINE

}  // namespace hebb::outward
