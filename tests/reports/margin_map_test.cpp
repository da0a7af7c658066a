#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include <hebb/drawing/level_regions.hpp>
#include <hebb/reports/ledger/margin_map.hpp>
#include <hebb/reports/ledger/margin_picture.hpp>
#include <hebb/scalar/error.hpp>

#include "refused.hpp"
#include "sample.hpp"

namespace hebb {
namespace margin_map_test {

double g2_directly(Point3 p) {
  std::ranges::sort(p, std::greater<>());
  const double s = p[0] * p[0] + p[1] * p[1] + p[2] * p[2], c = p[0] - p[1];
  return p[0] - s - c * (1 - p[0]);
}

/// Twice the signed area of a loop in the plane of (p_2, p_3), in which the whole simplex has area 1/2.
double area(const MarginMap& map, const std::vector<Loop>& loops) {
  const auto place = [&](const ContourPoint& c) {
    const Point3 a = map.point(c.first), b = map.point(c.second);
    return std::pair(a[1] + c.share * (b[1] - a[1]), a[2] + c.share * (b[2] - a[2]));
  };
  double sum = 0;
  for (const Loop& loop : loops) {
    for (std::size_t i = 0; i < loop.size(); ++i) {
      const auto [x, y] = place(loop[i]);
      const auto [u, v] = place(loop[(i + 1) % loop.size()]);
      sum += x * v - u * y;
    }
  }
  return std::fabs(sum);
}

TEST(MarginMap, AgreesWithDirectEvaluation) {
  const auto map = margin_map(sample::g2(3), 10);
  ASSERT_TRUE(map);
  EXPECT_TRUE(map->by_symmetry);
  for (std::size_t k = 0; k < map->points.size(); ++k) {
    EXPECT_NEAR(map->values[k], g2_directly(map->point(k)), 1e-14);
  }
  EXPECT_NEAR(margin_at(sample::g2(3), {0.2, 0.7, 0.1}), g2_directly({0.2, 0.7, 0.1}), 1e-15);
}

TEST(MarginMap, TheMeshCoversTheSimplexOnceAndIsSymmetric) {
  const int n = 7;
  const auto map = margin_map(sample::g2(3), n);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->triangles.size(), 6u * n * n);
  EXPECT_EQ(map->points.size(), 3u * n * n + 3u * n + 1u);  // Euler's formula
  for (const Triple& p : map->points) EXPECT_EQ(std::accumulate(p.begin(), p.end(), 0), 6 * n);
  EXPECT_EQ(std::set<Triple>(map->points.begin(), map->points.end()).size(), map->points.size());
  for (const Triple& t : map->triangles) {  // one orientation and one area: 1/(6 n^2) of the simplex
    const Point3 a = map->point(t[0]), b = map->point(t[1]), c = map->point(t[2]);
    const double twice = (b[1] - a[1]) * (c[2] - a[2]) - (c[1] - a[1]) * (b[2] - a[2]);
    EXPECT_NEAR(twice, 1 / (6.0 * n * n), 1e-12);
  }
}

TEST(MarginMap, RangesAreSetToTheWorstAttainedCorner) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  const Symbol a = b.between("a", 0, p[0], StatementBuilder::Bound::open);  // only the upper end is attained
  const Symbol y = b.between("y", -2, 3), q = b.at_least("q", 1), z = b.at_most("z", 0);
  const Symbol both = b.between("m", 0, 1, StatementBuilder::Bound::open, StatementBuilder::Bound::open);
  b.claim_nonnegative("goal", a * y - q + z + both);
  const Statement s = b.build();
  EXPECT_NEAR(margin_at(s, {0.5, 0.3, 0.2}), -0.5 * 2 - 2 - 1 + 0.5, 1e-15);
  const auto map = margin_map(s, 2);
  ASSERT_TRUE(map);
  EXPECT_FALSE(map->by_symmetry);
  EXPECT_NE(map->other_variables.find("q, z unbounded"), std::string::npos) << map->other_variables;
}

TEST(MarginMap, TheSmallestGoalCountsAndAssumptionsLimitTheDomain) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  b.assume_nonnegative("p1 >= p2", p[0] - p[1]);
  b.claim_nonnegative("first", p[0]);
  b.claim_nonnegative("second", p[1] - Symbol(Rational(1, 10)));
  b.claim_equal("identity", p[0], p[0]);
  const Statement s = b.build();
  EXPECT_NEAR(margin_at(s, {0.6, 0.3, 0.1}), 0.2, 1e-15);
  EXPECT_TRUE(std::isnan(margin_at(s, {0.3, 0.6, 0.1})));
  const auto map = margin_map(s, 6);
  ASSERT_TRUE(map);
  EXPECT_NEAR(area(*map, region_defined(*map)), 0.5, 1e-12) << "half of the simplex";
}

TEST(MarginMap, IsForInequalitiesOnOneTriangleOnly) {
  EXPECT_FALSE(has_margin(sample::g3(2)));
  EXPECT_FALSE(margin_map(sample::g3(4)));
  EXPECT_REFUSED(margin_at(sample::g3(4), {1, 0, 0}), PreconditionError,
                 "the statement has no margin over a simplex of three coordinates");
  EXPECT_REFUSED(margin_map(sample::g3(3), 0), PreconditionError, "the resolution of a map is at least 1, not 0");
  StatementBuilder two;
  const Vec<Symbol> p = two.simplex("p", 3), q = two.simplex("q", 3);
  two.claim_nonnegative("goal", p[0] + q[0]);
  EXPECT_FALSE(has_margin(two.build()));
  StatementBuilder identity;
  const Vec<Symbol> r = identity.simplex("r", 3);
  identity.claim_equal("goal", r[0] + r[1] + r[2], 1);
  EXPECT_FALSE(has_margin(identity.build()));
}

