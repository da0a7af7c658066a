#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/language/rules.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/real_interval.hpp>

#include "refused.hpp"

// Rules as texts: what they record, in which scalars it is evaluated, and every message of the language of rules.

namespace hebb {
namespace rules_test {

using namespace literals;  // NOLINT(google-build-using-namespace)

const std::string paper = "rule paper noise Q = 2 next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))";
const std::string exponential =
    "rule exponentiated noise Q = 2 next p[i] = p[i]*exp(a*y[i]) / sum(j in 1..d: p[j]*exp(a*y[j]))";

RecordedRule recorded(const std::string& text, int d, const Constants& replaced = {}) {
  return parse_rules(text).at(0).record(d, replaced);
}

const Vec<Rational> p{1_q / 2, 1_q / 3, 1_q / 6}, y{2_q, -1_q, 1_q / 2};

TEST(Rules, ThePapersRuleIsItsTemplateInEveryScalar) {
  const RecordedRule rule = recorded(paper, 3);
  EXPECT_EQ(rule.apply(p, y, 1_q / 5), probability_update(p, y, 1_q / 5));
  const Vec<double> x = like(0.0, p), z = like(0.0, y);
  EXPECT_EQ(rule.apply(x, z, 0.2), probability_update(x, z, 0.2));
  // The same recorded terms, operation by operation.
  const auto written = [](const Vec<Symbol>& state, const Vec<Symbol>& input, const Symbol& a) {
    return probability_update(state, input, a);
  };
  EXPECT_EQ(rule.step, record_rule(written, 3, 2_q).step);
}

TEST(Rules, TheDerivativeAtZeroIsExact) {
  const RecordedRule rule = recorded(paper, 3);
  EXPECT_EQ(rule.increment_at(p, y, 2_q), first_order_increment(p, y));
  EXPECT_EQ(rule.at_rest(rule.variables(p, y, 7_q, 2_q)), p);
  // Where the rule itself has exp, its derivative at a = 0 is rational all the same.
  const RecordedRule other = recorded(exponential, 3);
  EXPECT_EQ(other.increment_at(p, y, 2_q), first_order_increment(p, y));
  EXPECT_FALSE(other.step.is_algebraic());
  EXPECT_TRUE(other.increment.is_algebraic());
}

TEST(Rules, ExpIsEnclosedAndRefusedOverRational) {
  const RecordedRule rule = recorded(exponential, 3);
  const RealInterval like_this(0_q, 200);
  const auto next = rule.apply(like(like_this, p), like(like_this, y), like(like_this, 1_q / 5));
  EXPECT_LT(next[0].width(), 1e-50);
  EXPECT_NEAR(next[0].lower(), exponentiated_gradient_step(like(0.0, p), Vec<double>{-2, 1, -0.5}, 0.2)[0], 1e-15);
  EXPECT_REFUSED(rule.apply(p, y, 1_q / 5), PreconditionError, "evaluated in a scalar that has none");
}

TEST(Rules, TheDerivativeOfMaxIsThatOfTheLargerSide) {
  const RecordedRule rule = recorded("rule cap noise Q = 2 next p[i] = max(p[i]*(1 + a*y[i]), 1/4)", 3);
  EXPECT_EQ(rule.increment_at(p, y, 2_q), (Vec<Rational>{1, -1_q / 3, 0}));
}

TEST(Rules, ByWeightsTheIntensitiesCancelInTheState) {
  const std::string text = "rule w noise Q = 2 intensities lambda[i] = i next w[i] = w[i]*(1 + a*y[i])";
  const RecordedRule rule = recorded(text, 3);
  EXPECT_EQ(rule.intensities, (Vec<Rational>{1, 2, 3}));
  EXPECT_EQ(rule.apply(p, y, 1_q / 5), probability_update(p, y, 1_q / 5));
  const Vec<Rational> w{1_q / 2, 1_q / 6, 1_q / 18};
  EXPECT_EQ((*rule.weight_step)(rule.variables(w, y, 1_q / 5, 2_q)), weight_update(w, y, 1_q / 5));
}

TEST(Rules, DriftTriggerRateAndConstants) {
  const std::string text =
      "constant g = 3 rule r \"a title\" noise Q = 3/2 let s = sum(j in 1..d: p[j]^2)\n"
      "next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))\n"
      "drift g*p[i]*(p[i] - s) trigger p[i]^2/s rate Delta/(g*Q)";
  const Rule rule = parse_rules(text).at(0);
  EXPECT_EQ(rule.title, "a title");
  ASSERT_EQ(rule.constants.size(), 2U);
  EXPECT_EQ(rule.constants[1].name, "Q");
  const RecordedRule at = rule.record(3, {{"g", 2}});
  EXPECT_EQ(at.noise_bound, 3_q / 2);
  Vec<Rational> twice = replicator(p);
  for (Rational& x : twice) x *= 2;
  EXPECT_EQ(at.drift_at(p, 2_q), twice);
  EXPECT_EQ(at.trigger_at(p, 2_q), (Vec<Rational>{9_q / 14, 4_q / 14, 1_q / 14}));
  ASSERT_TRUE(at.rate);
  EXPECT_EQ((*at.rate)(Vec<Rational>{1_q / 2, 9_q}), Vec<Rational>{1_q / 6});
  // Another Q replaces that of the text.
  EXPECT_EQ(rule.record(2, {{"Q", 4}}).noise_bound, 4_q);
  EXPECT_REFUSED(rule.record(2, {{"Q", 1}}), ClaimTextError, "Q = 1 must be larger than 1");
}

TEST(Rules, ForEveryQ) {
  const RecordedRule rule = recorded("rule r noise Q next p[i] = min(p[i]*(1 + a*y[i]), Q*p[i])", 2);
  EXPECT_FALSE(rule.noise_bound);
  const Vec<Rational> x{1_q / 2, 1_q / 2}, z{2, 2};
  EXPECT_EQ(rule.apply(x, z, 1_q, 5_q / 4)[0], 5_q / 8);
  EXPECT_REFUSED(rule.apply(x, z, 1_q), PreconditionError, "a rule that uses Q needs its value");
}

/// A matrix of inputs in each of which every other is heard: written out for each component by itself.
TEST(Rules, AMatrixOfInputsIsWrittenOutInLargeDimensions) {
  const Rule rule = parse_rules(
                        "rule ring noise Q = 2 let G(i, j) = max(0, 1 - abs(i - j)/2) "
                        "let x(i) = sum(j in 1..d: G(i, j)*y[j])/2 let m(i) = sum(j in 1..d: G(i, j)*p[j])/2 "
                        "next p[i] = p[i]*(1 + a*x(i))/(1 + a*sum(j in 1..d: p[j]*x(j))) "
                        "drift p[i]*(m(i) - sum(k in 1..d: p[k]*m(k)))")
                        .at(0);
  for (const int d : {2, 8, 16}) EXPECT_EQ(rule.record(d, {}).drift.outputs.size(), static_cast<std::size_t>(d));
}

TEST(Rules, WordsOfRulesStayNamesInClaims) {
  const auto claims =
      parse_claims("claim c variable noise, next, drift, rate, trigger in [0, 1] prove noise*rate >= 0");
  EXPECT_EQ(state(claims.at(0), 0).expression.variables.size(), 5U);
}

struct Fault {
  std::string text, message;
};

class RuleFaults : public testing::TestWithParam<Fault> {};

TEST_P(RuleFaults, AreReportedWithTheirPlace) {
  try {
    parse_rules(GetParam().text, "f.rule");
    FAIL() << "was read: " << GetParam().text;
  } catch (const ClaimTextError& e) {
    EXPECT_TRUE(std::string(e.what()).starts_with("f.rule")) << e.what();
    EXPECT_NE(std::string(e.what()).find(GetParam().message), std::string::npos) << e.what();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Texts, RuleFaults,
    testing::Values(
        Fault{"", "f.rule has no rule"}, Fault{"rule", "expected the name of the claim or rule"},
        Fault{"rule r next p[i] = p[i]", "has no bound of its input"}, Fault{"rule r noise Q = 2", "has no step"},
        Fault{"rule r noise Q = 1 next p[i] = p[i]", "Q = 1 must be larger than 1"},
        Fault{"rule r noise R = 2 next p[i] = p[i]", "1:14: the bound of the input is called Q"},
        Fault{"rule r noise Q = a next p[i] = p[i]", "a constant must be a number"},
        Fault{"rule r noise Q = 2 noise Q = 2 next p[i] = p[i]", "1:20: the rule says this twice"},
        Fault{"rule r noise Q = 2 next q[i] = p[i]", "a rule says the next p[i] or the next w[i]"},
        Fault{"rule r noise Q = 2 next p = 1", "1:27: expected '[' and the index"},
        Fault{"rule r noise Q = 2 next p[1] = 1", "expected a name"},
        Fault{"rule r noise Q = 2 next p[y] = 1", "the name 'y' is used twice"},
        Fault{"rule r noise Q = 2 next p[i] = p[i]*z", "1:37: there is no 'z'"},
        Fault{"rule r noise Q = 2 next p[i] = p[i]*alpha",
              "1:37: there is no 'alpha': it needs a line 'constant' or 'let' before"},
        Fault{"rule r noise Q = 2 next p[i] = p[i+1]", "p[3]: p has the coordinates p[1] to p[2]"},
        Fault{"rule r noise Q = 2 next p[i] = p", "p is a point"},
        Fault{"rule r noise Q = 2 next p[i] = w[i]", "there is no 'w'"},
        Fault{"rule r noise Q = 2 next w[i] = p[i]", "1:32: p[1] has no place here: this is a term in w, y, a and Q"},
        Fault{"rule r noise Q = 2 next p[i] = p[i]*sqrt(a)",
              "1:32: the rule, or its derivative by a, has no value at a = 0: a term is divided by the constant 0"},
        Fault{"rule r noise Q = 2 next p[i] = abs(a)", "no derivative at a = 0"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] intensities l[i] = 1", "intensities belong to a rule by weights"},
        Fault{"rule r noise Q = 2 intensities l[i] = 0 next w[i] = w[i]", "an intensity is a positive number"},
        Fault{"rule r noise Q = 2 next w[i] = w[i] intensities l[i] = 1", "stand before the step"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] drift y[i]",
              "1:43: y[1] has no place here: this is a term in p and Q"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] rate Delta + p[1]",
              "1:42: p[1] has no place here: this is a term in Delta and Q"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] rate 0", "positive: this is not, at Delta = 1"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] rate log(Delta/2)", "positive: this is not, at Delta = 1"},
        Fault{"rule r noise Q = 2 next p[i] = Delta", "there is no 'Delta'"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] prove p[1] >= 0", "expected 'noise', 'constant', 'let', 'next'"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] claim c prove 1 >= 0", "1:37: a claim: here rules are read"},
        Fault{"rule r noise Q = 2 next p[i] = p[i] rule r noise Q = 2 next p[i] = p[i]",
              "the rule r is in the text twice"}));

TEST(Rules, AreRefusedWhereClaimsAreRead) {
  try {
    parse_claims(paper, "f.claim");
    FAIL();
  } catch (const ClaimTextError& e) {
    EXPECT_NE(std::string(e.what()).find("f.claim:1:1: a rule: here claims are read"), std::string::npos) << e.what();
  }
}

}  // namespace rules_test
}  // namespace hebb
