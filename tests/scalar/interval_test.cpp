#include <cfenv>
#include <sstream>

#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace interval_test {

using namespace literals;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();

TEST(Interval, ADoubleIsNotItsDecimal) {
  EXPECT_FALSE(Interval(0.1).contains(0.1_q));
  EXPECT_TRUE(Interval(0.1_q).contains(0.1_q));
  EXPECT_EQ(next_up(Interval(0.1_q).lower()), Interval(0.1_q).upper());
}

TEST(Interval, ConstantsOutOfRangeOfDouble) {
  EXPECT_EQ(Interval(pow(10_q, 400)).lower(), largest);
  EXPECT_EQ(Interval(pow(10_q, 400)).upper(), inf);
  EXPECT_EQ(Interval(-pow(10_q, 400)).lower(), -inf);
  EXPECT_EQ(Interval(pow(10_q, -400)).lower(), 0);
  EXPECT_EQ(Interval(pow(10_q, -400)).upper(), 0x1p-1074);
  EXPECT_TRUE(identical(Interval(Rational(0x1p-1074)), Interval(0x1p-1074)));
  EXPECT_TRUE(Interval(Rational(0x1p-1074) * 3_q / 2).contains(Rational(0x1p-1074) * 3_q / 2));
}

TEST(Interval, MidpointLiesInside) {
  for (const Interval& x : {Interval(1, 2), Interval(-largest, largest), Interval(largest), Interval(0x1p-1074),
                            Interval(0, 0x1p-1074), Interval(largest / 2, largest), Interval::entire(),
                            Interval(-inf, 3), Interval(5, inf), Interval(-inf, -largest), Interval(largest, inf)}) {
    EXPECT_TRUE(x.contains(x.midpoint())) << x;
  }
  EXPECT_EQ(Interval(1, 2).midpoint(), 1.5);
}

TEST(Interval, PrintsTheShortestOutwardDecimal) {
  std::ostringstream out;
  out << Interval(0.1_q) << Interval(1) << Interval::entire() << Interval(0.25, 3) << Interval(-0.0);
  EXPECT_EQ(out.str(), "[0.09999999999999999, 0.10000000000000001][1, 1][-inf, inf][0.25, 3][0, 0]");
  EXPECT_EQ(to_string(Interval(0x1p-1074)), "[4e-324, 5e-324]");
}

// The case that the default policies of Boost.Interval get wrong (tests/fuzz/default_policy_test.cpp), and its
// relatives.
TEST(Interval, InlinedPointsHaveTheRightWidth) {
  EXPECT_EQ((Interval(1) / Interval(3)).width(), 0x1p-54);
  EXPECT_EQ((Interval(0.1) * Interval(0.1)).width(), 0x1p-59);
  EXPECT_EQ((Interval(0.1) + Interval(0.7)).width(), 0x1p-53);
  EXPECT_EQ((Interval(0.1) - Interval(0.7)).width(), 0x1p-53);
  EXPECT_EQ(sqrt(Interval(2)).width(), 0x1p-52);
  EXPECT_EQ((Interval(0.5) * Interval(0.5)).width(), 0);
}

TEST(Interval, LeavesTheRoundingModeAlone) {
  const Interval x(0.1_q);
  (void)(exp(x) / log(x) + sqrt(x) * square(x));
  EXPECT_EQ(std::fegetround(), FE_TONEAREST);
}

TEST(Elementary, DoubleAndRationalHaveTheSameNames) {
  EXPECT_EQ(square(3.0), 9.0);
  EXPECT_EQ(pow(2.0, -2), 0.25);
  EXPECT_EQ(exp(log(1.0)), 1.0);
  EXPECT_EQ(sqrt(4.0), 2.0);
  EXPECT_EQ(abs(-2.0), 2.0);
  EXPECT_EQ(min(1.0, 2.0) + max(1.0, 2.0), 3.0);
  EXPECT_EQ(pow(2_q / 3, -3), 27_q / 8);
  EXPECT_EQ(pow(0_q, 0), 1);
  EXPECT_REFUSED(pow(0_q, -1), PreconditionError, "pow(0, n) with n < 0");
  EXPECT_EQ(square(-1.5_q) + abs(-1_q) + min(1_q, 2_q) + max(1_q, 2_q), 6.25_q);
  EXPECT_EQ(less(1_q, 2_q), Truth::proved);
  EXPECT_EQ(less_equal(2_q, 1_q), Truth::refuted);
  EXPECT_EQ(is_zero(0_q) && is_nonnegative(0_q) && is_nonpositive(0_q), Truth::proved);
  EXPECT_EQ(is_positive(0_q) || is_negative(0_q), Truth::refuted);
}

TEST(TruthValue, IsKleenesLogic) {
  constexpr Truth r = Truth::refuted, u = Truth::unknown, p = Truth::proved;
  static_assert((p && u) == u && (r && u) == r && (p || u) == p && (r || u) == u && (!u) == u && (!p) == r &&
                (!r) == p);
  static_assert(certainly(p) && !certainly(u) && possibly(u) && !possibly(r));
  for (const Truth a : {r, u, p})
    for (const Truth b : {r, u, p}) EXPECT_EQ(!(a && b), (!a || !b));
  EXPECT_EQ(to_string(u), "unknown");
}

}  // namespace interval_test
}  // namespace hebb
