#pragma once

#include <cstdint>

namespace hebb {

/// Components that the vector code has room for.
inline constexpr int max_chain_dimension = 64;

/// What one path did. A step of 0 means "not observed".
struct PathOutcome {
  std::uint32_t lost_at = 0;      // first step at which the leader was lost
  std::uint32_t accurate_at = 0;  // first step with 1 - p_1 < accuracy
  std::uint32_t steps = 0;        // simulated
  bool absorbed = false;          // ended by the rule of `absorption`
  friend bool operator==(const PathOutcome&, const PathOutcome&) = default;
};

}  // namespace hebb
