#include <hebb/simulation/outputs/outputs_kernel.hpp>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <hebb/random/path_lanes_avx512.hpp>

namespace hebb::outputs {

template void advance<Avx512>(const Constants&, State&, int, double*);

}  // namespace hebb::outputs
#endif
