// exp of a rational number is no rational number; enclose it instead.
// diagnostic: cannot convert|no matching function|could not convert
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {
#ifdef MUST_NOT_COMPILE
Rational f(const Rational& q) { return exp(q); }
#else
Interval f(const Rational& q) { return exp(Interval(q)); }
#endif
}  // namespace hebb
