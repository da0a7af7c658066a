#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/replay/rational_interval.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/theorems/claim.hpp>

#include "refused.hpp"

// The checker does not link the provers, so these tests write certificates by hand.

namespace hebb {
namespace checker_test {

const FindCertificate nothing = [](const Premise&) { return nullptr; };

Certificate trivial_leaves(const std::string& id, int d) {
  Certificate c;
  const Claim& claim = *find_claim(id);
  c.claim = id;
  if (claim.scope == Scope::per_dimension) c.dimension = d;
  c.constants = claim.printed_constants();
  c.statement = state(claim, d);
  std::vector<Proof> proofs;
  for (const Condition& goal : c.statement.goals) {
    if (goal.relation == Relation::zero)
      proofs.emplace_back(IdentityProof{});
    else
      proofs.emplace_back(CoefficientProof{{{-1, 0, 0, {}}}});
  }
  c.evidence = proofs;
  return c;
}

TEST(Checker, AcceptsWhatHolds) {
  for (const char* id : {"G1", "G2", "G3", "R2.poly", "A2.identity", "U.simplex", "R1.sharp", "R2.sharp"}) {
    const CheckOutcome outcome = check(trivial_leaves(id, 2), nothing);
    EXPECT_TRUE(outcome.accepted) << id << ": " << outcome.reason;
  }
}

TEST(Checker, RejectsStrongerConstants) {
  Certificate c = trivial_leaves("G2", 3);
  c.constants["factor"] = Rational(101, 100);
  EXPECT_TRUE(check(c, nothing)
                  .reason.starts_with(
                      "its statement is not that of the claim: it has 'holds [p_1 - s]"));  // the statement is not that
                                                                                            // of these constants
  c.statement = state(*find_claim("G2"), 3, c.constants);
  const CheckOutcome outcome = check(c, nothing);  // now it is, and it is false
  EXPECT_EQ(outcome.reason, "the goal 'p_1 - s' has a negative coefficient on a leaf");
}

TEST(Checker, RejectsAStatementThatIsNotTheClaims) {
  Certificate c = trivial_leaves("G2", 3);
  c.statement.goals[0].label += "!";
  EXPECT_TRUE(check(c, nothing).reason.starts_with("its statement is not that of the claim: it has 'holds [p_1 - s!]"));
  c = trivial_leaves("G2", 3);
  c.statement = state(*find_claim("G2"), 4);
  EXPECT_TRUE(check(c, nothing)
                  .reason.starts_with("its statement is not that of the claim: it has 'for all p1, p2, p3, p4 >= 0"));
  c = trivial_leaves("G2", 3);
  c.claim = "G3";  // a row that says something else
  EXPECT_TRUE(check(c, nothing).reason.starts_with("its statement is not that of the claim: it has 'holds [p_1 - s]"));
  c = trivial_leaves("G2", 3);
  c.dimension.reset();
  EXPECT_EQ(check(c, nothing).reason, "its dimension does not fit the claim");
}

/// x in [0, 10] and then x in [5, 10], x (x - 9) >= 0: false at 7, whichever of the ranges is meant. The chain begins
/// in the one at 0 and has its slope 2 x - 9 >= 0 in the other.
TEST(Checker, RejectsAStatementWhoseDomainHasAVariableTwice) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 10), y = b.between("y", 5, 10);
  b.claim_nonnegative("goal", x * (x - 9));
  b.claim_nonnegative("second", y);
  Certificate c;
  c.claim = "mine";
  c.statement = b.build();
  c.statement.goals.pop_back();
  ChainProof chain;
  chain.terms.variables = c.statement.expression.variables;
  chain.nodes = {{ChainProof::Kind::up, 0, 0, {}}, {ChainProof::Kind::zero}, {ChainProof::Kind::algebraic}};
  chain.premises = {CoefficientProof{{{-1, 0, 0, {}}}}};
  c.evidence = std::vector<Proof>{chain};
  EXPECT_EQ(check(c, nothing).reason, "the goal 'premise' has a negative coefficient on a leaf");
  std::get<Range>(c.statement.domain[1]).variable = 0;
  EXPECT_NO_THROW(checker::replay(c.statement, 0, chain)) << "the example shows nothing any more";
  EXPECT_EQ(check(c, nothing).reason,
            "it has no well-formed statement: the variable x belongs to two factors of the domain");
}

