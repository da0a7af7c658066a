#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/verify/boxes/box_judge.hpp>

#include "refused.hpp"

namespace hebb {
namespace box_judge_test {

/// x - 5 on [lower, upper]: nothing is decided, so that the workspace keeps all forms.
BoxProblem undecided(const Rational& lower, const Rational& upper) {
  StatementBuilder b;
  const Symbol x = b.between("x", Symbol(lower), Symbol(upper));
  b.claim_nonnegative("goal", square(x - Symbol(Rational(1, 2))) - Symbol(Rational(1, 5)));
  return *reduce(b.build()).problem;
}

Interval register_of(TapeRegisters r, int k) { return Interval(*r.lower(k), *r.upper(k)); }

TEST(BoxJudge, EnclosesExactEndsMidpointsAndFaces) {
  for (int n = 1; n < 300; ++n) {
    const Rational lower(n, 3 * n + 7), upper = lower + Rational(1, n % 13 + 2);
    const BoxJudge judge(undecided(lower, upper), 0, 0);
    const TapeWorkspace w = judge.workspace();
    BoxDecision decision;
    std::vector<double> row = judge.root();
    judge.judge({row.data(), 1}, &decision, w);
    EXPECT_TRUE(register_of(w.box, 0).contains(lower) && register_of(w.box, 0).contains(upper)) << n;
    EXPECT_TRUE(register_of(w.midpoint, 0).contains(Rational((lower + upper) / 2))) << n;
    for (const bool at_lower : {true, false}) {
      row = judge.root();
      judge.move_to_face(row.data(), 0, at_lower);
      judge.judge({row.data(), 1}, &decision, w);
      EXPECT_TRUE(register_of(w.box, 0).contains(at_lower ? lower : upper)) << n;
      EXPECT_TRUE(register_of(w.midpoint, 0).contains(at_lower ? lower : upper)) << n;
      EXPECT_LE(register_of(w.box, 0).width(), 0x1p-50) << n;
      EXPECT_NE(decision.kind, BoxDecision::Kind::faces) << "a face has no faces";
    }
  }
}

TEST(BoxJudge, DecidesEachBoxByItself) {
  StatementBuilder b;
  const auto [p, c] = b.leader_chamber("p", 3, "c");
  b.claim_nonnegative("goal", p[0] * p[0] - p[1] - c * c / 3);
  const BoxJudge judge(*reduce(b.build()).problem, 0, 0x1p-40);
  const TapeWorkspace w = judge.workspace();
  std::vector<double> rows;
  constexpr int count = 100;
  for (int k = 0; k < count; ++k) {
    for (const int prime : {7, 11, 13}) {
      const double lower = k * prime % 32 / 64.0;
      rows.insert(rows.end(), {lower, lower + (1 + k % 5) / 16.0});
    }
  }
  std::vector<BoxDecision> together(count);
  judge.judge({rows.data(), count}, together.data(), w);
  std::size_t kinds[8] = {};  // by kind
  for (int k = count; k-- > 0;) {
    BoxDecision alone;
    judge.judge({rows.data() + std::ptrdiff_t{6} * k, 1}, &alone, w);
    EXPECT_EQ(alone.kind, together[k].kind);
    EXPECT_EQ(alone.refutes, together[k].refutes);
    EXPECT_EQ(alone.variable, together[k].variable);
    EXPECT_EQ(alone.at, together[k].at);
    EXPECT_EQ(alone.lower_faces, together[k].lower_faces);
    EXPECT_EQ(alone.upper_faces, together[k].upper_faces);
    ++kinds[static_cast<int>(alone.kind)];
  }
  using Kind = BoxDecision::Kind;
  for (const Kind kind : {Kind::natural, Kind::infeasible, Kind::split}) EXPECT_GT(kinds[static_cast<int>(kind)], 2U);
}

TEST(BoxJudge, CallsSmallBoxesStuck) {
  const BoxJudge judge(undecided(0, 1), 0, 0x1p-10);
  const TapeWorkspace w = judge.workspace();
  BoxDecision decision;
  const double large[] = {0.5 - 0x1p-9, 0.5 + 0x1p-9}, small[] = {0.5 - 0x1p-12, 0.5 + 0x1p-12};
  judge.judge({large, 1}, &decision, w);
  EXPECT_EQ(decision.kind, BoxDecision::Kind::split);
  EXPECT_EQ(decision.at, 0.5);
  judge.judge({small, 1}, &decision, w);
  EXPECT_EQ(decision.kind, BoxDecision::Kind::stuck);
  EXPECT_TRUE(decision.refutes);
}

TEST(BoxJudge, RefusesMoreThan64Variables) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 66);
  b.claim_nonnegative("goal", p[0]);
  EXPECT_REFUSED(BoxJudge(*reduce(b.build()).problem, 0, 0), PreconditionError,
                 "branch and bound was given 65 variables; at most 64 are supported");
}

}  // namespace box_judge_test
}  // namespace hebb
