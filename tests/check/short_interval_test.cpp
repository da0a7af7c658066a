#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include <hebb/replay/short_interval.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "forgery.hpp"

// The arithmetic of 62 bits against the exact one, and its functions against MPFR.

namespace hebb {
namespace short_interval_test {

using namespace forgery;
using checker::Fraction;
using checker::Int;
using checker::RationalInterval;
using checker::ShortInterval;
using checker::ShortNumber;
using checker::Toward;

/// Of either sign, from tiny to huge, with few bits and with many; also 0.
Fraction drawn(std::mt19937_64& words, int magnitude) {
  const auto word = words();
  if (word % 13 == 0) return 0;
  const Int above = Int(words() >> (words() % 64)) + 1, below = Int(words() >> (words() % 64)) + 1;
  const Int scale = Int(1) << static_cast<unsigned>(words() % static_cast<unsigned>(magnitude));
  const Fraction x = (word & 1U) != 0 ? Fraction(above * scale, below) : Fraction(above, below * scale);
  return (word & 2U) != 0 ? -x : x;
}

void expect_bound(const ShortNumber& x, const Fraction& truth, Toward side) {
  const Fraction error = side == Toward::below ? Fraction(truth - x.exact()) : Fraction(x.exact() - truth);
  EXPECT_GE(error, 0);
  EXPECT_LE(error * (Int(1) << 61), abs(truth));
  if (x.m != 0) {
    EXPECT_GE(std::abs(x.m), std::int64_t{1} << 61);
    EXPECT_LT(std::abs(x.m), std::int64_t{1} << 62);
  }
}

TEST(ShortNumber, EveryOperationBoundsTheExactResultOnItsSide) {
  std::mt19937_64 words(11);
  for (int k = 0; k < 4000; ++k) {
    const Fraction p = drawn(words, 150), q = drawn(words, 150);
    for (const Toward side : {Toward::below, Toward::above}) {
      const ShortNumber x = ShortNumber::bound(p, side), y = ShortNumber::bound(q, Toward::below);
      expect_bound(x, p, side);
      const Fraction a = x.exact(), b = y.exact();
      EXPECT_EQ(x < y, a < b);
      EXPECT_EQ(y < x, b < a);
      EXPECT_EQ((-x).exact(), -a);
      expect_bound(add(x, y, side), a + b, side);
      expect_bound(multiply(x, y, side), a * b, side);
      if (b != 0) expect_bound(divide(x, y, side), a / b, side);
      if (a < 0) continue;
      const Fraction root = sqrt(x, side).exact(), square = root * root;
      EXPECT_TRUE(side == Toward::below ? square <= a : square >= a);
      EXPECT_LE(abs(square - a) * (Int(1) << 60), a);
    }
  }
}

TEST(ShortNumber, SumsOfNumbersFarApart) {
  for (const int far : {60, 61, 62, 63, 64, 65, 66, 200}) {
    for (const int sign : {-1, 1}) {
      for (const Fraction& large : {Fraction(1), Fraction((Int(1) << 62) - 1, Int(1) << 62), Fraction(-1)}) {
        const Fraction small = Fraction(sign) / Fraction(Int(1) << static_cast<unsigned>(far));
        const ShortNumber x = ShortNumber::bound(large, Toward::below), y = ShortNumber::bound(small, Toward::below);
        for (const Toward side : {Toward::below, Toward::above}) expect_bound(add(x, y, side), large + small, side);
      }
    }
  }
}

TEST(ShortNumber, FloorsAndExponents) {
  for (const auto& [p, q, floor] : {std::array{7, 2, 3}, {-7, 2, -4}, {1, 3, 0}, {-1, 3, -1}, {4, 1, 4}, {0, 1, 0}})
    EXPECT_EQ(floor_of(ShortNumber::ratio(p, q, Toward::below)), floor);
  EXPECT_EQ(floor_of(ShortNumber::bound(Fraction(-1, Int(1) << 300), Toward::below)), -1);
  EXPECT_EQ(floor_of(ShortNumber::bound(Fraction(Int(1) << 59), Toward::below)), std::int64_t{1} << 59);
  EXPECT_THROW(floor_of(ShortNumber::bound(Fraction(Int(1) << 60), Toward::below)), ShortNumber::OutOfRange);
  const ShortNumber huge{std::int64_t{1} << 61, 1 << 20};
  EXPECT_THROW(multiply(huge, huge, Toward::above), ShortNumber::OutOfRange);
  EXPECT_THROW(huge.times_power_of_two(1), ShortNumber::OutOfRange);
  EXPECT_TRUE((ShortInterval(huge, huge) * ShortInterval(huge, huge)).everything);
  EXPECT_TRUE(exp(ShortInterval(huge, huge)).everything);
}

TEST(ShortNumber, ExactWhereTheResultIs) {
  const ShortNumber zero{0, 0}, three = ShortNumber::of(3);
  for (const int n : {-7, -1, 0, 1, 2, 100}) EXPECT_EQ(ShortNumber::of(n).exact(), n);
  EXPECT_EQ(ShortNumber::of(0), zero);
  EXPECT_EQ(ShortNumber::bound(0, Toward::above), zero);
  EXPECT_EQ(add(three, -three, Toward::above), zero);
  EXPECT_EQ(zero.times_power_of_two(5), zero);
  EXPECT_EQ(three.times_power_of_two(5).exact(), 96);
  EXPECT_EQ(three.times_power_of_two(-1).exact(), Fraction(3, 2));
  for (const Toward side : {Toward::below, Toward::above}) {
    EXPECT_EQ(sqrt(zero, side), zero);
    for (const Fraction& root : {Fraction(2), Fraction(3, 4), Fraction((Int(1) << 30) + 1)})
      EXPECT_EQ(sqrt(ShortNumber::bound(root * root, side), side).exact(), root);
  }
}

TEST(ShortNumber, ExponentsHaveARange) {
  const int most = 1 << 20;
  const auto power = [](int e) { return ShortNumber{std::int64_t{1} << 61, e}; };  // 2^(61 + e)
  EXPECT_EQ(multiply(power(most / 2), power(most / 2 - 61), Toward::above).e, most);
  EXPECT_THROW(multiply(power(most / 2), power(most / 2 - 60), Toward::above), ShortNumber::OutOfRange);
  EXPECT_EQ(multiply(power(-most / 2), power(-most / 2 - 61), Toward::above).e, -most);
  EXPECT_THROW(multiply(power(-most / 2), power(-most / 2 - 62), Toward::above), ShortNumber::OutOfRange);
  EXPECT_EQ(power(0).times_power_of_two(most).e, most);
  EXPECT_EQ(power(0).times_power_of_two(-most).e, -most);
  EXPECT_THROW(power(0).times_power_of_two(-most - 1), ShortNumber::OutOfRange);
  // A fraction is read up to half of that.
  const auto read = [](int exponent) {
    const Int size = Int(1) << static_cast<unsigned>(std::abs(exponent));
    return ShortNumber::bound(exponent < 0 ? Fraction(1, size) : Fraction(size), Toward::below);
  };
  EXPECT_EQ(read(63 - most / 2).e, 2 - most / 2);
  EXPECT_EQ(read(63 + most / 2).e, 2 + most / 2);
  EXPECT_THROW(read(62 - most / 2), ShortNumber::OutOfRange);
  EXPECT_THROW(read(64 + most / 2), ShortNumber::OutOfRange);
}

RationalInterval exact_of(const ShortInterval& x) { return {x.lower.exact(), x.upper.exact()}; }

using Function = ShortInterval (*)(const ShortInterval&);
const std::vector<Function> functions{checker::exp, checker::log,       checker::sqrt,
                                      checker::sin, checker::cos,       checker::atan,
                                      checker::abs, checker::abs_slope, checker::abs_curvature};

/// `x` holds `truth`, which is itself wider than the range by some 2^-170 at most, and is tight where the truth is.
void expect_holds(const ShortInterval& x, const RationalInterval& truth, const std::string& what) {
  if (truth.everything) return;
  ASSERT_FALSE(x.everything) << what;
  const RationalInterval wide = exact_of(x);
  const Fraction slack = (abs(truth.lower) + abs(truth.upper)) / Fraction(Int(1) << 150);
  EXPECT_LE(wide.lower, truth.lower + slack) << what;
  EXPECT_GE(wide.upper, truth.upper - slack) << what;
  const Fraction size = 1 + abs(truth.lower) + abs(truth.upper);
  EXPECT_LE((wide.upper - wide.lower) - (truth.upper - truth.lower), size / (Int(1) << 40)) << what;
}

/// At a number that 62 bits hold the values are off by a few of the last bits only.
TEST(ShortInterval, FunctionsEncloseTightlyAtPoints) {
  std::mt19937_64 words(14);
  const auto expect_tight = [](const ShortInterval& x, const RealInterval& truth, int bits, const std::string& what) {
    ASSERT_FALSE(x.everything) << what;
    const Fraction lower = checker::exact(truth.exact_lower()), upper = checker::exact(truth.exact_upper());
    EXPECT_LE(x.lower.exact(), lower) << what;
    EXPECT_GE(x.upper.exact(), upper) << what;
    EXPECT_LE((x.upper.exact() - x.lower.exact()) * (Int(1) << static_cast<unsigned>(bits)), abs(upper)) << what;
  };
  const auto expect_all = [&](const Rational& q) {
    const std::string what = to_string(q);
    const ShortInterval x(q);
    const RealInterval t(q, 300);
    ASSERT_EQ(x.lower, x.upper);
    expect_tight(exp(x), exp(t), 49, "exp " + what);
    if (q > 0 && q != 1) expect_tight(log(x), log(t), abs(q - 1) > Rational(1, 10) ? 54 : 34, "log " + what);
    if (q != 0) {
      expect_tight(sin(x), sin(t), 40, "sin " + what);
      expect_tight(cos(x), cos(t), 40, "cos " + what);
      expect_tight(atan(x), atan(t), 54, "atan " + what);
    }
  };
  for (const int sign : {-1, 1}) {
    for (const Rational& q : {Rational(5, 12), Rational(1), Rational(2), Rational(2, 3), Rational(1, 2), Rational(3, 4),
                              Rational(3, 2), Rational(4), Rational(31, 2), Rational(1, 1 << 20), Rational(40)})
      expect_all(sign * Rational(static_cast<int>(std::floor(q.convert_to<double>() * (1 << 20))), 1 << 20));
  }
  for (int k = 0; k < 400; ++k) {
    const auto places = static_cast<int>(words() % 21);
    expect_all(Rational(static_cast<int>(words() % (80 << 14)) - (40 << 14), 1 << 14) / Rational(1 << places));
  }
  EXPECT_TRUE(exp(ShortInterval(100'000)).everything && exp(ShortInterval(-100'000)).everything);
  EXPECT_FALSE(exp(ShortInterval(99'999)).everything || exp(ShortInterval(-99'999)).everything);
  EXPECT_TRUE(exp(ShortInterval(0)).lower.exact() == 1 && exp(ShortInterval(0)).upper.exact() == 1);
  EXPECT_TRUE(cos(ShortInterval(0)).lower.exact() == 1 && cos(ShortInterval(0)).upper.exact() == 1);
}

/// Over an interval they take the values of its ends, and of the extrema in between.
TEST(ShortInterval, FunctionsOverIntervalsTakeTheirExtrema) {
  std::mt19937_64 words(15);
  const double pi = std::numbers::pi;
  for (int k = 0; k < 400; ++k) {
    const int width = 1 + static_cast<int>(words() % (k % 2 == 0 ? 40'000 : 200'000));
    const int first = static_cast<int>(words() % 400'000) - 200'000;
    const Rational a(first, 1 << 14), b(first + width, 1 << 14);
    const ShortInterval at_a(a), at_b(b), x(at_a.lower, at_b.upper);
    const std::string what = to_string(a) + ", " + to_string(b);
    EXPECT_TRUE(exp(x).lower == exp(at_a).lower && exp(x).upper == exp(at_b).upper) << what;
    EXPECT_TRUE(atan(x).lower == atan(at_a).lower && atan(x).upper == atan(at_b).upper) << what;
    if (a > 0) EXPECT_TRUE(log(x).lower == log(at_a).lower && log(x).upper == log(at_b).upper) << what;
    EXPECT_EQ(log(x).everything, a <= 0) << what;
    const auto expect_range = [&](const ShortInterval& range, const ShortInterval& at_lower,
                                  const ShortInterval& at_upper, double maximum, const char* name) {
      const auto holds_one_of = [&](double place) {  // place + 2 pi j; no end of the draws is within 1e-5 of one
        const double from = (a.convert_to<double>() - place) / (2 * pi),
                     to = (b.convert_to<double>() - place) / (2 * pi);
        return std::floor(to) > std::floor(from);
      };
      EXPECT_EQ(range.upper, holds_one_of(maximum) ? ShortNumber::of(1) : std::max(at_lower.upper, at_upper.upper))
          << name << what;
      EXPECT_EQ(range.lower,
                holds_one_of(maximum + pi) ? ShortNumber::of(-1) : std::min(at_lower.lower, at_upper.lower))
          << name << what;
    };
    expect_range(sin(x), sin(at_a), sin(at_b), pi / 2, "sin ");
    expect_range(cos(x), cos(at_a), cos(at_b), 0, "cos ");
  }
}

TEST(ShortInterval, FunctionsEncloseWhatTheExactOnesDo) {
  std::mt19937_64 words(12);
  for (int k = 0; k < 8; ++k) {
    const Fraction a = drawn(words, 6) / (k % 3 == 0 ? 1 : 1 << 20), b = k % 2 == 0 ? a : Fraction(a + drawn(words, 4));
    if (abs(a) > 40 || abs(b) > 40) continue;
    const ShortInterval x(RationalInterval(std::min(a, b), std::max(a, b)));
    const RationalInterval y = exact_of(x);
    const std::string what = a.str() + ", " + b.str();
    expect_holds(exp(x), exp(y), "exp " + what);
    expect_holds(log(x), log(y), "log " + what);
    expect_holds(sqrt(x), sqrt(y), "sqrt " + what);
    expect_holds(sin(x), sin(y), "sin " + what);
    expect_holds(cos(x), cos(y), "cos " + what);
    expect_holds(atan(x), atan(y), "atan " + what);
    EXPECT_EQ(log(x).everything, log(y).everything) << what;
  }
}

/// Powers, roots and absolute values of intervals that touch zero, hold it, or are points: as the exact ones.
TEST(ShortInterval, AlgebraIsTheExactOnes) {
  const std::vector<Fraction> places{-3, -2, Fraction(-1, 3), 0, Fraction(1, 3), 2, 3};
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = i; j < places.size(); ++j) {
      const RationalInterval given(places[i], places[j]);
      const ShortInterval x(given);
      const RationalInterval y = exact_of(x);
      const std::string what = places[i].str() + ", " + places[j].str();
      EXPECT_TRUE(y.lower <= given.lower && y.upper >= given.upper) << what;
      EXPECT_LE((y.upper - y.lower) - (given.upper - given.lower), Fraction(8, Int(1) << 61)) << what;
      for (const int n : {2, 3, 4, 7}) expect_holds(power(x, n), power(y, n), what);
      expect_holds(sqrt(x), sqrt(y), "sqrt " + what);
      EXPECT_EQ(sqrt(x).everything, sqrt(y).everything) << what;
      expect_holds(abs(x), abs(y), "abs " + what);
      EXPECT_EQ(exact_of(abs_slope(x)).lower, abs_slope(y).lower) << what;
      EXPECT_EQ(exact_of(abs_slope(x)).upper, abs_slope(y).upper) << what;
      EXPECT_EQ(abs_curvature(x).everything, abs_curvature(y).everything) << what;
      if (!abs_curvature(y).everything) EXPECT_TRUE(abs_curvature(x).is_zero()) << what;
      EXPECT_EQ(log(x).everything, places[i] <= 0) << what;
      EXPECT_EQ(x.is_nonnegative(), places[i] >= 0) << what;
      EXPECT_EQ(x.is_nonpositive(), places[j] <= 0) << what;
      EXPECT_EQ(x.is_negative(), places[j] < 0) << what;
      EXPECT_EQ(x.is_zero(), places[i] == 0 && places[j] == 0) << what;
    }
  }
  EXPECT_TRUE(sin(ShortInterval(0)).is_zero() && atan(ShortInterval(0)).is_zero() && log(ShortInterval(1)).is_zero());
  EXPECT_EQ(product_of_values(ShortInterval(2), ShortInterval(3)).lower.exact(), 6);
  const ShortNumber huge{std::int64_t{1} << 61, 1 << 19};
  EXPECT_TRUE(power(ShortInterval(huge, huge), 3).everything);
  EXPECT_TRUE(power(ShortInterval(ShortNumber::of(2), huge), 3).everything);
  // pi is known to a million quarters of a turn
  EXPECT_FALSE(sin(ShortInterval(1'570'796)).lower == ShortNumber::of(-1));
  for (const int far : {1'570'798, 2'000'000'000}) {
    EXPECT_TRUE(sin(ShortInterval(far)).lower == ShortNumber::of(-1) &&
                sin(ShortInterval(far)).upper == ShortNumber::of(1));
    EXPECT_TRUE(cos(ShortInterval(far)).lower == ShortNumber::of(-1) &&
                cos(ShortInterval(far)).upper == ShortNumber::of(1));
  }
}

TEST(ShortInterval, ArithmeticEnclosesWhatTheExactOneDoes) {
  std::mt19937_64 words(13);
  for (int k = 0; k < 3000; ++k) {
    std::array<Fraction, 4> e{drawn(words, 8), drawn(words, 8), drawn(words, 8), drawn(words, 8)};
    const ShortInterval x(RationalInterval(std::min(e[0], e[1]), std::max(e[0], e[1])));
    const ShortInterval y(RationalInterval(std::min(e[2], e[3]), std::max(e[2], e[3])));
    const auto contains = [](const ShortInterval& wide, const RationalInterval& narrow) {
      EXPECT_EQ(wide.everything, narrow.everything);
      if (wide.everything) return;
      EXPECT_LE(wide.lower.exact(), narrow.lower);
      EXPECT_GE(wide.upper.exact(), narrow.upper);
      EXPECT_LE(abs(narrow.lower - wide.lower.exact()) * (Int(1) << 60), abs(narrow.lower));
    };
    contains(x + y, exact_of(x) + exact_of(y));
    contains(x - y, exact_of(x) - exact_of(y));
    contains(x * y, exact_of(x) * exact_of(y));
    contains(x / y, exact_of(x) / exact_of(y));
  }
  const ShortInterval unknown = ShortInterval::unknown(), zero(0), one(1);
  EXPECT_TRUE((unknown + one).everything && (one * unknown).everything && (one / unknown).everything);
  EXPECT_TRUE((unknown / one).everything && (-unknown).everything && (unknown - one).everything);
  for (const auto& f : functions) EXPECT_TRUE(f(unknown).everything);
  EXPECT_TRUE(power(unknown, 2).everything && power(unknown, 3).everything);
  EXPECT_TRUE((unknown * zero).is_zero());  // of slopes
  EXPECT_TRUE(product_of_values(unknown, zero).everything);
  EXPECT_FALSE(unknown.is_nonnegative() || unknown.is_nonpositive() || unknown.is_negative() || unknown.is_zero());
}

/// 1/3 x >= 1/9 on [1/3, 1] holds with equality at an end that has no finite binary expansion.
TEST(BoxProof, WhatSixtyTwoBitsDoNotShowIsTriedExactly) {
  const auto above = [](const Rational& bound) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", Symbol(Rational(1, 3)), Symbol(1));
      b.claim_nonnegative("x/3 - bound", x / 3 - Symbol(bound));
    });
  };
  EXPECT_EQ(verdict(above(Rational(1, 9)), Boxes{natural}), accepted);
  const Rational more = Rational(1, 9) + Rational(1, Integer(1) << 200);
  EXPECT_EQ(verdict(above(more), Boxes{natural}), not_nonnegative);
}

}  // namespace short_interval_test
}  // namespace hebb
