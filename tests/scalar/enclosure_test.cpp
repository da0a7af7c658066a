// One body for all enclosures of one number: Interval, and RealInterval at three precisions.
#include <cmath>
#include <type_traits>

#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace enclosure_test {

using namespace literals;
constexpr double inf = std::numeric_limits<double>::infinity();

struct Double {
  using Type = Interval;
  static constexpr int bits = 53;
  static Interval of(const Rational& q) { return Interval(q); }
  static Interval of(double a, double b) { return Interval(a, b); }
};
template <int precision>
struct Real {
  using Type = RealInterval;
  static constexpr int bits = precision;
  static RealInterval of(const Rational& q) { return RealInterval(q, precision); }
  static RealInterval of(double a, double b) { return RealInterval(a, b, precision); }
};

template <class Make>
class Enclosure : public testing::Test {};
using Scalars = testing::Types<Double, Real<24>, Real<53>, Real<300>>;
TYPED_TEST_SUITE(Enclosure, Scalars);

#define SCALAR                   \
  using Make = TypeParam;        \
  using S = typename Make::Type; \
  [[maybe_unused]] const S like_this = Make::of(1_q)

TYPED_TEST(Enclosure, ConstantsAreTightEnclosures) {
  SCALAR;
  for (const Rational& q : {0.1_q, -1_q / 3, 22_q / 7, 1e30_q, 1e-30_q, -0_q}) {
    const S x = like(like_this, q);
    EXPECT_TRUE(x.contains(q)) << x;
    EXPECT_LE(x.width(), std::ldexp(std::fabs(q.template convert_to<double>()), 1 - Make::bits)) << x;
  }
  EXPECT_TRUE(like(like_this, 0.375_q).is_point());
  EXPECT_FALSE(like(like_this, 0.1_q).is_point());
  EXPECT_FALSE(like(like_this, 0.1_q).contains(0.1) && Make::bits > 53) << "0.1 the double is not 1/10";
}

TYPED_TEST(Enclosure, IntegersAreExactPoints) {
  SCALAR;
  const S x = 7;
  EXPECT_TRUE(x.is_point());
  EXPECT_TRUE(x.contains(7_q));
  EXPECT_TRUE(identical(1 - like_this, S(0)));
  EXPECT_TRUE(identical(S(2147483647) + S(-2147483647), S()));
}

TYPED_TEST(Enclosure, ArithmeticOfRationalsIsTight) {
  SCALAR;
  const Rational a = 22_q / 7, b = -355_q / 113;
  const S x = like(like_this, a), y = like(like_this, b);
  const auto check = [](const S& z, const Rational& exact, int units) {
    EXPECT_TRUE(z.contains(exact)) << z;
    EXPECT_LE(z.width(), units * std::ldexp(std::fabs(exact.convert_to<double>()), 1 - Make::bits)) << z;
  };
  check(x + x, 2 * a, 2);
  check(x - y, a - b, 3);
  check(x * y, a * b, 5);
  check(x / y, a / b, 5);
  check(square(y), b * b, 5);
  check(pow(x, 3), pow(a, 3), 9);
  check(pow(y, -2), pow(b, -2), 9);
  check(abs(y), -b, 1);
}

TYPED_TEST(Enclosure, TwoWaysOverlapAndAreTight) {
  SCALAR;
  for (const Rational& q : {0.1_q, 2_q / 3, 5.5_q, 17_q}) {
    const S x = like(like_this, q), y = like(like_this, q / 3);
    EXPECT_TRUE(intersect(exp(x) * exp(y), exp(x + y)));
    EXPECT_TRUE(intersect(log(x * y), log(x) + log(y)));
    EXPECT_TRUE(exp(log(x)).contains(q));
    EXPECT_TRUE(square(sqrt(x)).contains(q));
    EXPECT_TRUE(subset(square(x), x * x));
    EXPECT_LE(exp(x).width() / exp(x).lower(), 40 * std::ldexp(1.0, -Make::bits));
    EXPECT_LE(exp(log(x)).width() / exp(log(x)).lower(), 40 * std::ldexp(1.0, -Make::bits));
    EXPECT_LE(sqrt(x).width() / sqrt(x).lower(), 4 * std::ldexp(1.0, -Make::bits));
  }
  EXPECT_TRUE(identical(exp(S(0)), S(1)));
  EXPECT_TRUE(identical(log(S(1)), S(0)));
  EXPECT_TRUE(identical(sqrt(S(49)), S(7)));
}

