#include <hebb/simulation/outputs/outputs_kernel.hpp>

namespace hebb::outputs {

template void advance<Portable>(const Constants&, State&, int, double*);

}  // namespace hebb::outputs
