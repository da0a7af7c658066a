#include <hebb/exits/kernel/kernel_impl.hpp>

#if defined(__AVX2__)
namespace hebb {
template void correlate<Avx2>(const double*, int, const double*, std::ptrdiff_t, double*, int);
}  // namespace hebb
#endif
