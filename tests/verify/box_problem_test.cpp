#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/theorems/claim.hpp>
#include <hebb/verify/boxes/box_problem.hpp>
#include <hebb/verify/boxes/box_witness.hpp>

#include "refused.hpp"

namespace hebb {
namespace box_problem_test {

/// Goals, assumptions and the factors' constraints have the same values before and after the reduction.
void expect_same_values(const Statement& s, const std::vector<Rational>& point) {
  const Reduction reduction = reduce(s);
  ASSERT_TRUE(reduction.problem) << reduction.reason;
  const BoxProblem& problem = *reduction.problem;
  ASSERT_EQ(problem.expression.variables.size(), point.size());
  const auto values = lift(problem, point);
  ASSERT_TRUE(values);
  const Vec<Rational> before = evaluate(s.expression, *values), after = evaluate(problem.expression, point);
  for (std::size_t k = 0; k < s.goals.size(); ++k) EXPECT_EQ(before[s.goals[k].node], after[problem.goals[k]]);
  const std::size_t first = problem.constraints.size() - s.assumptions.size();
  for (std::size_t k = 0; k < s.assumptions.size(); ++k) {
    EXPECT_EQ(before[s.assumptions[k].node], after[problem.constraints[first + k]]);
  }
}

TEST(BoxProblem, ReducesChambersAsTheProofFormatSays) {
  StatementBuilder b;
  const auto [p, c] = b.leader_chamber("p", 4, "c");
  b.assume_nonnegative("c >= 1/8", c - Symbol(Rational(1, 8)));
  b.claim_nonnegative("goal", p[0] * p[1] - p[2] * c + pow(p[3], 3));
  const Statement s = b.build();
  const BoxProblem problem = *reduce(s).problem;
  EXPECT_EQ(problem.expression.variables, (std::vector<std::string>{"p2", "p3", "p4", "c"}));
  EXPECT_EQ(problem.lower, std::vector<Rational>(4, 0));
  EXPECT_EQ(problem.upper, std::vector<Rational>(4, 1));
  ASSERT_EQ(problem.constraints.size(), 4U);
  const std::vector<Rational> point{{1, 5}, {1, 7}, {1, 9}, {1, 4}};
  const Vec<Rational> node = evaluate(problem.expression, point);
  const Rational leader = 1 - point[0] - point[1] - point[2];
  EXPECT_EQ(node[problem.constraints[0]], leader - point[0] - point[3]);
  EXPECT_EQ(node[problem.constraints[1]], point[0] - point[1]);
  EXPECT_EQ(node[problem.constraints[2]], point[1] - point[2]);
  EXPECT_EQ(node[problem.constraints[3]], point[3] - Rational(1, 8));
  EXPECT_EQ(*lift(problem, point), (std::vector<Rational>{leader, point[0], point[1], point[2], point[3]}));
  expect_same_values(s, point);
}

TEST(BoxProblem, ReducesSimplicesAndRangesThatDependOnOthers) {
  StatementBuilder b;
  const Vec<Symbol> p = b.simplex("p", 3);
  const Symbol x = b.between("x", Symbol(Rational(-1, 3)), 2), y = b.between("y", x * p[0], x * p[0] + 1);
  b.assume_zero("equation", p[1] - x);
  b.claim_nonnegative("goal", x * y - p[2] / (1 + y * y));
  const Statement s = b.build();
  const BoxProblem problem = *reduce(s).problem;
  EXPECT_EQ(problem.lower, (std::vector<Rational>{0, 0, Rational(-1, 3), 0}));
  EXPECT_EQ(problem.upper, (std::vector<Rational>{1, 1, 2, 1}));
  ASSERT_EQ(problem.constraints.size(), 3U);  // p_1 >= 0, the equation from both sides
  const std::vector<Rational> point{{1, 5}, {1, 7}, {-1, 9}, {3, 4}};
  const Vec<Rational> node = evaluate(problem.expression, point);
  EXPECT_EQ(node[problem.constraints[1]], Rational(1, 5) + Rational(1, 9));
  EXPECT_EQ(node[problem.constraints[2]], -node[problem.constraints[1]]);
  const auto values = *lift(problem, point);
  EXPECT_EQ(values[4], values[3] * values[0] + Rational(3, 4));
  const Vec<Rational> before = evaluate(s.expression, values);
  EXPECT_EQ(before[s.goals[0].node], node[problem.goals[0]]);
}

TEST(BoxProblem, ReducesEveryBoundedClaimOfTheLedger) {
  std::size_t bounded = 0;
  for (const Claim& claim : ledger()) {
    if (!claim.state) continue;
    const Statement s = state(claim, claim.only_dimensions.empty() ? 3 : claim.only_dimensions.front());
    const Reduction reduction = reduce(s);
    if (!reduction.problem) {
      EXPECT_NE(reduction.reason.find("unbounded"), std::string::npos) << claim.id;
      continue;
    }
    ++bounded;
    EXPECT_EQ(reduction.problem->goals.size(), s.goals.size());
    EXPECT_EQ(reduction.problem->values.size(), s.expression.variables.size());
  }
  EXPECT_GT(bounded, 10U);
}

TEST(BoxProblem, SaysWhyThereIsNoBox) {
  StatementBuilder unbounded;
  unbounded.claim_nonnegative("goal", unbounded.at_most("height", 0));
  EXPECT_EQ(reduce(unbounded.build()).reason, "the range of height is unbounded");
  StatementBuilder empty;
  empty.claim_nonnegative("goal", empty.between("width", 1, 0));
  EXPECT_EQ(reduce(empty.build()).reason, "the range of width is empty");
}

TEST(BoxProblem, LiftsOnlyWhatIsRational) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1), y = b.between("y", 0, exp(x)), z = b.between("z", 0, 1 / x);
  b.claim_nonnegative("goal", x + y + z);
  const BoxProblem problem = *reduce(b.build()).problem;
  EXPECT_FALSE(lift(problem, {Rational(1, 2), Rational(1, 2), Rational(1, 2)}));
  StatementBuilder c;
  const Symbol u = c.between("u", 0, 1), v = c.between("v", 0, 1 / u);
  c.claim_nonnegative("goal", u + v);
  const BoxProblem rational = *reduce(c.build()).problem;
  EXPECT_EQ(lift(rational, {Rational(1, 2), Rational(1, 2)})->at(1), 1);
  EXPECT_FALSE(lift(rational, {0, Rational(1, 2)}));
}

