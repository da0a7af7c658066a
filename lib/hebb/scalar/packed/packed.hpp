#pragma once

#include <concepts>

#include <hebb/scalar/packed/packed_lanes.hpp>
#include <hebb/scalar/packed/packed_support.hpp>
#include <hebb/scalar/packed/rounding_mode.hpp>
#include <hebb/scalar/traits.hpp>

/// Packed intervals: the same formula on eight boxes at once.
///
/// A kernel is a template over the instruction set, defined in a header K.hpp that only K_portable.cpp, K_avx2.cpp and
/// K_avx512.cpp include; each instantiates it explicitly, and CMake gives the last two their compiler flags by name:
///
///   template <class Isa> void square_all(const double* l, const double* u, double* rl, double* ru, std::size_t n) {
///     run_batch<Isa>([=]<class I>(I) {
///       for (std::size_t k = 0; k < n; k += lane_count)
///         square(PackedInterval<I>::load(l + k, u + k)).store(rl + k, ru + k);
///     });
///   }
///   template void square_all<Avx512>(...);                                         // in K_avx512.cpp
///   dispatch([&]<class Isa>(Isa) { square_all<Isa>(l, u, rl, ru, n); });           // the caller, compiled as usual
///
/// Within run_batch the processor may round upward (I is Upward<Isa> then): nothing may be computed there in double or
/// in other scalars, except by functions that set the mode for themselves, as those of packed_support.hpp do.
///
/// Kernels call nothing inline that is not a template over the tag: the linker might keep the copy with the special
/// instructions for the whole program. tests/support/check_instruction_sets.py looks for such copies.
namespace hebb {

/// Calls body(I{}) with the tag I of the arithmetic of PackedInterval<I> on that instruction set, once: Isa itself, or
/// Upward<Isa>, for which the processor is made to round upward until body returns or throws (it costs some 10 ns).
/// On AVX2 there is no other arithmetic.
template <class Isa, class Body>
void run_batch(Body&& body) {
#if defined(__x86_64__)
  constexpr bool sets_mode = !std::same_as<Isa, Avx512>;
#else
  constexpr bool sets_mode = false;
#endif
  if constexpr (sets_mode) {
    packed::rounding_upward([&body] { body(Upward<Isa>{}); });
  } else {
    body(Isa{});
  }
}

// @cond internal
#define HEBB_INLINE [[gnu::always_inline]] inline
// @endcond

/// Eight intervals [lower, upper], each with the invariant of Interval: no NaN, lower <= upper, lower < inf,
/// upper > -inf.
///
/// Law.  Every operation gives in every lane the end points that Interval gives, on every instruction set. (Division is
/// tighter in one case: [-1, 0] / [0, 1] and its like give a half line where Boost.Interval gives the entire line.)
/// The sign of a zero end point is not specified inside; store, lower and upper give +0.
template <class Isa>
class PackedInterval {
 public:
  using L = Lanes<Isa>;  // eight doubles in registers

  /// [0, 0] in all lanes.
  HEBB_INLINE PackedInterval() = default;
  /// [n, n] in all lanes; the only implicit conversion.
  template <std::same_as<int> I>
  HEBB_INLINE PackedInterval(I n) : lower_(n), upper_(lower_) {}  // NOLINT(google-explicit-constructor)
  /// The tightest enclosure of q in all lanes.
  explicit PackedInterval(const Rational& q) {
    double lower, upper;
    packed::enclose(q, lower, upper);
    *this = PackedInterval(L(lower), L(upper));
  }
  /// Lane k is [lower[k], upper[k]], k = 0..7. Throws PreconditionError when a lane breaks the invariant.
  HEBB_INLINE static PackedInterval load(const double* lower, const double* upper) {
    const PackedInterval x = unchecked_load(lower, upper);
    const L inf(packed::infinity);
    const auto good =
        L::both(L::both(less_equal(x.lower_, x.upper_), less(x.lower_, inf)), less(negate(inf), x.upper_));
    if (L::bits(good) != 0xff) [[unlikely]]
      x.reject(L::bits(good));
    return x;
  }
  /// As load; the invariant is the caller's.
  HEBB_INLINE static PackedInterval unchecked_load(const double* lower, const double* upper) {
    return {L::load(lower), L::load(upper)};
  }
  /// From end points in registers; the invariant is the caller's.
  HEBB_INLINE static PackedInterval unchecked(const L& lower, const L& upper) { return {lower, upper}; }

