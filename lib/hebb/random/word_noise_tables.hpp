#pragma once

#include <cstdint>

namespace hebb {

/// The plain data of a WordNoise, for the vector code. With x = word + 1/2 in (0, 2^32):
///   uniform    z = (x - 2^31) slope
///   atoms      z = values[j], j the first with x < thresholds[j]
///   quantiles  t = x for x < 2^31, else 2^32 (2^32 - x);  z = intercepts[j] + slopes[j] t, where j is the cell of t:
///              128 cells in each of the octaves [2^e, 2^(e+1)), e = -1, ..., 62
struct WordNoiseTables {
  enum class Kind { uniform, atoms, quantiles };
  static constexpr int cells_per_octave = 128, octaves = 64, cells = cells_per_octave * octaves;
  static constexpr int shift = 45;                                         // bits(t) >> shift is first_cell + j
  static constexpr std::uint64_t first_cell = 1022ull * cells_per_octave;  // of t = 1/2

  Kind kind = Kind::uniform;
  double slope = 0;
  int atoms = 0;
  const double *thresholds = nullptr, *values = nullptr, *intercepts = nullptr, *slopes = nullptr;
};

}  // namespace hebb
