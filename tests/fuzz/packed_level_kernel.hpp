#pragma once

#include <hebb/scalar/packed/packed.hpp>

#include "packed_level.hpp"

#if defined(__AVX2__)
namespace hebb {

namespace packed {
// Tags of their own, so that the linker cannot put the code of one level in the place of another's.
template <class Isa, class Flags, int Level>
struct Registers<test::Compiled<Isa, Flags, Level>> : Registers<Isa> {};
}  // namespace packed

namespace test {

template <class Tag>
void packed_level(const double* x, const double* y, double (&lower)[level_results][8],
                  double (&upper)[level_results][8]) {
  run_batch<Tag>([&]<class I>(I) {
    using P = PackedInterval<I>;
    P r[level_results];
    level_expressions(P::load(x, x), P::load(y, y), r);
    for (int k = 0; k < level_results; ++k) r[k].store(lower[k], upper[k]);
  });
}

}  // namespace test
}  // namespace hebb
#endif
