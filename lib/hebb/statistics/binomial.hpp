#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

// Binomial probabilities without factorials, logarithms or special functions: with t_j = P(X = j), X ~ Bin(n, p), all
// are quotients of sums of t_j / t_x, and t_{j+1} / t_j = (n - j) / (j + 1) p / (1 - p) is arithmetic.

namespace hebb {

inline constexpr std::uint64_t max_trials = std::uint64_t{1} << 53;

namespace binomial_detail {

// Exact, for n <= 2^53 too.
inline Interval count(std::uint64_t n, const Interval&) { return Interval(static_cast<double>(n)); }
inline Rational count(std::uint64_t n, const Rational&) { return Rational(n); }

/// sum_{j > x} t_j / t_x. The ratio of successive terms falls, so once it is r < 1 the rest after a term t is at most
/// t r / (1 - r). Exact scalars sum to the end; enclosures stop at a rest below 2^-60 of the sum, or above 2^500.
template <RigorousScalar S>
S mass_above(std::uint64_t n, std::uint64_t x, const S& odds) {
  S term(1), sum(0);
  for (std::uint64_t j = x; j < n; ++j) {
    const S ratio = count(n - j, odds) / count(j + 1, odds) * odds;
    if constexpr (EnclosureScalar<S>) {
      if (certainly(less(ratio, S(1)))) {
        const S rest = term * ratio / (1 - ratio);
        if (rest.upper() <= 0x1p-60 * (1 + sum.lower())) return sum + hull(S(0), rest);
      }
      if (sum.lower() > 0x1p500) return hull(sum, S(sum.lower(), std::numeric_limits<double>::infinity()));
    }
    term = term * ratio;
    sum = sum + term;
  }
  return sum;
}

}  // namespace binomial_detail

/// P(X < x) / P(X = x) and P(X > x) / P(X = x) for X ~ Bin(n, p).
template <RigorousScalar S>
struct BinomialMasses {
  S below, above;

  /// P(X = x), P(X >= x), P(X <= x).
  S at() const { return 1 / (1 + below + above); }
  S at_least() const { return 1 / (1 + below / (1 + above)); }
  S at_most() const { return 1 / (1 + above / (1 + below)); }
};

/// Scalars: Rational, exact; Interval, with a relative error of about 2^-50 times the square root of n.
/// Throws PreconditionError unless x <= n <= 2^53 and, certainly, 0 < p < 1.
template <RigorousScalar S>
BinomialMasses<S> binomial_masses(std::uint64_t n, std::uint64_t x, const S& p) {
  require(x <= n && n <= max_trials,
          [&] { return "binomial: " + std::to_string(x) + " successes in " + std::to_string(n) + " trials"; });
  require(certainly(is_positive(p)) && certainly(less(p, S(1))), "binomial: a probability outside (0, 1)");
  const S odds = p / (1 - p);
  return {binomial_detail::mass_above(n, n - x, S(1 / odds)), binomial_detail::mass_above(n, x, odds)};
}

}  // namespace hebb
