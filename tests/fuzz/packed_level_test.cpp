#include "packed_level.hpp"

#include <bit_patterns.hpp>
#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>

// The kernels that set the rounding mode give Interval's end points at every level of optimisation.

#if defined(__x86_64__)
namespace hebb {

// Found by its argument, as the function of packed intervals is.
static Interval midpoint(const Interval& x) { return Interval(x.midpoint()); }

namespace test {
namespace {

using Kernel = void (*)(const double*, const double*, double (&)[level_results][8], double (&)[level_results][8]);

void check(Kernel kernel) {
  if (!is_supported(InstructionSet::avx2)) GTEST_SKIP() << "compiled for AVX2";
  BitPatterns g(11);
  const long packs = fuzz_count(80'000) / 8;
  for (long i = 0; i < packs; ++i) {
    double x[8], y[8];
    for (int k = 0; k < 8; ++k) {
      x[k] = g.below(4) == 0 ? g.any() : g.moderate() * (g.below(2) == 0 ? 1 : 0x1p-500);
      do y[k] = g.below(4) == 0 ? g.any() : g.moderate();
      while (y[k] == 0);
    }
    double lower[level_results][8], upper[level_results][8];
    kernel(x, y, lower, upper);
    for (int k = 0; k < 8; ++k) {
      Interval expected[level_results];
      level_expressions(Interval(x[k]), Interval(y[k]), expected);
      for (int e = 0; e < level_results; ++e) {
        if (!(lower[e][k] == expected[e].lower() && upper[e][k] == expected[e].upper()))
          FAIL() << std::hexfloat << "expression " << e << " of " << x[k] << ", " << y[k] << ": [" << lower[e][k]
                 << ", " << upper[e][k] << "], Interval [" << expected[e].lower() << ", " << expected[e].upper() << "]";
      }
    }
  }
}

TEST(PackedLevels, Without) {
  check(packed_level<PortableAt<0>>);
  check(packed_level<Avx2At<0>>);
}
TEST(PackedLevels, One) {
  check(packed_level<PortableAt<1>>);
  check(packed_level<Avx2At<1>>);
}
TEST(PackedLevels, Two) {
  check(packed_level<PortableAt<2>>);
  check(packed_level<Avx2At<2>>);
}
TEST(PackedLevels, Three) {
  check(packed_level<PortableAt<3>>);
  check(packed_level<Avx2At<3>>);
}

}  // namespace
}  // namespace test
}  // namespace hebb
#endif
