#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <hebb/text/json.hpp>

namespace hebb {
namespace json_test {

template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const JsonError& e) {
    return e.what();
  }
  return "no error";
}
std::string parse_error(std::string_view text) {
  return error_of([&] { parse_json(text); });
}

TEST(Json, ReadsWhatItWrites) {
  const Json json{
      {"null", nullptr},
      {"yes", true},
      {"counts", {0, std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::int64_t>::min(), -1}},
      {"reals", {0.1, 1.0, -0.0, 5e-324, std::numeric_limits<double>::max()}},
      {"text", "quoted \" and \\ and \n and \xC3\xA9"},
      {"empty", Json::array()},
      {"object", Json::object()},
      {"rows", {{"+", 2, 3}, {{"from", 1}, {"to", 2}}}}};
  const std::string line = json.dump();
  EXPECT_EQ(
      line,
      "{\"null\":null,\"yes\":true,\"counts\":[0,18446744073709551615,-9223372036854775808,-1],"
      "\"reals\":[0.1,1.0,-0.0,5e-324,1.7976931348623157e+308],\"text\":\"quoted \\\" and \\\\ and \\n and \xC3\xA9\","
      "\"empty\":[],\"object\":{},\"rows\":[[\"+\",2,3],{\"from\":1,\"to\":2}]}");
  EXPECT_EQ(parse_json(line), json);
  EXPECT_EQ(parse_json(json.dump(2)), json);
  EXPECT_NE(json.dump(2), line);
  EXPECT_TRUE(std::signbit(parse_json("-0.0").real(-1, 1)));
}

TEST(Json, ListsAndObjectsAreBuiltPieceByPiece) {
  Json json;
  json["a"].push_back(1);
  json["a"].push_back({"x", 2});
  json["b"] = std::vector<double>{0.5};
  json["b"].push_back("end");
  json["c"].push_back(Json::object());
  json["c"].back()["d"] = nullptr;
  EXPECT_EQ(json.dump(), "{\"a\":[1,[\"x\",2]],\"b\":[0.5,\"end\"],\"c\":[{\"d\":null}]}");
  EXPECT_EQ(error_of([] { Json::array().back(); }), "a list with elements is expected, not a list");
  json.update({{"b", 1}, {"z", 2}});
  json.erase("a");
  json.erase("y");
  EXPECT_EQ(json.dump(), "{\"b\":1,\"c\":[{\"d\":null}],\"z\":2}");
  EXPECT_EQ(error_of([&] { json.update(1); }), "an object is expected, not 1");
  EXPECT_EQ(error_of([&] { json["c"].erase("d"); }), "an object is expected, not a list");
  EXPECT_EQ(error_of([&] { json.push_back(1); }), "a list is expected, not an object");
  EXPECT_EQ(error_of([&] { json["c"]["b"] = 1; }), "an object is expected, not a list");
  EXPECT_NE(error_of([] { Json("\xFF").dump(); }).find("UTF-8"), std::string::npos);
}

TEST(Json, EveryFaultOfTheTextIsNamedWithItsPlace) {
  EXPECT_EQ(parse_error("{\"claim\": \"T3\",\n \"claim\": \"G2\"}"),
            "line 2, column 8: the name \"claim\" stands twice in one object");
  EXPECT_EQ(parse_error("[{\"a\":{}, \"\\u0061\":1}]"), "line 1, column 18: the name \"a\" stands twice in one object");
  EXPECT_EQ(parse_error("{\"\\u001b[2J\":1,\"\\u001b[2J\":2}"),
            "line 1, column 26: the name \"\\x1b[2J\" stands twice in one object");
  const std::string nul("{}\0{}", 5);
  EXPECT_EQ(parse_error(nul), "line 1, column 3: a NUL is not part of JSON");
  EXPECT_EQ(parse_error("{}\n{}").substr(0, 17), "line 2, column 1:");
  EXPECT_NE(parse_error("{}\n{}").find("expected end of input"), std::string::npos) << parse_error("{}\n{}");
  EXPECT_EQ(parse_error("\xEF\xBB\xBF{}"), "line 1, column 1: a byte order mark is not part of JSON");
  EXPECT_NE(parse_error("[\"\xFF\"]").find("ill-formed UTF-8"), std::string::npos) << parse_error("[\"\xFF\"]");
  EXPECT_NE(parse_error("[\"\xC3\"]").find("ill-formed UTF-8"), std::string::npos);
  EXPECT_NE(parse_error("[\"\\ud800\"]").find("surrogate"), std::string::npos);
  EXPECT_NE(parse_error("[1e400]").find("number overflow"), std::string::npos) << parse_error("[1e400]");
  EXPECT_EQ(parse_error("").substr(0, 17), "line 1, column 1:");
  for (const char* text :
       {"", "{", "[1,]", "[01]", "{1:2}", "{\"a\" 1}", "nul", "[NaN]", "'x'", "[1]/**/", "{\"a\":1,}"})
    EXPECT_NE(parse_error(text).find("syntax error"), std::string::npos) << text << ": " << parse_error(text);
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_EQ(parse_error(deep), "no error");
  EXPECT_EQ(parse_error("[" + deep + "]"), "line 1, column 101: it nests deeper than 100 levels");
  EXPECT_EQ(parse_error(std::string(10'000'000, '[')), "line 1, column 101: it nests deeper than 100 levels");
}

