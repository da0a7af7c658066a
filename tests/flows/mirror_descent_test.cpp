#include <random>

#include <gtest/gtest.h>

#include <hebb/flows/geometry/mirror_descent.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace mirror_descent_test {

using namespace literals;
using test::agrees;

/// phi(x) = 1/x: a user's kernel.
struct ReciprocalKernel {
  template <Scalar S>
  S value(const S& x) const {
    return 1 / x;
  }
  template <Scalar S>
  S slope(const S& x) const {
    return -1 / square(x);
  }
  template <Scalar S>
  S inverse_slope(const S& y) const {
    return 1 / sqrt(-y);
  }
};

static_assert(MirrorMap<NegativeEntropy, Interval> && MirrorMap<SeparableMirrorMap<ReciprocalKernel>, RealInterval>);
static_assert(SteepKernel<LogBarrierKernel, Interval> && SteepKernel<ReciprocalKernel, Jet<Interval>>);

template <class S>
struct Width;
template <>
struct Width<Interval> {
  static constexpr double limit = 1e-11;
};
template <>
struct Width<RealInterval> {
  static constexpr double limit = 1e-50;
};

/// Certainly possible, and tight.
template <EnclosureScalar S>
::testing::AssertionResult is_zero_tightly(const S& x) {
  if (!x.contains(Rational(0))) return ::testing::AssertionFailure() << to_string(x) << " excludes 0";
  if (!(x.width() <= Width<S>::limit)) return ::testing::AssertionFailure() << to_string(x) << " is wide";
  return ::testing::AssertionSuccess();
}

template <class S>
struct MirrorDescent : ::testing::Test {
  struct Data {
    Vec<S> p, q, g;
    S a;
  };
  static Vec<Rational> inner_point(std::size_t d, std::mt19937_64& random) {
    Vec<Rational> p = sample_simplex<Rational>(d, random).coordinates();
    for (Rational& x : p) x = (9 * x + Rational(1, static_cast<int>(d))) / 10;
    return p;
  }
  static Data draw(std::size_t d, std::mt19937_64& random) {
    const S model = test::model<S>();
    Vec<Rational> g;
    for (std::size_t i = 0; i < d; ++i) g.push_back(4 * dyadic<Rational>(random_53_bits(random)) - 2);
    return {like(model, inner_point(d, random)), like(model, inner_point(d, random)), like(model, g),
            like(model, Rational(1 + random_index(30, random)) / 10)};
  }
  template <class Map>
  static void expect_optimal(const Map& map) {
    std::mt19937_64 random(5);
    for (std::size_t d = 1; d <= 6; ++d) {
      for (int repeat = 0; repeat < 5; ++repeat) {
        const Data x = draw(d, random);
        const Vec<S> best = mirror_step(map, x.p, x.g, x.a);
        EXPECT_TRUE(is_zero_tightly(sum(best) - 1));
        for (const S& residual : kkt_residual(map, best, x.p, x.g, x.a)) EXPECT_TRUE(is_zero_tightly(residual / 100));
        EXPECT_TRUE(is_zero_tightly(three_point_residual(map, x.q, best, x.p, x.g, x.a) / 100));
        if (d == 1) continue;
        // No other point is optimal, and none is as good.
        bool seen = false;
        for (const S& residual : kkt_residual(map, x.q, x.p, x.g, x.a)) seen = seen || !possibly(is_zero(residual));
        EXPECT_TRUE(seen) << "a point that is not the step passes for it";
        EXPECT_TRUE(certainly(
            is_positive(mirror_objective(map, x.q, x.p, x.g, x.a) - mirror_objective(map, best, x.p, x.g, x.a))));
        EXPECT_FALSE(possibly(is_zero(three_point_residual(map, x.q, x.p, x.p, x.g, x.a)))) << "p is not the step";
      }
    }
  }
};
using Enclosures = ::testing::Types<Interval, RealInterval>;
TYPED_TEST_SUITE(MirrorDescent, Enclosures);

TYPED_TEST(MirrorDescent, EveryMapGivesTheMinimiser) {
  this->expect_optimal(NegativeEntropy{});
  this->expect_optimal(SeparableMirrorMap<EntropyKernel>{});
  this->expect_optimal(SeparableMirrorMap<LogBarrierKernel>{});
  this->expect_optimal(SeparableMirrorMap<SquareRootKernel>{});
  this->expect_optimal(SeparableMirrorMap<ReciprocalKernel>{});
}