TEST(Checker, SaysWhichConstantsAreNotThePrintedOnes) {
  Certificate c = trivial_leaves("G2", 2);
  EXPECT_EQ(what_is_established(c), "");
  EXPECT_FALSE(has_other_constants(c));
  c.constants["factor"] = Rational(99, 100);
  EXPECT_EQ(what_is_established(c), "factor = 99/100, printed 1");
  EXPECT_TRUE(has_other_constants(c));
  c.constants["factor"] = 2;
  c.evidence = Witness{0, {Rational(3, 4), Rational(1, 4), Rational(1, 2)}};
  EXPECT_EQ(what_is_established(c), "refuted; factor = 2, printed 1");
}

TEST(Checker, RejectsProofsThatDoNotCover) {
  Certificate c = trivial_leaves("G2", 3);
  auto& proof = std::get<CoefficientProof>(std::get<std::vector<Proof>>(c.evidence)[0]);
  proof.nodes = {{0, 0, 1, {}}, {-1, 0, 0, {}}};  // a branch with one half only
  EXPECT_EQ(check(c, nothing).reason, "the proof ends before the domain is covered");
  proof.nodes = {{-1, 0, 0, {}}, {-1, 0, 0, {}}};  // a leaf too many
  EXPECT_EQ(check(c, nothing).reason, "the proof has nodes left over");
  proof.nodes = {{0, 0, 9, {}}, {-1, 0, 0, {}}, {-1, 0, 0, {}}};  // an edge that does not exist
  EXPECT_EQ(check(c, nothing).reason, "a branch names an edge that does not exist");
  proof.nodes = {};
  EXPECT_EQ(check(c, nothing).reason, "the proof ends before the domain is covered");
  std::get<std::vector<Proof>>(c.evidence).clear();
  EXPECT_EQ(check(c, nothing).reason, "it has not one proof for each goal");
}

TEST(Checker, AnIdentityProofProvesNoInequality) {
  Certificate c = trivial_leaves("G2", 3);
  c.evidence = std::vector<Proof>{IdentityProof{}};
  EXPECT_EQ(check(c, nothing).reason, "an inequality needs another kind of proof");
}

TEST(Checker, WitnessesMustLieInTheDomainAndViolate) {
  const Statement s = state(*find_claim("L2.1.wording"), 2);
  EXPECT_NO_THROW(checker::replay(s, Witness{0, {0, 0}}));
  EXPECT_REFUSED(checker::replay(s, Witness{0, {1, 0}}), checker::Rejection,
                 "the witness does not violate the goal 's - 1/d'");  // critical, but s = 1
  EXPECT_REFUSED(checker::replay(s, Witness{0, {Rational(1, 9), 0}}), checker::Rejection,
                 "the witness breaks the assumption 'dL/dp1 = 0'");  // not critical
  EXPECT_REFUSED(checker::replay(s, Witness{0, {2, 0}}), checker::Rejection,
                 "the witness lies outside the range of p1");  // outside the box
  EXPECT_REFUSED(checker::replay(s, Witness{1, {0, 0}}), checker::Rejection,
                 "the witness names a goal that does not exist");
  EXPECT_REFUSED(checker::replay(s, Witness{0, {0}}), checker::Rejection, "the witness has the wrong number of values");
  const Statement g = state(*find_claim("G2"), 2, {{"factor", 2}});
  EXPECT_NO_THROW(checker::replay(g, Witness{0, {Rational(3, 4), Rational(1, 4), Rational(1, 2)}}));
  EXPECT_REFUSED(checker::replay(g, Witness{0, {Rational(3, 4), Rational(1, 4), 0}}), checker::Rejection,
                 "the witness lies outside the range of c");  // c > 0
  EXPECT_REFUSED(checker::replay(g, Witness{0, {Rational(3, 4), Rational(1, 4), Rational(3, 4)}}), checker::Rejection,
                 "the witness lies outside the range of c");  // gap
  EXPECT_REFUSED(checker::replay(g, Witness{0, {Rational(3, 4), Rational(1, 2), Rational(1, 8)}}), checker::Rejection,
                 "the witness lies off the simplex");  // sum
}

