// The laws of hebb/testing on the paper's rule (all hold) and on rules that break one of them (the law catches it).
#include <cstdlib>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

#include <hebb/testing/laws.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace laws_properties {

using namespace literals;

TEST(Laws, HoldForThePapersRule) {
  for (const Rational& q : {1.01_q, 2_q, 7_q}) {
    for (const LawResult& result : check_all_laws(HebbianRule(q), cases(300))) {
      std::cout << result;
      EXPECT_TRUE(result.passed) << result;
      EXPECT_EQ(result.cases, 300);
      EXPECT_GT(result.classification.size(), 2u) << "one kind of point only: " << result;
    }
  }
}

/// The rule in double alone: the same laws, with tolerances.
TEST(Laws, HoldForARuleThatKnowsDoubleOnly) {
  const FunctionRule rule("double only", 2_q, [](const Vec<double>& p, const Vec<double>& y, const double& a) {
    return probability_update(p, y, a);
  });
  static_assert(!AppliesTo<decltype(rule), Rational> && std::same_as<LawScalar<decltype(rule)>, double>);
  const auto results = check_all_laws(rule, cases(300));
  EXPECT_EQ(results.size(), 8u);
  for (const LawResult& result : results) EXPECT_TRUE(result.passed) << result;
}

using RationalRule = Vec<Rational> (*)(const Vec<Rational>&, const Vec<Rational>&, const Rational&);

/// p_i g_i / sum_j p_j g_j.
template <class G>
Vec<Rational> multiplicative(const Vec<Rational>& p, const G& g) {
  Vec<Rational> out;
  for (std::size_t i = 0; i < p.size(); ++i) out.push_back(p[i] * g(i));
  const Rational total = sum(out);
  for (Rational& x : out) x /= total;
  return out;
}

struct Broken {
  const char* law;
  RationalRule rule;
  const char* slip;
};

const Broken broken_rules[] = {
    {"simplex invariance",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) { return weight_update(p, y, a); },
     "not normalised"},
    {"simplex invariance",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       Vec<Rational> next = weight_update(p, y, a);
       const Rational mean = sum(y) / static_cast<int>(y.size());
       for (Rational& x : next) x /= 1 + a * mean;
       return next;
     },
     "normalised by the plain mean of y"},
    {"support",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       Vec<Rational> next = probability_update(p, y, a);
       for (Rational& x : next) x = (1 - a * a * a) * x + a * a * a / static_cast<int>(p.size());
       return next;
     },
     "a little mass leaks to every coordinate"},
    {"permutation equivariance",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       return multiplicative(
           p, [&](std::size_t i) { return Rational(1 + a * y[i] + (i == 1 ? a * a * a : Rational(0))); });
     },
     "the second coordinate is favoured at third order"},
    {"gradient identity",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       return probability_update(p, y, a * 101 / 100);
     },
     "the learning rate is 1 % too large"},
    {"centred noise",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       return multiplicative(p, [&](std::size_t i) { return Rational(1 + a * max(y[i], Rational(0))); });
     },
     "the input is rectified"},
    {"martingale",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       // y^3 = y for y in {0, 1}: without noise nothing is wrong
       return multiplicative(
           p, [&](std::size_t i) { return Rational(1 + a * y[i] - a * (y[i] * y[i] * y[i] - y[i]) / 12); });
     },
     "a cubic response"},
    {"remainder bound",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       return multiplicative(p, [&](std::size_t i) { return Rational(1 + a * y[i] + 3 * a * a * y[i] * y[i]); });
     },
     "a second-order term three times too large"},
    {"learning-rate bound",
     [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
       return multiplicative(p, [&](std::size_t i) { return Rational(1 + a * y[i] - 12 * a * a * y[i] * y[i]); });
     },
     "a curvature that pushes the leader back"},
};

