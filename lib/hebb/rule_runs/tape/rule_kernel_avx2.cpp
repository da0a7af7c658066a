#include <hebb/rule_runs/tape/rule_kernel.hpp>

#if defined(__AVX2__)
#include <hebb/random/path_lanes_avx2.hpp>

namespace hebb::rule_tape {

template void advance<Avx2>(const Constants&, State&, int, double*);

}  // namespace hebb::rule_tape
#endif
