#include <bit>
#include <cfenv>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <bit_patterns.hpp>
#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>

#include "packed_operations.hpp"
#include "refused.hpp"

namespace hebb::test {
namespace packed_test {

using Op = PackedOperation;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr std::uint64_t seed = 20250510;

std::size_t standard_count() {
#ifdef __SANITIZE_ADDRESS__
  constexpr long standard = 50'000;
#else
  constexpr long standard = 1'000'000;
#endif
  return static_cast<std::size_t>(fuzz_count(standard)) / 8 * 8 + 8;
}

struct Boxes {
  std::vector<double> lower, upper;
  std::size_t size() const { return lower.size(); }
  Ends ends() const { return {lower.data(), upper.data()}; }
  Interval operator[](std::size_t k) const { return Interval(lower[k], upper[k]); }
  void add(double a, double b) {
    lower.push_back(a);
    upper.push_back(b);
  }
};

/// Packed results are stored with +0; so a comparison of bits is meaningful.
bool same_bits(const Boxes& a, const Boxes& b, std::size_t k) {
  return std::bit_cast<std::uint64_t>(a.lower[k]) == std::bit_cast<std::uint64_t>(b.lower[k]) &&
         std::bit_cast<std::uint64_t>(a.upper[k]) == std::bit_cast<std::uint64_t>(b.upper[k]);
}

std::string text(const Boxes& b, std::size_t k) {
  std::ostringstream out;
  out << std::hexfloat << "[" << b.lower[k] << ", " << b.upper[k] << "]";
  return out.str();
}

/// Boxes by bit pattern: points, narrow and wide ones, with zero, negative zero and infinite ends.
void draw(BitPatterns& g, double& a, double& b) {
  a = g.any();
  switch (g.below(8)) {
    case 0:
      b = a;
      break;
    case 1:
      b = next_up(a);
      break;
    case 2:
      b = a + 0x1p-20 * std::fabs(a);
      break;
    case 3:
      b = g.below(2) == 0 ? 0.0 : -0.0;
      break;
    case 4:
      b = g.below(2) == 0 ? inf : -inf;
      break;
    default:
      b = g.any();
      break;
  }
  if (g.below(64) == 0) a = -inf, b = inf;
  if (g.below(64) == 0) a = g.below(2) == 0 ? 0.0 : -0.0, b = 0;
  if (b < a) std::swap(a, b);
  if (a == inf || std::isnan(b)) a = 1, b = 2;
  if (b == -inf) a = -1, b = inf;
}

Boxes random_boxes(std::size_t n, std::uint64_t salt, bool nonnegative = false) {
  BitPatterns g(seed + salt);
  Boxes boxes;
  for (std::size_t k = 0; k < n; ++k) {
    double a, b;
    draw(g, a, b);
    if (nonnegative && a < 0) {
      const Interval x = abs(Interval(a, b));
      a = x.lower(), b = x.upper();
    }
    boxes.add(a, b);
  }
  return boxes;
}

Boxes evaluate(InstructionSet set, Op operation, const Boxes& x, const Boxes& y) {
  Boxes r;
  r.lower.resize(x.size());
  r.upper.resize(x.size());
  dispatch(set, [&]<class Isa>(Isa) {
    packed_evaluate<Isa>(operation, x.ends(), y.ends(), r.lower.data(), r.upper.data(), x.size());
  });
  return r;
}

struct Case {
  const char* name;
  Op operation;
  Interval (*scalar)(const Interval&, const Interval&);
  bool nonnegative_x = false, nonnegative_y = false;
  std::size_t fewer = 1;  // divides the number of draws
};

Interval sample_formula(const Interval& x, const Interval& y) {
  return (1 - x) * (x + 2) / (1 + y * y) - 3 * square(x - y);
}

using I = const Interval&;
const Case cases[] = {
    {"add", Op::add, [](I x, I y) { return x + y; }},
    {"subtract", Op::subtract, [](I x, I y) { return x - y; }},
    {"multiply", Op::multiply, [](I x, I y) { return x * y; }},
    {"divide", Op::divide, [](I x, I y) { return x / y; }},
    {"negate", Op::negate, [](I x, I) { return -x; }},
    {"abs", Op::abs, [](I x, I) { return abs(x); }},
    {"square", Op::square, [](I x, I) { return square(x); }},
    {"cube", Op::cube, [](I x, I) { return pow(x, 3); }},
    {"fourth", Op::fourth, [](I x, I) { return pow(x, 4); }},
    {"fifth", Op::fifth, [](I x, I) { return pow(x, 5); }, false, false, 10},
    {"seventh", Op::seventh, [](I x, I) { return pow(x, 7); }, false, false, 10},
    {"tenth", Op::tenth, [](I x, I) { return pow(x, 10); }, false, false, 10},
    {"inverse_cube", Op::inverse_cube, [](I x, I) { return pow(x, -3); }, false, false, 10},
    {"sqrt", Op::sqrt, [](I x, I) { return sqrt(x); }, true},
    {"exp", Op::exp, [](I x, I) { return exp(x); }, false, false, 100},
    {"log", Op::log, [](I x, I) { return x.upper() > 0 ? log(x) : Interval(0); }, true, false, 100},
    {"min", Op::min, [](I x, I y) { return min(x, y); }},
    {"max", Op::max, [](I x, I y) { return max(x, y); }},
    {"hull", Op::hull, [](I x, I y) { return hull(x, y); }},
    {"intersect", Op::intersect, [](I x, I y) { return intersect(x, y).value_or(x); }},
    {"midpoint", Op::midpoint, [](I x, I) { return Interval(x.midpoint()); }},
    {"formula", Op::formula, sample_formula, false, false, 10},
    {"nonnegative_add", Op::nonnegative_add, [](I x, I y) { return x + y; }, true, true},
    {"nonnegative_subtract", Op::nonnegative_subtract, [](I x, I y) { return x - y; }, true, true},
    {"nonnegative_multiply", Op::nonnegative_multiply, [](I x, I y) { return x * y; }, true, true},
    {"nonnegative_times_any", Op::nonnegative_times_any, [](I x, I y) { return x * y; }, true},
    {"any_times_nonnegative", Op::any_times_nonnegative, [](I x, I y) { return x * y; }, true},
    {"nonnegative_square", Op::nonnegative_square, [](I x, I) { return square(x); }, true},
    {"nonnegative_sqrt", Op::nonnegative_sqrt, [](I x, I) { return sqrt(x); }, true},
};

std::vector<InstructionSet> supported() {
  std::vector<InstructionSet> sets;
  for (InstructionSet s : all_instruction_sets)
    if (is_supported(s)) sets.push_back(s);
  return sets;
}

/// Where Boost.Interval's division is not the tightest: 0 is an end of both operands.
bool loose_division(const Interval& x, const Interval& y) {
  const auto half_line = [](const Interval& z) { return (z.lower() == 0) != (z.upper() == 0); };
  return half_line(x) && half_line(y);
}

class PackedOperations : public testing::TestWithParam<Case> {};

TEST_P(PackedOperations, AgreeWithIntervalOnEveryInstructionSet) {
  const Case& c = GetParam();
  const std::size_t n = standard_count() / c.fewer / 8 * 8 + 8;
  Boxes x = random_boxes(n, 1, c.nonnegative_x), y = random_boxes(n, 2, c.nonnegative_y);
  if (c.operation == Op::log)
    for (double& u : x.upper) u = std::max(u, 0x1p-1074);
  const Boxes portable = evaluate(InstructionSet::portable, c.operation, x, y);
  const std::size_t some = n / 16 / 8 * 8 + 8;
  Boxes alone = portable;
  packed_evaluate_alone(c.operation, x.ends(), y.ends(), alone.lower.data(), alone.upper.data(), some);
  for (std::size_t k = 0; k < some; ++k)
    ASSERT_TRUE(same_bits(alone, portable, k))
        << "outside a batch, draw " << k << ": " << text(x, k) << ", " << text(y, k) << " -> " << text(alone, k)
        << ", portable " << text(portable, k);
  for (InstructionSet set : supported()) {
    const Boxes r = evaluate(set, c.operation, x, y);
    for (std::size_t k = 0; k < n; ++k)
      ASSERT_TRUE(same_bits(r, portable, k))
          << to_string(set) << ", draw " << k << ": " << text(x, k) << ", " << text(y, k) << " -> " << text(r, k)
          << ", portable " << text(portable, k);
  }
  std::size_t tighter = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const Interval expected = c.scalar(x[k], y[k]);
    ASSERT_TRUE(portable.lower[k] <= portable.upper[k] && portable.lower[k] < inf && portable.upper[k] > -inf)
        << text(x, k) << ", " << text(y, k) << " -> " << text(portable, k);
    if (c.operation == Op::divide && loose_division(x[k], y[k])) {
      ++tighter;
      ASSERT_TRUE(subset(portable[k], expected)) << text(x, k) << ", " << text(y, k) << " -> " << text(portable, k);
      ASSERT_TRUE(portable.lower[k] == 0 || portable.upper[k] == 0);
      continue;
    }
    const bool contains_division = c.operation == Op::formula;  // and may profit from the exception
    ASSERT_TRUE(contains_division ? subset(portable[k], expected) : identical(portable[k], expected))
        << text(x, k) << ", " << text(y, k) << " -> " << text(portable, k) << ", Interval " << expected;
  }
  EXPECT_LE(tighter, n / 20);  // the exception stays one
}
INSTANTIATE_TEST_SUITE_P(, PackedOperations, testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

/// Independent of Interval: members of the operands against exact rationals.
class PackedContainment : public testing::TestWithParam<InstructionSet> {};

template <class Exact>
void check_containment(InstructionSet set, Op operation, Exact exact, bool nonnegative = false) {
  const std::size_t n = standard_count();
  const Boxes x = random_boxes(n, 3, nonnegative), y = random_boxes(n, 4, nonnegative);
  const Boxes r = evaluate(set, operation, x, y);
  BitPatterns g(seed + 5);
  const auto member = [&](const Boxes& b, std::size_t k) {
    return g.between(std::max(b.lower[k], -DBL_MAX), std::min(b.upper[k], DBL_MAX));
  };
  for (std::size_t k = 0; k < n; ++k) {
    const double a = member(x, k), b = member(y, k);
    if (operation == Op::divide && b == 0) continue;
    const Rational value = exact(Rational(a), Rational(b));
    ASSERT_TRUE(r[k].contains(value)) << text(x, k) << ", " << text(y, k) << " -> " << text(r, k) << std::hexfloat
                                      << " at " << a << ", " << b;
  }
}

TEST_P(PackedContainment, Sum) {
  check_containment(GetParam(), Op::add, [](const Rational& a, const Rational& b) { return Rational(a + b); });
}
TEST_P(PackedContainment, Difference) {
  check_containment(GetParam(), Op::subtract, [](const Rational& a, const Rational& b) { return Rational(a - b); });
}
TEST_P(PackedContainment, Product) {
  check_containment(GetParam(), Op::multiply, [](const Rational& a, const Rational& b) { return Rational(a * b); });
}
TEST_P(PackedContainment, Quotient) {
  check_containment(GetParam(), Op::divide, [](const Rational& a, const Rational& b) { return Rational(a / b); });
}
TEST_P(PackedContainment, Square) {
  check_containment(GetParam(), Op::square, [](const Rational& a, const Rational&) { return Rational(a * a); });
}
TEST_P(PackedContainment, ProductOfNonNegatives) {
  const auto product = [](const Rational& a, const Rational& b) { return Rational(a * b); };
  check_containment(GetParam(), Op::nonnegative_multiply, product, true);
}
// The slower sets give the same bits (above), so one set is enough here.
INSTANTIATE_TEST_SUITE_P(, PackedContainment, testing::Values(best_instruction_set()),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST(Packed, InfinityTimesZero) {
  const double ends[] = {-inf, -1, -0.0, 0.0, 1, inf};
  Boxes all, x, y;
  for (double a : ends)
    for (double b : ends)
      if (a <= b && a < inf && b > -inf) all.add(a, b);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      x.add(all.lower[i], all.upper[i]);
      y.add(all.lower[j], all.upper[j]);
    }
  }
  while (x.size() % 8 != 0) x.add(0, 0), y.add(0, 0);
  for (InstructionSet set : supported()) {
    for (const Case& c : cases) {
      if (c.nonnegative_x || c.nonnegative_y || c.operation == Op::divide || c.operation == Op::formula) continue;
      const Boxes r = evaluate(set, c.operation, x, y);
      for (std::size_t k = 0; k < x.size(); ++k)
        ASSERT_TRUE(identical(r[k], c.scalar(x[k], y[k])))
            << to_string(set) << " " << c.name << ": " << text(x, k) << ", " << text(y, k) << " -> " << text(r, k);
    }
    const Boxes q = evaluate(set, Op::divide, x, y);
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (loose_division(x[k], y[k])) continue;
      ASSERT_TRUE(identical(q[k], x[k] / y[k]))
          << to_string(set) << ": " << text(x, k) << " / " << text(y, k) << " -> " << text(q, k);
    }
  }
}

