#pragma once

#include <hebb/scalar/packed_dispatch.hpp>

namespace hebb {

/// The hot loop of the exit probabilities.      out[i] += sum_{k < taps} weights[k] x[i + k],      i = 0..n-1,
/// added in the order k = 0, 1, ... with one rounding to nearest per product and per sum: the same numbers on every
/// instruction set. n must be a multiple of correlation_block; x holds n + taps - 1 numbers.
inline constexpr int correlation_block = 64;

template <class Isa>
void correlate(const double* weights, int taps, const double* x, double* out, int n);

/// With the best instruction set of this processor.
void correlate(const double* weights, int taps, const double* x, double* out, int n);

}  // namespace hebb
