#include "forgery.hpp"

// Proofs by splits: every condition of their replay has a forged proof that only this condition stops.

namespace hebb {
namespace split_proof_test {

using namespace forgery;
using Split = SplitProof::Kind;
using Node = SplitProof::Node;

const Node stop{};
Node cut(int i, int j, const Rational& a = 1, const Rational& b = 1) { return {Split::cut, i, j, {}, {a, b}}; }
Node order(std::vector<int> list) { return {Split::order, 0, 0, std::move(list), {}}; }
Node root(std::vector<Rational> numbers) { return {Split::square, 0, 0, {}, std::move(numbers)}; }
Node face(int assumption) { return {Split::face, assumption, 0, {}, {}}; }
Node same(int node, std::vector<int> list) { return {Split::same, node, 0, std::move(list), {}}; }

std::string verdict(const Statement& s, const SplitProof& proof) {
  return reason_of([&] { checker::replay(s, 0, proof); });
}
std::string verdict(const Statement& s, std::vector<Node> nodes, std::vector<int> assumptions = {}, bool joint = true) {
  return verdict(s, SplitProof{joint, std::move(assumptions), {}, std::move(nodes)});
}

const std::string below_zero = "the goal has a negative coefficient on a leaf",
                  no_edge = "a cut names an edge that does not exist",
                  no_weights = "the weights of a cut are not two positive integers",
                  no_order = "an ordering does not list different coordinates",
                  goal_changes = "the goal changes when the coordinates that are ordered are exchanged",
                  assumptions_change = "the assumptions change when the coordinates that are ordered are exchanged",
                  no_form = "a square is split off what is no form in two coordinates",
                  no_multiple = "the goal is no multiple of the square",
                  no_face = "an assumption does not confine a cell to a face",
                  not_used = "a face names an assumption that is not used",
                  no_assumption = "an assumption is used that does not exist",
                  no_coordinates = "an assumption is used where a part of the domain has no coordinates",
                  incomplete = "a node is said to be the same as one that is not complete",
                  no_permutation = "a list of coordinates is no permutation",
                  different = "a node is not the same as the one it names",
                  other_assumptions = "a node has not the assumptions of the one it names";

/// One goal about a point of the simplex.
template <class Goal>
Statement on_simplex(int d, const Goal& goal) {
  return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.simplex("p", d))); });
}
template <class Goal>
Statement on_unit(const Goal& goal) {
  return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.between("x", q(0), q(1)))); });
}

TEST(SplitForgery, ALeafHasNoNegativeCoefficient) {
  EXPECT_EQ(verdict(on_simplex(2, [](const auto& p) { return p[0]; }), {stop}), accepted);
  EXPECT_EQ(verdict(on_simplex(2, [](const auto& p) { return -p[0]; }), {stop}), below_zero);
  EXPECT_EQ(verdict(on_simplex(2, [](const auto& p) { return p[0] - q(1, 1000000000) * p[1]; }), {stop}), below_zero);
  EXPECT_EQ(verdict(on_simplex(2, [](const auto& p) { return 0 * p[0]; }), {stop}), accepted);
}

/// Every kind of factor: what holds there, and what fails at one of its ends.
TEST(SplitForgery, TheCoordinatesCoverTheDomain) {
  const auto range = [](const auto& declare, int sign, int end) {
    return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", sign * (declare(b) - end)); });
  };
  for (const bool joint : {true, false}) {
    const auto check = [&](const auto& declare, int sign, int end) {
      return verdict(range(declare, sign, end), {stop}, {}, joint);
    };
    const auto between = [](StatementBuilder& b) { return b.between("x", q(-2), q(3)); };
    EXPECT_EQ(check(between, 1, -2), accepted);
    EXPECT_EQ(check(between, -1, 3), accepted);
    EXPECT_EQ(check(between, 1, -1), below_zero);
    EXPECT_EQ(check(between, -1, 2), below_zero);
    const auto above = [](StatementBuilder& b) { return b.at_least("x", q(-2)); };
    EXPECT_EQ(check(above, 1, -2), accepted);
    EXPECT_EQ(check(above, 1, -1), below_zero);
    EXPECT_EQ(check(above, -1, 100), below_zero);
    const auto below = [](StatementBuilder& b) { return b.at_most("x", q(3)); };
    EXPECT_EQ(check(below, -1, 3), accepted);
    EXPECT_EQ(check(below, -1, 2), below_zero);
    EXPECT_EQ(check(below, 1, -100), below_zero);
  }
  const auto chamber = [](const auto& goal) {
    return stated([&](StatementBuilder& b) {
      const auto [p, c] = b.leader_chamber("p", 3, "c");
      b.claim_nonnegative("goal", goal(p, c));
    });
  };
  EXPECT_EQ(verdict(chamber([](const auto& p, const auto& c) { return p[0] - p[1] - c; }), {stop}), accepted);
  EXPECT_EQ(verdict(chamber([](const auto& p, const auto&) { return p[1] - p[2]; }), {stop}), accepted);
  EXPECT_EQ(verdict(chamber([](const auto& p, const auto&) { return p[0] - q(1, 3); }), {stop}), accepted);
  EXPECT_EQ(verdict(chamber([](const auto& p, const auto&) { return p[0] - q(2, 5); }), {stop}), below_zero);
  EXPECT_EQ(verdict(chamber([](const auto& p, const auto& c) { return p[0] - p[1] - q(2) * c; }), {stop}), below_zero);
  // bounds that use earlier variables: x <= y <= 2 x + 1
  const auto dependent = [](const auto& goal) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", x, 2 * x + 1);
      b.claim_nonnegative("goal", goal(x, y));
    });
  };
  EXPECT_EQ(verdict(dependent([](const Symbol& x, const Symbol& y) { return y - x; }), {stop}), accepted);
  EXPECT_EQ(verdict(dependent([](const Symbol& x, const Symbol& y) { return 2 * x + 1 - y; }), {stop}), accepted);
  EXPECT_EQ(verdict(dependent([](const Symbol& x, const Symbol& y) { return 2 * x + q(9, 10) - y; }), {stop}),
            below_zero);
}

