#pragma once

#include <immintrin.h>

#include <hebb/scalar/packed/packed_lanes.hpp>

namespace hebb {

#define HEBB_INLINE [[gnu::always_inline]] inline

namespace packed {

using LaneArray = double[lane_count];

/// Four lanes of Lanes<Avx2> (the tag keeps the functions apart from those of other instruction sets).
///
/// Method.  Round to nearest; an error-free transformation gives a number with the sign of the exact error; step to
/// the neighbour where that is on the wrong side.
///   sum       TwoSum: exact when its last term is finite
///   product   fma(a, b, -p) is exact for 2^-960 <= |p| <= DBL_MAX: its last bit is worth at least 2^-1066
///   quotient  a - q b likewise for |a| >= 2^-900 and 2^-900 <= |q| <= DBL_MAX; the error has the sign of (a - q b) / b
///   root      x - r r likewise for 2^-900 <= x <= DBL_MAX
/// `open` marks the lanes outside these ranges that no special value explains; they go to packed::repair. Zero and
/// infinite operands need no step: their results are exact, and the error is 0 or NaN, which asks for none.
template <class Isa>
struct Quad {
  using V = __m256d;
  struct Result {
    V value, open;
  };

  HEBB_INLINE static V all(double x) { return _mm256_set1_pd(x); }
  HEBB_INLINE static V magnitude(V x) { return _mm256_andnot_pd(all(-0.0), x); }
  HEBB_INLINE static V is_zero(V x) { return _mm256_cmp_pd(x, all(0), _CMP_EQ_OQ); }
  HEBB_INLINE static V is_infinite(V x) { return _mm256_cmp_pd(magnitude(x), all(largest), _CMP_GT_OQ); }
  HEBB_INLINE static V either(V x, V y) { return _mm256_or_pd(x, y); }
  /// not (low <= |x| <= DBL_MAX); true for NaN.
  HEBB_INLINE static V outside(V x, double low) {
    const V m = magnitude(x);
    return either(_mm256_cmp_pd(m, all(low), _CMP_NGE_UQ), _mm256_cmp_pd(m, all(largest), _CMP_NLE_UQ));
  }

  template <Direction D>
  HEBB_INLINE static V correct(V x, V error) {
    const V off = _mm256_cmp_pd(error, all(0), D == Direction::up ? _CMP_GT_OQ : _CMP_LT_OQ);
    const __m256i b = _mm256_castpd_si256(x);
    const __m256i upward = _mm256_or_si256(_mm256_cmpgt_epi64(_mm256_setzero_si256(), b), _mm256_set1_epi64x(1));
    const __m256i move = _mm256_and_si256(upward, _mm256_castpd_si256(off));
    return _mm256_castsi256_pd(D == Direction::up ? _mm256_add_epi64(b, move) : _mm256_sub_epi64(b, move));
  }

  template <Direction D>
  HEBB_INLINE static Result add(V a, V b) {
    const V s = _mm256_add_pd(a, b);
    const V a1 = _mm256_sub_pd(s, b), b1 = _mm256_sub_pd(s, a1);
    const V error = _mm256_add_pd(_mm256_sub_pd(a, a1), _mm256_sub_pd(b, b1));
    return {correct<D>(s, error), _mm256_cmp_pd(magnitude(error), all(largest), _CMP_NLE_UQ)};
  }
  HEBB_INLINE static V still_open_sum(V open, V a, V b) {
    return _mm256_andnot_pd(either(is_infinite(a), is_infinite(b)), open);
  }

  template <Direction D>
  HEBB_INLINE static Result mul(V a, V b) {
    const V p = _mm256_mul_pd(a, b);
    return {correct<D>(p, _mm256_fmsub_pd(a, b, p)), outside(p, 0x1p-960)};
  }

  template <Direction D>
  HEBB_INLINE static Result div(V a, V b) {
    const V q = _mm256_div_pd(a, b);
    const V sign_of_b = _mm256_and_pd(b, all(-0.0));
    const V error = _mm256_xor_pd(_mm256_fnmadd_pd(q, b, a), sign_of_b);
    return {correct<D>(q, error), either(outside(q, 0x1p-900), outside(a, 0x1p-900))};
  }
  HEBB_INLINE static V still_open_quotient(V open, V a, V b) {
    const V special = either(either(is_zero(a), is_infinite(a)), either(is_zero(b), is_infinite(b)));
    return _mm256_andnot_pd(special, open);
  }

  template <Direction D>
  HEBB_INLINE static Result sqrt(V x) {
    const V r = _mm256_sqrt_pd(x);
    return {correct<D>(r, _mm256_fnmadd_pd(r, r, x)), outside(x, 0x1p-900)};
  }
};

}  // namespace packed

template <>
struct Lanes<Avx2> {
  using Q = packed::Quad<Avx2>;
  using V = __m256d;
  struct Mask {
    V a, b;
  };
  V a, b;

