#include <hebb/scalar/packed/packed_check_kernel.hpp>

#if defined(__AVX2__)
template void hebb::packed::check_operations<hebb::Avx2>(const double*, const double*, CheckedEnds&);
#endif
