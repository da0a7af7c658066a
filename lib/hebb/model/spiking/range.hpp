#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb::spiking {

/// The least k with w (1 + a c)^k >= threshold, from below: no weight that grows by at most the factor 1 + a c per step
/// exceeds the threshold before step k. 0 when w is not below it; the largest number when it cannot grow.
/// c  what a step adds at most:
///      c = Q   the abstract chain, |Y_j| <= Q, step by step;
///      c = N   the spiking network on a path on which input j has at most N spikes in a postsynaptic interval;
///      c = 1   the spiking network on every path, counted in spikes of input j instead of steps: a step with n of them
///              multiplies w_j by at most 1 + a n <= (1 + a)^n.
/// Rigorous for the given doubles (outward rounded). Throws PreconditionError unless w, a, c >= 0 and threshold > 0.
/// Derivation: docs/theory/spiking-network.md.
inline std::uint64_t steps_below_threshold(double w, double threshold, double a, double c) {
  require(w >= 0 && a >= 0 && c >= 0 && threshold > 0 && std::isfinite(w + a + c + threshold),
          "steps_below_threshold: a negative number");
  if (w >= threshold) return 0;
  constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
  if (w == 0 || a == 0 || c == 0) return never;
  const Interval steps = log(Interval(threshold) / Interval(w)) / log(1 + Interval(a) * Interval(c));
  const double least = std::ceil(steps.lower());
  return least >= 0x1p63 ? never : least <= 0 ? 0 : static_cast<std::uint64_t>(least);
}

}  // namespace hebb::spiking
