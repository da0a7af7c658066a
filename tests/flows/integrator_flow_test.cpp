// The flows of the project through the validated integrator, against closed forms that share nothing with it.
#include <gtest/gtest.h>

#include <hebb/flows/integrator/integrate_flow.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace integrator_flow_test {

using namespace literals;

RealInterval high(const Rational& q) { return RealInterval(q, 200); }

/// Gamma = I in closed form: internal time tau by bisection, r_i(tau), and 1 - p_1, p_i. Index 0 leads.
struct ClosedForm {
  Vec<RealInterval> p;
  RealInterval distance;
};
ClosedForm closed_form(const Vec<Rational>& p0, const Rational& t) {
  const auto weight = [&](std::size_t i, const RealInterval& tau) {  // 1 - r + r e^-tau
    const Rational r = p0[i] / p0[0];
    return high(1 - r) + high(r) * exp(-tau);
  };
  Rational low = 0, upper = t;
  for (int k = 0; k < 190; ++k) {
    const Rational tau = (low + upper) / 2;
    RealInterval time = high(tau);
    for (std::size_t i = 1; i < p0.size(); ++i) time -= log(weight(i, high(tau)));
    if (certainly(less(time, high(t))))
      low = tau;
    else if (certainly(less(high(t), time)))
      upper = tau;
    else
      break;
  }
  const RealInterval tau = hull(high(low), high(upper));
  ClosedForm out;
  Vec<RealInterval> r{high(1)};
  RealInterval rest = high(0);
  for (std::size_t i = 1; i < p0.size(); ++i) {
    r.push_back(high(p0[i] / p0[0]) * exp(-tau) / weight(i, tau));
    rest += r.back();
  }
  for (const auto& x : r) out.p.push_back(x / (1 + rest));
  out.distance = rest / (1 + rest);
  return out;
}

SimplexBox box(const Vec<Rational>& p, const Rational& radius = 0) {
  Vec<Rational> lower, upper;
  for (const Rational& x : p) {
    lower.push_back(x - radius);
    upper.push_back(x + radius);
  }
  return *SimplexBox::within(lower, upper);
}

CorrelatedFitness identity(std::size_t d) {
  CorrelatedFitness out;
  for (std::size_t i = 0; i < d; ++i) out.gamma.push_back(unit_vector<Rational>(d, i));
  return out;
}

template <class E>
double relative_width(const E& x) {
  return x.width() / x.magnitude();
}

const Vec<Rational> three{0.4_q, 0.35_q, 0.25_q};

void expect_closed_form(const Vec<Rational>& p0, const Rational& t, double relative, int most_steps) {
  const auto found = integrate_flow(box(p0), Rational(0), t, identity(p0.size()), {}, Interval());
  ASSERT_FALSE(found.failure);
  const ClosedForm truth = closed_form(p0, t);
  EXPECT_TRUE(subset(truth.distance, RealInterval(found.distance, 200))) << found.distance << truth.distance;
  EXPECT_LE(relative_width(found.distance), relative);
  for (std::size_t i = 0; i < p0.size(); ++i) {
    EXPECT_TRUE(subset(truth.p[i], RealInterval(found.p[i], 200))) << i;
    EXPECT_LE(relative_width(found.p[i]), relative);
  }
  EXPECT_LE(found.steps, most_steps);
  EXPECT_GE(found.steps, most_steps / 4);
}

TEST(IntegrateFlow, AgreesWithTheClosedForm) {
  expect_closed_form(three, 1, 1e-14, 6);
  expect_closed_form(three, 40, 1e-12, 45);
  expect_closed_form({0.6_q, 0.4_q}, 25, 1e-12, 40);
  Vec<Rational> eight(8, Rational(10, 83));
  eight[0] = Rational(13, 83);
  expect_closed_form(eight, 60, 2e-12, 60);
}

TEST(IntegrateFlow, ReachesTheFarEnd) {  // 1 - p_1 far below what absolute widths could show
  const auto found = integrate_flow(box(three), Rational(0), Rational(600), identity(3), {}, Interval());
  ASSERT_FALSE(found.failure);
  const ClosedForm truth = closed_form(three, 600);
  EXPECT_TRUE(subset(truth.distance, RealInterval(found.distance, 200)));
  EXPECT_LE(relative_width(found.distance), 1e-11);
  EXPECT_LT(found.distance.upper(), 1e-250);
  EXPECT_LE(found.steps, 120);
}

