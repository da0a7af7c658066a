#include <algorithm>
#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

#include <hebb/calculus/rates.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/theorems/claim.hpp>

#include "refused.hpp"

namespace hebb {
namespace theorems_test {

int variable(const Statement& s, const std::string& name) {
  const auto found = std::ranges::find(s.expression.variables, name);
  return found == s.expression.variables.end() ? -1 : static_cast<int>(found - s.expression.variables.begin());
}

/// The chamber orders p_2 >= ... >= p_d without loss: the goals, as a family, do not change when two of these
/// components (and their noise) trade places. Exact, at random points.
TEST(Claims, GoalsOnTheChamberAreSymmetricInTheOthers) {
  std::mt19937 random(4);
  std::uniform_int_distribution<int> digit(1, 20);
  int tested = 0;
  for (const Claim& claim : ledger()) {
    if (!claim.state || claim.scope == Scope::every_dimension) continue;
    for (int d = 3; d <= 5; ++d) {
      const std::vector<int>& only = claim.only_dimensions;
      if (!only.empty() && std::ranges::find(only, d) == only.end()) continue;
      const Statement s = state(claim, d);
      if (std::ranges::none_of(s.domain, [](const Factor& f) { return std::holds_alternative<LeaderChamber>(f); }))
        continue;
      for (int i = 2; i < d; ++i) {
        Vec<Rational> x;
        for (std::size_t k = 0; k < s.expression.variables.size(); ++k)
          x.emplace_back(digit(random), digit(random) + 20);
        Vec<Rational> y = x;
        for (const std::string& vector :
             {std::string("p"), std::string("Y"), std::string("e")}) {  // e: gaps of the drive
          const int a = variable(s, vector + std::to_string(i)), b = variable(s, vector + std::to_string(i + 1));
          if (a >= 0 && b >= 0) std::swap(y[a], y[b]);
        }
        const auto entry = [&](int k, int l) {  // of the symmetric matrix Gamma
          return variable(s, "G" + std::to_string(std::min(k, l)) + "_" + std::to_string(std::max(k, l)));
        };
        for (int k = 1; k <= d; ++k) {
          const int a = entry(k, i), b = entry(k, i + 1);
          if (k != i && k != i + 1 && a >= 0 && b >= 0) std::swap(y[a], y[b]);
        }
        const auto goals = [&](const Vec<Rational>& at) {
          const Vec<Rational> nodes = evaluate(s.expression, at);
          std::vector<Rational> values;
          for (const Condition& c : s.goals) values.push_back(nodes[c.node]);
          std::ranges::sort(values);
          return values;
        };
        try {
          goals(x);
        } catch (const std::overflow_error&) {
          continue;  // a difference that is divided by is 0 at this point
        }
        EXPECT_EQ(goals(x), goals(y)) << claim.id << " d = " << d << ", exchange of " << i << " and " << i + 1;
        ++tested;
      }
    }
  }
  EXPECT_GT(tested, 50);
}

/// What is recorded is what the templates compute: the statement at a point against the formula written out by hand.
TEST(Claims, TheRecordedMarginIsTheFormula) {
  const Rational p1(1, 2), p2(3, 10), p3(1, 5), c(1, 10);
  const Rational s = p1 * p1 + p2 * p2 + p3 * p3;
  const Statement g2 = state(*find_claim("G2"), 3);
  EXPECT_EQ(evaluate<Rational>(g2.expression, {p1, p2, p3, c})[g2.goals[0].node], p1 - s - c * (1 - p1));
  const Statement g3 = state(*find_claim("G3"), 3);
  EXPECT_EQ(evaluate<Rational>(g3.expression, {p1, p2, p3, c})[g3.goals[0].node],
            p1 * (p1 - s) - c / 3 * (1 + 2 * c) * (1 - p1));
  const Statement poly = state(*find_claim("R2.poly"), 3);
  EXPECT_EQ(evaluate<Rational>(poly.expression, {p1, p2, p3, c})[poly.goals[1].node],
            (p1 - p3) * (p1 + p3 - s) - c / 2 * (p1 * (1 - p1) + p3 * (1 - p3)));
}

TEST(Rates, TheThreeConditionsAreOrdered) {
  for (int k = 1; k <= 10; ++k) {
    const Rational delta(k, 10), q(3, 2);
    EXPECT_LE(rate_bound_quadratic(delta, q), rate_bound_linear(delta, q));
    EXPECT_LE(rate_bound_linear(delta, q), rate_bound_sharp(delta, q));
    const Rational a = rate_bound_sharp(delta, q);
    EXPECT_EQ(2 * a * q * q / (1 - a * q), delta / 4);  // the sharp condition is this equation, solved
  }
}

TEST(StatementBuilder, RejectsWhatCannotBeMeant) {
  StatementBuilder b;
  b.real("x");
  b.claim_nonnegative("undeclared", Symbol::variable("y"));
  EXPECT_REFUSED(b.build(), PreconditionError, "the term uses the undeclared variable 'y'");
  StatementBuilder c;
  c.real("x");
  c.real("x");
  EXPECT_REFUSED(c.build(), PreconditionError, "the variable 'x' is declared twice");
}

TEST(Ledger, StateChecksItsArguments) {
  EXPECT_REFUSED(state(*find_claim("G2"), 1), PreconditionError, "G2 needs a dimension d >= 2, not 1");
  EXPECT_REFUSED(state(*find_claim("G2"), 3, {{"nonsense", 1}}), PreconditionError,
                 "G2 has no constant 'nonsense'; it has factor");
  EXPECT_REFUSED(state(*find_claim("M2"), 3), PreconditionError,
                 "M2 has no numeric statement (by Doob's maximal inequality for");
  EXPECT_EQ(find_claim("nothing"), nullptr);
  EXPECT_NE(state(*find_claim("G2"), 3, {{"factor", 2}}), state(*find_claim("G2"), 3));
}

}  // namespace theorems_test
}  // namespace hebb