/// x (1/x) = 1 holds wherever it has a meaning: at x = 0 the factor 0 must not make a value of the other one.
TEST(Checker, AWitnessWhereTheGoalIsUndefinedRefutesNothing) {
  StatementBuilder b;
  const Symbol x = b.between("x", Symbol(0), Symbol(1));
  b.claim_equal("x (1/x) - 1", x * (1 / x), Symbol(1));
  b.claim_equal("x (1/x) - 2", x * (1 / x), Symbol(2));
  const Statement s = b.build();
  EXPECT_REFUSED(checker::replay(s, Witness{0, {0}}), checker::Rejection,
                 "the witness does not violate the goal 'x (1/x) - 1'");
  EXPECT_REFUSED(checker::replay(s, Witness{1, {0}}), checker::Rejection,
                 "the witness does not violate the goal 'x (1/x) - 2'");
  EXPECT_NO_THROW(checker::replay(s, Witness{1, {1}}));
}

TEST(Checker, AWitnessWhereAnAssumptionIsUndefinedRefutesNothing) {
  StatementBuilder b;
  const Symbol x = b.between("x", Symbol(0), Symbol(1));
  b.assume_nonnegative("x (1/x)", x * (1 / x));
  b.claim_nonnegative("x - 1/2", x - Symbol(Rational(1, 2)));
  const Statement s = b.build();
  EXPECT_REFUSED(checker::replay(s, Witness{0, {0}}), checker::Rejection,
                 "the witness breaks the assumption 'x (1/x)'");
  EXPECT_NO_THROW(checker::replay(s, Witness{0, {Rational(1, 4)}}));
}

/// A box on which the goal is undefined is not proved by a factor zero, whatever the kind of the leaf.
TEST(Checker, ABoxWhereTheGoalIsUndefinedIsNotProved) {
  using Kind = BoxProof::Kind;
  for (const int right : {1, 0}) {  // the box [0, right]
    StatementBuilder b;
    const Symbol x = b.between("x", Symbol(0), Symbol(right));
    b.claim_nonnegative("x (1/x)", x * (1 / x));
    const Statement s = b.build();
    for (const Kind kind : {Kind::natural, Kind::mean_value, Kind::taylor}) {
      BoxProof proof;
      proof.nodes.push_back({kind, 0, {}});
      EXPECT_REFUSED(checker::replay(s, 0, proof), checker::Rejection,
                     kind == Kind::natural ? "the goal is not certainly >= 0 on a box"
                                           : "the goal is not certainly defined on a box")
          << right;
    }
  }
}

/// A divisor counts also where the expansion loses it: behind a factor zero, by cancelling, in a double quotient.
TEST(Checker, CoefficientsDoNotProveWhatIsUndefinedSomewhere) {
  CoefficientProof whole;
  whole.nodes.push_back({-1, 0, 0, {}});
  for (const int lower : {0, 1}) {  // x in [lower, 2]
    StatementBuilder b;
    const Symbol x = b.between("x", Symbol(lower), Symbol(2));
    b.claim_nonnegative("1 + 0/x", 1 + 0 / x);
    b.claim_nonnegative("1 + 0 (1/x)", 1 + 0 * (1 / x));
    b.claim_nonnegative("(1/x)^0", pow(1 / x, 0));
    b.claim_nonnegative("1 + x (1/x)", 1 + x * (1 / x));
    b.claim_nonnegative("1 + x^2/x", 1 + square(x) / x);
    b.claim_nonnegative("1 + (1/x - 1/x)", 1 + (1 / x - 1 / x));
    b.claim_nonnegative("1 + 1/(1/x)", 1 + 1 / (1 / x));
    const Statement s = b.build();
    for (std::size_t goal = 0; goal < s.goals.size(); ++goal) {
      if (lower > 0) {
        EXPECT_NO_THROW(checker::replay(s, static_cast<int>(goal), whole)) << s.goals[goal].label;
      } else {
        EXPECT_REFUSED(checker::replay(s, static_cast<int>(goal), whole), checker::Rejection,
                       "a denominator may vanish on the domain")
            << s.goals[goal].label;
      }
    }
  }
}

