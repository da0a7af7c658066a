#pragma once

#include <optional>

#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// A tight enclosure of the midpoint, in the precision of x. Throws PreconditionError when a RealInterval is unbounded.
inline Interval middle(const Interval& x) { return Interval(x.midpoint()); }
inline RealInterval middle(const RealInterval& x) { return RealInterval(x.midpoint(), x.precision()); }

/// Encloses the zeros in `bracket` of a non-decreasing function (and, when f encloses a family of functions, the zeros
/// of all its members) by interval Newton steps X <- X n (m - f(m)/f'(X)); where f'(X) is no help this is a bisection
/// by the sign of f(m). Stops when a step gains less than a tenth of the width.
/// f  callable on S and on Jet<S>.      Nothing when some step shows that there is no zero in the bracket.
/// Law: no zero in the bracket is lost. Quadratic convergence for point data: about log2(precision) steps at the end.
/// Source: R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis (2009), section 8.1.
template <EnclosureScalar S, class Function>
std::optional<S> enclose_increasing_root(const Function& f, S bracket) {
  for (int step = 0; step < 200; ++step) {
    const S m = middle(bracket);
    const S slope = f(Jet<S>::variable(bracket, 1)).coefficient(1);
    const std::optional<S> next = intersect(bracket, m - f(m) / slope);
    if (!next) return std::nullopt;
    const bool gained = next->width() < 0.9 * bracket.width();
    bracket = *next;
    if (!gained) break;
  }
  return bracket;
}

}  // namespace hebb
