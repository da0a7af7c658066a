#pragma once

#include <optional>

#include <hebb/drawing/picture.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// How much stronger than the printed value a constant is: > 1 for stronger, < 1 for weaker. Empty when the two have
/// different signs or one is zero.
struct Strength {
  std::optional<double> proved, refuted;
};

/// Rounded to the nearest double, for drawing; which way is stronger: larger_is_stronger().
Strength strength(const Tightness& tightness);

/// Horizontal bars on a logarithmic axis, one row for each claim with a Tightness and one strip in it for each
/// dimension (from the smallest to the largest), the largest slack first: the printed constant at 1, the bar to the
/// best proved value, and the undecided gap up to the first refuted one. Empty without such claims.
std::optional<Picture> slack_chart(const LedgerResult& result);

}  // namespace hebb
