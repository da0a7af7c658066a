#include <hebb/exits/kernel/kernel_impl.hpp>

namespace hebb {

template void correlate<Portable>(const double*, int, const double*, std::ptrdiff_t, double*, int);

void correlate(const double* weights, int taps, const double* x, std::ptrdiff_t stride, double* out, int n) {
  dispatch([&]<class Isa>(Isa) { correlate<Isa>(weights, taps, x, stride, out, n); });
}

}  // namespace hebb