  HEBB_INLINE Lanes() : a(_mm256_setzero_pd()), b(_mm256_setzero_pd()) {}
  HEBB_INLINE explicit Lanes(double x) : a(_mm256_set1_pd(x)), b(_mm256_set1_pd(x)) {}
  HEBB_INLINE Lanes(V x, V y) : a(x), b(y) {}
  HEBB_INLINE static Lanes load(const double* p) { return {_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)}; }
  HEBB_INLINE void store(double* p) const {
    _mm256_storeu_pd(p, a);
    _mm256_storeu_pd(p + 4, b);
  }

  HEBB_INLINE friend Lanes add_down(Lanes x, Lanes y) { return sum<Direction::down>(x, y); }
  HEBB_INLINE friend Lanes add_up(Lanes x, Lanes y) { return sum<Direction::up>(x, y); }
  HEBB_INLINE friend Lanes sub_down(Lanes x, Lanes y) { return sum<Direction::down>(x, negate(y)); }
  HEBB_INLINE friend Lanes sub_up(Lanes x, Lanes y) { return sum<Direction::up>(x, negate(y)); }
  HEBB_INLINE friend Lanes mul_down(Lanes x, Lanes y) { return product<Direction::down>(x, y); }
  HEBB_INLINE friend Lanes mul_up(Lanes x, Lanes y) { return product<Direction::up>(x, y); }
  HEBB_INLINE friend Lanes div_down(Lanes x, Lanes y) { return quotient<Direction::down>(x, y); }
  HEBB_INLINE friend Lanes div_up(Lanes x, Lanes y) { return quotient<Direction::up>(x, y); }
  HEBB_INLINE friend Lanes sqrt_down(Lanes x) { return root<Direction::down>(x); }
  HEBB_INLINE friend Lanes sqrt_up(Lanes x) { return root<Direction::up>(x); }
  HEBB_INLINE friend Lanes mul_down_where(Mask m, Lanes x, Lanes y) { return where(m, mul_down(x, y)); }
  HEBB_INLINE friend Lanes mul_up_where(Mask m, Lanes x, Lanes y) { return where(m, mul_up(x, y)); }

  HEBB_INLINE friend Lanes min(Lanes x, Lanes y) { return {_mm256_min_pd(x.a, y.a), _mm256_min_pd(x.b, y.b)}; }
  HEBB_INLINE friend Lanes max(Lanes x, Lanes y) { return {_mm256_max_pd(x.a, y.a), _mm256_max_pd(x.b, y.b)}; }
  HEBB_INLINE friend Lanes negate(Lanes x) {
    const V sign = Q::all(-0.0);
    return {_mm256_xor_pd(x.a, sign), _mm256_xor_pd(x.b, sign)};
  }
  HEBB_INLINE friend Lanes abs(Lanes x) { return {Q::magnitude(x.a), Q::magnitude(x.b)}; }
  HEBB_INLINE friend Lanes middle(Lanes x, Lanes y) {
    const V half = Q::all(0.5);
    return {_mm256_add_pd(_mm256_mul_pd(half, x.a), _mm256_mul_pd(half, y.a)),
            _mm256_add_pd(_mm256_mul_pd(half, x.b), _mm256_mul_pd(half, y.b))};
  }
  HEBB_INLINE friend Lanes without_negative_zero(Lanes x) {
    return {_mm256_add_pd(x.a, _mm256_setzero_pd()), _mm256_add_pd(x.b, _mm256_setzero_pd())};
  }

  HEBB_INLINE friend Lanes min_number(Lanes x, Lanes y) { return min(x, y); }
  HEBB_INLINE friend Lanes max_number(Lanes x, Lanes y) { return max(x, y); }
  HEBB_INLINE friend void zero_where_nan(Lanes&, Lanes&) {}

