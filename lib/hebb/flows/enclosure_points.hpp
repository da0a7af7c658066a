#pragma once

#include <cmath>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/traits.hpp>

// What the validated integrator needs of an enclosure besides arithmetic: points, symmetric intervals, sizes.
namespace hebb {

/// An exact point near the middle of x, of the precision of x: x - center_of(x) is small and the point has no width.
/// Needs x bounded.
inline Interval center_of(const Interval& x) { return Interval(x.midpoint()); }
inline RealInterval center_of(const RealInterval& x) {
  const RealInterval middle(x.midpoint(), x.precision());  // one unit in the last place wide, at most
  return RealInterval(middle.exact_lower(), x.precision());
}

/// The point x, exactly (in a precision of at least 53 bits).
inline Interval point_like(const Interval&, double x) { return Interval(x); }
inline RealInterval point_like(const RealInterval& as, double x) { return RealInterval(x, x, as.precision()); }

/// [-r, r]; r >= 0 and finite.
inline Interval symmetric_like(const Interval&, double r) { return Interval(-r, r); }
inline RealInterval symmetric_like(const RealInterval& as, double r) { return RealInterval(-r, r, as.precision()); }

/// A double near the middle: for choices that need no proof (step sizes, bases).
inline double approximate(const Interval& x) { return x.midpoint(); }
inline double approximate(const RealInterval& x) { return x.to_interval().midpoint(); }

/// Bits of the end points.
inline long precision_of(const Interval&) { return 53; }
inline long precision_of(const RealInterval& x) { return x.precision(); }

/// x lies in the interior of y.
inline bool interior(const Interval& x, const Interval& y) { return y.lower() < x.lower() && x.upper() < y.upper(); }
inline bool interior(const RealInterval& x, const RealInterval& y) {
  return mpfr_less_p(y.left(), x.left()) && mpfr_less_p(x.right(), y.right());
}

}  // namespace hebb