/// With coordinates in common p = q, and the claim would seem to hold.
TEST(SplitForgery, EveryFactorHasItsOwnCoordinates) {
  const auto two = [](const auto& goal) {
    return stated([&](StatementBuilder& b) {
      const Vec<Symbol> p = b.simplex("p", 2), r = b.simplex("q", 2);
      b.claim_nonnegative("goal", goal(p, r));
    });
  };
  EXPECT_EQ(verdict(two([](const auto& p, const auto& r) { return p[0] * r[1]; }), {stop}), accepted);
  EXPECT_EQ(verdict(two([](const auto& p, const auto& r) { return p[0] - r[0]; }), {stop}), below_zero);
  for (const bool joint : {true, false}) {
    const Statement mixed = stated([&](StatementBuilder& b) {
      const Vec<Symbol> p = b.simplex("p", 2);
      const Symbol x = b.between("x", q(0), q(1));
      b.claim_nonnegative("goal", x - p[1]);
    });
    EXPECT_EQ(verdict(mixed, {stop}, {}, joint), below_zero);
    const Statement good = stated([&](StatementBuilder& b) {
      const Vec<Symbol> p = b.simplex("p", 2);
      const Symbol x = b.between("x", q(0), q(1));
      b.claim_nonnegative("goal", x * p[1]);
    });
    EXPECT_EQ(verdict(good, {stop}, {}, joint), accepted);
  }
  EXPECT_EQ(verdict(on_unit([](const Symbol& x) { return x; }), {cut(0, 1), stop, stop}, {}, false), accepted);
  EXPECT_EQ(verdict(on_unit([](const Symbol& x) { return x; }), {cut(0, 2), stop, stop}, {}, false), no_edge);
}

TEST(SplitForgery, AWholeLineHasTwoHalves) {
  const auto line = [](const auto& goal) {
    return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.real("x"))); });
  };
  const Statement even = line([](const Symbol& x) { return square(x) + 1; });
  EXPECT_EQ(verdict(even, {stop, stop}), accepted);
  EXPECT_EQ(verdict(even, {stop}), ends_early);
  EXPECT_EQ(verdict(even, {stop, stop, stop}), left_over);
  EXPECT_EQ(verdict(line([](const Symbol& x) { return x; }), {stop, stop}), below_zero);
  EXPECT_EQ(verdict(line([](const Symbol& x) { return -x; }), {stop, stop}), below_zero);
  // (x + 1)^2: the tree of x <= 0 comes second, and cuts at x = -1
  const Statement left = line([](const Symbol& x) { return square(x + 1); });
  EXPECT_EQ(verdict(left, {stop, cut(0, 1), stop, stop}), accepted);
  EXPECT_EQ(verdict(left, {cut(0, 1), stop, stop, stop}), below_zero);
  // bit k of the number of a tree belongs to the k-th line: x (1 - y) on x >= 0 ...
  const Statement two = stated([](StatementBuilder& b) {
    const Symbol x = b.real("x"), y = b.real("y");
    b.claim_nonnegative("goal", square(x + 1) + 0 * y);
  });
  EXPECT_EQ(verdict(two, {stop, cut(0, 1), stop, stop, stop, cut(0, 1), stop, stop}), accepted);
  EXPECT_EQ(verdict(two, {stop, stop, cut(0, 1), stop, stop, cut(0, 1), stop, stop}), below_zero);
  for (const int k : {0, 1}) {
    const Statement one = stated([&](StatementBuilder& b) {
      const Symbol x = b.real("x"), y = b.real("y");
      b.claim_nonnegative("goal", k == 0 ? x + 0 * y : y + 0 * x);
    });
    EXPECT_EQ(verdict(one, {stop, stop, stop, stop}), below_zero);
  }
  const Statement many = stated([](StatementBuilder& b) { b.claim_nonnegative("goal", square(b.reals("x", 13)[0])); });
  EXPECT_EQ(verdict(many, {stop}), "the domain has more than 12 whole lines");
  const Statement fewer = stated([](StatementBuilder& b) { b.claim_nonnegative("goal", square(b.reals("x", 12)[0])); });
  EXPECT_EQ(verdict(fewer, {stop}), ends_early);
}

