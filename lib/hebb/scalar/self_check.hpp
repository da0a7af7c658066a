#pragma once

#include <optional>
#include <string>

namespace hebb {

/// Tests that rigorous arithmetic can be trusted in the calling thread: rounding to nearest, subnormals neither flushed
/// nor read as zero, no contraction of a * b + c, the law of directed.hpp on a battery of operands (against MPFR) and
/// that Interval and the packed kernels of every instruction set follow it, the containment of exp and log (against
/// MPFR at 200 bits), and MPFR thread-safe with an exponent range beyond double's. Returns the reason when one of them
/// fails, and nothing when all hold. Takes about a millisecond; changes no state.
std::optional<std::string> self_check();

}  // namespace hebb
