#include <hebb/replay/rational_interval.hpp>
#include <hebb/scalar/second_order.hpp>

#include "forgery.hpp"

// The derivatives of the checker, for every operation: signs through faces, sizes through mean-value forms, first and
// second order against derivatives taken by hand.

namespace hebb {
namespace derivatives_test {

using namespace forgery;
using checker::Fraction;
using checker::RationalInterval;

/// f with its derivatives at the point (3, 2): f_x, f_y, f_xx, f_xy, f_yy, each times `unit`, which the checker
/// encloses.
struct Differentiated {
  Symbol f;
  std::vector<Rational> by_hand;
  Symbol unit = Symbol(1);
};

std::vector<Differentiated> functions() {
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y"), xy = x * y;
  return {
      {x + y, {1, 1, 0, 0, 0}},
      {x - y, {1, -1, 0, 0, 0}},
      {xy, {2, 3, 0, 1, 0}},
      {x / y, {Rational(1, 2), Rational(-3, 4), 0, Rational(-1, 4), Rational(3, 4)}},
      {xy / (x + y),  // y^2/(x + y)^2, x^2/(x + y)^2, -2 y^2/(x + y)^3, 2 x y/(x + y)^3, -2 x^2/(x + y)^3
       {Rational(4, 25), Rational(9, 25), Rational(-8, 125), Rational(12, 125), Rational(-18, 125)}},
      {-xy, {-2, -3, 0, -1, 0}},
      {pow(xy, 2), {24, 36, 8, 24, 18}},
      {pow(xy, 3), {216, 324, 144, 324, 324}},
      {pow(xy, 4), {1728, 2592, 1728, 3456, 3888}},
      {pow(xy, 5), {12960, 19440, 17280, 32400, 38880}},
      {x * x * y + x * y * y, {16, 21, 4, 10, 6}},
      {x * x * y - x * y * y, {8, -3, 4, 2, -6}},
      {exp(xy), {2, 3, 4, 7, 9}, exp(xy)},
      {log(xy), {Rational(1, 3), Rational(1, 2), Rational(-1, 9), 0, Rational(-1, 4)}},
      // with r = sqrt(xy): y/(2r), x/(2r), -y^2/(4r^3), 1/(4r), -x^2/(4r^3), and r = 6/r
      {sqrt(xy), {1, Rational(3, 2), Rational(-1, 6), Rational(1, 4), Rational(-9, 24)}, 1 / sqrt(xy)},
      {sin(xy - 6), {2, 3, 0, 1, 0}},
      {cos(xy - 6) + xy, {2, 3, -4, -5, -9}},
      {square(sin(xy)) + square(cos(xy)) + xy, {2, 3, 0, 1, 0}},
      // y/(1 + u^2), x/(1 + u^2), -2 u y^2/(1 + u^2)^2, 1/(1 + u^2) - 2 u^2/(1 + u^2)^2, -2 u x^2/(1 + u^2)^2, u = xy
      {atan(xy), {Rational(2, 37), Rational(3, 37), Rational(-48, 1369), Rational(-35, 1369), Rational(-108, 1369)}},
      {abs(xy), {2, 3, 0, 1, 0}},
      {abs(-xy), {2, 3, 0, 1, 0}},
  };
}

Statement around(const Rational& radius, const Symbol& goal, const Symbol& other = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    b.between("x", Symbol(Rational(3 - radius)), Symbol(Rational(3 + radius)));
    b.between("y", Symbol(Rational(2 - radius)), Symbol(Rational(2 + radius)));
    b.claim_nonnegative("goal", goal);
    b.claim_nonnegative("other", other);
  });
}

/// |x - q| <= 2^-150
bool is_near(const RationalInterval& x, const Fraction& q) {
  const Fraction little(1, checker::Int(1) << 150);
  return !x.everything && x.lower <= q && q <= x.upper && x.upper - x.lower <= little * (1 + abs(q));
}

TEST(CheckerDerivatives, SecondOrderIsThatOfTheOperation) {
  for (const Differentiated& g : functions()) {
    const Statement s = around(0, g.f, g.unit);
    const std::vector<RationalInterval> at{RationalInterval(3), RationalInterval(2)};
    const int node = s.goals[0].node;
    const auto r = checker::second_order(s.expression, at, node);
    const auto unit = checker::second_order(s.expression, at, s.goals[1].node).value;
    ASSERT_EQ(r.gradient.size(), 2U);
    ASSERT_EQ(r.hessian.size(), 4U);
    const std::vector<RationalInterval> found{r.gradient[0], r.gradient[1], r.hessian[0], r.hessian[1], r.hessian[3]};
    for (std::size_t k = 0; k < found.size(); ++k)
      EXPECT_TRUE(is_near(found[k] / unit, checker::exact(g.by_hand[k]))) << to_infix(s.expression, node) << " " << k;
    EXPECT_TRUE(is_near(r.hessian[2] / unit, checker::exact(g.by_hand[3]))) << to_infix(s.expression, node);
  }
}

