#pragma once

#include <cstddef>

#include <hebb/scalar/packed/packed_dispatch.hpp>

namespace hebb {

/// The hot loop of the exit probabilities.      out[i] += sum_{k < taps} weights[k] x[i + k stride],      i = 0..n-1,
/// added in the order k = 0, 1, ... with one rounding to nearest per product and per sum: the same numbers on every
/// instruction set. n must be a multiple of correlation_block; x holds n + (taps - 1) stride numbers.
/// stride   1 along a row; for rows stored one after the other, the row length along a column, and one more along the
///          diagonal.
inline constexpr int correlation_block = 64;

template <class Isa>
void correlate(const double* weights, int taps, const double* x, std::ptrdiff_t stride, double* out, int n);

/// With the best instruction set of this processor.
void correlate(const double* weights, int taps, const double* x, std::ptrdiff_t stride, double* out, int n);

}  // namespace hebb
