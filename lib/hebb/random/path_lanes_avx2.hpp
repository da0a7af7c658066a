#pragma once

#include <immintrin.h>

#include <hebb/random/path_lanes.hpp>

namespace hebb {

#define HEBB_INLINE [[gnu::always_inline]] inline

template <>
struct PathReal<Avx2> {
  using V = __m256d;
  struct Mask {
    V a, b;
  };
  V a, b;

  HEBB_INLINE PathReal() : a(_mm256_setzero_pd()), b(_mm256_setzero_pd()) {}
  HEBB_INLINE explicit PathReal(double x) : a(_mm256_set1_pd(x)), b(_mm256_set1_pd(x)) {}
  HEBB_INLINE PathReal(V x, V y) : a(x), b(y) {}
  HEBB_INLINE static PathReal load(const double* p) { return {_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)}; }
  HEBB_INLINE static PathReal gather(const double* table, const PathWord<Avx2>& index);
  HEBB_INLINE void store(double* p) const {
    _mm256_storeu_pd(p, a);
    _mm256_storeu_pd(p + 4, b);
  }

  HEBB_INLINE friend PathReal operator+(PathReal x, PathReal y) {
    return {_mm256_add_pd(x.a, y.a), _mm256_add_pd(x.b, y.b)};
  }
  HEBB_INLINE friend PathReal operator-(PathReal x, PathReal y) {
    return {_mm256_sub_pd(x.a, y.a), _mm256_sub_pd(x.b, y.b)};
  }
  HEBB_INLINE friend PathReal operator*(PathReal x, PathReal y) {
    return {_mm256_mul_pd(x.a, y.a), _mm256_mul_pd(x.b, y.b)};
  }
  HEBB_INLINE friend PathReal operator/(PathReal x, PathReal y) {
    return {_mm256_div_pd(x.a, y.a), _mm256_div_pd(x.b, y.b)};
  }
  HEBB_INLINE friend PathReal max(PathReal x, PathReal y) { return {_mm256_max_pd(x.a, y.a), _mm256_max_pd(x.b, y.b)}; }
  HEBB_INLINE friend PathReal min(PathReal x, PathReal y) { return {_mm256_min_pd(x.a, y.a), _mm256_min_pd(x.b, y.b)}; }
  HEBB_INLINE friend Mask less(PathReal x, PathReal y) {
    return {_mm256_cmp_pd(x.a, y.a, _CMP_LT_OQ), _mm256_cmp_pd(x.b, y.b, _CMP_LT_OQ)};
  }
  HEBB_INLINE static Mask nowhere() { return {_mm256_setzero_pd(), _mm256_setzero_pd()}; }
  HEBB_INLINE static Mask except(Mask x, Mask y) { return {_mm256_andnot_pd(y.a, x.a), _mm256_andnot_pd(y.b, x.b)}; }
  HEBB_INLINE friend PathReal select(Mask m, PathReal yes, PathReal no) {
    return {_mm256_blendv_pd(no.a, yes.a, m.a), _mm256_blendv_pd(no.b, yes.b, m.b)};
  }
  HEBB_INLINE friend PathReal add_where(Mask m, PathReal x, PathReal y) {  // x + 0 is x for the positive x here
    return {_mm256_add_pd(x.a, _mm256_and_pd(m.a, y.a)), _mm256_add_pd(x.b, _mm256_and_pd(m.b, y.b))};
  }
  HEBB_INLINE friend PathReal add_unless(Mask m, PathReal x, PathReal y) {
    return {_mm256_add_pd(x.a, _mm256_andnot_pd(m.a, y.a)), _mm256_add_pd(x.b, _mm256_andnot_pd(m.b, y.b))};
  }
  HEBB_INLINE friend PathReal reciprocal_power_of_two(PathReal x) { return {reciprocal(x.a), reciprocal(x.b)}; }

 private:
  HEBB_INLINE static V reciprocal(V x) {
    const __m256i exponent = _mm256_and_si256(_mm256_castpd_si256(x), _mm256_set1_epi64x(2047ll << 52));
    return _mm256_castsi256_pd(_mm256_sub_epi64(_mm256_set1_epi64x(2046ll << 52), exponent));
  }
};

template <>
struct PathWord<Avx2> {
  using V = __m256i;
  V a, b;

  HEBB_INLINE PathWord() : a(_mm256_setzero_si256()), b(_mm256_setzero_si256()) {}
  HEBB_INLINE explicit PathWord(std::uint64_t x) : a(_mm256_set1_epi64x(static_cast<long long>(x))), b(a) {}
  HEBB_INLINE PathWord(V x, V y) : a(x), b(y) {}
  HEBB_INLINE static PathWord load(const std::uint64_t* p) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(p)),
            _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(p + 4))};
  }
  HEBB_INLINE friend PathWord operator+(PathWord x, PathWord y) {
    return {_mm256_add_epi64(x.a, y.a), _mm256_add_epi64(x.b, y.b)};
  }
  HEBB_INLINE friend PathWord operator^(PathWord x, PathWord y) {
    return {_mm256_xor_si256(x.a, y.a), _mm256_xor_si256(x.b, y.b)};
  }
  HEBB_INLINE friend PathWord multiply_low(PathWord x, PathWord y) {
    return {_mm256_mul_epu32(x.a, y.a), _mm256_mul_epu32(x.b, y.b)};
  }
  template <int Bits>
  HEBB_INLINE PathWord shifted_right() const {
    return {_mm256_srli_epi64(a, Bits), _mm256_srli_epi64(b, Bits)};
  }
  HEBB_INLINE PathReal<Avx2> low_as_real() const { return {low(a), low(b)}; }
  HEBB_INLINE static PathWord bits_of(PathReal<Avx2> x) { return {_mm256_castpd_si256(x.a), _mm256_castpd_si256(x.b)}; }

 private:
  HEBB_INLINE static __m256d low(V x) {  // 2^52 + the low half, by its bits
    const V bits =
        _mm256_or_si256(_mm256_and_si256(x, _mm256_set1_epi64x(0xFFFFFFFF)), _mm256_set1_epi64x(0x433ll << 52));
    return _mm256_sub_pd(_mm256_castsi256_pd(bits), _mm256_set1_pd(0x1p52));
  }
};

HEBB_INLINE PathReal<Avx2> PathReal<Avx2>::gather(const double* table, const PathWord<Avx2>& index) {
  return {_mm256_i64gather_pd(table, index.a, 8), _mm256_i64gather_pd(table, index.b, 8)};
}

#undef HEBB_INLINE

}  // namespace hebb
