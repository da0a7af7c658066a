#include <hebb/simulation/outputs/outputs_kernel.hpp>

#if defined(__AVX2__)
#include <hebb/random/path_lanes_avx2.hpp>

namespace hebb::outputs {

template void advance<Avx2>(const Constants&, State&, int, double*);

}  // namespace hebb::outputs
#endif