/// Two ways to the same step: the closed form, softmax of the dual point, and the solved multiplier.
TYPED_TEST(MirrorDescent, TheEntropicStepIsTheSameByThreeWays) {
  std::mt19937_64 random(6);
  const NegativeEntropy entropy;
  for (std::size_t d = 1; d <= 6; ++d) {
    const auto x = this->draw(d, random);
    auto theta = entropy.dual(x.p);
    for (std::size_t i = 0; i < d; ++i) theta[i] = theta[i] - x.a * x.g[i];
    const auto closed = mirror_step(entropy, x.p, x.g, x.a), softmax = entropy.primal(theta),
               solved = mirror_step(SeparableMirrorMap<EntropyKernel>{}, x.p, x.g, x.a);
    for (std::size_t i = 0; i < d; ++i) {
      EXPECT_TRUE(is_zero_tightly(closed[i] - softmax[i]));
      EXPECT_TRUE(is_zero_tightly(closed[i] - solved[i]));
    }
    EXPECT_TRUE(is_zero_tightly(kl_divergence(x.q, x.p) - bregman_divergence(entropy, x.q, x.p)));
  }
}

/// d = 2, log barrier, p = (1/2, 1/2), g = (1, -1): q_1 = 1/(1 + a + sqrt(1 + a^2)).
TYPED_TEST(MirrorDescent, TheLogBarrierStepHasTheKnownValue) {
  const auto model = test::model<TypeParam>();
  for (const Rational& rate : {1e-3_q, 0.5_q, 1_q, 3_q, 1000_q}) {
    const auto a = like(model, rate);
    const auto q = mirror_step(SeparableMirrorMap<LogBarrierKernel>{}, like(model, Vec<Rational>{1 / 2_q, 1 / 2_q}),
                               like(model, Vec<Rational>{1_q, -1_q}), a);
    EXPECT_TRUE(is_zero_tightly(q[0] * (1 + a + sqrt(1 + a * a)) - 1)) << to_string(rate);
  }
}

TYPED_TEST(MirrorDescent, TheStepForALossDifferentiatesIt) {
  std::mt19937_64 random(7);
  const auto potential = [](const auto& y) { return shahshahani_potential(y); };
  for (std::size_t d = 2; d <= 5; ++d) {
    const auto x = this->draw(d, random);
    auto expected = x.p;
    for (auto& y : expected) y = y * exp(x.a * y);
    const auto norm = sum(expected);
    const auto step = mirror_descent_step(NegativeEntropy{}, potential, x.p, x.a),
               noisy = noisy_mirror_step(NegativeEntropy{}, x.p, x.p, x.a);
    for (std::size_t i = 0; i < d; ++i) {
      EXPECT_TRUE(is_zero_tightly(step[i] - expected[i] / norm));
      EXPECT_TRUE(is_zero_tightly(noisy[i] - step[i]));
    }
  }
}

TYPED_TEST(MirrorDescent, TheHebbianStepIsAMirrorStep) {
  std::mt19937_64 random(8);
  const auto model = test::model<TypeParam>();
  for (std::size_t d = 2; d <= 6; ++d) {
    const auto step = test::random_step(d, random);
    const auto p = like(model, step.p), y = like(model, step.y);
    const auto a = like(model, step.a);
    EXPECT_TRUE(agrees(mirror_step(NegativeEntropy{}, p, implied_gradient(y, a), a),
                       probability_update(step.p, step.y, step.a)));
  }
}

/// A box of starting points: the enclosure holds the step from each of them.
TEST(MirrorDescentOnBoxes, TheStepOfEveryMemberIsEnclosed) {
  std::mt19937_64 random(9);
  const SeparableMirrorMap<LogBarrierKernel> barrier;
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Vec<Rational> p = MirrorDescent<Interval>::inner_point(4, random),
                        q = MirrorDescent<Interval>::inner_point(4, random);
    const Vec<Interval> g = like(Interval(), Vec<Rational>{1_q, -1_q, 0_q, 1 / 2_q});
    Vec<Interval> box;
    for (std::size_t i = 0; i < 4; ++i)
      box.push_back(hull(Interval(p[i]), Interval(Rational((999 * p[i] + q[i]) / 1000))));
    const Interval a(1 / 3_q);
    for (int k = 0; k <= 4; ++k) {
      Vec<Interval> member;
      for (std::size_t i = 0; i < 4; ++i) member.emplace_back(Rational(p[i] + k * (q[i] - p[i]) / 4000));
      const Vec<Interval> whole = mirror_step(barrier, box, g, a), one = mirror_step(barrier, member, g, a);
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(subset(one[i], whole[i]) || intersect(one[i], whole[i])) << whole[i] << one[i];
        EXPECT_TRUE(whole[i].contains(one[i].midpoint())) << whole[i] << one[i];
        EXPECT_LT(whole[i].width(), 0.1);
      }
    }
  }
}

TEST(MirrorDescentInDouble, IsTheMiddleOfTheEnclosure) {
  const Vec<double> p{0.5, 0.3, 0.2}, g{1, -1, 0.5};
  const Vec<double> closed = mirror_step(NegativeEntropy{}, p, g, 0.7),
                    solved = mirror_step(SeparableMirrorMap<EntropyKernel>{}, p, g, 0.7);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(closed[i], solved[i], 1e-15);
  EXPECT_NEAR(sum(mirror_step(SeparableMirrorMap<LogBarrierKernel>{}, p, g, 0.7)), 1, 1e-14);
}

