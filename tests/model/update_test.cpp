#include <random>

#include <gtest/gtest.h>

#include <hebb/model/checked_update.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace update_test {

using namespace literals;

template <class S>
class UpdateIn : public ::testing::Test {};
TYPED_TEST_SUITE(UpdateIn, test::Scalars, test::ScalarNames);

TYPED_TEST(UpdateIn, AgreesWithTheExactUpdate) {
  std::mt19937_64 g(1);
  const TypeParam as = test::model<TypeParam>();
  for (std::size_t d = 1; d <= 8; ++d) {
    for (int k = 0; k < 20; ++k) {
      const auto step = test::random_step(d, g);
      const auto p = like(as, step.p), y = like(as, step.y);
      const auto a = like(as, Rational(step.a / 2));
      EXPECT_TRUE(test::agrees(probability_update(p, y, a), probability_update(step.p, step.y, Rational(step.a / 2))));
      EXPECT_TRUE(test::agrees(weight_update(p, y, a), weight_update(step.p, step.y, Rational(step.a / 2))));
    }
  }
}

TYPED_TEST(UpdateIn, RejectsLengthsThatDiffer) {
  const TypeParam one = like(test::model<TypeParam>(), 1_q);
  EXPECT_REFUSED(probability_update(Vec<TypeParam>{one, one}, Vec<TypeParam>{one}, one), PreconditionError,
                 "dot: lengths 2 and 1, expected equal and positive");
  EXPECT_REFUSED(weight_update(Vec<TypeParam>{}, Vec<TypeParam>{}, one), PreconditionError,
                 "weight_update: lengths 0 and 0, expected equal and positive");
  EXPECT_REFUSED(probabilities(Vec<TypeParam>{one}, Vec<TypeParam>{one, one}), PreconditionError,
                 "dot: lengths 1 and 2, expected equal and positive");
}

TEST(Update, KnownValues) {
  const Vec<Rational> p{1 / 2_q, 1 / 4_q, 1 / 4_q}, y{1_q, 0_q, -1_q};
  // b = 1/4, 1 + b/10 = 41/40
  EXPECT_EQ(probability_update(p, y, 0.1_q), (Vec<Rational>{22 / 41_q, 10 / 41_q, 9 / 41_q}));
  EXPECT_EQ(probabilities(Vec<Rational>{1, 2}, Vec<Rational>{3, 4}), (Vec<Rational>{3 / 11_q, 8 / 11_q}));
}

TEST(Update, ExactLaws) {
  std::mt19937_64 g(2);
  for (std::size_t d = 2; d <= 8; ++d) {
    for (int k = 0; k < 50; ++k) {
      const auto step = test::random_step(d, g);
      const Vec<Rational> next = probability_update(step.p, step.y, step.a);
      EXPECT_EQ(sum(next), 1);
      for (std::size_t i = 0; i < d; ++i) {
        EXPECT_GE(next[i], 0);
        EXPECT_EQ(next[i] == 0, step.p[i] == 0);
        EXPECT_EQ(next[i] * step.p[0] * (1 + step.a * step.y[0]), next[0] * step.p[i] * (1 + step.a * step.y[i]));
      }
      // the weight route, with arbitrary intensities
      Vec<Rational> lambda, w;
      for (std::size_t i = 0; i < d; ++i) {
        lambda.push_back(Rational(1 + random_index(50, g)) / 7);
        w.push_back(step.p[i] / lambda[i] * 13);
      }
      EXPECT_EQ(probabilities(lambda, w), step.p);
      EXPECT_EQ(probabilities(lambda, weight_update(w, step.y, step.a)), next);
      // the checked entry point
      EXPECT_EQ(checked_probability_update(SimplexPoint<Rational>(step.p), step.y, step.a, step.q).coordinates(), next);
    }
  }
}

TYPED_TEST(UpdateIn, IsAnExponentiatedGradientStep) {
  if constexpr (!ExactScalar<TypeParam>) {
    std::mt19937_64 g(3);
    const TypeParam as = test::model<TypeParam>();
    for (std::size_t d = 2; d <= 6; ++d) {
      const auto step = test::random_step(d, g);
      const Rational rate = step.a / 2;
      const auto p = like(as, step.p), y = like(as, step.y);
      const auto a = like(as, rate);
      EXPECT_TRUE(test::agrees(exponentiated_gradient_step(p, implied_gradient(y, a), a),
                               probability_update(step.p, step.y, rate)));
    }
  }
}

/// At the surviving ratio a switch of the rates makes the two inputs level.
TEST(Update, TheSurvivingRatioIsLevelAfterTheSwitch) {
  const Vec<Rational> before{2_q, 5_q}, after{3_q, 7_q};
  const Rational ratio = surviving_ratio(before[0], before[1], after[0], after[1]);
  const Vec<Rational> weights{Rational(ratio / before[0]),
                              Rational(1 / before[1])};  // p_1 : p_2 = ratio : 1 under `before`
  const Vec<Rational> p = probabilities(before, weights), switched = probabilities(after, weights);
  EXPECT_EQ(Rational(p[0] / p[1]), ratio);
  EXPECT_EQ(switched[0], switched[1]);
}

TEST(Update, SymbolRecordsTheFormula) {
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y"), a = Symbol::variable("a");
  const Vec<Symbol> next = probability_update(Vec<Symbol>{x, 1 - x}, Vec<Symbol>{y, Symbol(0)}, a);
  EXPECT_EQ(next.size(), 2u);
  EXPECT_FALSE(next[0].is_constant());
}

TEST(CheckedUpdate, NamesTheOffendingValue) {
  const auto p = SimplexPoint<Rational>::barycentre(2);
  const auto attempt = [&](Vec<Rational> y, const Rational& a, const Rational& q) -> std::string {
    try {
      checked_probability_update(p, y, a, q);
      return "accepted";
    } catch (const PreconditionError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(attempt({1_q, -2_q}, 0.49_q, 2_q), "accepted");
  EXPECT_EQ(attempt({1_q, -2_q}, 0.5_q, 2_q), "checked_probability_update: a = 1/2 outside (0, 1/Q), Q = 2");
  EXPECT_EQ(attempt({1_q, -2_q}, 0_q, 2_q), "checked_probability_update: a = 0 outside (0, 1/Q), Q = 2");
  EXPECT_EQ(attempt({1_q, -2.1_q}, 0.1_q, 2_q), "checked_probability_update: y[1] = -21/10 outside [-Q, Q], Q = 2");
  EXPECT_EQ(attempt({1_q, 1_q}, 0.1_q, 1_q), "checked_probability_update: Q = 1, expected Q > 1");
  EXPECT_NE(attempt({1_q}, 0.1_q, 2_q), "accepted");
  EXPECT_REFUSED(checked_probability_update(SimplexPoint<double>::barycentre(2), {0.0, std::nan("")}, 0.1, 2.0),
                 PreconditionError, "checked_probability_update: y[1] = nan outside [-Q, Q], Q = 2");
}

TEST(CheckedUpdate, DoubleStaysOnTheSimplexForAMillionSteps) {
  std::mt19937_64 g(4);
  auto p = SimplexPoint<double>::barycentre(3);
  for (int k = 0; k < 1000000; ++k) {
    Vec<double> y(3);
    for (double& x : y) x = 2 * random_unit(g) - 1;
    p = checked_probability_update(p, y, 0.01, 2.0);
  }
  EXPECT_NEAR(sum(p.coordinates()), 1, 1e-15);
}

}  // namespace update_test
}  // namespace hebb