TEST(Laws, EachCatchesARuleThatBreaksIt) {
  for (const Broken& broken : broken_rules) {
    const FunctionRule rule(broken.slip, 2_q, broken.rule);
    static_assert(UpdateRule<decltype(rule)> && !AppliesTo<decltype(rule), double>);
    bool caught = false;
    for (const LawResult& result : check_all_laws(rule, cases(300))) {
      if (result.law != broken.law) continue;
      caught = !result.passed;
      std::cout << broken.slip << "\n  " << result;
      EXPECT_FALSE(result.counterexample.empty());
    }
    EXPECT_TRUE(caught) << "the law '" << broken.law << "' holds for: " << broken.slip;
  }
}

// The rectified and the cubic rule pass the gradient identity: the laws are different.
TEST(Laws, NoiseLawsSeeWhatTheGradientIdentityDoesNot) {
  for (const Broken& broken : broken_rules) {
    if (std::string(broken.law) != "martingale" && std::string(broken.law) != "centred noise") continue;
    const FunctionRule rule(broken.slip, 2_q, broken.rule);
    EXPECT_TRUE(check_gradient_identity(rule, cases(300)).passed) << broken.slip;
    EXPECT_TRUE(check_simplex_invariance(rule, cases(300)).passed) << broken.slip;
  }
}

/// A rule with its own claims.
struct RuleWithClaims {
  NoiseTable table;
  Rational rate_factor;
  std::string name() const { return "with claims"; }
  Rational noise_bound() const { return 2; }
  NoiseTable noise() const { return table; }
  Rational rate_bound(const Rational& delta) const { return rate_factor * delta / (2 * (16 + delta)); }
  Vec<Rational> apply(const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) const {
    return probability_update(p, y, a);
  }
};
static_assert(HasNoise<RuleWithClaims> && HasRateBound<RuleWithClaims>);

TEST(Laws, TheRulesOwnClaimsAreChecked) {
  const NoiseTable centred{{-1_q, 1 / 3_q}, {1 / 2_q, 2 / 3_q}}, shifted{{-1_q, 1 / 2_q}, {1 / 2_q, 1 / 2_q}},
      wide{{-2_q, 1 / 2_q}, {2_q, 1 / 2_q}}, partial{{-1_q, 1 / 4_q}, {1_q, 1 / 4_q}};
  EXPECT_TRUE(all_passed(check_all_laws(RuleWithClaims{centred, 1_q}, cases(300))));
  EXPECT_FALSE(check_centred_noise(RuleWithClaims{shifted, 1_q}, cases(300)).passed);
  EXPECT_TRUE(
      check_martingale(RuleWithClaims{shifted, 1_q}, cases(300)).passed);  // a common mean drops out of Z - <p, Z>
  EXPECT_FALSE(check_centred_noise(RuleWithClaims{wide, 1_q}, cases(300)).passed);
  EXPECT_FALSE(check_centred_noise(RuleWithClaims{partial, 1_q}, cases(300)).passed);
  LawOptions many = cases(300);
  many.cases = 3000;
  EXPECT_FALSE(check_learning_rate_bound(RuleWithClaims{centred, 8_q}, many).passed);
}

TEST(Laws, AnExceptionOfTheRuleIsAFailureWithACounterexample) {
  const FunctionRule rule("throws", 2_q,
                          [](const Vec<Rational>& p, const Vec<Rational>&, const Rational&) -> Vec<Rational> {
                            if (p.size() > 2) throw std::runtime_error("only two inputs, please");
                            return p;
                          });
  const LawResult result = check_simplex_invariance(rule, cases(300));
  EXPECT_FALSE(result.passed);
  EXPECT_NE(result.counterexample.find("only two inputs, please"), std::string::npos) << result;
  EXPECT_NE(result.counterexample.find("d = 3"), std::string::npos) << result;  // shrunk to the smallest d that fails
}

