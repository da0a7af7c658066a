#include <cmath>
#include <numbers>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>
#include <mpfr.h>

#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/interval_policy.hpp>
#include <hebb/scalar/outward.hpp>

// The law of directed.hpp against MPFR on all pairs of numbers that are hard in one way or another: each special case
// of the code has pairs here that only it gets right.

namespace hebb {
namespace directed_law_test {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Both signs of: zero, subnormals, the borders of the normal numbers, powers of two whose products underflow, overflow
/// or lie on the border of the fused product, few and many bits, infinity. In DBL_MAX - 0x3p970 the sum is finite and
/// its TwoSum overflows.
const std::vector<double>& hard_numbers() {
  static const std::vector<double> numbers = [] {
    const std::vector<double> sizes{0,
                                    0x1p-1074,
                                    0x3p-1074,
                                    0x1.5555555555p-1040,
                                    0x0.fffffffffffffp-1022,
                                    0x1p-1022,
                                    0x1.0000000000001p-1022,
                                    0x1.8p-1000,
                                    0x1.fffffffffffffp-969,
                                    0x1p-968,
                                    0x1.3p-540,
                                    0x1.fffffffffffffp-512,
                                    0x1p-485,
                                    0x1.123456789abcdp-484,
                                    0x1p-54,
                                    0x1p-53,
                                    0x1.0000000000001p-53,
                                    0x1.999999999999ap-4,
                                    1.0 / 3,
                                    0x1.fffffffffffffp-1,
                                    1,
                                    0x1.0000000000001p0,
                                    std::numbers::sqrt2,
                                    1.5,
                                    0x1.fffffffffffffp0,
                                    3,
                                    10,
                                    0x1.fffffffffffffp52,
                                    0x1p53,
                                    0x1.0000000000001p53,
                                    0x1p500,
                                    0x1.5555555555555p511,
                                    0x1p512,
                                    0x1.fffffffffffffp970,
                                    0x3p970,
                                    0x1.fffffffffffffp1022,
                                    0x1p1023,
                                    0x1.fffffffffffffp1023,
                                    inf};
    std::vector<double> both;
    for (const double x : sizes) {
      both.push_back(x);
      if (x != 0) both.push_back(-x);
    }
    both.push_back(nan);
    return both;
  }();
  return numbers;
}

/// The operation at 2200 bits, exact or rounded in the direction, then to double in the same direction.
class Reference {
 public:
  Reference() { mpfr_init2(x_, 53), mpfr_init2(y_, 53), mpfr_init2(r_, 2200); }
  ~Reference() { mpfr_clears(x_, y_, r_, static_cast<mpfr_ptr>(nullptr)); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  double operator()(char operation, double x, double y, mpfr_rnd_t direction) {
    mpfr_set_d(x_, x, MPFR_RNDN), mpfr_set_d(y_, y, MPFR_RNDN);
    switch (operation) {
      case '+':
        mpfr_add(r_, x_, y_, direction);
        break;
      case '-':
        mpfr_sub(r_, x_, y_, direction);
        break;
      case '*':
        mpfr_mul(r_, x_, y_, direction);
        break;
      case '/':
        mpfr_div(r_, x_, y_, direction);
        break;
      default:
        mpfr_sqrt(r_, x_, direction);
    }
    return mpfr_get_d(r_, direction);
  }

 private:
  mpfr_t x_, y_, r_;
};

/// Equal, NaN for NaN; of zeros the sign is left open, but not what 1/zero is for a division by it.
bool same(double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); }

std::string pair(char operation, double x, double y) {
  std::ostringstream text;
  text << std::hexfloat << x << " " << operation << " " << y;
  return text.str();
}

TEST(DirectedLaw, HoldsForAllPairsOfHardNumbers) {
  Reference reference;
  const auto check = [&](char operation, double x, double y, double down, double up) {
    EXPECT_PRED2(same, down, reference(operation, x, y, MPFR_RNDD)) << pair(operation, x, y) << " down";
    EXPECT_PRED2(same, up, reference(operation, x, y, MPFR_RNDU)) << pair(operation, x, y) << " up";
  };
  for (const double x : hard_numbers()) {
    check('s', x, 0, sqrt_down(x), sqrt_up(x));
    for (const double y : hard_numbers()) {
      check('+', x, y, add_down(x, y), add_up(x, y));
      check('-', x, y, sub_down(x, y), sub_up(x, y));
      check('*', x, y, mul_down(x, y), mul_up(x, y));
      check('/', x, y, div_down(x, y), div_up(x, y));
    }
  }
}

TEST(DirectedLaw, NeighboursAreOneStepAway) {
  for (const double x : hard_numbers()) {
    if (std::isnan(x)) continue;
    EXPECT_EQ(next_up(x), -next_down(-x));
    if (std::isinf(x)) continue;
    EXPECT_LT(next_down(x), x);
    EXPECT_EQ(std::nextafter(next_down(x), inf), x);
  }
  EXPECT_EQ(next_up(inf), inf);
  EXPECT_EQ(next_down(-inf), -inf);
}

/// The policy of Boost.Interval hands every operation on in its own direction.
TEST(DirectedLaw, ThePolicyKeepsTheDirections) {
  using Policy = EndPointRounding;
  const double x = 10, y = 3, third = 1.0 / 3;
  EXPECT_EQ(Policy::add_down(x, third), add_down(x, third));
  EXPECT_EQ(Policy::add_up(x, third), add_up(x, third));
  EXPECT_EQ(Policy::sub_down(x, third), sub_down(x, third));
  EXPECT_EQ(Policy::sub_up(x, third), sub_up(x, third));
  EXPECT_EQ(Policy::mul_down(x, third), mul_down(x, third));
  EXPECT_EQ(Policy::mul_up(x, third), mul_up(x, third));
  EXPECT_EQ(Policy::div_down(x, y), div_down(x, y));
  EXPECT_EQ(Policy::div_up(x, y), div_up(x, y));
  EXPECT_EQ(Policy::sqrt_down(x), sqrt_down(x));
  EXPECT_EQ(Policy::sqrt_up(x), sqrt_up(x));
  for (const auto& [down, up] : {std::pair{add_down(x, third), add_up(x, third)},
                                 {sub_down(x, third), sub_up(x, third)},
                                 {mul_down(x, third), mul_up(x, third)},
                                 {div_down(x, y), div_up(x, y)},
                                 {sqrt_down(x), sqrt_up(x)}})
    EXPECT_EQ(next_up(down), up);  // otherwise the lines above could not tell the directions apart
  EXPECT_FALSE(EndPointChecking::is_nan(nan));
  EXPECT_FALSE(EndPointChecking::is_empty(2, 1));
}

using outward::Pair;

/// Each lane is the scalar operation, whatever the other lane holds.
TEST(OutwardLaw, EachLaneIsTheScalarOperation) {
  const std::vector<double>& numbers = hard_numbers();
  const std::size_t n = numbers.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double x = numbers[i], y = numbers[j];
      const double other = numbers[(i + j) % n], another = numbers[(i + 7 * j) % n];
      for (const bool first : {true, false}) {
        const int lane = first ? 0 : 1;
        for (const int kind : {0, 1, 2}) {  // the other lane takes the quick way, any way, or the same
          const double u = kind == 0 ? 1.5 : kind == 1 ? other : x, v = kind == 0 ? 3 : kind == 1 ? another : y;
          const Pair a = first ? Pair{x, u} : Pair{u, x}, b = first ? Pair{y, v} : Pair{v, y};
          EXPECT_PRED2(same, outward::add_up(a, b)[lane], add_up(x, y)) << pair('+', x, y);
          const double product = x == 0 || y == 0 ? 0 : mul_up(x, y);
          EXPECT_PRED2(same, outward::mul_up(a, b)[lane], product) << pair('*', x, y);
          EXPECT_PRED2(same, outward::mul_up_general(a, b)[lane], product) << pair('*', x, y);
          EXPECT_PRED2(same, outward::add_up_extreme(a, b)[lane], add_up(x, y)) << pair('+', x, y);
          if (!std::isnan(x) && !std::isnan(y)) EXPECT_EQ(outward::max(a, b)[lane], std::max(x, y));
        }
      }
    }
  }
}

