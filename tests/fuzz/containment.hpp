#pragma once

#include <sstream>

#include <bit_patterns.hpp>
#include <gtest/gtest.h>
#include <mpfr.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>

/// Containment by brute force: draw points x in X, y in Y, and test that the exact f(x, y) lies in f(X, Y). Half of the
/// draws are point intervals built in line from doubles: the compiler then sees equal end points and would share the
/// two roundings if they were less than what they claim.
namespace hebb::test {

constexpr std::uint64_t seed = 20250505;

struct MakeInterval {
  using Type = Interval;
  static constexpr long standard_count = 1'000'000;
  /// x is an end point without rounding.
  static bool exact(double) { return true; }
  static Interval point(double x) { return Interval(x); }
  static Interval box(double a, double b) { return Interval(a, b); }
  static bool at_least(const Interval& z, mpfr_srcptr v) { return mpfr_cmp_d(v, z.upper()) <= 0; }
  static bool above(const Interval& z, mpfr_srcptr v) { return mpfr_cmp_d(v, z.upper()) < 0; }
  static bool at_most(const Interval& z, mpfr_srcptr v) { return mpfr_cmp_d(v, z.lower()) >= 0; }
  /// No interval with double end points that holds `exact` is narrower.
  static bool tightest(const Interval& z, const Rational& exact) {
    if (z.is_point()) return true;
    return next_up(z.lower()) == z.upper() && (std::isinf(z.lower()) || Rational(z.lower()) != exact) &&
           (std::isinf(z.upper()) || Rational(z.upper()) != exact);
  }
};

template <long bits>
struct MakeReal {
  using Type = RealInterval;
  static constexpr long standard_count = 100'000;
  static bool exact(double x) { return point(x).is_point(); }
  static RealInterval point(double x) { return RealInterval(x, x, bits); }
  static RealInterval box(double a, double b) { return RealInterval(a, b, bits); }
  static bool at_least(const RealInterval& z, mpfr_srcptr v) { return mpfr_lessequal_p(v, z.right()); }
  static bool above(const RealInterval& z, mpfr_srcptr v) { return mpfr_less_p(v, z.right()); }
  static bool at_most(const RealInterval& z, mpfr_srcptr v) { return mpfr_lessequal_p(z.left(), v); }
  static bool tightest(const RealInterval& z, const Rational& exact) {
    if (z.is_point()) return true;
    RealInterval next = z;
    mpfr_t above_left;
    mpfr_init2(above_left, mpfr_get_prec(z.left()));
    mpfr_set(above_left, z.left(), MPFR_RNDN);
    mpfr_nextabove(above_left);
    const bool neighbours = mpfr_equal_p(above_left, z.right());
    mpfr_clear(above_left);
    return neighbours && mpfr_cmp_q(z.left(), exact.backend().data()) != 0 &&
           mpfr_cmp_q(z.right(), exact.backend().data()) != 0;
  }
};

/// `in_domain(x)` filters the points; draws outside are repeated.
template <class Make, class Draw, class F, class Exact, class Domain>
void check_unary(Draw draw, F f, Exact exact, Domain in_domain, bool tight) {
  BitPatterns g(seed);
  const long count = fuzz_count(Make::standard_count);
  for (long i = 0; i < count; ++i) {
    double a = draw(g), b = draw(g);
    if (b < a) std::swap(a, b);
    const bool is_point = i % 2 == 0;
    const double x = is_point ? a : g.between(a, b);
    if (!in_domain(x)) {
      --i;
      continue;
    }
    const auto z = is_point ? f(Make::point(x)) : f(Make::box(a, b));
    const Rational value = exact(Rational(x));
    const bool sharp = !tight || !is_point || !Make::exact(x) || Make::tightest(z, value);
    if (!z.contains(value) || !sharp)
      FAIL() << std::hexfloat << (sharp ? "not contained" : "not tight") << ": draw " << i << ", x = " << x << " in ["
             << a << ", " << b << "], result " << z;
  }
}

template <class Make, class F, class Exact>
void check_binary(F f, Exact exact, bool divides = false) {
  BitPatterns g(seed);
  const long count = fuzz_count(Make::standard_count);
  for (long i = 0; i < count; ++i) {
    double a = g.any(), b = g.any(), c = g.any(), d = g.any();
    if (b < a) std::swap(a, b);
    if (d < c) std::swap(c, d);
    const bool is_point = i % 2 == 0;
    const double x = is_point ? a : g.between(a, b), y = is_point ? c : g.between(c, d);
    if (divides && y == 0) {
      --i;
      continue;
    }
    const auto z = is_point ? f(Make::point(x), Make::point(y)) : f(Make::box(a, b), Make::box(c, d));
    const Rational value = exact(Rational(x), Rational(y));
    const bool sharp = !is_point || !Make::exact(x) || !Make::exact(y) || Make::tightest(z, value);
    if (!z.contains(value) || !sharp)
      FAIL() << std::hexfloat << (sharp ? "not contained" : "not tight") << ": draw " << i << ", x = " << x << " in ["
             << a << ", " << b << "], y = " << y << " in [" << c << ", " << d << "], result " << z;
  }
}

/// Against MPFR at 200 bits: value <= v's upper neighbour, and no double lies between. Needs results of < 200 bits.
template <class Make, class Draw, class F>
void check_transcendental(Draw draw, F f, int (*exact)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t)) {
  BitPatterns g(seed);
  const long count = fuzz_count(Make::standard_count);
  mpfr_t v, argument;
  mpfr_init2(v, 200);
  mpfr_init2(argument, 53);
  for (long i = 0; i < count; ++i) {
    double a = draw(g), b = draw(g);
    if (b < a) std::swap(a, b);
    const bool is_point = i % 2 == 0;
    const double x = is_point ? a : g.between(a, b);
    const auto z = is_point ? f(Make::point(x)) : f(Make::box(a, b));
    mpfr_set_d(argument, x, MPFR_RNDN);
    const bool inexact = exact(v, argument, MPFR_RNDD) != 0;  // then the exact value is above v, below its neighbour
    if (!Make::at_most(z, v) || !(inexact ? Make::above(z, v) : Make::at_least(z, v)))
      FAIL() << std::hexfloat << "not contained: draw " << i << ", x = " << x << " in [" << a << ", " << b
             << "], result " << z;
  }
  mpfr_clear(v);
  mpfr_clear(argument);
}

