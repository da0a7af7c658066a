#include <cmath>

#include <hebb/replay/rational_interval.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "forgery.hpp"

// The arithmetic of the checker against MPFR at 2000 bits: supersets, and tight ones.

namespace hebb {
namespace arithmetic_test {

using namespace forgery;
using checker::Fraction;
using checker::Int;
using checker::RationalInterval;

Fraction two_to_minus(int n) { return Fraction(1, Int(1) << n); }
Fraction exact_fraction(const Rational& r) { return checker::exact(r); }

/// x encloses the number that `truth` encloses, and is not wider than 2^-bits of it.
void expect_tight(const RationalInterval& x, const RealInterval& truth, int bits, const std::string& what) {
  ASSERT_FALSE(x.everything) << what;
  EXPECT_LE(x.lower, exact_fraction(truth.exact_lower())) << what;
  EXPECT_GE(x.upper, exact_fraction(truth.exact_upper())) << what;
  EXPECT_LE(x.upper - x.lower, two_to_minus(bits) * abs(exact_fraction(truth.exact_upper()))) << what;
}

RealInterval precise(const Rational& value) { return RealInterval(value, 2000); }

TEST(CheckerArithmetic, ExpEnclosesTightly) {
  for (const Rational& x :
       {Rational(1, 2), Rational(-1, 2), Rational(1, 1000), Rational(7, 3), Rational(-20), Rational(1000)}) {
    expect_tight(exp(RationalInterval(x)), exp(precise(x)), 175, "exp " + to_string(x));
  }
  // both ends of a box, and an end beyond what is computed
  const RationalInterval box = exp(RationalInterval(Fraction(-1), Fraction(2)));
  EXPECT_TRUE(abs(box.lower - exp(RationalInterval(-1)).lower) == 0 &&
              abs(box.upper - exp(RationalInterval(2)).upper) == 0);
  EXPECT_EQ(exp(RationalInterval(0)).lower, 1);
  EXPECT_EQ(exp(RationalInterval(0)).upper, 1);
  EXPECT_TRUE(exp(RationalInterval(100'001)).everything);
  EXPECT_TRUE(exp(RationalInterval(Fraction(0), Fraction(100'001))).everything);
  EXPECT_TRUE(exp(RationalInterval::unknown()).everything);
  const RationalInterval tiny = exp(RationalInterval(-100'001));
  EXPECT_EQ(tiny.lower, 0);
  EXPECT_GT(tiny.upper, 0);  // 2^-100000 > exp(-100001) = 2^-144271
  EXPECT_GE(tiny.upper, two_to_minus(144'271));
  EXPECT_LE(tiny.upper, two_to_minus(90'000));
}

TEST(CheckerArithmetic, LogEnclosesTightly) {
  for (const Rational& x :
       {Rational(2), Rational(1, 2), Rational(4, 3), Rational(2, 3), Rational(1001, 1000), Rational(65, 100),
        Rational(34, 100), Rational(135, 100), Rational(199, 100), Rational(1'000'000'007)}) {
    expect_tight(log(RationalInterval(x)), log(precise(x)), 175, "log " + to_string(x));
  }
  EXPECT_EQ(log(RationalInterval(1)).lower, 0);
  EXPECT_EQ(log(RationalInterval(1)).upper, 0);
  const RationalInterval box = log(RationalInterval(Fraction(1), Fraction(2)));
  EXPECT_EQ(box.lower, 0);
  EXPECT_EQ(box.upper, log(RationalInterval(2)).upper);
  EXPECT_TRUE(log(RationalInterval(0)).everything);
  EXPECT_TRUE(log(RationalInterval(Fraction(0), Fraction(1))).everything);
  EXPECT_TRUE(log(RationalInterval(Fraction(-1), Fraction(1))).everything);
  EXPECT_TRUE(log(RationalInterval::unknown()).everything);
}

TEST(CheckerArithmetic, SqrtEnclosesTightly) {
  for (const Rational& x : {Rational(2), Rational(1, 2), Rational(4), Rational(9, 16), Rational(1, 3),
                            Rational(10'000'000), Rational(1, 10'000'000)}) {
    expect_tight(sqrt(RationalInterval(x)), sqrt(precise(x)), 300, "sqrt " + to_string(x));
  }
  for (const int x : {0, 1}) {
    EXPECT_EQ(sqrt(RationalInterval(x)).lower, x);
    EXPECT_EQ(sqrt(RationalInterval(x)).upper, x);
  }
  // A root that the last place of the result is too coarse for: it is just above 2.
  const Fraction above(4 + two_to_minus(900));
  const RationalInterval root = sqrt(RationalInterval(above));
  EXPECT_EQ(root.lower, 2);
  EXPECT_GT(root.upper * root.upper, above);
  EXPECT_LT(root.upper, 2 + two_to_minus(300));
  const RationalInterval box = sqrt(RationalInterval(Fraction(0), Fraction(2)));
  EXPECT_EQ(box.lower, 0);
  EXPECT_EQ(box.upper, sqrt(RationalInterval(2)).upper);
  EXPECT_TRUE(sqrt(RationalInterval(Fraction(-1, 100), Fraction(1))).everything);
  EXPECT_TRUE(sqrt(RationalInterval::unknown()).everything);
}

/// The points are those at which the remainder of a series exceeds all roundings (5/12 and 7/17 for atan, close to odd
/// multiples of pi/4 for sin and cos), and those at which pi enters with a large factor.
TEST(CheckerArithmetic, CircularFunctionsEncloseTightly) {
  const Rational large = Rational(Integer("10000000000000000000000")), huge = Rational(Integer(1) << 99);
  for (const Rational& x : {Rational(785, 1000), Rational(-785, 1000), Rational(1, 1000), Rational(1), Rational(2),
                            Rational(236, 100), Rational(3), Rational(-4), Rational(393, 100), Rational(55, 10),
                            Rational(-100), large, huge, Rational(-huge)}) {
    const int bits = abs(x) > 1'000'000 ? 120 : 195;
    expect_tight(sin(RationalInterval(x)), sin(precise(x)), bits, "sin " + to_string(x));
    expect_tight(cos(RationalInterval(x)), cos(precise(x)), bits, "cos " + to_string(x));
  }
  for (const Rational& x : {Rational(5, 12), Rational(-5, 12), Rational(41, 100), Rational(417, 1000), Rational(1),
                            Rational(1, 1'000'000), Rational(101, 100), Rational(-12, 5), Rational(3), large}) {
    expect_tight(atan(RationalInterval(x)), atan(precise(x)), 200, "atan " + to_string(x));
  }
  for (const auto& [found, value] : {std::pair{sin(RationalInterval(0)), 0}, std::pair{cos(RationalInterval(0)), 1},
                                     std::pair{atan(RationalInterval(0)), 0}}) {
    EXPECT_TRUE(found.lower == value && found.upper == value);
  }
  for (const auto& f :
       {+[](const RationalInterval& x) { return sin(x); }, +[](const RationalInterval& x) { return cos(x); }}) {
    EXPECT_TRUE(f(RationalInterval::unknown()).everything);
    for (const RationalInterval& x : {RationalInterval(Fraction(Int(1) << 101)), RationalInterval(-(Int(1) << 101), 0),
                                      RationalInterval(Fraction(0), Fraction(10))}) {
      EXPECT_EQ(f(x).lower, -1);
      EXPECT_EQ(f(x).upper, 1);
    }
  }
  EXPECT_TRUE(atan(RationalInterval::unknown()).everything);
  const RationalInterval box = atan(RationalInterval(Fraction(-1), Fraction(2)));
  EXPECT_EQ(box.lower, atan(RationalInterval(-1)).lower);
  EXPECT_EQ(box.upper, atan(RationalInterval(2)).upper);
}

/// On boxes of eighths, against the values at the ends and the extrema at multiples of pi/2 = 1.5707963...; a box that
/// ends close to an extremum on either side is told from one that passes it.
TEST(CheckerArithmetic, SinAndCosHaveTheExtremaOfTheBox) {
  const auto expect = [](const RationalInterval& range, const RationalInterval& a, const RationalInterval& b,
                         bool has_low, bool has_high, const std::string& what) {
    EXPECT_EQ(range.lower, has_low ? Fraction(-1) : std::min(a.lower, b.lower)) << what;
    EXPECT_EQ(range.upper, has_high ? Fraction(1) : std::max(a.upper, b.upper)) << what;
  };
  const auto check = [&](const Fraction& a, const Fraction& b) {
    const double low = a.convert_to<double>(), high = b.convert_to<double>(), pi = 3.14159265358979323846;
    const auto meets = [&](double start) {  // whether [a, b] has a point start + 2 pi k
      return std::floor((high - start) / (2 * pi)) >= std::ceil((low - start) / (2 * pi));
    };
    const RationalInterval x(a, b), first(a), last(b);
    const std::string what = a.str() + " " + b.str();
    expect(sin(x), sin(first), sin(last), meets(-pi / 2), meets(pi / 2), "sin " + what);
    expect(cos(x), cos(first), cos(last), meets(pi), meets(0), "cos " + what);
  };
  for (const int i : {-15, 30}) {
    for (const int length : {7, 25, 49}) check(Fraction(i, 8), Fraction(i + length, 8));
  }
  for (const int k : {-1, 1, 2}) {  // around k pi/2
    const Fraction at(static_cast<long>(std::llround(k * 1570796326794.8966)), 1'000'000'000'000);
    const Fraction step(1, 1'000'000'000);
    check(at - step, at + step), check(at - 2 * step, at - step), check(at + step, at + 2 * step);
  }
}

TEST(CheckerArithmetic, AbsAndItsSlopesKnowTheSigns) {
  const auto is = [](const RationalInterval& x, const Fraction& lower, const Fraction& upper) {
    return !x.everything && x.lower == lower && x.upper == upper;
  };
  const auto box = [](int a, int b) { return RationalInterval(Fraction(a), Fraction(b)); };
  EXPECT_TRUE(is(abs(box(-3, 2)), 0, 3) && is(abs(box(-2, 3)), 0, 3) && is(abs(box(-3, -2)), 2, 3));
  EXPECT_TRUE(is(abs(box(2, 3)), 2, 3) && is(abs(box(0, 3)), 0, 3) && is(abs(box(-3, 0)), 0, 3));
  EXPECT_TRUE(is(abs_slope(box(-3, 2)), -1, 1) && is(abs_slope(box(0, 2)), 1, 1) && is(abs_slope(box(-2, 0)), -1, -1));
  EXPECT_TRUE(is(abs_curvature(box(0, 2)), 0, 0) && is(abs_curvature(box(-2, 0)), 0, 0));
  EXPECT_TRUE(abs_curvature(box(-1, 2)).everything);
  const RationalInterval unknown = RationalInterval::unknown();
  EXPECT_TRUE(abs(unknown).everything && abs_slope(unknown).everything && abs_curvature(unknown).everything);
}

/// All products and quotients of ends, whatever the signs; and what is unknown stays unknown.
TEST(CheckerArithmetic, FieldOperationsAreExact) {
  const std::vector<Fraction> ends{-3, Fraction(-1, 2), 0, Fraction(2, 3), 5};
  const auto each = [&](const auto& body) {
    for (const Fraction& a : ends)
      for (const Fraction& b : ends)
        if (a <= b) body(RationalInterval(a, b));
  };
  const auto expect = [](const RationalInterval& x, const std::vector<Fraction>& values) {
    ASSERT_FALSE(x.everything);
    EXPECT_EQ(x.lower, *std::min_element(values.begin(), values.end()));
    EXPECT_EQ(x.upper, *std::max_element(values.begin(), values.end()));
  };
  each([&](const RationalInterval& x) {
    expect(-x, {-x.lower, -x.upper});
    each([&](const RationalInterval& y) {
      expect(x + y, {Fraction(x.lower + y.lower), Fraction(x.upper + y.upper)});
      expect(x - y, {Fraction(x.lower - y.upper), Fraction(x.upper - y.lower)});
      expect(x * y, {Fraction(x.lower * y.lower), Fraction(x.lower * y.upper), Fraction(x.upper * y.lower),
                     Fraction(x.upper * y.upper)});
      if (y.lower <= 0 && y.upper >= 0) {
        EXPECT_TRUE((x / y).everything);
      } else {
        expect(x / y, {Fraction(x.lower / y.lower), Fraction(x.lower / y.upper), Fraction(x.upper / y.lower),
                       Fraction(x.upper / y.upper)});
      }
    });
    const RationalInterval unknown = RationalInterval::unknown();
    const bool zero = x.lower == 0 && x.upper == 0;
    for (const auto& r : {x + unknown, unknown + x, x - unknown, unknown - x, x / unknown, unknown / x, -unknown,
                          product_of_values(x, unknown), product_of_values(unknown, x), power(unknown, 2)})
      EXPECT_TRUE(r.everything);
    EXPECT_EQ((x * unknown).everything, !zero);
    EXPECT_EQ((unknown * x).everything, !zero);
  });
  EXPECT_TRUE((RationalInterval::unknown() * RationalInterval::unknown()).everything);
  const RationalInterval halved =
      product_of_values(RationalInterval(Fraction(1, 2)), RationalInterval(Fraction(-3), 4));
  EXPECT_EQ(halved.lower, Fraction(-3, 2));
  EXPECT_EQ(halved.upper, 2);
}

TEST(CheckerArithmetic, PowersHaveTheRightEnds) {
  const auto expect = [](const RationalInterval& x, const Fraction& lower, const Fraction& upper) {
    EXPECT_EQ(x.lower, lower);
    EXPECT_EQ(x.upper, upper);
  };
  const auto box = [](int a, int b) { return RationalInterval(Fraction(a), Fraction(b)); };
  expect(power(box(-3, 2), 1), -3, 2);
  expect(power(box(-3, 2), 2), 0, 9);
  expect(power(box(-2, 3), 2), 0, 9);
  expect(power(box(-3, 2), 3), -27, 8);
  expect(power(box(-3, -2), 2), 4, 9);
  expect(power(box(-3, -2), 3), -27, -8);
  expect(power(box(2, 3), 2), 4, 9);
  expect(power(box(2, 3), 5), 32, 243);
  expect(power(box(0, 3), 2), 0, 9);
  expect(power(box(-3, 0), 2), 0, 9);
  expect(power(box(-3, 0), 4), 0, 81);
  const Fraction half(1, 2);
  expect(power(RationalInterval(-half, half), 2), 0, half * half);
}

/// Signs are certain only when the whole interval has them.
TEST(CheckerArithmetic, SignsAreThoseOfTheWholeInterval) {
  const auto signs = [](const RationalInterval& x) {
    return std::vector<bool>{x.is_nonnegative(), x.is_nonpositive(), x.is_negative()};
  };
  using Signs = std::vector<bool>;
  EXPECT_EQ(signs(RationalInterval(Fraction(0), 1)), (Signs{true, false, false}));
  EXPECT_EQ(signs(RationalInterval(Fraction(1), 2)), (Signs{true, false, false}));
  EXPECT_EQ(signs(RationalInterval(Fraction(-1), 1)), (Signs{false, false, false}));
  EXPECT_EQ(signs(RationalInterval(Fraction(-1), 0)), (Signs{false, true, false}));
  EXPECT_EQ(signs(RationalInterval(Fraction(-2), -1)), (Signs{false, true, true}));
  EXPECT_EQ(signs(RationalInterval(0)), (Signs{true, true, false}));
  EXPECT_EQ(signs(RationalInterval::unknown()), (Signs{false, false, false}));
  RationalInterval negative = RationalInterval(Fraction(-2), -1);
  negative.everything = true;
  EXPECT_EQ(signs(negative), (Signs{false, false, false}));
  RationalInterval positive = RationalInterval(Fraction(1), 2);
  positive.everything = true;
  EXPECT_EQ(signs(positive), (Signs{false, false, false}));
}

/// Ends of more than 400 bits move outward to 320, by less than 2^-310 of themselves; shorter ones stay.
TEST(CheckerArithmetic, LongEndsMoveOutwardALittle) {
  for (const int sign : {1, -1}) {
    for (const int scale : {-200, -1, 0, 1, 200}) {
      for (const int size : {399, 400, 401, 500, 1000}) {
        Fraction q = sign * Fraction(Int(1) << size, (Int(1) << size) + 1);  // not dyadic, `size` + 1 bits
        q = scale < 0 ? Fraction(q / (Int(1) << -scale)) : Fraction(q * (Int(1) << scale));
        const RationalInterval x(q, q);
        EXPECT_LE(x.lower, q);
        EXPECT_GE(x.upper, q);
        EXPECT_LE(x.upper - x.lower, two_to_minus(310) * abs(q)) << size << " " << scale;
        const bool is_long = denominator(q) > (Int(1) << 400);
        EXPECT_EQ(x.lower == q, !is_long) << size << " " << scale;
        EXPECT_EQ(x.upper == q, !is_long) << size << " " << scale;
        if (is_long) EXPECT_LT(msb(denominator(x.lower)), 330U + 200U) << size << " " << scale;
      }
    }
  }
  const Fraction edge(1, Int(1) << 400);
  EXPECT_EQ(RationalInterval(edge, edge).lower, edge);
  const Fraction zero = 0;
  EXPECT_EQ(RationalInterval(zero, zero).upper, 0);
}

/// Exponents are bytes: 255 is the largest, and one more is refused instead of wrapping round.
TEST(CheckerArithmetic, TheDegreeIsBounded) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.real("x");
    b.claim_equal("255", pow(x, 255), pow(x, 128) * pow(x, 127));
    b.claim_equal("254", pow(x, 255), pow(x, 128) * pow(x, 126));
    b.claim_equal("256", pow(x, 128) * pow(x, 128), q(1));
  });
  EXPECT_EQ(verdict(s, IdentityProof{}, 0), accepted);
  EXPECT_EQ(verdict(s, IdentityProof{}, 1), "the goal '254' does not expand to zero");
  EXPECT_EQ(verdict(s, IdentityProof{}, 2), "the degree of an expanded term exceeds 255");
}

}  // namespace arithmetic_test
}  // namespace hebb