  HEBB_INLINE friend Mask less(Lanes x, Lanes y) { return compare<_CMP_LT_OQ>(x, y); }
  HEBB_INLINE friend Mask less_equal(Lanes x, Lanes y) { return compare<_CMP_LE_OQ>(x, y); }
  HEBB_INLINE friend Lanes select(Mask m, Lanes yes, Lanes no) {
    return {_mm256_blendv_pd(no.a, yes.a, m.a), _mm256_blendv_pd(no.b, yes.b, m.b)};
  }
  HEBB_INLINE static unsigned bits(Mask m) {
    return static_cast<unsigned>(_mm256_movemask_pd(m.a) | _mm256_movemask_pd(m.b) << 4);
  }
  HEBB_INLINE static Mask from_bits(unsigned m) {
    const __m256i all = _mm256_set1_epi64x(m);
    const __m256i low = _mm256_set_epi64x(8, 4, 2, 1), high = _mm256_set_epi64x(128, 64, 32, 16);
    return {_mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(all, low), low)),
            _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(all, high), high))};
  }
  HEBB_INLINE static Mask both(Mask x, Mask y) { return {_mm256_and_pd(x.a, y.a), _mm256_and_pd(x.b, y.b)}; }
  HEBB_INLINE static Mask except(Mask x, Mask y) { return {_mm256_andnot_pd(y.a, x.a), _mm256_andnot_pd(y.b, x.b)}; }

 private:
  template <int Predicate>
  HEBB_INLINE static Mask compare(Lanes x, Lanes y) {
    return {_mm256_cmp_pd(x.a, y.a, Predicate), _mm256_cmp_pd(x.b, y.b, Predicate)};
  }
  HEBB_INLINE static Lanes where(Mask m, Lanes x) { return {_mm256_and_pd(m.a, x.a), _mm256_and_pd(m.b, x.b)}; }
  HEBB_INLINE static bool any(V x, V y) { return _mm256_movemask_pd(Q::either(x, y)) != 0; }

  [[gnu::noinline, gnu::cold]] static void repair(packed::LaneOperation operation, const Lanes& x, const Lanes& y,
                                                  Lanes& r, unsigned which) {
    if (which == 0) return;
    packed::LaneArray xs, ys, rs;
    x.store(xs);
    y.store(ys);
    r.store(rs);
    packed::repair(operation, xs, ys, rs, which);
    r = load(rs);
  }

  template <Direction D>
  HEBB_INLINE static Lanes sum(Lanes x, Lanes y) {
    const auto a = Q::add<D>(x.a, y.a), b = Q::add<D>(x.b, y.b);
    Lanes r{a.value, b.value};
    if (any(a.open, b.open)) [[unlikely]] {
      const Mask open{Q::still_open_sum(a.open, x.a, y.a), Q::still_open_sum(b.open, x.b, y.b)};
      repair(D == Direction::down ? packed::LaneOperation::add_down : packed::LaneOperation::add_up, x, y, r,
             bits(open));
    }
    return r;
  }
  template <Direction D>
  HEBB_INLINE static Lanes product(Lanes x, Lanes y) {
    const auto a = Q::mul<D>(x.a, y.a), b = Q::mul<D>(x.b, y.b);
    Lanes r{a.value, b.value};
    if (any(a.open, b.open)) [[unlikely]] {
      // 0 times anything is 0, infinity included; infinity times anything else is exact.
      const Mask zero{Q::either(Q::is_zero(x.a), Q::is_zero(y.a)), Q::either(Q::is_zero(x.b), Q::is_zero(y.b))};
      const Mask infinite{Q::either(Q::is_infinite(x.a), Q::is_infinite(y.a)),
                          Q::either(Q::is_infinite(x.b), Q::is_infinite(y.b))};
      r = select(zero, Lanes(), r);
      repair(D == Direction::down ? packed::LaneOperation::mul_down : packed::LaneOperation::mul_up, x, y, r,
             bits(except(except(Mask{a.open, b.open}, zero), infinite)));
    }
    return r;
  }
  template <Direction D>
  HEBB_INLINE static Lanes quotient(Lanes x, Lanes y) {
    const auto a = Q::div<D>(x.a, y.a), b = Q::div<D>(x.b, y.b);
    Lanes r{a.value, b.value};
    if (any(a.open, b.open)) [[unlikely]] {
      const Mask open{Q::still_open_quotient(a.open, x.a, y.a), Q::still_open_quotient(b.open, x.b, y.b)};
      repair(D == Direction::down ? packed::LaneOperation::div_down : packed::LaneOperation::div_up, x, y, r,
             bits(open));
    }
    return r;
  }
  template <Direction D>
  HEBB_INLINE static Lanes root(Lanes x) {
    const auto a = Q::sqrt<D>(x.a), b = Q::sqrt<D>(x.b);
    Lanes r{a.value, b.value};
    if (any(a.open, b.open)) [[unlikely]] {
      const Mask special{Q::either(Q::is_zero(x.a), Q::is_infinite(x.a)),
                         Q::either(Q::is_zero(x.b), Q::is_infinite(x.b))};
      repair(D == Direction::down ? packed::LaneOperation::sqrt_down : packed::LaneOperation::sqrt_up, x, x, r,
             bits(except(Mask{a.open, b.open}, special)));
    }
    return r;
  }
};

#undef HEBB_INLINE

}  // namespace hebb
