#include <fstream>
#include <regex>

#include <gtest/gtest.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/drawing/markup.hpp>
#include <hebb/reports/ledger/claim_details.hpp>
#include <hebb/reports/page/html.hpp>
#include <hebb/reports/statement_mathml.hpp>
#include <hebb/scalar/error.hpp>

#include "refused.hpp"
#include "sample.hpp"
#include "xml.hpp"

namespace hebb {
namespace html_test {

namespace fs = std::filesystem;

std::map<std::string, std::string> files_of(const fs::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(directory))
    files[entry.path().filename().string()] = sample::read(entry.path());
  return files;
}

TEST(Xml, TheReaderOfTheTestsIsStrict) {
  EXPECT_EQ(read_xml("<a b=\"1\"><c/>x &amp; y</a>").error, "");
  for (const char* bad :
       {"<a><b></a></b>", "<a>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "<a>&nbsp;</a>", "<a>1 & 2</a>", "<a/><b/>",
        "x<a/>", "<a b=\"<\"/>", "<a><b id=\"i\"/><b id=\"i\"/></a>", "<a>\x01</a>", "<a b=\"1\"c=\"2\"/>", ""}) {
    EXPECT_NE(read_xml(bad).error, "") << bad;
  }
}

TEST(Markup, EscapesAndRefusesToEndWithOpenElements) {
  EXPECT_EQ(escape_markup("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(read_xml("<a b=\"" + escape_markup(sample::nasty) + "\">" + escape_markup(sample::nasty) + "</a>").error,
            "");
  EXPECT_EQ(escape_url("a b/\xC3\x97.json"), "a%20b%2F%C3%97.json");
  Markup page;
  page.open("p");
  EXPECT_REFUSED(page.str(), PreconditionError, "the element p is still open");
  page.close();
  EXPECT_EQ(page.str(), "<p></p>");
  EXPECT_REFUSED(page.close(), PreconditionError, "no element is open");
}

TEST(Markup, CertificateLinksKeepTheFolders) {
  EXPECT_EQ(certificate_url("../my certificates", "G3.d2.json"), "../my%20certificates/G3.d2.json");
}

TEST(Html, EveryFileIsWellFormedAndNothingComesFromOutside) {
  const sample::TemporaryDirectory directory;
  write_report(sample::ledger(), directory.path);
  const auto files = files_of(directory.path);
  for (const char* name : {"index.html", "slack.svg", "dependencies.svg", "margin-G2.svg", "margin-G3.svg"}) {
    EXPECT_TRUE(files.contains(name)) << name;
  }
  EXPECT_EQ(files.size(), 6u);  // and the map of the claim with the nasty id
  for (const auto& [name, content] : files) {
    const XmlReading reading = read_xml(content);
    EXPECT_EQ(reading.error, "") << name;
    for (const std::string& reference : reading.references) {
      EXPECT_EQ(reference.find(':'), std::string::npos) << reference;
      if (name == "index.html" && reference.starts_with("#")) {
        EXPECT_TRUE(reading.ids.contains(reference.substr(1)) || reference == "#claim-not-run") << reference;
      }
    }
    EXPECT_FALSE(std::regex_search(content, std::regex("url\\(|@import|http-equiv|<link|<img|<iframe"))) << name;
  }
}

TEST(Html, ShowsEveryStringThatAUserCanSee) {
  const sample::TemporaryDirectory directory;
  write_report(sample::ledger(), directory.path);
  const std::string page = sample::read(directory.path / "index.html");
  const std::string text = read_xml(page).text;
  for (const char* part :
       {"G2", "title of G3", "text of F.origin", "budget spent: 12 boxes left", "Findings <&>", "X<\"&'>", "both sides",
        "p1 = 1/3", "1 verdict is not the expected one:", "d = 2..4", "a < b && \"c\" > 'd'"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(page.find("<script>\x01"), std::string::npos);
  EXPECT_EQ(page.find("<script"), page.rfind("<script"));
  EXPECT_NE(page.find("href=\"certificates/G2.d2.json\""), std::string::npos);
  EXPECT_NE(page.find("href=\"#claim-G2\""), std::string::npos);
  EXPECT_NE(page.find("\xE2\x89\x88 1.7636"), std::string::npos) << "a long witness is rounded";
  EXPECT_NE(page.find("title=\"123456789012345678901234567890123456789/7\""), std::string::npos) << "and kept exactly";
}

/// x1 and y in [-1, 1), x1 + y <= 1: -x1^2/2 >= y - (x1 - 3)
Statement of_two_ranges() {
  StatementBuilder b;
  const Symbol x = b.between("x1", -1, 1),
               y = b.between("y", -1, 1, StatementBuilder::Bound::closed, StatementBuilder::Bound::open);
  b.assume_nonnegative("apart", 1 - (x + y));
  b.claim_at_least("goal", -(pow(x, 2) / 2), y - (x - 3));
  return b.build();
}

TEST(Mathml, SetsTheStatement) {
  const auto lines = statement_mathml(of_two_ranges());
  ASSERT_EQ(lines.size(), 4u);
  const auto math = [](const std::string& content) {
    return R"(<math xmlns="http://www.w3.org/1998/Math/MathML" displaystyle="true"><mrow>)" + content +
           "</mrow></math>";
  };
  const std::string one = "<mn>1</mn>", minus = "<mo>\xE2\x88\x92</mo>", minus_one = "<mrow>" + minus + one + "</mrow>",
                    at_most = "<mo>\xE2\x89\xA4</mo>", at_least = "<mo>\xE2\x89\xA5</mo>",
                    x = "<msub><mi>x</mi><mn>1</mn></msub>", y = "<mi>y</mi>";
  EXPECT_EQ(lines[0], std::pair(std::string("for all"), math(minus_one + at_most + x + at_most + one)));
  EXPECT_EQ(lines[1].second, math(minus_one + at_most + y + "<mo>&lt;</mo>" + one));
  EXPECT_EQ(lines[2],
            std::pair(std::string("such that"), math(one + at_least + "<mrow>" + x + "<mo>+</mo>" + y + "</mrow>")));
  EXPECT_EQ(lines[3].first, "holds");
  EXPECT_EQ(lines[3].second,
            math("<mrow>" + minus + "<mfrac><mrow><msup>" + x +
                 "<mn>2</mn></msup></mrow><mrow><mn>2</mn></mrow></mfrac></mrow>" + at_least + "<mrow>" + y + minus +
                 "<mrow><mo>(</mo><mrow>" + x + minus + "<mn>3</mn></mrow><mo>)</mo></mrow></mrow>"));
  for (const auto& [word, formula] : lines) EXPECT_EQ(read_xml(formula).error, "") << formula;
}

TEST(Mathml, DoesNotWriteOutWhatIsTooLong) {
  StatementBuilder b;
  const Symbol x = b.between("x", 0, 1);
  Symbol power = x;
  for (int k = 0; k < 60; ++k) power = power * power + x;  // 2^60 times x when it is written out
  b.claim_nonnegative("tower", power);
  EXPECT_TRUE(statement_mathml(b.build()).empty());
}

TEST(Html, OwnClaimsAreTypesetAndExpectNothing) {
  const sample::TemporaryDirectory directory;
  LedgerResult result{"1", {sample::claim("mine", std::nullopt, Verdict::refuted)}, 0};
  result.claims[0].statement = of_two_ranges();
  write_report(result, directory.path, {.claims_of = "my <claims>"});
  const std::string page = sample::read(directory.path / "index.html");
  EXPECT_EQ(read_xml(page).error, "");
  for (const char* part : {"Claims of my &lt;claims&gt;: what is proved", "<math xmlns", "id=\"margins\"",
                           "Rectangle with x1 from left to right and y from bottom to top", "checked=\"checked\""})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  for (const char* part : {"Hebbian", "expected", "Coq", "on the simplex"})
    EXPECT_EQ(page.find(part), std::string::npos) << part;
  const std::string picture = sample::read(directory.path / "margin-mine.svg");
  EXPECT_EQ(read_xml(picture).error, "");
  write_report(result, directory.path / "ledger");
  EXPECT_FALSE(fs::exists(directory.path / "ledger" / "margin-mine.svg"));
}

// Long ends are rounded to the weaker statement, with the exact value beside it.
TEST(Html, BestConstantsSayTheirDirection) {
  const sample::TemporaryDirectory directory;
  const Rational low = Rational(8, 3) - Rational(Integer(1), Integer(1) << 80),
                 high = Rational(8, 3) + Rational(Integer(1), Integer(1) << 80);
  for (const bool larger : {true, false}) {
    LedgerResult result{"1", {sample::claim("A", 2)}, 0};
    result.claims[0].tightness =
        Tightness{"k", larger ? 1 : 9, larger ? low : high, larger ? high : low, 3, "", larger ? 1 : -1};
    write_report(result, directory.path);
    const std::string page = sample::read(directory.path / "index.html");
    EXPECT_EQ(page.find("Proved up to") != std::string::npos, larger);
    EXPECT_EQ(page.find("Proved down to") == std::string::npos, larger);
    EXPECT_EQ(page.find("Refuted from") != std::string::npos, larger);
    EXPECT_EQ(page.find("Refuted below") == std::string::npos, larger);
    EXPECT_NE(page.find("<span title=\"" + to_string(low) + "\">2.66666666666</span>"), std::string::npos);
    EXPECT_NE(page.find("<span title=\"" + to_string(high) + "\">2.66666666667</span>"), std::string::npos);
  }
}

TEST(Html, CertificateLinksAreOptional) {
  const sample::TemporaryDirectory directory;
  write_report(sample::ledger(), directory.path, {.certificates = ""});
  const std::string page = sample::read(directory.path / "index.html");
  EXPECT_EQ(page.find("href=\"certificates"), std::string::npos);
  EXPECT_NE(page.find("G2.d2.json"), std::string::npos);
}

TEST(Html, IsTheSameForTheSameResult) {
  const sample::TemporaryDirectory a, b;
  write_report(sample::ledger(), a.path);
  write_report(sample::ledger(), b.path / "deeper" / "report");
  EXPECT_EQ(files_of(a.path), files_of(b.path / "deeper" / "report"));
}

TEST(Html, AnEmptyLedgerGivesAPage) {
  const sample::TemporaryDirectory directory;
  write_report(LedgerResult{"1", {}, 0}, directory.path);
  const auto files = files_of(directory.path);
  ASSERT_EQ(files.size(), 1u);
  const XmlReading reading = read_xml(files.at("index.html"));
  EXPECT_EQ(reading.error, "");
  EXPECT_NE(reading.text.find("No claim was verified in this run."), std::string::npos);
}

TEST(Html, AnUnwritableDirectoryIsAnErrorThatNamesIt) {
  const sample::TemporaryDirectory directory;
  write_file_atomically(directory.path / "file", "content");
  try {
    write_report(sample::ledger(), directory.path / "file" / "report");
    ADD_FAILURE() << "no error";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find((directory.path / "file" / "report").string()), std::string::npos) << e.what();
  }
  EXPECT_EQ(sample::read(directory.path / "file"), "content");
}

TEST(Html, AFailedWriteLeavesTheOldFileAndNoRemains) {
  const sample::TemporaryDirectory directory;
  write_report(sample::ledger(), directory.path);
  fs::remove(directory.path / "index.html");
  fs::create_directories(directory.path / "index.html" / "x");  // the page cannot be replaced
  const auto before = files_of(directory.path);
  try {
    write_report(LedgerResult{"2", {}, 0}, directory.path);
    ADD_FAILURE() << "no error";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("index.html"), std::string::npos) << e.what();
  }
  EXPECT_EQ(files_of(directory.path), before);
}

}  // namespace html_test
}  // namespace hebb
