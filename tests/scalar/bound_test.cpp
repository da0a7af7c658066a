#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace bound_test {

using namespace literals;

Rational ten_to(long n) {
  const Integer p = boost::multiprecision::pow(Integer(10), static_cast<unsigned>(std::abs(n)));
  return n < 0 ? Rational(Integer(1), p) : Rational(p);
}

/// Both decimals are on their side of x, and less than one unit in the last of `digits` places away: one unit apart
/// when x is no such decimal, and x itself when it is.
void expect_neighbours(const Rational& x, int digits) {
  const std::string below = LowerBound(x).text(digits), above = UpperBound(x).text(digits);
  const Rational low = parse_rational(below), high = parse_rational(above);
  ASSERT_LE(low, x) << below << " to " << digits << " digits is above " << x;
  ASSERT_GE(high, x) << above << " to " << digits << " digits is below " << x;
  if (x == 0) return;
  // 10^e <= |x| < 10^(e+1), found by the printed decimals that enclose x, but decided exactly.
  const Rational size = abs(x);
  long e = std::lround(std::floor(std::log10(std::max(abs(low), abs(high)).convert_to<double>())));
  if (std::fabs(e) < 300) {
    while (ten_to(e) > size) --e;
    while (ten_to(e + 1) <= size) ++e;
    const Rational unit = ten_to(e + 1 - digits);
    ASSERT_LE(high - low, unit) << below << " and " << above << " are too far apart for " << digits << " digits";
    ASSERT_EQ(denominator(Rational(low / unit)), 1) << below << " has more than " << digits << " digits";
    ASSERT_EQ(denominator(Rational(high / unit)), 1) << above << " has more than " << digits << " digits";
    ASSERT_EQ(low == high, denominator(Rational(x / unit)) == 1) << below << " and " << above << " for " << x;
  }
}

TEST(Bound, EnclosesRandomRationalsTightly) {
  std::mt19937_64 words(1);
  for (int n = 0; n < 50'000; ++n) {
    const long scale = static_cast<long>(words() % 61) - 30;
    Rational x(Integer(words() >> (words() % 64)), Integer((words() >> (words() % 64)) + 1));
    x *= ten_to(scale);
    if (words() % 2) x = -x;
    ASSERT_NO_FATAL_FAILURE(expect_neighbours(x, 1 + static_cast<int>(words() % 17)));
  }
}