TYPED_TEST(Enclosure, PowersKnowTheirParity) {
  SCALAR;
  const S x = Make::of(-2, 3);
  EXPECT_TRUE(identical(square(x), Make::of(0, 9)));
  EXPECT_TRUE(identical(pow(x, 2), Make::of(0, 9)));
  EXPECT_TRUE(identical(pow(x, 3), Make::of(-8, 27)));
  EXPECT_TRUE(identical(pow(x, 0), S(1)));
  EXPECT_TRUE(identical(pow(S(0), 0), S(1)));
  EXPECT_TRUE(identical(pow(Make::of(2, 4), -1), Make::of(0.25, 0.5)));
  EXPECT_TRUE(identical(pow(Make::of(-4, -2), -2), Make::of(0.0625, 0.25)));
  EXPECT_TRUE(identical(pow(Make::of(-1, 2), -2), Make::of(0.25, inf)));
  EXPECT_TRUE(identical(pow(x, -3), Make::of(-inf, inf)));
  EXPECT_TRUE(identical(x * x, Make::of(-6, 9)));
  EXPECT_REFUSED(pow(x, std::numeric_limits<int>::min()), PreconditionError,
                 "pow(x, n): the exponent INT_MIN is out of range");
}

TYPED_TEST(Enclosure, ProductCoversEveryCombinationOfSigns) {
  SCALAR;
  const double ends[][2] = {{-3, -2}, {-3, 0}, {-3, 5}, {0, 0}, {0, 5}, {2, 5}, {-inf, 2}, {-1, inf}, {-inf, inf}};
  for (const auto& a : ends) {
    for (const auto& b : ends) {
      const S z = Make::of(a[0], a[1]) * Make::of(b[0], b[1]);
      double low = inf, high = -inf;
      for (const double x : a)
        for (const double y : b) {
          const double p = x == 0 || y == 0 ? 0 : x * y;
          low = std::fmin(low, p);
          high = std::fmax(high, p);
        }
      EXPECT_TRUE(identical(z, Make::of(low, high)))
          << a[0] << "," << a[1] << " * " << b[0] << "," << b[1] << ": " << z;
    }
  }
}

TYPED_TEST(Enclosure, DivisionByAnIntervalWithZero) {
  SCALAR;
  const S one_two = Make::of(1, 2), entire = Make::of(-inf, inf);
  EXPECT_TRUE(identical(one_two / Make::of(0, 4), Make::of(0.25, inf)));
  EXPECT_TRUE(identical(one_two / Make::of(-4, 0), Make::of(-inf, -0.25)));
  EXPECT_TRUE(identical(-one_two / Make::of(0, 4), Make::of(-inf, -0.25)));
  EXPECT_TRUE(identical(-one_two / Make::of(-4, 0), Make::of(0.25, inf)));
  EXPECT_TRUE(identical(one_two / Make::of(-4, 4), entire));
  EXPECT_TRUE(identical(Make::of(-1, 1) / Make::of(0, 4), entire));
  EXPECT_TRUE(identical(one_two / S(0), entire));
  EXPECT_TRUE(identical(S(0) / S(0), entire));
  EXPECT_TRUE(identical(S(0) / Make::of(-4, 4), S(0)));
  EXPECT_TRUE(identical(one_two / Make::of(1, inf), Make::of(0, 2)));
  EXPECT_TRUE(identical(entire / one_two, entire));
}

TYPED_TEST(Enclosure, ElementaryFunctionsOnTheBorderOfTheirDomain) {
  SCALAR;
  EXPECT_TRUE(identical(sqrt(Make::of(-1, 4)), Make::of(0, 2)));
  EXPECT_REFUSED(sqrt(Make::of(-2, -1)), PreconditionError, "sqrt of the negative interval [-2, -1]");
  EXPECT_EQ(log(Make::of(-1, 1)).lower(), -inf);
  EXPECT_EQ(log(Make::of(0, 1)).upper(), 0);
  EXPECT_REFUSED(log(S(0)), PreconditionError, "log of the interval [0, 0] without a positive member");
  EXPECT_REFUSED(log(Make::of(-2, -1)), PreconditionError, "log of the interval [-2, -1] without a positive member");
  EXPECT_TRUE(identical(exp(Make::of(-inf, 0)), Make::of(0, 1)));
  EXPECT_EQ(exp(Make::of(0, inf)).upper(), inf);
  EXPECT_TRUE(subset(exp(Make::of(1000, 1001)), Make::of(1e300, inf)));
  EXPECT_GE(exp(Make::of(-1001, -1000)).lower(), 0);
  EXPECT_GT(exp(Make::of(-1001, -1000)).upper(), 0);
}

