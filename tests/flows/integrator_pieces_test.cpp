// The pieces that a validated step rests on: Taylor coefficients, rough enclosures, inverses, sets.
#include <random>

#include <gtest/gtest.h>

#include <hebb/flows/integrator/doubleton.hpp>
#include <hebb/flows/integrator/integrator.hpp>
#include <hebb/flows/integrator/taylor_tape.hpp>
#include <hebb/scalar/jet.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace integrator_pieces_test {

using namespace literals;

/// Coefficients 0..order of y' = f(t, y) by substitution of jets (each pass settles one more coefficient).
template <Scalar S, class F>
Vec<Jet<S>> solution_jets(const F& f, const S& t, const Vec<S>& y, int order) {
  Vec<Jet<S>> out;
  for (const S& x : y) out.push_back(Jet<S>::from_coefficients(Vec<S>(static_cast<std::size_t>(order) + 1, S(0))));
  const Jet<S> time = Jet<S>::variable(t, order);
  for (int pass = 0; pass <= order; ++pass) {
    Vec<Jet<S>> next;
    for (std::size_t j = 0; j < y.size(); ++j) {
      Vec<S> c{y[j]};
      const Jet<S> rate = pass == 0 ? Jet<S>(0) : f(time, out)[j];
      for (int k = 1; k <= order; ++k) c.push_back(pass < k ? S(0) : rate.coefficient(k - 1) / S(k));
      next.push_back(Jet<S>::from_coefficients(c));
    }
    out = next;
  }
  return out;
}

/// All the rational operations, with time, constants and powers among the operands.
constexpr auto rational_field = [](const auto& t, const auto& y) {
  using S = std::decay_t<decltype(t)>;
  return Vec<S>{y[0] * y[1] / (2 + y[1]) - t * t, 1 / (1 + square(y[0])) + pow(y[1], 3) * t - 3 * y[1],
                -(y[2] / 7) + square(t) / (1 + y[2] * y[0]) + 5};
};

TEST(TaylorTape, CoefficientsContainTheExactOnesAndAreTight) {
  const Vec<Rational> y{1.5_q, -0.25_q, 2};
  constexpr int order = 12;
  const auto exact = solution_jets<Rational>(rational_field, 0.75_q, y, order);
  const RecordedMap map = record_map(3, rational_field);
  const auto check = [&](auto as, double relative) {
    using E = decltype(as);
    TaylorTape<E> tape(map, order, false, as);
    ASSERT_TRUE(tape.expand(like(as, 0.75_q), like(as, y), order, -1));
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k <= order; ++k) {
        const Rational c = exact[j].coefficient(k);
        const E& e = tape.solution(j, k);
        EXPECT_TRUE(e.contains(c)) << j << " " << k << " " << to_string(e);
        EXPECT_LE(e.width(), relative * std::max(1.0, std::fabs(c.convert_to<double>()))) << j << " " << k;
      }
    }
  };
  check(Interval(), 1e-10);
  check(RealInterval(Rational(0), 200), 1e-54);
}

// d/dy_l of the coefficients: the derivative of the exact ones by mixed jets.
TEST(TaylorTape, SlopesContainTheExactDerivatives) {
  const Vec<Rational> y{1.5_q, -0.25_q, 2};
  constexpr int order = 8;
  const RecordedMap map = record_map(3, rational_field);
  TaylorTape<Interval> tape(map, order, true, Interval());
  ASSERT_TRUE(tape.expand(Interval(0.75_q), like(Interval(), y), order, order));
  using D = Jet<Rational>;  // first order in y_l
  for (int l = 0; l < 3; ++l) {
    Vec<D> moved;
    for (int j = 0; j < 3; ++j) moved.push_back(j == l ? D::variable(y[j], 1) : D::constant(y[j]));
    const auto exact = solution_jets<D>(rational_field, D::constant(0.75_q), moved, order);
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k <= order; ++k) {
        const D c = exact[j].coefficient(k);
        const Rational slope = c.is_constant() ? Rational(0) : c.coefficient(1);
        const Interval& e = tape.solution_slope(j, l, k);
        EXPECT_TRUE(e.contains(slope)) << j << " " << l << " " << k;
        EXPECT_LE(e.width(), 1e-10 * std::max(1.0, std::fabs(slope.convert_to<double>())));
      }
    }
  }
}

/// exp, log, sqrt, along with operands that are constant or depend on t alone.
constexpr auto elementary_field = [](const auto& t, const auto& y) {
  using S = std::decay_t<decltype(t)>;
  return Vec<S>{exp(-y[0]) * log(1 + square(y[1])), sqrt(2 + y[0] * y[0]) - log(3 + t) * y[1] + exp(t) * sqrt(S(2))};
};

