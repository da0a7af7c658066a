// There is no default meaning: a type that does not declare one is no scalar.
// diagnostic: constraint|static assertion failed|static_assert failed
#include <hebb/scalar/traits.hpp>

#ifdef MUST_NOT_COMPILE
static_assert(hebb::Scalar<float>);
#else
static_assert(hebb::Scalar<double>);
#endif