  /// Writes the ends of all lanes: lane k to lower[k] and upper[k].
  HEBB_INLINE void store(double* lower, double* upper) const {
    without_negative_zero(lower_).store(lower);
    without_negative_zero(upper_).store(upper);
  }
  /// @{
  /// The ends of a lane, or of all.
  double lower(int lane) const { return lane_of(lower_, lane); }
  double upper(int lane) const { return lane_of(upper_, lane); }
  HEBB_INLINE const L& lower() const { return lower_; }
  HEBB_INLINE const L& upper() const { return upper_; }
  /// @}

  /// @{
  /// The tightest enclosure of the result, lane by lane.
  HEBB_INLINE friend PackedInterval operator-(const PackedInterval& x) { return {negate(x.upper_), negate(x.lower_)}; }
  HEBB_INLINE friend PackedInterval operator+(const PackedInterval& x, const PackedInterval& y) {
    return {add_down(x.lower_, y.lower_), add_up(x.upper_, y.upper_)};
  }
  HEBB_INLINE friend PackedInterval operator-(const PackedInterval& x, const PackedInterval& y) {
    return {sub_down(x.lower_, y.upper_), sub_up(x.upper_, y.lower_)};
  }
  /// @}
  /// Each end of x is multiplied by the end of y that its sign asks for: four products, no branch. The comparisons
  /// treat 0 as the lower and as the upper end of x differently, so that of 0 * inf at most one product is not a
  /// number and the other one is right, except for [0, 0] * [-inf, inf] = [0, 0].
  HEBB_INLINE friend PackedInterval operator*(const PackedInterval& x, const PackedInterval& y) {
    const L zero;
    const auto lower_negative = less(x.lower_, zero), upper_nonpositive = less_equal(x.upper_, zero);
    L lower, upper;
    product_ends(x.lower_, x.upper_, select(lower_negative, y.upper_, y.lower_),
                 select(upper_nonpositive, y.upper_, y.lower_), select(lower_negative, y.lower_, y.upper_),
                 select(upper_nonpositive, y.lower_, y.upper_), lower, upper);
    return {lower, upper};
  }
  /// The hull of {a / b : a in x, b in y, b != 0}; the entire line when y = [0, 0].
  friend PackedInterval operator/(const PackedInterval& x, const PackedInterval& y) {
    const L zero, inf(packed::infinity);
    const auto flip = less_equal(y.upper_, zero);  // x / y = (-x) / (-y) with -y >= 0
    const L xl = select(flip, negate(x.upper_), x.lower_), xu = select(flip, negate(x.lower_), x.upper_);
    // abs: the end 0 must be +0, and in the other lanes that end decides nothing.
    const L yl = abs(select(flip, y.upper_, y.lower_)), yu = abs(select(flip, y.lower_, y.upper_));
    L lower = div_down(xl, select(less(xl, zero), yl, yu));
    L upper = div_up(xu, select(less(zero, xu), yl, yu));
    const auto straddles = L::both(less(y.lower_, zero), less(zero, y.upper_));
    const auto x_zero = L::both(less_equal(zero, x.lower_), less_equal(x.upper_, zero));
    const auto y_zero = L::both(less_equal(zero, y.lower_), less_equal(y.upper_, zero));
    lower = select(x_zero, zero, select(straddles, negate(inf), lower));
    upper = select(x_zero, zero, select(straddles, inf, upper));
    return {select(y_zero, negate(inf), lower), select(y_zero, inf, upper)};
  }
  /// @{
  /// x = x op y, lane by lane.
  HEBB_INLINE PackedInterval& operator+=(const PackedInterval& y) { return *this = *this + y; }
  HEBB_INLINE PackedInterval& operator-=(const PackedInterval& y) { return *this = *this - y; }
  HEBB_INLINE PackedInterval& operator*=(const PackedInterval& y) { return *this = *this * y; }
  PackedInterval& operator/=(const PackedInterval& y) { return *this = *this / y; }
  /// @}

