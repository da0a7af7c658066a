#include <algorithm>

#include <gtest/gtest.h>

#include <hebb/certificate/proof.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/certificate/well_formed.hpp>

namespace hebb {
namespace statement_test {

/// Every kind of factor, of bound and of condition, once each.
Statement sample() {
  using Bound = StatementBuilder::Bound;
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  const Symbol y = b.between("y", x, 2, Bound::open, Bound::closed);
  const Symbol z = b.between("z", 0, x + y, Bound::closed, Bound::open);
  const Symbol u = b.at_least("u", 3), v = b.at_least("v", 4, Bound::open);
  const Symbol s = b.at_most("s", 5), t = b.at_most("t", 6, Bound::open);
  const Symbol r = b.real("r");
  const Vec<Symbol> k = b.reals("k", 2), p = b.simplex("p", 3);
  const auto [q, c] = b.leader_chamber("q", 3, "c");
  b.assume_nonnegative("the first", x - y);
  b.assume_zero("the second", u * v);
  b.claim_nonnegative("the third", s - t);
  b.claim_at_least("the fourth", r, z);
  b.claim_equal("the fifth", exp(log(k[0])) * k[1], p[0] + p[1] + p[2]);
  b.claim_equal("the sixth", q[0] / q[1], q[2] * c);
  return b.build();
}

TEST(Statement, IsBuiltAsItIsReadAloud) {
  EXPECT_EQ(to_text(sample()),
            "for all 0 <= x <= 1\n"
            "for all x < y <= 2\n"
            "for all 0 <= z < x + y\n"
            "for all 3 <= u\n"
            "for all 4 < v\n"
            "for all s <= 5\n"
            "for all t < 6\n"
            "for all r real\n"
            "for all k1 real\n"
            "for all k2 real\n"
            "for all p1, p2, p3 >= 0 with sum 1\n"
            "for all q1, q2, q3 >= 0 with sum 1, in decreasing order, and 0 < c <= q1 - q2\n"
            "such that [the first]  x - y >= 0\n"
            "such that [the second]  u*v = 0\n"
            "holds [the third]  s - t >= 0\n"
            "holds [the fourth]  r - z >= 0\n"
            "holds [the fifth]  k1*k2 - (p1 + p2 + p3) = 0\n"
            "holds [the sixth]  q1/q2 - q3*c = 0\n");
}

TEST(Statement, NumbersItsVariablesInTheirOrder) {
  const Statement s = sample();
  EXPECT_EQ(s.expression.variables, (std::vector<std::string>{"x", "y", "z", "u", "v", "s", "t", "r", "k1", "k2", "p1",
                                                              "p2", "p3", "q1", "q2", "q3", "c"}));
  ASSERT_EQ(s.domain.size(), 12U);
  for (int k = 0; k < 10; ++k) EXPECT_EQ(std::get<Range>(s.domain[k]).variable, k);
  EXPECT_EQ(std::get<Simplex>(s.domain[10]), (Simplex{{10, 11, 12}}));
  EXPECT_EQ(std::get<LeaderChamber>(s.domain[11]), (LeaderChamber{{13, 14, 15}, 16}));
  // An absent bound has no node and is not open.
  const auto& below = std::get<Range>(s.domain[6]);
  EXPECT_FALSE(below.lower || below.lower_open);
  EXPECT_TRUE(below.upper && below.upper_open);
  const auto& above = std::get<Range>(s.domain[4]);
  EXPECT_TRUE(above.lower && above.lower_open);
  EXPECT_FALSE(above.upper || above.upper_open);
}

TEST(Statement, TellsTheInteriorOfASimplexFromItsClosure) {
  const auto text = [](StatementBuilder::Bound bound) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", 2, bound);
    b.claim_nonnegative("one", p[0]);
    return to_text(b.build());
  };
  EXPECT_EQ(text(StatementBuilder::Bound::closed), "for all p1, p2 >= 0 with sum 1\nholds [one]  p1 >= 0\n");
  EXPECT_EQ(text(StatementBuilder::Bound::open), "for all p1, p2 > 0 with sum 1\nholds [one]  p1 >= 0\n");
}

/// Bounds belong to their variables also when points stand before them.
TEST(Statement, GivesEachRangeItsOwnBounds) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 2);
  const Symbol x = b.between("x", p[0], Symbol(1));
  const auto [q, c] = b.leader_chamber("q", 2, "c");
  const Symbol y = b.between("y", Symbol(2), x + 3);
  b.claim_nonnegative("goal", y);
  EXPECT_EQ(to_text(b.build()),
            "for all p1, p2 >= 0 with sum 1\n"
            "for all p1 <= x <= 1\n"
            "for all q1, q2 >= 0 with sum 1, in decreasing order, and 0 < c <= q1 - q2\n"
            "for all 2 <= y <= x + 3\n"
            "holds [goal]  y >= 0\n");
}

