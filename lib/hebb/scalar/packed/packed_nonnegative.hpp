#pragma once

#include <hebb/scalar/packed/packed.hpp>

namespace hebb {

// @cond internal
#define HEBB_INLINE [[gnu::always_inline]] inline
// @endcond

/// Eight intervals of non-negative numbers: lower >= 0 in every lane, besides the invariant of PackedInterval.
/// A product needs two multiplications, with a PackedInterval as well as with its like; sums and products of
/// non-negative intervals stay in the type, differences leave it, and for all else it converts to PackedInterval.
/// Law: the end points are those of PackedInterval.
template <class Isa>
class PackedNonNegative {
 public:
  using L = Lanes<Isa>;                // eight doubles in registers
  using Signed = PackedInterval<Isa>;  // intervals of any sign

  PackedNonNegative() = default;  // [0, 0] in all lanes
  /// Throws PreconditionError when a lane of x has a negative member.
  HEBB_INLINE explicit PackedNonNegative(const Signed& x) : x_(x) {
    if (certainly_nonnegative(x) != 0xff) [[unlikely]]
      reject();
  }
  /// Lane k is [lower[k], upper[k]]. Throws PreconditionError when a lane breaks the invariant.
  HEBB_INLINE static PackedNonNegative load(const double* lower, const double* upper) {
    return PackedNonNegative(Signed::load(lower, upper));
  }
  /// The invariant is the caller's.
  HEBB_INLINE static PackedNonNegative unchecked(const Signed& x) {
    PackedNonNegative r;
    r.x_ = x;
    return r;
  }
  /// As load; the invariant is the caller's.
  HEBB_INLINE static PackedNonNegative unchecked_load(const double* lower, const double* upper) {
    return unchecked(Signed::unchecked_load(lower, upper));
  }
  /// The same intervals.
  HEBB_INLINE operator const Signed&() const { return x_; }  // NOLINT(google-explicit-constructor)
  /// Writes the ends of all lanes.
  HEBB_INLINE void store(double* lower, double* upper) const { x_.store(lower, upper); }
  /// @{
  /// The ends of a lane, or of all.
  double lower(int lane) const { return x_.lower(lane); }
  double upper(int lane) const { return x_.upper(lane); }
  HEBB_INLINE const L& lower() const { return x_.lower(); }
  HEBB_INLINE const L& upper() const { return x_.upper(); }
  /// @}

  HEBB_INLINE friend Signed operator-(const PackedNonNegative& x) { return -x.x_; }  // {-x} of each lane
  /// {x + y} of each lane.
  HEBB_INLINE friend PackedNonNegative operator+(const PackedNonNegative& x, const PackedNonNegative& y) {
    return unchecked(x.x_ + y.x_);
  }
  /// {x - y} of each lane.
  HEBB_INLINE friend Signed operator-(const PackedNonNegative& x, const PackedNonNegative& y) { return x.x_ - y.x_; }
  /// The lower ends are finite; max takes 0 for 0 * inf.
  HEBB_INLINE friend PackedNonNegative operator*(const PackedNonNegative& x, const PackedNonNegative& y) {
    return unchecked(Signed::unchecked(mul_down(x.lower(), y.lower()), max(mul_up(x.upper(), y.upper()), L())));
  }
  HEBB_INLINE friend Signed operator*(const PackedNonNegative& x, const Signed& y) {
    L lower, upper;
    nonnegative_product_ends(x.lower(), x.upper(), y.lower(), y.upper(), lower, upper);
    return Signed::unchecked(lower, upper);
  }
  /// {x y} of each lane.
  HEBB_INLINE friend Signed operator*(const Signed& x, const PackedNonNegative& y) { return y * x; }
  /// {x^2} of each lane.
  HEBB_INLINE friend PackedNonNegative square(const PackedNonNegative& x) {
    return unchecked(Signed::unchecked(mul_down(x.lower(), x.lower()), mul_up(x.upper(), x.upper())));
  }
  friend PackedNonNegative sqrt(const PackedNonNegative& x) { return unchecked(sqrt(x.x_)); }  // of each lane

 private:
  [[noreturn, gnu::noinline, gnu::cold]] void reject() const {
    const unsigned good = certainly_nonnegative(x_);
    int lane = 0;
    while ((good >> lane & 1) != 0) ++lane;
    packed::reject_lane(lane, lower(lane), upper(lane));
  }
  Signed x_;
};

#undef HEBB_INLINE

}  // namespace hebb
