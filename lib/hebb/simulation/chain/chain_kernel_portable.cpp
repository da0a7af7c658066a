#include <hebb/simulation/chain/chain_kernel.hpp>

namespace hebb::chain {

template void run<Portable>(const Constants&, const Batch&, double*);

}  // namespace hebb::chain
