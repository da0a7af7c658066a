#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/sampling.hpp>

namespace hebb::test {

/// All scalars that a formula is tested in.
using Scalars = ::testing::Types<double, Rational, Interval, RealInterval>;
struct ScalarNames {
  template <class S>
  static std::string GetName(int index) {
    return std::vector<std::string>{"double", "Rational", "Interval", "RealInterval"}.at(index);
  }
};

/// A value that says in which scalar, and with which precision, to compute.
template <class S>
S model() {
  return S(0);
}
template <>
inline RealInterval model<RealInterval>() {
  return RealInterval(Rational(0), 200);
}

/// What `x` should be, given the exact value: equal (Rational), close (double), containing it and tight (enclosures:
/// width at most `width` relative to max(1, |exact|)).
inline ::testing::AssertionResult agrees(const Rational& x, const Rational& exact) {
  if (x == exact) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << to_string(x) << " is not " << to_string(exact);
}
inline ::testing::AssertionResult agrees(double x, const Rational& exact) {
  const double e = exact.convert_to<double>();
  if (std::fabs(x - e) <= 1e-12 * std::fmax(1, std::fabs(e))) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << x << " is not near " << e;
}
template <EnclosureScalar S>
::testing::AssertionResult agrees(const S& x, const Rational& exact) {
  const double allowed = std::is_same_v<S, Interval> ? 1e-12 : 1e-50;
  if (!x.contains(exact)) {
    return ::testing::AssertionFailure() << to_string(x) << " does not contain " << to_string(exact);
  }
  if (!(x.width() <= allowed * std::fmax(1, std::fabs(exact.convert_to<double>())))) {
    return ::testing::AssertionFailure() << to_string(x) << " is wide: " << x.width();
  }
  return ::testing::AssertionSuccess();
}
template <class S>
::testing::AssertionResult agrees(const Vec<S>& x, const Vec<Rational>& exact) {
  if (x.size() != exact.size()) return ::testing::AssertionFailure() << "length " << x.size();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (auto result = agrees(x[i], exact[i]); !result) return result << " (component " << i << ")";
  }
  return ::testing::AssertionSuccess();
}

/// Random exact arguments of a step: p on the simplex (every third on a face), |y_i| <= Q, 0 < a < 1/Q.
struct RandomStep {
  Vec<Rational> p, y;
  Rational a, q;
};
inline RandomStep random_step(std::size_t d, std::mt19937_64& g) {
  RandomStep step;
  const std::size_t n = random_index(3, g) == 0 ? 1 + random_index(d, g) : d;
  step.p = sample_face<Rational>(d, n, g).coordinates();
  step.q = 1 + Rational(1 + random_index(40, g)) / 10;
  for (std::size_t i = 0; i < d; ++i) step.y.push_back(step.q * (2 * dyadic<Rational>(random_53_bits(g)) - 1));
  step.a = Rational(1 + random_index(99, g)) / 100 / step.q;
  return step;
}

}  // namespace hebb::test
