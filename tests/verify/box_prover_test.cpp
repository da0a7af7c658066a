#include <algorithm>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/theorems/claim.hpp>
#include <hebb/verify/boxes/box_prover.hpp>

#include "refused.hpp"

namespace hebb {
namespace box_prover_test {

BoxOutcome prove(const std::string& id, int d, const Constants& constants = {}, const BoxOptions& options = {}) {
  return prove_by_boxes(state(*find_claim(id), d, constants), 0, options);
}

/// The boxes of the proof; 0 when there is none. Throws Rejection when the checker does not accept it.
std::size_t proof_size(const Statement& s) {
  const BoxOutcome outcome = prove_by_boxes(s, 0);
  if (!outcome.proof) return 0;
  EXPECT_GE(outcome.proof->nodes.size(), outcome.boxes);  // a move to several faces is one box, several nodes
  return checker::replay(s, 0, *outcome.proof);
}

/// A statement about x in [lower, upper].
template <class Term>
Statement about_range(int lower, int upper, Term term) {
  StatementBuilder b;
  const Symbol x = b.between("x", lower, upper);
  b.claim_nonnegative("goal", term(x));
  return b.build();
}

bool uses(const BoxProof& proof, BoxProof::Kind kind) {
  return std::ranges::any_of(proof.nodes, [&](const BoxProof::Node& n) { return n.kind == kind; });
}

TEST(BoxProver, ProvesTheLedgersBoxClaims) {
  EXPECT_GT(proof_size(state(*find_claim("T2.exp"), 2)), 0U);
  for (const int d : {2, 3}) EXPECT_GT(proof_size(state(*find_claim("G3.margin"), d)), 0U) << d;
}

TEST(BoxProver, NeverProvesFalseTwins) {
  for (const Claim& claim : ledger()) {
    if (claim.method != Claim::Method::boxes || !claim.false_twin) continue;
    const std::vector<int> dimensions = claim.only_dimensions.empty() ? std::vector{2} : claim.only_dimensions;
    for (const int d : dimensions) {
      const Statement twin = state(claim, d, *claim.false_twin);
      std::size_t proved = 0;
      for (std::size_t goal = 0; goal < twin.goals.size(); ++goal) {
        const BoxOutcome outcome = prove_by_boxes(twin, static_cast<int>(goal), {200'000, 60, 1});
        EXPECT_NE(outcome.proof.has_value(), !outcome.reason.empty()) << claim.id;
        proved += outcome.proof ? 1 : 0;
      }
      EXPECT_LT(proved, twin.goals.size()) << claim.id;
    }
  }
}

TEST(BoxProver, StopsAtAPointThatRefutes) {
  const BoxOutcome outcome = prove("G3.margin", 3, {{"margin", Rational(-1, 1000)}});
  EXPECT_NE(outcome.reason.find("negative at"), std::string::npos) << outcome.reason;
  EXPECT_LT(outcome.boxes, 100'000U);
}

TEST(BoxProver, GivesTheSameProofForAnyNumberOfThreads) {
  const Constants narrow{{"margin", Rational(1, 500)}};
  const BoxOutcome one = prove("G3.margin", 4, narrow, {5'000'000, 120, 1});
  ASSERT_TRUE(one.proof) << one.reason;
  ASSERT_GT(one.boxes, 20'000U);  // several rounds, several tasks
  for (const unsigned threads : {2U, 3U}) {
    const BoxOutcome several = prove("G3.margin", 4, narrow, {5'000'000, 120, threads});
    EXPECT_EQ(several.boxes, one.boxes);
    EXPECT_TRUE(several.proof == one.proof);
  }
}

TEST(BoxProver, ReportsAnExhaustedBudget) {
  const BoxOutcome boxes = prove("G3", 4, {}, {1000, 60, 1});
  EXPECT_FALSE(boxes.proof);
  EXPECT_EQ(boxes.boxes, 1000U);
  EXPECT_NE(boxes.reason.find("budget is spent"), std::string::npos) << boxes.reason;
  const BoxOutcome seconds = prove("G3", 4, {}, {1000, 0, 1});
  EXPECT_FALSE(seconds.proof);
  EXPECT_NE(seconds.reason.find("budget"), std::string::npos) << seconds.reason;
}

TEST(BoxProver, UsesEachFormWhereItIsEnough) {
  using Kind = BoxProof::Kind;
  const auto proof_of = [](const Statement& s) {
    const BoxOutcome outcome = prove_by_boxes(s, 0);
    EXPECT_TRUE(outcome.proof) << outcome.reason;
    if (outcome.proof) checker::replay(s, 0, *outcome.proof);
    return outcome.proof.value_or(BoxProof{});
  };
  EXPECT_EQ(proof_of(about_range(0, 1, [](const Symbol& x) { return x * x; })).nodes.size(), 1U);
  // x - x^2/2 grows on [0, 1]: one face, where it is 0.
  const BoxProof monotone = proof_of(about_range(0, 1, [](const Symbol& x) { return x - x * x / 2; }));
  ASSERT_EQ(monotone.nodes.size(), 2U);
  EXPECT_EQ(monotone.nodes[0].kind, Kind::lower_face);
  // (x - 1/3)^2 + 0.001, written out: near 1/3, where it is not monotone, the natural form is too wide.
  const auto parabola = [](const Symbol& x) { return x * x - 2 * x / 3 + Symbol(Rational(1, 9) + Rational(1, 1000)); };
  EXPECT_TRUE(uses(proof_of(about_range(0, 1, parabola)), Kind::mean_value));
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  b.claim_nonnegative("goal", 1 - p[1] - p[2] * p[1] + Symbol(Rational(1, 10)));
  EXPECT_TRUE(uses(proof_of(b.build()), Kind::infeasible));
}

TEST(BoxProver, NeedsAsManyBoxesAsTheMarginAsks) {
  const auto parabola = [](const Rational& margin) {
    return about_range(0, 1, [&](const Symbol& x) { return square(x - Symbol(Rational(1, 3))) + Symbol(margin); });
  };
  const auto quartic = [](const Rational& margin) {
    return about_range(0, 2, [&](const Symbol& x) { return pow(x, 4) - 2 * pow(x, 2) + 1 + Symbol(margin); });
  };
  EXPECT_EQ(proof_size(parabola(0)), 1U);  // the range of a power is exact
  const std::size_t coarse = proof_size(quartic(Rational(1, 100))), fine = proof_size(quartic(Rational(1, 10000)));
  EXPECT_GE(coarse, 5U);
  EXPECT_LE(coarse, 60U);
  EXPECT_GT(fine, coarse);
  EXPECT_LE(fine, 120U);
  const std::size_t gap = proof_size(state(*find_claim("G3.margin"), 3));
  EXPECT_GE(gap, 100U);
  EXPECT_LE(gap, 1000U);
}

TEST(BoxProver, KeepsThePowersThatTheCheckerKeeps) {
  const Statement s =
      about_range(0, 2, [](const Symbol& x) { return pow(x, 4) - 2 * pow(x, 2) + 1 + Symbol(Rational(1, 10000)); });
  const BoxOutcome outcome = prove_by_boxes(s, 0);
  ASSERT_TRUE(outcome.proof);
  EXPECT_NO_THROW(checker::replay(s, 0, *outcome.proof));
}

TEST(BoxProver, TreatsUndefinedValuesAsUnknown) {
  const auto reciprocal = [](const Symbol& x) { return 1 / x; };
  EXPECT_EQ(proof_size(about_range(1, 2, reciprocal)), 1U);
  // Nowhere may half of a domain stand for the whole: 1/x >= 0 fails on [-1, 0), and at 0 nothing is known.
  const auto undefined = [&](int lower, int upper, auto term) {
    return prove_by_boxes(about_range(lower, upper, term), 0, {20'000, 20, 1});
  };
  EXPECT_FALSE(undefined(-1, 1, reciprocal).proof);
  EXPECT_FALSE(undefined(0, 1, reciprocal).proof);
  EXPECT_FALSE(undefined(-1, 1, [](const Symbol& x) { return sqrt(x); }).proof);
  EXPECT_FALSE(undefined(-1, 1, [](const Symbol& x) { return log(x) + 1000; }).proof);
  // A factor zero does not make a value of an undefined one.
  EXPECT_FALSE(undefined(0, 1, [](const Symbol& x) { return 1 + 0 * (1 / x); }).proof);
  EXPECT_FALSE(undefined(0, 1, [](const Symbol& x) { return 1 + 0 * log(x); }).proof);
  EXPECT_FALSE(undefined(-1, 1, [](const Symbol& x) { return 1 + (x - x) * sqrt(x); }).proof);
  EXPECT_FALSE(undefined(-1, 1, [](const Symbol& x) { return 2 + pow(sqrt(x), 0); }).proof);
  EXPECT_FALSE(undefined(-1, 1, [](const Symbol& x) { return 2 + exp(log(x)); }).proof);
  EXPECT_EQ(proof_size(about_range(1, 2, [](const Symbol& x) { return 1 + 0 * log(x); })), 1U);
  EXPECT_EQ(proof_size(about_range(0, 1, [](const Symbol& x) { return sqrt(x); })), 1U);
  EXPECT_GT(proof_size(about_range(1, 2, [](const Symbol& x) { return x - 1 - log(x); })), 0U);
}

TEST(BoxProver, RefusesWhatItCannotProve) {
  StatementBuilder unbounded;
  const Symbol x = unbounded.at_least("x", 0);
  unbounded.claim_nonnegative("goal", x);
  EXPECT_NE(prove_by_boxes(unbounded.build(), 0).reason.find("unbounded"), std::string::npos);
  StatementBuilder identity;
  const Symbol y = identity.between("y", 0, 1);
  identity.claim_equal("goal", y, y);
  EXPECT_NE(prove_by_boxes(identity.build(), 0).reason.find("inequalities"), std::string::npos);
}

/// (x - 1/3)^2 + (y - 1/3)^2 + (x - 1/3)(y - 1/3) + margin on the unit square: a minimum inside, where the gradient
/// straddles zero.
Statement bowl(const Rational& margin) {
  StatementBuilder b;
  const Symbol third{Rational(1, 3)}, x = b.between("x", 0, 1) - third, y = b.between("y", 0, 1) - third;
  b.claim_nonnegative("bowl", exp(x * x + y * y + x * y) - 1 + Symbol(margin));
  return b.build();
}

TEST(BoxProver, UsesTheTaylorFormNextToAnInteriorMinimum) {
  BoxOptions options;
  options.taylor = true;
  const BoxOutcome outcome = prove_by_boxes(bowl(Rational(1, 1000000)), 0, options);
  ASSERT_TRUE(outcome.proof) << outcome.reason;
  EXPECT_NO_THROW(checker::replay(bowl(Rational(1, 1000000)), 0, *outcome.proof));
  int taylor = 0;
  for (const BoxProof::Node& n : outcome.proof->nodes) taylor += n.kind == BoxProof::Kind::taylor;
  EXPECT_GT(taylor, 0);
  EXPECT_LT(outcome.boxes, 4000U);
  EXPECT_LT(outcome.boxes, prove_by_boxes(bowl(Rational(1, 1000000)), 0).boxes);
  EXPECT_FALSE(prove_by_boxes(bowl(Rational(-1, 1000000)), 0, options).proof);
}

TEST(BoxProver, TheCheckerRejectsTaylorLeavesThatDoNotHold) {
  const BoxProof one_leaf{{{BoxProof::Kind::taylor, 0, {}}}};
  EXPECT_REFUSED(checker::replay(bowl(Rational(1, 1000000)), 0, one_leaf), checker::Rejection,
                 "the Taylor form of the goal is not certainly >= 0 on a box");  // too coarse
  EXPECT_REFUSED(checker::replay(bowl(Rational(-1, 1000000)), 0, one_leaf), checker::Rejection,
                 "the Taylor form of the goal is not certainly >= 0 on a box");  // false
  StatementBuilder b;  // exact for quadratics: x^2 - x + 1/4 = (x - 1/2)^2, with its root at the midpoint
  const Symbol x = b.between("x", 0, 1);
  b.claim_nonnegative("square", x * x - x + Symbol(Rational(1, 4)));
  EXPECT_NO_THROW(checker::replay(b.build(), 0, one_leaf));
  StatementBuilder c;  // 1/x is not defined on the whole box
  const Symbol y = c.between("y", -1, 1);
  c.claim_nonnegative("1/y + 1000", 1 / y + 1000);
  EXPECT_REFUSED(checker::replay(c.build(), 0, one_leaf), checker::Rejection,
                 "the goal is not certainly defined on a box");
}

}  // namespace box_prover_test
}  // namespace hebb
