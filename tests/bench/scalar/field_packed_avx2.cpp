#include "field_packed.hpp"

#if defined(__AVX2__)
namespace bench {

template void field_packed<hebb::Avx2, 3>(const double*, double*);
template void field_packed<hebb::Avx2, 8>(const double*, double*);
template void field_packed_nonnegative<hebb::Avx2, 3>(const double*, double*);
template void field_packed_nonnegative<hebb::Avx2, 8>(const double*, double*);

}  // namespace bench
#endif