TEST(Json, AManyTimesRepeatedObjectIsReadInTime) {
  std::string text = "{";
  for (int k = 0; k < 200'000; ++k) text += (k ? ",\"" : "\"") + std::to_string(k) + "\":0";
  EXPECT_EQ(parse_json(text + "}").fields().size(), 200'000u);
  EXPECT_NE(parse_error(text + ",\"77\":1}").find("\"77\" stands twice"), std::string::npos);
}

TEST(Json, NumbersAreWhatTheyAreWrittenAs) {
  for (const char* text : {"3.9", "3.0", "1e2", "false", "true", "null", "\"3\"", "[3]", "{}", "4294967299",
                           "-2147483649", "18446744073709551616"}) {
    const Json json = parse_json(text);
    EXPECT_EQ(error_of([&] { json.integer(); }).substr(0, 61),
              "a whole number from -2147483648 to 2147483647 is expected, no")
        << text;
  }
  EXPECT_EQ(error_of([] { parse_json("4294967299").integer(); }),
            "a whole number from -2147483648 to 2147483647 is expected, not 4294967299");
  EXPECT_EQ(error_of([] { parse_json("3.9").integer(0, 7); }), "a whole number from 0 to 7 is expected, not 3.9");
  EXPECT_EQ(parse_json("-2147483648").integer(), std::numeric_limits<int>::min());
  EXPECT_EQ(parse_json("7").integer(0, 7), 7);
  EXPECT_EQ(error_of([] { parse_json("8").integer(0, 7); }), "a whole number from 0 to 7 is expected, not 8");
  EXPECT_EQ(error_of([] { parse_json("-1").integer(0, 7); }), "a whole number from 0 to 7 is expected, not -1");
  EXPECT_EQ(parse_json("18446744073709551615").count(), UINT64_MAX);
  EXPECT_EQ(error_of([] { parse_json("-1").count(); }),
            "a whole number from 0 to 18446744073709551615 is expected, not -1");
  EXPECT_EQ(error_of([] { parse_json("3").count(2); }), "a whole number from 0 to 2 is expected, not 3");
  EXPECT_EQ(error_of([] { parse_json("1.5").count(); }),
            "a whole number from 0 to 18446744073709551615 is expected, not 1.5");
  EXPECT_EQ(parse_json("3").real(0, 3), 3);
  EXPECT_EQ(parse_json("-3").real(-3, 3), -3);
  EXPECT_EQ(error_of([] { parse_json("3.5").real(0, 3); }), "a number from 0 to 3 is expected, not 3.5");
  EXPECT_EQ(error_of([] { parse_json("true").real(0, 3); }), "a number from 0 to 3 is expected, not true");
}

TEST(Json, KindsAreNotMixedUp) {
  EXPECT_EQ(error_of([] { parse_json("{}").list(); }), "a list is expected, not an object");
  EXPECT_EQ(error_of([] { parse_json("[]").fields(); }), "an object is expected, not a list");
  EXPECT_EQ(error_of([] { parse_json("[1]").list(2); }), "a list of 2 is expected, not of 1");
  EXPECT_EQ(error_of([] { parse_json("1").text(); }), "a text is expected, not 1");
  EXPECT_EQ(error_of([] { parse_json("0").boolean(); }), "true or false is expected, not 0");
  const std::string shown = error_of([] { parse_json("\"\\u001b]0;x" + std::string(1000, 'y') + "\"").boolean(); });
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_LT(shown.size(), 100u);
  const Json json{{std::string(100, 'y'), 1}};
  EXPECT_EQ(error_of([&] { JsonFields(json).finish(); }), "the field '" + std::string(40, 'y') + "...' is unknown");
}

TEST(JsonFields, AsksForEveryFieldByName) {
  const Json json = parse_json("{\"n\": 3, \"list\": [1, 2.5], \"other\\n\": null}");
  JsonFields fields(json);
  EXPECT_EQ(fields.integer("n"), 3);
  EXPECT_EQ(fields.find("m"), nullptr);
  EXPECT_EQ(fields.reals("list", 0, 3), (std::vector<double>{1, 2.5}));
  EXPECT_EQ(error_of([&] { fields.finish(); }), "the field 'other\\n' is unknown");
  EXPECT_EQ(error_of([&] { fields.at("m"); }), "the field 'm' is missing");
  EXPECT_EQ(error_of([&] { fields.text("n"); }), "the field 'n': a text is expected, not 3");
  EXPECT_EQ(error_of([&] { fields.boolean("n"); }), "the field 'n': true or false is expected, not 3");
  EXPECT_EQ(error_of([&] { fields.count("n", 2); }), "the field 'n': a whole number from 0 to 2 is expected, not 3");
  EXPECT_EQ(error_of([&] { fields.integer("n", 4, 5); }),
            "the field 'n': a whole number from 4 to 5 is expected, not 3");
  EXPECT_EQ(error_of([&] { fields.real("n", 4, 5); }), "the field 'n': a number from 4 to 5 is expected, not 3");
  EXPECT_EQ(error_of([&] { fields.list("n"); }), "the field 'n': a list is expected, not 3");
  EXPECT_EQ(error_of([&] { fields.list("list", 3); }), "the field 'list': a list of 3 is expected, not of 2");
  EXPECT_EQ(error_of([&] { fields.counts("list"); }),
            "the field 'list': a whole number from 0 to 18446744073709551615 is expected, not 2.5");
  EXPECT_EQ(error_of([] { JsonFields fields(Json::array()); }), "an object is expected, not a list");
  fields.at("other\n");
  EXPECT_EQ(error_of([&] { fields.finish(); }), "no error");
}

}  // namespace json_test
}  // namespace hebb
