#include <chrono>
#include <functional>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/simplex/vector.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>

namespace hebb {
namespace coefficient_prover_test {

using Bound = StatementBuilder::Bound;

bool proves(const Statement& s) {
  const CoefficientOutcome outcome = prove_by_coefficients(s, 0);
  if (!outcome.proof) return false;
  std::visit([&](const auto& proof) { checker::replay(s, 0, proof); },
             *outcome.proof);  // throws when the proof is wrong
  return true;
}

std::size_t nodes(const Statement& s) {
  const CoefficientOutcome outcome = prove_by_coefficients(s, 0);
  return outcome.proof ? std::get<CoefficientProof>(*outcome.proof).nodes.size() : 0;
}

/// (x - a)^2 + margin >= 0 on [0, 1]
Statement parabola(const Rational& a, const Rational& margin) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  b.claim_nonnegative("parabola", square(x - Symbol(a)) + Symbol(margin));
  return b.build();
}

TEST(CoefficientProver, SubdividesAsMuchAsTheMarginAsks) {
  EXPECT_EQ(nodes(parabola(0, 0)), 1U);
  EXPECT_EQ(nodes(parabola(Rational(1, 2), 0)), 3U);  // one cut, at the double root
  const std::size_t cells = nodes(parabola(Rational(1, 3), Rational(1, 10000)));
  EXPECT_GE(cells, 3U);
  EXPECT_LE(cells, 25U);
}

TEST(CoefficientProver, DoesNotProveWhatIsFalse) {
  EXPECT_FALSE(proves(parabola(Rational(1, 2), Rational(-1, 1000000))));
  EXPECT_FALSE(proves(parabola(Rational(1, 3), Rational(-1, 1000000))));
  EXPECT_FALSE(proves(parabola(0, Rational(-1, 1000000))));
}

TEST(CoefficientProver, CutsHalfLines) {
  StatementBuilder b;
  const Symbol r = b.at_least("r", 0);
  b.claim_nonnegative("3r^4 - 4r^3 + 1", 3 * pow(r, 4) - 4 * pow(r, 3) + 1);
  EXPECT_TRUE(proves(b.build()));
  StatementBuilder c;
  const Symbol x = c.at_most("x", -1);
  c.claim_nonnegative("x^2 + x", x * x + x);
  EXPECT_TRUE(proves(c.build()));
  StatementBuilder f;
  const Symbol y = f.at_least("y", 0);
  f.claim_nonnegative("y^2 - 2y", y * y - 2 * y);
  EXPECT_FALSE(proves(f.build()));
}

Statement quotient(Bound bound) {  // x/(1-x) >= x on [0, 1) or [0, 1]
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1, Bound::closed, bound);
  b.claim_nonnegative("x/(1-x) - x", x / (1 - x) - x);
  return b.build();
}

TEST(CoefficientProver, DenominatorsMustNotVanishOnTheDomain) {
  EXPECT_TRUE(proves(quotient(Bound::open)));
  EXPECT_FALSE(proves(quotient(Bound::closed)));
}

TEST(CoefficientProver, DenominatorsCountAlsoWhereTheyCancel) {
  const auto about = [](int lower, auto term) {
    StatementBuilder b;
    const Symbol x = b.between("x", Symbol(lower), Symbol(1));
    b.claim_nonnegative("goal", term(x));
    return b.build();
  };
  const auto zero = [](const Symbol& x) { return 1 + 0 * (1 / x); };
  const auto nothing = [](const Symbol& x) { return 1 + 0 / x; };
  const auto cancelled = [](const Symbol& x) { return 1 + x * (1 / x); };
  const auto quotient = [](const Symbol& x) { return square(x) / x + 1; };
  const auto no_power = [](const Symbol& x) { return pow(1 / x, 0); };
  const auto difference = [](const Symbol& x) { return 1 + (1 / x - 1 / x); };
  const auto reciprocal = [](const Symbol& x) { return 1 + 1 / (1 / x); };
  for (const auto& term : std::vector<std::function<Symbol(const Symbol&)>>{zero, nothing, cancelled, quotient,
                                                                            no_power, difference, reciprocal}) {
    EXPECT_FALSE(proves(about(0, term)));
    EXPECT_FALSE(proves(about(-1, term)));
  }
  StatementBuilder b;
  const Symbol x = b.between("x", Symbol(1), Symbol(2));
  b.claim_nonnegative("goal", zero(x));
  EXPECT_TRUE(proves(b.build()));
}

TEST(CoefficientProver, NegativeDenominatorsTurnTheSign) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  b.claim_nonnegative("x/(x-2) <= 0", -(x / (x - 2)));
  EXPECT_TRUE(proves(b.build()));
  StatementBuilder c;
  const Symbol y = c.between("y", 0, 1);
  c.claim_nonnegative("y/(y-2)", y / (y - 2));
  EXPECT_FALSE(proves(c.build()));
}

TEST(CoefficientProver, DenominatorWithARootInsideIsNoProof) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  b.claim_nonnegative("1/(2x-1)^2", 1 / square(2 * x - 1));
  EXPECT_FALSE(proves(b.build()));
}