/// The base of a power may stand at any place, at that of the smallest exponent as well.
TEST(CheckerDerivatives, APowerKnowsItsExponentFromItsBase) {
  for (const int base : {2, 3}) {
    Expression e;
    e.variables = {"x"};
    e.constants = {1};
    e.code = {{Operation::variable, 0}, {Operation::constant, 0}, {Operation::multiply, 0, 1}};
    if (base == 3) e.code.push_back({Operation::multiply, 2, 1});
    e.code.push_back({Operation::power, base, 4});
    const auto r = checker::second_order(e, std::vector<RationalInterval>{RationalInterval(3)}, base + 1);
    EXPECT_TRUE(is_near(r.gradient[0], 108));
    EXPECT_TRUE(is_near(r.hessian[0], 108));
  }
}

TEST(CheckerDerivatives, ValuesOfSecondOrderAreThoseOfTheOperation) {
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");
  const std::vector<std::pair<Symbol, Rational>> values{{x + y, 5},
                                                        {x - y, 1},
                                                        {x * y, 6},
                                                        {x / y, Rational(3, 2)},
                                                        {-x, -3},
                                                        {pow(x, 2), 9},
                                                        {pow(x, 3), 27},
                                                        {exp(x - y - 1), 1},
                                                        {log(x - y), 0},
                                                        {sqrt(x - y), 1},
                                                        {sin(x - y - 1), 0},
                                                        {cos(x - y - 1), 1},
                                                        {atan(x - y - 1), 0},
                                                        {abs(y - x), 1},
                                                        {Symbol(0) * log(x) + 7, 7}};
  for (const auto& [term, value] : values) {
    const Statement s = around(0, term);
    const auto r = checker::second_order(
        s.expression, std::vector<RationalInterval>{RationalInterval(3), RationalInterval(2)}, s.goals[0].node);
    EXPECT_EQ(r.value.lower, checker::exact(value)) << to_infix(s.expression, s.goals[0].node);
    EXPECT_EQ(r.value.upper, checker::exact(value)) << to_infix(s.expression, s.goals[0].node);
  }
}

/// A face takes the sign of the slope: 3 f + 10^6 rises or falls with x and with y as f does.
TEST(CheckerDerivatives, AFaceTakesTheSignOfTheSlope) {
  for (const Differentiated& g : functions()) {
    const Statement s = around(Rational(1, 1000), 3 * g.f + 1'000'000);
    for (const int variable : {0, 1}) {
      const bool rising = g.by_hand[variable] > 0;
      const std::string text = to_infix(s.expression, s.goals[0].node);
      EXPECT_EQ(verdict(s, Boxes{lower_face(variable), natural}), rising ? accepted : not_monotone) << text;
      EXPECT_EQ(verdict(s, Boxes{upper_face(variable), natural}), rising ? not_monotone : accepted) << text;
    }
  }
}

/// The mean-value form of 3 f on the box of radius r about (3, 2) starts at 3 f(m) - 3 r (|f_x| + |f_y|), up to r^2:
/// with that number in the goal, minus or plus a little, the leaf holds or fails.
TEST(CheckerDerivatives, AMeanValueFormTakesTheSizeOfTheSlope) {
  const Rational radius(1, 1 << 20);
  for (const Differentiated& g : functions()) {
    const Symbol unit = g.unit;
    // f(m) as a term in constants: the function at the fixed point, through two more variables
    const Statement probe = around(0, g.f, unit);
    const std::vector<RationalInterval> at{RationalInterval(3), RationalInterval(2)};
    const auto number = [&](int goal) {  // a rational number close to the value
      const Fraction q = checker::second_order(probe.expression, at, probe.goals[goal].node).value.lower;
      return parse_rational(q.str());
    };
    const Rational slopes = (abs(g.by_hand[0]) + abs(g.by_hand[1])) * number(1);
    const Rational start = 3 * number(0) - 3 * radius * slopes, little = radius * slopes / 100;
    const std::string text = to_infix(probe.expression, probe.goals[0].node);
    EXPECT_EQ(verdict(around(radius, 3 * g.f - Symbol(Rational(start - little))), Boxes{mean_value}), accepted) << text;
    EXPECT_EQ(verdict(around(radius, 3 * g.f - Symbol(Rational(start + little))), Boxes{mean_value}), mean_value_fails)
        << text;
  }
}

