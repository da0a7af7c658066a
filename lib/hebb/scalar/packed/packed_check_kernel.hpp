#pragma once

#include <hebb/scalar/packed/packed.hpp>
#include <hebb/scalar/packed/packed_check.hpp>

namespace hebb::packed {

template <class Isa>
void check_operations(const double* x, const double* y, CheckedEnds& ends) {
  run_batch<Isa>([&]<class I>(I) {
    const auto a = PackedInterval<I>::unchecked_load(x, x), b = PackedInterval<I>::unchecked_load(y, y);
    const PackedInterval<I> results[] = {a + b, a - b, a * b, a / b, sqrt(abs(b))};
    for (int k = 0; k < 5; ++k) results[k].store(ends.lower[k], ends.upper[k]);
  });
}

}  // namespace hebb::packed
