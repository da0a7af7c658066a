#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/sha256.hpp>
#include <hebb/text/json.hpp>
#include <hebb/theorems/claim.hpp>
#include <hebb/theorems/coq_theorems.hpp>
#include <hebb/verify/run.hpp>

namespace hebb {
namespace established_test {

const std::filesystem::path coq = std::filesystem::path(HEBB_SOURCE_DIR) / "proofs-support" / "coq";

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The comment right before the theorem, and its statement.
std::string about(const std::string& text, const std::string& name) {
  std::smatch found;
  if (!std::regex_search(text, found, std::regex("\n(Theorem|Corollary) " + name + "\\b"))) return {};
  const auto start = static_cast<std::size_t>(found.position());
  std::size_t comment = start;
  if (start >= 2 && text.compare(start - 2, 2, "*)") == 0) comment = text.rfind("(*", start);
  return text.substr(comment, text.find("Proof", start) - comment);
}

/// As a word: neither inside of a longer id nor a prefix of one.
bool names(const std::string& text, const std::string& id) {
  for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id, at + 1)) {
    const auto inside = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    const bool begins = at == 0 || (!inside(text[at - 1]) && text[at - 1] != '.');
    const std::size_t after = at + id.size();
    const bool longer =
        after < text.size() &&
        (inside(text[after]) || (text[after] == '.' && after + 1 < text.size() && inside(text[after + 1])));
    if (begins && !longer) return true;
  }
  return false;
}

TEST(Established, TheTestTellsIdsApart) {
  EXPECT_TRUE(names("(* G2, R2.sharp *)", "R2.sharp"));
  EXPECT_FALSE(names("(* G2, R2.sharp *)", "R2"));
  EXPECT_FALSE(names("(* T1.rate.sharp *)", "rate.sharp"));
  EXPECT_TRUE(names("see T1.", "T1"));
}

TEST(Established, EveryTheoremExistsAndNamesItsClaim) {
  EXPECT_GT(coq_theorems().size(), 100U);
  for (const CoqTheorem& t : coq_theorems()) {
    const std::filesystem::path file = coq / "theory" / std::string(t.file);
    ASSERT_TRUE(std::filesystem::exists(file)) << file;
    const std::string module = "Hebb." + file.stem().string() + ".";
    ASSERT_TRUE(t.name.starts_with(module)) << t.name << " is not in " << t.file;
    const std::string text = about(read(file), std::string(t.name.substr(module.size())));
    EXPECT_FALSE(text.empty()) << t.file << " has no theorem " << t.name;
    EXPECT_TRUE(names(text, std::string(t.claim))) << t.name << " does not mention " << t.claim;
  }
}

TEST(Established, EveryIdIsARowOfTheLedgerOrNamesItsPlaceInThePaper) {
  for (const CoqTheorem& t : coq_theorems()) {
    EXPECT_TRUE(find_claim(t.claim) != nullptr || !t.paper.empty())
        << t.claim << " is neither in the ledger nor has it a place in the paper";
  }
}

TEST(Established, TheCompiledTableIsThatOfTheFile) {
  const std::string json = read(coq / "theorems.json");
  std::size_t rows = 0;
  for (std::size_t at = json.find("\"claim\""); at != std::string::npos; at = json.find("\"claim\"", at + 1)) ++rows;
  EXPECT_EQ(coq_theorems().size(), rows);
  for (const CoqTheorem& t : coq_theorems())
    EXPECT_NE(json.find('"' + std::string(t.name) + '"'), std::string::npos) << t.name;
}

/// What counts as accepted by the verified checker is what its run recorded: no digest more, each that of the
/// certificate it names, and the last line of the record is the digest of the text before it, which only `hebb check
/// --coq --record` renews.
TEST(Established, TheRecordOfTheVerifiedCheckerIsWhole) {
  const std::string text = read(coq / "accepted.json");
  const std::size_t end = text.rfind("\n\"record\": ") + 1;
  ASSERT_NE(end, 0U);
  EXPECT_EQ(text.substr(end), "\"record\": \"" + sha256(text.substr(0, end)) + "\"\n}\n");
  const Json record = parse_json(text);
  JsonFields fields(record);
  std::map<std::string, std::string> sources;
  for (const auto& file : std::filesystem::directory_iterator(coq / "checker")) {
    if (file.path().extension() == ".v") sources[file.path().filename().string()] = sha256(read(file.path()));
  }
  std::string checker;
  for (const auto& [name, hash] : sources) checker += name + " " + hash + "\n";
  EXPECT_EQ(fields.text("checker"), sha256(checker))
      << "renew it: hebb check --coq DIR --record proofs-support/coq/accepted.json";
  std::set<std::string> digests, names;
  std::size_t compared = 0;
  for (const auto& [digest, name] : fields.at("accepted").fields()) {
    digests.insert(digest);
    EXPECT_TRUE(names.insert(name.text()).second) << name.text() << " is recorded twice";
    const std::filesystem::path file = coq.parent_path() / "certificates" / name.text();
    if (!std::filesystem::exists(file)) continue;  // of a higher dimension
    EXPECT_EQ(hebb::digest(read_certificate(file)), digest) << file;
    ++compared;
  }
  EXPECT_GT(compared, 150U);
  EXPECT_TRUE(std::ranges::equal(digests_accepted_in_coq(), digests));
  fields.text("record");
  fields.finish();
}