/// On a wide box, by hand: f = x^2 y, x in [1, 3], y in [0, 2], m = (2, 1), f(m) = 4, slopes [0, 12] and [1, 9].
TEST(CheckerDerivatives, FormsOnAWideBox) {
  const auto wide = [](const Rational& c) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", 1, 3), y = b.between("y", 0, 2);
      b.claim_nonnegative("goal", x * x * y + Symbol(c));
    });
  };
  const Rational little(1, 1000);
  EXPECT_EQ(verdict(wide(17), Boxes{mean_value}), accepted);  // 4 - 12 - 9 = -17
  EXPECT_EQ(verdict(wide(17 - little), Boxes{mean_value}), mean_value_fails);
  // Taylor: 4 - 4 - 4 + ([0, 4][0, 1] + 2 [2, 6][-1, 1])/2 = -10
  EXPECT_EQ(verdict(wide(10), Boxes{taylor}), accepted);
  EXPECT_EQ(verdict(wide(10 - little), Boxes{taylor}), taylor_fails);
  const Statement s = wide(0);
  const std::vector<RationalInterval> box{{1, 3}, {0, 2}}, middle{RationalInterval(2), RationalInterval(1)};
  const RationalInterval form = checker::taylor_form(s.expression, box, middle, s.goals[0].node);
  EXPECT_EQ(form.lower, -10);
  EXPECT_EQ(form.upper, 20);
}

/// |x| is Lipschitz, not smooth: its slope on both sides of 0 is all of [-1, 1], its second derivative is not known.
TEST(CheckerDerivatives, AbsHasBothSlopesAroundZero) {
  const auto on = [](int lower, int upper, const auto& term) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(lower), q(upper));
      b.claim_nonnegative("goal", term(x));
    });
  };
  const auto tilted = [](const Rational& slope) {
    return [slope](const Symbol& x) { return abs(x) + Symbol(slope) * x + 2; };
  };
  EXPECT_EQ(verdict(on(-1, 1, tilted(0)), Boxes{lower_face(0), natural}), not_monotone);
  EXPECT_EQ(verdict(on(-1, 1, tilted(Rational(1, 2))), Boxes{lower_face(0), natural}), not_monotone);
  EXPECT_EQ(verdict(on(-1, 1, tilted(Rational(-1, 2))), Boxes{upper_face(0), natural}), not_monotone);
  EXPECT_EQ(verdict(on(-1, 1, tilted(1)), Boxes{lower_face(0), natural}), accepted);
  EXPECT_EQ(verdict(on(-1, 1, tilted(-1)), Boxes{upper_face(0), natural}), accepted);
  EXPECT_EQ(verdict(on(0, 1, tilted(0)), Boxes{lower_face(0), natural}), accepted);
  EXPECT_EQ(verdict(on(-1, 0, tilted(0)), Boxes{upper_face(0), natural}), accepted);
  const auto tent = [](const Rational& height) {
    return [height](const Symbol& x) { return Symbol(height) - abs(x); };
  };
  EXPECT_EQ(verdict(on(-1, 1, tent(1)), Boxes{mean_value}), accepted);
  EXPECT_EQ(verdict(on(-1, 1, tent(Rational(99, 100))), Boxes{mean_value}), mean_value_fails);
  // On [-1, 3] it is 1 - (|x| - x), with value 1 and slope 0 in the middle, but -1 at x = -1.
  const auto bent = [](const Symbol& x) { return 1 - (abs(x) - x); };
  EXPECT_EQ(verdict(on(-1, 3, bent), Boxes{taylor}), taylor_fails);
  EXPECT_EQ(verdict(on(-1, 3, bent), Boxes{mean_value}), mean_value_fails);
  EXPECT_EQ(verdict(on(0, 2, bent), Boxes{taylor}), accepted);
}

/// Without its slopes the form is the value in the middle: x = 0 there on [-1, 1].
TEST(CheckerDerivatives, AFormNeedsItsSlopes) {
  const auto on = [](const Rational& lower, const Rational& upper, const auto& term) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", Symbol(lower), Symbol(upper));
      b.claim_nonnegative("goal", term(x));
    });
  };
  const auto itself = [](const Symbol& x) { return x; };
  const auto bowl = [](const Symbol& x) { return -square(x); };  // gradient 0 in the middle, Hessian -2
  EXPECT_EQ(verdict(on(-1, 1, itself), Boxes{mean_value}), mean_value_fails);
  EXPECT_EQ(verdict(on(-1, 1, itself), Boxes{taylor}), taylor_fails);
  EXPECT_EQ(verdict(on(-1, 1, bowl), Boxes{taylor}), taylor_fails);
  EXPECT_EQ(verdict(on(0, 2, itself), Boxes{mean_value}), accepted);
  EXPECT_EQ(verdict(on(0, 2, itself), Boxes{taylor}), accepted);
  EXPECT_EQ(verdict(on(-1, 1, [](const Symbol& x) { return 1 - square(x); }), Boxes{taylor}), accepted);
  // A root has no finite slope at 0; the form must not take the box for covered.
  EXPECT_EQ(verdict(on(0, 1, [](const Symbol& x) { return sqrt(x) - q(1, 4); }), Boxes{mean_value}), mean_value_fails);
  EXPECT_EQ(verdict(on(0, 1, [](const Symbol& x) { return sqrt(x) - q(1, 4); }), Boxes{taylor}), taylor_fails);
}

}  // namespace derivatives_test
}  // namespace hebb
