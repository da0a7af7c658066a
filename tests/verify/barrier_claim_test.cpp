#include <gtest/gtest.h>

#include <hebb/theorems/barrier_claim.hpp>
#include <hebb/verify/prove.hpp>

#include "refused.hpp"

namespace hebb {
namespace barrier_claim_test {

using namespace literals;

const SimplexPoint<Rational> three(Vec<Rational>{0.5_q, 0.3_q, 0.2_q}), two(Vec<Rational>{0.6_q, 0.4_q});

Verdict verdict(const BarrierClaim& c, int d) {
  return decide(*find_claim(c.id), d, c.constants, {5, 60, 100000, 1, 2000}).verdict;
}

/// Every barrier that the library certifies is a certificate that the checker accepts.
TEST(BarrierClaim, CertifiedBarriersAreProved) {
  for (const BarrierLaw& law : {barrier_law(UniformNoise(2_q)), every_centred_law(1.5_q)}) {
    for (const SimplexPoint<Rational>& p : {two, three}) {
      for (const int pieces : {1, 7}) {
        const auto bound = escape_barrier(p, 0.004_q, law, {1, pieces});
        ASSERT_TRUE(bound);
        const BarrierClaim claim = barrier_claim(bound->barrier, p);
        EXPECT_EQ(verdict(claim, bound->barrier.d), Verdict::proved) << law.name << " " << pieces;
        const Rational value = claim.constants.at("bound");
        EXPECT_GE(value, bound->probability.exact_lower());
        if (p.size() == 2) EXPECT_LT(value, bound->probability.exact_upper() * 1.00001_q);
      }
    }
  }
}

/// ... and one percent more of anything is refuted.
TEST(BarrierClaim, OnePercentTooMuchIsRefuted) {
  const BarrierLaw law = barrier_law(UniformNoise(2_q));
  const auto bound = escape_barrier(two, 0.004_q, law, {1, 3});
  const BarrierClaim good = barrier_claim(bound->barrier, two);
  const auto changed = [&](const std::string& name, const Rational& value) {
    BarrierClaim c = good;
    c.constants[name] = value;
    return verdict(c, 2);
  };
  EXPECT_EQ(changed("bound", good.constants.at("bound") * 0.99_q), Verdict::refuted);
  EXPECT_EQ(changed("ratio1", good.constants.at("ratio1") * 1.01_q), Verdict::refuted);
  EXPECT_EQ(changed("gamma16", good.constants.at("gamma16") + 1), Verdict::refuted);
  EXPECT_EQ(changed("start", good.constants.at("start") * 1.01_q), Verdict::refuted);
  EXPECT_EQ(changed("a", good.constants.at("a") * 1.01_q), Verdict::refuted);
  EXPECT_EQ(changed("Q", 2.02_q), Verdict::refuted);
  EXPECT_EQ(verdict({"B.pieces.every", good.constants}, 2), Verdict::refuted);
}

TEST(BarrierClaim, LargeExponentsStayCheap) {
  const auto bound = escape_barrier(two, 0.00005_q, barrier_law(UniformNoise(2_q)), {1, 1});
  ASSERT_TRUE(bound);
  EXPECT_GT(bound->barrier.pieces[0].exponent, 2000);
  const BarrierClaim claim = barrier_claim(bound->barrier, two);
  const Decision decision = decide(*find_claim(claim.id), 2, claim.constants);
  EXPECT_EQ(decision.verdict, Verdict::proved);
  EXPECT_LT(to_json(*decision.certificate).size(), 6000U);
}

TEST(BarrierClaim, RejectsWhatItCannotState) {
  const auto bound = escape_barrier(two, 0.004_q, barrier_law(UniformNoise(2_q)), {1, 3});
  const BarrierClaim good = barrier_claim(bound->barrier, two);
  const auto with = [&](const std::string& name, const Rational& value) {
    Constants c = good.constants;
    c[name] = value;
    state(*find_claim(good.id), 2, c);
  };
  EXPECT_NO_THROW(with("a", 0.001_q));
  EXPECT_REFUSED(with("gamma1", 1.5_q), PreconditionError, "gamma1 = 3/2, expected a whole number from 1 to 9999");
  EXPECT_REFUSED(with("gamma1", 0_q), PreconditionError, "gamma1 = 0, expected a whole number from 1 to 9999");
  EXPECT_REFUSED(with("gamma1", good.constants.at("gamma16") + 1), PreconditionError,
                 "the exponents of a barrier increase and its ratios decrease");
  EXPECT_REFUSED(with("ratio1", good.constants.at("ratio16") / 2), PreconditionError,
                 "the exponents of a barrier increase and its ratios decrease");
  EXPECT_REFUSED(with("ratio3", 0_q), PreconditionError, "ratio3 = 0, expected a positive number");
  EXPECT_REFUSED(with("a", 0.5_q), PreconditionError, "a = 1/2, Q = 2, expected Q > 1 and 0 < a < 1/Q");
  EXPECT_REFUSED(with("Q", 1_q), PreconditionError, "a = 1/250, Q = 1, expected Q > 1 and 0 < a < 1/Q");
  const auto gaussian = escape_barrier(two, 0.004_q, barrier_law(TruncatedGaussianNoise(2_q, 0.5_q)), {1, 1});
  EXPECT_REFUSED(barrier_claim(gaussian->barrier, two), PreconditionError,
                 "no claim is about barriers for truncated Gaussian noise; use every_centred_law");
  const auto many = escape_barrier(two, 0.004_q, barrier_law(UniformNoise(2_q)), {1, 40});
  EXPECT_GT(many->barrier.pieces.size(), 16U);
  EXPECT_REFUSED(barrier_claim(many->barrier, two), PreconditionError,
                 "a barrier claim has room for 16 pieces, not 40");
  EXPECT_REFUSED(barrier_claim(bound->barrier, three), PreconditionError, "the start does not fit the barrier");
  EXPECT_REFUSED(barrier_claim(bound->barrier, SimplexPoint<Rational>::vertex(2, 0)), PreconditionError,
                 "the start is at the vertex");
}

}  // namespace barrier_claim_test
}  // namespace hebb
