#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <hebb/reports/json.hpp>

#include "sample.hpp"

namespace hebb {
namespace json_test {

using Json = nlohmann::ordered_json;

TEST(Json, HasTheSchemaOfTheIssue) {
  const Json json = Json::parse(to_json(sample::ledger()));
  EXPECT_EQ(json.at("hebb"), "1.2.3");
  EXPECT_EQ(json.at("claims").size(), 10u);
  for (const Json& claim : json.at("claims")) {
    for (const char* key : {"id", "title", "source", "dimension", "verdict", "expected", "method", "constants",
                            "tightness", "witness", "seconds", "work", "certificate"}) {
      EXPECT_TRUE(claim.contains(key)) << key;
    }
    EXPECT_TRUE(claim.at("seconds").is_number());
    EXPECT_TRUE(claim.at("work").is_number_unsigned());
    for (const Json& value : claim.at("constants")) EXPECT_TRUE(value.at("exact").is_string());
  }
  const Json& summary = json.at("summary");
  EXPECT_EQ(summary.at("proved"), 7);
  EXPECT_EQ(summary.at("refuted"), 1);
  EXPECT_EQ(summary.at("undecided"), 1);
  EXPECT_EQ(summary.at("estimated"), 1);
  EXPECT_EQ(summary.at("unexpected"), 1);
  EXPECT_EQ(summary.at("seconds"), 4.5);
}

TEST(Json, WritesRationalsExactlyAndNullForWhatIsAbsent) {
  const Json json = Json::parse(to_json(sample::ledger()));
  const Json& g2 = json.at("claims").at(0);
  EXPECT_EQ(g2.at("dimension"), 2);
  EXPECT_EQ(g2.at("tightness").at("refuted").at("exact"), "1001/500");
  EXPECT_EQ(g2.at("tightness").at("printed").at("exact"), "1");
  EXPECT_TRUE(g2.at("witness").is_null());
  EXPECT_TRUE(json.at("claims").at(1).at("tightness").at("slack").is_null());
  const Json& finding = json.at("claims").at(6);
  EXPECT_TRUE(finding.at("dimension").is_null());
  EXPECT_TRUE(finding.at("tightness").is_null());
  EXPECT_EQ(finding.at("witness").at("p2").at("exact"), "123456789012345678901234567890123456789/7");
  EXPECT_TRUE(json.at("claims").at(7).at("certificate").is_null());
}

TEST(Json, ReadsBackWhatItWrote) {
  const LedgerResult before = sample::ledger(), after = ledger_result_from_json(to_json(before));
  ASSERT_EQ(after.claims.size(), before.claims.size());
  EXPECT_EQ(after.version, before.version);
  EXPECT_EQ(after.seconds, before.seconds);
  for (std::size_t i = 0; i < before.claims.size(); ++i) {
    const ClaimResult &a = before.claims[i], &b = after.claims[i];
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.title, b.title);
    EXPECT_EQ(a.source, b.source);
    EXPECT_EQ(a.group, b.group);
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.dimension, b.dimension);
    EXPECT_EQ(a.verdict, b.verdict);
    EXPECT_EQ(a.expected, b.expected);
    EXPECT_EQ(a.method, b.method);
    EXPECT_EQ(a.remark, b.remark);
    EXPECT_EQ(a.constants, b.constants);
    EXPECT_EQ(a.printed, b.printed);
    EXPECT_EQ(a.witness, b.witness);
    EXPECT_EQ(a.seconds, b.seconds);
    EXPECT_EQ(a.work, b.work);
    EXPECT_EQ(a.certificate, b.certificate);
    EXPECT_EQ(a.rests_on, b.rests_on);
    ASSERT_EQ(a.tightness.has_value(), b.tightness.has_value());
    if (!a.tightness) continue;
    EXPECT_EQ(a.tightness->constant, b.tightness->constant);
    EXPECT_EQ(a.tightness->printed, b.tightness->printed);
    EXPECT_EQ(a.tightness->proved, b.tightness->proved);
    EXPECT_EQ(a.tightness->refuted, b.tightness->refuted);
    EXPECT_EQ(a.tightness->slack, b.tightness->slack);
    EXPECT_EQ(a.tightness->note, b.tightness->note);
    EXPECT_EQ(a.tightness->stronger, b.tightness->stronger);
  }
  EXPECT_EQ(to_json(after), to_json(before));
}