/// The goal does not depend on x where y = 0, but at x = 0 it is undefined: no face may lead away from there.
TEST(Checker, AFaceDoesNotLeadAwayFromWhereTheGoalIsUndefined) {
  using Kind = BoxProof::Kind;
  StatementBuilder b;
  const Symbol x = b.between("x", Symbol(0), Symbol(1)), y = b.between("y", Symbol(0), Symbol(0));
  b.claim_nonnegative("1 + y (1/x)", 1 + y * (1 / x));
  const Statement s = b.build();
  BoxProof proof;
  proof.nodes.push_back({Kind::upper_face, 0, {}});
  proof.nodes.push_back({Kind::natural, 0, {}});
  EXPECT_REFUSED(checker::replay(s, 0, proof), checker::Rejection, "the goal is not certainly defined on a box");
}

TEST(Checker, ACompositionNeedsItsPremises) {
  Certificate c;
  const Claim& claim = *find_claim("R1.summary");
  c.claim = claim.id;
  c.dimension = 2;
  c.constants = claim.printed_constants();
  c.statement = state(claim, 2);
  const Certificate first = trivial_leaves("R1.paper", 2), second = trivial_leaves("R.rate", 2);
  const FindCertificate find = [&](const Premise& p) -> const Certificate* {
    return p.claim == "R1.paper" ? &first : p.claim == "R.rate" ? &second : nullptr;
  };
  Composition good{{{"R1.paper", 2, digest(first)}, {"R.rate", std::nullopt, digest(second)}}};
  c.evidence = good;
  EXPECT_TRUE(check(c, find).accepted) << check(c, find).reason;
  EXPECT_EQ(check(c, nothing).reason, "the certificate of its premise R1.paper is missing");
  const std::string number = "it has the wrong number of premises", needed = " is not the one needed";
  for (const auto& [spoil, reason] : std::vector<std::pair<std::function<void(Composition&)>, std::string>>{
           {[](Composition& x) { x.premises.pop_back(); }, number},
           {[](Composition& x) { x.premises[0].digest[10] ^= 1; },
            "the certificate of its premise R1.paper has changed"},
           {[](Composition& x) { x.premises[0].dimension = 3; }, "its premise R1.paper" + needed},
           {[](Composition& x) { x.premises[0].claim = "R1.sharp"; }, "its premise R1.sharp" + needed},
           {[](Composition& x) { std::swap(x.premises[0], x.premises[1]); }, "its premise R.rate" + needed},
           {[](Composition& x) { x.premises.clear(); }, number}}) {
    Composition bad = good;
    spoil(bad);
    c.evidence = bad;
    EXPECT_EQ(check(c, find).reason, reason);
  }
  Certificate direct = trivial_leaves("G2", 2);  // G2 does not follow from others
  direct.evidence = good;
  EXPECT_EQ(check(direct, find).reason, "the claim does not follow from others here");
}

/// Every byte of a certificate matters: whatever digit, letter or bracket is changed, it is no longer accepted.
TEST(Checker, EveryChangedByteIsNoticed) {
  const std::string text = to_json(trivial_leaves("G3", 2));
  int tried = 0;
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (std::isspace(static_cast<unsigned char>(text[k]))) continue;
    for (const char other : {'0', '7', 'x', '}'}) {
      if (other == text[k]) continue;
      std::string changed = text;
      changed[k] = other;
      ++tried;
      try {
        const Certificate c = certificate_from_json(changed);
        ADD_FAILURE() << "byte " << k << ": '" << text[k] << "' -> '" << other << "' was read without complaint";
      } catch (const CertificateError& e) {
        EXPECT_FALSE(std::string(e.what()).empty());
      }
    }
  }
  EXPECT_GT(tried, 1000);
}

/// Even an attacker who recomputes the digest does not get a changed statement or a broken proof through.
TEST(Checker, ARecomputedDigestDoesNotHelp) {
  const Certificate honest = trivial_leaves("G3", 3);
  for (std::size_t k = 0; k < honest.statement.expression.constants.size(); ++k) {
    Certificate c = honest;
    c.statement.expression.constants[k] += Rational(1, 100);
    EXPECT_TRUE(check(certificate_from_json(to_json(c)), nothing)
                    .reason.starts_with("its statement is not that of the claim: it has 'holds [p_1 (p_1 - s)]"));
  }
  for (std::size_t k = 0; k < honest.statement.expression.code.size(); ++k) {
    Certificate c = honest;
    Instruction& i = c.statement.expression.code[k];
    i.operation = i.operation == Operation::add        ? Operation::subtract
                  : i.operation == Operation::multiply ? Operation::add
                                                       : i.operation;
    if (c == honest) continue;
    EXPECT_TRUE(check(certificate_from_json(to_json(c)), nothing)
                    .reason.starts_with("its statement is not that of the claim: it has 'holds [p_1 (p_1 - s)]"));
  }
}

