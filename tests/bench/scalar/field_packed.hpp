#pragma once

#include <hebb/scalar/packed/packed.hpp>

#include "replicator_field.hpp"

namespace bench {

template <class Isa, int D, class In>
[[gnu::always_inline]] inline void packed_boxes(const double* p, double* f) {
  using hebb::lane_count;
  using Packed = hebb::PackedInterval<Isa>;
  constexpr int stride = 2 * lane_count;
  for (int k = 0; k < box_count; k += lane_count, p += stride * D, f += stride * D) {
    In x[D];
    Packed y[D];
    for (int i = 0; i < D; ++i) x[i] = In::unchecked_load(p + stride * i, p + stride * i + lane_count);
    replicator_field<D>(x, y);
    for (int i = 0; i < D; ++i) {
      y[i].lower().store(f + stride * i);
      y[i].upper().store(f + stride * i + lane_count);
    }
  }
}

template <class Isa, int D>
void field_packed(const double* p, double* f) {
  hebb::run_batch<Isa>([=]<class I>(I) { packed_boxes<I, D, hebb::PackedInterval<I>>(p, f); });
}

template <class Isa, int D>
void field_packed_nonnegative(const double* p, double* f) {
  hebb::run_batch<Isa>([=]<class I>(I) { packed_boxes<I, D, hebb::PackedNonNegative<I>>(p, f); });
}

}  // namespace bench
