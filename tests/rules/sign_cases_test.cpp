#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/language/claims.hpp>
#include <hebb/rules/sign_cases.hpp>
#include <hebb/verify/prove.hpp>

// Cases of the signs in abs: together they are the statement.

namespace hebb {
namespace sign_cases_test {

using namespace literals;  // NOLINT(google-build-using-namespace)

Statement claim(const std::string& text) { return parse_claims("claim c " + text).at(0).state(0, {}); }

/// Alone: another node may be undefined outside of the domain.
Rational at_node(const Statement& s, int node, const Vec<Rational>& x) {
  const auto variable = [&](int k) { return x[static_cast<std::size_t>(k)]; };
  return LazyEvaluation<Rational, decltype(variable)>(s.expression, variable)(node);
}

/// For ranges and assumptions, the domains of the claims here.
bool contains(const Statement& s, const Vec<Rational>& x) {
  for (const Factor& factor : s.domain) {
    const auto& range = std::get<Range>(factor);
    const Rational& value = x[static_cast<std::size_t>(range.variable)];
    if (range.lower &&
        (value < at_node(s, *range.lower, x) || (range.lower_open && value == at_node(s, *range.lower, x))))
      return false;
    if (range.upper &&
        (value > at_node(s, *range.upper, x) || (range.upper_open && value == at_node(s, *range.upper, x))))
      return false;
  }
  return std::ranges::all_of(s.assumptions, [&](const Condition& c) { return at_node(s, c.node, x) >= 0; });
}

std::size_t expect_same(const std::string& text, const std::vector<std::vector<Rational>>& values) {
  const Statement whole = claim(text);
  const auto cases = sign_cases(whole);
  EXPECT_TRUE(cases) << text;
  if (!cases) return 0;
  Vec<Rational> x(values.size());
  std::size_t inside = 0;
  const std::function<void(std::size_t)> each = [&](std::size_t k) {
    if (k < values.size()) {
      for (const Rational& value : values[k]) {
        x[k] = value;
        each(k + 1);
      }
      return;
    }
    bool covered = false;
    for (const SignCase& one : *cases) {
      EXPECT_EQ(one.statement.expression.variables, whole.expression.variables);
      if (!contains(one.statement, x)) continue;
      covered = true;
      for (std::size_t g = 0; g < whole.goals.size(); ++g) {
        EXPECT_EQ(one.statement.goals[g].relation, whole.goals[g].relation);
        EXPECT_EQ(at_node(one.statement, one.statement.goals[g].node, x), at_node(whole, whole.goals[g].node, x))
            << text;
      }
    }
    EXPECT_EQ(covered, contains(whole, x)) << text;
    inside += covered;
  };
  each(0);
  EXPECT_GT(inside, 0U) << text;
  for (const SignCase& one : *cases) {
    for (const Instruction& i : one.statement.expression.code) EXPECT_NE(i.operation, Operation::abs) << text;
  }
  return cases->size();
}

const std::vector<Rational> inputs{-2, -3_q / 2, -1, -1_q / 2, 0, 1_q / 3, 1_q / 2, 1, 3_q / 2, 2, 5_q / 2};
const std::vector<Rational> rates{0, 1_q / 9, 1_q / 4, 1_q / 3, 49_q / 100, 1_q / 2};

TEST(SignCases, AreTheStatementOnPartsThatCoverItsDomain) {
  // A cap on a product: below a = 1/4 it is never reached, above it y is cut at 1/(2 a).
  EXPECT_EQ(
      expect_same("variable a in (0, 1/2) variable y in [-2, 2] prove min(1 + a*y, 3/2)*a >= -9", {rates, inputs}), 3U);
  // Clamped inputs, nested: three parts for each.
  EXPECT_EQ(
      expect_same("variable y, z in [-2, 2] let c(t) = max(-1, min(1, t)) prove c(y)*c(z) >= -9", {inputs, inputs}),
      9U);
  // Two signs that change in the same place, written in two ways.
  EXPECT_EQ(expect_same("variable y in [-2, 2] prove abs(y - y/2)*y + abs(y + (-y)/2)*3 >= -9", {inputs}), 2U);
  // Never turns: one part, the whole.
  EXPECT_EQ(expect_same("variable y in [1, 2] prove abs(y)*y + abs(-1 - y)*3 >= -9", {inputs}), 1U);
  // The sign of a product of two variables, and an argument that falls: assumptions, a range cut from the other side.
  EXPECT_EQ(expect_same("variable y, z in [-2, 2] prove abs(y*z)*y >= -9", {inputs, inputs}), 2U);
  EXPECT_EQ(expect_same("variable a in (0, 1/2) variable y in [-2, 2] prove abs(1/3 - a*y)*y >= -9", {rates, inputs}),
            3U);
  // In an assumption and in the end of a range: on each side of 0, |y| below 1, and z on each side of 1.
  EXPECT_EQ(expect_same("variable y in [-2, 2] variable z in [0, abs(y)] assume abs(z - 1)*z >= y/9 prove z*y >= -9",
                        {inputs, inputs}),
            6U);
}

TEST(SignCases, AreNoneWithoutAbsOrBeyondTheirNumber) {
  EXPECT_FALSE(sign_cases(claim("variable y in [0, 1] prove y >= y^2")));
  const std::string many = "variable y, z, u, v in [-2, 2] prove abs(y)*abs(z)*abs(u)*abs(v)*y >= -99";
  EXPECT_EQ(sign_cases(claim(many), 16)->size(), 16U);
  EXPECT_FALSE(sign_cases(claim(many), 15));
}

/// A sign that the domain leaves, where no enclosure shows it, is a theorem and no case.
TEST(SignCases, ASignThatTheDomainLeavesIsAskedFor) {
  const Statement whole = claim("variable y, z in [-2, 2] prove abs(y*y - y*z + z*z)*y >= -99");
  const auto is_proved = [](const Statement& sign) { return prove(sign, {.seconds = 2}).verdict == Verdict::proved; };
  const auto cases = sign_cases(whole, 200, is_proved);
  ASSERT_TRUE(cases);
  EXPECT_EQ(cases->size(), 1U);
  EXPECT_TRUE(cases->front().where.empty());
  EXPECT_EQ(sign_cases(whole)->size(), 2U);
}

/// After y z >= 0 is assumed y z + 1 has one sign, and after y z <= 0 it has two: asked, and proved once.
TEST(SignCases, ASignThatEarlierOnesLeaveIsAskedFor) {
  const Statement whole = claim("variable y, z in [-2, 2] prove abs(y*z)*y + abs(y*z + 1)*z >= -99");
  std::vector<Statement> asked;
  int proofs = 0;
  const auto cases = sign_cases(whole, 200, [&](const Statement& sign) {
    asked.push_back(sign);
    const bool is_proved = prove(sign, {.seconds = 2}).verdict == Verdict::proved;
    proofs += is_proved;
    return is_proved;
  });
  ASSERT_TRUE(cases);
  EXPECT_EQ(cases->size(), 3U);
  EXPECT_EQ(proofs, 1);
  ASSERT_EQ(asked.size(), 5U);
  for (const Statement& sign : asked) EXPECT_EQ(sign.goals.size(), 1U);
  EXPECT_EQ(asked[1].assumptions.size(), 0U);  // y z has both signs on the domain
  for (std::size_t k = 2; k < asked.size(); ++k) EXPECT_EQ(asked[k].assumptions.size(), 1U);
  EXPECT_EQ(sign_cases(whole)->size(), 4U);
  // A no is no sign.
  EXPECT_EQ(sign_cases(whole, 200, [](const Statement&) { return false; })->size(), 4U);
}

/// Each part matters: a statement that fails on one of them only is refuted there, and nowhere else.
TEST(SignCases, AStatementThatFailsOnOnePartOnlyFailsThere) {
  for (const int corner : {0, 1, 2, 3}) {
    const std::string u = corner % 2 == 0 ? "y" : "-y", v = corner < 2 ? "z" : "-z";
    const Statement whole =
        claim("variable y, z in [-2, 2] prove abs(y)*abs(z) + 1 >= 3/2*max(0, " + u + ")*max(0, " + v + ")");
    const auto cases = sign_cases(whole);
    ASSERT_TRUE(cases);
    int refuted = 0;
    for (const SignCase& one : *cases) {
      const Decision decision = prove(one.statement, {.seconds = 2});
      EXPECT_NE(decision.verdict, Verdict::undecided) << decision.reason;
      refuted += decision.verdict == Verdict::refuted;
    }
    EXPECT_EQ(refuted, 1) << u << ", " << v;
  }
}

}  // namespace sign_cases_test
}  // namespace hebb
