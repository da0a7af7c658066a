#include <hebb/scalar/packed/packed_check_kernel.hpp>

template void hebb::packed::check_operations<hebb::Portable>(const double*, const double*, CheckedEnds&);
