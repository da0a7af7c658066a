#include <hebb/rule_runs/tape/rule_kernel.hpp>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <hebb/random/path_lanes_avx512.hpp>

namespace hebb::rule_tape {

template void advance<Avx512>(const Constants&, State&, int, double*);

}  // namespace hebb::rule_tape
#endif
