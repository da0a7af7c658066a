#pragma once

#include <optional>

#include <hebb/barriers/noisy_distance.hpp>
#include <hebb/text/json.hpp>

namespace hebb::cli {

/// The bound of the noisy paths for all steps, uniform noise; nothing at a tie, where none is proved, and after an
/// interruption.
std::optional<NoisyDistance> noisy_for_all_steps(const SimplexPoint<Rational>& p0, const Rational& a,
                                                 const Rational& q);
Json noisy_json(const std::optional<NoisyDistance>& found, const Rational& a);
void print_noisy(const std::optional<NoisyDistance>& found, const Rational& a);

}  // namespace hebb::cli
