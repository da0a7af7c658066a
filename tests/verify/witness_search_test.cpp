#include <ctime>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/tighten.hpp>
#include <hebb/verify/witness_search.hpp>

#include "refused.hpp"

namespace hebb {
namespace witness_search_test {

TEST(WitnessSearch, FindsSmallViolationsNearAVertex) {
  StatementBuilder b;  // false only for 0 < x < 1e-4
  const Symbol x = b.between("x", 0, 1, StatementBuilder::Bound::open);
  b.claim_nonnegative("x^2 - x/10000", x * x - x / 10000);
  const Statement s = b.build();
  const auto witness = find_witness(s, 0);
  ASSERT_TRUE(witness);
  EXPECT_NO_THROW(checker::replay(s, *witness));
  EXPECT_GT(witness->values[0], 0);
  EXPECT_LT(witness->values[0], Rational(1, 10000));
}

TEST(WitnessSearch, RespectsOpenBounds) {
  StatementBuilder b;  // violated at x = 0 only, which is excluded
  const Symbol x = b.between("x", 0, 1, StatementBuilder::Bound::open);
  b.claim_nonnegative("1 - 1/(1 + x^2) - 0", x * x / (1 + x * x));
  EXPECT_FALSE(find_witness(b.build(), 0));
  StatementBuilder c;
  const Symbol y = c.between("y", 0, 1, StatementBuilder::Bound::open);
  c.claim_nonnegative("y - 0", y * y * (y - 0));
  EXPECT_FALSE(find_witness(c.build(), 0));
}

TEST(WitnessSearch, RespectsAssumptions) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  b.assume_nonnegative("x >= 1/2", x - Symbol(Rational(1, 2)));
  b.claim_nonnegative("x >= 1/2", x - Symbol(Rational(1, 2)));
  EXPECT_FALSE(find_witness(b.build(), 0));
}

TEST(WitnessSearch, IsDeterministicAndShort) {
  StatementBuilder b;
  const auto p = b.simplex("p", 3);
  b.claim_nonnegative("p1 >= 1/10", p[0] - Symbol(Rational(1, 10)));
  const Statement s = b.build();
  const auto first = find_witness(s, 0), second = find_witness(s, 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->values, second->values);
  for (const Rational& q : first->values) EXPECT_LT(to_string(q).size(), 12U);
}

TEST(WitnessSearch, RefutesTranscendentalClaims) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  b.claim_nonnegative("exp(-1.01 x) >= 1 - x", exp(-(Symbol(Rational(101, 100)) * x)) - (1 - x));
  EXPECT_TRUE(find_witness(b.build(), 0));
}

/// Values beyond the range of double say nothing; their exact ones have millions of digits.
TEST(WitnessSearch, DoesNotWorkOutPowersOfPowers) {
  for (const int n : {1, 100, 10'000}) {
    StatementBuilder b;
    const Symbol x = b.between("x", 0, 1);
    b.claim_nonnegative("goal", pow(pow(x + 3, 10'000), n) - 1);
    const std::clock_t start = std::clock();
    EXPECT_FALSE(find_witness(b.build(), 0));
    EXPECT_LT(std::clock() - start, 10 * CLOCKS_PER_SEC) << n;
  }
}

/// Both are equal in floating point but for roundings; only the second differs, by more than they do.
TEST(WitnessSearch, TellsRoundingErrorsFromViolations) {
  const auto law = [](const Rational& slip) {
    StatementBuilder b;
    const Symbol x = b.between("x", 0, 1), y = b.between("y", 0, 1);
    b.claim_equal("exp(x) exp(y) = exp(x + y)", exp(x) * exp(y), exp(x + y) + Symbol(slip) * x);
    return b.build();
  };
  EXPECT_FALSE(find_witness(law(0), 0));
  const auto found = find_witness(law(Rational(1, 100'000'000'000)), 0);
  ASSERT_TRUE(found);
  EXPECT_GT(found->values[0], 0);
}

TEST(Tighten, EnclosesAKnownBestConstant) {
  const Tightness g4 = tighten(*find_claim("G4"), 2, "factor");
  ASSERT_TRUE(g4.proved && g4.refuted);
  EXPECT_LE(*g4.proved, Rational(1, 8));
  EXPECT_GT(*g4.refuted, Rational(1, 8));
  EXPECT_LT(*g4.refuted / *g4.proved, Rational(1002, 1000));
  EXPECT_EQ(*g4.slack, *g4.proved * 16);
}

TEST(Tighten, FindsTheFactorDOfTheSummary) {
  for (int d = 2; d <= 5; ++d) {
    const Tightness t = tighten(*find_claim("T2.summary"), d, "multiple");
    ASSERT_TRUE(t.proved && t.refuted);
    EXPECT_LE(*t.proved, d);
    EXPECT_GT(*t.refuted, d);
    EXPECT_GT(*t.slack, Rational(999 * d, 1000));
  }
}

TEST(Tighten, RejectsConstantsWithoutDirection) {
  EXPECT_REFUSED(tighten(*find_claim("U.ratio"), 3, "factor"), PreconditionError,
                 "the constant 'factor' of U.ratio has no direction to move in");
  EXPECT_REFUSED(tighten(*find_claim("G2"), 3, "nonsense"), PreconditionError, "G2 has no constant 'nonsense'");
}

TEST(Attempt, UndecidedIsNeitherProvedNorRefuted) {
  StatementBuilder b;  // true, but out of reach of coefficients on a whole line
  b.claim_nonnegative("x^2", square(b.real("x")));
  const ProofAttempt attempted = attempt(b.build(), Claim::Method::coefficients);
  EXPECT_FALSE(attempted.evidence);
  EXPECT_FALSE(attempted.reason.empty());
}

}  // namespace witness_search_test
}  // namespace hebb