TEST(OutwardLaw, LanesAreNegatedTestedAndMoved) {
  const Pair negated = outward::negate_first(Pair{3, 5});
  EXPECT_EQ(negated[0], -3);
  EXPECT_EQ(negated[1], 5);
  EXPECT_TRUE(std::signbit(outward::negate_first(Pair{0, 0})[0]));
  EXPECT_FALSE(std::signbit(outward::negate_first(Pair{0, 0})[1]));
  using Bits = outward::PairBits;
  EXPECT_FALSE(outward::any(Bits{0, 0}));
  EXPECT_TRUE(outward::any(Bits{-1, 0}));
  EXPECT_TRUE(outward::any(Bits{0, -1}));
  EXPECT_TRUE(outward::any(Bits{-1, -1}));
  for (const double x : {1.0, -1.0, 0x1p-1074, -0x1p-1074, -0x1p-1022, 0x1.fffffffffffffp-1}) {
    for (const double error : {-1.0, 0.0, 1.0, 0x1p-1074}) {
      const double expected = error > 0 ? next_up(x) : x;
      EXPECT_EQ(outward::step_up(Pair{x, 2}, Pair{error, 0})[0], expected);
      EXPECT_EQ(outward::step_up(Pair{2, x}, Pair{0, error})[1], expected);
    }
  }
  if (outward::has_fma()) {  // the exact error of a rounded product
    const double a = 1.0 / 3, b = 0x1.123456789abcdp0;
    const Pair error = outward::fused_error(Pair{a, 3}, Pair{b, 7}, Pair{a * b, 21});
    EXPECT_EQ(error[0], std::fma(a, b, -(a * b)));
    EXPECT_NE(error[0], 0);
    EXPECT_EQ(error[1], 0);
  }
}

}  // namespace directed_law_test
}  // namespace hebb
