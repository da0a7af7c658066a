#include <functional>

#include "forgery.hpp"

// What binds a certificate to the ledger and a composition to its premises: for every condition a certificate that only
// this one stops.

namespace hebb {
namespace composition_forgery_test {

using namespace forgery;

const FindCertificate nothing = [](const Premise&) { return nullptr; };

std::string outcome(const Certificate& c, const FindCertificate& find = nothing) {
  const CheckOutcome result = check(c, find);
  EXPECT_EQ(result.accepted, result.reason.empty());
  return result.accepted ? accepted : result.reason;
}

TEST(LedgerForgery, TheStatementIsThatOfTheLedger) {
  const Certificate good = certificate_of("G2", 3);
  EXPECT_EQ(outcome(good), accepted);
  EXPECT_EQ(mismatch_with_ledger(good), "");
  const auto spoilt = [&](const std::function<void(Certificate&)>& spoil) {
    Certificate c = good;
    spoil(c);
    const std::string reason = outcome(c);
    EXPECT_EQ(reason, mismatch_with_ledger(c));
    return reason.substr(0, reason.find(": "));  // how a statement differs has a test of its own
  };
  const std::string dimension = "its dimension does not fit the claim", range = "its dimension is out of range",
                    constants = "its constants are not those of the claim",
                    statement = "its statement is not that of the claim";
  EXPECT_EQ(spoilt([](Certificate& c) { c.dimension.reset(); }), dimension);
  EXPECT_EQ(spoilt([](Certificate& c) { c.dimension = 1; }), range);
  EXPECT_EQ(spoilt([](Certificate& c) { c.dimension = 65; }), range);
  EXPECT_EQ(spoilt([](Certificate& c) { c.dimension = 2; }), statement);
  EXPECT_EQ(spoilt([](Certificate& c) { c.constants["factor"] = 2; }), statement);
  EXPECT_EQ(spoilt([](Certificate& c) { c.constants.clear(); }), constants);
  EXPECT_EQ(spoilt([](Certificate& c) { c.constants["other"] = 1; }), constants);
  EXPECT_EQ(spoilt([](Certificate& c) { c.constants = {{"other", 1}}; }), constants);
  EXPECT_EQ(spoilt([](Certificate& c) { c.dimension = 64, c.constants.clear(); }), constants);
  EXPECT_EQ(spoilt([](Certificate& c) { c.statement.goals[0].label += "!"; }), statement);
  Certificate every = certificate_of("R.rate", std::nullopt);
  EXPECT_EQ(mismatch_with_ledger(every), "");
  every.dimension = 2;
  EXPECT_EQ(outcome(every), dimension);
}

TEST(LedgerForgery, EveryGoalHasItsProof) {
  Certificate c = certificate_of("R2.poly", 3);  // two goals
  ASSERT_EQ(c.statement.goals.size(), 2U);
  EXPECT_EQ(outcome(c), accepted);
  const CheckOutcome both = check(c, nothing);
  const auto work = [&](int goal) { return checker::replay(c.statement, goal, CoefficientProof{{leaf()}}); };
  EXPECT_EQ(both.work, work(0) + work(1));
  auto& proofs = std::get<std::vector<Proof>>(c.evidence);
  for (const int goal : {0, 1}) {
    proofs[goal] = CoefficientProof{};
    EXPECT_EQ(outcome(c), ends_early) << goal;
    proofs[goal] = CoefficientProof{{leaf()}};
  }
  proofs.pop_back();
  EXPECT_EQ(outcome(c), "it has not one proof for each goal");
  proofs.assign(3, CoefficientProof{{leaf()}});
  EXPECT_EQ(outcome(c), "it has not one proof for each goal");
  proofs.clear();
  EXPECT_EQ(outcome(c), "it has not one proof for each goal");
}

TEST(LedgerForgery, AWitnessIsReplayed) {
  Certificate c = certificate_of("G2", 2, {{"factor", 2}});
  c.evidence = Witness{0, {Rational(3, 4), Rational(1, 4), Rational(1, 2)}};
  EXPECT_EQ(outcome(c), accepted);
  EXPECT_EQ(check(c, nothing).work, 1U);
  c.evidence = Witness{0, {Rational(3, 4), Rational(1, 4), 0}};
  EXPECT_EQ(outcome(c), "the witness lies outside the range of c");
}

TEST(LedgerForgery, WhatIsEstablishedNamesTheConstants) {
  Certificate c = certificate_of("G2", 2, {{"factor", 2}});
  EXPECT_EQ(what_is_established(c), "factor = 2, printed 1");
  EXPECT_TRUE(has_other_constants(c));
  c.constants["more"] = 7;
  EXPECT_EQ(what_is_established(c), "factor = 2, printed 1; more = 7");
  c.constants["factor"] = 1;  // as printed, and so it hides no other
  EXPECT_EQ(what_is_established(c), "more = 7");
  c.constants["factor"] = 2;
  c.evidence = Witness{0, {}};
  EXPECT_EQ(what_is_established(c), "refuted; factor = 2, printed 1; more = 7");
  c.claim = "G0";
  EXPECT_EQ(what_is_established(c), "refuted; by its own account factor = 2, more = 7");
  EXPECT_FALSE(has_other_constants(c));  // what no ledger knows has no printed constants
  c.constants.clear();
  EXPECT_EQ(what_is_established(c), "refuted");
  EXPECT_FALSE(has_other_constants(c));
  EXPECT_EQ(what_is_established(certificate_of("G2", 2)), "");
  EXPECT_FALSE(has_other_constants(certificate_of("G2", 2)));
}

/// R1.summary in dimension 2 follows from R1.paper in dimension 2 and R.rate.
struct Summary {
  Certificate leader = certificate_of("R1.paper", 2), rate = certificate_of("R.rate", std::nullopt);
  Certificate composed = certificate_of("R1.summary", 2);
  Composition evidence{{{"R1.paper", 2, digest(leader)}, {"R.rate", std::nullopt, digest(rate)}}};

