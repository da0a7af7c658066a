// The closed form of the replicator flow on points drawn at vertices, faces, ties and near all of them.

#include <gtest/gtest.h>

#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace replicator_flow_properties {

using namespace literals;

Rational draw_time() {
  const Rational size = *learning_rate_up_to(64_q).as("|t|");
  return *rc::gen::arbitrary<bool>().as("backward") ? Rational(-size) : size;
}

bool meet(const Interval& x, const RealInterval& y) { return intersect(x, y.to_interval()).has_value(); }

TEST(ReplicatorFlowProperties, EnclosesTheFlowInEveryPrecision) {
  expect_holds(run_law("two precisions", cases(1000), []() -> std::string {
    const Vec<Rational> p = *simplex_point(*dimension(8).as("d")).as("p");
    RC_TAG(place_of(p));
    const Rational t = draw_time();
    const SimplexPoint<Rational> start(p);
    const auto coarse = ReplicatorFlow<Interval>(start).at(t);
    const auto fine = ReplicatorFlow<RealInterval>(start, RealInterval(Rational(0), 160)).at(t);
    Interval total = coarse.rest;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (!meet(coarse.p[i], fine.p[i])) return "p_" + std::to_string(i);
      if (!meet(coarse.at.gap[i], fine.at.gap[i])) return "gap " + std::to_string(i);
      if (p[i] == 0 && !identical(coarse.p[i], Interval(0))) return "the support grew";
      if (coarse.p[i].lower() > 1e-290 && coarse.p[i].width() > 2e-13 * coarse.p[i].lower()) return "too wide";
      if (i != coarse.leader) total -= coarse.p[i];
    }
    return total.contains(0_q) ? "" : "the coordinates do not sum to 1";
  }));
}

TEST(ReplicatorFlowProperties, GoesBackToTheStart) {
  expect_holds(run_law("there and back", cases(1000), []() -> std::string {
    const Vec<Rational> p = *simplex_point(*dimension(6).as("d")).as("p");
    RC_TAG(place_of(p));
    const Rational t = draw_time();
    const auto there = ReplicatorFlow<Interval>(SimplexPoint<Rational>(p)).at(t);
    const auto back = replicator_flow(there.at, Interval(Rational(-t)));
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (!back.p[i].contains(p[i])) return "p_" + std::to_string(i);
    }
    return "";
  }));
}

TEST(ReplicatorFlowProperties, GapsGrowAndOrderIsKept) {
  expect_holds(run_law("gaps grow", cases(1000), []() -> std::string {
    const Vec<Rational> p = *simplex_point(*dimension(8).as("d")).as("p");
    RC_TAG(place_of(p));
    const ReplicatorFlow<Interval> flow{SimplexPoint<Rational>(p)};
    const Rational t = *learning_rate_up_to(64_q).as("t");
    const auto later = flow.at(t), much_later = flow.at(Rational(2 * t));
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (i == flow.leader()) continue;
      const Interval first = Interval(Rational(p[flow.leader()] - p[i]));
      const auto gap = [&](const auto& state) { return state.p[state.leader] * state.at.gap[i]; };
      if (certainly(less(gap(later), first)) || certainly(less(gap(much_later), gap(later)))) return "a gap fell";
      if (certainly(less(flow.start().ratio[i], later.at.ratio[i]))) return "a ratio grew";
      for (std::size_t j = 0; j < p.size(); ++j) {
        if (p[i] < p[j] && certainly(less(later.p[j], later.p[i]))) return "the order changed";
      }
    }
    return "";
  }));
}

/// The image of a box holds the image of its points: of one drawn as a mixture of the centre and a point on the sphere.
TEST(ReplicatorFlowProperties, BoxesHoldTheirPoints) {
  expect_holds(run_law("boxes", cases(1000), []() -> std::string {
    const std::size_t d = *dimension(6).as("d");
    const Vec<Rational> p = *simplex_point(d).as("centre"), q = *simplex_point(d).as("other point");
    RC_TAG(place_of(p));
    const Rational radius = *learning_rate_up_to(0.1_q).as("radius");
    const SimplexBox set = box_around(SimplexPoint<Rational>(p), radius);
    if (!certified_leader(set)) return "";
    Rational part = 1;  // as far towards q as the box allows
    for (std::size_t i = 0; i < d; ++i) {
      if (abs(Rational(q[i] - p[i])) * part > radius) part = radius / abs(Rational(q[i] - p[i]));
    }
    Vec<Rational> member;
    for (std::size_t i = 0; i < d; ++i) member.push_back(p[i] + part * (q[i] - p[i]));
    const Rational t = draw_time();
    const auto box = ReplicatorBoxFlow<Interval>(set).at(t);
    const auto point =
        ReplicatorFlow<RealInterval>(SimplexPoint<Rational>(member), RealInterval(Rational(0), 120)).at(t);
    RC_TAG(std::string(t < 0 ? "backward" : "forward"));
    if (!meet(box.rest, point.rest)) return "rest";
    for (std::size_t i = 0; i < d; ++i) {
      if (!meet(box.p[i], point.p[i])) return "p_" + std::to_string(i);
      if (!meet(box.at.ratio[i], point.at.ratio[i])) return "ratio " + std::to_string(i);
      if (!meet(box.at.gap[i], point.at.gap[i])) return "gap " + std::to_string(i);
    }
    return "";
  }));
}

}  // namespace replicator_flow_properties
}  // namespace hebb::testing
