#pragma once

#include <hebb/scalar/packed/packed_dispatch.hpp>

/// What the self-check asks of the kernels of each instruction set.
namespace hebb::packed {

/// Of x + y, x - y, x y, x / y and sqrt |y|, in this order: the ends for eight lanes.
struct CheckedEnds {
  double lower[5][8], upper[5][8];
};

/// The operations on the intervals [x[k], x[k]] and [y[k], y[k]], y[k] != 0.
template <class Isa>
void check_operations(const double* x, const double* y, CheckedEnds& ends);

}  // namespace hebb::packed