TEST(SplitForgery, BothSidesOfACutAreCovered) {
  const Statement s = on_simplex(2, [](const auto& p) { return square(p[0] - 2 * p[1]); });  // zero at (2/3, 1/3)
  EXPECT_EQ(verdict(s, {stop}), below_zero);
  EXPECT_EQ(verdict(s, {cut(0, 1, 2, 1), stop, stop}), accepted);
  EXPECT_EQ(verdict(s, {cut(1, 0, 1, 2), stop, stop}), accepted);
  EXPECT_EQ(verdict(s, {cut(0, 1, 1, 2), stop, stop}), below_zero);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, stop}), below_zero);
  EXPECT_EQ(verdict(s, {cut(0, 1), cut(0, 1), stop, stop, stop}), accepted);  // left is the side of vertex 0
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, cut(0, 1), stop, stop}), below_zero);
  EXPECT_EQ(verdict(s, {cut(0, 1, 2, 1), stop}), ends_early);
  EXPECT_EQ(verdict(s, {cut(0, 1, 2, 1), stop, stop, stop}), left_over);
  EXPECT_EQ(verdict(s, std::vector<Node>{}), ends_early);
  // what fails on one side of the cut only
  EXPECT_EQ(verdict(on_simplex(2, [](const auto& p) { return p[0] - p[1]; }), {cut(0, 1), stop, stop}), below_zero);
  EXPECT_EQ(verdict(on_simplex(2, [](const auto& p) { return p[1] - p[0]; }), {cut(0, 1), stop, stop}), below_zero);
}

/// (p_1 - p_2)^2 >= p_2^2/10 is wrong where both are equal, where the cut is; with a wrong binomial coefficient it
/// holds.
TEST(SplitForgery, ACutExpandsPowers) {
  const auto close = [](const auto& p) { return square(p[0] - p[1]) - q(1, 10) * square(p[1]); };
  EXPECT_EQ(verdict(on_simplex(2, close), {cut(0, 1), stop, stop}), below_zero);
  // 27 x^2 y <= 4 (x + y)^3, with equality at x = 2 y
  const auto cubic = [](const auto& p) { return 4 * pow(p[0] + p[1], 3) - 27 * square(p[0]) * p[1]; };
  EXPECT_EQ(verdict(on_simplex(2, cubic), {cut(0, 1, 2, 1), stop, stop}), accepted);
  const auto above = [](const auto& p) { return 4 * pow(p[0] + p[1], 3) - q(271, 10) * square(p[0]) * p[1]; };
  EXPECT_EQ(verdict(on_simplex(2, above), {cut(0, 1, 2, 1), stop, stop}), below_zero);
  // exponents are kept in a byte
  const auto of_degree = [](int n) {
    return on_simplex(2, [&](const auto& p) { return pow(p[0], 200) * pow(p[1], n); });
  };
  EXPECT_EQ(verdict(of_degree(55), {cut(0, 1), stop, stop}), accepted);
  EXPECT_EQ(verdict(of_degree(56), {cut(0, 1), stop, stop}), "the degree of an expanded term exceeds 255");
}

TEST(SplitForgery, TheWorkIsTheNumberOfTerms) {
  const Statement s = on_simplex(2, [](const auto& p) { return p[0]; });
  EXPECT_EQ(checker::replay(s, 0, SplitProof{true, {}, {}, {stop}}), 1U);
  EXPECT_EQ(checker::replay(s, 0, SplitProof{true, {}, {}, {cut(0, 1), stop, stop}}), 4U);
}