TEST(Packed, DivisionWithZeroAtAnEndOfBothIsTight) {
  Boxes x, y;
  for (int k = 0; k < 2; ++k) {
    x.add(-1, -0.0), y.add(-0.0, 1);
    x.add(-1, 0), y.add(-1, -0.0);
    x.add(0, 1), y.add(0, 1);
    x.add(-0.0, 1), y.add(-1, 0);
  }
  for (InstructionSet set : supported()) {
    const Boxes q = evaluate(set, Op::divide, x, y);
    for (std::size_t k = 0; k < 8; ++k) {
      const bool positive = k % 4 == 1 || k % 4 == 2;
      EXPECT_TRUE(identical(q[k], positive ? Interval(0, inf) : Interval(-inf, 0))) << to_string(set) << text(q, k);
    }
  }
}

TEST(Packed, WidthAndMagnitude) {
  const Boxes x = random_boxes(standard_count() / 10 / 8 * 8 + 8, 6);
  for (InstructionSet set : supported()) {
    const Boxes w = evaluate(set, Op::widths, x, x), m = evaluate(set, Op::magnitudes, x, x);
    for (std::size_t k = 0; k < x.size(); ++k) {
      ASSERT_EQ(w.lower[k], x[k].width()) << to_string(set) << text(x, k);
      ASSERT_EQ(m.lower[k], x[k].magnitude()) << to_string(set) << text(x, k);
    }
  }
}

