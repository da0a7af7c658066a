#include <hebb/scalar/interval.hpp>

#include "field_intervals.hpp"

namespace bench {

template <int D>
void field_interval(const double* p, double* f) {
  field_intervals<hebb::Interval, D>(p, f);
}

template void field_interval<3>(const double*, double*);
template void field_interval<8>(const double*, double*);

}  // namespace bench
