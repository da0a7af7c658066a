// Intervals have no operator<: `less` answers with a Truth.
// diagnostic: no match for 'operator<'|invalid operands to binary expression
#include <hebb/scalar/interval.hpp>

bool smaller(const hebb::Interval& x, const hebb::Interval& y) {
#ifdef MUST_NOT_COMPILE
  return x < y;
#else
  return certainly(less(x, y));
#endif
}
