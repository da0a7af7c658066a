#include "field_packed.hpp"

#if defined(__AVX512F__)
namespace bench {

template void field_packed<hebb::Avx512, 3>(const double*, double*);
template void field_packed<hebb::Avx512, 8>(const double*, double*);
template void field_packed_nonnegative<hebb::Avx512, 3>(const double*, double*);
template void field_packed_nonnegative<hebb::Avx512, 8>(const double*, double*);

}  // namespace bench
#endif
