#pragma once

#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>

/// Eight doubles, one per lane, in the registers of an instruction set: the layer on which packed intervals rest.
///
/// Lanes<Isa> is defined for
///   Portable           directed.hpp, lane by lane; slow, and right everywhere
///   Upward<Portable>   SSE2, only on x86-64 and only within run_batch
///   Upward<Avx2>       likewise
///   Avx512             rounding embedded in the instruction
/// the last two in a file that may use the instructions (flags of hebb_instruction_sets in
/// lib/cmake/HebbInstructionSets.cmake); elsewhere they are incomplete types. All have
///   Lanes(double x) in all lanes; load, store (8 doubles, no alignment)
///   x_down, x_up for add, sub, mul, div, sqrt; exact min, max, negate, abs; compare to a mask; select; product_ends,
///   nonnegative_product_ends
/// Law.  A directed operation gives the value of directed.hpp in every lane, up to the sign of zero. Exception:
///   0 * inf is 0 or NaN; it counts as 0 in the last two.
/// min(x, y) and max(x, y) give y where one of them is NaN. The comparisons are false on NaN.
namespace hebb {

inline constexpr int lane_count = 8;

template <class Isa>
struct Lanes;

/// The arithmetic of an instruction set while the processor rounds upward: to be used only as the tag that run_batch
/// gives, outside it the end points are wrong.
template <class Isa>
struct Upward {};

namespace packed {

// Constants, because a call of std::numeric_limits in a kernel would be a shared inline function.
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double largest = std::numeric_limits<double>::max();

/// x[k] := x[k] / 2 + y[k] / 2, rounded to nearest in any mode, for eight lanes.
void middle(double* x, const double* y);

/// The product with 0 * inf = 0, which is what the end points of a set of real numbers need.
template <Direction D>
double end_point_product(double x, double y) {
  return x == 0 || y == 0 ? 0 : directed::mul<D>(x, y);
}

}  // namespace packed

#define HEBB_INLINE [[gnu::always_inline]] inline

template <>
struct Lanes<Portable> {
  using Mask = unsigned;  // bit k for lane k
  double v[lane_count];

  Lanes() : Lanes(0.0) {}
  explicit Lanes(double x) {
    for (double& lane : v) lane = x;
  }
  static Lanes load(const double* p) {
    return map([p](int k) { return p[k]; });
  }
  void store(double* p) const {
    for (int k = 0; k < lane_count; ++k) p[k] = v[k];
  }

  friend Lanes add_down(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return add_down(x.v[k], y.v[k]); });
  }
  friend Lanes add_up(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return add_up(x.v[k], y.v[k]); });
  }
  friend Lanes sub_down(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return sub_down(x.v[k], y.v[k]); });
  }
  friend Lanes sub_up(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return sub_up(x.v[k], y.v[k]); });
  }
  friend Lanes mul_down(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return packed::end_point_product<Direction::down>(x.v[k], y.v[k]); });
  }
  friend Lanes mul_up(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return packed::end_point_product<Direction::up>(x.v[k], y.v[k]); });
  }
  friend Lanes div_down(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return div_down(x.v[k], y.v[k]); });
  }
  friend Lanes div_up(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return div_up(x.v[k], y.v[k]); });
  }
  friend Lanes sqrt_down(const Lanes& x) {
    return map([&](int k) { return sqrt_down(x.v[k]); });
  }
  friend Lanes sqrt_up(const Lanes& x) {
    return map([&](int k) { return sqrt_up(x.v[k]); });
  }
  friend Lanes min(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return x.v[k] < y.v[k] ? x.v[k] : y.v[k]; });
  }
  friend Lanes max(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return x.v[k] > y.v[k] ? x.v[k] : y.v[k]; });
  }
  friend Lanes negate(const Lanes& x) {
    return map([&](int k) { return -x.v[k]; });
  }
  friend Lanes abs(const Lanes& x) {
    return map([&](int k) { return std::fabs(x.v[k]); });
  }
  /// Rounded to nearest: x / 2 + y / 2.
  friend Lanes middle(const Lanes& x, const Lanes& y) {
    return map([&](int k) { return x.v[k] / 2 + y.v[k] / 2; });
  }
  /// +0 for -0, all else as it is.
  friend Lanes without_negative_zero(const Lanes& x) {
    return map([&](int k) { return x.v[k] + 0.0; });
  }

  /// lower = min(x1 a1, x2 a2) rounded downward, upper = max(x1 b1, x2 b2) rounded upward, with 0 * inf = 0.
  friend void product_ends(const Lanes& x1, const Lanes& x2, const Lanes& a1, const Lanes& a2, const Lanes& b1,
                           const Lanes& b2, Lanes& lower, Lanes& upper) {
    lower = min(mul_down(x1, a1), mul_down(x2, a2));
    upper = max(mul_up(x1, b1), mul_up(x2, b2));
  }

  /// Of [x1, x2] with 0 <= x1 < inf and [y1, y2], with 0 * inf = 0.
  friend void nonnegative_product_ends(const Lanes& x1, const Lanes& x2, const Lanes& y1, const Lanes& y2, Lanes& lower,
                                       Lanes& upper) {
    const Lanes zero;
    lower = mul_down(select(less(y1, zero), x2, x1), y1);
    upper = mul_up(select(less(zero, y2), x2, x1), y2);
  }

  friend Mask less(const Lanes& x, const Lanes& y) {
    return compare([&](int k) { return x.v[k] < y.v[k]; });
  }
  friend Mask less_equal(const Lanes& x, const Lanes& y) {
    return compare([&](int k) { return x.v[k] <= y.v[k]; });
  }
  friend Lanes select(Mask m, const Lanes& yes, const Lanes& no) {
    return map([&](int k) { return (m >> k & 1) != 0 ? yes.v[k] : no.v[k]; });
  }
  static unsigned bits(Mask m) { return m; }
  static Mask from_bits(unsigned m) { return m; }
  static Mask both(Mask x, Mask y) { return x & y; }

 private:
  template <class F>
  HEBB_INLINE static Lanes map(F f) {
    Lanes r;
    for (int k = 0; k < lane_count; ++k) r.v[k] = f(k);
    return r;
  }
  template <class F>
  HEBB_INLINE static Mask compare(F f) {
    Mask m = 0;
    for (int k = 0; k < lane_count; ++k) m |= f(k) ? 1u << k : 0u;
    return m;
  }
};

#undef HEBB_INLINE

}  // namespace hebb

#if defined(__x86_64__)
#include <hebb/scalar/packed/packed_lanes_upward.hpp>
#endif
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <hebb/scalar/packed/packed_lanes_avx512.hpp>
#endif
