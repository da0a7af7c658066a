#include "replicator_field.hpp"

namespace bench {

template <int D>
void field_double(const double* p, double* f) {
  for (int k = 0; k < box_count; ++k, p += D, f += D) {
    double x[D], y[D];
    for (int i = 0; i < D; ++i) x[i] = p[i];
    replicator_field<D>(x, y);
    for (int i = 0; i < D; ++i) f[i] = y[i];
  }
}

template void field_double<3>(const double*, double*);
template void field_double<8>(const double*, double*);

}  // namespace bench
