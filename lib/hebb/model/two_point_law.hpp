#pragma once

#include <optional>

#include <hebb/model/discrete_noise.hpp>
#include <hebb/model/noise.hpp>

namespace hebb {

/// The same law as a TwoPointNoise when it has two values (rows of one value count as one): then every method that
/// knows two-point noise knows it. A mean of 0 leaves the probabilities no choice.
inline std::optional<TwoPointNoise> as_two_point(const DiscreteNoise& law) {
  std::optional<Rational> low, high;
  for (const NoiseAtom& atom : law.atoms()) {
    std::optional<Rational>& side = atom.value < 0 ? low : high;
    if (atom.value == 0 || (side && *side != atom.value)) return std::nullopt;
    side = atom.value;
  }
  return TwoPointNoise(law.q(), -*low, *high);  // a mean of 0 without a value 0 has both signs
}

}  // namespace hebb