TEST(Statement, IsWellFormed) {
  EXPECT_EQ(defect_of(sample()), "");
  const auto changed = [](const auto& change) {
    Statement s = sample();
    change(s);
    return defect_of(s);
  };
  const std::string two = " belongs to two factors of the domain", none = " belongs to no factor of the domain",
                    later = " uses a variable that is not declared before it";
  EXPECT_EQ(changed([](Statement& s) { s.expression.variables[3] = "x"; }), "two variables have the same name");
  EXPECT_EQ(changed([](Statement& s) { s.domain.push_back(Range{0, {}, {}}); }), "the variable x" + two);
  EXPECT_EQ(changed([](Statement& s) { std::get<Simplex>(s.domain[10]).coordinates[2] = 10; }),
            "the variable p1" + two);
  EXPECT_EQ(changed([](Statement& s) { std::get<LeaderChamber>(s.domain[11]).gap = 13; }), "the variable q1" + two);
  EXPECT_EQ(changed([](Statement& s) { s.expression.variables.emplace_back("extra\n"); }),
            "the variable \"extra\\n\"" + none);
  EXPECT_EQ(changed([](Statement& s) { s.domain.pop_back(); }), "the variable q1" + none);
  EXPECT_EQ(changed([](Statement& s) { s.domain[10] = Simplex{}; }), "a simplex has no coordinates");
  EXPECT_EQ(changed([](Statement& s) {
              s.domain[11] = LeaderChamber{{13}, 16};
            }),
            "a leader chamber has less than two coordinates");
  EXPECT_EQ(changed([](Statement& s) { std::swap(s.domain[0], s.domain[1]); }), "a bound of y" + later);
  // z <= x + y: each of the two operands, and its own variable
  EXPECT_EQ(changed([](Statement& s) { std::swap(s.domain[1], s.domain[2]); }), "a bound of z" + later);
  EXPECT_EQ(changed([](Statement& s) { std::rotate(s.domain.begin(), s.domain.begin() + 1, s.domain.begin() + 3); }),
            "a bound of y" + later);
  EXPECT_EQ(changed([](Statement& s) {
              auto& z = std::get<Range>(s.domain[2]);
              z.lower = z.upper;
              z.upper.reset();
              std::swap(s.domain[2], s.domain[0]);
            }),
            "a bound of z" + later);
  EXPECT_EQ(changed([](Statement& s) {
              auto& x = std::get<Range>(s.domain[0]);
              s.expression.code.push_back({Operation::variable, 0});
              s.expression.code.push_back({Operation::negate, static_cast<int>(s.expression.code.size()) - 1});
              x.upper = static_cast<int>(s.expression.code.size()) - 1;
            }),
            "a bound of x" + later);
}

/// z <= x + y with one of the two declared behind it, and the smallest chamber.
TEST(Statement, UsesNoVariableBeforeItIsDeclared) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1), y = b.between("y", 0, 1);
  b.between("z", 0, x + y);
  const auto [p, c] = b.leader_chamber("p", 2, "c");
  b.claim_nonnegative("goal", p[0] - p[1] - c);
  const Statement good = b.build();
  EXPECT_EQ(defect_of(good), "");
  for (const int late : {0, 1}) {
    Statement s = good;
    std::swap(s.domain[late], s.domain[2]);  // z in its place
    if (late == 0) std::swap(s.domain[0], s.domain[1]);
    EXPECT_EQ(defect_of(s), "a bound of z uses a variable that is not declared before it") << late;
  }
}