TYPED_TEST(Enclosure, ComparisonsAreCertainOrUnknown) {
  SCALAR;
  const S low = Make::of(1, 2), high = Make::of(2, 3), apart = Make::of(4, 5), zero = 0;
  EXPECT_EQ(less(low, apart), Truth::proved);
  EXPECT_EQ(less(apart, low), Truth::refuted);
  EXPECT_EQ(less(low, high), Truth::unknown);
  EXPECT_EQ(less(high, low), Truth::refuted);
  EXPECT_EQ(less_equal(low, high), Truth::proved);
  EXPECT_EQ(less_equal(high, low), Truth::unknown);
  EXPECT_EQ(less_equal(apart, low), Truth::refuted);
  EXPECT_EQ(equal(low, low), Truth::unknown) << "the two need not stand for the same number";
  EXPECT_EQ(equal(zero, zero), Truth::proved);
  EXPECT_EQ(equal(low, apart), Truth::refuted);
  EXPECT_EQ(is_positive(low), Truth::proved);
  EXPECT_EQ(is_positive(zero), Truth::refuted);
  EXPECT_EQ(is_positive(Make::of(0, 1)), Truth::unknown);
  EXPECT_EQ(is_nonnegative(Make::of(0, 1)), Truth::proved);
  EXPECT_EQ(is_nonnegative(Make::of(-1, 0)), Truth::unknown);
  EXPECT_EQ(is_negative(-low), Truth::proved);
  EXPECT_EQ(is_nonpositive(Make::of(-1, 0)), Truth::proved);
  EXPECT_EQ(is_nonpositive(low), Truth::refuted);
  EXPECT_EQ(is_zero(zero), Truth::proved);
  EXPECT_EQ(is_zero(Make::of(-1, 0)), Truth::unknown);
  EXPECT_EQ(is_zero(low), Truth::refuted);
}

TYPED_TEST(Enclosure, SetOperations) {
  SCALAR;
  const S x = Make::of(1, 3), y = Make::of(2, 5);
  EXPECT_TRUE(identical(*intersect(x, y), Make::of(2, 3)));
  EXPECT_FALSE(intersect(Make::of(1, 2), Make::of(3, 4)));
  EXPECT_TRUE(identical(hull(Make::of(1, 2), Make::of(3, 4)), Make::of(1, 4)));
  EXPECT_TRUE(subset(Make::of(2, 3), x));
  EXPECT_FALSE(subset(y, x));
  EXPECT_TRUE(identical(min(x, y), Make::of(1, 3)));
  EXPECT_TRUE(identical(max(x, y), Make::of(2, 5)));
  EXPECT_TRUE(identical(abs(Make::of(-3, 2)), Make::of(0, 3)));
  EXPECT_EQ(Make::of(-3, 2).magnitude(), 3);
  EXPECT_EQ(x.width(), 2);
  EXPECT_EQ(Rational(x.midpoint()), 2);
  EXPECT_TRUE(x.contains(1_q) && x.contains(3.0) && !x.contains(3.001_q) && !x.contains(0.999));
  EXPECT_TRUE(Make::of(-inf, inf).contains(1e300) && !Make::of(-inf, inf).contains(inf));
  EXPECT_FALSE(Make::of(-inf, 1).is_bounded());
}

TYPED_TEST(Enclosure, RejectsWhatIsNoInterval) {
  SCALAR;
  EXPECT_REFUSED(Make::of(2, 1), PreconditionError,
                 "[2, 1] is not an interval of real numbers: needs lower <= upper, lower <");
  EXPECT_REFUSED(Make::of(0, std::nan("")), PreconditionError,
                 "[0, nan] is not an interval of real numbers: needs lower <= upper, lower <");
  EXPECT_REFUSED(Make::of(std::nan(""), std::nan("")), PreconditionError,
                 "[nan, nan] is not an interval of real numbers: needs lower <= upper, lower");
  EXPECT_REFUSED(Make::of(inf, inf), PreconditionError,
                 "[inf, inf] is not an interval of real numbers: needs lower <= upper, lower");
  EXPECT_REFUSED(Make::of(-inf, -inf), PreconditionError,
                 "[-inf, -inf] is not an interval of real numbers: needs lower <= upper,");
}

TYPED_TEST(Enclosure, PrintsOutward) {
  SCALAR;
  for (const Rational& q : {0.1_q, -2_q / 3, 1e-310_q, 12345678901234567_q, 1e22_q, 0_q, 0.5_q}) {
    const S x = like(like_this, q);
    const std::string text = to_string(x);
    const std::size_t comma = text.find(", ");
    const Rational low = parse_rational(text.substr(1, comma - 1));
    const Rational high = parse_rational(text.substr(comma + 2, text.size() - comma - 3));
    EXPECT_TRUE(low <= q && q <= high) << text;
    EXPECT_LE(high - low,
              Rational(x.width()) + abs(q) * Rational(std::ldexp(1.0, 2 - Make::bits)) + Rational(0x1p-1072))
        << text;
  }
}

}  // namespace enclosure_test
}  // namespace hebb