/// The digest that check_assumptions.py records and HebbCoqTables.cmake compares, computed a third time.
std::string digest_of_theory() {
  std::vector<std::string> paths{"_CoqProject"};
  for (const auto& entry : std::filesystem::directory_iterator(coq / "theory")) {
    if (entry.path().extension() == ".v") paths.push_back("theory/" + entry.path().filename().string());
  }
  std::ranges::sort(paths);
  std::string lines;
  for (const std::string& path : paths) lines += path + " " + sha256(read(coq / path)) + "\n";
  return sha256(lines);
}

TEST(Established, TheRecordIsAboutTheTheoryAsItIs) {
  const std::string record = read(coq / "checked.json");
  EXPECT_NE(record.find("\"theory\": \"" + digest_of_theory() + "\""), std::string::npos)
      << "the Coq theory has changed since it was last compiled; run ./bootstrap.sh proofs and commit "
         "proofs-support/coq/checked.json";
  for (const CoqTheorem& t : coq_theorems()) {
    EXPECT_NE(record.find('"' + std::string(t.name) + '"'), std::string::npos) << t.name << " is not in the record";
    EXPECT_TRUE(t.checked) << t.name;
  }
  const std::string axioms =
      record.substr(record.find("\"axioms\""), record.find("\"theorems\"") - record.find("\"axioms\""));
  const std::regex name("\"([A-Z][\\w.]*)\"");
  std::size_t number = 0;
  for (auto it = std::sregex_iterator(axioms.begin(), axioms.end(), name); it != std::sregex_iterator();
       ++it, ++number) {
    EXPECT_NE(read(coq / "allowed_axioms.txt").find("\n" + (*it)[1].str() + "\n"), std::string::npos) << (*it)[1];
  }
  EXPECT_GT(number, 2U);
}

/// The headline of the project: the convergence theorem reads proved, by Coq, for every d, and so does every other
/// claim that no numerics decides.
TEST(Established, ClaimsWithoutNumericsAreProvedByTheirTheorems) {
  RunOptions options;
  options.ids = {"M1",
                 "M2",
                 "M3",
                 "T1",
                 "T1.sharp",
                 "T2",
                 "T3",
                 "B.escape",
                 "B.convergence",
                 "F.gronwall",
                 "T2.4",
                 "A5",
                 "A8",
                 "A8.sharp",
                 "O.step",
                 "O.local",
                 "O.misaligned",
                 "A13",
                 "B.escape.every",
                 "T2.4.sharp",
                 "T2.4.gap"};
  options.d_min = options.d_max = 2;
  options.tightness = false;
  std::size_t proved = 0;
  for (const ClaimResult& row : verify(options).claims) {
    if (find_claim(row.id)->state) continue;  // T1 means T1.rate, too
    EXPECT_EQ(row.verdict, row.expected) << row.id;
    EXPECT_TRUE(row.certificate.empty() && row.established.dimensions.empty()) << row.id;
    ++proved;
    EXPECT_EQ(row.verdict, Verdict::proved) << row.id;
    EXPECT_EQ(row.method, "coq") << row.id;
    EXPECT_FALSE(row.dimension.has_value()) << row.id;
    EXPECT_TRUE(std::ranges::any_of(row.established.theorems, [](const auto& t) { return covers_the_claim(t.covers); }))
        << row.id;
  }
  EXPECT_EQ(proved, 21U);
}

TEST(CoqVerdict, NeedsACheckedTheoremAboutTheWholeClaim) {
  const auto theorem = [](std::string_view covers, bool checked) {
    return CoqTheorem{"T9", "", "Hebb.T.nine", "T.v", covers, checked};
  };
  const auto verdict = [](std::vector<CoqTheorem> theorems) { return coq_verdict(theorems); };
  const std::string changed = "the Coq theory has changed since it was last compiled; run ./bootstrap.sh proofs";
  EXPECT_TRUE(verdict({theorem("all d", true)}).proved);
  EXPECT_TRUE(verdict({theorem("an instance: d = 3", false), theorem("all d", true)}).proved);
  EXPECT_TRUE(verdict({theorem("all d, together", true), theorem("all d, together", true)}).proved);
  for (const auto& theorems : {std::vector{theorem("all d", false)},
                               std::vector{theorem("all d, together", true), theorem("all d, together", false)}}) {
    EXPECT_FALSE(verdict(theorems).proved);
    EXPECT_EQ(verdict(theorems).reason, changed);
  }
  for (const auto& theorems :
       {std::vector<CoqTheorem>{}, std::vector{theorem("an instance: d = 3", true)},
        std::vector{theorem("a part, every d: half", true)}, std::vector{theorem("all d, together", true)},
        std::vector{theorem("all d: not a known form", true)}}) {
    EXPECT_FALSE(verdict(theorems).proved);
    EXPECT_EQ(verdict(theorems).reason, "") << "no theorem is about the whole claim, changed or not";
  }
}

