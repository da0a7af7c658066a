#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/language/claims.hpp>
#include <hebb/verify/domain.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/tighten.hpp>

namespace hebb {
namespace prove_test {

ProveOptions quick() {
  ProveOptions options;
  options.seconds = 2;
  return options;
}

Decision decided(const std::string& text, int d = 0, const ProveOptions& options = quick()) {
  return decide(parse_claims(text, "text").front(), d, {}, options);
}

CheckOutcome checked(const Certificate& c) {
  return check(c, [](const Premise&) { return nullptr; });
}

TEST(Prove, ACertificateStandsForItsStatement) {
  const Decision decision = decided("claim mine variable x in [0, 1] prove x >= x^2");
  ASSERT_EQ(decision.verdict, Verdict::proved);
  EXPECT_EQ(decision.certificate->claim, "mine");
  const Certificate read = certificate_from_json(to_json(*decision.certificate));
  EXPECT_TRUE(checked(read).accepted);
  EXPECT_FALSE(is_of_ledger(read));
  EXPECT_EQ(equal_ledger_row(read), "");
}

TEST(Prove, ACertificateCannotBorrowAName) {
  Certificate c = *decided("claim mine variable x in [0, 1] prove x >= x^2").certificate;
  c.claim = "G2";
  c.dimension = 2;
  c.constants = find_claim("G2")->printed_constants();
  const CheckOutcome outcome = checked(c);
  EXPECT_FALSE(outcome.accepted);
  EXPECT_NE(outcome.reason.find("its statement is not that of the claim: it has 'for all 0 <= x <= 1' in place of"),
            std::string::npos)
      << outcome.reason;
  EXPECT_NE(borrowed_name("G2", 2, c.constants, c.statement), "");
  EXPECT_EQ(borrowed_name("G2", 2, c.constants, state(*find_claim("G2"), 2)), "");
  EXPECT_EQ(borrowed_name("mine", std::nullopt, {}, c.statement), "");
}

TEST(Prove, AnEqualRowOfTheLedgerIsNamed) {
  Certificate c;
  c.claim = "copy";
  c.statement = state(*find_claim("G2"), 2);
  EXPECT_EQ(equal_ledger_row(c), "G2 for d = 2");
}

TEST(Prove, AStatementFromTemplatesNeedsNoLedger) {
  StatementBuilder builder;
  const Symbol x = builder.between("x", Symbol(-1), Symbol(1));
  builder.claim_nonnegative("positive", x * x + Symbol(1));
  const Decision decision = prove(builder.build(), quick(), "positive");
  EXPECT_EQ(decision.verdict, Verdict::proved);
  EXPECT_TRUE(checked(*decision.certificate).accepted);
}

TEST(Prove, AWitnessAgainstALaterGoalCounts) {
  const Decision decision = decided("claim c variable x in [0, 1] prove x^2 >= 0 prove x >= 1/2");
  ASSERT_EQ(decision.verdict, Verdict::refuted);
  EXPECT_EQ(std::get<Witness>(decision.certificate->evidence).goal, 1);
}

TEST(Prove, ContradictoryAssumptionsProveNothing) {
  for (const char* assumption : {"x in [0, 1] assume x >= 2", "x in [0, 1] assume x^2 <= -1",
                                 "x in [0, 1] assume x - 3 = 0", "x in [0, inf) assume x <= -1"}) {
    const Decision decision = decided("claim c variable " + std::string(assumption) + " prove x >= 5");
    EXPECT_EQ(decision.verdict, Verdict::undecided) << assumption;
    EXPECT_EQ(decision.flaw, Flaw::empty_domain) << assumption << ": " << decision.reason;
  }
}

TEST(Prove, UndefinedFunctionsAreNamedWithThePoint) {
  const auto reason = [](const std::string& text) {
    const Decision decision = decided(text);
    EXPECT_EQ(decision.verdict, Verdict::undecided);
    EXPECT_EQ(decision.flaw, Flaw::undefined);
    return decision.reason;
  };
  EXPECT_EQ(reason("claim c point p in simplex(3) "
                   "prove p[1]/(p[2]+p[3])+p[2]/(p[3]+p[1])+p[3]/(p[1]+p[2]) >= 3/2"),
            "p[2] + p[3] = 0 at p = (1, 0, 0)");
  EXPECT_EQ(reason("claim c variable x in [0, 1] prove x*log(x) >= -1"), "log(x): x = 0 at x = 0");
  EXPECT_EQ(reason("claim c variable x in [-1, 1] prove sqrt(x) >= 0"), "sqrt(x): x < 0 at x = -1");
  EXPECT_EQ(reason("claim c variable x in [-1, 3] prove (x-2)^2/(x-2) + 5 >= 0"), "x - 2 = 0 at x = 2");
}

TEST(Prove, AnOpenSimplexHasNoBoundary) {
  // False at the vertices only, and there the open simplex has no point.
  const std::string open = "claim c point p in open simplex(2) prove p[1]/(p[1]+p[2]) + 1/p[1] >= 1";
  EXPECT_EQ(decided(open).verdict, Verdict::proved);
  Certificate c = *decided(open).certificate;
  std::get<Simplex>(c.statement.domain[0]).open = false;
  EXPECT_EQ(checked(c).reason, "a denominator may vanish on the domain");
  Certificate w;
  w.claim = "w";
  w.statement = state(parse_claims("claim w point p in open simplex(2) prove p[1]*p[2] >= 1", "text").front(), 0);
  w.evidence = Witness{0, {Rational(1), Rational(0)}};
  EXPECT_EQ(checked(w).reason, "the witness lies outside the range of p2");
  std::get<Simplex>(w.statement.domain[0]).open = false;
  EXPECT_TRUE(checked(w).accepted);
}

TEST(Prove, ADivisorMayNotVanishInsideAnOpenSimplex) {
  // (p1 - p2)^2 is u_1^2 on one half and u_2^2 on the other: no negative coefficient, and 0 at the midpoint.
  Certificate c;
  c.claim = "c";
  c.statement =
      state(parse_claims("claim c point p in open simplex(2) prove 1/(p[1] - p[2])^2 >= 0", "text").front(), 0);
  c.evidence = std::vector<Proof>{CoefficientProof{{{0, 0, 1, {}}, {-1, 0, 0, {}}, {-1, 0, 0, {}}}}};
  EXPECT_EQ(checked(c).reason, "a denominator may vanish on the domain");
}

TEST(Prove, ADomainWithoutAKnownPointIsSaidToBeSo) {
  // x^2 = 2 has no rational point, and the checker takes no other.
  const Decision decision = decided("claim c variable x in [0, 2] assume x^2 = 2 prove x >= 1/2");
  EXPECT_EQ(decision.verdict, Verdict::proved);
  EXPECT_EQ(decision.reason, "no point of the domain was found: if it is empty, anything would hold");
}

TEST(Prove, ARangeWhoseEndsAreTheWrongWayRoundLeavesNoPoint) {
  for (const char* text : {"claim c variable x in [2, 3] variable y in [x, 1] prove y >= 5",
                           "claim c variable x in [0, 1] variable y in [x + 1, x*x] prove y >= 5"}) {
    const Decision decision = decided(text);
    EXPECT_EQ(decision.verdict, Verdict::undecided) << text;
    EXPECT_EQ(decision.flaw, Flaw::empty_domain) << text << ": " << decision.reason;
  }
  // Points remain: for x = 1 the range of y is one of them.
  EXPECT_EQ(decided("claim c variable x in [1, 3] variable y in [x, 1] prove y >= 1").flaw, Flaw::none);
}

/// In the terms of the claim, with what to try next; what the methods met stands last.
TEST(Prove, AnUndecidedClaimSaysWhyAndWhatToTryNext) {
  const auto reason = [](const std::string& text) {
    ProveOptions options;
    options.seconds = 0.2;
    options.max_boxes = 2;
    const Decision decision = decide(parse_claims(text, "text").front(), 0, {}, options);
    EXPECT_EQ(decision.verdict, Verdict::undecided) << text;
    return decision.reason;
  };
  const auto expect_lines = [](const std::string& text, const std::vector<std::string>& parts) {
    std::size_t from = 0;
    for (const std::string& part : parts) {
      const std::size_t found = text.find(part, from);
      ASSERT_NE(found, std::string::npos) << part << "\nin: " << text;
      from = found + part.size();
    }
  };
  expect_lines(reason("claim c variable x in [0, 1] prove sqrt(3 + 2*sqrt(2))*x = (1 + sqrt(2))*x"),
               {"neither expansion nor derivatives show that they are equal", "\nnext: write it as two goals"});
  expect_lines(
      reason("claim c variable x, y in [0, 1] prove abs(x - y) + cos(x - y) >= 1"),
      {"goal 'abs(x - y) + cos(x - y) >= 1': equality at x = 0, y = 0", "\nnext: a margin", "\ntried: boxes: "});
  expect_lines(reason("claim c variable x, y in [0, 1] prove sin(9*x) + y*cos(7*x*y) + x*y >= -145/100"),
               {"the least margin that was found is 0.01", ", near x = ", "\nnext: a larger --budget (it is 0.2 s)",
                "\ntried: boxes: "});
}

TEST(Prove, EquationsHaveFunctionsOnBothSides) {
  EXPECT_EQ(decided("claim c variable x in [0, 1] prove exp(2*log(1+x)) = (1+x)^2").verdict, Verdict::proved);
  EXPECT_EQ(decided("claim c variable x in (0, inf) prove atan(x) + atan(1/x) = 2*atan(1)").verdict, Verdict::proved);
  EXPECT_EQ(decided("claim c variable x in (0, inf) prove atan(x) + atan(1/x) = 2*atan(x)").verdict, Verdict::refuted);
}

TEST(Prove, ARootInADenominatorWithItsContactInside) {
  EXPECT_EQ(decided("claim c variable x in [-1, 1] prove 1/(1 + sqrt(1 - x^2)) >= 1/2").verdict, Verdict::proved);
  EXPECT_NE(decided("claim c variable x in [-1, 1] prove 1/(1 + sqrt(1 - x^2)) >= 1/2 + 0.000000001").verdict,
            Verdict::proved);
}

/// The candidate is tried with the constants at its own precision.
TEST(Prove, CounterexamplesWithinABillionthAreFound) {
  for (const char* text : {"claim c variable x in (-inf, inf) prove cos(x)^2 <= 1 - 0.0000000001",
                           "claim c variable x in (-inf, inf) prove sin(x) + cos(x) <= 1.414213562",
                           "claim c variable x in [0, 1] prove exp(x) >= 1 + x + 0.0000000001"}) {
    EXPECT_EQ(decided(text).verdict, Verdict::refuted) << text;
  }
}

TEST(Prove, LogarithmsOfZeroAreUndefinedAlsoWhereTheyAreNoNumbers) {
  for (const char* text :
       {"claim c variable x in [0, 3] prove log(sin(x)) <= 0", "claim c variable x in [1, 3] prove log(log(x)) <= 1"})
    EXPECT_EQ(decided(text).flaw, Flaw::undefined) << text;
}

TEST(Prove, TheReasonNamesThePointOfEquality) {
  const Statement s = state(
      parse_claims("claim c point p in simplex(3) prove 7/27 >= p[2]*p[3]+p[3]*p[1]+p[1]*p[2]-2*p[1]*p[2]*p[3]", "text")
          .front(),
      0);
  const auto contact = find_contact(s, 0);
  ASSERT_TRUE(contact);
  EXPECT_EQ(point_text(s, *contact), "p = (1/3, 1/3, 1/3)");
}

TEST(Prove, TightenStopsAtTheEndOfTheRange) {
  const Claim claim =
      parse_claims("claim c variable x in [0, 1] constant k = 1 largest in [0, 5/4] prove 2*x >= k*x", "text").front();
  TightenOptions options;
  options.prove.seconds = 2;
  const Tightness t = tighten(claim, 0, "k", options);
  EXPECT_EQ(t.proved, Rational(5, 4));
  EXPECT_FALSE(t.refuted);
  EXPECT_EQ(t.note, "proved to the end of its range");
}

}  // namespace prove_test
}  // namespace hebb