TEST(SimplestBetween, HasTheSmallestDenominator) {
  EXPECT_EQ(simplest_between(Rational(31, 100), Rational(32, 100)), Rational(5, 16));
  EXPECT_EQ(simplest_between(Rational(-1, 2), Rational(1, 3)), 0);
  EXPECT_EQ(simplest_between(Rational(5, 2), Rational(9, 2)), 3);
  EXPECT_EQ(simplest_between(Rational(-9, 2), Rational(-5, 2)), -3);
  EXPECT_EQ(simplest_between(Rational(22, 7), Rational(22, 7)), Rational(22, 7));
  EXPECT_REFUSED(simplest_between(1, 0), PreconditionError, "there is no number between 1 and 0");
  for (int n = 1; n < 200; ++n) {  // against a search over all denominators
    const Rational lower(37 * n % 101 + 1, 103), upper = lower + Rational(1, n + 3);
    const Rational found = simplest_between(lower, upper);
    int denominator_wanted = 1;
    for (bool hit = false; !hit; ++denominator_wanted) {
      for (int k = 0; k <= 3 * denominator_wanted && !hit; ++k) {
        const Rational candidate(k, denominator_wanted);
        hit = candidate >= lower && candidate <= upper;
      }
      if (hit) break;
    }
    EXPECT_GE(found, lower);
    EXPECT_LE(found, upper);
    EXPECT_EQ(denominator(found), denominator_wanted) << n;
  }
}

}  // namespace box_problem_test
}  // namespace hebb
