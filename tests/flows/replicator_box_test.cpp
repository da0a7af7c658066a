#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/simplex/sampling.hpp>

#include "refused.hpp"

namespace hebb {
namespace replicator_box_test {

using namespace literals;
using Point = SimplexPoint<Rational>;

Point three() { return Point({0.4_q, 0.35_q, 0.25_q}); }

/// A random point of the set, at or near its corners half of the time: the bounds are filled in random order, each up
/// to a random part.
Point random_point(const SimplexBox& set, std::mt19937_64& g) {
  Vec<Rational> p = set.lower();
  Rational left = 1 - sum(p);
  std::vector<std::size_t> order(set.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), g);
  const bool corner = random_unit(g) < 0.5;
  for (const bool last : {false, true}) {
    for (const std::size_t i : order) {
      const Rational part = last || corner ? Rational(1) : Rational(random_unit(g));
      const Rational taken = min(left, Rational(part * (set.upper()[i] - p[i])));
      p[i] += taken;
      left -= taken;
    }
  }
  return Point(std::move(p));
}

std::vector<SimplexBox> sets() {
  Vec<Rational> w(8, 1_q);
  w[0] = 1.3_q;
  return {box_around(three(), 0.001_q), box_around(three(), 0.01_q), box_around(three(), 0_q),
          box_around(Point({0.2_q, 0.5_q, 0.3_q, 0_q}), 0.05_q), box_around(Point::normalised(w), 0.001_q),
          SimplexBox::within({0.398_q, 0.349_q, 0.249_q}, {0.402_q, 0.351_q, 0.251_q}).value(),
          // bounds that are not ordered alike
          SimplexBox::within({0.45_q, 0.1_q, 0.2_q, 0.1_q}, {0.6_q, 0.35_q, 0.22_q, 0.12_q}).value(),
          SimplexBox::within({0.4_q, 0_q, 0_q}, {1_q, 0.3_q, 0.3_q}).value()};
}

TEST(ReplicatorBox, ContainsTheFlowOfEveryPoint) {
  std::mt19937_64 g(3);
  for (const SimplexBox& set : sets()) {
    const ReplicatorBoxFlow<Interval> flow(set);
    for (const Rational& t : {0_q, 0.3_q, 5_q, 40_q, -0.3_q, -5_q, -40_q}) {
      const auto box = flow.at(t);
      for (int k = 0; k < 60; ++k) {
        const auto state = ReplicatorFlow<Interval>(random_point(set, g)).at(t);
        ASSERT_EQ(state.leader, box.leader);
        // Two enclosures of the same point: the box's cannot be refuted when they meet.
        EXPECT_TRUE(intersect(box.rest, state.rest).has_value()) << to_string(t) << box.rest << state.rest;
        for (std::size_t i = 0; i < set.size(); ++i) {
          EXPECT_TRUE(intersect(box.p[i], state.p[i]).has_value()) << to_string(t) << box.p[i] << state.p[i];
          EXPECT_TRUE(intersect(box.at.gap[i], state.at.gap[i]).has_value());
          EXPECT_TRUE(intersect(box.at.ratio[i], state.at.ratio[i]).has_value());
        }
      }
    }
  }
}

/// Range of 1 - p_leader over random points.
Interval sampled_rest(const SimplexBox& set, const Rational& t, std::mt19937_64& g) {
  std::optional<Interval> out;
  for (int k = 0; k < 400; ++k) {
    const Interval rest = ReplicatorFlow<Interval>(random_point(set, g)).at(t).rest;
    out = out ? hull(*out, rest) : rest;
  }
  return *out;
}

TEST(ReplicatorBox, AccuracyIsTheExactRange) {
  std::mt19937_64 g(4);
  for (const SimplexBox& set : sets()) {
    const bool ordered =
        most_spread_point(set, *certified_leader(set), set.lower()[*certified_leader(set)]).has_value();
    for (const Rational& t : {0.3_q, 5_q, 40_q}) {
      const Interval rest = ReplicatorBoxFlow<Interval>(set).at(t).rest, sampled = sampled_rest(set, t, g);
      EXPECT_LE(rest.width(), (ordered ? 1.02 : 2.0) * sampled.width() + 1e-14 * rest.upper())
          << to_string(t) << rest << sampled;
    }
  }
}

// The range of 1 - p_1 at t = 40 over radius 1e-3 around (0.4, 0.35, 0.25), from its extreme points; the last figure
// tells which bound gives: all three coordinates within the radius, or p_1 or p_2 left free by the two others.
TEST(ReplicatorBox, ReferenceCase) {
  const auto width = [](const SimplexBox& set) { return ReplicatorBoxFlow<Interval>(set).at(40_q).rest.width(); };
  const auto range = [](const Point& a, const Point& b) {
    const RealInterval as(Rational(0), 100);
    return (ReplicatorFlow<RealInterval>(b, as).at(40_q).rest - ReplicatorFlow<RealInterval>(a, as).at(40_q).rest)
        .upper();
  };
  const double all = range(Point({0.401_q, 0.349_q, 0.25_q}), Point({0.399_q, 0.351_q, 0.25_q})),
               free_1 = range(Point({0.402_q, 0.349_q, 0.249_q}), Point({0.398_q, 0.351_q, 0.251_q})),
               free_2 = range(Point({0.401_q, 0.348_q, 0.251_q}), Point({0.399_q, 0.352_q, 0.249_q}));
  EXPECT_NEAR(all, 1.2223e-16, 1e-20);
  EXPECT_NEAR(free_1, 1.9842e-16, 1e-20);
  EXPECT_NEAR(free_2, 1.6974e-16, 1e-20);
  constexpr double rounding = 1.0001;
  EXPECT_LT(width(box_around(three(), 0.001_q)), all * rounding);
  EXPECT_LT(width(*SimplexBox::within({0_q, 0.349_q, 0.249_q}, {1_q, 0.351_q, 0.251_q})), free_1 * rounding);
  EXPECT_LT(width(*SimplexBox::within({0.399_q, 0_q, 0.249_q}, {0.401_q, 1_q, 0.251_q})), 1.15 * free_2);
}

TEST(ReplicatorBox, HigherPrecisionIsInside) {
  const RealInterval as(Rational(0), 200);
  for (const SimplexBox& set : sets()) {
    for (const Rational& t : {1_q, -1_q, 1000_q}) {
      const auto narrow = ReplicatorBoxFlow<RealInterval>(set, as).at(t);
      const auto wide = ReplicatorBoxFlow<Interval>(set).at(t);
      for (std::size_t i = 0; i < set.size(); ++i) {
        if (set.width(i) > 0) EXPECT_TRUE(subset(narrow.p[i].to_interval(), wide.p[i])) << narrow.p[i] << wide.p[i];
      }
      EXPECT_TRUE(intersect(narrow.rest.to_interval(), wide.rest).has_value());
    }
  }
}

TEST(ReplicatorBox, TimesContainThoseOfEveryPoint) {
  std::mt19937_64 g(5);
  for (const SimplexBox& set : sets()) {
    const ReplicatorBoxFlow<Interval> flow(set);
    const std::size_t u = flow.leader() == 0 ? 1 : 0;
    for (const Rational& delta : {0.59_q, 0.3_q, 1e-12_q}) {
      const Interval accuracy = *flow.time_to_accuracy(delta).time, gap = *flow.time_to_gap(u, 1 - delta).time;
      std::optional<Interval> sampled;
      for (int k = 0; k < 100; ++k) {
        const ReplicatorFlow<Interval> point(random_point(set, g));
        const Interval one = *point.time_to_accuracy(delta).time;
        EXPECT_TRUE(intersect(accuracy, one).has_value()) << accuracy << one;
        EXPECT_TRUE(intersect(gap, *point.time_to_gap(u, 1 - delta).time).has_value());
        sampled = sampled ? hull(*sampled, one) : one;
      }
      EXPECT_LE(accuracy.width(), 2 * sampled->width() + 1e-13);
      EXPECT_GE(accuracy.lower(), 0);
    }
  }
}

TEST(ReplicatorBox, WideTimesContainEveryTime) {
  const SimplexBox set = box_around(three(), 0.002_q);
  const ReplicatorBoxFlow<Interval> flow(set);
  const auto wide = flow.at(Interval(-1, 3));
  std::mt19937_64 g(6);
  for (int k = 0; k <= 200; ++k) {
    const auto state = ReplicatorFlow<Interval>(random_point(set, g)).at(Rational(k - 50) / 50);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(subset(state.p[i], wide.p[i]));
    EXPECT_TRUE(subset(state.rest, wide.rest));
  }
}

TEST(LeaderCoordinates, ExtremePointsMajorise) {
  std::mt19937_64 g(7);
  // sums of the largest n coordinates other than the leader, n = 1, 2, ...
  const auto partial_sums = [](const Point& p, std::size_t leader) {
    Vec<Rational> others;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (i != leader) others.push_back(p[i]);
    }
    std::sort(others.rbegin(), others.rend());
    for (std::size_t i = 1; i < others.size(); ++i) others[i] += others[i - 1];
    return others;
  };
  for (const SimplexBox& set : sets()) {
    const std::size_t leader = *certified_leader(set);
    for (int k = 0; k < 100; ++k) {
      const Point p = random_point(set, g);
      ASSERT_TRUE(set.contains(p));
      const Point level = most_level_point(set, leader, p[leader]);
      const auto spread = most_spread_point(set, leader, p[leader]);
      EXPECT_TRUE(set.contains(level));
      const auto middle = partial_sums(p, leader), low = partial_sums(level, leader);
      for (std::size_t i = 0; i < middle.size(); ++i) EXPECT_LE(low[i], middle[i]);
      if (!spread) continue;
      EXPECT_TRUE(set.contains(*spread));
      const auto high = partial_sums(*spread, leader);
      for (std::size_t i = 0; i < middle.size(); ++i) EXPECT_LE(middle[i], high[i]);
    }
    for (std::size_t i = 0; i < set.size(); ++i) {
      if (i == leader) continue;
      const OpposedPair pair = opposed_pair(set, leader, i);
      for (int k = 0; k < 100; ++k) {
        const Point p = random_point(set, g);
        EXPECT_LE(p[i] * pair.low, pair.high * p[leader]);
        EXPECT_LE(p[i] - p[leader], pair.high - pair.low);
      }
    }
  }
  // The sixth set has bounds that are not ordered alike.
  EXPECT_FALSE(most_spread_point(sets()[6], 0, 0.5_q).has_value());
  EXPECT_FALSE(certified_leader(box_around(three(), 0.03_q)).has_value());
  EXPECT_TRUE(certified_leader(box_around(three(), 0.024_q)).has_value());
  EXPECT_REFUSED(most_level_point(sets()[0], 0, 0.5_q), PreconditionError,
                 "leading coordinate 1/2 outside [399/1000, 401/1000]");
  EXPECT_REFUSED(opposed_pair(sets()[0], 1, 1), PreconditionError, "opposed_pair: indices 1, 1 in dimension 3");
}

}  // namespace replicator_box_test
}  // namespace hebb
