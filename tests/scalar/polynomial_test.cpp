#include <random>

#include <gtest/gtest.h>

#include <hebb/scalar/symbolic/rational_function.hpp>

#include "refused.hpp"

namespace hebb {
namespace polynomial_test {

using P = Polynomial<1, CheckedInt>;
using BigP = Polynomial<2, Integer>;

std::shared_ptr<const PolynomialRing> ring() {
  return std::make_shared<PolynomialRing>(PolynomialRing{{{0, 3, true}, {4, 1, false}}, 5});
}

template <class Poly>
Rational value(const Poly& p, const std::vector<Rational>& t) {
  Rational total = 0;
  for (const auto& term : p.terms()) {
    Rational product(to_integer(term.coefficient));
    for (std::size_t k = 0; k < t.size(); ++k) {
      for (int n = 0; n < term.monomial.exponent(static_cast<int>(k)); ++n) product *= t[k];
    }
    total += product;
  }
  return total * p.scale();
}

/// A random point: three simplex coordinates, an unused slot, one free coordinate.
std::vector<Rational> random_point(std::mt19937& random) {
  std::uniform_int_distribution<int> digit(1, 9);
  const Rational a = digit(random), b = digit(random), c = digit(random), s = a + b + c;
  return {a / s, b / s, c / s, 0, Rational(digit(random), 7)};
}

template <class Poly>
Poly random_polynomial(std::mt19937& random) {
  std::uniform_int_distribution<int> digit(-9, 9), variable(0, 3);
  const auto r = ring();
  const int index[] = {0, 1, 2, 4};
  Poly p(digit(random));
  for (int k = 0; k < 6; ++k) {
    p = p * Poly(r, index[variable(random)]) + Poly(Rational(digit(random), 5));
    if (k % 2) p = p + Poly(r, index[variable(random)]);
  }
  return p;
}

template <class Poly>
class PolynomialTest : public testing::Test {};
using Polynomials = testing::Types<P, BigP>;
TYPED_TEST_SUITE(PolynomialTest, Polynomials);

TYPED_TEST(PolynomialTest, ArithmeticAgreesWithEvaluation) {
  std::mt19937 random(1);
  for (int n = 0; n < 200; ++n) {
    const auto x = random_polynomial<TypeParam>(random), y = random_polynomial<TypeParam>(random);
    const auto t = random_point(random);
    EXPECT_EQ(value(x + y, t), value(x, t) + value(y, t));
    EXPECT_EQ(value(x - y, t), value(x, t) - value(y, t));
    if (x.degree(1) + y.degree(1) <= 15 && x.degree(0) + y.degree(0) <= 15)
      EXPECT_EQ(value(x * y, t), value(x, t) * value(y, t));
    EXPECT_EQ(value(x.raised(0, 2), t), value(x, t));
    EXPECT_TRUE((x - x).is_zero());
  }
}

TYPED_TEST(PolynomialTest, CellsShowTheSameFunction) {
  std::mt19937 random(2);
  for (int n = 0; n < 200; ++n) {
    const auto p = random_polynomial<TypeParam>(random);
    const auto u = random_point(random);
    const Rational scale = Rational(Integer(1) << static_cast<unsigned>(p.degree(0)));
    // left half of edge (0, 1): vertex 1 is replaced by the midpoint
    std::vector<Rational> left = u;
    left[0] = u[0] + u[1] / 2;
    left[1] = u[1] / 2;
    EXPECT_EQ(value(p.halved(0, 0, 1, true), u), scale * value(p, left));
    std::vector<Rational> right = u;
    right[1] = u[1] + u[0] / 2;
    right[0] = u[0] / 2;
    EXPECT_EQ(value(p.halved(0, 0, 1, false), u), scale * value(p, right));
    std::vector<Rational> shifted = u;
    shifted[4] = u[4] + 3;
    EXPECT_EQ(value(p.shifted(1, 3), u), value(p, shifted));
    // the half-line piece [0, 3]: coordinates (u_0, u_1) in the slots 3 and 4
    auto closed_ring = std::make_shared<PolynomialRing>(*ring());
    closed_ring->groups[1] = {3, 2, true};
    std::vector<Rational> inside = u;
    inside[3] = Rational(1, 4);
    inside[4] = Rational(3, 4);
    std::vector<Rational> outside = u;
    outside[4] = Rational(9, 4);
    EXPECT_EQ(value(p.closed(closed_ring, 1, 3, 3), inside), value(p, outside));
  }
}

TEST(CheckedInt, ThrowsRatherThanWraps) {
  CheckedInt x(Integer(1) << 126);
  EXPECT_REFUSED(x += x, IntegerOverflow, "a coefficient does not fit into 128 bits");
  EXPECT_REFUSED(CheckedInt(Integer(1) << 127), IntegerOverflow, "a coefficient does not fit into 128 bits");
  EXPECT_EQ(to_integer(CheckedInt(-(Integer(1) << 100))), -(Integer(1) << 100));
  EXPECT_REFUSED(CheckedInt(Integer(1) << 70) * CheckedInt(Integer(1) << 60), IntegerOverflow,
                 "a coefficient does not fit into 128 bits");
}

TEST(Polynomial, RefusesDegreesThatDoNotFit) {
  const auto r = ring();
  P x(r, 0);
  const auto raise = [&] {
    P power = x;
    for (int k = 0; k < 16; ++k) power = power * x;
  };
  EXPECT_REFUSED(raise(), DegreeOverflow, "a polynomial has degree above 15 in one group of variables");
}

TEST(RationalFunction, KeepsDenominatorsFactored) {
  using R = RationalFunction<P>;
  const auto r = ring();
  const auto table = std::make_shared<Denominators<P>>();
  const R x(P(r, 0), table), y(P(r, 1), table), q(P(r, 4), table);
  EXPECT_TRUE((x / (1 + q) + y / (1 + q) - (x + y) / (1 + q)).numerator().is_zero());
  EXPECT_TRUE((1 / (x / q) - q / x).numerator().is_zero());
  EXPECT_TRUE(((x / q) / (y / q) - x / y).numerator().is_zero());
  EXPECT_FALSE((1 / (x / q) - q / y).numerator().is_zero());
  EXPECT_REFUSED(x / (y - y), PreconditionError, "division by an expression that is identically zero");
}

}  // namespace polynomial_test
}  // namespace hebb
