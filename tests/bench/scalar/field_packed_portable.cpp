#include "field_packed.hpp"

namespace bench {

template void field_packed<hebb::Portable, 3>(const double*, double*);
template void field_packed<hebb::Portable, 8>(const double*, double*);
template void field_packed_nonnegative<hebb::Portable, 3>(const double*, double*);
template void field_packed_nonnegative<hebb::Portable, 8>(const double*, double*);

}  // namespace bench