TEST(SplitForgery, ACutNamesAnEdgeAndItsWeights) {
  const Statement s = on_simplex(2, [](const auto& p) { return p[0]; });
  const auto of = [&](const Node& n) { return verdict(s, {n, stop, stop}); };
  EXPECT_EQ(of(cut(0, 1)), accepted);
  EXPECT_EQ(of(cut(-1, 1)), no_edge);
  EXPECT_EQ(of(cut(0, -1)), no_edge);
  EXPECT_EQ(of(cut(2, 1)), no_edge);
  EXPECT_EQ(of(cut(0, 2)), no_edge);
  EXPECT_EQ(of(cut(1, 1)), no_edge);
  EXPECT_EQ(of(cut(0, 1, 7, 5)), accepted);
  EXPECT_EQ(of(cut(0, 1, Rational(1, 2), 1)), no_weights);
  EXPECT_EQ(of(cut(0, 1, 1, Rational(1, 2))), no_weights);
  EXPECT_EQ(of({Split::cut, 0, 1, {}, {1}}), no_weights);
  EXPECT_EQ(of({Split::cut, 0, 1, {}, {1, 1, 1}}), no_weights);
  // with a weight <= 0 a false claim would pass: both cells lie on one side
  const Statement f = on_simplex(2, [](const auto& p) { return p[0] - p[1]; });
  EXPECT_EQ(verdict(f, {cut(0, 1, 1, 0), stop, stop}), no_weights);
  EXPECT_EQ(verdict(f, {cut(0, 1, 0, 1), stop, stop}), no_weights);
  EXPECT_EQ(verdict(f, {cut(0, 1, 1, -1), stop, stop}), no_weights);
  EXPECT_EQ(verdict(f, {cut(0, 1, -1, 1), stop, stop}), no_weights);
}

TEST(SplitForgery, TheTreeIsNotEndless) {
  const Statement s = on_simplex(2, [](const auto&) { return q(1); });
  const auto nested = [&](int depth) {
    std::vector<Node> nodes(depth, cut(0, 1));
    nodes.insert(nodes.end(), depth + 1, stop);
    return verdict(s, nodes);
  };
  EXPECT_EQ(nested(2000), accepted);
  EXPECT_EQ(nested(2001), "the proof is nested too deeply");
  // every kind of node that has a child
  const Statement symmetric = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 2);
    b.assume_nonnegative("g", -(p[0] * p[1]));
    b.claim_nonnegative("goal", q(1));
  });
  for (const Node& node : {order({0, 1}), root({1}), face(0)}) {
    std::vector<Node> nodes(2000, node);
    nodes.push_back(stop);
    const std::vector<int> used = node.kind == Split::face ? std::vector<int>{0} : std::vector<int>{};
    EXPECT_EQ(verdict(symmetric, nodes, used), accepted);
    nodes.insert(nodes.begin(), node);
    EXPECT_EQ(verdict(symmetric, nodes, used), "the proof is nested too deeply");
  }
}

TEST(SplitForgery, AnOrderingNeedsSymmetry) {
  const auto squares = [](const auto& p) { return square(p[0]) + square(p[1]) + square(p[2]) - q(1, 3); };
  EXPECT_EQ(verdict(on_simplex(3, squares), {order({0, 1, 2}), stop}), accepted);
  EXPECT_EQ(verdict(on_simplex(3, squares), {order({2, 0, 1}), stop}), accepted);
  EXPECT_EQ(verdict(on_simplex(3, squares), {order({0, 1}), stop}), below_zero);
  for (const std::vector<int>& list : {std::vector<int>{}, {0}, {0, 0}, {0, 1, 1}, {-1, 0}, {1, 3}})
    EXPECT_EQ(verdict(on_simplex(3, squares), {order(list), stop}), no_order);
  // p_1 >= p_2 >= p_3 where it may not be assumed: no symmetry, that of the first two alone, a cycle alone
  EXPECT_EQ(verdict(on_simplex(3, [](const auto& p) { return p[0] - p[1]; }), {order({0, 1}), stop}), goal_changes);
  EXPECT_EQ(verdict(on_simplex(3, [](const auto& p) { return p[0] + p[1] - 2 * p[2]; }), {order({0, 1, 2}), stop}),
            goal_changes);
  const auto cyclic = [](const auto& p) {
    return square(p[0]) * p[1] + square(p[1]) * p[2] + square(p[2]) * p[0] - square(p[1]) * p[0] - square(p[2]) * p[1] -
           square(p[0]) * p[2];
  };
  EXPECT_EQ(verdict(on_simplex(3, cyclic), {order({0, 1, 2}), stop}), goal_changes);
}

/// Wrong where p_1 = p_2 only: the last of the ordered coordinates is not zero there.
TEST(SplitForgery, AnOrderingKeepsItsLastCoordinate) {
  const auto apart = [](const auto& p) { return square(p[0] - p[1]) - q(1, 10); };
  EXPECT_EQ(verdict(on_simplex(2, apart), {order({0, 1}), stop}), below_zero);
  EXPECT_EQ(verdict(on_simplex(2, [](const auto& p) { return square(p[0] - p[1]); }), {order({0, 1}), stop}), accepted);
}

