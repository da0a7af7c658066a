#include <vector>

#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace real_interval_test {

using namespace literals;

TEST(RealInterval, PrecisionBelongsToTheObject) {
  const RealInterval x(1_q / 3, 100), y(1_q / 7, 300);
  EXPECT_EQ((x + y).precision(), 300);
  EXPECT_EQ((1 - x).precision(), 100);
  EXPECT_EQ((x * 2147483647).precision(), 100);
  EXPECT_EQ(like(x, 0.1_q).precision(), 100);
  EXPECT_EQ(pow(x, 0).precision(), 100);
  EXPECT_EQ(exp(y).precision(), 300);
  EXPECT_EQ(mpfr_get_default_prec(), 53) << "nothing global was touched";
  EXPECT_REFUSED(RealInterval(1_q, 1), PreconditionError, "precision of 1 bits: must be between 2 and 1000000");
  EXPECT_REFUSED(RealInterval(1_q, RealInterval::max_precision + 1), PreconditionError,
                 "precision of 1000001 bits: must be between 2 and 1000000");
  EXPECT_REFUSED(RealInterval(0, 1, -5), PreconditionError, "precision of -5 bits: must be between 2 and 1000000");
}

TEST(RealInterval, AtFiftyThreeBitsAgreesWithInterval) {
  for (const Rational& a : {0.1_q, 2_q / 3, -7_q / 5, 1000_q / 7}) {
    for (const Rational& b : {0.3_q, -2_q / 9, 11_q}) {
      const Interval x(a), y(b);
      const RealInterval u(a, 53), v(b, 53);
      EXPECT_TRUE(identical((u + v).to_interval(), x + y));
      EXPECT_TRUE(identical((u - v).to_interval(), x - y));
      EXPECT_TRUE(identical((u * v).to_interval(), x * y));
      EXPECT_TRUE(identical((u / v).to_interval(), x / y));
      EXPECT_TRUE(identical(square(u).to_interval(), square(x)));
      EXPECT_TRUE(identical(exp(u).to_interval(), exp(x)));
      EXPECT_TRUE(identical(log(abs(u)).to_interval(), log(abs(x))));
      EXPECT_TRUE(identical(sqrt(abs(u)).to_interval(), sqrt(abs(x))));
    }
  }
}

TEST(RealInterval, CopiesAndMovesKeepTheValue) {
  RealInterval x(1_q / 3, 80);
  const RealInterval original = x;
  RealInterval moved = std::move(x);
  EXPECT_TRUE(identical(moved, original));
  x = moved;  // a moved-from object may be assigned to
  EXPECT_TRUE(identical(x, original));
  x = std::move(moved);
  RealInterval& self = x;
  x = self;
  EXPECT_TRUE(identical(x, original));
  std::vector<RealInterval> many(3, x);
  many.erase(many.begin());
  many.insert(many.begin(), 5, x);
  EXPECT_EQ(many.size(), 7u);
  for (const RealInterval& y : many) EXPECT_TRUE(identical(y, original));
}

TEST(RealInterval, EndPointsAreExactAndOutward) {
  const RealInterval third(1_q / 3, 200);
  EXPECT_TRUE(third.exact_lower() < 1_q / 3 && 1_q / 3 < third.exact_upper());
  EXPECT_TRUE(Rational(third.lower()) <= third.exact_lower() && third.exact_upper() <= Rational(third.upper()));
  EXPECT_TRUE(third.contains(third.midpoint()));
  EXPECT_REFUSED(RealInterval::entire(53).exact_lower(), PreconditionError,
                 "an infinite end point has no rational value");
  EXPECT_TRUE(identical(RealInterval(Interval(0.1_q), 53).to_interval(), Interval(0.1_q)));
  EXPECT_TRUE(subset(RealInterval(0.1, 0.2, 60), RealInterval(0.1, 0.2, 10))) << "lower precision rounds outward";
}

// log 2 to 50 decimals (OEIS A002162) and e (OEIS A001113), truncated: the last digit is a lower end.
TEST(RealInterval, ZeroIsPrintedWithoutASign) {
  const RealInterval zero(Rational(0), 100);
  EXPECT_EQ(to_string(zero), "[0, 0]");
  EXPECT_EQ(to_string(-zero), "[0, 0]");
  EXPECT_EQ(to_string(zero * RealInterval(Rational(-1), 100)), "[0, 0]");
  EXPECT_EQ(to_string(RealInterval(-0.0, 0.0, 100)), "[0, 0]");
}

TEST(RealInterval, KnownConstantsToFiftyDigits) {
  const auto holds = [](const RealInterval& x, const Rational& truncated) {
    return truncated < x.exact_lower() && x.exact_upper() < truncated + pow(10_q, -49);
  };
  EXPECT_TRUE(
      holds(log(RealInterval(2_q, 200)), parse_rational("0.69314718055994530941723212145817656807550013436025")));
  EXPECT_TRUE(
      holds(exp(RealInterval(1_q, 200)), parse_rational("2.71828182845904523536028747135266249775724709369995")));
}

}  // namespace real_interval_test
}  // namespace hebb