/// Over Rational: duals exist where the slope is rational; a step is built backwards from its end point.
TEST(MirrorDescentOverRational, KktAndThreePointIdentityHoldExactly) {
  std::mt19937_64 random(10);
  const SeparableMirrorMap<LogBarrierKernel> barrier;
  for (std::size_t d = 2; d <= 6; ++d) {
    const auto point = [&] { return MirrorDescent<Interval>::inner_point(d, random); };
    const Vec<Rational> p = point(), best = point(), q = point();
    const Vec<Rational> dual_p = barrier.dual(p), dual_best = barrier.dual(best);
    const Rational a(3, 10), mu(7, 5), at_p(1, 3), at_q(2, 7), at_best(5, 9);  // any values of the potential will do
    Vec<Rational> g;
    for (std::size_t i = 0; i < d; ++i) g.push_back((dual_p[i] - dual_best[i] + mu) / a);
    for (const Rational& residual : kkt_residual(dual_best, dual_p, g, a)) EXPECT_EQ(residual, 0);
    EXPECT_EQ(Rational(a * (dot(g, q) - dot(g, best)) + bregman_divergence(at_q, at_p, dual_p, q, p) -
                       bregman_divergence(at_best, at_p, dual_p, best, p) -
                       bregman_divergence(at_q, at_best, dual_best, q, best)),
              0);
    EXPECT_NE(kkt_residual(barrier.dual(q), dual_p, g, a)[1], 0);
  }
}

struct NotTheInverse : EntropyKernel {
  template <Scalar S>
  S inverse_slope(const S& y) const {
    return exp(2 * y);
  }
};
struct Decreasing : EntropyKernel {
  template <Scalar S>
  S inverse_slope(const S& y) const {
    return 1 + exp(-y);
  }
};

TEST(SeparableMirrorMap, ABrokenKernelIsNoticed) {
  const Vec<Interval> p = like(Interval(), Vec<Rational>{1 / 2_q, 1 / 3_q, 1 / 6_q}),
                      g = like(Interval(), Vec<Rational>{1_q, 0_q, -1_q});
  EXPECT_REFUSED(mirror_step(SeparableMirrorMap<NotTheInverse>{}, p, g, Interval(1)), PreconditionError,
                 "SeparableMirrorMap: the kernel's inverse_slope is not the inverse of its");
  EXPECT_REFUSED(mirror_step(SeparableMirrorMap<Decreasing>{}, p, g, Interval(1)), PreconditionError,
                 "SeparableMirrorMap: the kernel's slope is not increasing with the inverse");
  EXPECT_REFUSED(SeparableMirrorMap<EntropyKernel>{}.primal(Vec<Interval>{Interval::entire(), Interval(0)}),
                 PreconditionError, "SeparableMirrorMap: an unbounded dual point");
  EXPECT_REFUSED(SeparableMirrorMap<EntropyKernel>{}.primal(Vec<Interval>{}), PreconditionError,
                 "SeparableMirrorMap: an empty vector");
  EXPECT_REFUSED(mirror_step(NegativeEntropy{}, p, Vec<Interval>{Interval(1)}, Interval(1)), PreconditionError,
                 "exponentiated_gradient_step: lengths 3 and 1, expected equal and positive");
}

TEST(IncreasingRoot, IsEnclosedTightlyAndCheaply) {
  int calls = 0;
  const auto cubic = [&calls](const auto& x) {
    ++calls;
    return x * x * x + x - 1;
  };
  const auto root = enclose_increasing_root(cubic, RealInterval(0, 1, 400));
  ASSERT_TRUE(root);
  EXPECT_LT(root->width(), 1e-115);
  EXPECT_TRUE(possibly(is_zero(cubic(*root))));
  EXPECT_LT(calls, 30);
  const auto in_double = enclose_increasing_root(cubic, Interval(0.0, 1.0));
  ASSERT_TRUE(in_double);
  EXPECT_LT(in_double->width(), 1e-15);
  EXPECT_TRUE(subset(root->to_interval(), *in_double) || intersect(root->to_interval(), *in_double));
}

TEST(IncreasingRoot, NoRootInTheBracketIsLost) {
  const auto flat = [](const auto& x) { return x * x * x; };  // slope 0 at the root
  EXPECT_TRUE(enclose_increasing_root(flat, Interval(-1.0, 2.0))->contains(0.0));
  const auto steep = [](const auto& x) { return exp(x) - 1; };
  EXPECT_TRUE(enclose_increasing_root(steep, Interval(-700.0, 700.0))->contains(0.0));
  EXPECT_LT(enclose_increasing_root(steep, Interval(-700.0, 700.0))->width(), 1e-14);
  EXPECT_FALSE(enclose_increasing_root(steep, Interval(1.0, 2.0)));
  EXPECT_TRUE(enclose_increasing_root(steep, Interval(0.0, 2.0))->contains(0.0)) << "a root at the end";
}

}  // namespace mirror_descent_test
}  // namespace hebb