TEST(Packed, MasksDecideWhatHoldsForAllMembers) {
  const std::size_t n = standard_count() / 10 / 8 * 8 + 8;
  const Boxes x = random_boxes(n, 7), y = random_boxes(n, 8);
  std::vector<unsigned> masks(n / 8);
  const auto check = [&](PackedMask mask, auto holds) {
    for (InstructionSet set : supported()) {
      dispatch(set, [&]<class Isa>(Isa) { packed_decide<Isa>(mask, x.ends(), y.ends(), masks.data(), n); });
      std::size_t some = 0;
      for (std::size_t k = 0; k < n; ++k) {
        const bool bit = (masks[k / 8] >> k % 8 & 1) != 0;
        some += bit ? 1 : 0;
        ASSERT_EQ(bit, holds(x[k], y[k]))
            << to_string(set) << " " << static_cast<int>(mask) << text(x, k) << text(y, k);
      }
      EXPECT_GT(some, n / 1000);
      for (unsigned m : masks) ASSERT_LT(m, 256u);
    }
  };
  check(PackedMask::positive, [](I a, I) { return certainly(is_positive(a)); });
  check(PackedMask::negative, [](I a, I) { return certainly(is_negative(a)); });
  check(PackedMask::nonnegative, [](I a, I) { return certainly(is_nonnegative(a)); });
  check(PackedMask::nonpositive, [](I a, I) { return certainly(is_nonpositive(a)); });
  check(PackedMask::less, [](I a, I b) { return certainly(less(a, b)); });
  check(PackedMask::less_equal, [](I a, I b) { return certainly(less_equal(a, b)); });
  check(PackedMask::disjoint, [](I a, I b) { return !intersect(a, b); });
  check(PackedMask::subset, [](I a, I b) { return subset(a, b); });
  check(PackedMask::selected, [](I, I) { return true; });
}