/// The tables "In Coq" of the pages say of each theorem what the table says.
TEST(Established, ThePagesSayWhatATheoremCovers) {
  std::size_t rows = 0;
  for (const auto& page :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(HEBB_SOURCE_DIR) / "docs")) {
    if (page.path().extension() != ".md") continue;
    const std::string text = read(page.path());
    const std::regex line("\n\\| ([\\w.]+) \\| \\[`(Hebb[\\w.]+)`\\][^|]*\\| ([^|\n]*) \\|");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), line); it != std::sregex_iterator(); ++it, ++rows) {
      const bool found = std::ranges::any_of(coq_theorems(), [&](const CoqTheorem& t) {
        return t.claim == (*it)[1].str() && t.name == (*it)[2].str() && t.covers == (*it)[3].str();
      });
      EXPECT_TRUE(found) << page.path() << ": " << it->str();
    }
  }
  EXPECT_GT(rows, 60U);
}

/// "Hebb.Gap.rate_at_least" in a page of the documentation is a theorem of the table.
TEST(Established, ThePagesNameTheoremsThatExist) {
  std::size_t mentions = 0;
  for (const auto& page :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(HEBB_SOURCE_DIR) / "docs")) {
    if (page.path().extension() != ".md") continue;
    const std::string text = read(page.path());
    const std::regex name("\\bHebb\\.[A-Z]\\w*\\.\\w+");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), name); it != std::sregex_iterator();
         ++it, ++mentions) {
      EXPECT_NE(std::ranges::find(coq_theorems(), it->str(), [](const CoqTheorem& t) { return std::string(t.name); }),
                coq_theorems().end())
          << page.path() << ": " << it->str();
    }
  }
  EXPECT_GT(mentions, 50U);
}

TEST(Established, AcceptedDigestsAreOrderedAndFound) {
  const auto digests = digests_accepted_in_coq();
  EXPECT_TRUE(std::ranges::is_sorted(digests));
  for (const std::string_view digest : digests) {
    EXPECT_EQ(digest.size(), 71U) << digest;
    EXPECT_TRUE(accepted_in_coq(digest));
  }
  EXPECT_FALSE(accepted_in_coq("sha256:" + std::string(64, '0')));
  EXPECT_FALSE(accepted_in_coq(""));
}

TEST(Established, RowsSayHowFarTheyAre) {
  RunOptions options;
  options.ids = {"G2", "G4", "M2"};
  options.d_min = options.d_max = 3;
  options.tightness = false;
  for (const ClaimResult& row : verify(options).claims) {
    EXPECT_EQ(row.established.dimensions, row.id == "G2" ? "3" : row.id == "G4" ? "every" : "") << row.id;
    ASSERT_FALSE(row.established.theorems.empty()) << row.id;
    EXPECT_FALSE(row.id == "M2" && row.established.checker);
  }
}

/// The theorems are about the constants of the ledger and say nothing about others.
TEST(Established, NothingIsKnownAboutOtherConstants) {
  RunOptions options;
  options.ids = {"G2"};
  options.d_min = options.d_max = 2;
  options.replaced = {{"factor", Rational(99, 100)}};
  const LedgerResult result = verify(options);
  ASSERT_EQ(result.claims.size(), 1U);
  EXPECT_EQ(result.claims[0].established.dimensions, "2");
  EXPECT_FALSE(result.claims[0].established.checker);
  EXPECT_TRUE(result.claims[0].established.theorems.empty());
  EXPECT_FALSE(result.claims[0].expected.has_value());
  EXPECT_EQ(result.claims[0].printed, (std::map<std::string, Rational>{{"factor", 1}}));
  EXPECT_TRUE(result.claims[0].text.starts_with("with factor = 99/100, printed 1. Printed statement: "))
      << result.claims[0].text;
}

/// The printed value is no other constant, however it is written.
TEST(Established, TheRowIsThePrintedOneWhenTheValueIs) {
  RunOptions options;
  options.ids = {"G2"};
  options.d_min = options.d_max = 2;
  options.replaced = {{"factor", Rational(100, 100)}};
  const ClaimResult row = verify(options).claims.at(0);
  EXPECT_EQ(row.expected, Verdict::proved);
  EXPECT_TRUE(row.printed.empty());
  EXPECT_EQ(row.text, find_claim("G2")->text);
  EXPECT_FALSE(row.established.theorems.empty());
}

}  // namespace established_test
}  // namespace hebb
