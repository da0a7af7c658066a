#include <hebb/simulation/chain/chain_kernel.hpp>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <hebb/random/path_lanes_avx512.hpp>

namespace hebb::chain {

template void run<Avx512>(const Constants&, const Batch&, double*);

}  // namespace hebb::chain
#endif
