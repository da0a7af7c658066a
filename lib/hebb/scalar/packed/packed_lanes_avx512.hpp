#pragma once

#include <hebb/scalar/packed/packed_intrinsics.hpp>
#include <hebb/scalar/packed/packed_lanes.hpp>

namespace hebb {

#define HEBB_INLINE [[gnu::always_inline]] inline

/// The rounding direction is part of each instruction: neither the compiler nor the control register can change it.
template <>
struct Lanes<Avx512> {
  using Mask = __mmask8;
  __m512d v;

  static constexpr int down = _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC;
  static constexpr int up = _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC;

  HEBB_INLINE Lanes() : v(_mm512_setzero_pd()) {}
  HEBB_INLINE explicit Lanes(double x) : v(_mm512_set1_pd(x)) {}
  HEBB_INLINE Lanes(__m512d x) : v(x) {}  // NOLINT(google-explicit-constructor)
  HEBB_INLINE static Lanes load(const double* p) { return _mm512_loadu_pd(p); }
  HEBB_INLINE void store(double* p) const { _mm512_storeu_pd(p, v); }

  HEBB_INLINE friend Lanes add_down(Lanes x, Lanes y) { return _mm512_add_round_pd(x.v, y.v, down); }
  HEBB_INLINE friend Lanes add_up(Lanes x, Lanes y) { return _mm512_add_round_pd(x.v, y.v, up); }
  HEBB_INLINE friend Lanes sub_down(Lanes x, Lanes y) { return _mm512_sub_round_pd(x.v, y.v, down); }
  HEBB_INLINE friend Lanes sub_up(Lanes x, Lanes y) { return _mm512_sub_round_pd(x.v, y.v, up); }
  HEBB_INLINE friend Lanes mul_down(Lanes x, Lanes y) { return _mm512_mul_round_pd(x.v, y.v, down); }
  HEBB_INLINE friend Lanes mul_up(Lanes x, Lanes y) { return _mm512_mul_round_pd(x.v, y.v, up); }
  HEBB_INLINE friend Lanes div_down(Lanes x, Lanes y) { return _mm512_div_round_pd(x.v, y.v, down); }
  HEBB_INLINE friend Lanes div_up(Lanes x, Lanes y) { return _mm512_div_round_pd(x.v, y.v, up); }
  HEBB_INLINE friend Lanes sqrt_down(Lanes x) { return _mm512_sqrt_round_pd(x.v, down); }
  HEBB_INLINE friend Lanes sqrt_up(Lanes x) { return _mm512_sqrt_round_pd(x.v, up); }

  HEBB_INLINE friend Lanes min(Lanes x, Lanes y) { return _mm512_min_pd(x.v, y.v); }
  HEBB_INLINE friend Lanes max(Lanes x, Lanes y) { return _mm512_max_pd(x.v, y.v); }
  HEBB_INLINE friend Lanes negate(Lanes x) { return _mm512_xor_pd(x.v, _mm512_set1_pd(-0.0)); }
  HEBB_INLINE friend Lanes abs(Lanes x) { return _mm512_andnot_pd(_mm512_set1_pd(-0.0), x.v); }
  HEBB_INLINE friend Lanes middle(Lanes x, Lanes y) {
    const __m512d half = _mm512_set1_pd(0.5);
    return _mm512_add_pd(_mm512_mul_pd(half, x.v), _mm512_mul_pd(half, y.v));
  }
  HEBB_INLINE friend Lanes without_negative_zero(Lanes x) {
    constexpr int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    return _mm512_add_round_pd(x.v, _mm512_setzero_pd(), nearest);
  }

  /// See packed_lanes.hpp. Of two products NaN at most one is not, unless x = [0, 0] meets an infinite end (see
  /// PackedInterval), and then both are.
  HEBB_INLINE friend void product_ends(Lanes x1, Lanes x2, Lanes a1, Lanes a2, Lanes b1, Lanes b2, Lanes& lower,
                                       Lanes& upper) {
    lower = min_number(mul_down(x1, a1), mul_down(x2, a2));
    upper = max_number(mul_up(x1, b1), mul_up(x2, b2));
    const Mask number = _mm512_cmp_pd_mask(lower.v, lower.v, _CMP_ORD_Q);
    lower.v = _mm512_maskz_mov_pd(number, lower.v);
    upper.v = _mm512_maskz_mov_pd(number, upper.v);
  }

  /// Only [0, 0] can meet an infinite end of y with 0: the product is set to 0 there.
  HEBB_INLINE friend void nonnegative_product_ends(Lanes x1, Lanes x2, Lanes y1, Lanes y2, Lanes& lower, Lanes& upper) {
    const Lanes zero;
    const Mask some = less(zero, x2);
    lower = _mm512_maskz_mul_round_pd(some, select(less(y1, zero), x2, x1).v, y1.v, down);
    upper = _mm512_maskz_mul_round_pd(some, select(less(zero, y2), x2, x1).v, y2.v, up);
  }

  HEBB_INLINE friend Mask less(Lanes x, Lanes y) { return _mm512_cmp_pd_mask(x.v, y.v, _CMP_LT_OQ); }
  HEBB_INLINE friend Mask less_equal(Lanes x, Lanes y) { return _mm512_cmp_pd_mask(x.v, y.v, _CMP_LE_OQ); }
  HEBB_INLINE friend Lanes select(Mask m, Lanes yes, Lanes no) { return _mm512_mask_blend_pd(m, no.v, yes.v); }
  HEBB_INLINE static unsigned bits(Mask m) { return m; }
  HEBB_INLINE static Mask from_bits(unsigned m) { return static_cast<Mask>(m); }
  HEBB_INLINE static Mask both(Mask x, Mask y) { return static_cast<Mask>(x & y); }

 private:
  // vrangepd: bits 1:0 choose min (0) or max (1), bits 3:2 = 1 keep the sign of the chosen; a NaN loses.
  HEBB_INLINE static Lanes min_number(Lanes x, Lanes y) { return _mm512_range_pd(x.v, y.v, 0b0100); }
  HEBB_INLINE static Lanes max_number(Lanes x, Lanes y) { return _mm512_range_pd(x.v, y.v, 0b0101); }
};

#undef HEBB_INLINE

}  // namespace hebb
