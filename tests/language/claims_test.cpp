#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/language/claims.hpp>

#include "refused.hpp"

namespace hebb {
namespace claims_test {

Claim only(const std::string& text) {
  std::vector<Claim> claims = parse_claims(text, "text");
  EXPECT_EQ(claims.size(), 1U);
  return claims.front();
}

std::string message(const std::string& text) {
  try {
    for (const Claim& claim : parse_claims(text, "text")) (void)claim;
  } catch (const ClaimTextError& e) {
    return e.what();
  }
  return "no error";
}

TEST(ClaimLanguage, RecordsWhatTheTemplatesRecord) {
  const Claim claim = only(R"(
    claim fisher-variance for d = 2..8  # a comment
      point p in simplex(d)
      let mean = sum(i in 1..d: p[i]^2)
      prove "variance" sum(i in 1..d: p[i]^3) >= mean^2)");
  EXPECT_EQ(claim.only_dimensions, (std::vector<int>{2, 3, 4, 5, 6, 7, 8}));
  StatementBuilder builder;
  const Vec<Symbol> p = builder.simplex("p", 4);
  Symbol cubes = 0, mean = 0;
  for (const Symbol& x : p) cubes = cubes + pow(x, 3);
  for (const Symbol& x : p) mean = mean + pow(x, 2);
  builder.claim_at_least("variance", cubes, pow(mean, 2));
  EXPECT_EQ(state(claim, 4), builder.build());
}

TEST(ClaimLanguage, NumbersAreExact) {
  StatementBuilder builder;
  const Symbol x = builder.between("x", Symbol(0), Symbol(1));
  builder.claim_nonnegative("g", x - Symbol(Rational(1, 10)));
  for (const char* number : {"0.1", "1/10", "1e-1", "0.05*2", "0.1000"}) {
    EXPECT_EQ(state(only("claim c variable x in [0, 1] prove \"g\" x >= " + std::string(number)), 0), builder.build())
        << number;
  }
}

TEST(ClaimLanguage, SignsAndPowersBindAsInMathematics) {
  const auto value = [](const std::string& term) {
    const Statement s = state(only("claim c variable x in [0, 1] prove " + term + " >= 0"), 0);
    return evaluate(s.expression, Vec<Rational>{Rational(3)})[s.goals[0].node];
  };
  EXPECT_EQ(value("-x^2"), -9);
  EXPECT_EQ(value("(-x)^2"), 9);
  EXPECT_EQ(value("2^x^0 + 0*x"), 2);
  EXPECT_EQ(value("x^2^3"), 6561);
  EXPECT_EQ(value("1 - x - x"), -5);
  EXPECT_EQ(value("12/x/2"), 2);
  EXPECT_EQ(value("x^-2"), Rational(1, 9));
  EXPECT_EQ(value("2*-x"), -6);
  EXPECT_EQ(value("product(k in 1..3: k*x)"), 162);
  EXPECT_EQ(value("sum(i in 1..2, j in i..2: i*j*x)"), 21);
  EXPECT_EQ(value("sum(i in 2..1: x) + x"), 3);
}

TEST(ClaimLanguage, RangesHaveOpenEndsAndUseEarlierVariables) {
  const Statement s = state(only("claim c variable x, y in (0, inf) variable z in [x, x + y) prove z >= 0"), 0);
  StatementBuilder b;
  const Symbol x = b.at_least("x", Symbol(0), StatementBuilder::Bound::open);
  const Symbol y = b.at_least("y", Symbol(0), StatementBuilder::Bound::open);
  const Symbol z = b.between("z", x, x + y, StatementBuilder::Bound::closed, StatementBuilder::Bound::open);
  b.claim_nonnegative("z >= 0", z);
  EXPECT_EQ(s, b.build());
}

TEST(ClaimLanguage, SimplicesMayBeOpenOrOrdered) {
  const Statement open = state(only("claim c point p in open simplex(3) prove p[1] >= 0"), 0);
  EXPECT_TRUE(std::get<Simplex>(open.domain[0]).open);
  const Statement ordered = state(only("claim c point p in ordered simplex(3) prove p[1] >= 0"), 0);
  ASSERT_EQ(ordered.assumptions.size(), 2U);
  EXPECT_EQ(ordered.assumptions[1].label, "p[2] >= p[3]");
  const Statement chamber = state(only("claim c point p in chamber(3, c) prove c >= 0"), 0);
  EXPECT_EQ(std::get<LeaderChamber>(chamber.domain[0]).gap, 3);
}

TEST(ClaimLanguage, ChainsAndAbsoluteValuesBecomeGoals) {
  const auto labels = [](const std::string& relation) {
    std::vector<std::string> result;
    for (const Condition& c : state(only("claim c variable x in [0, 1] prove " + relation), 0).goals)
      result.push_back(c.label);
    return result;
  };
  EXPECT_EQ(labels("0 <= x^2 <= x"), (std::vector<std::string>{"0 <= x^2", "x^2 <= x"}));
  EXPECT_EQ(labels("abs(x) <= 1"), (std::vector<std::string>{"abs(x) <= 1 (1 of 2)", "abs(x) <= 1 (2 of 2)"}));
  EXPECT_EQ(labels("min(x, 1) >= 2*abs(x) - 2").size(), 4U);
  EXPECT_EQ(labels("abs(x) >= 0").size(), 1U);  // a greatest of two: no conjunction
}

TEST(ClaimLanguage, SplitGoalsSayTheSame) {
  const Statement s = state(only("claim c variable x in [-2, 2] prove 1 - 3*abs(x - 1) >= max(x, -x) - min(2, x)"), 0);
  for (const Rational& x : {Rational(-2), Rational(-1, 3), Rational(0), Rational(1), Rational(9, 7)}) {
    const auto nodes = evaluate(s.expression, Vec<Rational>{x});
    const Rational large = 1 - 3 * abs(x - 1), small = std::max<Rational>(x, -x) - std::min<Rational>(2, x);
    Rational least = nodes[s.goals[0].node];
    for (const Condition& c : s.goals) least = std::min(least, nodes[c.node]);
    EXPECT_EQ(least, large - small) << x;
  }
}

TEST(ClaimLanguage, ConstantsCanBeReplacedWithinTheirRange) {
  const Claim claim = only("claim c variable x in [0, 1] constant k = 2/3 smallest in [0, 1] prove k + x >= 0");
  ASSERT_EQ(claim.constants.size(), 1U);
  EXPECT_EQ(claim.constants[0].stronger, -1);
  EXPECT_EQ(claim.tighten, "k");
  EXPECT_NE(state(claim, 0, {{"k", Rational(1, 2)}}), state(claim, 0));
  try {
    state(claim, 0, {{"k", Rational(2)}});
    FAIL();
  } catch (const PreconditionError& e) {
    EXPECT_STREQ(e.what(), "the constant k = 2 is outside its range [0, 1]");
  }
}

TEST(ClaimLanguage, DefinitionsSeeWhatStandsBeforeThem) {
  EXPECT_NE(
      message("claim c variable x in [0, 1] let f(y) = g(y) let g(y) = y prove f(x) >= 0").find("there is no 'g'"),
      std::string::npos);
  EXPECT_NE(message("claim c variable x in [0, 1] let f(y) = f(y) prove f(x) >= 0").find("there is no 'f'"),
            std::string::npos);
  const Claim claim = only("let square(t) = t*t claim c variable x in [0, 1] prove square(square(x)) >= 0");
  EXPECT_EQ(claim.id, "c");
}

TEST(ClaimLanguage, IncludesDefinitions) {
  const auto files = [](const std::string& file, const std::string&) -> std::string {
    if (file == "defs") return "let twice(t) = 2*t";
    throw ClaimTextError("cannot read " + file);
  };
  EXPECT_EQ(parse_claims("include \"defs\" claim c variable x in [0, 1] prove twice(x) >= 0", "text", files).size(),
            1U);
  EXPECT_REFUSED(parse_claims("include \"other\" claim c prove 1 >= 0", "text", files), ClaimTextError,
                 "text:1:1: cannot read other");
}

TEST(ClaimLanguage, EveryRowOfTheLedgerReadsBackAsItself) {
  int rows = 0;
  for (const Claim& claim : ledger()) {
    if (!claim.state) continue;
    for (const int d : {2, 3}) {
      const auto& only_in = claim.only_dimensions;
      if (!only_in.empty() && std::ranges::find(only_in, d) == only_in.end()) continue;
      if (claim.scope == Scope::every_dimension && d > 2) continue;
      const Statement statement = state(claim, d);
      const std::string text = claim_text(statement, "row", claim.printed_constants());
      ASSERT_EQ(state(only(text), 0), statement) << claim.id << "\n" << text;
      ++rows;
    }
  }
  EXPECT_GT(rows, 200);
}

}  // namespace claims_test
}  // namespace hebb
