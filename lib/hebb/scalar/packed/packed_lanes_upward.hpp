#pragma once

#include <hebb/scalar/packed/packed_intrinsics.hpp>
#include <hebb/scalar/packed/packed_lanes.hpp>

namespace hebb {

#define HEBB_INLINE [[gnu::always_inline]] inline

namespace packed {

/// The registers of Lanes<Upward<Isa>> and what rounds in them. The arithmetic is written in assembler, because the
/// compiler supposes round-to-nearest: it would take -(a b) for (-a) b, and 1/3 for the constant that it knows. So no
/// flag and no level of optimisation matters. x86-64 has SSE2.
template <class Isa>
struct Registers;

template <>
struct Registers<Portable> {
  using V = __m128d;
  using Bits = long long __attribute__((vector_size(16)));
  static constexpr int width = 2;

  HEBB_INLINE static V all(double x) { return _mm_set1_pd(x); }
  HEBB_INLINE static V load(const double* p) { return _mm_loadu_pd(p); }
  HEBB_INLINE static void store(double* p, V x) { _mm_storeu_pd(p, x); }
  HEBB_INLINE static V min(V x, V y) { return _mm_min_pd(x, y); }
  HEBB_INLINE static V max(V x, V y) { return _mm_max_pd(x, y); }
  HEBB_INLINE static V select(Bits m, V yes, V no) { return (V)((m & (Bits)yes) | (~m & (Bits)no)); }
  HEBB_INLINE static V select_by_sign(V sign, V minus, V plus) {
    return select((Bits)_mm_cmplt_pd(sign, _mm_setzero_pd()), minus, plus);
  }
  HEBB_INLINE static Bits unordered(V x, V y) { return (Bits)_mm_cmpunord_pd(x, y); }
  HEBB_INLINE static unsigned bits(Bits m) { return static_cast<unsigned>(_mm_movemask_pd((V)m)); }
  HEBB_INLINE static Bits from_bits(unsigned m) {
    return Bits{-static_cast<long long>(m & 1), -static_cast<long long>(m >> 1 & 1)};
  }
  HEBB_INLINE static V add(V x, V y) {
    asm("addpd %1, %0" : "+x"(x) : "x"(y));
    return x;
  }
  HEBB_INLINE static V mul(V x, V y) {
    asm("mulpd %1, %0" : "+x"(x) : "x"(y));
    return x;
  }
  HEBB_INLINE static V div(V x, V y) {
    asm("divpd %1, %0" : "+x"(x) : "x"(y));
    return x;
  }
  HEBB_INLINE static V sqrt(V x) {
    asm("sqrtpd %0, %0" : "+x"(x));
    return x;
  }
};

#if defined(__AVX2__)
template <>
struct Registers<Avx2> {
  using V = __m256d;
  using Bits = long long __attribute__((vector_size(32)));
  static constexpr int width = 4;

  HEBB_INLINE static V all(double x) { return _mm256_set1_pd(x); }
  HEBB_INLINE static V load(const double* p) { return _mm256_loadu_pd(p); }
  HEBB_INLINE static void store(double* p, V x) { _mm256_storeu_pd(p, x); }
  HEBB_INLINE static V min(V x, V y) { return _mm256_min_pd(x, y); }
  HEBB_INLINE static V max(V x, V y) { return _mm256_max_pd(x, y); }
  HEBB_INLINE static V select(Bits m, V yes, V no) { return _mm256_blendv_pd(no, yes, (V)m); }
  HEBB_INLINE static V select_by_sign(V sign, V minus, V plus) { return _mm256_blendv_pd(plus, minus, sign); }
  HEBB_INLINE static Bits unordered(V x, V y) { return (Bits)_mm256_cmp_pd(x, y, _CMP_UNORD_Q); }
  HEBB_INLINE static unsigned bits(Bits m) { return static_cast<unsigned>(_mm256_movemask_pd((V)m)); }
  HEBB_INLINE static Bits from_bits(unsigned m) {
    const __m256i each = _mm256_set_epi64x(8, 4, 2, 1);
    return (Bits)_mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x(m), each), each);
  }
  HEBB_INLINE static V add(V x, V y) {
    V r;
    asm("vaddpd %2, %1, %0" : "=x"(r) : "x"(x), "x"(y));
    return r;
  }
  HEBB_INLINE static V mul(V x, V y) {
    V r;
    asm("vmulpd %2, %1, %0" : "=x"(r) : "x"(x), "x"(y));
    return r;
  }
  HEBB_INLINE static V div(V x, V y) {
    V r;
    asm("vdivpd %2, %1, %0" : "=x"(r) : "x"(x), "x"(y));
    return r;
  }
  HEBB_INLINE static V sqrt(V x) {
    V r;
    asm("vsqrtpd %1, %0" : "=x"(r) : "x"(x));
    return r;
  }
};
#endif

}  // namespace packed

