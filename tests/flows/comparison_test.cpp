#include <cmath>
#include <iostream>
#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/moments.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/flows/comparison.hpp>
#include <hebb/flows/geometry/mirror_descent.hpp>
#include <hebb/model/update.hpp>
#include <hebb/simplex/sampling.hpp>

#include "refused.hpp"

namespace hebb {
namespace comparison_test {

using namespace literals;
using Point = SimplexPoint<Rational>;

Point three() { return Point({0.4_q, 0.35_q, 0.25_q}); }

/// One Euler and one Hebbian mean step, exactly, straight from the definition.
Vec<Rational> euler_step(const Vec<Rational>& p, const Rational& a) {
  const Vec<Rational> f = replicator(p);
  Vec<Rational> out;
  for (std::size_t i = 0; i < p.size(); ++i) out.push_back(p[i] + a * f[i]);
  return out;
}
Vec<RealInterval> mirror_step(const Vec<RealInterval>& p, const RealInterval& a) {
  Vec<RealInterval> g;
  for (const RealInterval& x : p) g.push_back(-x);
  return exponentiated_gradient_step(p, g, a);
}

bool meet(const Interval& x, const RealInterval& y) { return intersect(x, y.to_interval()).has_value(); }

double relative_width(const Interval& x) { return x.lower() > 0 ? x.width() / x.lower() : x.width(); }

TEST(Comparison, RowsAreTheIteratesOfTheDefinitions) {
  for (const Point& start : {three(), Point({0.2_q, 0.5_q, 0.3_q, 0_q}), Point({0.4_q, 0.4_q, 0.2_q}), Point({1_q})}) {
    const Rational a = 0.25_q;
    const RealInterval as(Rational(0), 200);
    const Comparison found = compare_mean_dynamics(start, a, 7);
    EXPECT_EQ(found.reason, "");
    ASSERT_EQ(found.rows.size(), 8u);
    Vec<Rational> euler = start.coordinates(), hebbian = euler;
    Vec<RealInterval> mirror = like(as, euler);
    for (const ComparisonRow& row : found.rows) {
      EXPECT_EQ(row.time, a * Rational(row.step));
      const auto flow = ReplicatorFlow<RealInterval>(start, as).at(row.time);
      Rational sup = 0, one = 0, two = 0;  // of hebbian - euler
      for (std::size_t i = 0; i < start.size(); ++i) {
        EXPECT_TRUE(row.euler.p[i].contains(euler[i])) << row.euler.p[i] << euler[i];
        EXPECT_TRUE(row.hebbian.p[i].contains(hebbian[i]));
        EXPECT_TRUE(meet(row.mirror.p[i], mirror[i]));
        EXPECT_TRUE(meet(row.flow.p[i], flow.p[i]));
        for (const ComparedPoint* x : {&row.euler, &row.hebbian, &row.mirror, &row.flow})
          EXPECT_LT(relative_width(x->p[i]), 1e-15);
        const Rational difference = abs(Rational(hebbian[i] - euler[i]));
        sup = max(sup, difference);
        one += difference;
        two += difference * difference;
      }
      EXPECT_TRUE(row.euler.rest.contains(1 - euler[found.leader]));
      EXPECT_TRUE(row.hebbian_to_euler.sup.contains(sup)) << row.hebbian_to_euler.sup;
      EXPECT_TRUE(row.hebbian_to_euler.one.contains(one));
      EXPECT_TRUE(square(row.hebbian_to_euler.two).contains(two));
      euler = euler_step(euler, a);
      hebbian = probability_update(hebbian, hebbian, a);
      mirror = mirror_step(mirror, like(as, a));
    }
  }
}

TEST(Comparison, LongRunsStayTightAndConverge) {
  ComparisonOptions options;
  options.stride = 2500;
  const Comparison found = compare_mean_dynamics(three(), 0.01_q, 10000, options);
  EXPECT_EQ(found.reason, "");
  ASSERT_EQ(found.rows.size(), 5u);
  const ComparisonRow& last = found.rows.back();
  EXPECT_EQ(last.step, 10000u);
  for (const ComparedPoint* x : {&last.euler, &last.hebbian, &last.mirror, &last.flow}) {
    EXPECT_LT(relative_width(x->rest), 1e-15);
    EXPECT_LT(x->rest.upper(), 1e-40);
  }
  EXPECT_LT(relative_width(last.euler_to_flow.one), 1e-10);
  EXPECT_TRUE(intersect(last.flow.rest, ReplicatorFlow<Interval>(three()).at(100_q).rest).has_value());
  // Each of the others is slower than the flow; the explicit step p_u -> p_u (1 - a) is faster.
  EXPECT_TRUE(certainly(less(last.euler.rest, last.flow.rest)) || certainly(less(last.flow.rest, last.euler.rest)));
}

TEST(Comparison, TooFewBitsAreSaid) {
  ComparisonOptions options;
  options.first_precision = options.last_precision = 64;
  options.stride = 1000;
  const Comparison found = compare_mean_dynamics(three(), 0.05_q, 1000, options);
  EXPECT_NE(found.reason, "");
  EXPECT_EQ(found.precision, 64);
  const Comparison tight = compare_mean_dynamics(three(), 0.05_q, 1000, {.stride = 1000});
  EXPECT_EQ(tight.reason, "");
  EXPECT_GT(tight.precision, 64);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(subset(tight.rows[1].euler.p[i], found.rows[1].euler.p[i]));
    EXPECT_TRUE(subset(tight.rows[1].mirror.p[i], found.rows[1].mirror.p[i]));
  }
}

TEST(Comparison, ErrorsAreOfFirstOrderInTheRate) {
  const auto at_time_ten = [](const Rational& a, std::size_t steps) {
    ComparisonOptions options;
    options.stride = steps;
    return compare_mean_dynamics(three(), a, steps, options).rows.back();
  };
  const ComparisonRow coarse = at_time_ten(0.02_q, 500), fine = at_time_ten(0.01_q, 1000);
  for (const auto member : {&ComparisonRow::euler_to_flow, &ComparisonRow::hebbian_to_flow,
                            &ComparisonRow::mirror_to_flow, &ComparisonRow::mirror_to_hebbian}) {
    const Interval ratio = (coarse.*member).two / (fine.*member).two;
    EXPECT_GT(ratio.lower(), 1.9);
    EXPECT_LT(ratio.upper(), 2.1);
  }
}

TEST(Comparison, APrioriBoundsHoldAlongRandomRuns) {
  std::mt19937_64 g(11);
  for (std::size_t d = 2; d <= 6; ++d) {
    for (const Rational& a : {0.9_q, 0.3_q, 0.02_q}) {
      const Comparison found = compare_mean_dynamics(sample_simplex<Rational>(d, g), a, 30);
      for (const ComparisonRow& row : found.rows) {
        EXPECT_TRUE(row.euler_to_flow.two.contains(0_q) || row.step > 0);
        if (row.step == 0) continue;
        EXPECT_LE(row.euler_to_flow.two.upper(), row.euler_bound.upper());
        EXPECT_LE(row.hebbian_to_flow.two.upper(), row.hebbian_bound.upper());
        EXPECT_LE(row.mirror_to_flow.two.upper(), row.mirror_bound.upper());
        EXPECT_LE(row.euler_to_flow.sup.lower(), row.euler_to_flow.two.upper());
        EXPECT_LE(row.euler_to_flow.two.lower(), row.euler_to_flow.one.upper());
      }
    }
  }
}

// A fifth of the bound is refuted by a certified error, so the bound is right within a factor 5.
TEST(Comparison, APrioriBoundsAreNotFarOff) {
  const Rational a = 0.01_q;
  const ComparisonRow row = compare_mean_dynamics(Point({0.89_q, 0.11_q}), a, 1).rows.back();
  EXPECT_GT(row.euler_to_flow.two.lower(), row.euler_bound.upper() / 5);
  EXPECT_GT(row.hebbian_to_flow.two.lower(), row.hebbian_bound.upper() / 10);
}

// The constants about the Jacobian DF = 2 diag(p) - s - 2 p p^T, at random points and directions, exactly.
TEST(Comparison, ConstantsOfTheFieldHold) {
  std::mt19937_64 g(12);
  const Rational mu = replicator_growth_bound(), lipschitz = replicator_lipschitz_bound();
  const Interval m = flow_second_derivative_bound();
  Rational most_growth = 0, least_growth = 0, most_curvature = 0, most_noise = 0;
  for (int k = 0; k < 20000; ++k) {
    const std::size_t d = 2 + static_cast<std::size_t>(k) % 5;
    const Vec<Rational> p = sample_face<Rational>(d, 1 + random_index(d, g), g).coordinates(),
                        q = sample_face<Rational>(d, 1 + random_index(2, g), g).coordinates(), f = replicator(p);
    Vec<Rational> v;
    for (std::size_t i = 0; i < d; ++i) v.push_back(q[i] - p[(i + 1) % d]);  // tangent: sums to 0
    const Rational length = dot(v, v);
    if (length == 0) continue;
    const Rational growth = -dot(v, hessian_times(p, v)) / length;
    const Vec<Rational> second = hessian_times(p, f);
    ASSERT_LE(growth, mu);
    ASSERT_GE(growth, -lipschitz);
    ASSERT_LE(Interval(dot(second, second)).lower(), square(m).upper());
    Rational noise = 0;
    for (const Rational& x : p) noise += x * x * (1 - x) * (1 - x);
    ASSERT_LE(noise, 4 / 27_q);
    most_growth = max(most_growth, growth);
    least_growth = min(least_growth, growth);
    most_curvature = max(most_curvature, dot(second, second));
    most_noise = max(most_noise, noise);
  }
  EXPECT_GT(most_growth, 0.45_q);  // 1/2 is attained at (1/2, 1/2)
  EXPECT_EQ(least_growth, -1);     // attained at a vertex
  EXPECT_GT(Interval(most_curvature).lower(), square(m).upper() / 9);
  EXPECT_GT(most_noise, 0.14_q);
}

TEST(Comparison, MirrorAndHebbianStepsDifferByAtMostTheConstant) {
  std::mt19937_64 g(13);
  const RealInterval as(Rational(0), 200);
  for (const Rational& a : {1_q, 0.5_q, 0.01_q}) {
    const Rational c = mirror_hebb_constant(a);
    Rational largest = 0;
    for (int k = 0; k < 300; ++k) {
      Vec<Rational> p = sample_simplex<Rational>(2 + static_cast<std::size_t>(k) % 4, g).coordinates();
      if (k % 3 == 0) {  // near a vertex
        for (std::size_t i = 1; i < p.size(); ++i) p[i] /= 1000;
        p[0] = 1 - (sum(p) - p[0]);
      }
      const Vec<Rational> hebbian = probability_update(p, p, a);
      const Vec<RealInterval> mirror = mirror_step(like(as, p), like(as, a));
      for (std::size_t i = 0; i < p.size(); ++i) {
        const RealInterval size = abs(mirror[i] - like(as, hebbian[i]));
        ASSERT_LE(size.exact_upper(), c * a * a * p[i]);
        largest = max(largest, Rational(size.exact_lower() / (a * a * p[i])));
      }
    }
    // The limit at a vertex is attained, and tends to the constant: 2 % less of it is wrong.
    const double x = a.convert_to<double>(), limit = (1 / (1 + x) - std::exp(-x)) / (x * x);
    EXPECT_GT(largest.convert_to<double>(), 0.95 * limit);
    if (a == 0.01_q) {
      EXPECT_GT(largest, 0.98_q * c);
    }
  }
  EXPECT_REFUSED(mirror_hebb_constant(0_q), PreconditionError, "learning rate a = 0 outside (0, 1]");
  EXPECT_REFUSED(mirror_hebb_constant(1.01_q), PreconditionError, "learning rate a = 101/100 outside (0, 1]");
}

TEST(Comparison, DistancesThatAreZeroAreExactlyZero) {
  const auto is_zero = [](const Norms& n) {
    return identical(n.sup, Interval(0)) && identical(n.one, Interval(0)) && identical(n.two, Interval(0));
  };
  const Comparison moving = compare_mean_dynamics(three(), 0.01_q, 4);
  const SimplexPoint<Rational> equal({1_q / 3, 1_q / 3, 1_q / 3});
  const Comparison resting = compare_mean_dynamics(equal, 0.01_q, 4);
  for (const auto norms :
       {&ComparisonRow::euler_to_flow, &ComparisonRow::hebbian_to_flow, &ComparisonRow::mirror_to_flow,
        &ComparisonRow::mirror_to_hebbian, &ComparisonRow::hebbian_to_euler}) {
    EXPECT_TRUE(is_zero(moving.rows.front().*norms)) << "at the start";
    EXPECT_GT((moving.rows.back().*norms).two.lower(), 0);
    EXPECT_TRUE(is_zero(resting.rows.back().*norms)) << "at a point where nothing moves";
  }
}

TEST(Comparison, RejectsWhatIsOutOfItsDomain) {
  EXPECT_REFUSED(compare_mean_dynamics(three(), 0_q, 10), PreconditionError, "learning rate a = 0 outside (0, 1]");
  EXPECT_REFUSED(compare_mean_dynamics(three(), 1.5_q, 10), PreconditionError, "learning rate a = 3/2 outside (0, 1]");
  EXPECT_REFUSED(compare_mean_dynamics(three(), 0.1_q, 10, {.stride = 0}), PreconditionError,
                 "compare_mean_dynamics: stride 0");
  EXPECT_REFUSED(mean_square_constant(1_q, 0.5_q, 2_q, 0.1_q), PreconditionError,
                 "mean_square_constant: a = 1/2 outside (0, 1/Q), Q = 2");
  EXPECT_REFUSED(mean_square_constant(1_q, 0.1_q, 2_q, 1.1_q), PreconditionError,
                 "mean_square_constant: sigma^2 = 11/10 outside [0, (Q-1)^2]");
}

}  // namespace comparison_test
}  // namespace hebb
