#include <sstream>

#include <gtest/gtest.h>

#include <hebb/drawing/utf8.hpp>
#include <hebb/reports/claims_table.hpp>
#include <hebb/reports/folding.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/reports/table.hpp>

#include "sample.hpp"

namespace hebb {
namespace table_test {

std::vector<std::string> lines_with(const std::string& text, const std::string& part) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.find(part) != std::string::npos) found.push_back(line);
  }
  return found;
}

TEST(Table, FoldsDimensionsThatAgree) {
  LedgerResult result{"1", {}, 1};
  for (const int d : {8, 2, 3, 4, 5, 6, 7}) result.claims.push_back(sample::claim("G3", d));
  const std::vector<std::string> lines = lines_with(to_table(result), "G3");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find("d = 2..8"), std::string::npos) << lines[0];
  EXPECT_NE(lines[0].find("1.75 s"), std::string::npos) << "the times are added";
}

TEST(Table, KeepsDimensionsApartThatDisagree) {
  LedgerResult result{"1", {}, 1};
  for (int d = 2; d <= 8; ++d) result.claims.push_back(sample::claim("G3", d));
  result.claims[3].verdict = Verdict::undecided;
  result.claims[3].remark = "budget spent";
  result.claims[6].method = "boxes";
  const std::string table = to_table(result);
  EXPECT_EQ(lines_with(table, "d = 2..4, 6..7").size(), 1u) << table;
  EXPECT_EQ(lines_with(table, "NO: proved").size(), 1u) << table;
  EXPECT_EQ(lines_with(table, "d = 8").size(), 1u) << table;
  EXPECT_EQ(lines_with(table, "G3 (d = 5): undecided, expected proved: budget spent").size(), 1u) << table;
  EXPECT_EQ(
      lines_with(table, "6 proved, 0 refuted, 1 undecided, 0 estimated; 1 verdict is NOT the expected one; 1.00 s")
          .size(),
      1u);
}

TEST(Table, ShowsEnclosureAndSlack) {
  const std::string table = to_table(sample::ledger(), {200, false});
  const auto g2 = lines_with(table, "title of G2");
  ASSERT_EQ(g2.size(), 1u);
  EXPECT_NE(g2[0].find("factor in [2, 2.002] .. [4, 4.004]"), std::string::npos) << g2[0];
  EXPECT_NE(g2[0].find("2 .. 4"), std::string::npos) << g2[0];
  EXPECT_EQ(lines_with(table, "every d").size(), 2u);
}

TEST(Table, ShowsThePointThatRefutes) {
  LedgerResult result = sample::ledger();
  std::erase_if(result.claims, [](const ClaimResult& claim) { return claim.id != "G2"; });
  for (ClaimResult& claim : result.claims) {
    claim.verdict = Verdict::refuted;
    claim.witness = {{"c", Rational(1) / 2}, {"p1", Rational(-2) / 3}};
  }
  const std::string table = to_table(result, {120, false});
  EXPECT_NE(table.find("\n  fails for d = 2 at c = 1/2, p1 = -2/3\n"), std::string::npos) << table;
  for (ClaimResult& claim : result.claims) claim.verdict = Verdict::proved;
  EXPECT_EQ(to_table(result, {120, false}).find("fails"), std::string::npos);
}

TEST(Table, NoLineIsWiderThanTheTerminal) {
  LedgerResult result = sample::ledger();
  for (ClaimResult& claim : result.claims) {
    claim.expected = claim.verdict;
    claim.title =
        "\xCE\x94 \xE4\xB8\xAD\xE6\x96\x87 a long title, which needs the room of several columns of a table in a "
        "terminal";
  }
  for (const std::size_t width : {20u, 25u, 32u, 39u, 40u, 60u, 80u, 100u, 120u, 200u}) {
    std::istringstream in(to_table(result, {width, false}));
    for (std::string line; std::getline(in, line);) {
      if (line.find(" proved, ") == std::string::npos && !line.starts_with("  ")) {  // witnesses are shown whole
        EXPECT_LE(display_width(line), width) << line;
      }
    }
  }
}

TEST(Table, ColourChangesNothingButTheColour) {
  const LedgerResult result = sample::ledger();
  std::string coloured = to_table(result, {120, true});
  EXPECT_NE(coloured.find("\x1b[32mproved"), std::string::npos);
  EXPECT_NE(coloured.find("\x1b[31mrefuted"), std::string::npos);
  for (std::size_t at; (at = coloured.find("\x1b[")) != std::string::npos;)
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  const std::string plain = to_table(result, {120, false});
  EXPECT_EQ(coloured, plain);
  EXPECT_EQ(plain.find('\x1b'), std::string::npos);
}

TEST(Table, AnEmptyLedgerSaysSo) {
  EXPECT_EQ(
      to_table(LedgerResult{"1", {}, 0}),
      "0 claims: 0 proved, 0 refuted, 0 undecided, 0 estimated; 0 rows: 0 proved, 0 refuted, 0 undecided, 0 estimated; "
      "no claim was verified; 0 ms\n");
}

