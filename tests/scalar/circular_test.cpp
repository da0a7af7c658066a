#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <bit_patterns.hpp>
#include <gtest/gtest.h>
#include <mpfr.h>

#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>

// sin, cos and atan of intervals against MPFR at 300 bits and more.

namespace hebb {
namespace circular_test {

constexpr double inf = std::numeric_limits<double>::infinity();

using Function = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/// f(x) rounded in one direction from a value of 300 bits.
double directed(Function f, double x, mpfr_rnd_t direction) {
  MPFR_DECL_INIT(argument, 53);
  MPFR_DECL_INIT(value, 300);
  mpfr_set_d(argument, x, MPFR_RNDN);
  f(value, argument, direction);
  return mpfr_get_d(value, direction);
}
bool contains(const Interval& x, Function f, double at) {
  return x.lower() <= directed(f, at, MPFR_RNDD) && directed(f, at, MPFR_RNDU) <= x.upper();
}

/// A member of [low, high], both finite.
double member(double low, double high, double t) { return std::clamp(low * (1 - t) + high * t, low, high); }

TEST(Circular, PointsHaveTheTightestEnds) {
  test::BitPatterns random(20261130);
  for (long k = 0, n = test::fuzz_count(3000); k < n; ++k) {
    const double x = random.any();
    if (!std::isfinite(x)) continue;
    const Interval s = sin(Interval(x)), c = cos(Interval(x)), a = atan(Interval(x));
    EXPECT_TRUE(s.lower() == directed(mpfr_sin, x, MPFR_RNDD) && s.upper() == directed(mpfr_sin, x, MPFR_RNDU)) << x;
    EXPECT_TRUE(c.lower() == directed(mpfr_cos, x, MPFR_RNDD) && c.upper() == directed(mpfr_cos, x, MPFR_RNDU)) << x;
    EXPECT_TRUE(a.lower() == directed(mpfr_atan, x, MPFR_RNDD) && a.upper() == directed(mpfr_atan, x, MPFR_RNDU)) << x;
  }
}

TEST(Circular, BoxesContainTheirMembersAndNoMore) {
  test::BitPatterns random(20261201);
  long wide = 0, with_extremum = 0, monotone = 0;
  for (long k = 0, n = test::fuzz_count(2000); k < n; ++k) {
    // a start of any size up to 2^53, a length of any size up to 8
    const double a = (random.unit() - 0.5) * std::exp2(54 * random.unit() - 1), b = a + 8 * std::pow(random.unit(), 3);
    const Interval x(a, b), s = sin(x), c = cos(x), t = atan(x);
    double least = 1, greatest = -1;
    for (int m = 0; m <= 16; ++m) {
      const double at = member(a, b, m / 16.0);
      EXPECT_TRUE(contains(s, mpfr_sin, at)) << std::hexfloat << a << " " << b << " " << at;
      EXPECT_TRUE(contains(c, mpfr_cos, at)) << std::hexfloat << a << " " << b << " " << at;
      EXPECT_TRUE(contains(t, mpfr_atan, at)) << std::hexfloat << a << " " << b << " " << at;
      least = std::min(least, directed(mpfr_sin, at, MPFR_RNDD));
      greatest = std::max(greatest, directed(mpfr_sin, at, MPFR_RNDU));
    }
    // An end is 1 or -1 or the value at an end of the box; between samples of distance h sin changes by h^2/8 at most
    // beyond their values, next to an extremum.
    const double h = (b - a) / 16 + 2 * std::fabs(a) * 0x1p-52;
    EXPECT_GE(s.lower(), least - h * h - 1e-15) << std::hexfloat << a << " " << b;
    EXPECT_LE(s.upper(), greatest + h * h + 1e-15) << std::hexfloat << a << " " << b;
    (s.width() == 2 ? wide : s.upper() == 1 || s.lower() == -1 ? with_extremum : monotone) += 1;
  }
  EXPECT_TRUE(wide > 0 && with_extremum > 0 && monotone > 0) << wide << " " << with_extremum << " " << monotone;
}

/// The doubles on both sides of k pi/2: a box that holds both has the extremum, one that ends at the first has not.
TEST(Circular, NeighboursOfAnExtremumAreTold) {
  for (const double k : {1.0, 2.0, 3.0, 4.0, 5.0, 1e3, 1e6 + 1, 1e9, 1e15, 1e22}) {
    for (const bool is_sin : {true, false}) {
      // the extremum of sin (cos) at n pi/2 with n odd (even)
      double n = k;
      if (std::fmod(n, 2) != (is_sin ? 1 : 0)) n = n < 0x1p52 ? n + 1 : n;
      if (is_sin && n >= 0x1p52) continue;
      MPFR_DECL_INIT(point, 400);
      mpfr_const_pi(point, MPFR_RNDN);
      mpfr_mul_d(point, point, n / 2, MPFR_RNDN);
      const double below = mpfr_get_d(point, MPFR_RNDD), above = mpfr_get_d(point, MPFR_RNDU);
      const double two = std::fmod(n - (is_sin ? 1 : 0), 4);  // 0: the value is 1, 2: it is -1
      const auto f = [&](double low, double high) {
        return is_sin ? sin(Interval(low, high)) : cos(Interval(low, high));
      };
      const Function exact = is_sin ? mpfr_sin : mpfr_cos;
      const Interval both = f(below, above), before = f(below - std::fmin(0.1, below), below);
      EXPECT_EQ(two == 0 ? both.upper() : both.lower(), two == 0 ? 1 : -1) << n;
      if (two == 0) {
        EXPECT_EQ(before.upper(), directed(exact, below, MPFR_RNDU)) << n;
      } else {
        EXPECT_EQ(before.lower(), directed(exact, below, MPFR_RNDD)) << n;
      }
    }
  }
}

TEST(Circular, ExtremeBoxes) {
  const Interval full(-1, 1);
  for (const Interval& x : {Interval::entire(), Interval(0, inf), Interval(-inf, 0), Interval(0, 6.3),
                            Interval(1e22, 1e22 + 0x1p23), Interval(1e308, 1.1e308), Interval(-1e300, 1e-300)}) {
    EXPECT_TRUE(identical(sin(x), full)) << x;
    EXPECT_TRUE(identical(cos(x), full)) << x;
  }
  EXPECT_TRUE(identical(sin(Interval(0)), Interval(0)));
  EXPECT_TRUE(identical(cos(Interval(0)), Interval(1)));
  EXPECT_TRUE(identical(sin(Interval(0, 2)), Interval(0, 1)));
  EXPECT_TRUE(identical(sin(Interval(-2, 0)), Interval(-1, 0)));
  EXPECT_EQ(cos(Interval(-1, 2)).upper(), 1);
  EXPECT_EQ(cos(Interval(3, 4)).lower(), -1);
  // sin 10^22 = -0.8522008497671888017727...
  EXPECT_TRUE(subset(sin(Interval(1e22)), Interval(-0.8522008497671889, -0.8522008497671887)));
  const Interval half_turn = atan(Interval::entire());
  EXPECT_TRUE(half_turn.lower() == -half_turn.upper() && half_turn.upper() == next_up(std::numbers::pi / 2));
  // RealInterval by the same reduction, finer
  for (const double x : {0.5, 1.5, -3.0, 100.0, 1e22}) {
    const RealInterval fine(x, std::nextafter(x, inf), 200);
    EXPECT_TRUE(subset(sin(fine).to_interval(), sin(Interval(x, std::nextafter(x, inf))))) << x;
    EXPECT_TRUE(subset(cos(fine).to_interval(), cos(Interval(x, std::nextafter(x, inf))))) << x;
    EXPECT_TRUE(subset(atan(fine).to_interval(), atan(Interval(x, std::nextafter(x, inf))))) << x;
    const RealInterval point = sin(RealInterval(x, x, 200)), other = cos(RealInterval(x, x, 200));
    EXPECT_LT(point.width(), 1e-55);
    EXPECT_TRUE((square(point) + square(other)).contains(1.0)) << x;
  }
  EXPECT_TRUE(identical(sin(RealInterval::entire(100)), RealInterval(-1, 1, 100)));
  EXPECT_TRUE(identical(abs(RealInterval(-3, 2, 100)), RealInterval(0, 3, 100)));
}

}  // namespace circular_test
}  // namespace hebb