TEST(CoefficientProver, BoundsMayDependOnEarlierVariables) {
  StatementBuilder b;
  const Symbol q = b.at_least("q", 1), a = b.between("a", 0, 1 / q), y = b.between("y", -q, q);
  b.claim_nonnegative("1 + a y", 1 + a * y);
  EXPECT_TRUE(proves(b.build()));
  StatementBuilder c;
  const Symbol r = c.at_least("q", 1), e = c.between("a", 0, Symbol(Rational(101, 100)) / r), z = c.between("y", -r, r);
  c.claim_nonnegative("1 + a y", 1 + e * z);
  EXPECT_FALSE(proves(c.build()));
}

TEST(CoefficientProver, IdentitiesAreExpandedNotSampled) {
  StatementBuilder b;
  const Symbol x = b.real("x"), y = b.real("y");
  b.claim_equal("binomial", square(x + y), x * x + 2 * x * y + y * y);
  EXPECT_TRUE(proves(b.build()));
  StatementBuilder c;
  const Symbol u = c.real("x"), v = c.real("y");
  c.claim_equal("nearly", square(u + v), u * u + 2 * u * v + v * v + Symbol(Rational(1, 1000000000)) * u);
  EXPECT_FALSE(proves(c.build()));
}

TEST(CoefficientProver, LeavesWholeLinesAlone) {
  StatementBuilder b;
  b.claim_nonnegative("x^2", square(b.real("x")));
  const CoefficientOutcome outcome = prove_by_coefficients(b.build(), 0);
  EXPECT_FALSE(outcome.proof);
  EXPECT_NE(outcome.reason.find("line"), std::string::npos);
}

TEST(CoefficientProver, SaysWhyItStops) {
  CoefficientOptions options;
  options.max_cells = 3;
  const CoefficientOutcome outcome = prove_by_coefficients(parabola(Rational(1, 3), Rational(1, 1000000)), 0, options);
  EXPECT_FALSE(outcome.proof);
  EXPECT_NE(outcome.reason.find("budget"), std::string::npos);
  StatementBuilder b;
  b.claim_nonnegative("exp", exp(b.between("x", 0, 1)));
  EXPECT_NE(prove_by_coefficients(b.build(), 0).reason.find("exp"), std::string::npos);
}

/// 17 million coefficients: hours and gigabytes, if nothing stopped the expansion.
Statement endless() {
  StatementBuilder b;
  const auto p = b.simplex("p", 16);
  Symbol sum = p[0];
  for (int k = 1; k < 16; ++k) sum = sum + (k + 1) * p[k];
  b.claim_nonnegative("an even power", square(square(sum)) * square(square(sum)) * square(square(sum)));
  return b.build();
}

TEST(CoefficientProver, StopsInTheMiddleOfAnExpansionWhenTheTimeIsSpent) {
  CoefficientOptions options;
  options.seconds = 0.2;
  options.max_bytes = std::size_t{1} << 32;
  const auto start = std::chrono::steady_clock::now();
  const CoefficientOutcome outcome = prove_by_coefficients(endless(), 0, options);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_FALSE(outcome.proof);
  EXPECT_EQ(outcome.reason, "the time is spent");
}

TEST(CoefficientProver, StopsInTheMiddleOfAnExpansionWhenTheMemoryIsSpent) {
  CoefficientOptions options;
  options.seconds = 1000;
  options.max_bytes = 3'000'000;
  const CoefficientOutcome outcome = prove_by_coefficients(endless(), 0, options);
  EXPECT_FALSE(outcome.proof);
  EXPECT_EQ(outcome.reason, "the memory for coefficients is spent");
  // Nothing stays charged: the next proof has the whole budget.
  EXPECT_TRUE(prove_by_coefficients(parabola(Rational(1, 3), Rational(1, 10)), 0, options).proof);
}

TEST(CoefficientProver, ReportsANegativeVertex) {
  StatementBuilder b;
  const auto p = b.simplex("p", 3);
  b.claim_nonnegative("p1 - p2", p[0] - p[1]);
  const CoefficientOutcome outcome = prove_by_coefficients(b.build(), 0);
  ASSERT_TRUE(outcome.negative_vertex);
  EXPECT_EQ(outcome.negative_vertex->at(0), (std::vector<Rational>{0, 1, 0}));
}

/// The change of variables of the ordered chamber, against the inequalities that define it.
TEST(CoefficientProver, ChamberIsWhatItsNameSays) {
  for (int d = 2; d <= 6; ++d) {
    StatementBuilder b;
    const auto [p, gap] = b.leader_chamber("p", d, "c");
    b.claim_nonnegative("leader", p[0] - p[1] - gap);
    Statement s = b.build();
    EXPECT_TRUE(proves(s));
    StatementBuilder c;
    const auto [q, half] = c.leader_chamber("p", d, "c");
    c.claim_equal("sum", sum(q), 1);
    EXPECT_TRUE(proves(c.build()));
    StatementBuilder f;  // 1 % more gap is false
    const auto [r, g] = f.leader_chamber("p", d, "c");
    f.claim_nonnegative("leader", r[0] - r[1] - Symbol(Rational(101, 100)) * g);
    EXPECT_FALSE(proves(f.build()));
  }
}

}  // namespace coefficient_prover_test
}  // namespace hebb
