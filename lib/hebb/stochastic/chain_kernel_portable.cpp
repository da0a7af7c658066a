#include <hebb/stochastic/chain_kernel.hpp>

namespace hebb::chain {

template void run<Portable>(const Constants&, const Batch&, double*);

}  // namespace hebb::chain
