#pragma once

#include <cstdint>

#include <hebb/random/philox.hpp>
#include <hebb/random/word_noise_tables.hpp>
#include <hebb/scalar/packed/packed_lanes.hpp>
#include <hebb/simulation/chain/path_outcome.hpp>

/// What the vector code of several outputs works on, as plain data.
namespace hebb::outputs {

inline constexpr int block_steps = 16;
inline constexpr int max_outputs = max_chain_dimension;
/// Output j draws from the stream first_stream + j, which is none of philox::Stream.
inline constexpr std::uint32_t first_stream = 0x3000'0000;

/// `outputs` outputs in a row, the first of them number `first_output`, on `inputs` inputs.
struct Constants {
  int inputs = 0, outputs = 0;
  std::uint32_t stream = 0;  // of output 0 of these; the next ones follow
  std::uint64_t keys[2 * philox::rounds] = {};
  double intensity[max_chain_dimension] = {};
  double rate[max_outputs] = {};
  WordNoiseTables noise[max_outputs];  // of a_j Z
};

/// Eight runs, one per lane, all at the same step. Weights are kept up to a power of two: the weight of input i for
/// output j is weights[(j inputs + i) lane_count + lane] 2^exponent[j lane_count + lane].
struct State {
  double* weights;
  std::int64_t* exponent;
  std::uint64_t number[lane_count];  // of the run in the generator
  std::uint64_t step[lane_count];
  double clipped[lane_count];  // weights that were negative and set to 0, so far
};

/// Doubles of scratch memory that advance needs.
constexpr std::uint64_t scratch_size(int inputs, int outputs) {
  return static_cast<std::uint64_t>(outputs) * block_steps * static_cast<std::uint64_t>(inputs + 1) * lane_count;
}

/// `steps` <= block_steps steps of all lanes, then every row of weights is scaled by a power of two, so that its sum
/// lambda . w is in [1, 2): exact, and the scale of a row cancels in everything that follows. Rows that are 0 stay so.
template <class Isa>
void advance(const Constants& c, State& state, int steps, double* scratch);

}  // namespace hebb::outputs
