#pragma once

#include <optional>

#include <hebb/exits/line/rounding.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {

/// A number g > 0, not much below the largest one, for which e^(-g u) is proved to be a supermartingale of the chain of
/// ExitChain at and above u = log(ratio), for every activity in [least_activity, 1]; 0 when none was found.
///   (1-q) E e^(-g eta) + q (p E e^(-g xi) + (1-p) E e^(g xi)) <= 1,      xi ~ F_1, eta ~ F_0, p = ratio / (1 + ratio).
/// Then P(u ever falls below log(ratio)) <= (e^-u ratio)^g for every start u. `idle` (F_0) is needed when
/// least_activity < 1.
double supermartingale_exponent(const IncrementLaw& triggered, const std::optional<IncrementLaw>& idle,
                                const Rational& ratio, const Rational& least_activity);

/// e^(-g x), rounded up; x >= 0.
double decay_up(double g, double x);

}  // namespace hebb
