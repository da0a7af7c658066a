#include "forgery.hpp"

// The tree of cells of a proof by coefficients: what covers the domain, and the degree elevations of the leaves.

namespace hebb {
namespace coefficient_cells_test {

using namespace forgery;

template <class Term>
Statement on_unit(const Term& term) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1));
    b.claim_nonnegative("goal", term(x));
  });
}
template <class Term>
Statement on_half_line(const Term& term) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.at_least("x", q(0));
    b.claim_nonnegative("goal", term(x));
  });
}
const std::string below_zero = negative("goal"), bad_raise = "a degree elevation is out of range",
                  no_edge = "a branch names an edge that does not exist";

/// x^2 - x (1 - x) + (1 - x)^2 has a negative coefficient until it is multiplied by x + (1 - x).
TEST(CellForgery, DegreeElevationsAreInRange) {
  const Statement s = on_unit([](const Symbol& x) { return square(x) - x * (1 - x) + square(1 - x); });
  EXPECT_EQ(verdict(s, Cells{leaf()}), below_zero);
  EXPECT_EQ(verdict(s, Cells{leaf({0})}), below_zero);
  EXPECT_EQ(verdict(s, Cells{leaf({1})}), accepted);
  EXPECT_EQ(verdict(s, Cells{leaf({64})}), accepted);
  EXPECT_EQ(verdict(s, Cells{leaf({65})}), bad_raise);
  EXPECT_EQ(verdict(s, Cells{leaf({-1})}), bad_raise);
  EXPECT_EQ(verdict(s, Cells{leaf({1, 0})}), "a leaf has the wrong number of degree elevations");
  EXPECT_EQ(checker::replay(s, 0, CoefficientProof{{leaf({1})}}), 2U);  // t_0^3 + t_1^3
  const Statement free = on_half_line([](const Symbol& x) { return x; });
  EXPECT_EQ(verdict(free, Cells{leaf({0})}), accepted);
  EXPECT_EQ(verdict(free, Cells{leaf({1})}), bad_raise);  // t >= 0 has no coordinates that sum to one
}

TEST(CellForgery, ADegreeElevationBelongsToItsFactor) {
  const Statement s = stated([](StatementBuilder& b) {
    b.at_least("x", q(0));
    const Symbol y = b.between("y", q(0), q(1));
    b.claim_nonnegative("goal", square(y) - y * (1 - y) + square(1 - y));
  });
  EXPECT_EQ(verdict(s, Cells{leaf({0, 1})}), accepted);
  EXPECT_EQ(verdict(s, Cells{leaf({1, 0})}), bad_raise);
  EXPECT_EQ(verdict(s, Cells{leaf({0})}), "a leaf has the wrong number of degree elevations");
  EXPECT_EQ(verdict(s, Cells{leaf({0, 0})}), below_zero);
}

TEST(CellForgery, BothHalvesOfACutAreCovered) {
  const Statement s = on_unit([](const Symbol& x) { return square(x - q(1, 2)); });
  EXPECT_EQ(verdict(s, Cells{leaf()}), below_zero);
  EXPECT_EQ(verdict(s, Cells{halve(0), leaf(), leaf()}), accepted);
  EXPECT_EQ(verdict(s, Cells{halve(0), leaf()}), ends_early);
  EXPECT_EQ(verdict(s, Cells{halve(0)}), ends_early);
  EXPECT_EQ(verdict(s, Cells{}), ends_early);
  EXPECT_EQ(verdict(s, Cells{halve(0), leaf(), leaf(), leaf()}), left_over);
  // what holds on one half only
  EXPECT_EQ(verdict(on_unit([](const Symbol& x) { return x - q(1, 2); }), Cells{halve(0), leaf(), leaf()}), below_zero);
  EXPECT_EQ(verdict(on_unit([](const Symbol& x) { return q(1, 2) - x; }), Cells{halve(0), leaf(), leaf()}), below_zero);
  // what fails in the middle only: (x - 1/4)(x - 3/4) + 1/17 < 0 at 1/2
  const Statement middle = on_unit([](const Symbol& x) { return (x - q(1, 4)) * (x - q(3, 4)) + q(1, 17); });
  EXPECT_EQ(verdict(middle, Cells{halve(0), leaf(), leaf()}), below_zero);
}

