#include <gtest/gtest.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {
namespace rational_test {

using namespace literals;

TEST(Rational, ReadsDecimalsAndFractionsExactly) {
  EXPECT_EQ(0.1_q, Rational(1, 10));
  EXPECT_EQ(2.5E+2_q, 250);
  EXPECT_EQ(parse_rational("-3/4"), Rational(-3, 4));
  EXPECT_EQ(parse_rational("+0017"), 17);
  EXPECT_EQ(parse_rational(".5"), Rational(1, 2));
  EXPECT_EQ(parse_rational("1e-3"), Rational(1, 1000));
  EXPECT_EQ(parse_rational("010"), 10) << "decimal, not octal";
}

TEST(Rational, PrintsWhatItReads) {
  for (const char* text : {"0", "-3/4", "22/7", "123456789012345678901234567890"})
    EXPECT_EQ(to_string(parse_rational(text)), text);
  EXPECT_EQ(to_string(parse_rational("6/4")), "3/2");
}

TEST(Rational, RejectsEverythingElseAndNamesIt) {
  for (const char* text : {"", "-", "x", "1/0", "1/-2", "1.5/2", "1e", "1e99999", " 1", "1 ", "0x10", "nan", "1..2"}) {
    try {
      parse_rational(text);
      FAIL() << "accepted '" << text << "'";
    } catch (const PreconditionError& error) {
      EXPECT_NE(std::string(error.what()).find(std::string("'") + text + "'"), std::string::npos) << error.what();
    }
  }
}

TEST(Rational, IsAnExactScalar) {
  static_assert(ExactScalar<Rational> && RigorousScalar<Rational> && !RigorousScalar<double> && Scalar<double>);
  EXPECT_EQ(like(Rational(7), 0.1_q), 0.1_q);
  EXPECT_EQ(like(2.0, 0.1_q), 0.1);
}

TEST(Rational, ShortDecimalsReachBeyondDoubles) {
  EXPECT_EQ(to_decimal(1_q / 3, 4), "0.3333");
  EXPECT_EQ(to_decimal(0_q), "0");
  EXPECT_EQ(parse_rational(to_decimal(-2e400_q)), -2e400_q);
  EXPECT_EQ(parse_rational(to_decimal(3e-400_q)), 3e-400_q);
}

}  // namespace rational_test
}  // namespace hebb
