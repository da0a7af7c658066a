#include <regex>
#include <string>

#include <gtest/gtest.h>

#include <hebb/reports/ledger/story.hpp>
#include <hebb/reports/text_markup.hpp>
#include <hebb/theorems/claim.hpp>

#include "xml.hpp"

namespace hebb {
namespace text_markup_test {

std::string math(const std::string& content) {
  return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow>" + content + "</mrow></math>";
}
std::string sign(const std::string& text) { return "<mo stretchy=\"false\">" + text + "</mo>"; }

const std::string p1 = "<msub><mi>p</mi><mrow><mn>1</mn></mrow></msub>";

TEST(TextMarkup, SetsWhatIsAFormulaAndLeavesWords) {
  EXPECT_EQ(text_markup("p_1 for every", {}, false), math(p1) + " for every");
  EXPECT_EQ(text_markup("Delta/2", {}, false), math("<mi>\xCE\x94</mi>" + sign("/") + "<mn>2</mn>"));
  EXPECT_EQ(text_markup("aQ", {}, false), math("<mi>a</mi><mi>Q</mi>"));
  EXPECT_EQ(text_markup(">= -x^2,", {}, false),
            math(sign("\xE2\x89\xA5")) + " " +
                math(sign("\xE2\x88\x92") + "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>") + ",");
  EXPECT_EQ(text_markup("p_1'", {}, false),
            math("<msubsup><mi>p</mi><mrow><mn>1</mn></mrow><mrow>" + sign("\xE2\x80\xB2") + "</mrow></msubsup>"));
  EXPECT_EQ(text_markup("log x by A2.identity", {}, false),
            math("<mi mathvariant=\"normal\">log</mi>") + " " + math("<mi>x</mi>") + " by A2.identity");
}

TEST(TextMarkup, KeepsAnIndexInBracesTogether) {
  EXPECT_EQ(text_markup("sum_{j in S} e_j", {}, false),
            math("<msub>" + sign("\xE2\x88\x91") + "<mrow><mi>j</mi>" + sign(" ") + sign("\xE2\x88\x88") + sign(" ") +
                 "<mi>S</mi></mrow></msub>") +
                " " + math("<msub><mi>e</mi><mrow><mi>j</mi></mrow></msub>"));
}

TEST(TextMarkup, MarksTheConstantsOfTheClaim) {
  EXPECT_EQ(
      text_markup("x <= factor y", {"factor"}, false),
      math("<mi>x</mi>") + " " + math(sign("\xE2\x89\xA4")) + " <b class=\"named\">factor</b> " + math("<mi>y</mi>"));
}

TEST(TextMarkup, SaysOnHoverWhatASymbolStandsFor) {
  const std::string out = text_markup("Delta", {}, true);
  EXPECT_TRUE(out.starts_with("<span title=\"Delta: lead of input 1")) << out;
  EXPECT_EQ(text_markup("Delta", {}, false).find("title"), std::string::npos);
}

TEST(TextMarkup, IsWellFormedAndKeepsEveryWordAndNumberOfTheLedger) {
  for (const Claim& claim : ledger()) {
    const std::string markup = "<p>" + text_markup(claim.text, {"factor"}, true) + "</p>";
    const XmlReading reading = read_xml(markup);
    ASSERT_EQ(reading.error, "") << claim.id;
    const auto numbers = [](const std::string& text) {
      std::string out;
      for (const char c : text) {
        if (c >= '0' && c <= '9') out += c;
      }
      return out;
    };
    EXPECT_EQ(numbers(reading.text), numbers(claim.text)) << claim.id;
  }
  EXPECT_EQ(read_xml("<p>" + text_markup("a < b && \"c\" > 'd' _ ^ x_ y^ {( p_{", {}, true) + "</p>").error, "");
}

ClaimResult row(const std::string& id, Verdict verdict, std::vector<std::string> rests_on, const std::string& group) {
  ClaimResult r;
  r.id = id;
  r.title = "title of " + id;
  r.group = group;
  r.text = "p_1 >= 0";
  r.verdict = verdict;
  r.rests_on = std::move(rests_on);
  return r;
}

std::string story_of(const LedgerResult& result) {
  Markup page;
  page.open("main");
  write_story(page, result);
  page.close();
  return page.str();
}

TEST(Story, TellsTheTheoremAndWhatItRestsOn) {
  LedgerResult result;
  result.claims = {
      row("G2", Verdict::proved, {}, "Gap lemmas"),         row("G9", Verdict::proved, {}, "Gap lemmas"),
      row("R1.sharp", Verdict::proved, {"G2"}, "One step"), row("T3", Verdict::proved, {"R1.sharp"}, "Theorem"),
      row("F.wrong", Verdict::refuted, {}, "Findings"),     row("A8", Verdict::undecided, {}, "Open")};
  result.claims[4].witness = {{"x", Rational(1, 3)}};
  result.claims[4].text = "delta <= 1";
  result.claims[4].title = "delta is small";
  result.claims[4].remark = "finding: it is x";
  result.claims[5].remark = "missing in Coq: a part";
  result.claims[0].tightness =
      Tightness{.constant = "factor", .printed = 1, .proved = 2, .refuted = 3, .slack = 2, .note = "", .stronger = 1};
  const std::string page = story_of(result), text = read_xml(page).text;
  EXPECT_EQ(read_xml(page).error, "");
  const std::size_t chain = page.find("class=\"chain\""), sharper = page.find("id=\"sharper\"");
  const auto in_chain = [&](const char* id) {
    const std::size_t at = page.find(std::string("href=\"#claim-") + id + "\"", chain);
    return at != std::string::npos && at < sharper;
  };
  EXPECT_TRUE(in_chain("G2") && in_chain("R1.sharp") && in_chain("T3"));
  EXPECT_FALSE(in_chain("G9")) << "the theorem does not rest on it";
  EXPECT_NE(text.find("at least a factor 2"), std::string::npos);
  EXPECT_NE(text.find("delta is small"), std::string::npos) << "not Delta";
  EXPECT_NE(page.find("<mi>\xCE\xB4</mi>"), std::string::npos) << "not the capital letter";
  EXPECT_NE(text.find("x = 1/3"), std::string::npos);
  EXPECT_NE(text.find("Finding: it is x."), std::string::npos);
  EXPECT_NE(text.find("Missing in Coq: a part."), std::string::npos);
}

TEST(Story, ClaimsNothingThatTheRunDoesNotShow) {
  LedgerResult result;
  result.claims = {row("G2", Verdict::proved, {}, "Gap lemmas")};
  EXPECT_EQ(story_of(result), "<main></main>");
  result.claims = {row("T3", Verdict::undecided, {}, "Theorem")};
  const std::string page = story_of(result);
  EXPECT_NE(page.find("class=\"status undecided\""), std::string::npos);
  EXPECT_EQ(page.find("status proved"), std::string::npos);
  EXPECT_NE(page.find("each says what is missing"), std::string::npos);
  result.claims = {row("T3", Verdict::proved, {}, "Theorem")};
  EXPECT_NE(story_of(result).find("Nothing in this run: every claim is proved or refuted."), std::string::npos);
}

}  // namespace text_markup_test
}  // namespace hebb
