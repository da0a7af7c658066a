#include <hebb/simulation/chain/chain_kernel.hpp>

#if defined(__AVX2__)
#include <hebb/random/path_lanes_avx2.hpp>

namespace hebb::chain {

template void run<Avx2>(const Constants&, const Batch&, double*);

}  // namespace hebb::chain
#endif