/// Lanes of a batch (see run_batch), during which the processor rounds upward: one instruction an operation, and
/// rounding x downward is minus rounding -x upward. The two changes of sign meet the next ones and cancel, so the lower
/// ends are in fact held negated; at exact results only the sign of a zero depends on it.
template <class Isa>
struct Lanes<Upward<Isa>> {
  using R = packed::Registers<Isa>;
  using V = typename R::V;
  using Bits = typename R::Bits;
  static constexpr int parts = lane_count / R::width;
  static_assert(parts == 2 || parts == 4);
  struct Mask {
    Bits m[parts];
  };
  V v[parts];

  HEBB_INLINE Lanes() : Lanes(0.0) {}
  HEBB_INLINE explicit Lanes(double x) {
    const V each = R::all(x);
    for (V& part : v) part = each;
  }
  HEBB_INLINE static Lanes load(const double* p) {
    return map([p](int k) { return R::load(p + k * R::width); });
  }
  HEBB_INLINE void store(double* p) const {
    for (int k = 0; k < parts; ++k) R::store(p + k * R::width, v[k]);
  }

  HEBB_INLINE friend Lanes add_up(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return R::add(x.v[k], y.v[k]); });
  }
  HEBB_INLINE friend Lanes add_down(const Lanes& x, const Lanes& y) { return negate(add_up(negate(x), negate(y))); }
  HEBB_INLINE friend Lanes sub_up(const Lanes& x, const Lanes& y) { return add_up(x, negate(y)); }
  HEBB_INLINE friend Lanes sub_down(const Lanes& x, const Lanes& y) { return negate(add_up(negate(x), y)); }
  HEBB_INLINE friend Lanes mul_up(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return R::mul(x.v[k], y.v[k]); });
  }
  HEBB_INLINE friend Lanes mul_down(const Lanes& x, const Lanes& y) { return negate(mul_up(x, negate(y))); }
  HEBB_INLINE friend Lanes div_up(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return R::div(x.v[k], y.v[k]); });
  }
  HEBB_INLINE friend Lanes div_down(const Lanes& x, const Lanes& y) { return negate(div_up(negate(x), y)); }
  HEBB_INLINE friend Lanes sqrt_up(const Lanes& x) {
    return map([&](int k) { return R::sqrt(x.v[k]); });
  }
  /// With r the root rounded upward: r if r r = x, else its predecessor. As x <= r r <= (r r rounded upward), this last
  /// number is x if and only if r r is. A step down is -1 on the bits, for r > 0.
  friend Lanes sqrt_down(const Lanes& x) {
    const Lanes r = sqrt_up(x), square = mul_up(r, r);
    return map([&](int k) { return (V)((Bits)r.v[k] + ~(Bits)(square.v[k] == x.v[k])); });
  }

  /// lower = min(x1 a1, x2 a2) rounded downward, upper = max(x1 b1, x2 b2) rounded upward, with 0 * inf = 0. The vector
  /// instruction takes the second product where the first one is not a number.
  HEBB_INLINE friend void product_ends(const Lanes& x1, const Lanes& x2, const Lanes& a1, const Lanes& a2,
                                       const Lanes& b1, const Lanes& b2, Lanes& lower, Lanes& upper) {
    const Lanes l1 = mul_up(negate(x1), a1), l2 = mul_up(negate(x2), a2), u1 = mul_up(x1, b1), u2 = mul_up(x2, b2);
    lower = max(l1, l2);
    upper = max(u1, u2);
    if (R::bits(not_numbers(lower, upper)) != 0) [[unlikely]] {
      lower = max(zero_where_nan(l1), zero_where_nan(l2));
      upper = max(zero_where_nan(u1), zero_where_nan(u2));
    }
    lower = negate(lower);
  }

  /// See packed_lanes.hpp. Where an end of y is zero either end of x will do, so its sign decides; what is no number
  /// then is 0 * inf.
  HEBB_INLINE friend void nonnegative_product_ends(const Lanes& x1, const Lanes& x2, const Lanes& y1, const Lanes& y2,
                                                   Lanes& lower, Lanes& upper) {
    const Lanes n1 = negate(y1);
    const Lanes for_lower = map([&](int k) { return R::select_by_sign(n1.v[k], x1.v[k], x2.v[k]); });
    const Lanes for_upper = map([&](int k) { return R::select_by_sign(y2.v[k], x1.v[k], x2.v[k]); });
    lower = negate(zero_where_nan(mul_up(for_lower, n1)));
    upper = zero_where_nan(mul_up(for_upper, y2));
  }

  HEBB_INLINE friend Lanes min(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return R::min(x.v[k], y.v[k]); });
  }
  HEBB_INLINE friend Lanes max(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return R::max(x.v[k], y.v[k]); });
  }
  HEBB_INLINE friend Lanes negate(const Lanes& x) {
    const Bits sign = (Bits)R::all(-0.0);
    return map([&](int k) { return (V)((Bits)x.v[k] ^ sign); });
  }
  HEBB_INLINE friend Lanes abs(const Lanes& x) {
    const Bits sign = (Bits)R::all(-0.0);
    return map([&](int k) { return (V)((Bits)x.v[k] & ~sign); });
  }
  friend Lanes middle(const Lanes& x, const Lanes& y) {
    double xs[lane_count], ys[lane_count];
    x.store(xs);
    y.store(ys);
    packed::middle(xs, ys);
    return load(xs);
  }
  HEBB_INLINE friend Lanes without_negative_zero(const Lanes& x) { return add_up(x, Lanes()); }

  HEBB_INLINE friend Mask less(const Lanes& x, const Lanes& y) {
    return compare([&](int k) { return (Bits)(x.v[k] < y.v[k]); });
  }
  HEBB_INLINE friend Mask less_equal(const Lanes& x, const Lanes& y) {
    return compare([&](int k) { return (Bits)(x.v[k] <= y.v[k]); });
  }
  HEBB_INLINE friend Lanes select(const Mask& m, const Lanes& yes, const Lanes& no) {
    return map([&](int k) { return R::select(m.m[k], yes.v[k], no.v[k]); });
  }
  HEBB_INLINE static unsigned bits(const Mask& m) {
    unsigned r = 0;
    for (int k = 0; k < parts; ++k) r |= R::bits(m.m[k]) << k * R::width;
    return r;
  }
  HEBB_INLINE static Mask from_bits(unsigned m) {
    return compare([m](int k) { return R::from_bits(m >> k * R::width); });
  }
  HEBB_INLINE static Mask both(const Mask& x, const Mask& y) {
    return compare([&](int k) { return x.m[k] & y.m[k]; });
  }

 private:
  struct Uninitialised {};
  HEBB_INLINE explicit Lanes(Uninitialised) {}

  template <class F>
  HEBB_INLINE static Lanes map(F f) {
    Lanes r(Uninitialised{});
    r.v[0] = f(0);
    r.v[1] = f(1);
    if constexpr (parts == 4) {
      r.v[2] = f(2);
      r.v[3] = f(3);
    }
    return r;
  }
  template <class F>
  HEBB_INLINE static Mask compare(F f) {
    if constexpr (parts == 2) {
      return Mask{{f(0), f(1)}};
    } else {
      return Mask{{f(0), f(1), f(2), f(3)}};
    }
  }
  HEBB_INLINE static Lanes zero_where_nan(const Lanes& x) {
    return map([&](int k) { return (V)((Bits)(x.v[k] == x.v[k]) & (Bits)x.v[k]); });
  }
  /// In one register: lanes in which some part of x or y is not a number.
  HEBB_INLINE static Bits not_numbers(const Lanes& x, const Lanes& y) {
    Bits r{};
    for (int k = 0; k < parts; ++k) r |= R::unordered(x.v[k], y.v[k]);
    return r;
  }
};

#undef HEBB_INLINE

}  // namespace hebb
