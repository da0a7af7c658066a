#include <gtest/gtest.h>

#include <hebb/experiments/mean_square.hpp>
#include <hebb/language/rules.hpp>
#include <hebb/model/update.hpp>
#include <hebb/rule_runs/rule_compare.hpp>

#include "refused.hpp"

namespace hebb {
namespace rule_compare_test {

using namespace literals;  // NOLINT(google-build-using-namespace)

const std::string step = " next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))";
const std::string paper = "rule paper noise Q = 2" + step;

RuleProblem problem(const std::string& text, Vec<Rational> start = {2_q / 5, 7_q / 20, 1_q / 4},
                    const Rational& a = 1_q / 100) {
  return {parse_rules(text).at(0).record(static_cast<int>(start.size()), {}), std::move(start), a, UniformNoise(2)};
}

ComparisonOptions every(std::size_t stride) {
  ComparisonOptions options;
  options.stride = stride;
  return options;
}

void expect_same(const ComparedPoint& x, const ComparedPoint& y) {
  for (std::size_t i = 0; i < x.p.size(); ++i) {
    EXPECT_EQ(x.p[i].lower(), y.p[i].lower());
    EXPECT_EQ(x.p[i].upper(), y.p[i].upper());
  }
  EXPECT_EQ(x.rest.lower(), y.rest.lower());
  EXPECT_EQ(x.rest.upper(), y.rest.upper());
}

TEST(RuleComparison, ThePapersRuleHasTheEnclosuresOfTheBuiltInComparison) {
  const RuleProblem chain = problem(paper);
  const RuleComparison rule = compare(chain, 600, every(100));
  const Comparison own = compare_mean_dynamics(SimplexPoint<Rational>(chain.start), chain.a, 600, every(100));
  EXPECT_TRUE(rule.is_papers_drift);
  EXPECT_FALSE(rule.is_stated);
  EXPECT_EQ(rule.reason + rule.flow_reason + rule.bound_reason, "");
  ASSERT_EQ(rule.rows.size(), own.rows.size());
  EXPECT_TRUE(rule.rows[0].flow.p[2].contains(chain.start[2]));  // in the others to the last digit
  for (std::size_t k = 1; k < own.rows.size(); ++k) {
    expect_same(rule.rows[k].euler, own.rows[k].euler);
    expect_same(rule.rows[k].mean, own.rows[k].hebbian);
    expect_same(rule.rows[k].flow, own.rows[k].flow);
    EXPECT_EQ(rule.rows[k].mean_to_flow.two.upper(), own.rows[k].hebbian_to_flow.two.upper());
    EXPECT_EQ(rule.rows[k].mean_bound->upper(), own.rows[k].hebbian_bound.upper());
    EXPECT_EQ(rule.rows[k].euler_bound->upper(), own.rows[k].euler_bound.upper());
  }
}

TEST(RuleComparison, ACallableIsComparedToo) {
  const auto update = [](const auto& p, const auto& y, const auto& a) { return probability_update(p, y, a); };
  const RuleProblem chain = problem(paper);
  const RuleComparison text = compare(chain, 50, every(50)),
                       code = compare(update, chain.start, chain.a, 2_q, 50, every(50));
  for (std::size_t k = 0; k < text.rows.size(); ++k) expect_same(text.rows[k].mean, code.rows[k].mean);
}

/// The integrator against the closed form: three times the paper's drift is its flow at three times the time.
TEST(RuleComparison, SaysWhereNoiseChangesTheMean) {
  const auto affine = [](const std::string& step) {
    const RecordedRule rule = parse_rules("rule r noise Q = 2 next p[i] = " + step).at(0).record(2, {});
    return compare(RuleProblem{rule, {3_q / 5, 2_q / 5}, 1_q / 100, UniformNoise(2)}, 1).is_affine;
  };
  EXPECT_EQ(affine("p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))"), Verdict::proved);
  EXPECT_EQ(affine("p[i]*(1 + a*y[i]^2)/(1 + a*sum(j in 1..d: p[j]*y[j]^2))"), Verdict::refuted);
  EXPECT_EQ(affine("p[i]*(1 + a*min(1, y[i]))/(1 + a*sum(j in 1..d: p[j]*min(1, y[j])))"), Verdict::refuted);
}

TEST(RuleComparison, AnotherDriftIsIntegrated) {
  const RuleProblem fast = problem(paper + " drift 3*p[i]*(p[i] - sum(j in 1..d: p[j]^2))");
  const RuleComparison rule = compare(fast, 40, every(10));
  EXPECT_TRUE(rule.is_stated);
  EXPECT_FALSE(rule.is_papers_drift);
  EXPECT_EQ(rule.stated_is_derived, Verdict::refuted);
  ASSERT_EQ(rule.flow_reason, "");
  const Comparison own = compare_mean_dynamics(SimplexPoint<Rational>(fast.start), fast.a, 120, every(30));
  ASSERT_EQ(rule.rows.size(), own.rows.size());
  for (std::size_t k = 1; k < own.rows.size(); ++k) expect_same(rule.rows[k].flow, own.rows[k].flow);
}

TEST(RuleComparison, TheDistancesRespectTheBounds) {
  const std::string replicator_like = "rule e noise Q = 2 trigger p[i]^2/sum(j in 1..d: p[j]^2)" + step;
  for (const std::string& text : {replicator_like, paper + " drift 3*p[i]*(p[i] - sum(j in 1..d: p[j]^2))"}) {
    const RuleComparison rule = compare(problem(text, {3_q / 5, 2_q / 5}, 1_q / 20), 20, every(10));
    ASSERT_EQ(rule.flow_reason + rule.bound_reason, "") << text;
    ASSERT_EQ(rule.rows.size(), 3U);
    for (std::size_t k = 1; k < rule.rows.size(); ++k) {
      const RuleComparisonRow& row = rule.rows[k];
      EXPECT_GT(row.euler_to_flow.two.lower(), 0);
      EXPECT_LT(row.euler_to_flow.two.width(), 1e-15);
      EXPECT_LE(row.euler_to_flow.two.upper(), row.euler_bound->upper());
      EXPECT_LE(row.mean_to_flow.two.upper(), row.mean_bound->upper());
      EXPECT_LT(row.euler_bound->upper(), 1) << "a bound that says something: the diameter is 1.41";
    }
  }
}

/// At most the diameter, and below it for longer than the circles of Gershgorin over all of R^d would say: for half
/// the paper's drift mu along the simplex is at most 1/4 (at p = (1/2, 1/2), where 2 p_1 - 1 grows with p_1 p_2 ...).
TEST(RuleComparison, TheBoundsAreThoseAlongTheSimplex) {
  const std::string half = "rule h noise Q = 2" + step + " drift p[i]*(p[i] - sum(j in 1..d: p[j]^2))/2";
  const RuleProblem chain = problem(half, {3_q / 5, 2_q / 5}, 1_q / 100);
  const RuleComparison rule = compare(chain, 1000, every(100));
  ASSERT_EQ(rule.flow_reason + rule.bound_reason, "");
  // |p'' / 2| <= 1/100 sqrt 2 for the flow of x' = x (1-x)(2x-1)/2; e^(10/4) - 1 = 11.2 times at t = 10.
  EXPECT_LT(rule.rows.back().euler_bound->upper(), 0.01);
  for (const RuleComparisonRow& row : rule.rows) {
    EXPECT_LE(row.euler_to_flow.two.upper(), row.euler_bound->upper());
    EXPECT_LE(row.mean_bound->upper(), 1.4142135623730952);
  }
}

TEST(RuleComparison, SaysWhyThereIsNoFlow) {
  const RuleComparison rule = compare(problem("rule r noise Q = 2 let m(i) = p[i]*max(p[i] - 1/3, 0)" + step +
                                              " drift m(i) - p[i]*sum(j in 1..d: m(j))"),
                                      20, every(10));
  EXPECT_TRUE(rule.rows.empty());
  EXPECT_FALSE(rule.leaves_the_simplex);
  EXPECT_NE(rule.flow_reason.find("abs"), std::string::npos) << rule.flow_reason;
  // A drift that is not along the simplex is no flow there.
  const RuleComparison leaves = compare(problem(paper + " drift p[i]*p[i]"), 20, every(10));
  EXPECT_TRUE(leaves.rows.empty());
  EXPECT_TRUE(leaves.leaves_the_simplex);
  EXPECT_EQ(leaves.flow_reason, "the drift leaves the simplex: its sum is not 0");
}

TEST(RuleMeanSquare, OfThePapersRuleIsTheBuiltInOne) {
  const RuleProblem chain = problem(paper);
  const RuleMeanSquare rule = estimate_rule_mean_square(chain, 100, 40, 5, 1_q / 100, 1);
  const MeanSquareEstimate own =
      estimate_mean_square(SimplexPoint<Rational>(chain.start), UniformNoise(2), chain.a, 100, 40, 5, 1_q / 100, 1);
  EXPECT_EQ(rule.estimate.mean, own.mean);
  ASSERT_TRUE(rule.bound);
  // By the compiled code, from other words: the same number within its error.
  const RuleMeanSquare code = estimate_rule_mean_square(
      problem("rule w noise Q = 2 next p[i] = p[i]*(1 + a*y[i])/sum(j in 1..d: p[j]*(1 + a*y[j]))"), 100, 4000, 5,
      1_q / 100, 1);
  const RuleMeanSquare more = estimate_rule_mean_square(chain, 100, 4000, 5, 1_q / 100, 1);
  EXPECT_EQ(code.left, 0U);
  EXPECT_NEAR(code.estimate.mean, more.estimate.mean, 0.1 * more.estimate.mean);
}

TEST(RuleMeanSquare, PathsThatLeaveAreCounted) {
  EXPECT_REFUSED(
      estimate_rule_mean_square(problem("rule s noise Q = 2 next p[i] = p[i]*(1 + a*y[i])"), 20, 10, 1, 1_q / 100, 1),
      PreconditionError, "10 of 10 paths left the simplex");
}

}  // namespace rule_compare_test
}  // namespace hebb
