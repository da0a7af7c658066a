#include <hebb/exits/kernel/kernel.hpp>

// Knows the declarations only: a file that saw the body would instantiate it here for the processor that the library is
// built for, whatever the tag says.

namespace hebb {

void correlate(const double* weights, int taps, const double* x, std::ptrdiff_t stride, double* out, int n) {
  dispatch([&]<class Isa>(Isa) { correlate<Isa>(weights, taps, x, stride, out, n); });
}

}  // namespace hebb