TEST(IntegrateFlow, HighPrecisionAgreesToFiftyDigits) {
  const RealInterval as(Rational(0), 200);
  const auto found = integrate_flow(box(three), Rational(0), Rational(4), identity(3), {}, as);
  ASSERT_FALSE(found.failure);
  const ClosedForm truth = closed_form(three, 4);
  EXPECT_TRUE(intersect(truth.distance, found.distance));
  EXPECT_LE(found.distance.width(), 1e-52);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(intersect(truth.p[i], found.p[i]));
}

TEST(IntegrateFlow, ABoxOfStartsIsCoveredTightly) {
  const Rational radius = 0.001_q;
  const auto found = integrate_flow(box(three, radius), Rational(0), Rational(40), identity(3), {}, Interval());
  ASSERT_FALSE(found.failure);
  std::optional<Interval> points;
  for (int i = -1; i <= 1; ++i) {
    for (int j = -1; j <= 1; ++j) {
      if (std::abs(i + j) > 1) continue;  // the leader has the radius too
      const Vec<Rational> p{three[0] - (i + j) * radius, three[1] + i * radius, three[2] + j * radius};
      const auto truth = closed_form(p, 40).distance;
      EXPECT_TRUE(subset(truth, RealInterval(found.distance, 200)));
      points = hull(points.value_or(truth.to_interval()), truth.to_interval());
    }
  }
  EXPECT_NEAR(points->width(), 1.222e-16, 1e-19);  // the true range
  EXPECT_LE(found.distance.width(), 2.4e-16);
  FlowOptions options;
  options.pieces = 8;
  const auto cut = integrate_flow(box(three, radius), Rational(0), Rational(40), identity(3), options, Interval());
  ASSERT_FALSE(cut.failure);
  EXPECT_TRUE(subset(*points, cut.distance));
  EXPECT_LE(cut.distance.width(), 1.6e-16);
}

// Gamma with a clear winner: the rate at the vertex is 1 - Gamma_1j, and 200 bits agree with doubles.
TEST(IntegrateFlow, CorrelatedInput) {
  const CorrelatedFitness g{{{1, 0.1_q, 0.05_q}, {0.1_q, 1, 0.2_q}, {0.05_q, 0.2_q, 1}}};
  const Vec<Rational> p0{0.5_q, 0.3_q, 0.2_q};
  const auto coarse = integrate_flow(box(p0), Rational(0), Rational(6), g, {}, Interval());
  const auto fine = integrate_flow(box(p0), Rational(0), Rational(6), g, {}, RealInterval(Rational(0), 120));
  ASSERT_FALSE(coarse.failure || fine.failure);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(subset(fine.p[i], RealInterval(coarse.p[i], 120)));
    EXPECT_LE(relative_width(coarse.p[i]), 1e-13);
  }
  const auto a = integrate_flow(box(p0), Rational(0), Rational(40), g, {}, Interval());
  const auto b = integrate_flow(box(p0), Rational(0), Rational(41), g, {}, Interval());
  EXPECT_TRUE(log(a.p[1] / b.p[1]).contains(0.9)) << log(a.p[1] / b.p[1]);
  EXPECT_TRUE(log(a.p[2] / b.p[2]).contains(0.95));
}

// lambda_i(t) = exp(s_i t) without reinforcement (g = s constant): p_i(t) ~ p_i(0) exp(s_i t), exactly. And with
// s_i = 2 c_i t: exp(c_i t^2), from a start time other than 0.
TEST(IntegrateFlow, TimeInhomogeneousInput) {
  const Vec<Rational> s{0.5_q, -0.25_q, 1};
  const auto fitness = [&](const auto& t, const auto& p) {
    std::decay_t<decltype(p)> g;
    for (const Rational& x : s) g.push_back(2 * t * like(t, x));
    return g;
  };
  const auto found = integrate_flow(box({0.2_q, 0.5_q, 0.3_q}), Rational(1), Rational(3), fitness, {}, Interval());
  ASSERT_FALSE(found.failure);
  EXPECT_EQ(found.lead, 1u);
  Vec<RealInterval> w;
  for (std::size_t i = 0; i < 3; ++i) w.push_back(high(Vec<Rational>{0.2_q, 0.5_q, 0.3_q}[i]) * exp(high(8 * s[i])));
  const RealInterval total = w[0] + w[1] + w[2];
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(subset(w[i] / total, RealInterval(found.p[i], 200)));
    EXPECT_LE(relative_width(found.p[i]), 1e-13);
  }
}

