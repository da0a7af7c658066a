#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/flows/geometry/fisher_metric.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace fisher_metric_test {

using test::agrees;

template <class S>
struct FisherMetric : ::testing::Test {
  /// p > 0 on the simplex, covectors g and h, a tangent vector v; exact.
  struct Data {
    Vec<Rational> p, g, h, v;
  };
  static Data draw(std::size_t d, std::mt19937_64& random) {
    Data x{sample_simplex<Rational>(d, random).coordinates(), {}, {}, {}};
    for (std::size_t i = 0; i < d; ++i) {
      x.p[i] = (x.p[i] + Rational(1, static_cast<int>(d))) / 2;
      x.g.push_back(4 * dyadic<Rational>(random_53_bits(random)) - 2);
      x.h.push_back(4 * dyadic<Rational>(random_53_bits(random)) - 2);
      x.v.push_back(4 * dyadic<Rational>(random_53_bits(random)) - 2);
    }
    x.v[0] -= sum(x.v);
    return x;
  }
  static Vec<S> in(const Vec<Rational>& x) { return like(test::model<S>(), x); }
};
TYPED_TEST_SUITE(FisherMetric, test::Scalars, test::ScalarNames);

TYPED_TEST(FisherMetric, TheRiemannianGradientRepresentsTheCovector) {
  std::mt19937_64 random(1);
  for (std::size_t d = 1; d <= 7; ++d) {
    const auto x = this->draw(d, random);
    const auto p = this->in(x.p), g = this->in(x.g), h = this->in(x.h), v = this->in(x.v);
    EXPECT_TRUE(agrees(fisher_inner(p, riemannian_gradient(p, g), v), dot(x.g, x.v)));
    EXPECT_TRUE(agrees(sum(riemannian_gradient(p, g)), Rational(0)));
    EXPECT_TRUE(
        agrees(fisher_inner(p, riemannian_gradient(p, g), riemannian_gradient(p, h)), fisher_cometric(x.p, x.g, x.h)));
    EXPECT_TRUE(agrees(fisher_cometric(p, h, g), fisher_cometric(x.p, x.g, x.h)));
    Vec<Rational> shifted = x.g;
    for (Rational& y : shifted) y += Rational(7, 3);
    EXPECT_TRUE(agrees(riemannian_gradient(p, this->in(shifted)), riemannian_gradient(x.p, x.g)));
  }
}

TYPED_TEST(FisherMetric, TheProjectionIsOrthogonalAndIdempotent) {
  std::mt19937_64 random(2);
  for (std::size_t d = 1; d <= 7; ++d) {
    const auto x = this->draw(d, random);
    const auto p = this->in(x.p), v = this->in(x.v);
    const Vec<Rational> exact = fisher_projection(x.p, x.g);
    const auto projected = fisher_projection(p, this->in(x.g));
    EXPECT_TRUE(agrees(projected, exact));
    EXPECT_TRUE(agrees(fisher_projection(p, projected), exact));
    EXPECT_TRUE(agrees(fisher_projection(p, v), x.v)) << "a tangent vector stays";
    auto rest = this->in(x.g);
    for (std::size_t i = 0; i < d; ++i) rest[i] = rest[i] - projected[i];
    EXPECT_TRUE(agrees(fisher_inner(p, rest, v), Rational(0)));
  }
}

TYPED_TEST(FisherMetric, GradLIsTheNaturalGradientOfThePotential) {
  std::mt19937_64 random(3);
  const auto potential = [](const auto& x) { return shahshahani_potential(x); };
  for (std::size_t d = 1; d <= 7; ++d) {
    const auto x = this->draw(d, random);
    const auto p = this->in(x.p);
    Vec<Rational> minus_p;
    for (const Rational& y : x.p) minus_p.push_back(-y);
    EXPECT_TRUE(agrees(euclidean_gradient(potential, p), minus_p));
    EXPECT_TRUE(agrees(natural_gradient(potential, p), gradient(x.p)));
    EXPECT_TRUE(agrees(riemannian_gradient(p, this->in(minus_p)), gradient(x.p)));
  }
}

TYPED_TEST(FisherMetric, AutomaticDifferentiationGivesTheGradientOfTheLoss) {
  std::mt19937_64 random(4);
  const auto l = [](const auto& x) { return loss(x); };
  for (std::size_t d = 1; d <= 7; ++d) {
    const auto x = this->draw(d, random);
    const auto p = this->in(x.p);
    const Vec<Rational> g = gradient(x.p);
    EXPECT_TRUE(agrees(euclidean_gradient(l, p), g));
    EXPECT_TRUE(agrees(derivative_along(l, p, this->in(x.v)), dot(g, x.v)));
    EXPECT_TRUE(agrees(derivative_along(l, p, replicator(p)), Rational(-dot(g, g)))) << "dL/dt along the flow";
  }
}

/// The slip of the appendix: with +|p|^2/2 the gradient is the opposite one.
TEST(FisherMetric, TheOppositeSignGivesTheOppositeGradient) {
  const Vec<Rational> p{Rational(1, 2), Rational(3, 10), Rational(1, 5)};
  const Vec<Rational> wrong = riemannian_gradient(p, p), right = gradient(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_EQ(wrong[i], -right[i]);
    EXPECT_NE(wrong[i], right[i]);
  }
}

TEST(FisherMetric, AConstantLossHasNoGradient) {
  const Vec<Rational> p{Rational(1, 2), Rational(1, 2)};
  EXPECT_EQ(euclidean_gradient([](const Vec<Jet<Rational>>&) { return Jet<Rational>(3); }, p), (Vec<Rational>{0, 0}));
}

TEST(FisherMetric, LengthsMustAgree) {
  const Vec<Rational> two{Rational(1, 2), Rational(1, 2)}, three{1, 0, 0}, none;
  const auto first = [](const auto& x) { return x[0]; };
  EXPECT_REFUSED(fisher_inner(two, three, three), PreconditionError,
                 "fisher_inner: lengths 2 and 3, expected equal and positive");
  EXPECT_REFUSED(fisher_inner(two, two, three), PreconditionError,
                 "fisher_inner: lengths 2 and 3, expected equal and positive");
  EXPECT_REFUSED(fisher_cometric(two, three, two), PreconditionError,
                 "fisher_cometric: lengths 2 and 3, expected equal and positive");
  EXPECT_REFUSED(fisher_projection(two, three), PreconditionError,
                 "fisher_projection: lengths 2 and 3, expected equal and positive");
  EXPECT_REFUSED(riemannian_gradient(two, three), PreconditionError,
                 "dot: lengths 2 and 3, expected equal and positive");
  EXPECT_REFUSED(euclidean_gradient(first, none), PreconditionError,
                 "euclidean_gradient: lengths 0 and 0, expected equal and positive");
  EXPECT_REFUSED(derivative_along(first, two, three), PreconditionError,
                 "derivative_along: lengths 2 and 3, expected equal and positive");
}

}  // namespace fisher_metric_test
}  // namespace hebb
