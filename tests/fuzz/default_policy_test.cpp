#include <boost/numeric/interval.hpp>
#include <gtest/gtest.h>

#include <hebb/scalar/interval.hpp>

// Why Interval does not use the default policies of Boost.Interval: they switch the rounding mode, which GCC does not
// know about without -frounding-math. It takes the downward and the upward 1 / 3 for the same expression, and the
// interval gets width 0. This file is compiled with -O2 in every build type, which is when it happens; the checks that
// the sanitizers insert between the two divisions keep them apart.

namespace {

using DefaultInterval = boost::numeric::interval<double>;

[[gnu::noinline]] DefaultInterval divide(double x, double y) { return DefaultInterval(x) / DefaultInterval(y); }
[[gnu::noinline]] hebb::Interval divide_ours(double x, double y) { return hebb::Interval(x) / hebb::Interval(y); }

TEST(DefaultPolicy, LosesContainmentWhereIntervalDoesNot) {
  const hebb::Interval ours = divide_ours(1, 3);
  EXPECT_LT(ours.lower(), ours.upper());
  EXPECT_TRUE(ours.contains(hebb::Rational(1, 3)));
#if defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
  const DefaultInterval theirs = divide(1, 3);
  EXPECT_EQ(theirs.lower(), theirs.upper()) << "the default policy became sound: docs/theory/interval-arithmetic.md "
                                               "needs an update";
#endif
}

}  // namespace