inline double draw_any(BitPatterns& g) { return g.any(); }
inline double draw_nonnegative(BitPatterns& g) { return std::fabs(g.any()); }
inline double draw_positive(BitPatterns& g) { return std::max(std::fabs(g.any()), 0x1p-1074); }
/// Mostly where exp neither overflows nor is 1.
inline double draw_exponent(BitPatterns& g) {
  switch (g.below(4)) {
    case 0:
      return g.any();
    case 1:
      return (2 * g.unit() - 1) * 746;
    default:
      return (2 * g.unit() - 1) * 20;
  }
}
inline bool everywhere(double) { return true; }
inline bool nonzero(double x) { return x != 0; }

template <class Make>
class Containment : public testing::Test {};
TYPED_TEST_SUITE_P(Containment);

TYPED_TEST_P(Containment, Sum) {
  check_binary<TypeParam>([](const auto& x, const auto& y) { return x + y; },
                          [](const Rational& x, const Rational& y) { return Rational(x + y); });
}
TYPED_TEST_P(Containment, Difference) {
  check_binary<TypeParam>([](const auto& x, const auto& y) { return x - y; },
                          [](const Rational& x, const Rational& y) { return Rational(x - y); });
}
TYPED_TEST_P(Containment, Product) {
  check_binary<TypeParam>([](const auto& x, const auto& y) { return x * y; },
                          [](const Rational& x, const Rational& y) { return Rational(x * y); });
}
TYPED_TEST_P(Containment, Quotient) {
  check_binary<TypeParam>([](const auto& x, const auto& y) { return x / y; },
                          [](const Rational& x, const Rational& y) { return Rational(x / y); }, true);
}
TYPED_TEST_P(Containment, Square) {
  check_unary<TypeParam>(
      draw_any, [](const auto& x) { return square(x); }, [](const Rational& x) { return square(x); }, everywhere, true);
}
TYPED_TEST_P(Containment, Cube) {
  check_unary<TypeParam>(
      draw_any, [](const auto& x) { return pow(x, 3); }, [](const Rational& x) { return pow(x, 3); }, everywhere,
      false);
}
TYPED_TEST_P(Containment, InverseFourthPower) {
  check_unary<TypeParam>(
      draw_any, [](const auto& x) { return pow(x, -4); }, [](const Rational& x) { return pow(x, -4); }, nonzero, false);
}
TYPED_TEST_P(Containment, AbsMinMax) {
  check_unary<TypeParam>(
      draw_any, [](const auto& x) { return abs(x); }, [](const Rational& x) { return abs(x); }, everywhere, true);
  check_binary<TypeParam>([](const auto& x, const auto& y) { return min(x, y); },
                          [](const Rational& x, const Rational& y) { return min(x, y); });
  check_binary<TypeParam>([](const auto& x, const auto& y) { return max(x, y); },
                          [](const Rational& x, const Rational& y) { return max(x, y); });
}
TYPED_TEST_P(Containment, Sqrt) {
  check_transcendental<TypeParam>(
      draw_nonnegative, [](const auto& x) { return sqrt(x); }, mpfr_sqrt);
}
TYPED_TEST_P(Containment, Exp) {
  check_transcendental<TypeParam>(
      draw_exponent, [](const auto& x) { return exp(x); }, mpfr_exp);
}
TYPED_TEST_P(Containment, Log) {
  check_transcendental<TypeParam>(
      draw_positive, [](const auto& x) { return log(x); }, mpfr_log);
}
REGISTER_TYPED_TEST_SUITE_P(Containment, Sum, Difference, Product, Quotient, Square, Cube, InverseFourthPower,
                            AbsMinMax, Sqrt, Exp, Log);

}  // namespace hebb::test