TEST(TaylorTape, ElementaryFunctionsAgreeWithJets) {
  const RealInterval as(Rational(0), 200);
  const Vec<RealInterval> y = like(as, Vec<Rational>{0.3_q, -1.25_q});
  constexpr int order = 9;
  const RecordedMap map = record_map(2, elementary_field);
  TaylorTape<RealInterval> tape(map, order, true, as);
  ASSERT_TRUE(tape.expand(like(as, 0.5_q), y, order, order));
  const auto expected = solution_jets<RealInterval>(elementary_field, like(as, 0.5_q), y, order);
  using D = Jet<RealInterval>;
  for (int j = 0; j < 2; ++j) {
    for (int k = 0; k <= order; ++k) {
      EXPECT_TRUE(intersect(tape.solution(j, k), expected[j].coefficient(k)));
      EXPECT_LE(tape.solution(j, k).width(), 1e-50);
    }
    for (int l = 0; l < 2; ++l) {
      Vec<D> moved{D::constant(y[0]), D::constant(y[1])};
      moved[l] = D::variable(y[l], 1);
      const auto slopes = solution_jets<D>(elementary_field, D::constant(like(as, 0.5_q)), moved, order);
      for (int k = 1; k <= order; ++k) {
        EXPECT_TRUE(intersect(tape.solution_slope(j, l, k), slopes[j].coefficient(k).coefficient(1)));
        EXPECT_LE(tape.solution_slope(j, l, k).width(), 1e-50);
      }
    }
  }
}

// The same tape again, on other arguments and orders: nothing of an earlier expansion may show.
TEST(TaylorTape, IsFreeOfItsPast) {
  const RecordedMap map = record_map(2, elementary_field);
  TaylorTape<Interval> used(map, 10, true, Interval()), fresh = used;
  ASSERT_TRUE(used.expand(Interval(9), {Interval(2), Interval(-1, 1)}, 10, 10));
  const Vec<Interval> y{Interval(0.3_q), Interval(1)};
  ASSERT_TRUE(used.expand(Interval(1), y, 6, 6));
  ASSERT_TRUE(fresh.expand(Interval(1), y, 6, 6));
  for (int j = 0; j < 2; ++j) {
    for (int k = 0; k <= 6; ++k) {
      EXPECT_TRUE(identical(used.solution(j, k), fresh.solution(j, k)));
      EXPECT_TRUE(identical(used.solution_slope(j, 1, k), fresh.solution_slope(j, 1, k)));
    }
  }
}

TEST(TaylorTape, RefusesWhatMayNotBeSmooth) {
  const auto tape = [](auto f) { return TaylorTape<Interval>(record_map(1, f), 3, false, Interval()); };
  auto quotient = tape([](const auto&, const auto& y) { return std::vector{1 / y[0]}; });
  auto logarithm = tape([](const auto&, const auto& y) { return std::vector{log(y[0])}; });
  auto root = tape([](const auto&, const auto& y) { return std::vector{sqrt(y[0])}; });
  for (auto* f : {&quotient, &logarithm, &root}) {
    EXPECT_FALSE(f->expand(Interval(0), {Interval(0.0, 1.0)}, 3, -1));
    EXPECT_FALSE(f->expand(Interval(0), {Interval(-1.0, 1.0)}, 3, -1));
    EXPECT_TRUE(f->expand(Interval(0), {Interval(0.5, 1.0)}, 3, -1));
    EXPECT_REFUSED((void)f->expand(Interval(0), {Interval(1), Interval(1)}, 3, -1), PreconditionError,
                   "TaylorTape: a state of the wrong length");
    EXPECT_REFUSED((void)f->expand(Interval(0), {Interval(1)}, 4, -1), PreconditionError,
                   "TaylorTape: order out of range");
  }
}

// y' = y on [0, 1] from 1, order 1: y is in 1 + t + [0, 1/2] e t^2. The remainder e^xi/2 needs a margin above e/2.
TEST(RoughEnclosure, IsProvedExactlyWhenTheMarginIsLargeEnough) {
  TaylorTape<Interval> tape(record_map(1, [](const auto&, const auto& y) { return y; }), 2, false, Interval());
  const Vec<Interval> polynomial{Interval(1.0, 2.0)};
  const auto prove = [&](double margin) {
    return prove_rough_enclosure(tape, Interval(0), Interval(0.0, 1.0), 1, polynomial, {Interval(-margin, margin)});
  };
  EXPECT_FALSE(prove(0.5).proved);
  EXPECT_FALSE(prove(1.0).proved);
  EXPECT_FALSE(prove(1.99).proved);  // on polynomial + margin, y/2 reaches (2 + margin)/2 = margin at margin = 2
  EXPECT_FALSE(prove(2.0).proved);   // not in the interior
  EXPECT_TRUE(prove(2.01).proved);
  EXPECT_NEAR(prove(1.0).share, 1.5, 1e-12);
  EXPECT_TRUE(tape.solution(0, 2).contains(0.5));
}

// y' = y^2 from 1 blows up at t = 1: no margin whatever may be accepted for a step that reaches it.
TEST(RoughEnclosure, IsNeverProvedAcrossABlowUp) {
  const RecordedMap map = record_map(1, [](const auto&, const auto& y) { return std::vector{y[0] * y[0]}; });
  for (const int p : {1, 4, 9}) {
    TaylorTape<Interval> tape(map, p + 1, false, Interval());
    const Interval step(0.0, 1.0);
    Interval range(1);  // of 1 + t + ... + t^p
    for (int k = 0; k < p; ++k) range = 1 + step * range;
    for (double margin = 0x1p-20; margin < 1e30; margin *= 1.5) {
      EXPECT_FALSE(prove_rough_enclosure(tape, Interval(0), step, p, {range}, {Interval(-margin, margin)}).proved);
    }
  }
}

