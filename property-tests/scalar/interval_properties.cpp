// Laws of the enclosures that hold for every operand: inclusion isotonicity, agreement of two ways, sub-distributivity.
#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb {
namespace interval_properties {

using testing::expect_holds;

template <class S>
struct From;
template <>
struct From<Interval> {
  static Interval ends(double a, double b) { return Interval(a, b); }
};
template <>
struct From<RealInterval> {
  static RealInterval ends(double a, double b) { return RealInterval(a, b, 80); }
};

/// X and a subset of it.
template <class S>
struct Nested {
  S outer, inner;
};

template <class S>
std::ostream& operator<<(std::ostream& out, const Nested<S>& x) {
  return out << x.inner << " in " << x.outer;
}

template <class S>
Nested<S> nested_of(std::array<double, 4> ends) {
  std::sort(ends.begin(), ends.end());
  return {From<S>::ends(ends[0], ends[3]), From<S>::ends(ends[1], ends[2])};
}

/// Any ends; ends of one sign; a point inside a few units in the last place.
template <class S>
rc::Gen<Nested<S>> nested() {
  const auto number = hebb::testing::bit_pattern_double();
  const auto any = rc::gen::container<std::array<double, 4>>(number);
  const auto one_sign = rc::gen::map(rc::gen::pair(any, rc::gen::arbitrary<bool>()), [](auto drawn) {
    for (double& x : drawn.first) x = drawn.second ? std::fabs(x) : -std::fabs(x);
    return drawn.first;
  });
  const auto narrow = rc::gen::map(number, [](double x) {
    x = std::clamp(x, -1e300, 1e300);
    return std::array<double, 4>{next_down(next_down(x)), x, x, next_up(x)};
  });
  return rc::gen::map(rc::gen::oneOf(any, one_sign, narrow), nested_of<S>);
}

/// Ends in [-20, 20], where exp neither overflows nor underflows.
template <class S>
rc::Gen<Nested<S>> nested_moderate() {
  const auto number = rc::gen::map(rc::gen::inRange(-20'000'000, 20'000'001), [](int n) { return n * 1e-6; });
  return rc::gen::map(rc::gen::container<std::array<double, 4>>(number), nested_of<S>);
}

template <class S>
void tag(const Nested<S>& x) {
  RC_TAG(x.inner.is_point() ? std::string("point") : std::string("box"));
  RC_TAG(std::string(to_string(is_positive(x.outer))) + " positive");
}

template <class S>
class EnclosureLaw : public ::testing::Test {};
using Enclosures = ::testing::Types<Interval, RealInterval>;
TYPED_TEST_SUITE(EnclosureLaw, Enclosures);

TYPED_TEST(EnclosureLaw, OperationsAreInclusionIsotonic) {
  using S = TypeParam;
  expect_holds(
      "X' in X, Y' in Y implies f(X', Y') in f(X, Y)",
      [] {
        const Nested<S> x = *nested<S>().as("x"), y = *nested<S>().as("y");
        tag(x);
        RC_ASSERT(subset(x.inner + y.inner, x.outer + y.outer));
        RC_ASSERT(subset(x.inner - y.inner, x.outer - y.outer));
        RC_ASSERT(subset(x.inner * y.inner, x.outer * y.outer));
        if (possibly(!is_zero(y.inner))) RC_ASSERT(subset(x.inner / y.inner, x.outer / y.outer));
        RC_ASSERT(subset(square(x.inner), square(x.outer)));
        RC_ASSERT(subset(pow(x.inner, 5), pow(x.outer, 5)));
        RC_ASSERT(subset(abs(x.inner), abs(x.outer)));
        RC_ASSERT(subset(max(x.inner, y.inner), max(x.outer, y.outer)));
        RC_ASSERT(subset(exp(x.inner), exp(x.outer)));
        RC_ASSERT(subset(sqrt(abs(x.inner)), sqrt(abs(x.outer))));
        if (possibly(!is_zero(x.inner))) RC_ASSERT(subset(log(abs(x.inner)), log(abs(x.outer))));
      },
      3000);
}

TYPED_TEST(EnclosureLaw, TwoWaysOverlap) {
  using S = TypeParam;
  expect_holds(
      "two formulas of one function have a common value",
      [] {
        const S x = (*nested_moderate<S>().as("x")).inner, y = (*nested_moderate<S>().as("y")).inner;
        RC_ASSERT(intersect(exp(x) * exp(y), exp(x + y)));
        RC_ASSERT(intersect(exp(x) / exp(y), exp(x - y)));
        RC_ASSERT(intersect(log(exp(x)), x));
        RC_ASSERT(intersect(pow(x + y, 2), square(x) + 2 * x * y + square(y)));
        RC_ASSERT(intersect(pow(x, 3) * pow(x, -2), x) || x.contains(0.0));
        RC_ASSERT(intersect(square(sqrt(abs(x))), abs(x)));
        RC_ASSERT(intersect(max(x, y) + min(x, y), x + y));
      },
      3000);
}

TYPED_TEST(EnclosureLaw, SquareAndSubdistributivity) {
  using S = TypeParam;
  expect_holds(
      "square(X) in X X; X (Y + Z) meets X Y + X Z",
      [] {
        const S x = (*nested<S>().as("x")).outer, y = (*nested<S>().as("y")).inner, z = (*nested<S>().as("z")).inner;
        RC_ASSERT(subset(square(x), x * x));
        RC_ASSERT(intersect(x * (y + z), x * y + x * z));
        RC_ASSERT((x - x).contains(0.0));
      },
      3000);
}

TYPED_TEST(EnclosureLaw, ComparisonsAgreeWithMembers) {
  using S = TypeParam;
  expect_holds(
      "a proved (refuted) comparison holds (fails) for the members",
      [] {
        const Nested<S> x = *nested<S>().as("x"), y = *nested<S>().as("y");
        const Rational a(x.inner.lower()), b(y.inner.upper());
        const Truth strict = less(x.outer, y.outer), weak = less_equal(x.outer, y.outer);
        RC_TAG(std::string(to_string(strict)));
        RC_ASSERT(strict == Truth::unknown || strict == less(a, b));
        RC_ASSERT(weak == Truth::unknown || weak == less_equal(a, b));
        RC_ASSERT(is_positive(x.outer) == Truth::unknown || is_positive(x.outer) == is_positive(a));
        RC_ASSERT(is_nonnegative(x.outer) == Truth::unknown || is_nonnegative(x.outer) == is_nonnegative(a));
      },
      3000);
}

TYPED_TEST(EnclosureLaw, JetOfABoxHoldsTheJetOfItsPoints) {
  using S = TypeParam;
  expect_holds(
      "coefficients of exp(x) / (2 + x^2) at a point lie in those over the box",
      [] {
        const Nested<S> x = *nested_moderate<S>().as("x");
        const auto f = [](const auto& t) { return exp(t) / (2 + square(t)); };
        const auto box = f(Jet<S>::variable(x.outer, 4)), inner = f(Jet<S>::variable(x.inner, 4));
        for (int k = 0; k <= 4; ++k) RC_ASSERT(subset(inner.coefficient(k), box.coefficient(k)));
      },
      3000);
}

TEST(Precision, MoreBitsNeverWiden) {
  expect_holds(
      "the result at 200 bits lies in the result at 60 bits, and that in Interval's",
      [] {
        const double a = *rc::gen::inRange(1, 1'000'000) / 1000.0,
                     b = *rc::gen::inRange(-1'000'000, 1'000'000) / 1000.0;
        const auto f = [](const auto& x, const auto& y) {
          return exp(y / 1000) * sqrt(x) - log(x) * y / (1 + square(x));
        };
        const RealInterval sharp = f(RealInterval(a, a, 200), RealInterval(b, b, 200));
        const RealInterval fair = f(RealInterval(a, a, 60), RealInterval(b, b, 60));
        RC_ASSERT(subset(sharp, fair));
        RC_ASSERT(subset(fair.to_interval(), f(Interval(a), Interval(b))));
      },
      3000);
}

TEST(Printing, IsOutwardAndCloserThanOneUnit) {
  expect_holds(
      "the printed decimals enclose, and reading them inward gives the interval back",
      [] {
        const Interval x = (*nested<Interval>().as("x")).outer;
        const std::string text = to_string(x);
        const std::size_t comma = text.find(", ");
        const Rational low = parse_rational(text.substr(1, comma - 1));
        const Rational high = parse_rational(text.substr(comma + 2, text.size() - comma - 3));
        RC_ASSERT(low <= Rational(x.lower()) && Rational(x.upper()) <= high);
        RC_ASSERT(Interval(low).upper() == x.lower());
        RC_ASSERT(Interval(high).lower() == x.upper());
      },
      3000);
}

}  // namespace interval_properties
}  // namespace hebb