TEST(MarginMap, UndefinedGoalsGiveHoles) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  b.claim_nonnegative("goal", 1 / (p[0] - p[1]));
  EXPECT_TRUE(std::isnan(margin_at(b.build(), {0.5, 0.5, 0})));
  StatementBuilder never;
  const Vec<Symbol> q = never.simplex("q", 3);
  never.claim_nonnegative("goal", sqrt(-1 - q[0]));
  EXPECT_FALSE(margin_map(never.build()));
}

/// The map of p_1 - level: its regions are triangles with known areas.
MarginMap linear_map(const Rational& level) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  b.claim_nonnegative("goal", p[0] - Symbol(level));
  return *margin_map(b.build(), 11);
}

TEST(LevelRegions, EncloseTheRightArea) {
  const MarginMap map = linear_map(0);
  EXPECT_NEAR(area(map, region_above(map, 0)), 1, 1e-12);
  EXPECT_NEAR(area(map, region_above(map, 0.3)), 0.7 * 0.7, 1e-12);
  EXPECT_TRUE(region_above(map, 1.5).empty());
  const MarginMap shifted = linear_map(Rational(2, 5));
  EXPECT_NEAR(area(shifted, region_above(shifted, 0.1, -1)), 1 - 0.7 * 0.7, 1e-12);
  EXPECT_EQ(region_above(map, 0.3).size(), 1u) << "inner edges cancel";
}

TEST(LevelRegions, HolesTurnTheOtherWay) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  Symbol s = 0;
  for (const Symbol& x : p) s = s + x * x;
  b.claim_nonnegative("goal", s - Symbol(Rational(2, 5)));  // outside a circle around the barycentre
  const MarginMap map = *margin_map(b.build(), 30);
  const auto loops = region_above(map, 0);
  EXPECT_EQ(loops.size(), 2u);
  // The circle |p - 1/3|^2 = 1/15 in the plane sum p = 1; in the coordinates (p_2, p_3) areas shrink by sqrt(3).
  EXPECT_NEAR(area(map, loops), 1 - 2 * M_PI / 15 / std::sqrt(3.0), 2e-3);
}

TEST(LevelRegions, ZeroSetHoldsLinesAndIsolatedPoints) {
  const MarginMap sign_change = linear_map(Rational(2, 5));
  const ZeroSet line = zero_set(sign_change, 1e-12);
  EXPECT_TRUE(line.points.empty());
  double length = 0;  // in p_2 - p_3, which runs from 3/5 to -3/5 along p_1 = 2/5
  for (const auto& [from, to] : line.lines) {
    const auto difference = [&](const ContourPoint& c) {
      const Point3 a = sign_change.point(c.first), b = sign_change.point(c.second);
      return a[1] - a[2] + c.share * ((b[1] - b[2]) - (a[1] - a[2]));
    };
    length += std::fabs(difference(from) - difference(to));
  }
  EXPECT_NEAR(length, 1.2, 1e-12);

  const MarginMap g3 = *margin_map(sample::g3(3), 12);
  const ZeroSet zeros = zero_set(g3, 1e-12);
  // Equality holds where the followers are equal, from the vertices to the barycentre, and between two leaders.
  EXPECT_EQ(zeros.lines.size(), 36u);
  for (const auto& [from, to] : zeros.lines) {
    for (const ContourPoint& end : {from, to}) {
      Triple p = g3.points[end.first];
      std::ranges::sort(p);
      EXPECT_EQ(p[0], p[1]);
    }
  }
  ASSERT_EQ(zeros.points.size(), 3u);
  for (const int v : zeros.points) {
    Triple p = g3.points[v];
    std::ranges::sort(p);
    EXPECT_EQ(p, (Triple{0, 36, 36}));
  }
}

TEST(MarginPicture, LevelsAreTheSeriesOneTwoFive) {
  const std::vector<double> levels = margin_levels(0.07);
  ASSERT_EQ(levels.size(), 8u);
  const double expected[] = {2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_NEAR(levels[i], expected[i], 1e-12);
}

TEST(MarginPicture, OnlyRowsWithAMapAndSomethingToSee) {
  LedgerResult result{
      "1", {sample::claim("none", 3), sample::claim("G2", 3), sample::claim("zero", 3), sample::claim("d4", 4)}, 0};
  result.claims[1].statement = sample::g2(3);
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  b.claim_nonnegative("goal", p[0] - p[0]);
  result.claims[2].statement = b.build();
  result.claims[3].statement = sample::g2(4);
  const auto pictures = margin_pictures(result);
  ASSERT_EQ(pictures.size(), 1u);
  EXPECT_EQ(pictures[0].claim, &result.claims[1]);
  EXPECT_EQ(pictures[0].least, 0);
  EXPECT_NEAR(pictures[0].largest, 1.0 / 24, 1e-3);
}

}  // namespace margin_map_test
}  // namespace hebb
