#include <hebb/rule_runs/tape/rule_kernel.hpp>

namespace hebb::rule_tape {

template void advance<Portable>(const Constants&, State&, int, double*);

}  // namespace hebb::rule_tape
