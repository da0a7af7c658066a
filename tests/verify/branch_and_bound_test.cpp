#include <algorithm>
#include <atomic>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/boxes/branch_and_bound.hpp>

#include "refused.hpp"

namespace hebb {
namespace branch_and_bound_test {

using Kind = BoxProof::Kind;
using Bound = StatementBuilder::Bound;

Symbol q(int n, int d) { return Symbol(Rational(n, d)); }

BranchAndBoundOutcome search(const Statement& s, const BranchAndBoundOptions& options = {}) {
  return branch_and_bound(*reduce(s).problem, 0, options);
}

/// p_1 (p_1 - s) >= factor (2 c/(4d)) (2 + 2 (d-1) c) (1 - p_1) - margin on the chamber with c >= least_gap.
Statement gap_claim(int d, const Rational& factor, const Rational& margin, const Rational& least_gap) {
  StatementBuilder b;
  const auto [p, c] = b.leader_chamber("p", d, "c");
  Symbol s = p[0] * p[0];
  for (int i = 1; i < d; ++i) s = s + p[i] * p[i];
  b.assume_nonnegative("the gap is not small", c - Symbol(least_gap));
  const Symbol bound = c / d * (1 + (d - 1) * c) * (1 - p[0]);
  b.claim_nonnegative("goal", p[0] * (p[0] - s) - Symbol(factor) * bound + Symbol(margin));
  return b.build();
}

/// A statement about x in [lower, upper].
template <class Term>
Statement about(const Rational& lower, const Rational& upper, Term term, Bound lower_bound = Bound::closed) {
  StatementBuilder b;
  const Symbol x = b.between("x", Symbol(lower), Symbol(upper), lower_bound);
  b.claim_nonnegative("goal", term(x));
  return b.build();
}

void expect_proved(const Statement& s, std::size_t at_least, std::size_t at_most) {
  const BranchAndBoundOutcome outcome = search(s);
  ASSERT_EQ(outcome.verdict, Truth::proved) << outcome.reason;
  EXPECT_FALSE(outcome.witness);
  EXPECT_NO_THROW(checker::replay(s, 0, *outcome.proof));
  EXPECT_GE(outcome.boxes, at_least);
  EXPECT_LE(outcome.boxes, at_most);
}

void expect_refuted(const Statement& s) {
  const BranchAndBoundOutcome outcome = search(s);
  ASSERT_EQ(outcome.verdict, Truth::refuted) << outcome.reason;
  EXPECT_FALSE(outcome.proof);
  EXPECT_NO_THROW(checker::replay(s, *outcome.witness));
}

TEST(BranchAndBound, ProvesAndRefutesTwins) {
  // x (4 - x)^3 <= 27 on [0, 4], with equality at x = 1.
  const auto cubic = [](const Rational& bound) {
    return about(0, 4, [&](const Symbol& x) { return Symbol(bound) - x * pow(4 - x, 3); });
  };
  expect_proved(cubic(Rational(2701, 100)), 5, 200);
  expect_refuted(cubic(Rational(2699, 100)));
  const auto quotient = [](const Rational& bound) {  // x/(1 + x^2) <= 1/2
    return about(0, 3, [&](const Symbol& x) { return Symbol(bound) - x / (1 + x * x); });
  };
  expect_proved(quotient(Rational(101, 200)), 5, 200);
  expect_refuted(quotient(Rational(99, 200)));
  for (const int d : {2, 3, 4}) {
    expect_proved(gap_claim(d, 1, Rational(1, 100), 0), 10, 20'000);
    expect_refuted(gap_claim(d, Rational(101, 100), 0, 0));
    expect_refuted(gap_claim(d, 1, Rational(-1, 1000), 0));
  }
}

TEST(BranchAndBound, ProvesTheGapClaimUpToTheVertexWhereBothSidesVanish) {
  expect_proved(gap_claim(4, Rational(9, 10), 0, Rational(1, 8)), 5'000, 30'000);
}

TEST(BranchAndBound, ProvesADoubleZeroAtAFace) {
  const auto exponential = [](const Rational& slope) {
    return about(0, 1, [&](const Symbol& x) { return exp(-x) - (1 - Symbol(slope) * x); });
  };
  const BranchAndBoundOutcome outcome = search(exponential(1));
  ASSERT_TRUE(outcome.proof) << outcome.reason;
  ASSERT_EQ(outcome.proof->nodes.size(), 2U);
  EXPECT_EQ(outcome.proof->nodes[0].kind, Kind::lower_face);
  EXPECT_EQ(outcome.proof->nodes[1].kind, Kind::natural);
  EXPECT_NO_THROW(checker::replay(exponential(1), 0, *outcome.proof));
  expect_refuted(exponential(Rational(99, 100)));
}

TEST(BranchAndBound, UsesEndsThatAreNotDoubles) {
  // (x - 1/3)(x - 2/3) <= 0 between its roots: the faces are the roots themselves.
  const auto product = [](const Rational& shift) {
    return about(Rational(1, 3), Rational(2, 3),
                 [&](const Symbol& x) { return Symbol(shift) - (x - q(1, 3)) * (x - q(2, 3)); });
  };
  expect_proved(product(Rational(1, 1000)), 1, 100);
  expect_refuted(product(Rational(-1, 1000)));
  // The mean-value form about a midpoint that is no double, and a point for a box.
  expect_proved(about(Rational(1, 3), Rational(3, 7), [](const Symbol& x) { return x * x - x + q(1, 4); }), 1, 10);
  expect_proved(about(Rational(1, 7), Rational(1, 7), [](const Symbol& x) { return x * 7 - q(6, 7); }), 1, 1);
  // x - 1/3 >= 0 cannot be seen in doubles, and must not be proved for a slightly larger constant.
  const auto tight = [](const Rational& c) {
    return about(Rational(1, 3), 1, [&](const Symbol& x) { return x - Symbol(c); });
  };
  EXPECT_FALSE(search(tight(Rational(1, 3) + Rational(1, Integer(1) << 80))).proof);
  expect_refuted(tight(Rational(1, 3) + Rational(1, 1000)));
}

TEST(BranchAndBound, NeverAcceptsAnExcludedPointAsWitness) {
  // Violated at x = 0 only, which is excluded; and on (0, 1/1000), which is not.
  const auto at_zero = [](const Rational& c) {
    return about(
        0, 1, [&](const Symbol& x) { return x * x - Symbol(c) * (1 - x); }, Bound::open);
  };
  EXPECT_NE(search(about(
                       0, 1, [](const Symbol& x) { return -square(1 - x) + 1; }, Bound::open))
                .verdict,
            Truth::refuted);
  const BranchAndBoundOutcome outcome = search(at_zero(Rational(1, 1'000'000)));
  ASSERT_TRUE(outcome.witness);
  EXPECT_GT(outcome.witness->values[0], 0);
  EXPECT_LT(outcome.witness->values[0], Rational(1, 1000));
  // The face x = 0 lies outside the domain: the witness is moved inside.
  const Statement increasing = about(
      0, 1, [](const Symbol& x) { return x - q(1, 3); }, Bound::open);
  const BranchAndBoundOutcome inside = search(increasing);
  ASSERT_TRUE(inside.witness);
  EXPECT_GT(inside.witness->values[0], 0);
  EXPECT_NO_THROW(checker::replay(increasing, *inside.witness));
}

TEST(BranchAndBound, KeepsToTheAssumptions) {
  StatementBuilder b;  // x y <= 1/4 + 1/100 on x + y <= 1, false elsewhere in the square
  const Symbol x = b.between("x", 0, 1), y = b.between("y", 0, 1);
  b.assume_nonnegative("x + y <= 1", 1 - x - y);
  b.claim_nonnegative("xy is small", q(26, 100) - x * y);
  expect_proved(b.build(), 3, 300);
  StatementBuilder c;  // on the line x = y only
  const Symbol u = c.between("u", 0, 1), v = c.between("v", 0, 1);
  c.assume_zero("u = v", u - v);
  c.claim_nonnegative("uv is almost a square", u * v - u * u + q(1, 50));
  expect_proved(c.build(), 10, 2000);
}

TEST(BranchAndBound, TakesNoFaceThatBreaksAConstraint) {
  StatementBuilder b;  // decreasing in c, but c = 1 is infeasible: y >= c
  const Symbol y = b.between("y", 0, 1), c = b.between("c", 0, 1);
  b.assume_nonnegative("y >= c", y - c);
  b.claim_nonnegative("goal", y - c + q(1, 100));
  expect_proved(b.build(), 50, 1500);
}

TEST(BranchAndBound, EndsWhereBoxesOnlyTouchTheFeasibleSet) {
  StatementBuilder b;  // feasible only where x = 1, y = 0; the goal asks for cuts in z
  const Symbol x = b.between("x", 0, 1), y = b.between("y", 0, 1), z = b.between("z", 0, 1);
  b.assume_nonnegative("touching", x - y - 1);
  b.claim_nonnegative("goal", z * z - z + q(26, 100) + y * (z - q(1, 2)));
  expect_proved(b.build(), 5, 4000);
}

TEST(BranchAndBound, SplitsWhatOnlyTheConstraintsKnow) {
  StatementBuilder b;  // the goal has x only; y must be cut to see that small x are infeasible
  const Symbol x = b.between("x", 0, 1), y = b.between("y", 0, 1);
  b.assume_nonnegative("x >= (y - 1/2)^2 + 1/10 + y(1-y)", x - square(y - q(1, 2)) - q(1, 10) - y * (1 - y));
  b.claim_nonnegative("x >= 1/3", x - q(1, 3));
  expect_proved(b.build(), 5, 4000);
}

bool same(const BranchAndBoundOutcome& a, const BranchAndBoundOutcome& b) {
  return a.verdict == b.verdict && a.proof == b.proof && a.witness == b.witness && a.boxes == b.boxes &&
         a.left.boxes == b.left.boxes && a.reason == b.reason;
}

TEST(BranchAndBound, AnswersTheSameOnAnyNumberOfThreads) {
  BranchAndBoundOptions budget;
  budget.max_boxes = 30'000;
  budget.seconds = 600;
  const Statement statements[] = {gap_claim(4, Rational(9, 10), Rational(1, 1000), Rational(1, 16)),
                                  gap_claim(4, Rational(101, 100), 0, 0), gap_claim(5, 1, 0, 0)};
  const Truth verdicts[] = {Truth::proved, Truth::refuted, Truth::unknown};
  for (int k = 0; k < 3; ++k) {
    const BranchAndBoundOutcome one = search(statements[k], budget);
    EXPECT_EQ(one.verdict, verdicts[k]) << k << one.reason;
    EXPECT_GT(one.boxes, 300U) << k;
    for (const unsigned threads : {2U, 4U, 0U}) {
      budget.threads = threads;
      EXPECT_TRUE(same(one, search(statements[k], budget))) << k << " on " << threads;
    }
    budget.threads = 1;
  }
}

TEST(BranchAndBound, SaysWhatIsLeft) {
  BranchAndBoundOptions budget;
  budget.max_boxes = 500;
  const Statement s = gap_claim(3, 1, 0, 0);
  const BranchAndBoundOutcome outcome = search(s, budget);
  EXPECT_EQ(outcome.verdict, Truth::unknown);
  EXPECT_EQ(outcome.boxes, 500U);
  EXPECT_GT(outcome.left.boxes, 0U);
  ASSERT_EQ(outcome.left.hardest.size(), 3U);
  EXPECT_EQ(outcome.left.hardest[0].first, "p2");
  EXPECT_EQ(outcome.left.hardest[2].first, "c");
  for (const auto& [name, side] : outcome.left.hardest) EXPECT_TRUE(subset(side, Interval(0, 1))) << name;
  EXPECT_LT(outcome.left.goal.lower(), 0);
  EXPECT_NE(outcome.reason.find("500 boxes"), std::string::npos) << outcome.reason;
}

TEST(BranchAndBound, GivesUpOnAnEqualityInsteadOfRunningForever) {
  BranchAndBoundOptions patient;
  patient.seconds = 600;
  // (x^2 - 2)^2 >= 0, written so that no form sees the square.
  const Statement s = about(1, 2, [](const Symbol& x) { return x * x * x * x - 4 * x * x + 4; });
  const BranchAndBoundOutcome outcome = search(s, patient);
  EXPECT_EQ(outcome.verdict, Truth::unknown);
  EXPECT_LT(outcome.boxes, 100'000U);
  EXPECT_GT(outcome.left.boxes, 0U);
  const Interval x = outcome.left.hardest.at(0).second;
  EXPECT_NEAR(x.midpoint() * x.midpoint(), 2, 1e-3);
}

TEST(BranchAndBound, StopsAndReportsProgress) {
  std::atomic<bool> stop = false;
  BranchAndBoundOptions patient;
  patient.seconds = 600;
  patient.max_boxes = std::size_t{1} << 40;
  patient.max_stuck = std::size_t{1} << 40;
  patient.stop = &stop;
  std::size_t calls = 0, last = 0;
  EXPECT_THROW(branch_and_bound(*reduce(gap_claim(5, 1, 0, 0)).problem, 0, patient,
                                [&](const BranchAndBoundProgress& p) {
                                  EXPECT_GT(p.boxes, last);
                                  last = p.boxes;
                                  if (++calls == 2) stop = true;
                                }),
               Stopped);
  EXPECT_EQ(calls, 2U);
}

TEST(BranchAndBound, RejectsGoalsThatItCannotDecide) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  b.claim_equal("identity", x, x);
  const BoxProblem problem = *reduce(b.build()).problem;
  EXPECT_REFUSED(branch_and_bound(problem, 0), PreconditionError,
                 "branch and bound was given the identity 'identity'; it decides inequalities");
  EXPECT_REFUSED(branch_and_bound(problem, 1), PreconditionError,
                 "branch and bound was given goal 1 of a statement that has 1");
  EXPECT_REFUSED(branch_and_bound(problem, -1), PreconditionError,
                 "branch and bound was given goal -1 of a statement that has 1");
}

// Every change of a proof that matters makes the replay fail.

bool replays(const Statement& s, const BoxProof& proof) {
  try {
    checker::replay(s, 0, proof);
    return true;
  } catch (const checker::Rejection&) {
    return false;
  }
}

std::size_t end_of_subtree(const BoxProof& proof, std::size_t node) {
  const Kind kind = proof.nodes[node].kind;
  std::size_t end = node + 1;
  if (kind == Kind::lower_face || kind == Kind::upper_face) return end_of_subtree(proof, end);
  if (kind == Kind::split) return end_of_subtree(proof, end_of_subtree(proof, end));
  return end;
}

TEST(BranchAndBound, ProofsDoNotSurviveMutations) {
  const Statement s = gap_claim(3, 1, Rational(1, 20), 0);
  const BoxProof proof = *search(s).proof;
  ASSERT_TRUE(replays(s, proof));
  EXPECT_FALSE(replays(gap_claim(3, 1, Rational(-1, 1000), 0), proof)) << "another goal";
  std::size_t dropped = 0, weakened = 0;
  for (std::size_t k = 0; k < proof.nodes.size(); k += 7) {
    BoxProof shorter = proof;
    shorter.nodes.erase(shorter.nodes.begin() + static_cast<std::ptrdiff_t>(k),
                        shorter.nodes.begin() + static_cast<std::ptrdiff_t>(end_of_subtree(proof, k)));
    EXPECT_FALSE(replays(s, shorter)) << "without the sub-tree of node " << k;
    ++dropped;
    BoxProof flipped = proof;
    Kind& kind = flipped.nodes[k].kind;
    if (kind == Kind::mean_value || kind == Kind::infeasible) {
      kind = Kind::natural;  // the search tries the natural form before the mean-value form
      EXPECT_FALSE(replays(s, flipped)) << "node " << k;
      ++weakened;
    } else if (kind == Kind::lower_face) {
      kind = Kind::upper_face;
      EXPECT_FALSE(replays(s, flipped)) << "node " << k;
      ++weakened;
    } else if (kind == Kind::split) {
      flipped.nodes[k].at = Rational(2);
      EXPECT_FALSE(replays(s, flipped)) << "node " << k;
      ++weakened;
    }
  }
  EXPECT_GT(dropped, 20U);
  EXPECT_GT(weakened, 20U);
}

}  // namespace branch_and_bound_test
}  // namespace hebb
