#include <gtest/gtest.h>

#include <hebb/check/checker.hpp>
#include <hebb/rules/best_constants.hpp>

// The best constants of a rule: both sides stand on certificates, and enclose what is known by hand.

namespace hebb {
namespace best_constants_test {

using namespace literals;  // NOLINT(google-build-using-namespace)

/// With little work: what is asked here is near by.
BestConstants best(const std::string& body, int d = 2) {
  const Rule rule = parse_rules("rule r " + body).at(0);
  BestConstantsOptions quick;
  quick.seconds = 1;
  return best_constants(rule.record(d, {}), rule.name, quick);
}

/// Both sides are there, in the right order, and each has its certificates, which say what the sides say.
void expect_enclosed(const BestConstant& c, const Rational& truth, const Rational& relative) {
  const Tightness& t = c.tightness;
  ASSERT_TRUE(t.proved && t.refuted);
  const Rational& low = t.stronger > 0 ? *t.proved : *t.refuted;
  const Rational& high = t.stronger > 0 ? *t.refuted : *t.proved;
  EXPECT_LE(low, truth);
  EXPECT_GE(high, truth);
  EXPECT_LE(high - low, relative * truth) << to_string(low) << ", " << to_string(high);
  ASSERT_GE(c.certificates.size(), 2U);
  for (std::size_t k = 0; k < c.certificates.size(); ++k) {
    const Certificate& certificate = c.certificates[k];
    const bool last = k + 1 == c.certificates.size();
    const CheckOutcome outcome = check(certificate, {});
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
    EXPECT_EQ(certificate.verdict(), last ? Verdict::refuted : Verdict::proved);
    if (certificate.constants.empty()) continue;  // the bounds of exp
    EXPECT_EQ(certificate.constants.at(t.constant), last ? *t.refuted : *t.proved);
  }
}

/// A rule that states its drift claims no rate by itself.
const std::string stated = " drift p[i]*(p[i] - sum(j in 1..d: p[j]^2))";
const std::string paper = "next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))";

/// p_1' - p_1 - a D_1 = -a^2 p_1 p_2 (y_1 - y_2) <p, y>/(1 + a <p, y>): at y = (-Q, Q), p_1 = 1, aQ = 1/2 this is
/// 2/(1/2) = 4 times (aQ)^2 p_1 p_2.
TEST(BestConstants, OfTheRemainderOfThePapersRule) {
  expect_enclosed(best("noise Q = 2 " + paper + stated).remainder, 4, 1_q / 100);
}

/// The same for every Q: it scales with aQ.
TEST(BestConstants, ForEveryQ) { expect_enclosed(best("noise Q " + paper + stated).remainder, 4, 1_q / 100); }

/// With half the response, aQ/2 in place of aQ: (1/4) 2/(1 - 1/4) = 2/3.
TEST(BestConstants, OfTheRemainderOfAnotherRule) {
  const BestConstants half = best(
      "noise Q = 2 next p[i] = p[i]*(1 + a*y[i]/2)/(1 + a/2*sum(j in 1..d: p[j]*y[j])) "
      "drift p[i]*(p[i] - sum(j in 1..d: p[j]^2))/2");
  expect_enclosed(half.remainder, 2_q / 3, 1_q / 100);
  EXPECT_FALSE(half.r1 || half.r2) << "no rate is claimed";
}

/// A step that is of first order has no remainder at all.
TEST(BestConstants, OfAStepOfFirstOrder) {
  const BestConstant c =
      best("noise Q = 2 next p[i] = p[i]*(1 + a*(y[i] - sum(j in 1..d: p[j]*y[j])))" + stated).remainder;
  EXPECT_FALSE(c.tightness.refuted);
  ASSERT_TRUE(c.tightness.proved);
  EXPECT_LE(*c.tightness.proved, 1_q / 10);
}

/// The largest rates in closed form (docs/theory/learning-rates.md), at c = 1/2 and Q = 2: of R1 4k/(Q+k)^2 with
/// k = 1/16, of R2 1/(Q(2Q+1)); over Delta/(Q(8Q+Delta)) = 1/34 they are 2176/1089 and 17/5.
TEST(BestConstants, OfTheRateOfThePapersRule) {
  const BestConstants b = best("noise Q = 2 " + paper);
  for (const auto& [r, largest] : {std::pair(b.r1, 2176_q / 1089), std::pair(b.r2, 17_q / 5)}) {
    ASSERT_TRUE(r && r->tightness.proved && r->tightness.refuted);
    EXPECT_LE(*r->tightness.proved, largest);
    EXPECT_GE(*r->tightness.refuted, largest);
    EXPECT_LE(*r->tightness.refuted, largest * 1001 / 1000) << "the descent finds where they fail first";
  }
  for (const auto& r : {b.r1, b.r2}) {
    ASSERT_TRUE(r && r->tightness.proved && r->tightness.refuted);
    EXPECT_GE(*r->tightness.proved, 1) << "the claimed rate is a theorem of the ledger";
    for (const Certificate& c : r->certificates) EXPECT_TRUE(check(c, {}).accepted);
  }
}

/// A rate that is too large by 10 is found to be so, and the factor is below 1.
TEST(BestConstants, OfARateThatIsTooLarge) {
  const BestConstants b = best("noise Q = 2 " + paper + " rate 10*Delta/(Q*(8*Q + Delta))");
  for (const auto& r : {b.r1, b.r2}) {
    ASSERT_TRUE(r && r->tightness.proved && r->tightness.refuted);
    EXPECT_LT(*r->tightness.refuted, 1);
    EXPECT_GE(*r->tightness.proved, 1_q / 20);
  }
}

TEST(BestConstants, OfExponentiatedGradientStandOnBoundsOfExp) {
  const Rule rule = parse_rules(
                        "rule e noise Q = 2 next p[i] = p[i]*exp(a*y[i])/sum(j in 1..d: p[j]*exp(a*y[j])) "
                        "drift p[i]*(p[i] - sum(j in 1..d: p[j]^2))")
                        .at(0);
  BestConstantsOptions quick;
  quick.seconds = 1;
  const BestConstant c = best_constants(rule.record(2, {}), rule.name, quick).remainder;
  ASSERT_TRUE(c.tightness.refuted);
  EXPECT_GT(*c.tightness.refuted, 2);
  for (const Certificate& certificate : c.certificates) EXPECT_TRUE(check(certificate, {}).accepted);
}

}  // namespace best_constants_test
}  // namespace hebb
