#include <hebb/stochastic/exit_kernel_impl.hpp>

namespace hebb {

template void correlate<Portable>(const double*, int, const double*, double*, int);

void correlate(const double* weights, int taps, const double* x, double* out, int n) {
  dispatch([&]<class Isa>(Isa) { correlate<Isa>(weights, taps, x, out, n); });
}

}  // namespace hebb