TEST(Packed, LoadRejectsWhatIsNoInterval) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double bad[][2] = {{1, 0}, {nan, 1}, {1, nan}, {nan, nan}, {inf, inf}, {-inf, -inf}, {inf, -inf}};
  for (InstructionSet set : supported()) {
    for (const auto& b : bad) {
      for (std::size_t lane = 0; lane < 8; ++lane) {
        Boxes x;
        for (std::size_t k = 0; k < 8; ++k) x.add(k == lane ? b[0] : 0, k == lane ? b[1] : 1);
        EXPECT_REFUSED(evaluate(set, Op::add, x, x), PreconditionError,
                       "] is not an interval that this operation takes")
            << to_string(set) << text(x, lane);
      }
    }
  }
}

TEST(Packed, OutsideTheDomain) {
  Boxes x, good;
  for (int k = 0; k < 8; ++k) {
    x.add(k == 5 ? -2 : 1, k == 5 ? -1 : 2);
    good.add(-1, 1);
  }
  for (InstructionSet set : supported()) {
    EXPECT_REFUSED(evaluate(set, Op::sqrt, x, x), PreconditionError,
                   "lane 5: [-2.000000, -1.000000] is not an interval that this operation takes");
    EXPECT_REFUSED(evaluate(set, Op::log, x, x), PreconditionError,
                   "log of the interval [-2, -1] without a positive member");
    EXPECT_REFUSED(evaluate(set, Op::nonnegative_multiply, x, x), PreconditionError,
                   "lane 5: [-2.000000, -1.000000] is not an interval that this operation takes");
    EXPECT_REFUSED(evaluate(set, Op::nonnegative_square, good, good), PreconditionError,
                   "lane 0: [-1.000000, 1.000000] is not an interval that this operation takes");
    EXPECT_EQ(evaluate(set, Op::sqrt, good, good).lower[0], 0);
    EXPECT_EQ(evaluate(set, Op::log, good, good).lower[0], -inf);
    try {
      evaluate(set, Op::sqrt, x, x);
    } catch (const PreconditionError& e) {
      EXPECT_NE(std::string(e.what()).find("lane 5"), std::string::npos) << e.what();
    }
  }
}