/// The halves are [0, 1/2] and [1/2, 1], left first, whichever way the edge is named.
TEST(CellForgery, ACutIsInTheMiddle) {
  for (const int turned : {0, 1}) {
    const auto edge = turned ? halve(0, 1, 0) : halve(0, 0, 1);
    const Statement s = on_unit([](const Symbol& x) { return square(x - q(1, 2)) * square(x - q(1, 4)); });
    const Cells left{edge, edge, leaf(), leaf(), leaf()}, right{edge, leaf(), edge, leaf(), leaf()};
    EXPECT_EQ(verdict(s, left), turned ? below_zero : accepted);
    EXPECT_EQ(verdict(s, right), turned ? accepted : below_zero);
  }
  const Statement s = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.claim_nonnegative("goal", square(p[0] - p[2]));
  });
  EXPECT_EQ(verdict(s, Cells{halve(0, 0, 2), leaf(), leaf()}), accepted);
  EXPECT_EQ(verdict(s, Cells{halve(0, 2, 0), leaf(), leaf()}), accepted);
  EXPECT_EQ(verdict(s, Cells{halve(0, 0, 1), leaf(), leaf()}), below_zero);
  EXPECT_EQ(verdict(s, Cells{halve(0, 1, 2), leaf(), leaf()}), below_zero);
}

TEST(CellForgery, ABranchNamesAnEdgeOfAFactor) {
  const Statement s = on_unit([](const Symbol& x) { return x; });
  const auto cut = [&](int group, int i, int j) { return verdict(s, Cells{halve(group, i, j), leaf(), leaf()}); };
  EXPECT_EQ(cut(0, 0, 1), accepted);
  EXPECT_EQ(cut(0, -1, 1), no_edge);
  EXPECT_EQ(cut(0, 0, -1), no_edge);
  EXPECT_EQ(cut(0, 2, 1), no_edge);
  EXPECT_EQ(cut(0, 0, 2), no_edge);
  EXPECT_EQ(cut(0, 0, 0), no_edge);
  EXPECT_EQ(cut(0, 1, 1), no_edge);
  EXPECT_EQ(cut(1, 0, 1), "a branch names a factor that does not exist");
}

TEST(CellForgery, TheTreeIsNotEndless) {
  const Statement s = on_unit([](const Symbol&) { return q(1); });
  const auto nested = [&](int depth) {
    Cells nodes(depth, halve(0));
    nodes.insert(nodes.end(), depth + 1, leaf());
    return verdict(s, nodes);
  };
  EXPECT_EQ(nested(2000), accepted);
  EXPECT_EQ(nested(2001), "the proof is nested too deeply");
}

/// [0, infinity) is cut at 1, then at 3, 7, ...: the step doubles.
TEST(CellForgery, TheCutsOfAHalfLineMeet) {
  const auto between = [](int a, int b) {  // negative between a and b only
    return on_half_line([=](const Symbol& x) { return (x - a) * (x - b); });
  };
  const Cells once{halve(0), leaf(), leaf()}, twice{halve(0), leaf(), halve(0), leaf(), leaf()};
  EXPECT_EQ(verdict(between(1, 2), once), below_zero);  // the right piece starts at 1, not later
  EXPECT_EQ(verdict(on_half_line([](const Symbol& x) { return (x - q(1, 2)) * (x - 1); }), once), below_zero);
  EXPECT_EQ(verdict(between(3, 4), twice), below_zero);
  EXPECT_EQ(verdict(between(2, 3), twice), below_zero);
  for (const int kink : {1, 2, 3, 4}) {
    const Statement s = on_half_line([=](const Symbol& x) { return square(x - kink); });
    EXPECT_EQ(verdict(s, once), kink == 1 ? accepted : below_zero) << kink;
    EXPECT_EQ(verdict(s, twice), kink == 1 || kink == 3 ? accepted : below_zero) << kink;
  }
  // the same on (-infinity, 0]
  const auto mirrored = [&](int kink) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.at_most("x", q(0));
      b.claim_nonnegative("goal", square(x + kink));
    });
  };
  EXPECT_EQ(verdict(mirrored(1), once), accepted);
  EXPECT_EQ(verdict(mirrored(3), twice), accepted);
  EXPECT_EQ(verdict(mirrored(2), twice), below_zero);
  // a bounded piece is cut like any other edge, in its middle
  const Statement inner = on_half_line([](const Symbol& x) { return square(x - q(1, 2)); });
  EXPECT_EQ(verdict(inner, Cells{halve(0), halve(0), leaf(), leaf(), leaf()}), accepted);
  EXPECT_EQ(verdict(inner, Cells{halve(0), halve(0, 0, 0), leaf(), leaf(), leaf()}), no_edge);
  EXPECT_EQ(checker::replay(inner, 0, CoefficientProof{{halve(0), halve(0), leaf(), leaf(), leaf()}}), 5U);
}

/// Each branch moves its own factor.
TEST(CellForgery, ABranchCutsTheFactorItNames) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", q(0), q(1));
    b.claim_nonnegative("goal", square(y - q(1, 2)) + 0 * x);
  });
  EXPECT_EQ(verdict(s, Cells{halve(1), leaf(), leaf()}), accepted);
  EXPECT_EQ(verdict(s, Cells{halve(0), leaf(), leaf()}), below_zero);
}

}  // namespace coefficient_cells_test
}  // namespace hebb
