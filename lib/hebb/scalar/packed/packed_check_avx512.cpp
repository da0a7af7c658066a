#include <hebb/scalar/packed/packed_check_kernel.hpp>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
template void hebb::packed::check_operations<hebb::Avx512>(const double*, const double*, CheckedEnds&);
#endif
