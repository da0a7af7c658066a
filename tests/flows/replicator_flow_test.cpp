#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/simplex/sampling.hpp>

#include "refused.hpp"

namespace hebb {
namespace replicator_flow_test {

using namespace literals;
using Point = SimplexPoint<Rational>;

const RealInterval bits300(Rational(0), 300);

Point three() { return Point({0.4_q, 0.35_q, 0.25_q}); }
Point eight() {
  Vec<Rational> w(8, 1_q);
  w[0] = 1.3_q;
  return Point::normalised(std::move(w));
}

/// The enclosure contains a number that `exact` encloses to 300 bits (they may meet at an end that is the number).
bool contains(const Interval& x, const RealInterval& exact) {
  return Rational(x.lower()) <= exact.exact_upper() && exact.exact_lower() <= Rational(x.upper());
}
double relative_width(const Interval& x) { return x.lower() > 0 ? x.width() / x.lower() : x.width(); }

/// Points with a leader anywhere, on faces, with ties, and close to both.
std::vector<Point> starts() {
  std::vector<Point> out{three(),
                         eight(),
                         Point({1_q}),
                         Point({0_q, 1_q}),
                         Point({0.2_q, 0.5_q, 0.3_q, 0_q}),
                         Point({0.4_q, 0.4_q, 0.2_q}),
                         Point({0.25_q, 0.25_q, 0.25_q, 0.25_q}),
                         Point::normalised({1_q + 1e-9_q, 1_q, 1_q}),
                         Point::normalised({1_q, 1e-200_q, 1 - 1e-200_q})};
  std::mt19937_64 g(1);
  for (std::size_t d = 2; d <= 9; ++d) out.push_back(sample_simplex<Rational>(d, g));
  return out;
}

const Vec<Rational>& times() {
  static const Vec<Rational> out{0_q, 1e-9_q, 0.1_q, 1_q, 10.7_q, 40_q, 300.25_q, -0.1_q, -3_q, -77.7_q, -500_q};
  return out;
}

// The closed form solves the equation: dx/dt = -x p_leader, so dp/dt = -x p_leader dp/dx = replicator(p), exactly.
TEST(ReplicatorFlow, ClosedFormSolvesTheEquationExactly) {
  for (const Point& start : starts()) {
    const LeaderCoordinates<Rational> exact = leader_coordinates(start, 0_q);
    LeaderCoordinates<Jet<Rational>> jets{exact.leader, {}, {}};
    for (const Rational& r : exact.ratio) jets.ratio.push_back(Jet<Rational>::constant(r));
    for (const Rational& c : exact.gap) jets.gap.push_back(Jet<Rational>::constant(c));
    for (const Rational& x : {1_q, 0.3_q, 1e-12_q, 7_q}) {
      const auto state = replicator_state(jets, Jet<Rational>::variable(x, 1));
      Vec<Rational> p, slope;
      for (const auto& pi : state.p) {
        p.push_back(pi.value());
        slope.push_back(pi.coefficient(1));
      }
      EXPECT_EQ(sum(p), 1);
      EXPECT_EQ(state.rest.value(), 1 - p[exact.leader]);
      const Vec<Rational> field = replicator(p);
      for (std::size_t i = 0; i < p.size(); ++i) {
        EXPECT_EQ(field[i], -x * p[exact.leader] * slope[i]);
        EXPECT_EQ(p[i], state.at.ratio[i].value() * p[exact.leader]);
        EXPECT_EQ(state.at.ratio[i].value() + state.at.gap[i].value(), 1);
      }
      if (x == 1) EXPECT_EQ(p, start.coordinates());
    }
  }
}

// dt/dx = -(1 + sum r) / x, the other half of the closed form.
TEST(ReplicatorFlow, TimeHasTheSlopeOfInternalTime) {
  for (const Point& start : starts()) {
    const auto exact = leader_coordinates(start, 0_q);
    const auto boxed = leader_coordinates(start, Interval());
    LeaderCoordinates<Jet<Interval>> jets{exact.leader, {}, {}};
    for (const Interval& r : boxed.ratio) jets.ratio.push_back(Jet<Interval>::constant(r));
    for (const Interval& c : boxed.gap) jets.gap.push_back(Jet<Interval>::constant(c));
    const Rational x = 0.25_q;
    const auto t = replicator_time(jets, Jet<Interval>::variable(Interval(x), 1));
    const Rational slope = -1 / (x * replicator_state(exact, x).p[exact.leader]);
    EXPECT_TRUE(t.coefficient(1).contains(slope));
    EXPECT_LT(relative_width(-t.coefficient(1)), 1e-13);
  }
}

TEST(ReplicatorFlow, AgreesWithThreeHundredBits) {
  for (const Point& start : starts()) {
    const ReplicatorFlow<Interval> flow(start);
    const ReplicatorFlow<RealInterval> precise(start, bits300);
    const ReplicatorFlow<double> approximate(start);
    for (const Rational& t : times()) {
      const auto x = flow.at(t);
      const auto y = precise.at(t);
      const auto z = approximate.at(t);
      ASSERT_TRUE(contains(x.rest, y.rest)) << x.rest << y.rest;
      EXPECT_LT(relative_width(x.rest), 1e-13);
      EXPECT_LE(y.rest.width(), std::ldexp(y.rest.upper(), -280));
      EXPECT_NEAR(z.rest, y.rest.upper(), 1e-11 * y.rest.upper());
      for (std::size_t i = 0; i < start.size(); ++i) {
        ASSERT_TRUE(contains(x.p[i], y.p[i])) << to_string(t) << x.p[i] << y.p[i];
        ASSERT_TRUE(contains(x.at.ratio[i], y.at.ratio[i])) << to_string(t) << x.at.ratio[i] << y.at.ratio[i];
        ASSERT_TRUE(contains(x.at.gap[i], y.at.gap[i])) << to_string(t) << x.at.gap[i] << y.at.gap[i];
        if (x.p[i].upper() > 1e-300) EXPECT_LT(relative_width(x.p[i]), 1e-13) << x.p[i];
        if (x.at.gap[i].upper() > 1e-300) EXPECT_LT(relative_width(x.at.gap[i]), 1e-13) << x.at.gap[i];
      }
    }
  }
}

TEST(ReplicatorFlow, ReferenceCasesAreRightToTheLastDigits) {
  const auto a = ReplicatorFlow<Interval>(three()).at(40_q), c = ReplicatorFlow<Interval>(eight()).at(60_q);
  EXPECT_TRUE(a.rest.contains(7.854734978672432394e-16_q));
  EXPECT_LT(relative_width(a.rest), 3e-15);
  EXPECT_LT(relative_width(c.rest), 1e-14);
  EXPECT_TRUE(contains(c.rest, ReplicatorFlow<RealInterval>(eight(), bits300).at(60_q).rest));
}

// An oracle that shares nothing with the solver: bisection for the x with x prod (1 - r + r x) = exp(-t), the product
// exact in rational arithmetic.
TEST(ReplicatorFlow, AgreesWithBisection) {
  for (const Point& start : starts()) {
    const auto exact = leader_coordinates(start, 0_q);
    for (const Rational& t : {0.1_q, 3_q, 40_q, -2_q}) {
      const RealInterval target = exp(-RealInterval(t, 200));
      Rational low = 0, high = t > 0 ? Rational(1) : Rational(1000000);
      for (int k = 0; k < 120; ++k) {
        const Rational middle = (low + high) / 2;
        Rational product = middle;
        for (std::size_t i = 0; i < start.size(); ++i) {
          if (i != exact.leader) product *= exact.gap[i] + exact.ratio[i] * middle;
        }
        (product < target.exact_lower() ? low : high) = middle;
      }
      const auto state = ReplicatorFlow<RealInterval>(start, bits300).at(t);
      EXPECT_TRUE(low <= state.contraction.exact_upper() && state.contraction.exact_lower() <= high);
      const Interval x = ReplicatorFlow<Interval>(start).at(t).contraction;
      EXPECT_TRUE(Rational(x.lower()) <= high && low <= Rational(x.upper()));
    }
  }
}

// d = 2: p_1 = (1 + 1/sqrt(C e^-t + 1))/2, C = 1/(2 p_1(0) - 1)^2 - 1.
TEST(ReplicatorFlow, AgreesWithTheFormulaInTwoDimensions) {
  for (const Rational& p1 : {0.51_q, 0.6_q, 0.9999_q}) {
    const Rational c = 1 / ((2 * p1 - 1) * (2 * p1 - 1)) - 1;
    for (const Rational& t : {-20_q, -1_q, 0_q, 0.5_q, 7_q, 60_q}) {
      const RealInterval root = sqrt(like(bits300, c) * exp(-like(bits300, t)) + 1);
      const RealInterval expected = (1 + 1 / root) / 2;
      const auto state = ReplicatorFlow<Interval>(Point({p1, 1 - p1})).at(t);
      EXPECT_TRUE(contains(state.p[0], expected));
      EXPECT_TRUE(contains(state.rest, 1 - expected));
    }
  }
}

TEST(ReplicatorFlow, ComposesLikeAFlow) {
  const auto check = [](const auto& as, double tolerance) {
    using S = std::decay_t<decltype(as)>;
    for (const Point& start : starts()) {
      const ReplicatorFlow<S> flow(start, as);
      for (const Rational& t : {0.5_q, 12_q, -4_q}) {
        for (const Rational& s : {0.25_q, 30_q, -12_q}) {
          const auto once = flow.at(Rational(s + t));
          const auto twice = replicator_flow(flow.at(t).at, like(as, s));
          for (std::size_t i = 0; i < start.size(); ++i) {
            ASSERT_TRUE(intersect(once.p[i], twice.p[i]).has_value());
            EXPECT_LE(twice.p[i].width(), tolerance * once.p[i].upper());
          }
        }
        const auto back = replicator_flow(flow.at(t).at, like(as, Rational(-t)));
        for (std::size_t i = 0; i < start.size(); ++i) EXPECT_TRUE(back.p[i].contains(start[i]));
      }
    }
  };
  check(Interval(), 1e-12);
  check(bits300, 1e-80);
}

// Taylor coefficients of t -> p(t): the composition with the inverse of t(x), by Newton's method on jets. Its
// derivative is the field along the curve, coefficient by coefficient.
TEST(ReplicatorFlow, JetsOfTheClosedFormSatisfyTheEquation) {
  constexpr int order = 6;
  for (const Point& start : {three(), eight(), Point({0.2_q, 0.5_q, 0.3_q, 0_q})}) {
    const ReplicatorFlow<Interval> flow(start);
    LeaderCoordinates<Jet<Interval>> jets{flow.leader(), {}, {}};
    for (const Interval& r : flow.start().ratio) jets.ratio.push_back(Jet<Interval>::constant(r));
    for (const Interval& c : flow.start().gap) jets.gap.push_back(Jet<Interval>::constant(c));
    for (const Rational& t : {0.5_q, 6_q}) {
      const auto state = flow.at(t);
      Vec<Interval> x(order + 1, Interval(0)), zero = x;
      x[0] = state.contraction;
      const Jet<Interval> time = Jet<Interval>::variable(Interval(t), order);
      for (int k = 1; k <= order; ++k) {
        // The residual of t(x) = t is zero up to order k - 1 by construction; its k-th coefficient corrects x_k by
        // dx/dt = -x p_leader.
        const Jet<Interval> miss = time - replicator_time(jets, Jet<Interval>::from_coefficients(x));
        x[static_cast<std::size_t>(k)] -= miss.coefficient(k) * (state.contraction * state.p[flow.leader()]);
      }
      const auto curve = replicator_state(jets, Jet<Interval>::from_coefficients(x)).p;
      const auto field = replicator(curve);
      for (std::size_t i = 0; i < start.size(); ++i) {
        for (int k = 0; k < order; ++k) {
          const Interval left = Interval(k + 1) * curve[i].coefficient(k + 1), right = field[i].coefficient(k);
          EXPECT_TRUE(intersect(left, right).has_value()) << left << right;
          EXPECT_LT(left.width(), 1e-9);
        }
      }
    }
  }
}

TEST(ReplicatorFlow, FarTimesAreHonest) {
  const ReplicatorFlow<Interval> flow(three());
  const ReplicatorFlow<RealInterval> precise(three(), bits300);
  // 1 - p_1 is about 1e-307 at t = 711; the scalar with a larger exponent range shows what is left.
  const auto at_680 = flow.at(680_q);
  EXPECT_LT(relative_width(at_680.rest), 2e-13);
  EXPECT_TRUE(contains(at_680.rest, precise.at(680_q).rest));
  for (const Rational& t : {1000_q, 1000000_q, Rational(1LL << 29)}) {
    const auto state = flow.at(t);
    EXPECT_EQ(state.rest.lower(), 0);
    EXPECT_GT(state.rest.upper(), 0);
    EXPECT_LT(state.rest.upper(), 1e-306);
    EXPECT_TRUE(state.p[0].contains(1_q) || state.p[0].upper() == 1);
    const auto exact = precise.at(t);
    EXPECT_EQ(is_positive(exact.rest), Truth::proved);
    EXPECT_EQ(is_positive((exact.rest * exp(like(bits300, t)) - 1)), Truth::proved);  // 1 - p_1 > e^-t
    EXPECT_EQ(is_positive(exact.rest * 10000 - exact.rest), Truth::proved);
    EXPECT_EQ(is_negative(exact.rest - 1000 * exp(-like(bits300, t))), Truth::proved);
  }
  // Backward: the barycentre of the support, whose gaps keep their relative accuracy.
  const ReplicatorFlow<Interval> face(Point({0.2_q, 0.5_q, 0.3_q, 0_q}));
  const auto back = face.at(-1000_q);
  EXPECT_TRUE(back.p[3].contains(0_q) && back.p[3].upper() == 0);
  EXPECT_LT(back.at.gap[0].upper(), 1e-140);
  EXPECT_LT(relative_width(back.at.gap[0]), 1e-12);
  EXPECT_LT(std::fabs(back.p[0].upper() - 1 / 3.0), 1e-14);
  EXPECT_EQ(face.at(-1000000_q).at.gap[0].lower(), 0);
}

TEST(ReplicatorFlow, ManyCoordinatesDoNotUnderflow) {
  Vec<Rational> w(1500, 1_q);
  w[7] = 1.001_q;
  const Point start = Point::normalised(std::move(w));
  const ReplicatorFlow<Interval> flow(start);
  const ReplicatorFlow<RealInterval> precise(start, RealInterval(Rational(0), 120));
  for (const Rational& t : {1000_q, 9000_q, 11000_q, -1000_q}) {
    const auto x = flow.at(t);
    const auto y = precise.at(t);
    EXPECT_TRUE(contains(x.rest, y.rest)) << x.rest << y.rest;
    EXPECT_TRUE(contains(x.at.gap[0], y.at.gap[0]));
    EXPECT_LT(relative_width(x.rest), 1e-9);
  }
  const auto hit = flow.time_to_accuracy(1e-3_q), gap = flow.time_to_gap(0, 0.01_q);
  EXPECT_TRUE(contains(*hit.time, *precise.time_to_accuracy(1e-3_q).time));
  EXPECT_TRUE(contains(*gap.time, *precise.time_to_gap(0, 0.01_q).time));
  EXPECT_LT(hit.time->width() + gap.time->width(), 1e-6);
  EXPECT_GT(gap.time->lower(), 3000);
  EXPECT_GT(hit.time->lower(), gap.time->upper());
}

TEST(ReplicatorFlow, TiesStayTies) {
  const ReplicatorFlow<Interval> flow(Point({0.4_q, 0.4_q, 0.2_q}));
  for (const Rational& t : {0_q, 5_q, 2000_q, -2000_q}) {
    const auto state = flow.at(t);
    EXPECT_TRUE(identical(state.at.ratio[1], Interval(1)));
    EXPECT_TRUE(identical(state.at.gap[1], Interval(0)));
    EXPECT_TRUE(intersect(state.p[0], state.p[1]).has_value());
  }
  EXPECT_LT(std::fabs(flow.at(2000_q).p[1].lower() - 0.5), 1e-15);
  const ReplicatorFlow<double> approximate(Point({0.4_q, 0.4_q, 0.2_q}));
  EXPECT_NEAR(approximate.at(2000_q).p[1], 0.5, 1e-15);
}

TEST(ReplicatorFlow, WideTimesContainEveryTime) {
  const ReplicatorFlow<Interval> flow(Point({0.5_q, 0.3_q, 0.2_q}));
  const auto wide = flow.at(Interval(-1, 3));
  for (int k = 0; k <= 40; ++k) {
    const auto state = flow.at(Rational(k - 10) / 10);
    EXPECT_TRUE(subset(state.rest, wide.rest));
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_TRUE(subset(state.p[i], wide.p[i]));
      EXPECT_TRUE(subset(state.at.gap[i], wide.at.gap[i]));
    }
  }
  EXPECT_LT(wide.rest.upper(), 0.67);
}

TEST(ReplicatorFlow, RejectsWhatIsOutOfItsDomain) {
  const ReplicatorFlow<Interval> flow(three());
  EXPECT_REFUSED(flow.at(Rational(1LL << 30)), PreconditionError,
                 "replicator flow at t = 1.07374e+09: needs |t| <= 2^29");
  EXPECT_REFUSED(flow.at(Interval(0, std::numeric_limits<double>::infinity())), PreconditionError,
                 "replicator flow at t = [0, inf]: needs |t| <= 2^29");
  EXPECT_REFUSED(ReplicatorFlow<double>(three()).at(std::nan("")), PreconditionError,
                 "replicator flow at t = nan: needs |t| <= 2^29");
  EXPECT_REFUSED(flow.time_to_accuracy(0_q), PreconditionError, "time_to_accuracy: delta = 0 outside (0, 1)");
  EXPECT_REFUSED(flow.time_to_accuracy(1_q), PreconditionError, "time_to_accuracy: delta = 1 outside (0, 1)");
  EXPECT_REFUSED(flow.time_to_gap(0, 0.5_q), PreconditionError,
                 "time_to_gap: index 0 is the leader or not below the dimension");
  EXPECT_REFUSED(flow.time_to_gap(3, 0.5_q), PreconditionError,
                 "time_to_gap: index 3 is the leader or not below the dimension");
  EXPECT_REFUSED(flow.time_to_gap(1, 1_q), PreconditionError, "time_to_gap: g = 1 outside (0, 1)");
  EXPECT_REFUSED(ReplicatorBoxFlow<Interval>(box_around(three(), 0.03_q)), PreconditionError,
                 "no coordinate leads at every point of the box [0.37, 0.43], [0.32, 0.38],");
  EXPECT_REFUSED(box_around(three(), -0.1_q), PreconditionError, "box_around: radius -1/10 is negative");
}

TEST(ReplicatorFlow, HittingTimesHitAndTheyAreFirst) {
  for (const Point& start : {three(), eight(), Point({0.2_q, 0.5_q, 0.3_q, 0_q}), Point({0.4_q, 0.4_q, 0.2_q}),
                             Point::normalised({1_q + 1e-9_q, 1_q, 1_q})}) {
    const ReplicatorFlow<Interval> flow(start);
    const ReplicatorFlow<RealInterval> precise(start, bits300);
    for (const Rational& delta : {0.6_q, 0.51_q, 0.3_q, 1e-3_q, 1e-20_q, 1e-250_q}) {
      const auto hit = flow.time_to_accuracy(delta);
      const auto exact = precise.time_to_accuracy(delta);
      ASSERT_EQ(hit.time.has_value(), exact.time.has_value());
      if (!hit.time) {
        EXPECT_NE(hit.reason.find("share the lead"), std::string::npos);
        EXPECT_LT(delta, 0.5_q);
        continue;
      }
      EXPECT_TRUE(contains(*hit.time, *exact.time)) << *hit.time << *exact.time;
      EXPECT_LT(hit.time->width(), 1e-12 * std::fmax(1.0, hit.time->upper()));
      const auto state = precise.at(*exact.time);
      if (hit.time->lower() > 0) {
        EXPECT_TRUE(state.rest.contains(delta));
        EXPECT_TRUE(certainly(
            is_positive(precise.at(RealInterval(*exact.time - like(bits300, 1e-10_q))).rest - like(bits300, delta))));
      } else {
        EXPECT_LE(1 - start[flow.leader()], delta);
      }
    }
  }
}

TEST(ReplicatorFlow, GapTimesHit) {
  for (const Point& start : {three(), eight(), Point({0.2_q, 0.5_q, 0.3_q, 0_q}), Point({0.4_q, 0.4_q, 0.2_q})}) {
    const ReplicatorFlow<Interval> flow(start);
    const ReplicatorFlow<RealInterval> precise(start, bits300);
    for (std::size_t u = 0; u < start.size(); ++u) {
      if (u == flow.leader()) continue;
      for (const Rational& g : {0.01_q, 0.2_q, 0.49_q, 0.9_q, 1 - 1e-30_q}) {
        const auto hit = flow.time_to_gap(u, g);
        const auto exact = precise.time_to_gap(u, g);
        ASSERT_EQ(hit.time.has_value(), exact.time.has_value()) << hit.reason << exact.reason;
        if (!hit.time) {
          EXPECT_EQ(start[0], start[1]);
          EXPECT_NE(hit.reason.find("gap stays"), std::string::npos);
          continue;
        }
        EXPECT_TRUE(contains(*hit.time, *exact.time)) << *hit.time << *exact.time;
        EXPECT_LT(hit.time->width(), 1e-12 * std::fmax(1.0, hit.time->upper()));
        const auto state = precise.at(*exact.time);
        const RealInterval gap = state.p[flow.leader()] - state.p[u];
        if (hit.time->lower() > 0)
          EXPECT_TRUE(gap.contains(g));
        else
          EXPECT_GE(start[flow.leader()] - start[u], g);
      }
    }
  }
}

}  // namespace replicator_flow_test
}  // namespace hebb
