// Nor inside a formula.
// diagnostic: no match for 'operator\*'|invalid operands to binary expression
#include <hebb/scalar/interval.hpp>

using namespace hebb::literals;

hebb::Interval scaled(const hebb::Interval& x) {
#ifdef MUST_NOT_COMPILE
  return 0.1 * x;
#else
  return hebb::like(x, 0.1_q) * x;
#endif
}
