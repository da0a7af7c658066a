#pragma once

#include <mpfr.h>

namespace hebb {

/// The range of sin (cos) over [a, b], -inf <= a <= b <= +inf: `lower` gets the largest number of its precision that is
/// <= all values, `upper` the smallest one that is >= all of them. `lower` and `upper` may not be a or b.
/// The extrema inside are found from floor(a/pi + 1/2) and floor(b/pi + 1/2) (floor(a/pi), floor(b/pi)), decided with
/// as many digits of pi as that takes. Ends of 2^(2^20) and beyond give [-1, 1] without being looked at.
void enclose_sin(mpfr_ptr lower, mpfr_ptr upper, mpfr_srcptr a, mpfr_srcptr b);
void enclose_cos(mpfr_ptr lower, mpfr_ptr upper, mpfr_srcptr a, mpfr_srcptr b);

}  // namespace hebb