/// 2 p_3 >= p_1 + p_2 follows from p_3 >= p_1 and p_3 >= p_2, but not from one of them.
TEST(SplitForgery, AnOrderingNeedsSymmetricAssumptions) {
  const auto with = [](int second) {
    return stated([&](StatementBuilder& b) {
      const auto p = b.simplex("p", 3);
      b.assume_nonnegative("1", p[2] - p[0]);
      b.assume_nonnegative("2", p[2] - second * p[1]);
      b.claim_nonnegative("goal", 2 * p[2] - p[0] - p[1]);
    });
  };
  // p_1 >= p_2 may be assumed; then p_3 = p_1 is cut at both edges of the plane
  const std::vector<Node> tree{order({0, 1}), cut(2, 0), cut(2, 1), stop, face(0), stop, face(0), stop};
  EXPECT_EQ(verdict(with(1), tree, {0, 1}), accepted);
  EXPECT_EQ(verdict(with(2), tree, {0, 1}), assumptions_change);
  EXPECT_EQ(verdict(with(1), tree, {0}), assumptions_change);
  const Statement one = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.assume_nonnegative("1", p[2] - p[0]);
    b.claim_nonnegative("goal", 2 * p[2] - p[0] - p[1]);  // false
  });
  EXPECT_EQ(verdict(one, tree, {0}), assumptions_change);
  // an equation is no inequality
  const Statement mixed = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.assume_nonnegative("1", p[2] - p[0]);
    b.assume_zero("2", p[2] - p[1]);
    b.claim_nonnegative("goal", 2 * p[2] - p[0] - p[1]);
  });
  EXPECT_EQ(verdict(mixed, tree, {0, 1}), assumptions_change);
}

TEST(SplitForgery, ASquareDividesTheGoal) {
  const Statement s =
      on_unit([](const Symbol& x) { return square(2 * square(x) - 1) * (x + 1); });  // touches at 1/sqrt 2
  // x = u/(v + u): 2 u^2 - (u + v)^2 = u^2 - 2 u v - v^2
  EXPECT_EQ(verdict(s, {root({-1, -2, 1}), stop}), accepted);
  EXPECT_EQ(verdict(s, {root({2, 4, -2}), stop}), accepted);
  EXPECT_EQ(verdict(s, {root({Rational(-1, 3), Rational(-2, 3), Rational(1, 3)}), stop}), accepted);
  EXPECT_EQ(verdict(s, {root({-1, -2, 2}), stop}), no_multiple);
  EXPECT_EQ(verdict(s, {root({1}), root({-1, -2, 1}), stop}), accepted);
  EXPECT_EQ(verdict(s, {root({1, 1, 1, 1, 1}), stop}), no_multiple);
  EXPECT_EQ(verdict(s, {root({}), stop}), "the root of a square has no leading coefficient");
  EXPECT_EQ(verdict(s, {root({1, 0}), stop}), "the root of a square has no leading coefficient");
  EXPECT_EQ(verdict(s, {root({0}), stop}), "the root of a square has no leading coefficient");
  // the sign of the rest counts
  const Statement below = on_unit([](const Symbol& x) { return -square(2 * square(x) - 1); });
  EXPECT_EQ(verdict(below, {root({-1, -2, 1}), stop}), below_zero);
  // by 1e-9 too low
  const Statement lower = on_unit([](const Symbol& x) { return square(2 * square(x) - 1) - q(1, 1000000000); });
  EXPECT_EQ(verdict(lower, {root({-1, -2, 1}), stop}), no_multiple);
  const Statement three = on_simplex(3, [](const auto& p) { return square(p[0] - p[1]); });
  EXPECT_EQ(verdict(three, {root({-1, 1}), stop}), no_form);
  EXPECT_EQ(verdict(on_simplex(3, [](const auto& p) { return 0 * p[0]; }), {root({1}), stop}), no_form);
  // (p_1 - p_2)(p_1 - 3 p_2)/4, whose numerators 1, -1, 3 alone are those of something positive
  const Statement between = on_simplex(2, [](const auto& p) { return (p[0] - p[1]) * (p[0] - 3 * p[1]); });
  EXPECT_EQ(verdict(between, {root({2}), cut(0, 1), stop, stop}), below_zero);
  const Statement beside = on_simplex(2, [](const auto& p) { return (p[0] - p[1]) * (p[0] - p[1]) + p[0] * p[1]; });
  EXPECT_EQ(verdict(beside, {root({2}), cut(0, 1), stop, stop}), accepted);
}

