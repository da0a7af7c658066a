#pragma once

#include <cstddef>
#include <vector>

#include <hebb/scalar/rational.hpp>

namespace hebb {

/// A statistical estimate of an expectation: no proof.
struct MeanEstimate {
  double mean = 0, lower = 0, upper = 0;
  Rational alpha = 1;  // the expectation lies outside of [lower, upper] with at most this probability
};

/// Two-sided empirical Bernstein interval for the mean of independent values in [0, range], of level 1 - alpha.
/// Throws PreconditionError unless there are two values, 0 < alpha < 1, range > 0.
/// Source: A. Maurer, M. Pontil, Empirical Bernstein bounds (COLT 2009), Theorem 4.
MeanEstimate empirical_bernstein(const std::vector<double>& values, double range, const Rational& alpha);

}  // namespace hebb
