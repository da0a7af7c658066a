#include <hebb/exits/kernel/kernel_impl.hpp>

namespace hebb {
template void correlate<Portable>(const double*, int, const double*, std::ptrdiff_t, double*, int);
}  // namespace hebb