TEST(Json, TheStrongerDirectionIsOneOfTwoOrMissing) {
  LedgerResult result{"1", {sample::claim("A", 2)}, 0};
  for (const int stronger : {-1, 0, 1}) {
    result.claims[0].tightness = Tightness{"k", 1, Rational(1), std::nullopt, 1, "", stronger};
    EXPECT_EQ(ledger_result_from_json(to_json(result)).claims.at(0).tightness->stronger, stronger);
  }
  Json json = Json::parse(to_json(result));
  json["claims"][0]["tightness"].erase("stronger");
  EXPECT_EQ(ledger_result_from_json(json.dump()).claims.at(0).tightness->stronger, 0)
      << "written before it was recorded";
  json["claims"][0]["tightness"]["stronger"] = "up";
  try {
    ledger_result_from_json(json.dump());
    FAIL() << "accepted";
  } catch (const ReportFormatError& e) {
    EXPECT_NE(std::string(e.what()).find("'up' is not a direction"), std::string::npos) << e.what();
  }
}

TEST(Json, AnEmptyLedgerIsAReportToo) {
  const LedgerResult after = ledger_result_from_json(to_json(LedgerResult{"1.0.0", {}, 0}));
  EXPECT_TRUE(after.claims.empty());
  EXPECT_EQ(Json::parse(to_json(after)).at("summary").at("proved"), 0);
}

TEST(Json, BytesThatAreNotUtf8BecomeReplacementCharacters) {
  LedgerResult result{"1", {sample::claim("A", 2)}, 0};
  result.claims[0].title = "x\xFFy";
  EXPECT_EQ(ledger_result_from_json(to_json(result)).claims.at(0).title, "x\xEF\xBF\xBDy");
}

void expect_rejected(const std::string& text, const std::string& place) {
  try {
    ledger_result_from_json(text);
    ADD_FAILURE() << "accepted: " << text.substr(0, 80);
  } catch (const ReportFormatError& e) {
    EXPECT_NE(std::string(e.what()).find(place), std::string::npos) << e.what();
  }
}

TEST(Json, SaysWhatTheRunWasAsked) {
  const LedgerRun run{.command = "prove", .options = {{"file", "my.claim"}}, .complete = false};
  const Json json = Json::parse(to_json(sample::ledger(), run));
  EXPECT_EQ(json.at("command"), "prove");
  EXPECT_EQ(json.at("options").at("file"), "my.claim");
  EXPECT_EQ(json.at("complete"), false);
  EXPECT_EQ(ledger_result_from_json(json.dump()).claims.size(), sample::ledger().claims.size());
}

TEST(Json, RejectsWhatIsNotAReportAndSaysWhere) {
  const std::string good = to_json(sample::ledger());
  expect_rejected("", "the report: line 1, column 1: syntax error");
  expect_rejected(good.substr(0, good.size() / 2), "syntax error");
  expect_rejected(good + "{}", "expected end of input");
  expect_rejected("[]", "the report: an object is expected, not a list");
  expect_rejected("{\"hebb\": \"1\", \"command\": \"verify\"}", "the report: the field 'options' is missing");
  expect_rejected("{\"hebb\": \"1\", \"command\": \"check\"}", "the field 'command' is neither verify nor prove");
  expect_rejected("{\"hebb\": \"1\", \"command\": \"prove\", \"options\": {}, \"complete\": true}",
                  "the report: the field 'claims' is missing");
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  expect_rejected(changed("\"verdict\": \"proved\"", "\"verdict\": \"true\""),
                  "claim number 1 of the report: 'true' is not a verdict");
  expect_rejected(changed("\"exact\": \"1\"", "\"exact\": \"1/0\""), "1/0");
  expect_rejected(changed("\"exact\": \"1\"", "\"exact\": 1"),
                  "claim number 1 of the report: the field 'exact': a text is expected, not 1");
  expect_rejected(changed("\"id\"", "\"identity\""), "the field 'id' is missing");
  expect_rejected(changed("\"summary\"", "\"sum\""), "the field 'summary' is missing");
  expect_rejected(changed("\"dimension\": 2", "\"dimension\": 4294967298"),
                  "the field 'dimension': a whole number from -2147483648 to");
  expect_rejected(changed("\"verdict\": \"proved\"", "\"verdict\": \"refuted\", \"verdict\": \"proved\""),
                  "the name \"verdict\" stands twice");
  expect_rejected(changed("\"remark\"", "\"remarks\": 1, \"remark\""), "the field 'remarks' is unknown");
}

}  // namespace json_test
}  // namespace hebb