/// What no claim needs, and what a reader could not print, or not without exhausting the stack.
TEST(Statement, HasALimitedExtent) {
  const auto defect = [](int depth, int doublings, int variables = 1) {
    Statement s;
    for (int k = 0; k < variables; ++k) {
      s.expression.variables.push_back(std::string("x").append(std::to_string(k)));
      s.domain.emplace_back(Range{k, {}, {}});
    }
    s.expression.code = {{Operation::variable, 0}};
    for (int k = 1; k < depth; ++k) s.expression.code.push_back({Operation::negate, k - 1});
    for (int k = 0; k < doublings; ++k) {
      const int last = static_cast<int>(s.expression.code.size()) - 1;
      s.expression.code.push_back({Operation::add, last, last});
    }
    s.goals = {{"goal", Relation::nonnegative, static_cast<int>(s.expression.code.size()) - 1}};
    return defect_of(s);
  };
  const std::string deep = "a formula is more than 30000 operations deep",
                    large = "its formulas take more than 2000000 operations to write out";
  EXPECT_EQ(defect(30'000, 0), "");
  EXPECT_EQ(defect(30'001, 0), deep);
  EXPECT_EQ(defect(1, 19), "");  // 2^20 - 1
  EXPECT_EQ(defect(1, 20), large);
  EXPECT_EQ(defect(1, 5'000), large);
  EXPECT_EQ(defect(1, 0, 1'000), "");
  EXPECT_EQ(defect(1, 0, 1'001), "it has more than 1000 variables");
  // just the limit: node k takes 2^(k + 1) - 1 operations
  Statement most;
  most.expression.variables = {"x"};
  most.domain.emplace_back(Range{0, {}, {}});
  most.expression.code = {{Operation::variable, 0}};
  for (int k = 1; k < 20; ++k) most.expression.code.push_back({Operation::add, k - 1, k - 1});
  int left = 2'000'000;
  for (int k = 19; k >= 0; --k) {
    for (; left >= (2 << k) - 1; left -= (2 << k) - 1) most.goals.push_back({"goal", Relation::nonnegative, k});
  }
  EXPECT_EQ(defect_of(most), "");
  most.goals.push_back({"goal", Relation::nonnegative, 0});
  EXPECT_EQ(defect_of(most), large);
  // of two operands each counts
  for (const bool first : {true, false}) {
    Statement one;
    one.expression.variables = {"x"};
    one.domain.emplace_back(Range{0, {}, {}});
    one.expression.code = {{Operation::variable, 0}};
    for (int k = 1; k < 20; ++k) one.expression.code.push_back({Operation::add, k - 1, k - 1});
    for (int k = 20; k < 22; ++k) one.expression.code.push_back({Operation::add, first ? 19 : 0, first ? 0 : 19});
    one.expression.code.push_back({Operation::add, first ? 20 : 0, first ? 0 : 20});
    one.goals = {{"goal", Relation::nonnegative, 22}};
    EXPECT_EQ(defect_of(one), "");
    one.goals = {{"goal", Relation::nonnegative, 22}, {"goal", Relation::nonnegative, 21}};
    EXPECT_EQ(defect_of(one), large);
  }
  // each condition and each bound is written
  StatementBuilder b;
  Symbol term = Symbol::variable("x");
  for (int k = 0; k < 18; ++k) term = term + term;  // 2^19 - 1
  b.real("x");
  b.assume_nonnegative("first", term);
  b.assume_zero("second", term);
  b.claim_nonnegative("goal", term);
  EXPECT_EQ(defect_of(b.build()), "");
  const auto with = [&](const auto& change) {
    Statement s = b.build();
    change(s, s.goals[0].node);
    return defect_of(s);
  };
  EXPECT_EQ(with([](Statement& s, int node) { s.goals.push_back({"more", Relation::nonnegative, node}); }), large);
  EXPECT_EQ(with([](Statement& s, int node) { s.assumptions.push_back({"more", Relation::zero, node}); }), large);
  for (const bool lower : {true, false}) {
    EXPECT_EQ(with([lower](Statement& s, int node) {
                s.expression.variables.push_back("y");
                s.domain.emplace_back(
                    Range{1, lower ? std::optional(node) : std::nullopt, lower ? std::nullopt : std::optional(node)});
              }),
              large);
  }
}

TEST(Statement, KnowsIdentifiers) {
  for (const char* name : {"a", "z", "A", "Z", "_", "a0", "z9", "Az_09'"}) EXPECT_EQ(shown_name(name), name);
  for (const char* name : {"`", "{", "@", "[", "0", "9", "'", "x/", "x:", "x y"})
    EXPECT_EQ(shown_name(name), '"' + std::string(name) + '"');
}

/// Neither a name nor a label can look like a formula, or like a line of its own.
TEST(Statement, QuotesNamesThatAreNoIdentifiers) {
  StatementBuilder b;
  const Symbol x = b.real("x - 5"), y = b.real("a \"b\"\nholds"), z = b.real("p_1'"), digit = b.real("1"),
               empty = b.real("");
  b.assume_nonnegative("p[1] >= q[r[2]]", z);
  b.claim_nonnegative("one]  2 >= 3\nholds [two]]  4 >= 5", x + y + z + digit + empty);
  EXPECT_EQ(to_text(b.build()),
            "for all \"x - 5\" real\n"
            "for all \"a \\\"b\\\"\\nholds\" real\n"
            "for all p_1' real\n"
            "for all \"1\" real\n"
            "for all \"\" real\n"
            "such that [p[1] >= q[r[2]]]  p_1' >= 0\n"
            "holds [one\\]  2 >= 3\\nholds [two]\\]  4 >= 5]  "
            "\"x - 5\" + \"a \\\"b\\\"\\nholds\" + p_1' + \"1\" + \"\" >= 0\n");
}

/// What a certificate leaves out is closed, a leaf, or 0.
TEST(Statement, HasTheDefaultsOfTheFormat) {
  EXPECT_EQ((Range{3, {}, {}}), (Range{3, {}, {}, false, false}));
  EXPECT_EQ((Simplex{{0, 1}}), (Simplex{{0, 1}, false}));
  EXPECT_EQ(CoefficientProof::Node(), (CoefficientProof::Node{-1, 0, 0, {}}));
  EXPECT_EQ((BoxProof::Node{BoxProof::Kind::natural}), (BoxProof::Node{BoxProof::Kind::natural, 0, SplitPoint(0.0)}));
  EXPECT_EQ(SplitPoint().value(), 0);
  EXPECT_EQ(SplitPoint(Rational(1, 3)).value(), Rational(1, 3));
  EXPECT_EQ(SplitProof::Node(), (SplitProof::Node{SplitProof::Kind::leaf, 0, 0, {}, {}}));
  EXPECT_TRUE(SplitProof().joint);
  EXPECT_EQ(SquaresProof::Term(), (SquaresProof::Term{0, {}, 0}));
  EXPECT_EQ(SquaresProof::Part(), (SquaresProof::Part{1, {}, {}, {}}));
  EXPECT_EQ((ChainProof::Node{ChainProof::Kind::zero}), (ChainProof::Node{ChainProof::Kind::zero, 0, 0, {}}));
}

/// Two chains are the same when all of their parts are.
TEST(Statement, ComparesEveryPartOfAChain) {
  const ChainProof chain{{}, {{ChainProof::Kind::zero}}, {IdentityProof{}}};
  ChainProof terms = chain, nodes = chain, premises = chain;
  terms.terms.variables = {"x"};
  nodes.nodes.clear();
  premises.premises.clear();
  EXPECT_TRUE(chain == chain);
  for (const ChainProof* other : {&terms, &nodes, &premises}) EXPECT_FALSE(chain == *other);
}

}  // namespace statement_test
}  // namespace hebb
