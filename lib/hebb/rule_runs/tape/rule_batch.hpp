#pragma once

#include <cstdint>

#include <hebb/random/philox.hpp>
#include <hebb/random/word_noise_tables.hpp>
#include <hebb/scalar/packed/packed_lanes.hpp>

/// What the vector code of a recorded rule works on, as plain data.
namespace hebb::rule_tape {

/// Paths that advance side by side: every instruction of the rule is carried out for all of them before the next one.
inline constexpr int width = 4 * lane_count;
inline constexpr int block_steps = 16;
inline constexpr double never = 0x1p60;  // a step that is not reached

enum class Op : std::uint8_t { add, subtract, multiply, divide, negate, power, exp, log, sqrt, sin, cos, atan, abs };

/// row[result] = op(row[a], row[b]); for a power b is the exponent.
struct Code {
  Op op;
  int result, a, b;
};

/// A rule and what is observed on its paths. A row holds `width` doubles, one of each path; the rows 0, ..., d-1 are p,
/// d, ..., 2d-1 are Y.
struct Constants {
  int dimension = 0;
  int first = 0;  // the trigger is searched in the order first, ..., d-1, 0, ..., first-1
  std::uint32_t stream = 0;
  std::uint64_t keys[2 * philox::rounds] = {};  // philox::round_keys
  WordNoiseTables noise;                        // of Z
  const Code *trigger = nullptr, *step = nullptr;
  int trigger_size = 0, step_size = 0;
  const int *weights = nullptr, *next = nullptr;  // the rows of t_j and p'_i
  double tolerance = 0;                           // the simplex is left where p'_i < -tolerance or |sum p' - 1| > it
  bool observe_loss = false;
  double ratio = 0, gap = 0;  // lost: p_1 < ratio max p_u + gap sum p
};

struct State {
  double* rows;
  std::uint64_t number[width];  // of the path in the generator
  std::uint64_t step;           // of all of them
  double left[width];           // the first step that left the simplex; from then on the path stays where it is
  double lost[width];           // the first step at which the leader was lost
};

/// Doubles of scratch memory that advance needs.
constexpr std::uint64_t scratch_size(int d) { return static_cast<std::uint64_t>(block_steps) * (d + 1) * width; }

/// `steps` <= block_steps steps of all paths.
template <class Isa>
void advance(const Constants& c, State& state, int steps, double* scratch);

}  // namespace hebb::rule_tape