  const Certificate* find(const Premise& p) const {
    return p.claim == "R1.paper" ? &leader : p.claim == "R.rate" ? &rate : nullptr;
  }
  std::string outcome() {
    composed.evidence = evidence;
    return composition_forgery_test::outcome(composed, [this](const Premise& p) { return find(p); });
  }
};

TEST(CompositionForgery, APremiseIsTheOneNeeded) {
  EXPECT_EQ(Summary().outcome(), accepted);
  const auto not_needed = [](const std::string& id) { return "its premise " + id + " is not the one needed"; };
  Summary s;
  s.evidence.premises[0].claim = "R1.sharp";
  EXPECT_EQ(s.outcome(), not_needed("R1.sharp"));
  s = Summary();
  s.evidence.premises[0].dimension = 3;
  EXPECT_EQ(s.outcome(), not_needed("R1.paper"));
  s = Summary();
  s.evidence.premises[0].dimension.reset();
  EXPECT_EQ(s.outcome(), not_needed("R1.paper"));
  s = Summary();
  s.evidence.premises[1].dimension = 2;
  EXPECT_EQ(s.outcome(), not_needed("R.rate"));
  s = Summary();
  std::swap(s.evidence.premises[0], s.evidence.premises[1]);
  EXPECT_EQ(s.outcome(), not_needed("R.rate"));
  const std::string count = "it has the wrong number of premises";
  s = Summary();
  s.evidence.premises.pop_back();
  EXPECT_EQ(s.outcome(), count);
  s.evidence.premises.clear();
  EXPECT_EQ(s.outcome(), count);
  s = Summary();
  s.evidence.premises.push_back(s.evidence.premises[0]);
  EXPECT_EQ(s.outcome(), count);
}

TEST(CompositionForgery, APremiseIsThereUnchanged) {
  Summary s;
  s.composed.evidence = s.evidence;
  EXPECT_EQ(outcome(s.composed), "the certificate of its premise R1.paper is missing");
  const std::string changed = "the certificate of its premise R1.paper has changed";
  s.evidence.premises[0].digest[10] ^= 1;
  EXPECT_EQ(s.outcome(), changed);
  s = Summary();
  s.leader.dimension = 3;  // another file under the name of the premise, with the digest that it has
  s.evidence.premises[0].digest = digest(s.leader);
  EXPECT_EQ(s.outcome(), changed);
  s = Summary();
  s.leader.claim = "R1.sharp";
  s.evidence.premises[0].digest = digest(s.leader);
  EXPECT_EQ(s.outcome(), changed);
  s = Summary();
  s.rate.claim = "R.rate.onehot";
  s.evidence.premises[1].digest = digest(s.rate);
  EXPECT_EQ(s.outcome(), "the certificate of its premise R.rate has changed");
}

TEST(CompositionForgery, APremiseProvesThePrintedClaim) {
  Summary s;
  s.leader.evidence = Witness{0, {}};
  s.evidence.premises[0].digest = digest(s.leader);
  EXPECT_EQ(s.outcome(), "its premise R1.paper is refuted");
  s = Summary();
  s.leader = certificate_of("R1.paper", 2, {{"rate", Rational(1, 2)}});
  s.evidence.premises[0].digest = digest(s.leader);
  EXPECT_EQ(s.outcome(), "its premise R1.paper has other constants");
}

TEST(CompositionForgery, TheClaimFollowsFromOthersThere) {
  const std::string nowhere = "the claim does not follow from others here";
  Summary s;
  s.composed = certificate_of("G2", 2);
  EXPECT_EQ(s.outcome(), nowhere);
  s = Summary();
  s.composed = certificate_of("R1.paper", 3);  // from dimension 4 on
  EXPECT_EQ(s.outcome(), nowhere);
  s.composed = certificate_of("R1.paper", 4);
  EXPECT_EQ(s.outcome(), "it has the wrong number of premises");
  s.composed = certificate_of("R.rate", std::nullopt);
  EXPECT_EQ(s.outcome(), nowhere);
  s = Summary();
  s.composed = certificate_of("R1.summary", 2, {{"rate", Rational(1, 2)}});
  EXPECT_EQ(s.outcome(), "a composition proves the claim with its printed constants only");
}

}  // namespace composition_forgery_test
}  // namespace hebb
