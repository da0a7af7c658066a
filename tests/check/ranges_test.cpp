#include <hebb/replay/box_values.hpp>
#include <hebb/replay/ranges.hpp>
#include <hebb/replay/rational_interval.hpp>

#include "forgery.hpp"

// Simplices written as ranges: every part of the statement keeps its value at every point.

namespace hebb {
namespace ranges_test {

using namespace forgery;
using checker::Fraction;
using checker::RationalInterval;

Fraction value(const Statement& s, int node, const std::vector<RationalInterval>& point) {
  const RationalInterval x = checker::values(s.expression, point).at(node);
  EXPECT_EQ(x.lower, x.upper);
  return x.lower;
}

TEST(InRanges, EveryPartKeepsItsValue) {
  for (const Bound bound : {Bound::closed, Bound::open}) {
    const Statement s = stated([&](StatementBuilder& b) {
      const Symbol y = b.between("y", q(2), q(3));
      const auto p = b.simplex("p", 3, bound);
      const Symbol z = b.between("z", y / 4, y * y);
      b.assume_nonnegative("assumed", y - p[2]);
      b.assume_zero("equation", z - 4 * p[1]);
      b.claim_nonnegative("goal", pow(y, 3) * p[0] + p[1] / p[2]);
    });
    const Statement t = checker::in_ranges(s);
    const Fraction y(5, 2), p0(1, 8), p1(1, 4), z(1);
    const std::vector<RationalInterval> point{RationalInterval(y), RationalInterval(p0), RationalInterval(p1),
                                              RationalInterval(Fraction(7)),  // the last coordinate is not read
                                              RationalInterval(z)};
    ASSERT_EQ(t.domain.size(), 4U);
    const auto range = [&](int k) { return std::get<Range>(t.domain[k]); };
    const auto ends = [&](int k) {
      return std::pair(value(t, *range(k).lower, point), value(t, *range(k).upper, point));
    };
    EXPECT_EQ(ends(0), std::pair(Fraction(2), Fraction(3)));
    EXPECT_EQ(ends(1), std::pair(Fraction(0), Fraction(1)));
    EXPECT_EQ(ends(2), std::pair(Fraction(0), Fraction(7, 8)));
    EXPECT_EQ(ends(3), std::pair(Fraction(5, 8), Fraction(25, 4)));
    for (const int k : {1, 2}) {
      EXPECT_EQ(range(k).variable, k);
      EXPECT_TRUE(range(k).lower_open == (bound == Bound::open) && range(k).upper_open == (bound == Bound::open));
    }
    const Fraction p2(5, 8);
    ASSERT_TRUE(t.assumptions.size() == 2 && t.goals.size() == 1);
    EXPECT_EQ(value(t, t.assumptions[0].node, point), y - p2);
    EXPECT_EQ(value(t, t.assumptions[1].node, point), z - 4 * p1);
    EXPECT_EQ(t.assumptions[1].relation, Relation::zero);
    EXPECT_EQ(value(t, t.goals[0].node, point), y * y * y * p0 + p1 / p2);
  }
}

TEST(InRanges, OtherDomainsAreRefused) {
  const Statement chamber =
      stated([](StatementBuilder& b) { b.claim_nonnegative("goal", b.leader_chamber("p", 2, "c").first[0]); });
  EXPECT_EQ(reason_of([&] { checker::in_ranges(chamber); }), "a chain needs a domain of ranges and simplices");
  Statement empty = stated([](StatementBuilder& b) { b.claim_nonnegative("goal", b.simplex("p", 2)[0]); });
  std::get<Simplex>(empty.domain[0]).coordinates.clear();
  EXPECT_EQ(reason_of([&] { checker::in_ranges(empty); }), "a simplex has no coordinates");
}

}  // namespace ranges_test
}  // namespace hebb