TEST(Packed, ConstantsAreTheTightestEnclosures) {
  const Rational third = Rational(1) / 3, huge = 7 * pow(Rational(10), 400), tiny = 1 / huge;
  for (const Rational& q : {third, Rational(-third), huge, Rational(-huge), tiny, Rational(5), Rational(0)}) {
    const Interval expected(q);
    for (InstructionSet set : supported()) {
      double lower[8], upper[8];
      dispatch(set, [&]<class Isa>(Isa) { packed_constant<Isa>(q, lower, upper); });
      for (int k = 0; k < 8; ++k) EXPECT_TRUE(identical(Interval(lower[k], upper[k]), expected));
    }
  }
}

TEST(Packed, LeavesTheRoundingModeAsItWas) {
  Boxes good, bad;
  for (int k = 0; k < 8; ++k) {
    good.add(1, 2);
    bad.add(-2, -1);
  }
  for (const int mode : {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO}) {
    for (const InstructionSet set : supported()) {
      std::vector<int> modes;
      std::string reason;
      std::fesetround(mode);
      for (const Op operation : {Op::multiply, Op::exp, Op::midpoint}) {
        evaluate(set, operation, good, good);
        modes.push_back(std::fegetround());
      }
      for (const Op operation : {Op::sqrt, Op::log}) {  // thrown by the kernel, and by what it calls
        try {
          evaluate(set, operation, bad, bad);
        } catch (const PreconditionError& e) {
          reason += e.what();
        }
        modes.push_back(std::fegetround());
      }
      std::fesetround(FE_TONEAREST);
      EXPECT_EQ(modes, std::vector<int>(5, mode)) << to_string(set);
      EXPECT_EQ(reason,
                "lane 0: [-2.000000, -1.000000] is not an interval that this operation takes"
                "log of the interval [-2, -1] without a positive member")
          << to_string(set) << ", mode " << mode;
    }
  }
}

TEST(Packed, CallsThatRoundToNearestDoSoInEveryMode) {
  Boxes x;
  for (int k = 0; k < 8; ++k) x.add(0.1 * k, 0.1 * k + 0x1p-50);
  for (const Op operation : {Op::exp, Op::midpoint, Op::formula}) {
    for (const InstructionSet set : {InstructionSet::portable, InstructionSet::avx2}) {
      if (!is_supported(set)) continue;
      const Boxes expected = evaluate(set, operation, x, x);
      for (const int mode : {FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO}) {
        std::fesetround(mode);
        const Boxes r = evaluate(set, operation, x, x);
        std::fesetround(FE_TONEAREST);
        for (std::size_t k = 0; k < 8; ++k)
          EXPECT_TRUE(same_bits(r, expected, k)) << to_string(set) << ", mode " << mode;
      }
    }
  }
}

TEST(Packed, DispatchCallsTheKernelOfTheSet) {
  for (InstructionSet set : supported()) {
    const InstructionSet called = dispatch(set, []<class Isa>(Isa) {
      return std::is_same_v<Isa, Avx512> ? InstructionSet::avx512
             : std::is_same_v<Isa, Avx2> ? InstructionSet::avx2
                                         : InstructionSet::portable;
    });
    EXPECT_EQ(called, set);
  }
  EXPECT_EQ(supported().back(), best_instruction_set());
  for (InstructionSet set : all_instruction_sets) {
    if (!is_supported(set))
      EXPECT_REFUSED(dispatch(set, [](auto) {}), PreconditionError, "this processor has no instruction set");
  }
}

}  // namespace packed_test
}  // namespace hebb::test
