#pragma once

#include "replicator_field.hpp"

namespace bench {

/// The field in an interval type I with I(lower, upper), lower() and upper().
template <class I, int D>
void field_intervals(const double* p, double* f) {
  for (int k = 0; k < box_count; ++k, p += 2 * D, f += 2 * D) {
    I x[D], y[D];
    for (int i = 0; i < D; ++i) x[i] = I(p[2 * i], p[2 * i + 1]);
    replicator_field<D>(x, y);
    for (int i = 0; i < D; ++i) {
      f[2 * i] = y[i].lower();
      f[2 * i + 1] = y[i].upper();
    }
  }
}

}  // namespace bench
