#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// Philox4x32-10, the counter-based generator of J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3" (SC11): a bijection of 128-bit counters under a 64-bit key, without state. Ten
/// rounds of
///   (c0, c1, c2, c3) -> (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)),   k += (W0, W1) in between.
///
/// The words of a path are a function of (seed, stream, path, step): key = seed, counter = (step ceil((d+1)/4) + j,
/// stream, path mod 2^32, path / 2^32), step from 0. The blocks j of a step hold its d + 1 words in order: the trigger,
/// then the noise of component 1, ..., d. Nothing else enters: neither threads, nor batches, nor the instruction set.
namespace hebb::philox {

inline constexpr int rounds = 10;
inline constexpr std::uint32_t multiplier0 = 0xD2511F53, multiplier1 = 0xCD9E8D57;
inline constexpr std::uint32_t weyl0 = 0x9E3779B9, weyl1 = 0xBB67AE85;

/// The 2 x 32 bits of key of each round, one after the other, each in a 64-bit word.
using RoundKeys = std::array<std::uint64_t, 2 * rounds>;

constexpr RoundKeys round_keys(std::uint64_t seed) {
  RoundKeys keys{};
  auto k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
  for (std::size_t r = 0; r < rounds; ++r) {
    keys[2 * r] = k0;
    keys[2 * r + 1] = k1;
    k0 += weyl0;
    k1 += weyl1;
  }
  return keys;
}

/// Which part of the library draws: streams of different purposes never share a counter.
enum class Stream : std::uint32_t {  // taken elsewhere: 0x3000'0000 and up by several outputs (outputs_batch.hpp),
  chain = 0,                         // 0x6000'0000 by correlated input (input_path.cpp),
  splitting_pilot = 0x1000'0000,     // 0x8000'0000 and 0x8000'0001 by the spiking network (spiking/draw_kernel.hpp)
  splitting = 0x2000'0000,
  resampling = 0x4000'0000
};

/// Blocks of four words for one step in dimension d.
constexpr int blocks_per_step(int d) { return (d + 1 + 3) / 4; }

/// One block, one counter at a time (Random123's implementation): the yardstick of the vector code.
std::array<std::uint32_t, 4> block(std::uint64_t seed, const std::array<std::uint32_t, 4>& counter);

/// (k + 1/2) 2^-32 for a word k: uniform on a lattice in (0, 1) that is symmetric about 1/2. Exact.
constexpr double unit(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

}  // namespace hebb::philox
