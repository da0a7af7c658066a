#pragma once

#include <cstdint>

#include <hebb/random/philox.hpp>
#include <hebb/random/word_noise_tables.hpp>
#include <hebb/scalar/packed/packed_lanes.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/simulation/chain/path_outcome.hpp>

/// What the vector code works on, as plain data.
namespace hebb::chain {

inline constexpr int block_steps = 16;
inline constexpr double never = 0x1p60;  // a step that is not reached

/// Everything about the problem that a path needs, as plain data.
struct Constants {
  int dimension = 0, blocks = 0;  // d, and philox::blocks_per_step(d)
  double a = 0, ratio = 0, gap = 0, accuracy = 0, absorption = 0;
  bool stop_at_loss = false, stop_at_accuracy = false;
  std::uint32_t steps = 0, stream = 0;
  std::uint64_t keys[2 * philox::rounds] = {};  // philox::round_keys
  WordNoiseTables noise;                        // of a Z
};

/// Where paths start and what is written about them. Path i has the number first_path + i in the generator.
struct Batch {
  std::uint64_t first_path = 0, count = 0;
  const double* start = nullptr;  // d weights of path i at start + i start_stride (0: one for all)
  std::uint64_t start_stride = 0;
  const std::uint32_t* start_step = nullptr;  // of path i; null: 0 for all
  PathOutcome* outcome = nullptr;             // of path i
  double* weights_at_loss = nullptr;          // d weights of path i, where it is lost; null: not wanted
  StopFlag stop = nullptr;                    // leaves the outcomes half done
};

/// Doubles of scratch memory that run needs for dimension d.
constexpr std::uint64_t scratch_size(int d) { return static_cast<std::uint64_t>(block_steps) * (d + 1) * lane_count; }

/// Simulates the paths of the batch over an instruction set; instantiated in chain_kernel_*.cpp.
/// scratch: scratch_size(d) doubles.
template <class Isa>
void run(const Constants& c, const Batch& batch, double* scratch);

}  // namespace hebb::chain