template <class E>
class EnclosedInverse : public ::testing::Test {};
using Enclosures = ::testing::Types<Interval, RealInterval>;
TYPED_TEST_SUITE(EnclosedInverse, Enclosures);

TYPED_TEST(EnclosedInverse, ContainsTheExactInverse) {
  const TypeParam as = test::model<TypeParam>();
  const auto matrix = [&](const Mat<Rational>& m) {
    Mat<TypeParam> out;
    for (const auto& row : m) out.push_back(like(as, row));
    return out;
  };
  const Mat<Rational> b{{2, 1}, {1, 1}}, inverse{{1, -1}, {-1, 2}};
  const auto exact = enclose_inverse(matrix(b), matrix(inverse));
  ASSERT_TRUE(exact);
  const auto near = enclose_inverse(matrix(b), matrix({{1.001_q, -1}, {-1, 1.999_q}}));  // |I - y b| = 0.003
  ASSERT_TRUE(near);
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      EXPECT_TRUE((*exact)[i][j].contains(inverse[i][j]));
      EXPECT_LE((*exact)[i][j].width(), 1e-15);
      EXPECT_TRUE((*near)[i][j].contains(inverse[i][j])) << to_string((*near)[i][j]);
      EXPECT_LE((*near)[i][j].width(), 0.03);
    }
  }
  EXPECT_FALSE(enclose_inverse(matrix({{1, 1}, {1, 1}}), matrix({{1, 0}, {0, 1}})));  // singular
  EXPECT_FALSE(enclose_inverse(matrix(b), matrix({{1, -1}, {-1, 1}})));               // not its inverse
  EXPECT_FALSE(enclose_inverse(Mat<TypeParam>{{hull(TypeParam(0), TypeParam(2))}}, {{TypeParam(1)}}));  // may be 0
}

// A linear map of determinant 1 that shears and turns a box many times: the exact image of a corner stays inside, and
// the hull stays close to the exact one.
TEST(Doubleton, FollowsALinearMapWithoutWrapping) {
  const Vec<Interval> box{Interval(0.9375, 1.0625), Interval(-0.0625, 0.0625)};
  Doubleton<Interval> set(box);
  const Mat<Rational> m{{0.6_q, -0.8_q}, {0.8_q, 0.6_q}};
  const auto times = [&](const Vec<Rational>& x) {
    return Vec<Rational>{m[0][0] * x[0] + m[0][1] * x[1], m[1][0] * x[0] + m[1][1] * x[1]};
  };
  Mat<Interval> jacobian;
  for (const auto& row : m) jacobian.push_back(like(Interval(), row));
  std::vector<Vec<Rational>> corners;
  for (const Rational& x : {0.9375_q, 1.0625_q}) {
    for (const Rational& y : {-0.0625_q, 0.0625_q}) corners.push_back({x, y});
  }
  Vec<Interval> hull_of_set;
  for (int k = 0; k < 200; ++k) {
    const Vec<Interval>& c = set.center();
    set.advance({jacobian[0][0] * c[0] + jacobian[0][1] * c[1], jacobian[1][0] * c[0] + jacobian[1][1] * c[1]},
                jacobian);
    for (auto& x : corners) x = times(x);
    set.enclose(hull_of_set);
    for (int i = 0; i < 2; ++i) {
      Rational low = corners[0][i], high = low;
      for (const auto& x : corners) {
        EXPECT_TRUE(hull_of_set[i].contains(x[i]));
        low = std::min(low, x[i]);
        high = std::max(high, x[i]);
      }
      EXPECT_LE(hull_of_set[i].width(), Rational(high - low).convert_to<double>() + 1e-12);
    }
  }
}

// {q : |q_i| <= 1, sum q = 0} in R^3 under (1, -1, 0) and (2, 1, 1): the ranges are [-2, 2] and [-1, 1]; without the
// sum they would be [-2, 2] and [-4, 4].
TEST(Doubleton, UsesTheSumOfBalancedParameters) {
  const Mat<Interval> map{{1, -1, 0}, {2, 1, 1}};
  const Vec<Interval> r0(3, Interval(-1.0, 1.0));
  Vec<Interval> balanced, free;
  Doubleton<Interval>({Interval(0), Interval(0)}, map, r0, true).enclose(balanced);
  Doubleton<Interval>({Interval(0), Interval(0)}, map, r0, false).enclose(free);
  EXPECT_TRUE(identical(balanced[0], Interval(-2.0, 2.0)));
  EXPECT_TRUE(identical(balanced[1], Interval(-1.0, 1.0)));
  EXPECT_TRUE(identical(free[0], Interval(-2.0, 2.0)));
  EXPECT_TRUE(identical(free[1], Interval(-4.0, 4.0)));
}

}  // namespace integrator_pieces_test
}  // namespace hebb
