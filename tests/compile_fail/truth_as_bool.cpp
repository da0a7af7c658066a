// Undecided is neither true nor false: a condition must say which side `unknown` falls on.
// diagnostic: could not convert|not contextually convertible|cannot convert
#include <hebb/scalar/interval.hpp>

int sign(const hebb::Interval& x) {
#ifdef MUST_NOT_COMPILE
  if (is_positive(x)) return 1;
#else
  if (certainly(is_positive(x))) return 1;
#endif
  return 0;
}
