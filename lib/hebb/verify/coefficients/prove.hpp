#pragma once

#include <chrono>

#include <hebb/verify/coefficients/coefficient_prover.hpp>

// The coefficient prover over one kind of polynomial: W words of exponents, coefficients of type C. Each kind is
// compiled in a file of its own (checked_W.cpp, integer_W.cpp), because together they take half a minute.

namespace hebb::coefficients {

using Clock = std::chrono::steady_clock;

/// Throws IntegerOverflow when C is too small, DegreeOverflow when W is, Stopped as the options say.
template <int W, class C>
CoefficientOutcome prove(const Statement& statement, int goal, const CoefficientOptions& options,
                         Clock::time_point deadline);

}  // namespace hebb::coefficients
