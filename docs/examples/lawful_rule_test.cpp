// A learning rule of your own in the tests of your project: its laws on random cases, and proved.
// The same with Catch2: lawful_rule_catch2.cpp.
#include <gtest/gtest.h>

#include <hebb/laws.hpp>
#include <hebb/rules.hpp>

namespace {

/// p_i (1 + a y_i)/(1 + a <p, y>), written as a user would: over any scalar.
const auto step = [](const auto& p, const auto& y, const auto& a) {
  auto next = p;
  auto total = a - a;
  for (std::size_t i = 0; i < p.size(); ++i) {
    next[i] = p[i] * (1 + a * y[i]);
    total = total + next[i];
  }
  for (auto& x : next) x = x / total;
  return next;
};

TEST(MyRule, HasTheLawsInEveryCase) {
  const hebb::testing::FunctionRule rule("mine", 2, step);
  EXPECT_LAWS_HOLD(rule);
}

TEST(MyRule, HasTheLawsForCertain) {
  for (const auto& law : hebb::prove_laws(step, 2, 2)) EXPECT_EQ(law.verdict, hebb::Verdict::proved) << law.law;
}

}  // namespace
