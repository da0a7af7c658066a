#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/scalar/jet.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace loss_test {

using namespace literals;

template <class S>
class LossIn : public ::testing::Test {};
TYPED_TEST_SUITE(LossIn, test::Scalars, test::ScalarNames);

TYPED_TEST(LossIn, AgreesWithTheExactValues) {
  std::mt19937_64 g(1);
  for (std::size_t d = 1; d <= 8; ++d) {
    const Vec<Rational> exact = sample_simplex<Rational>(d, g).coordinates();
    const Vec<Rational> direction = test::random_step(d, g).y;
    const auto p = like(test::model<TypeParam>(), exact);
    EXPECT_TRUE(test::agrees(sum_of_squares(p), sum_of_squares(exact)));
    EXPECT_TRUE(test::agrees(sum_of_cubes(p), sum_of_cubes(exact)));
    EXPECT_TRUE(test::agrees(loss(p), loss(exact)));
    EXPECT_TRUE(test::agrees(gradient(p), gradient(exact)));
    EXPECT_TRUE(test::agrees(replicator(p), replicator(exact)));
    EXPECT_TRUE(test::agrees(hessian_times(p, like(p[0], direction)), hessian_times(exact, direction)));
    for (std::size_t i = 0; i < d; ++i) EXPECT_TRUE(test::agrees(hessian(p)[i], hessian(exact)[i]));
  }
}

TYPED_TEST(LossIn, RejectsEmptyVectors) {
  const Vec<TypeParam> none;
  EXPECT_REFUSED(loss(none), PreconditionError, "dot: lengths 0 and 0, expected equal and positive");
  EXPECT_REFUSED(gradient(none), PreconditionError, "dot: lengths 0 and 0, expected equal and positive");
  EXPECT_REFUSED(sum_of_cubes(none), PreconditionError, "sum_of_cubes: an empty vector");
  EXPECT_REFUSED(hessian_times(Vec<TypeParam>{TypeParam(1)}, none), PreconditionError,
                 "dot: lengths 1 and 0, expected equal and positive");
}

// L(p + t v) is a polynomial of degree 4 in t: its Taylor coefficients are the gradient and the Hessian, exactly, at
// any point of R^d (not only on the simplex).
TEST(Loss, DerivativesAreThoseOfTheSeries) {
  std::mt19937_64 g(2);
  for (std::size_t d = 1; d <= 8; ++d) {
    const Vec<Rational> p = test::random_step(d, g).y, v = test::random_step(d, g).y;
    Vec<Jet<Rational>> line;
    for (std::size_t i = 0; i < d; ++i) line.push_back(Jet<Rational>::from_coefficients({p[i], v[i], 0}));
    const Jet<Rational> value = loss(line);
    EXPECT_EQ(value.coefficient(0), loss(p));
    EXPECT_EQ(value.coefficient(1), dot(gradient(p), v));
    EXPECT_EQ(2 * value.coefficient(2), dot(v, hessian_times(p, v)));
    // gradient along the line: its derivative is the Hessian times v, component by component
    const Vec<Jet<Rational>> field = gradient(line);
    const Vec<Rational> hv = hessian_times(p, v);
    const Mat<Rational> h = hessian(p);
    for (std::size_t i = 0; i < d; ++i) {
      EXPECT_EQ(field[i].coefficient(1), hv[i]);
      EXPECT_EQ(dot(h[i], v), hv[i]);
      for (std::size_t j = 0; j < d; ++j) EXPECT_EQ(h[i][j], h[j][i]);
    }
  }
}

TEST(Loss, IsBoundedBelowByItsValueAtTheVertices) {
  std::mt19937_64 g(3);
  for (std::size_t d = 2; d <= 8; ++d) {
    EXPECT_EQ(loss(unit_vector<Rational>(d, d - 1)), -1 / 12_q);
    for (int k = 0; k < 100; ++k) {
      const Vec<Rational> p = sample_simplex<Rational>(d, g).coordinates();
      EXPECT_GT(loss(p), -1 / 12_q);
      EXPECT_EQ(sum(gradient(p)), 0);  // tangent to the simplex
      EXPECT_EQ(dot(gradient(p), replicator(p)), -dot(gradient(p), gradient(p)));
    }
    // off the simplex the sum is s (1 - sum p)
    const Vec<Rational> q(d, Rational(1));
    EXPECT_EQ(sum(replicator(q)), sum_of_squares(q) * (1 - sum(q)));
  }
}

}  // namespace loss_test
}  // namespace hebb