/// p_i (1 + a (y_i - <p, y>)) sums to 1 and is positive until a Q is near 1: only a large p_j with the trigger and the
/// largest noise drives a small p_i below 0. The default run sees it whatever the seed; HEBB_LAW_SEEDS: of so many.
TEST(Laws, TheDefaultRunCatchesAStepThatLeavesTheSimplexNearTheLimit) {
  const FunctionRule rule("first order", 2_q, [](const Vec<Rational>& p, const Vec<Rational>& y, const Rational& a) {
    const Rational mean = dot(p, y);
    Vec<Rational> next;
    for (std::size_t i = 0; i < p.size(); ++i) next.push_back(p[i] * (1 + a * (y[i] - mean)));
    return next;
  });
  const char* wanted = std::getenv("HEBB_LAW_SEEDS");
  const int seeds = wanted ? std::atoi(wanted) : 20;
  for (int seed = 1; seed <= seeds; ++seed) {
    LawOptions by_default;
    by_default.seed = static_cast<std::uint64_t>(seed);
    ASSERT_GE(by_default.cases, 5000);
    const LawResult result = check_simplex_invariance(rule, by_default);
    EXPECT_FALSE(result.passed) << result;
    EXPECT_NE(result.counterexample.find("is false: by"), std::string::npos) << result;
  }
}

TEST(Laws, AResultSaysThatItIsATest) {
  LawOptions few = cases(300);
  few.cases = 50;
  std::ostringstream good, bad;
  good << check_support(HebbianRule(2_q), few);
  EXPECT_NE(good.str().find("support: held in 50 cases (a test, not a proof), seed "), std::string::npos) << good.str();
  const FunctionRule rule(broken_rules[0].slip, 2_q, broken_rules[0].rule);
  bad << check_simplex_invariance(rule, few);
  EXPECT_NE(bad.str().find(", then not, seed "), std::string::npos) << bad.str();
  EXPECT_EQ(bad.str().find("not a proof"), std::string::npos) << bad.str();
}

TEST(Laws, DiscardedCasesAreCounted) {
  const LawResult even = run_law("even", cases(100), []() -> std::string {
    const int n = *rc::gen::inRange(0, 1000);
    RC_PRE(n % 2 == 0);
    return n % 2 == 0 ? "" : "odd";
  });
  EXPECT_TRUE(even.passed);
  EXPECT_EQ(even.cases, 100);
  EXPECT_GT(even.discarded, 50);
  EXPECT_LT(even.discarded, 200);
  std::ostringstream text;
  text << even;
  EXPECT_NE(text.str().find(", " + std::to_string(even.discarded) + " discarded"), std::string::npos) << text.str();
}

TEST(Laws, WhatCannotBeDrawnNeitherHoldsNorFails) {
  const LawResult none = run_law("none", cases(10), []() -> std::string {
    RC_PRE(*rc::gen::inRange(0, 10) > 10);
    return "";
  });
  EXPECT_FALSE(none.passed);
  EXPECT_FALSE(none.has_counterexample);
  EXPECT_GT(none.discarded, 10);
  EXPECT_EQ(none.counterexample.substr(0, 7), "gave up") << none;
  const LawResult wrong = run_law("wrong", cases(10), []() -> std::string { return "never"; });
  EXPECT_FALSE(wrong.passed);
  EXPECT_TRUE(wrong.has_counterexample);
  EXPECT_EQ(wrong.discarded, 0);
}

TEST(Laws, EqualSeedsDrawEqualCases) {
  LawOptions fixed = cases(300);
  fixed.seed = 12345;
  const FunctionRule rule(broken_rules[0].slip, 2_q, broken_rules[0].rule);
  const LawResult first = check_simplex_invariance(rule, fixed), second = check_simplex_invariance(rule, fixed);
  EXPECT_EQ(first.counterexample, second.counterexample);
  EXPECT_EQ(first.classification, second.classification);
  EXPECT_EQ(first.seed, 12345u);
}

}  // namespace laws_properties
}  // namespace hebb::testing
