#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include <hebb/check/checker.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/theorems/coq_theorems.hpp>
#include <hebb/verify/point_evaluation.hpp>
#include <hebb/verify/run.hpp>
#include <hebb/verify/tighten.hpp>

namespace hebb {
namespace ledger_test {

std::vector<int> dimensions(const Claim& claim, int last) {
  if (claim.scope == Scope::every_dimension) return {2};
  if (!claim.only_dimensions.empty()) return claim.only_dimensions;
  std::vector<int> list;
  for (int d = 2; d <= last; ++d) list.push_back(d);
  return list;
}

TEST(Ledger, IdsAreUniqueAndPremisesComeFirst) {
  std::set<std::string> seen;
  for (const Claim& claim : ledger()) {
    EXPECT_TRUE(seen.insert(claim.id).second) << claim.id;
    for (const std::string& id : claim.premises) EXPECT_TRUE(seen.contains(id)) << claim.id << " uses " << id;
    for (const std::string& id : claim.rests_on) EXPECT_NE(find_claim(id), nullptr) << claim.id << " rests on " << id;
    EXPECT_FALSE(claim.text.empty());
    EXPECT_FALSE(claim.source.empty());
    if (claim.state) continue;
    // No numerics decides it: Coq theorems cover it, or it says what is missing. Constants would be none of the
    // theorems'.
    const bool covered =
        std::ranges::any_of(coq_theorems_of(claim.id), [](const CoqTheorem& t) { return covers_the_claim(t.covers); });
    EXPECT_EQ(claim.expected, covered ? Verdict::proved : Verdict::undecided) << claim.id;
    EXPECT_EQ(claim.remark.starts_with("missing in Coq: "), !covered) << claim.id << ": " << claim.remark;
    EXPECT_TRUE(claim.constants.empty()) << claim.id;
  }
}

TEST(Ledger, EveryVerdictIsTheExpectedOne) {
  RunOptions options;
  options.d_max = 5;
  options.tightness = false;
  const LedgerResult result = verify(options);
  EXPECT_GT(result.claims.size(), 150U);
  for (const ClaimResult& row : result.claims) {
    EXPECT_EQ(row.verdict, row.expected) << row.id << " d = " << row.dimension.value_or(0) << ": " << row.remark;
  }
}

TEST(Ledger, TheAnswerDoesNotDependOnTheNumberOfThreads) {
  RunOptions one, two;
  one.d_max = two.d_max = 3;
  one.tightness = two.tightness = false;
  one.threads = 1;
  two.threads = 2;
  const LedgerResult a = verify(one), b = verify(two);
  ASSERT_EQ(a.claims.size(), b.claims.size());
  for (std::size_t k = 0; k < a.claims.size(); ++k) {
    EXPECT_EQ(a.claims[k].id, b.claims[k].id);
    EXPECT_EQ(a.claims[k].verdict, b.claims[k].verdict);
    EXPECT_EQ(a.claims[k].work, b.claims[k].work);
    EXPECT_EQ(a.claims[k].witness, b.claims[k].witness);
  }
}

std::vector<std::string> groups() {
  std::vector<std::string> names;
  for (const Claim& claim : ledger()) {
    if (std::ranges::find(names, claim.group) == names.end()) names.push_back(claim.group);
  }
  return names;
}

std::string name_of_group(const testing::TestParamInfo<std::string>& group) {
  std::string name;
  for (const char c : group.param) {
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  }
  return name;
}

/// One test per group of the ledger, so that they run side by side.
class FalseTwins : public testing::TestWithParam<std::string> {};

/// A claim that nothing can refute proves nothing: each has a false twin, and it is refuted with a witness.
TEST_P(FalseTwins, AreRefuted) {
  for (const Claim& claim : ledger()) {
    if (claim.group != GetParam() || !claim.state || claim.expected == Verdict::refuted) continue;
    ASSERT_TRUE(claim.false_twin) << claim.id << " has no false twin";
    for (const int d : dimensions(claim, 4)) {
      if (claim.composed_from && *claim.composed_from == 2) {
        if (claim.suspects) {  // it knows its worst points
          const Decision twin = decide(claim, d, *claim.false_twin);
          EXPECT_EQ(twin.verdict, Verdict::refuted) << claim.id << " d = " << d;
          EXPECT_EQ(twin.method, "witness");
          continue;
        }
        // never proved directly: the twin must still not pass
        EXPECT_NE(decide(claim, d, *claim.false_twin, {2, 20, 10000, 1, 3000}).verdict, Verdict::proved)
            << claim.id << " d = " << d;
        continue;
      }
      if (claim.composed_from && d >= *claim.composed_from) continue;
      EXPECT_EQ(decide(claim, d, *claim.false_twin, {5, 60, 100000, 1, 6000}).verdict, Verdict::refuted)
          << claim.id << " d = " << d;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Groups, FalseTwins, testing::ValuesIn(groups()), name_of_group);

/// The points at which mutants are confronted with exact arithmetic: parameters t, then all variables.
class Points {
 public:
  Points(const Statement& s, int count) {
    const PointSchedule schedule(s);
    std::mt19937 random(3);
    std::uniform_int_distribution<int> digit(0, 6);
    while (count-- > 0) {
      Vec<Vec<Rational>> t;
      for (const Factor& factor : s.domain) {
        Vec<Rational> group;
        Rational total = 0;
        for (int k = 0; k < coordinate_count(factor); ++k) {
          group.emplace_back(digit(random) * digit(random));
          total += group.back();
        }
        const auto* range = std::get_if<Range>(&factor);
        const bool free = range && !(range->lower && range->upper);
        if (!free && total == 0) group[0] = total = 1;
        if (!free) {
          for (Rational& q : group) q /= total;
        } else {
          group[0] /= 5;
        }
        t.push_back(std::move(group));
      }
      try {
        Vec<Rational> variables, nodes;
        schedule.run(t, variables, nodes, true);
        points_.push_back(std::move(variables));
      } catch (const std::exception&) {
        // not a point of the domain
      }
    }
  }
  /// True when some point is an exact counterexample to some goal of a statement with the same variables.
  bool refute(const Statement& s) const {
    for (const Vec<Rational>& variables : points_) {
      const std::vector<int> goals = undecided_goals(s, variables);
      for (const int goal : goals) {
        try {
          checker::replay(s, Witness{goal, {variables.begin(), variables.end()}});
          return true;
        } catch (const std::exception&) {
          // no counterexample here
        }
      }
    }
    return false;
  }

 private:
  std::vector<Vec<Rational>> points_;
};

/// Statements with so many nodes repeat one formula with many constants: fewer points and mutants say as much.
bool is_long(const Statement& s) { return s.expression.code.size() > 150; }

/// The statements that differ from s in one operation, constant or operand of the goals; at most 40, evenly spread, and
/// of a long one every tenth.
std::vector<Statement> mutants(const Statement& s) {
  std::vector<Statement> list;
  const auto add = [&](const auto& change) {
    Statement m = s;
    change(m.expression);
    if (!(m == s)) list.push_back(std::move(m));
  };
  for (std::size_t k = 0; k < s.expression.code.size(); ++k) {
    const Instruction i = s.expression.code[k];
    switch (i.operation) {
      case Operation::add:
        add([k](Expression& e) { e.code[k].operation = Operation::subtract; });
        break;  // flipped sign
      case Operation::subtract:
        add([k](Expression& e) { e.code[k].operation = Operation::add; });
        add([k](Expression& e) { std::swap(e.code[k].a, e.code[k].b); });
        break;
      case Operation::negate:
        add([k](Expression& e) { e.code[k] = {Operation::multiply, e.code[k].a, e.code[k].a}; });
        break;
      case Operation::power:
        add([k](Expression& e) { ++e.code[k].b; });
        break;
      default:
        break;
    }
    if (i.operation == Operation::add || i.operation == Operation::subtract) {  // a dropped term
      Statement m = s;                                                          // whoever used x + y now uses x alone
      for (Instruction& user : m.expression.code) {
        if (user.operation == Operation::variable || user.operation == Operation::constant) continue;
        if (user.a == static_cast<int>(k)) user.a = i.a;
        if (has_two_operands(user.operation) && user.b == static_cast<int>(k)) user.b = i.a;
      }
      for (Condition& c : m.goals) {
        if (c.node == static_cast<int>(k)) c.node = i.a;
      }
      if (!(m == s)) list.push_back(std::move(m));
    }
  }
  for (std::size_t k = 0; k < s.expression.constants.size(); ++k) {
    for (const Rational& by : {Rational(101, 100), Rational(99, 100)}) {
      add([k, by](Expression& e) { e.constants[k] *= by; });
    }
  }
  const std::size_t stride = is_long(s) ? std::max<std::size_t>(10, list.size() / 10) : list.size() / 40 + 1;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < list.size(); k += stride) std::swap(list[kept++], list[k]);
  list.resize(kept);
  return list;
}

bool is_accepted(const Statement& s, const std::vector<Proof>& proofs) {
  try {
    for (int goal = 0; goal < static_cast<int>(proofs.size()); ++goal)
      std::visit([&](const auto& proof) { checker::replay(s, goal, proof); }, proofs[goal]);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

/// One test per group of the ledger, so that they run side by side.
class Mutants : public testing::TestWithParam<std::string> {};

/// No mutant is both proved, with a proof that the checker accepts, and refuted at a point; and the mutations do bite.
TEST_P(Mutants, AreNotProvedWhenFalse) {
  int tried = 0, proved = 0, refuted = 0;
  for (const Claim& claim : ledger()) {
    if (claim.group != GetParam() || !claim.state || (claim.composed_from && *claim.composed_from == 2)) continue;
    const int d = claim.scope == Scope::every_dimension || claim.composed_from ? 2 : 3;
    const Statement original = state(claim, d);
    const Points points(original, is_long(original) ? 15 : 60);
    for (const Statement& mutant : mutants(original)) {
      ++tried;
      // Work is the limit; only the expansion of a long formula, which no count of cells bounds, also has a clock.
      const ProofAttempt attempted = attempt(mutant, claim.method, {is_long(original) ? 0.25 : 600, 12, 2000, 1, 200});
      if (!attempted.evidence) continue;
      const auto* proofs = std::get_if<std::vector<Proof>>(&*attempted.evidence);
      if (!proofs) {
        ++refuted;
        continue;
      }
      ++proved;
      // Replaying thousands of boxes exactly takes minutes: only the proofs that a point contradicts go to the checker.
      if (!points.refute(mutant)) continue;
      EXPECT_FALSE(is_accepted(mutant, *proofs)) << claim.id << ": a false mutant is proved\n" << to_text(mutant);
    }
  }
  EXPECT_GT(tried, 40);
  EXPECT_GT(refuted, tried / 4) << "of " << tried << ", " << proved << " proved";
  RecordProperty("mutants", tried);
  RecordProperty("refuted", refuted);
  RecordProperty("proved", proved);
}
INSTANTIATE_TEST_SUITE_P(Groups, Mutants, testing::ValuesIn(groups()), name_of_group);

/// One percent beyond the enclosure of the best constant the claim is not proved.
class TooStrong : public testing::TestWithParam<std::string> {};
TEST_P(TooStrong, IsRefutedOnePercentBeyond) {
  TightenOptions options;
  options.relative = Rational(1, 100);  // no closer than what is tried beyond it, which takes a third of the time
  for (const Claim& claim : ledger()) {
    if (claim.group != GetParam() || !claim.tighten || claim.composed_from) continue;
    for (const int d : dimensions(claim, 3)) {
      const Tightness t = tighten(claim, d, *claim.tighten, options);
      ASSERT_TRUE(t.proved) << claim.id;
      ASSERT_TRUE(t.refuted) << claim.id;
      const bool larger = *t.refuted > *t.proved;
      const Rational too_strong = *t.refuted * (larger ? Rational(101, 100) : Rational(99, 100));
      // With as much work as the enclosure itself: a false claim is not worth two million boxes.
      EXPECT_EQ(decide(claim, d, {{*claim.tighten, too_strong}}, options.prove).verdict, Verdict::refuted)
          << claim.id << " d = " << d;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Groups, TooStrong, testing::ValuesIn(groups()), name_of_group);

/// The largest rates by their closed forms: both sides meet for R1, and for R2 up to the whole number m from d = 3 on.
TEST(Ledger, TheLargestRatesOfOneStepAreEnclosed) {
  for (const int d : {2, 3, 8, 30}) {
    const Tightness t = tighten_step_rate(true, d);
    ASSERT_TRUE(t.proved && t.refuted) << d;
    EXPECT_LE(*t.refuted - *t.proved, *t.proved / 1000) << d;
  }
  for (int d = 2; d <= 8; ++d) {
    const Tightness t = tighten_step_rate(false, d);
    ASSERT_TRUE(t.proved && t.refuted) << d;
    EXPECT_LE(*t.refuted - *t.proved, *t.proved * (d == 2 ? Rational(1, 1000) : Rational(3, 100))) << d;
  }
  for (const auto& [id, d] : {std::pair("R1.exact", 2), {"R1.exact", 5}, {"R2.exact", 2}}) {
    const Tightness t = tighten(*find_claim(id), d, "rate");
    ASSERT_TRUE(t.proved && t.refuted) << id;
    EXPECT_EQ(*t.proved, 1) << id;
    EXPECT_LE(*t.refuted, Rational(1001, 1000)) << id;
  }
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Adding a claim is a claim, a page, a twin and a certificate: the page.
TEST(Ledger, EveryClaimHasItsSectionInTheDocs) {
  std::string pages;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(HEBB_SOURCE_DIR) / "docs/theorems")) {
    pages += read(entry.path());
  }
  for (const Claim& claim : ledger()) {
    EXPECT_NE(pages.find("\n### " + claim.id + "\n"), std::string::npos)
        << "docs/theorems has no section '### " << claim.id << "'";
  }
}

/// ... and the certificate: the stored ones are accepted, and every claim with a statement has one.
TEST(Ledger, StoredCertificatesAreAccepted) {
  const auto directory = std::filesystem::path(HEBB_SOURCE_DIR) / "proofs-support/certificates";
  std::set<std::string> found;
  for (const CheckedFile& file : check_directory(directory)) {
    EXPECT_TRUE(file.outcome.accepted) << file.file << ": " << file.outcome.reason;
    found.insert(file.claim);
  }
  for (const Claim& claim : ledger()) {
    if (claim.state) EXPECT_TRUE(found.contains(claim.id)) << claim.id << ": run proofs-support/regenerate.sh";
  }
}

}  // namespace ledger_test
}  // namespace hebb
