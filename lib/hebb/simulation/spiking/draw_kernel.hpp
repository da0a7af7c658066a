#pragma once

#include <cstddef>
#include <cstdint>

#include <hebb/random/philox.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>

// The vector code of the spiking network: random words, logarithm and exponential. One rounding to nearest per
// operation and no library function, so the numbers are the same on every instruction set and machine.

namespace hebb::spiking {

/// The random numbers of the candidate spikes first, ..., first + n - 1 of a run. Candidate k reads the philox block
/// (k mod 2^32, stream, run, k / 2^32):
///   words 0, 1  waiting time -log(u), u = (m + 1/2) 2^-52, m the lowest 52 bits: exponential of mean 1
///   word 2      which process; word 3  whether thinning keeps it
struct Draws {
  static constexpr std::size_t capacity = 256;  // a multiple of 8
  double exponential[capacity];
  std::uint32_t mark[capacity], keep[capacity];
};
/// Streams of random words (philox::Stream) from 0x8000'0000 on belong to the spiking network: this one for the
/// candidates, the following ones for the copies of a shared spike, four targets each.
inline constexpr std::uint32_t candidate_stream = 0x8000'0000, copy_stream = 0x8000'0001;

/// Fills all of `out`.
template <class Isa>
void draw(const philox::RoundKeys& keys, std::uint32_t run, std::uint64_t first, Draws& out);

/// growth[i] = exp(x[i]), decay[i] = exp(-x[i]), 0 <= x[i] <= 700, i < n; n a multiple of 8.
/// Each within 2 units in the last place.
template <class Isa>
void exponentials(const double* x, std::size_t n, double* growth, double* decay);

/// With the best instruction set of this processor.
void draw(const philox::RoundKeys& keys, std::uint32_t run, std::uint64_t first, Draws& out);
void exponentials(const double* x, std::size_t n, double* growth, double* decay);

/// One value, the same function: exp(-x), 0 <= x; 0 beyond 700.
double decay_factor(double x);

}  // namespace hebb::spiking