TEST(SplitForgery, AFaceIsWhereAnAssumptionHolds) {
  // p_1 >= p_2 is assumed and p_1 >= 1/2 p_2 claimed
  const auto claim = [](Relation relation, const Symbol& scale) {
    return stated([&](StatementBuilder& b) {
      const auto p = b.simplex("p", 2);
      relation == Relation::zero ? b.assume_zero("g", p[0] - p[1]) : b.assume_nonnegative("g", p[0] - p[1]);
      b.claim_nonnegative("goal", p[0] - scale * p[1]);
    });
  };
  const Statement s = claim(Relation::nonnegative, q(1));
  EXPECT_EQ(verdict(s, {stop}), below_zero);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, face(0), stop}, {0}), accepted);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, stop}, {0}), below_zero);
  EXPECT_EQ(verdict(s, {face(0), stop}, {0}), no_face);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, face(0), stop}), not_used);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, face(1), stop}, {0}), not_used);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, face(-1), stop}, {0}), not_used);
  for (const std::vector<int>& used : {std::vector<int>{1}, {-1}, {0, 0}, {0, 1}, {-1, 0}})
    EXPECT_EQ(verdict(s, {cut(0, 1), stop, face(0), stop}, used), no_assumption);
  // false: on the plane itself p_1 = p_2, and the face keeps it
  EXPECT_EQ(verdict(claim(Relation::nonnegative, q(11, 10)), {cut(0, 1), stop, face(0), stop}, {0}), below_zero);
  EXPECT_EQ(verdict(claim(Relation::nonnegative, q(11, 10)), {cut(0, 1), face(0), stop, face(0), stop}, {0}), no_face);
  // an equation confines both sides: -p_1 + p_2 >= 0 holds there, too
  const auto equal = [](Relation relation) {
    return stated([&](StatementBuilder& b) {
      const auto p = b.simplex("p", 2);
      relation == Relation::zero ? b.assume_zero("g", p[0] - p[1]) : b.assume_nonnegative("g", p[0] - p[1]);
      b.claim_nonnegative("goal", p[1] - p[0]);
    });
  };
  EXPECT_EQ(verdict(equal(Relation::zero), {cut(0, 1), face(0), stop, stop}, {0}), accepted);
  EXPECT_EQ(verdict(equal(Relation::nonnegative), {cut(0, 1), face(0), stop, stop}, {0}), no_face);
}

/// Only coordinates that stand alone in a term vanish: where u_1 u_2 = 0 either may be zero, and the other one not.
TEST(SplitForgery, AFaceKeepsWhatNeedNotVanish) {
  const Statement s = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.assume_nonnegative("g", -(p[0] * p[1]));
    b.claim_nonnegative("goal", p[2] - p[0]);
  });
  EXPECT_EQ(verdict(s, {face(0), stop}, {0}), below_zero);
  const Statement t = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.assume_nonnegative("g", -square(p[0]) - p[0] * p[1]);
    b.claim_nonnegative("goal", p[2] - p[0]);
  });
  EXPECT_EQ(verdict(t, {face(0), stop}, {0}), accepted);
}

/// With joint coordinates x = 1 is v = 0, where y is always its upper end: y >= 1/2 would seem to follow from x >= 1.
TEST(SplitForgery, AssumptionsNeedCoordinatesEverywhere) {
  const auto square_of = [](Bound upper) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1), Bound::closed, upper),
                   y = b.between("y", q(0), q(1), Bound::closed, upper);
      b.assume_nonnegative("g", x - 1);
      b.claim_nonnegative("goal", y - q(1, 2));
    });
  };
  EXPECT_EQ(verdict(square_of(Bound::closed), {face(0), stop}, {0}), no_coordinates);
  EXPECT_EQ(verdict(square_of(Bound::closed), {face(0), stop}, {0}, false), below_zero);
  EXPECT_EQ(verdict(square_of(Bound::open), {face(0), stop}, {0}), accepted);  // no point satisfies x >= 1
  const Statement with_simplex = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1));
    b.simplex("p", 2);
    b.assume_nonnegative("g", x - 1);
    b.claim_nonnegative("goal", x - 1);
  });
  EXPECT_EQ(verdict(with_simplex, {face(0), stop}, {0}), no_coordinates);
  EXPECT_EQ(verdict(with_simplex, {face(0), stop}, {0}, false), accepted);
}

/// A range with one bound has coordinates everywhere, and so have several.
TEST(SplitForgery, AssumptionsMayBeUsedOnHalfLines) {
  const Statement above = stated([](StatementBuilder& b) {
    const Symbol x = b.at_least("x", q(0)), y = b.at_least("y", q(0));
    b.assume_nonnegative("g", -x);
    b.claim_nonnegative("goal", y - x);
  });
  EXPECT_EQ(verdict(above, {face(0), stop}, {0}), accepted);
  EXPECT_EQ(verdict(above, {stop}, {0}), below_zero);
  const Statement below = stated([](StatementBuilder& b) {
    const Symbol x = b.at_most("x", q(0)), y = b.at_most("y", q(0));
    b.assume_nonnegative("g", x);
    b.claim_nonnegative("goal", x - y);
  });
  EXPECT_EQ(verdict(below, {face(0), stop}, {0}), accepted);
  EXPECT_EQ(verdict(below, {stop}, {0}), below_zero);
  // so has a range alone, whose end is the coordinate v = 0
  const Statement alone = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1));
    b.assume_nonnegative("g", x - 1);
    b.claim_nonnegative("goal", x - 1);
  });
  EXPECT_EQ(verdict(alone, {face(0), stop}, {0}), accepted);
  EXPECT_EQ(verdict(alone, {stop}, {0}), below_zero);
}