TEST(Folding, OverallVerdictIsTheWorst) {
  const ClaimResult proved = sample::claim("A", 2), undecided = sample::claim("A", 3, Verdict::undecided),
                    refuted = sample::claim("A", 4, Verdict::refuted),
                    estimated = sample::claim("A", 5, Verdict::estimated);
  EXPECT_EQ(overall_verdict({&proved}), Verdict::proved);
  EXPECT_EQ(overall_verdict({&proved, &estimated}), Verdict::estimated);
  EXPECT_EQ(overall_verdict({&proved, &estimated, &undecided}), Verdict::undecided);
  EXPECT_EQ(overall_verdict({&proved, &refuted, &undecided}), Verdict::refuted);
}

TEST(Folding, EnclosureIsAnIntervalWhicheverWayIsStronger) {
  ClaimResult row = sample::claim("A", 2);
  EXPECT_EQ(enclosure_text({&row}), "");
  row.tightness = Tightness{"k", 8, Rational(4), Rational(3), 2, ""};
  EXPECT_EQ(enclosure_text({&row}), "k in [3, 4]");
  row.tightness->refuted.reset();
  EXPECT_EQ(enclosure_text({&row}), "k proved down to 4");
  row.tightness->proved.reset();
  EXPECT_EQ(enclosure_text({&row}), "");
}

// Whatever is shown as proved is proved, and what is shown as refuted is refuted.
TEST(Folding, BestConstantsAreRoundedToTheWeakerStatement) {
  const Rational x = Rational(8, 3) - Rational(1, 10000000), y = Rational(8, 3) + Rational(1, 10000000);
  ClaimResult row = sample::claim("A", 2);
  row.tightness = Tightness{"k", 1, x, y, x, "", +1};
  EXPECT_EQ(enclosure_text({&row}), "k in [2.6666, 2.6667]");
  EXPECT_EQ(slack_text({&row}), "2.6666");
  row.tightness->refuted.reset();
  EXPECT_EQ(enclosure_text({&row}), "k proved up to 2.6666");
  row.tightness->proved.reset();
  row.tightness->refuted = y;
  EXPECT_EQ(enclosure_text({&row}), "k refuted from 2.6667");
  row.tightness = Tightness{"k", 9, y, x, 3, "", -1};
  EXPECT_EQ(enclosure_text({&row}), "k in [2.6666, 2.6667]");
  row.tightness->refuted.reset();
  EXPECT_EQ(enclosure_text({&row}), "k proved down to 2.6667");
  row.tightness->proved.reset();
  row.tightness->refuted = x;
  EXPECT_EQ(enclosure_text({&row}), "k refuted below 2.6666");
}

TEST(Folding, TheRecordedDirectionDecides) {
  ClaimResult row = sample::claim("A", 2);
  row.tightness = Tightness{"k", 4, Rational(4), std::nullopt, 1, "", -1};
  EXPECT_EQ(enclosure_text({&row}), "k proved down to 4") << "proved is printed: the values do not show it";
  row.tightness->stronger = 0;
  EXPECT_EQ(enclosure_text({&row}), "k proved up to 4");
}

TEST(Summary, Durations) {
  EXPECT_EQ(duration_text(0.0004), "0 ms");
  EXPECT_EQ(duration_text(0.085), "85 ms");
  EXPECT_EQ(duration_text(0.9996), "1.00 s");
  EXPECT_EQ(duration_text(12.34), "12.3 s");
  EXPECT_EQ(duration_text(200.4), "3 min 20 s");
}

TEST(Utf8, FitCountsColumnsAndKeepsCodePointsWhole) {
  EXPECT_EQ(fit("abc", 5), "abc  ");
  EXPECT_EQ(fit("abc", 5, true), "  abc");
  EXPECT_EQ(fit("\xCE\x94p", 4), "\xCE\x94p  ");
  EXPECT_EQ(display_width("\xE4\xB8\xAD"), 2u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);
  EXPECT_EQ(fit("\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD", 9),
            "\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD...");
  EXPECT_EQ(valid_utf8("a\xC0\x80z\xE2\x82"), "a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Table, BothSidesOfAConstantAreRoundedToWhereLessIsClaimed) {
  Tightness t;
  t.printed = 1;
  t.proved = Rational(39'660'504'996) / 1'000'000'000;  // 39.660504996
  t.refuted = Rational(39'740'913'001) / 1'000'000'000;
  EXPECT_EQ(both_sides_text(t), "proved up to 39.660504, refuted from 39.740914");
  t.stronger = -1;
  std::swap(*t.proved, *t.refuted);
  EXPECT_EQ(both_sides_text(t), "proved down to 39.740914, refuted below 39.660504");
  t.refuted.reset();
  EXPECT_EQ(both_sides_text(t), "proved down to 39.740914, refuted below nothing");
}

}  // namespace table_test
}  // namespace hebb
