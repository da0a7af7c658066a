#pragma once

#include <bit>

#include <hebb/simulation/spiking/draw_kernel.hpp>

// The bodies of draw<Isa> and exponentials<Isa>; each of the files draw_kernel_*.cpp instantiates them for one
// instruction set. Loops over eight lanes, which the compiler turns into vectors.

namespace hebb::spiking {

inline constexpr int lanes = 8;

/// -log(u), 0 < u < 1 normal. u = 2^e m with m in [1/sqrt 2, sqrt 2) and log m = 2 (s + s^3/3 + s^5/5 + ...),
/// s = (m - 1)/(m + 1), |s| <= 0.1716: what is left out after s^23 is below 2^-67.
template <class Isa>
inline double minus_log(double u) {
  constexpr double ln2_high = 0x1.62e42fefap-1, ln2_low = 0x1.cf79abc9e3b3ap-40;  // their sum is log 2 to 2^-93
  const auto bits = std::bit_cast<std::uint64_t>(u);
  const std::uint64_t shifted = bits - 0x3FE6A09E667F3BCDull;  // the bits of 1/sqrt 2
  // e in the low bits of a double in [2^52, 2^53): a conversion without an instruction for it.
  const std::uint64_t biased = (shifted + (std::uint64_t{2048} << 52)) >> 52;  // e + 2048 mod 4096
  const double e = std::bit_cast<double>(0x4330'0000'0000'0000ull | biased) - (0x1p52 + 2048);
  const double m = std::bit_cast<double>((shifted & 0x000F'FFFF'FFFF'FFFFull) + 0x3FE6A09E667F3BCDull);
  const double s = (m - 1) / (m + 1), z = s * s;
  double p = 1.0 / 23;
  p = p * z + 1.0 / 21;
  p = p * z + 1.0 / 19;
  p = p * z + 1.0 / 17;
  p = p * z + 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  const double log_m = 2 * s + 2 * s * (z * p);
  return -(e * ln2_high + (e * ln2_low + log_m));
}

/// exp(x), |x| <= 700: x = n log 2 + r with |r| <= 0.3466, Taylor's polynomial of degree 13, what is left out is below
/// 2^-57.
template <class Isa>
inline double exp_of(double x) {
  constexpr double ln2_high = 0x1.62e42fefap-1, ln2_low = 0x1.cf79abc9e3b3ap-40, round = 0x1.8p52;
  const double shifted = x * 0x1.71547652b82fep0 + round;  // the nearest integer n in the low bits
  const double n = shifted - round;
  const double r = (x - n * ln2_high) - n * ln2_low;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * (r * r) + r;
  const std::uint64_t power = (std::bit_cast<std::uint64_t>(shifted) + 1023) << 52;  // 2^n
  return (p + 1) * std::bit_cast<double>(power);
}

template <class Isa>
void draw(const philox::RoundKeys& keys, std::uint32_t run, std::uint64_t first, Draws& out) {
  for (std::size_t i = 0; i < Draws::capacity; i += lanes) {
    // 32-bit words in 64-bit lanes, as the multiplications want them.
    std::uint64_t c0[lanes], c1[lanes], c2[lanes], c3[lanes];
    for (int l = 0; l < lanes; ++l) {
      const std::uint64_t k = first + i + static_cast<std::uint64_t>(l);
      c0[l] = k & 0xFFFF'FFFF;
      c1[l] = candidate_stream;
      c2[l] = run;
      c3[l] = k >> 32;
    }
    for (std::size_t r = 0; r < philox::rounds; ++r) {
      const std::uint64_t k0 = keys[2 * r], k1 = keys[2 * r + 1];
      for (int l = 0; l < lanes; ++l) {
        const std::uint64_t p0 = (c0[l] & 0xFFFF'FFFF) * philox::multiplier0,
                            p1 = (c2[l] & 0xFFFF'FFFF) * philox::multiplier1;
        c0[l] = (p1 >> 32) ^ c1[l] ^ k0;
        c1[l] = p1 & 0xFFFF'FFFF;
        c2[l] = (p0 >> 32) ^ c3[l] ^ k1;
        c3[l] = p0 & 0xFFFF'FFFF;
      }
    }
    for (int l = 0; l < lanes; ++l) {
      const std::uint64_t m = ((c1[l] << 32) | c0[l]) & 0x000F'FFFF'FFFF'FFFFull;
      const double u = (std::bit_cast<double>(0x3FF0'0000'0000'0000ull | m) - 1) + 0x1p-53;
      out.exponential[i + static_cast<std::size_t>(l)] = minus_log<Isa>(u);
    }
    for (int l = 0; l < lanes; ++l) {
      out.mark[i + static_cast<std::size_t>(l)] = static_cast<std::uint32_t>(c2[l]);
      out.keep[i + static_cast<std::size_t>(l)] = static_cast<std::uint32_t>(c3[l]);
    }
  }
}

template <class Isa>
void exponentials(const double* x, std::size_t n, double* growth, double* decay) {
  for (std::size_t i = 0; i < n; ++i) {
    growth[i] = exp_of<Isa>(x[i]);
    decay[i] = exp_of<Isa>(-x[i]);
  }
}

}  // namespace hebb::spiking
