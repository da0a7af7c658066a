#pragma once

#include <hebb/exits/kernel/kernel.hpp>

// The body of correlate<Isa>; each of the files exit_kernel_*.cpp instantiates it for one instruction set.

namespace hebb {

template <class Isa>
inline constexpr int vector_bytes = 16;
template <>
inline constexpr int vector_bytes<Avx2> = 32;
template <>
inline constexpr int vector_bytes<Avx512> = 64;

template <class Isa>
void correlate(const double* weights, int taps, const double* x, std::ptrdiff_t stride, double* out, int n) {
  typedef double Vector __attribute__((vector_size(vector_bytes<Isa>), aligned(8), may_alias));
  constexpr int lanes = vector_bytes<Isa> / 8, vectors = 8;
  static_assert(correlation_block % (vectors * lanes) == 0);
  for (int i = 0; i < n; i += vectors * lanes) {
    Vector sum[vectors];
    for (int v = 0; v < vectors; ++v) sum[v] = *reinterpret_cast<const Vector*>(out + i + v * lanes);
    for (int k = 0; k < taps; ++k) {
      const double weight = weights[k];
      const double* shifted = x + i + k * stride;
      for (int v = 0; v < vectors; ++v) sum[v] += weight * *reinterpret_cast<const Vector*>(shifted + v * lanes);
    }
    for (int v = 0; v < vectors; ++v) *reinterpret_cast<Vector*>(out + i + v * lanes) = sum[v];
  }
}

}  // namespace hebb