  /// @{
  /// The tightest enclosure of {|x|}, and of {x^2}, lane by lane.
  HEBB_INLINE friend PackedInterval abs(const PackedInterval& x) {
    const L n = negate(x.lower_);
    return {negate(min(min(n, x.upper_), L())), max(n, x.upper_)};
  }
  HEBB_INLINE friend PackedInterval square(const PackedInterval& x) {
    const PackedInterval m = abs(x);
    return {mul_down(m.lower_, m.lower_), mul_up(m.upper_, m.upper_)};
  }
  /// @}
  /// x^n; x^0 = 1, x^-n = 1 / x^n with the rule of division.
  friend PackedInterval pow(const PackedInterval& x, int n) {
    if (n < 0) return PackedInterval(1) / power(x, 0u - static_cast<unsigned>(n));
    return power(x, static_cast<unsigned>(n));
  }
  friend PackedInterval pow(const PackedInterval&, double) = delete;
  /// Over the non-negative part of x. Throws PreconditionError when a lane has none.
  friend PackedInterval sqrt(const PackedInterval& x) {
    const L zero;
    const unsigned good = L::bits(less_equal(zero, x.upper_));
    if (good != 0xff) [[unlikely]]
      x.reject(good);
    return {sqrt_down(max(x.lower_, zero)), sqrt_up(x.upper_)};
  }
  /// Lane by lane through Interval.
  friend PackedInterval exp(const PackedInterval& x) { return x.through(packed::ElementaryFunction::exp); }
  /// Lane by lane through Interval, over the positive part; PreconditionError when a lane has none.
  friend PackedInterval log(const PackedInterval& x) { return x.through(packed::ElementaryFunction::log); }

  /// @{
  /// {min(x, y)}, {max(x, y)}, and the smallest interval that holds both, lane by lane.
  HEBB_INLINE friend PackedInterval min(const PackedInterval& x, const PackedInterval& y) {
    return {min(x.lower_, y.lower_), min(x.upper_, y.upper_)};
  }
  HEBB_INLINE friend PackedInterval max(const PackedInterval& x, const PackedInterval& y) {
    return {max(x.lower_, y.lower_), max(x.upper_, y.upper_)};
  }
  HEBB_INLINE friend PackedInterval hull(const PackedInterval& x, const PackedInterval& y) {
    return {min(x.lower_, y.lower_), max(x.upper_, y.upper_)};
  }
  /// @}
  /// The common points; x in the lanes where there are none (see disjoint).
  HEBB_INLINE friend PackedInterval intersect(const PackedInterval& x, const PackedInterval& y) {
    const L lower = max(x.lower_, y.lower_), upper = min(x.upper_, y.upper_);
    const auto some = less_equal(lower, upper);
    return {select(some, lower, x.lower_), select(some, upper, x.upper_)};
  }
  /// Lane k of x where bit k of `lanes` is set, of y elsewhere.
  HEBB_INLINE friend PackedInterval select(unsigned lanes, const PackedInterval& x, const PackedInterval& y) {
    const auto m = L::from_bits(lanes);
    return {select(m, x.lower_, y.lower_), select(m, x.upper_, y.upper_)};
  }
  /// The point Interval::midpoint of each lane.
  friend PackedInterval midpoint(const PackedInterval& x) {
    const L zero, inf(packed::infinity), huge(packed::largest);
    const auto below = less_equal(x.lower_, negate(inf)), above = less_equal(inf, x.upper_);
    L m = min(max(middle(x.lower_, x.upper_), x.lower_), x.upper_);
    m = select(below, min(x.upper_, negate(huge)), m);
    m = select(above, select(below, zero, max(x.lower_, huge)), m);
    return {m, m};
  }
  /// upper - lower, rounded up, of each lane: store it with .store(8 doubles).
  HEBB_INLINE friend L widths(const PackedInterval& x) { return sub_up(x.upper_, x.lower_); }
  /// max |x| of each lane.
  HEBB_INLINE friend L magnitudes(const PackedInterval& x) { return max(negate(x.lower_), x.upper_); }