TEST(SplitForgery, TheSameNodeIsComplete) {
  // (x - y)^2 + z: after the first cut both cells are alike
  const Statement s = on_simplex(3, [](const auto& p) { return square(p[0] - p[1]) + square(p[2]); });
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, stop}), accepted);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(1, {1, 0, 2})}), accepted);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(1, {0, 1, 2})}), different);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(1, {1, 0})}), no_permutation);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(1, {1, 1, 2})}), no_permutation);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(1, {1, 0, 3})}), no_permutation);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(-1, {1, 0, 2})}), incomplete);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(3, {1, 0, 2})}), incomplete);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, same(1 << 30, {1, 0, 2})}), incomplete);
  EXPECT_EQ(verdict(s, {cut(0, 1), stop, {Split::same, 1, -5, {1, 0, 2}, {}}}), accepted);  // j means nothing
  const Statement sum = on_simplex(2, [](const auto& p) { return 2 * square(p[0]) + 2 * square(p[1]); });
  EXPECT_EQ(verdict(sum, {cut(0, 1, 2, 2), stop, same(1, {1, 0})}), accepted);  // 2, 8, 16
  // p_1 + ..., with one term more or less
  const Statement t = on_simplex(2, [](const auto& p) { return p[0]; });
  EXPECT_EQ(verdict(t, {cut(0, 1), stop, same(1, {0, 1})}), different);
  EXPECT_EQ(verdict(t, {cut(0, 1), stop, same(1, {1, 0})}), different);
  // nothing is a multiple of zero but zero
  const Statement nothing = on_simplex(2, [](const auto& p) { return 0 * p[0]; });
  EXPECT_EQ(verdict(nothing, {cut(0, 1), stop, same(1, {0, 1})}), accepted);
  // a node that is the same as itself, or as one that it is a part of, proves nothing
  const Statement f = on_simplex(2, [](const auto& p) { return square(p[0]) - p[0] * p[1] * 3 + square(p[1]); });
  EXPECT_EQ(verdict(f, {same(0, {0, 1})}), incomplete);
  EXPECT_EQ(verdict(f, {cut(0, 1), same(0, {0, 1}), stop}), incomplete);
  EXPECT_EQ(verdict(f, {cut(0, 1), same(2, {0, 1}), stop}), incomplete);
  // up to a positive factor only
  const Statement odd = stated([](StatementBuilder& b) { b.claim_nonnegative("goal", b.real("x")); });
  EXPECT_EQ(verdict(odd, {stop, same(0, {0, 1})}), different);
  const Statement even = stated([](StatementBuilder& b) { b.claim_nonnegative("goal", square(b.real("x")) + 1); });
  EXPECT_EQ(verdict(even, {stop, same(0, {0, 1})}), accepted);
  const Statement other = stated([](StatementBuilder& b) {
    const Symbol x = b.real("x");
    b.claim_nonnegative("goal", square(x) + x + 1);
  });
  EXPECT_EQ(verdict(other, {stop, same(0, {0, 1})}), different);
}

/// On x <= 0 the assumption x >= 0 leaves x = 0 only; on x >= 0 it says nothing: the proof of one is none of the other.
TEST(SplitForgery, TheSameNodeHasTheSameAssumptions) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.real("x");
    b.assume_nonnegative("g", -x);
    b.claim_nonnegative("goal", -square(x));
  });
  EXPECT_EQ(verdict(s, {face(0), stop, same(0, {0, 1})}, {0}), other_assumptions);
  EXPECT_EQ(verdict(s, {face(0), stop, stop}, {0}), below_zero);
  EXPECT_EQ(verdict(s, {face(0), stop, same(1, {0, 1})}, {0}),
            different);  // the goal is zero on the face, and not here
  const Statement both = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.assume_nonnegative("g", p[0] + p[1] - p[2]);
    b.claim_nonnegative("goal", square(p[0] - p[1]) + square(p[2]));
  });
  EXPECT_EQ(verdict(both, {cut(0, 1), stop, same(1, {1, 0, 2})}, {0}), accepted);
  EXPECT_EQ(verdict(both, {cut(0, 1), stop, same(1, {0, 1, 2})}, {0}), different);
}

