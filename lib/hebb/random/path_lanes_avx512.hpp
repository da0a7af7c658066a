#pragma once

#include <hebb/random/path_lanes.hpp>
#include <hebb/scalar/packed/packed_lanes_avx512.hpp>

namespace hebb {

#define HEBB_INLINE [[gnu::always_inline]] inline

template <>
struct PathReal<Avx512> {
  using Mask = __mmask8;
  __m512d v;

  HEBB_INLINE PathReal() : v(_mm512_setzero_pd()) {}
  HEBB_INLINE explicit PathReal(double x) : v(_mm512_set1_pd(x)) {}
  HEBB_INLINE PathReal(__m512d x) : v(x) {}  // NOLINT(google-explicit-constructor)
  HEBB_INLINE static PathReal load(const double* p) { return _mm512_loadu_pd(p); }
  HEBB_INLINE static PathReal gather(const double* table, const PathWord<Avx512>& index);
  HEBB_INLINE void store(double* p) const { _mm512_storeu_pd(p, v); }

  HEBB_INLINE friend PathReal operator+(PathReal x, PathReal y) { return _mm512_add_pd(x.v, y.v); }
  HEBB_INLINE friend PathReal operator-(PathReal x, PathReal y) { return _mm512_sub_pd(x.v, y.v); }
  HEBB_INLINE friend PathReal operator*(PathReal x, PathReal y) { return _mm512_mul_pd(x.v, y.v); }
  HEBB_INLINE friend PathReal operator/(PathReal x, PathReal y) { return _mm512_div_pd(x.v, y.v); }
  HEBB_INLINE friend PathReal max(PathReal x, PathReal y) { return _mm512_max_pd(x.v, y.v); }
  HEBB_INLINE friend PathReal min(PathReal x, PathReal y) { return _mm512_min_pd(x.v, y.v); }
  HEBB_INLINE friend Mask less(PathReal x, PathReal y) { return _mm512_cmp_pd_mask(x.v, y.v, _CMP_LT_OQ); }
  HEBB_INLINE static Mask nowhere() { return 0; }
  HEBB_INLINE static Mask except(Mask x, Mask y) { return static_cast<Mask>(x & ~y); }
  HEBB_INLINE friend PathReal select(Mask m, PathReal yes, PathReal no) { return _mm512_mask_blend_pd(m, no.v, yes.v); }
  HEBB_INLINE friend PathReal add_where(Mask m, PathReal x, PathReal y) { return _mm512_mask_add_pd(x.v, m, x.v, y.v); }
  HEBB_INLINE friend PathReal add_unless(Mask m, PathReal x, PathReal y) {
    return _mm512_mask_add_pd(x.v, static_cast<Mask>(~m), x.v, y.v);
  }
  HEBB_INLINE friend PathReal reciprocal_power_of_two(PathReal x) {
    const __m512i exponent = _mm512_and_si512(_mm512_castpd_si512(x.v), _mm512_set1_epi64(2047ll << 52));
    return _mm512_castsi512_pd(_mm512_sub_epi64(_mm512_set1_epi64(2046ll << 52), exponent));
  }
};

template <>
struct PathWord<Avx512> {
  __m512i v;

  HEBB_INLINE PathWord() : v(_mm512_setzero_si512()) {}
  HEBB_INLINE explicit PathWord(std::uint64_t x) : v(_mm512_set1_epi64(static_cast<long long>(x))) {}
  HEBB_INLINE PathWord(__m512i x) : v(x) {}  // NOLINT(google-explicit-constructor)
  HEBB_INLINE static PathWord load(const std::uint64_t* p) { return _mm512_loadu_si512(p); }
  HEBB_INLINE friend PathWord operator+(PathWord x, PathWord y) { return _mm512_add_epi64(x.v, y.v); }
  HEBB_INLINE friend PathWord operator^(PathWord x, PathWord y) { return _mm512_xor_si512(x.v, y.v); }
  HEBB_INLINE friend PathWord multiply_low(PathWord x, PathWord y) { return _mm512_mul_epu32(x.v, y.v); }
  template <int Bits>
  HEBB_INLINE PathWord shifted_right() const {
    return _mm512_srli_epi64(v, Bits);
  }
  HEBB_INLINE PathReal<Avx512> low_as_real() const {  // 2^52 + low, by its bits
    const __m512i low = _mm512_and_si512(v, _mm512_set1_epi64(0xFFFFFFFF));
    const __m512d shifted = _mm512_castsi512_pd(_mm512_or_si512(low, _mm512_set1_epi64(0x433ll << 52)));
    return _mm512_sub_pd(shifted, _mm512_set1_pd(0x1p52));
  }
  HEBB_INLINE static PathWord bits_of(PathReal<Avx512> x) { return _mm512_castpd_si512(x.v); }
};

HEBB_INLINE PathReal<Avx512> PathReal<Avx512>::gather(const double* table, const PathWord<Avx512>& index) {
  return _mm512_i64gather_pd(index.v, table, 8);
}

#undef HEBB_INLINE

}  // namespace hebb