  /// @{
  /// Decided lanes: bit k of the result is set when the statement holds for all members of lane k.
  // Decided lanes: bit k of the result is set when the statement holds for all members of lane k.
  HEBB_INLINE friend unsigned certainly_positive(const PackedInterval& x) { return L::bits(less(L(), x.lower_)); }
  HEBB_INLINE friend unsigned certainly_negative(const PackedInterval& x) { return L::bits(less(x.upper_, L())); }
  HEBB_INLINE friend unsigned certainly_nonnegative(const PackedInterval& x) {
    return L::bits(less_equal(L(), x.lower_));
  }
  HEBB_INLINE friend unsigned certainly_nonpositive(const PackedInterval& x) {
    return L::bits(less_equal(x.upper_, L()));
  }
  HEBB_INLINE friend unsigned certainly_less(const PackedInterval& x, const PackedInterval& y) {
    return L::bits(less(x.upper_, y.lower_));
  }
  HEBB_INLINE friend unsigned certainly_less_equal(const PackedInterval& x, const PackedInterval& y) {
    return L::bits(less_equal(x.upper_, y.lower_));
  }
  /// @}
  /// x and y have no common point.
  HEBB_INLINE friend unsigned disjoint(const PackedInterval& x, const PackedInterval& y) {
    return L::bits(less(x.upper_, y.lower_)) | L::bits(less(y.upper_, x.lower_));
  }
  /// x is a subset of y.
  HEBB_INLINE friend unsigned subset(const PackedInterval& x, const PackedInterval& y) {
    return L::bits(L::both(less_equal(y.lower_, x.lower_), less_equal(x.upper_, y.upper_)));
  }

 private:
  HEBB_INLINE PackedInterval(const L& lower, const L& upper) : lower_(lower), upper_(upper) {}

  static double lane_of(const L& x, int lane) {
    double all[lane_count];
    without_negative_zero(x).store(all);
    return all[lane];
  }
  [[noreturn, gnu::noinline, gnu::cold]] void reject(unsigned good) const {
    int lane = 0;
    while ((good >> lane & 1) != 0) ++lane;
    packed::reject_lane(lane, lower(lane), upper(lane));
  }
  PackedInterval through(packed::ElementaryFunction function) const {
    double lower[lane_count], upper[lane_count];
    store(lower, upper);
    packed::apply(function, lower, upper);
    return unchecked_load(lower, upper);
  }
  /// Interval's power by squaring, for end points x >= 0: [x^n rounded down throughout, y^n rounded up throughout].
  static PackedInterval power_of_nonnegative(L x, L y, unsigned n) {
    L lower = (n & 1u) != 0 ? x : L(1.0), upper = (n & 1u) != 0 ? y : L(1.0);
    while ((n >>= 1u) != 0) {
      x = mul_down(x, x);
      y = mul_up(y, y);
      if ((n & 1u) != 0) {
        lower = mul_down(x, lower);
        upper = mul_up(y, upper);
      }
    }
    return {lower, upper};
  }
  static PackedInterval power(const PackedInterval& x, unsigned n) {
    if (n == 0) return 1;
    if (n == 1) return x;
    if (n % 2 == 0) {
      const PackedInterval m = abs(x);
      return power_of_nonnegative(m.lower_, m.upper_, n);
    }
    const L zero, xl = abs(x.lower_), xu = abs(x.upper_);
    const PackedInterval l = power_of_nonnegative(xl, xl, n), u = power_of_nonnegative(xu, xu, n);
    return {select(less(x.lower_, zero), negate(l.upper_), l.lower_),
            select(less(x.upper_, zero), negate(u.lower_), u.upper_)};
  }

  L lower_, upper_;
};

template <class Isa>
struct scalar_traits<PackedInterval<Isa>> {
  static constexpr Meaning meaning = Meaning::enclosure;
  static PackedInterval<Isa> constant(const Rational& q, const PackedInterval<Isa>&) { return PackedInterval<Isa>(q); }
};
static_assert(EnclosureScalar<PackedInterval<Portable>>);

#undef HEBB_INLINE

}  // namespace hebb

#include <hebb/scalar/packed/packed_nonnegative.hpp>
