#pragma once

#include <hebb/scalar/packed/packed_dispatch.hpp>

/// The arithmetic of Upward, compiled once for each level of optimisation: packed_level_N_avx2.cpp with -ON.
namespace hebb::test {

template <class Isa, class Flags, int Level>
struct Compiled {};  // the kernel of Isa by a compiler with these flags
template <int Level>
using PortableAt = Compiled<Portable, Avx2, Level>;
template <int Level>
using Avx2At = Compiled<Avx2, Avx2, Level>;

inline constexpr int level_results = 14;

/// For eight lanes: the ends of level_results expressions (see level_expressions) in the intervals [x[k], x[k]] and
/// [y[k], y[k]], in the arithmetic Upward<Tag>.
template <class Tag>
void packed_level(const double* x, const double* y, double (&lower)[level_results][8],
                  double (&upper)[level_results][8]);

/// What tempts a compiler: signs that it could move, equal operands, quotients that it could compute itself, values
/// that are needed before and after a call that sets another mode.
template <class S>
void level_expressions(const S& x, const S& y, S* r) {
  const S third = S(1) / S(3), minus = -third;
  r[0] = x + y;
  r[1] = x - y;
  r[2] = x * y;
  r[3] = x / y;
  r[4] = sqrt(abs(x));
  r[5] = -(x * y);
  r[6] = (-x) * y;
  r[7] = -(x + y) + (x + y);
  r[8] = third - (S(2) / S(3) - third);
  r[9] = minus * S(3) + S(1);
  r[10] = square(x) - x * x;
  r[11] = x * third + y * minus;
  r[12] = midpoint(x * third) + x * third;
  r[13] = exp(min(x, S(1))) * third + x / S(7);
}

}  // namespace hebb::test