TEST(Bound, EnclosesDoublesOfEveryBitPattern) {
  std::mt19937_64 words(2);
  int subnormal = 0, huge = 0, tested = 0;
  for (int n = 0; n < 50'000; ++n) {
    std::uint64_t bits = words();
    if (n % 8 == 0) bits &= ~(std::uint64_t{0x7ff} << 52);                                       // subnormal
    if (n % 8 == 1) bits = (bits & ~(std::uint64_t{0x7ff} << 52)) | std::uint64_t{0x7fe} << 52;  // next to overflow
    const double x = std::bit_cast<double>(bits);
    if (!std::isfinite(x)) continue;
    const int digits = 1 + static_cast<int>(words() % 17);
    const Rational exact(x), low = parse_rational(LowerBound(x).text(digits)),
                             high = parse_rational(UpperBound(x).text(digits));
    ASSERT_LE(low, exact) << x << " to " << digits;
    ASSERT_GE(high, exact) << x << " to " << digits;
    ASSERT_LE((high - low) * ten_to(digits - 1), abs(exact)) << x << " to " << digits << " is not tight";
    subnormal += x != 0 && std::fabs(x) < std::numeric_limits<double>::min();
    huge += std::fabs(x) > 1e307;
    ++tested;
  }
  EXPECT_GT(subnormal, 5000);
  EXPECT_GT(huge, 3000);
  EXPECT_GT(tested, 49'000);
}

TEST(Bound, FixedAndScientificDecimalsEncloseToo) {
  std::mt19937_64 words(3);
  for (int n = 0; n < 20'000; ++n) {
    const int places = static_cast<int>(words() % 8);
    const double x =
        std::ldexp(static_cast<double>(static_cast<std::int64_t>(words())), -40 - static_cast<int>(words() % 50));
    for (const char style : {'f', 'e'}) {
      const Rational low = parse_rational(LowerBound(x).text(places, style)),
                     high = parse_rational(UpperBound(x).text(places, style));
      ASSERT_LE(low, Rational(x)) << x << " " << style << places;
      ASSERT_GE(high, Rational(x)) << x << " " << style << places;
      const Rational unit = style == 'f' ? ten_to(-places) : Rational(abs(Rational(x)) * ten_to(-places));
      ASSERT_LE(high - low, unit) << x << " " << style << places;
    }
  }
}

TEST(Bound, CarriesIntoTheNextDigit) {
  EXPECT_EQ(UpperBound(9.9995_q).text(4), "10");
  EXPECT_EQ(LowerBound(9.9995_q).text(4), "9.999");
  EXPECT_EQ(fmt::format("{:.2f}", UpperBound(9.9995_q)), "10.00");
  EXPECT_EQ(fmt::format("{:.3e}", UpperBound(9.9995_q)), "1.000e+01");
  EXPECT_EQ(fmt::format("{:.3e}", LowerBound(9.9995_q)), "9.999e+00");
  EXPECT_EQ(UpperBound(0.99999_q).text(3), "1");
  EXPECT_EQ(UpperBound(99999.5_q).text(5), "1e+05");
  EXPECT_EQ(UpperBound(0.000099999_q).text(3), "0.0001");
}

TEST(Bound, RoundsNegativeNumbersInTheSameDirection) {
  EXPECT_EQ(LowerBound(-1.25_q).text(2), "-1.3");
  EXPECT_EQ(UpperBound(-1.25_q).text(2), "-1.2");
  EXPECT_EQ(LowerBound(-9.9995_q).text(4), "-10");
  EXPECT_EQ(UpperBound(-9.9995_q).text(4), "-9.999");
}

TEST(Bound, IsExactWhereTheDecimalIs) {
  for (const char* text : {"4", "0.5", "-0.125", "2000", "0.0001", "1e+06", "1.5e-05", "123.456"}) {
    EXPECT_EQ(LowerBound(parse_rational(text)).text(6), text);
    EXPECT_EQ(UpperBound(parse_rational(text)).text(6), text);
  }
  EXPECT_EQ(LowerBound(8_q / 3).brief(6, 5), "8/3");
  EXPECT_EQ(LowerBound(8000_q / 3001).brief(6, 5), "2.6657");
  EXPECT_EQ(UpperBound(8000_q / 3001).brief(6, 5), "2.6658");
}

TEST(Bound, ZeroIsZeroAndNeverMinusZero) {
  EXPECT_EQ(fmt::format("{:.4f}|{:.3e}|{}", LowerBound(0.0), UpperBound(-0.0), LowerBound(0_q)), "0|0|0");
  EXPECT_EQ(fmt::format("{:.2f}", UpperBound(-0.001_q)), "0.00");
  EXPECT_EQ(fmt::format("{:.2f}", LowerBound(-0.001_q)), "-0.01");
  EXPECT_EQ(fmt::format("{:.2f}", LowerBound(0.001_q)), "0.00");
  EXPECT_EQ(fmt::format("{:.2f}", UpperBound(0.001_q)), "0.01");
}

TEST(Bound, TakesTheEndOfAnEnclosureThatLiesInItsDirection) {
  const Interval x(0.25, 0.75);
  EXPECT_EQ(LowerBound(x).text(3), "0.25");
  EXPECT_EQ(UpperBound(x).text(3), "0.75");
  EXPECT_EQ(UpperBound(RealInterval(1_q / 3, 200)).text(5), "0.33334");
  EXPECT_EQ(LowerBound(RealInterval(1_q / 3, 200)).text(5), "0.33333");
  EXPECT_EQ(UpperBound(Interval::entire()).text(5), "inf");
  EXPECT_EQ(LowerBound(Interval::entire()).text(5), "-inf");
}

TEST(Bound, IsAlignedLikeANumber) {
  EXPECT_EQ(fmt::format("[{:8.3}|{:<8.3}|{:^8.3}|{:>8.3}]", LowerBound(2_q / 3), LowerBound(2_q / 3),
                        LowerBound(2_q / 3), UpperBound(2_q / 3)),
            "[   0.666|0.666   | 0.666  |   0.667]");
  EXPECT_REFUSED(static_cast<void>(fmt::format(fmt::runtime("{:.}"), LowerBound(1_q))), fmt::format_error,
                 "no digits after the point");
  EXPECT_REFUSED(static_cast<void>(fmt::format(fmt::runtime("{:+.3}"), LowerBound(1_q))), fmt::format_error,
                 "not the format of a bound");
}

TEST(Bound, ExactDecimalsAreExact) {
  for (const char* text :
       {"0.9999994", "0.99999949", "-0.05", "12.5", "7", "0", "0.00000000000000000001", "2/3", "-1/7"})
    EXPECT_EQ(to_exact_decimal(parse_rational(text)), text);
  EXPECT_EQ(to_exact_decimal(parse_rational("1e3")), "1000");
  EXPECT_EQ(to_exact_decimal(parse_rational("3/8")), "0.375");
}

TEST(Bound, RejectsNaN) {
  try {
    static_cast<void>(LowerBound(std::numeric_limits<double>::quiet_NaN()));
    FAIL() << "accepted";
  } catch (const PreconditionError& e) {
    EXPECT_STREQ(e.what(), "a bound that is not a number");
  }
}

static_assert(!std::is_convertible_v<double, LowerBound> && !std::is_convertible_v<Rational, UpperBound>,
              "the direction is always said");
static_assert(!std::is_constructible_v<LowerBound, UpperBound>);

}  // namespace bound_test
}  // namespace hebb
