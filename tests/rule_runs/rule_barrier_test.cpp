#include <gtest/gtest.h>

#include <hebb/barriers/barrier.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/language/rules.hpp>
#include <hebb/rule_runs/rule_barrier.hpp>

#include "refused.hpp"

namespace hebb {
namespace rule_barrier_test {

using namespace literals;  // NOLINT(google-build-using-namespace)

const std::string paper = "rule paper noise Q = 2 next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))";
const std::string exponential =
    "rule exponentiated noise Q = 2 next p[i] = p[i]*exp(a*y[i]) / sum(j in 1..d: p[j]*exp(a*y[j]))";

RuleProblem problem(const std::string& text, AnyNoise noise, Vec<Rational> start = {3_q / 5, 1_q / 4, 3_q / 20},
                    const Rational& a = 1_q / 100) {
  return {parse_rules(text).at(0).record(static_cast<int>(start.size()), {}), std::move(start), a, std::move(noise)};
}

const LossEvent overtaken;

void expect_accepted(const RuleBarrierProof& proof) {
  ASSERT_EQ(proof.certificates.size(), 2U);
  for (const Certificate& certificate : proof.certificates) {
    const CheckOutcome outcome = check(certificate, {});
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
    EXPECT_EQ(certificate.verdict(), Verdict::proved);
  }
}

TEST(RuleBarrier, ThePapersRuleHasTheBuiltInBarrierForDiscreteNoise) {
  const RuleProblem chain = problem(paper, TwoPointNoise(2));
  const RuleBarrierProof proof = find_rule_barrier(chain, overtaken, "paper");
  ASSERT_TRUE(proof.barrier) << proof.reason;
  EXPECT_EQ(proof.law, "exact");
  expect_accepted(proof);
  BarrierOptions one;
  one.max_pieces = 1;
  const auto own = escape_barrier(SimplexPoint<Rational>(chain.start), chain.a, barrier_law(chain.noise), one);
  ASSERT_TRUE(own);
  const double bound = proof.barrier->bound.convert_to<double>(), best = own->probability.upper();
  EXPECT_LT(bound, 0.05);
  EXPECT_GT(bound, best * 0.99);
  EXPECT_LT(bound, best * 3) << "the search is coarser, and leaves room for the proof";
}

TEST(RuleBarrier, UniformNoiseIsEnclosedByAConvexOrder) {
  const Vec<Rational> start{7_q / 10, 3_q / 10};
  RuleBarrierOptions how;
  how.cells = 2;
  const RuleBarrierProof uniform = find_rule_barrier(problem(paper, UniformNoise(2), start), overtaken, "paper", how);
  const RuleBarrierProof every = find_rule_barrier(problem(paper, EveryNoise(2), start), overtaken, "paper");
  ASSERT_TRUE(uniform.barrier) << uniform.reason;
  ASSERT_TRUE(every.barrier) << every.reason;
  expect_accepted(uniform);
  expect_accepted(every);
  EXPECT_LT(uniform.barrier->bound, every.barrier->bound / 2);
}

TEST(RuleBarrier, UniformNoiseInThreeDimensions) {
  RuleBarrierOptions how;
  how.cells = 2;
  const RuleProblem chain = problem(paper, UniformNoise(2), {3_q / 5, 1_q / 4, 3_q / 20}, 1_q / 50);
  const RuleBarrierProof uniform = find_rule_barrier(chain, overtaken, "paper", how);
  ASSERT_TRUE(uniform.barrier) << uniform.reason;
  expect_accepted(uniform);
  EXPECT_NE(uniform.law.find("ends of 2 cells, larger in the convex order"), std::string::npos) << uniform.law;
  const RuleProblem worst = problem(paper, TwoPointNoise(2), chain.start, chain.a);
  const RuleBarrierProof two_point = find_rule_barrier(worst, overtaken, "paper", how);
  ASSERT_TRUE(two_point.barrier) << two_point.reason;
  EXPECT_LT(uniform.barrier->bound, two_point.barrier->bound / 2);
  // The uniform barrier is none of the two-point law, which is larger in the convex order.
  RuleBarrierOptions quick;
  quick.seconds = 2;
  EXPECT_FALSE(prove_rule_barrier(worst, *uniform.barrier, "paper", quick).barrier);
}

TEST(RuleBarrier, ATableOfNoiseIsExact) {
  const DiscreteNoise noise(2, {{-1_q / 2, 2_q / 3}, {1, 1_q / 3}});
  const RuleBarrierProof proof = find_rule_barrier(problem(paper, noise, {7_q / 10, 3_q / 10}), overtaken, "paper");
  ASSERT_TRUE(proof.barrier) << proof.reason;
  EXPECT_EQ(proof.law, "exact");
  expect_accepted(proof);
}

TEST(RuleBarrier, TooManyPatternsAreRefused) {
  // p_u'/p_1' depends on all inputs through the normaliser's square: 5 * 4 * 2^5 terms at d = 5 are few, those of d =
  // 16 are not.
  const std::string coupled =
      "rule c noise Q = 2 let m = sum(j in 1..d: p[j]*y[j]) next p[i] = p[i]*(1 + a*y[i] + a^2*y[i]*m)/"
      "sum(j in 1..d: p[j]*(1 + a*y[j] + a^2*y[j]*m))";
  Vec<Rational> start(16, 1_q / 40);
  start[0] = 25_q / 40;
  const RuleBarrierProof proof =
      find_rule_barrier(problem(coupled, TwoPointNoise(2), start, 1_q / 100), overtaken, "c");
  EXPECT_FALSE(proof.barrier);
  EXPECT_NE(proof.reason.find("depends on too many inputs"), std::string::npos) << proof.reason;
}

TEST(RuleBarrier, ARuleWithExpHasOne) {
  const RuleBarrierProof proof =
      find_rule_barrier(problem(exponential, TwoPointNoise(2), {7_q / 10, 3_q / 10}), overtaken, "e");
  ASSERT_TRUE(proof.barrier) << proof.reason;
  expect_accepted(proof);
  EXPECT_LT(proof.barrier->bound, 1_q / 10);
}

TEST(RuleBarrier, TheEstimateIsBelowTheBound) {
  const RuleProblem chain = problem(paper, TwoPointNoise(2), {7_q / 10, 3_q / 10}, 1_q / 10);
  const RuleBarrierProof proof = find_rule_barrier(chain, overtaken, "paper");
  ASSERT_TRUE(proof.barrier) << proof.reason;
  const RuleLosses losses = count_rule_losses(chain, {.event = overtaken, .steps = 500, .paths = 20000});
  EXPECT_LT(static_cast<double>(losses.lost) / 20000, proof.barrier->bound.convert_to<double>());
}

/// Each condition has a barrier that only it stops.
TEST(RuleBarrier, ForgedOnesAreRefused) {
  const RuleProblem chain = problem(paper, TwoPointNoise(2));
  const RuleBarrierProof proof = find_rule_barrier(chain, overtaken, "paper");
  ASSERT_TRUE(proof.barrier) << proof.reason;
  ASSERT_TRUE(prove_rule_barrier(chain, *proof.barrier, "paper").barrier);
  RuleBarrierOptions quick;
  quick.seconds = 2;
  const auto reason = [&](const RuleProblem& p, const RuleBarrier& barrier) {
    const RuleBarrierProof forged = prove_rule_barrier(p, barrier, "paper", quick);
    EXPECT_FALSE(forged.barrier);
    EXPECT_TRUE(forged.certificates.empty());
    return forged.reason;
  };
  RuleBarrier small = *proof.barrier;
  small.bound *= 99_q / 100;  // a bound that is too small
  EXPECT_NE(reason(chain, small).find("refuted"), std::string::npos);
  RuleBarrier steep = *proof.barrier;
  steep.exponent *= 3;  // the power grows in the mean
  EXPECT_NE(reason(chain, steep).find("refuted"), std::string::npos);
  RuleBarrier wide = *proof.barrier;
  wide.ratio = 1;  // so it does at the edge of a wider region
  EXPECT_NE(reason(chain, wide).find("refuted"), std::string::npos);
  RuleBarrier outside = *proof.barrier;
  outside.ratio = 1_q / 4;
  EXPECT_REFUSED(prove_rule_barrier(chain, outside, "paper"), PreconditionError, "is outside of p_u <= 1/4 p_1");
  // The same barrier for a rule that does not keep the simplex, and for one that favours another component.
  const std::string leaves = "rule s noise Q = 2 next p[i] = p[i]*(1 + a*y[i])";
  EXPECT_NE(reason(problem(leaves, TwoPointNoise(2)), *proof.barrier).find("refuted"), std::string::npos);
  const std::string repelled = "rule r noise Q = 2 next p[i] = p[i]*(1 - a*y[i])/(1 - a*sum(j in 1..d: p[j]*y[j]))";
  EXPECT_NE(reason(problem(repelled, TwoPointNoise(2)), *proof.barrier).find("refuted"), std::string::npos);
  // Where p_1' may be negative: a Q is 1 in effect.
  const std::string negative =
      "rule n noise Q = 2 next p[i] = p[i]*(1 + 101*a*y[i])/(1 + 101*a*sum(j in 1..d: p[j]*y[j]))";
  reason(problem(negative, TwoPointNoise(2)), *proof.barrier);
  // A trigger that is a law at the start only; one that is none there is no problem at all.
  const std::string trigger = "rule t noise Q = 2 trigger p[i]*(2/5 + p[1])\n" + paper.substr(paper.find("next"));
  reason(problem(trigger, TwoPointNoise(2)), *proof.barrier);
}

TEST(RuleBarrier, AConvexityThatFailsIsNotUsed) {
  // (p_u'/p_1')^1 is concave in Z_u: sqrt. Its mean over uniform noise is not below that of the two-point law.
  const std::string concave =
      "rule c noise Q = 2 next p[i] = p[i]*sqrt(1 + a*y[i])/sum(j in 1..d: p[j]*sqrt(1 + a*y[j]))";
  const RuleProblem chain = problem(concave, UniformNoise(2), {7_q / 10, 3_q / 10}, 1_q / 50);
  const RuleBarrier linear{1, 9_q / 10, 1_q / 2};
  RuleBarrierOptions quick;
  quick.seconds = 2;
  EXPECT_FALSE(prove_rule_barrier(chain, linear, "c", quick).barrier);
  EXPECT_TRUE(prove_rule_barrier(problem(concave, TwoPointNoise(2), chain.start, chain.a), linear, "c", quick).barrier);
}

const std::string capped =
    "rule capped noise Q = 2 let f(i) = min(1 + a*y[i], 3/2) next p[i] = p[i]*f(i)/sum(j in 1..d: p[j]*f(j))";
const std::string clamped =
    "rule clamp noise Q = 2 let c(i) = max(-1/2, min(1/2, y[i])) "
    "next p[i] = p[i]*(1 + a*c(i))/(1 + a*sum(j in 1..d: p[j]*c(j)))";

void expect_all_accepted(const RuleBarrierProof& proof) {
  for (const Certificate& certificate : proof.certificates) {
    const CheckOutcome outcome = check(certificate, {});
    EXPECT_TRUE(outcome.accepted) << certificate.claim << ": " << outcome.reason;
    EXPECT_EQ(certificate.verdict(), Verdict::proved);
  }
}

TEST(RuleBarrier, ACapThatIsNeverReachedChangesNothing) {
  const Vec<Rational> start{7_q / 10, 3_q / 10};
  RuleBarrierOptions how;
  how.cells = 2;
  const RuleBarrierProof with = find_rule_barrier(problem(capped, UniformNoise(2), start), overtaken, "c", how);
  const RuleBarrierProof without = find_rule_barrier(problem(paper, UniformNoise(2), start), overtaken, "p", how);
  ASSERT_TRUE(with.barrier) << with.reason;
  ASSERT_TRUE(without.barrier) << without.reason;
  expect_accepted(with);
  EXPECT_EQ(with.barrier->bound, without.barrier->bound);
  EXPECT_EQ(with.law, without.law);
}

/// The cells of uniform noise end where the clamp turns, and between their ends the ratio is convex.
TEST(RuleBarrier, AClampWithinTheNoiseIsAnEndOfItsCells) {
  const Vec<Rational> start{7_q / 10, 3_q / 10};
  RuleBarrierOptions how;
  how.cells = 2;
  const RuleBarrierProof proof =
      find_rule_barrier(problem(clamped, UniformNoise(2), start, 1_q / 50), overtaken, "c", how);
  ASSERT_TRUE(proof.barrier) << proof.reason;
  EXPECT_EQ(proof.law, "by the ends of 4 cells, larger in the convex order");
  EXPECT_EQ(proof.certificates.size(), 9U + 1U) << "three parts of each input, and the growth";
  expect_all_accepted(proof);
  const RuleLosses losses = count_rule_losses(problem(clamped, UniformNoise(2), start, 1_q / 50),
                                              {.event = overtaken, .steps = 500, .paths = 20000});
  EXPECT_LT(static_cast<double>(losses.lost) / 20000, proof.barrier->bound.convert_to<double>());
  const RuleBarrierProof discrete =
      find_rule_barrier(problem(clamped, TwoPointNoise(2), start, 1_q / 50), overtaken, "c");
  ASSERT_TRUE(discrete.barrier) << discrete.reason;
  expect_all_accepted(discrete);
  const RuleBarrierProof every = find_rule_barrier(problem(clamped, EveryNoise(2), start, 1_q / 50), overtaken, "c");
  EXPECT_FALSE(every.barrier);
  EXPECT_NE(every.reason.find("turn within the noise"), std::string::npos) << every.reason;
}

/// The ratio turns where noise and state decide it together: no cells fit, though the cap is concave in each.
TEST(RuleBarrier, ACapThatMovesWithTheStateHasNoneForUniformNoise) {
  const std::string moving =
      "rule m noise Q = 2 let f(i) = 1 + a*min(y[i], 2*p[i]) next p[i] = p[i]*f(i)/sum(j in 1..d: p[j]*f(j))";
  const Vec<Rational> start{7_q / 10, 3_q / 10};
  const RuleBarrierProof uniform = find_rule_barrier(problem(moving, UniformNoise(2), start, 1_q / 50), overtaken, "m");
  EXPECT_FALSE(uniform.barrier);
  EXPECT_NE(uniform.reason.find("both the state and the noise"), std::string::npos) << uniform.reason;
}

/// The law on the cell ends has the mean of the noise, mass 1, and a larger mean of what is convex between the ends.
TEST(DominatingLaw, EndsAtTheKinks) {
  const DominatingLaw law = dominating_law(UniformNoise(2), 3, {1_q / 2, -1_q / 5, 7});
  ASSERT_EQ(law.atoms.size(), 6U);
  Rational mass = 0, mean = 0, beyond = 0;
  for (const auto& atom : law.atoms) {
    mass += atom.probability;
    mean += atom.probability * atom.value;
    beyond += atom.probability * (atom.value > 1_q / 2 ? Rational(1_q / 2) : atom.value);  // min(z, 1/2), exactly
  }
  EXPECT_EQ(mass, 1);
  EXPECT_EQ(mean, 0);
  EXPECT_EQ(beyond, -1_q / 16);
  EXPECT_THROW(dominating_law(EveryNoise(2), 3, {1_q / 2}), PreconditionError);
  EXPECT_THROW(dominating_law(UniformNoise(2), 0), PreconditionError);
}

TEST(RuleBarrier, SaysWhyItDoesNotApply) {
  const std::string mixed =
      "rule m noise Q = 2 next p[i] = (1 - a/2)*p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: "
      "p[j]*y[j])) + a/(2*d)";
  const RuleBarrierProof no_factor = find_rule_barrier(problem(mixed, TwoPointNoise(2)), overtaken, "m");
  EXPECT_FALSE(no_factor.barrier);
  EXPECT_NE(no_factor.reason.find("does not show p_1' as p_1 times something"), std::string::npos) << no_factor.reason;
  const RuleBarrierProof fast =
      find_rule_barrier(problem(paper, TwoPointNoise(2), {51_q / 100, 49_q / 100}, 49_q / 100), overtaken, "f");
  EXPECT_FALSE(fast.barrier);
  EXPECT_NE(fast.reason.find("too large"), std::string::npos) << fast.reason;
}

}  // namespace rule_barrier_test
}  // namespace hebb
