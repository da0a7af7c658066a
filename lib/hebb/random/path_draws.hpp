#pragma once

#include <cstdint>

#include <hebb/random/path_lanes.hpp>
#include <hebb/random/philox.hpp>
#include <hebb/random/word_noise_tables.hpp>

/// The random numbers of eight paths over an instruction set.
namespace hebb {

/// Which words: those of `steps` steps from first_step[lane] on, of path number[lane] in the stream, for d components.
struct DrawRange {
  const std::uint64_t* keys;  // philox::round_keys
  std::uint32_t stream;
  const std::uint64_t *number, *first_step;  // of each lane
  int steps, dimension;
};

template <class Isa, int D, class Noise>
void draw_steps_with(const Noise& noise, const DrawRange& range, double* out) {
  using Real = PathReal<Isa>;
  using Word = PathWord<Isa>;
  const int slots = (D > 0 ? D : range.dimension) + 1, blocks = (slots + 3) / 4;
  const Word path = Word::load(range.number), path_high = path.template shifted_right<32>();
  const Word first = Word::load(range.first_step);
  for (int step = 0; step < range.steps; ++step) {
    const Word counter =
        multiply_low(first + Word(static_cast<std::uint64_t>(step)), Word(static_cast<std::uint64_t>(blocks)));
    for (int j = 0; j < blocks; ++j) {
      Word c0 = counter + Word(static_cast<std::uint64_t>(j)), c1(range.stream), c2 = path, c3 = path_high;
      for (int r = 0; r < philox::rounds; ++r) {
        const Word p0 = multiply_low(c0, Word(philox::multiplier0)), p1 = multiply_low(c2, Word(philox::multiplier1));
        c0 = p1.template shifted_right<32>() ^ c1 ^ Word(range.keys[2 * r]);
        c1 = p1;
        c2 = p0.template shifted_right<32>() ^ c3 ^ Word(range.keys[2 * r + 1]);
        c3 = p0;
      }
      const Word words[4] = {c0, c1, c2, c3};
      for (int q = 0; q < 4; ++q) {
        const int slot = 4 * j + q;
        if (slot >= slots) break;
        const Real x = words[q].low_as_real() + Real(0.5);
        const Real value = slot == 0 ? x * Real(0x1p-32) : Real(1) + noise(x);
        value.store(out + slot * lane_count);
      }
    }
    out += slots * lane_count;
  }
}

/// out: for each step lane_count numbers U of the trigger, then lane_count times 1 + a Z_i for i = 1, ..., d.
/// noise is the law of a Z.      D = 0: the dimension is that of the range.
template <class Isa, int D>
void draw_steps(const WordNoiseTables& noise, const DrawRange& range, double* out) {
  using Real = PathReal<Isa>;
  using Word = PathWord<Isa>;
  if (noise.kind == WordNoiseTables::Kind::uniform) {
    const Real slope(noise.slope), middle(0x1p31);
    draw_steps_with<Isa, D>([=](const Real& x) { return (x - middle) * slope; }, range, out);
  } else if (noise.kind == WordNoiseTables::Kind::atoms) {
    const auto atom = [&](const Real& x) {
      Real z(noise.values[noise.atoms - 1]);
      for (int j = noise.atoms - 2; j >= 0; --j)
        z = select(less(x, Real(noise.thresholds[j])), Real(noise.values[j]), z);
      return z;
    };
    draw_steps_with<Isa, D>(atom, range, out);
  } else {
    const auto quantile = [&](const Real& x) {
      const Real t = select(less(x, Real(0x1p31)), x, (Real(0x1p32) - x) * Real(0x1p32));
      const Word cell =
          Word::bits_of(t).template shifted_right<WordNoiseTables::shift>() + Word(-WordNoiseTables::first_cell);
      return Real::gather(noise.intercepts, cell) + Real::gather(noise.slopes, cell) * t;
    };
    draw_steps_with<Isa, D>(quantile, range, out);
  }
}

}  // namespace hebb