TEST(IntegrateFlow, FacesStayFaces) {
  // p_3 = 0 for ever: the flow of d = 2
  const auto found = integrate_flow(box({0.6_q, 0.4_q, 0}), Rational(0), Rational(10), identity(3), {}, Interval());
  ASSERT_FALSE(found.failure);
  const ClosedForm truth = closed_form({0.6_q, 0.4_q}, 10);
  EXPECT_TRUE(identical(found.p[2], Interval(0)));
  EXPECT_TRUE(subset(truth.p[1], RealInterval(found.p[1], 200)));
  // a vertex
  const auto vertex = integrate_flow(box({0, 1}), Rational(0), Rational(10), identity(2), {}, Interval());
  EXPECT_TRUE(identical(vertex.p[1], Interval(1)) && identical(vertex.distance, Interval(0)));
  // p_3 in [0, 0.01]: as a ratio
  const auto p0 = *SimplexBox::within({0.6_q, 0.39_q, 0}, {0.6_q, 0.4_q, 0.01_q});
  const RatioChart chart = chart_of(p0, {});
  EXPECT_TRUE(chart.coordinates[0].logarithmic && !chart.coordinates[1].logarithmic);
  const auto touching = integrate_flow(p0, Rational(0), Rational(3), identity(3), {}, Interval());
  ASSERT_FALSE(touching.failure);
  for (const auto& p : {Vec<Rational>{0.6_q, 0.4_q, 0}, Vec<Rational>{0.6_q, 0.39_q, 0.01_q}}) {
    const ClosedForm corner = closed_form(p, 3);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(subset(corner.p[i], RealInterval(touching.p[i], 200)));
  }
  EXPECT_GE(touching.p[2].lower(), 0);
  EXPECT_LE(touching.p[2].upper(), 0.01);
}

TEST(IntegrateFlow, BackwardsFindsTheStart) {
  const auto there = integrate_flow(box(three), Rational(0), Rational(-3), identity(3), {}, Interval());
  ASSERT_FALSE(there.failure);
  Vec<Rational> p{0, there.p[1].midpoint(), there.p[2].midpoint()};
  p[0] = 1 - p[1] - p[2];
  const ClosedForm back = closed_form(p, 3);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_LE(abs(back.p[i] - high(three[i])).upper(), 1e-12);
}

TEST(IntegrateFlow, FailuresAreValuesAndWrongBoxesThrow) {
  FlowOptions options;
  options.integrator.max_steps = 2;
  const auto stopped = integrate_flow(box(three), Rational(0), Rational(40), identity(3), options, Interval());
  ASSERT_TRUE(stopped.failure);
  EXPECT_EQ(stopped.steps, 2);
  for (const auto& x : stopped.p) EXPECT_TRUE(identical(x, Interval(0.0, 1.0)));
  FlowOptions other;
  other.lead = 2;
  EXPECT_REFUSED(integrate_flow(box({0.6_q, 0.4_q, 0}), Rational(0), Rational(1), identity(3), other, Interval()),
                 PreconditionError, "chart_of: component 2 of the box may be 0");
  EXPECT_REFUSED(integrate_flow(box(three), Rational(0), Rational(1), identity(2), {}, Interval()), PreconditionError,
                 "drive: lengths 2 and 3, expected equal and positive");
}

// The chain rule, exactly: dr_i/dt from the replicator equation is ratio_field, for random points and Gamma.
TEST(RatioChart, FieldIsTheReplicatorFieldInRatios) {
  std::mt19937_64 g(7);
  for (int round = 0; round < 50; ++round) {
    const std::size_t d = 2 + random_index(5, g);
    const auto p = sample_face<Rational>(d, d, g).coordinates();
    CorrelatedFitness fitness;
    for (std::size_t i = 0; i < d; ++i) fitness.gamma.push_back(sample_face<Rational>(d, d, g).coordinates());
    RatioChart chart{d, random_index(d, g), {}};
    Vec<Rational> y;
    for (std::size_t i = 0; i < d; ++i) {
      if (i == chart.lead) continue;
      chart.coordinates.push_back({i, false});
      y.push_back(p[i] / p[chart.lead]);
    }
    EXPECT_EQ(simplex_point(chart, y), p);
    const auto f = fitness(Rational(0), p);
    const Rational mean = dot(p, f);
    const auto rate = ratio_field(chart, fitness, Rational(0), y);
    for (std::size_t j = 0; j < y.size(); ++j) {
      const std::size_t i = chart.coordinates[j].component, l = chart.lead;
      const Rational dp_i = p[i] * (f[i] - mean), dp_l = p[l] * (f[l] - mean);
      EXPECT_EQ(rate[j], (dp_i * p[l] - p[i] * dp_l) / (p[l] * p[l]));
    }
  }
}

}  // namespace integrator_flow_test
}  // namespace hebb
