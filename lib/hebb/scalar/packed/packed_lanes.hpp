#pragma once

#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>

/// Eight doubles, one per lane, in the registers of an instruction set: the layer on which packed intervals rest.
///
/// Lanes<Isa> is defined in a file that may use the instructions (flags of hebb_instruction_sets in
/// lib/cmake/HebbInstructionSets.cmake); elsewhere it is an incomplete type. Every Lanes<Isa> has
///   Lanes(double x) in all lanes; load, store (8 doubles, no alignment)
///   x_down, x_up for add, sub, mul, div, sqrt; exact min, max, negate, abs; compare to a mask; select
/// Law.  A directed operation gives the value of directed.hpp in every lane, up to the sign of zero. Exception:
///   0 * inf is 0 or NaN; the interval layer takes it for 0 through without_nan, min_number and max_number.
/// min(x, y) and max(x, y) give y where one of them is NaN. The comparisons are false on NaN.
namespace hebb {

inline constexpr int lane_count = 8;

template <class Isa>
struct Lanes;

namespace packed {

// Constants, because a call of std::numeric_limits in a kernel would be a shared inline function.
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double largest = std::numeric_limits<double>::max();

/// The lanes in the bit set `which` of r become those of the operation, computed by directed.hpp. Compiled without
/// special instructions: here the vector code leaves the lanes that its error-free transformation does not cover.
enum class LaneOperation { add_down, add_up, mul_down, mul_up, div_down, div_up, sqrt_down, sqrt_up };
void repair(LaneOperation operation, const double* x, const double* y, double* r, unsigned which);

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
  /// Products that are 0 outside the mask.
  friend Lanes mul_down_where(Mask m, const Lanes& x, const Lanes& y) { return select(m, mul_down(x, y), Lanes()); }
  friend Lanes mul_up_where(Mask m, const Lanes& x, const Lanes& y) { return select(m, mul_up(x, y), Lanes()); }

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

  /// min and max of products of end points: a NaN counts as absent; and 0 for two of them.
  friend Lanes min_number(const Lanes& x, const Lanes& y) { return min(x, y); }
  friend Lanes max_number(const Lanes& x, const Lanes& y) { return max(x, y); }
  friend void zero_where_nan(Lanes&, Lanes&) {}

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
  static Mask except(Mask x, Mask y) { return x & ~y; }

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

#if defined(__AVX2__) && defined(__FMA__)
#include <hebb/scalar/packed/packed_lanes_avx2.hpp>
#endif
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <hebb/scalar/packed/packed_lanes_avx512.hpp>
#endif