TEST(RationalInterval, EnclosesKnownValues) {
  using checker::Fraction;
  using checker::RationalInterval;
  const auto tight = [](const RationalInterval& x, double value) {
    EXPECT_LE(x.lower.convert_to<double>(), value * (1 + 1e-15) + 1e-300);
    EXPECT_GE(x.upper.convert_to<double>(), value * (1 - 1e-15) - 1e-300);
    EXPECT_LT((x.upper - x.lower).convert_to<double>(), 1e-40 * std::abs(value));
  };
  tight(exp(RationalInterval(Fraction(1))), 2.718281828459045);
  tight(exp(RationalInterval(Fraction(-20))), 2.061153622438558e-09);
  tight(log(RationalInterval(Fraction(10))), 2.302585092994046);
  tight(sqrt(RationalInterval(Fraction(2))), 1.4142135623730951);
  EXPECT_TRUE(log(RationalInterval(Fraction(-1), Fraction(1))).everything);
  EXPECT_TRUE((RationalInterval(Fraction(1)) / RationalInterval(Fraction(-1), Fraction(1))).everything);
  // exp(log 3) = 3 and sqrt(3)^2 = 3 lie inside
  const RationalInterval three = exp(log(RationalInterval(Fraction(3)))),
                         square = power(sqrt(RationalInterval(Fraction(3))), 2);
  EXPECT_LE(three.lower, 3);
  EXPECT_GE(three.upper, 3);
  EXPECT_LE(square.lower, 3);
  EXPECT_GE(square.upper, 3);
}

TEST(RationalInterval, PowersEncloseTheExactPowerTightly) {
  using checker::Fraction;
  using checker::Int;
  using checker::RationalInterval;
  for (const Fraction& q : {Fraction(101, 100), Fraction(2, 3), Fraction(-7, 5)}) {
    for (const int n : {1, 2, 3, 31, 200, 201}) {  // up to 31 exact, then the denominators are too long
      const Fraction exact(pow(Int(numerator(q)), static_cast<unsigned>(n)),
                           pow(Int(denominator(q)), static_cast<unsigned>(n)));
      const RationalInterval x = power(RationalInterval(q), n);
      EXPECT_LE(x.lower, exact);
      EXPECT_GE(x.upper, exact);
      EXPECT_LE((x.upper - x.lower) / abs(exact), Fraction(1, Int(1) << 300)) << q << "^" << n;
      if (n <= 31) EXPECT_EQ(x.lower, x.upper);
    }
  }
  const RationalInterval mixed(Fraction(-3), Fraction(2));
  EXPECT_EQ(power(mixed, 2).lower, 0);
  EXPECT_EQ(power(mixed, 2).upper, 9);
  EXPECT_EQ(power(mixed, 3).lower, -27);
  EXPECT_EQ(power(mixed, 3).upper, 8);
  EXPECT_EQ(power(RationalInterval(Fraction(-3), Fraction(-2)), 4).lower, 16);
}

TEST(CheckDirectory, SaysWhatIsWrongWithEachFile) {
  const auto directory = std::filesystem::temp_directory_path() / "hebb-check-test";
  std::filesystem::remove_all(directory);
  EXPECT_REFUSED(check_directory(directory), CertificateError, "cannot read the directory");
  std::filesystem::create_directories(directory);
  EXPECT_REFUSED(check_directory(directory), CertificateError, "there are no certificates (*.json)");
  write_certificate(trivial_leaves("G1", 2), directory);
  const auto good = write_certificate(trivial_leaves("G2", 2), directory);
  std::filesystem::copy_file(good, directory / "G9.json");
  std::ofstream(directory / "truncated.json") << to_json(trivial_leaves("G3", 2)).substr(0, 200);
  const auto files = check_directory(directory);
  ASSERT_EQ(files.size(), 4U);
  int accepted = 0;
  for (const auto& file : files) {
    accepted += file.outcome.accepted;
    EXPECT_EQ(file.outcome.accepted, file.outcome.reason.empty()) << file.file;
  }
  EXPECT_EQ(accepted, 2);
  std::filesystem::remove_all(directory);
}

}  // namespace checker_test
}  // namespace hebb
