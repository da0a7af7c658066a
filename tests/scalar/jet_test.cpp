#include <gtest/gtest.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace jet_test {

using namespace literals;

template <class S>
S number(const Rational& q) {
  if constexpr (std::same_as<S, RealInterval>)
    return RealInterval(q, 120);
  else
    return like(S(0), q);
}
/// Exactly, to rounding, or by containment: whatever the scalar promises.
void expect_is(const Rational& x, const Rational& exact) { EXPECT_EQ(x, exact); }
void expect_is(double x, const Rational& exact) {
  const double e = exact.convert_to<double>();
  EXPECT_NEAR(x, e, 1e-13 * (1 + std::fabs(e)));
}
template <EnclosureScalar S>
void expect_is(const S& x, const Rational& exact) {
  EXPECT_TRUE(x.contains(exact)) << x << " and " << exact;
  EXPECT_LE(x.width(), 1e-12 * (1 + x.magnitude()));
}

template <class S>
class JetOver : public testing::Test {};
using Scalars = testing::Types<double, Rational, Interval, RealInterval>;
TYPED_TEST_SUITE(JetOver, Scalars);

TYPED_TEST(JetOver, GeometricSeries) {
  const auto x = Jet<TypeParam>::variable(number<TypeParam>(0.5_q), 6);
  const auto f = 1 / (1 - x);  // a_k = (1 - x0)^-(k+1)
  for (int k = 0; k <= 6; ++k) expect_is(f.coefficient(k), pow(2_q, k + 1));
}

TYPED_TEST(JetOver, PolynomialsAreExpandedExactly) {
  const Rational x0 = 3_q / 7;
  const auto x = Jet<TypeParam>::variable(number<TypeParam>(x0), 4);
  const auto f = pow(x, 4) - 2 * x * x + 5 * x - 1;
  expect_is(f.value(), pow(x0, 4) - 2 * x0 * x0 + 5 * x0 - 1);
  expect_is(f.derivative(1), 4 * pow(x0, 3) - 4 * x0 + 5);
  expect_is(f.derivative(2), 12 * x0 * x0 - 4);
  expect_is(f.derivative(3), 24 * x0);
  expect_is(f.derivative(4), 24);
}

TYPED_TEST(JetOver, QuotientUndoesProductAndSquareIsProduct) {
  const auto x = Jet<TypeParam>::variable(number<TypeParam>(1.25_q), 5);
  const auto f = 1 + x * x, g = 2 - x / 3;
  const auto back = f * g / g;
  for (int k = 0; k <= 5; ++k) {
    expect_is(back.coefficient(k), k == 0 ? 1 + 1.25_q * 1.25_q : k == 1 ? 2.5_q : k == 2 ? 1_q : 0_q);
    expect_is(square(g).coefficient(k) - (g * g).coefficient(k), 0);
    expect_is(pow(g, -2).coefficient(k) - (1 / (g * g)).coefficient(k), 0);
  }
}

TYPED_TEST(JetOver, PowersWorkAtZero) {
  const auto x = Jet<TypeParam>::variable(number<TypeParam>(0), 3);
  const auto f = pow(x, 3);
  for (int k = 0; k <= 3; ++k) expect_is(f.coefficient(k), k == 3 ? 1 : 0);
  EXPECT_TRUE(pow(x, 0).is_constant());
}

TYPED_TEST(JetOver, NestedJetsHoldMixedDerivatives) {
  using Inner = Jet<TypeParam>;
  const auto u = Jet<Inner>::constant(Inner::variable(number<TypeParam>(2), 2));
  const auto v = Jet<Inner>::variable(Inner::constant(number<TypeParam>(3)), 2);
  const auto f = u * u * pow(v, 3) + u / v;  // d/du d/dv f = 6 u v^2 - 1 / v^2
  expect_is(f.derivative(1).derivative(1), 6 * 2 * 9 - 1_q / 9);
  expect_is(f.derivative(2).derivative(1), 2 * 2 * 6 * 3 + 2_q / 27);
}

template <class S>
class TranscendentalJet : public testing::Test {};
using Reals = testing::Types<double, Interval, RealInterval>;
TYPED_TEST_SUITE(TranscendentalJet, Reals);

TYPED_TEST(TranscendentalJet, SeriesAtTheExpansionPoint) {
  const auto zero = Jet<TypeParam>::variable(number<TypeParam>(0), 6);
  Rational factorial = 1;
  for (int k = 0; k <= 6; ++k) {
    if (k > 0) factorial *= k;
    expect_is(exp(zero).coefficient(k), 1 / factorial);
    expect_is(log(1 + zero).coefficient(k), k == 0 ? 0 : Rational(k % 2 == 1 ? 1 : -1, k));
  }
  const Rational binomial[] = {1, 0.5_q, -1_q / 8, 1_q / 16, -5_q / 128, 7_q / 256, -21_q / 1024};
  for (int k = 0; k <= 6; ++k) expect_is(sqrt(1 + zero).coefficient(k), binomial[k]);
}

TYPED_TEST(TranscendentalJet, InversesCancel) {
  const auto x = Jet<TypeParam>::variable(number<TypeParam>(1.7_q), 6);
  for (const auto& same : {exp(log(x)), log(exp(x)), square(sqrt(x)), sqrt(square(x))})
    for (int k = 0; k <= 6; ++k) expect_is(same.coefficient(k), k == 0 ? 1.7_q : k == 1 ? 1_q : 0_q);
}

TEST(Jet, ConstantsHaveEveryOrderAndMeaningIsInherited) {
  const auto x = Jet<Rational>::variable(2, 3);
  EXPECT_EQ((x + 1).order(), 3);
  EXPECT_EQ((Jet<Rational>(1) + 1).coefficient(5), 0);
  EXPECT_EQ(like(x, 0.1_q).value(), 0.1_q);
  EXPECT_EQ(scalar_traits<Jet<Jet<Interval>>>::meaning, Meaning::enclosure);
  EXPECT_EQ(scalar_traits<Jet<double>>::meaning, Meaning::approximation);
  EXPECT_EQ(scalar_traits<Jet<Rational>>::meaning, Meaning::exact);
}

TEST(Jet, RejectsMisuse) {
  const auto x = Jet<Rational>::variable(2, 3);
  EXPECT_REFUSED(x + Jet<Rational>::variable(2, 2), PreconditionError, "jets of different orders cannot be combined");
  EXPECT_REFUSED(Jet<Rational>::variable(2, -1), PreconditionError, "order -1 of a jet: must not be negative");
  EXPECT_REFUSED(x.coefficient(4), PreconditionError, "coefficient 4 of a jet of order 3");
  EXPECT_REFUSED(x.coefficient(-1), PreconditionError, "coefficient -1 of a jet of order 3");
  EXPECT_REFUSED(Jet<Rational>::from_coefficients({}), PreconditionError, "a jet needs at least one coefficient");
}

TEST(Jet, PrecisionOfTheVariableIsKept) {
  const auto x = Jet<RealInterval>::variable(RealInterval(0.1_q, 200), 3);
  for (int k = 0; k <= 3; ++k) EXPECT_EQ(exp(x / 3).coefficient(k).precision(), 200);
}

}  // namespace jet_test
}  // namespace hebb
