#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <hebb/reports/json.hpp>
#include <hebb/reports/ledger/dependency_graph.hpp>
#include <hebb/reports/ledger/margin_picture.hpp>
#include <hebb/reports/page/html.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/reports/table.hpp>

#include "sample.hpp"
#include "xml.hpp"

// A verdict belongs to its statement: constants that are not the printed ones stand beside it wherever it is shown, and
// nothing is expected of it.

namespace hebb {
namespace verdict_test {

const std::string constants = "factor = -1000, printed 1";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(OtherConstants, AreNamedWithBothValues) {
  const LedgerResult result = sample::other_constants();
  EXPECT_EQ(replaced_constants_text(result.claims.front()), constants);
  EXPECT_EQ(replaced_constants_text(result.claims.back()), "");
  EXPECT_FALSE(is_unexpected(result.claims.front()));
}

TEST(OtherConstants, StandBelowTheLineOfTheTableHoweverNarrow) {
  for (const std::size_t width : {40u, 120u}) {
    const std::string table = to_table(sample::other_constants(), {width, false});
    const std::size_t line = table.find("G2"), with = table.find("\n  with " + constants + "\n");
    ASSERT_NE(with, std::string::npos) << table;
    EXPECT_EQ(table.find('\n', line), with) << "the line right below the verdict";
    EXPECT_EQ(count(table, "\n  with "), 1u) << "none below T";
    EXPECT_EQ(table.find("NO: "), std::string::npos);
  }
}

TEST(OtherConstants, TheSummaryExpectsNothingOfThem) {
  LedgerResult result = sample::other_constants();
  EXPECT_EQ(
      to_text(summarise(result)),
      "2 claims: 2 proved, 0 refuted, 0 undecided, 0 estimated; 4 rows: 4 proved, 0 refuted, 0 undecided, 0 estimated; "
      "with factor = -1000, printed 1, so that no verdict of 3 rows is expected; of the others every verdict is the "
      "expected one; 1.00 s");
  result.claims.pop_back();
  EXPECT_EQ(
      to_text(summarise(result)),
      "1 claim: 1 proved, 0 refuted, 0 undecided, 0 estimated; 3 rows: 3 proved, 0 refuted, 0 undecided, 0 estimated; "
      "with factor = -1000, printed 1, so that no verdict of the run is expected; 1.00 s");
}

TEST(OtherConstants, AnUndecidedRowOfThemSaysWhy) {
  LedgerResult result = sample::other_constants();
  result.claims.front().verdict = Verdict::undecided;
  result.claims.front().remark = "budget spent";
  EXPECT_NE(to_table(result).find("G2 (d = 2): undecided: budget spent\n"), std::string::npos);
}

TEST(OtherConstants, JsonHasNoExpectedVerdictAndReadsBack) {
  const LedgerResult before = sample::other_constants();
  const auto json = nlohmann::json::parse(to_json(before));
  EXPECT_TRUE(json.at("claims").at(0).at("expected").is_null());
  EXPECT_EQ(json.at("claims").at(0).at("printed"), nlohmann::json({{"factor", {{"exact", "1"}, {"value", 1.0}}}}));
  EXPECT_EQ(json.at("claims").at(3).at("expected"), "proved");
  EXPECT_TRUE(json.at("claims").at(3).at("printed").is_null());
  EXPECT_EQ(json.at("summary").at("other_constants"), 3);
  EXPECT_EQ(json.at("summary").at("unexpected"), 0);
  EXPECT_EQ(json.at("summary").at("proved"), 4);
  EXPECT_EQ(json.at("summary").at("claims").at("proved"), 2);
  const LedgerResult after = ledger_result_from_json(to_json(before));
  for (std::size_t k = 0; k < before.claims.size(); ++k) {
    EXPECT_EQ(after.claims[k].expected, before.claims[k].expected);
    EXPECT_EQ(after.claims[k].printed, before.claims[k].printed);
  }
}

TEST(OtherConstants, ThePageShowsThemAtTheBadgeInTheDetailsAndInThePictures) {
  const sample::TemporaryDirectory directory;
  write_report(sample::other_constants(), directory.path);
  const std::string page = sample::read(directory.path / "index.html"), text = read_xml(page).text;
  EXPECT_EQ(read_xml(page).error, "");
  const std::size_t badge = text.find("proved with " + constants);
  EXPECT_NE(badge, std::string::npos) << "beside the badge of the ledger";
  EXPECT_NE(text.find("Verified with" + constants), std::string::npos) << "in the details";
  EXPECT_NE(text.find("Printed statement: text of G2"), std::string::npos) << "the text says whose numbers it holds";
  EXPECT_EQ(text.find("Every verdict is the expected one"), std::string::npos);
  EXPECT_NE(text.find("With " + constants + ", so that no verdict of 3 rows is expected"), std::string::npos);
  EXPECT_NE(sample::read(directory.path / "dependencies.svg").find("G2 with " + constants), std::string::npos);
  EXPECT_NE(sample::read(directory.path / "margin-G2.svg").find("G2 with " + constants), std::string::npos);
}

TEST(OtherConstants, TheGraphHasRoomForThem) {
  const std::string name(60, 'n');  // wider than the least width of a picture
  LedgerResult printed = sample::other_constants();
  for (ClaimResult& row : printed.claims) row.constants = {{name, 2}}, row.printed.clear();
  LedgerResult others = printed;
  others.claims.front().printed = {{name, 3}};
  EXPECT_GT(dependency_graph(others)->width, dependency_graph(printed)->width + 100);
}

TEST(Summary, CountsClaimsOnceByTheirWorstVerdict) {
  LedgerResult result{"1", {}, 1};
  for (int d = 2; d <= 8; ++d) result.claims.push_back(sample::claim("G3", d));
  result.claims.push_back(sample::claim("G4", std::nullopt));
  result.claims[3].verdict = Verdict::undecided;
  const Summary s = summarise(result);
  EXPECT_EQ(s.rows(), 8u);
  EXPECT_EQ(s.proved, 7u);
  EXPECT_EQ(s.claims.total(), 2u);
  EXPECT_EQ(s.claims.proved, 1u);
  EXPECT_EQ(s.claims.undecided, 1u);
  EXPECT_TRUE(to_text(s).starts_with("2 claims: 1 proved, 0 refuted, 1 undecided, 0 estimated; 8 rows: 7 proved, "))
      << to_text(s);
}

TEST(CoqRow, TheGraphShowsTheTheoremAsReached) {
  LedgerResult result{"1", {sample::claim("T1", std::nullopt)}, 1};
  result.claims[0].method = "coq";
  result.claims[0].certificate.clear();
  result.claims[0].rests_on = {"G2"};
  EXPECT_NE(dependency_graph(result)->body.find("T1: title of T1 (proved by a Coq theorem, every d)"),
            std::string::npos);
}

}  // namespace verdict_test
}  // namespace hebb