TEST(SplitForgery, DivisorsDoNotVanish) {
  const auto with = [](Bound bound, const auto& goal) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1), bound, bound);
      b.claim_nonnegative("goal", goal(x));
    });
  };
  const auto proof = [](std::vector<CoefficientProof::Node> defined) {
    return SplitProof{true, {}, std::move(defined), {stop}};
  };
  const auto inverse = [](const Symbol& x) { return 1 / x; };
  EXPECT_EQ(verdict(with(Bound::open, inverse), proof({leaf()})), accepted);
  EXPECT_EQ(verdict(with(Bound::open, inverse), proof({})), ends_early);
  EXPECT_EQ(verdict(with(Bound::open, inverse), proof({leaf(), leaf()})), left_over);
  EXPECT_EQ(verdict(with(Bound::open, inverse), proof({leaf({0})})),
            "a leaf has the wrong number of degree elevations");
  EXPECT_EQ(verdict(with(Bound::open, inverse), proof({halve(0), leaf(), leaf()})), accepted);
  EXPECT_EQ(verdict(with(Bound::closed, inverse), proof({leaf()})), may_vanish);
  EXPECT_EQ(verdict(with(Bound::closed, [](const Symbol& x) { return 1 / (1 - x); }), proof({leaf()})), may_vanish);
  EXPECT_EQ(verdict(with(Bound::closed, [](const Symbol& x) { return 1 / (x + 1); }), proof({leaf()})), accepted);
  EXPECT_EQ(verdict(with(Bound::closed, [](const Symbol& x) { return q(1) + 0 * x; }), proof({leaf()})), left_over);
  // numbers divide without a proof
  EXPECT_EQ(verdict(with(Bound::closed, [](const Symbol& x) { return (1 + x) / q(3); }), proof({})), accepted);
  // a divisor that the expansion loses
  EXPECT_EQ(verdict(with(Bound::closed, [](const Symbol& x) { return 1 + 0 * (1 / x); }), proof({})), ends_early);
  EXPECT_EQ(verdict(with(Bound::closed, [](const Symbol& x) { return 1 + 0 * (1 / x); }), proof({leaf()})), may_vanish);
  // 1/(1 - z) beside a half-line, whose own divisor is that of 1 - z, too
  const Statement hidden = stated([](StatementBuilder& b) {
    const Symbol y = b.at_least("y", q(0)), z = b.between("z", q(0), q(1));
    b.claim_nonnegative("goal", y + 1 / (1 - z));
  });
  EXPECT_EQ(verdict(hidden, proof({})), ends_early);
  EXPECT_EQ(verdict(hidden, proof({leaf()})), may_vanish);
}

/// 1/(x - 1/2)^k: the sign of a divisor counts when its power is odd.
TEST(SplitForgery, TheSignOfADivisorCounts) {
  const auto inverse = [](int sign, int power) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1));
      b.claim_nonnegative("goal", sign * (1 / pow(x - 2, power)));
    });
  };
  const SplitProof proof{true, {}, {leaf()}, {stop}};
  EXPECT_EQ(verdict(inverse(1, 2), proof), accepted);
  EXPECT_EQ(verdict(inverse(-1, 2), proof), below_zero);
  EXPECT_EQ(verdict(inverse(-1, 1), proof), accepted);
  EXPECT_EQ(verdict(inverse(1, 1), proof), below_zero);
  EXPECT_EQ(verdict(inverse(-1, 3), proof), accepted);
  EXPECT_EQ(verdict(inverse(1, 3), proof), below_zero);
  // the power of a quotient keeps its divisor: (1/(x - 2))^k
  const auto quotient = [](int sign, int power) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1));
      b.claim_nonnegative("goal", sign * pow(1 / (x - 2), power));
    });
  };
  EXPECT_EQ(verdict(quotient(1, 2), proof), accepted);
  EXPECT_EQ(verdict(quotient(-1, 2), proof), below_zero);
  EXPECT_EQ(verdict(quotient(1, 3), proof), below_zero);
  EXPECT_EQ(verdict(quotient(-1, 3), proof), accepted);
  // a divisor with coefficients of both signs: x^2 - x + 1 > 0 multiplies the goal
  const auto both = [](const Symbol& numerator_shift) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.at_least("x", q(0));
      b.claim_nonnegative("goal", (x + 1 - numerator_shift) / (square(x) - x + 1));
    });
  };
  const std::vector<CoefficientProof::Node> cells{halve(0), leaf(), leaf()};
  EXPECT_EQ(verdict(both(q(0)), SplitProof{true, {}, cells, {stop}}), accepted);
  EXPECT_EQ(verdict(both(q(2)), SplitProof{true, {}, cells, {stop}}), below_zero);
}

TEST(SplitForgery, OnlyInequalitiesOfRationalFunctions) {
  const Statement identity = stated([](StatementBuilder& b) {
    const Symbol x = b.real("x");
    b.claim_equal("goal", x, x);
  });
  EXPECT_EQ(verdict(identity, {stop, stop}), "an identity needs another kind of proof");
  EXPECT_EQ(verdict(on_unit([](const Symbol& x) { return exp(x); }), {stop}),
            "a formula with exp, log, sqrt, sin, cos, atan or abs cannot be expanded");
}

}  // namespace split_proof_test
}  // namespace hebb
