// pow takes integers only; 0.5 would be cut to 0.
// diagnostic: deleted function
#include <hebb/scalar/interval.hpp>

#ifdef MUST_NOT_COMPILE
hebb::Interval root(const hebb::Interval& x) { return pow(x, 0.5); }
#else
hebb::Interval root(const hebb::Interval& x) { return sqrt(x); }
#endif
