// Tables of numbers as people and spreadsheets write them: what is read, and what is refused with which message.
#include <gtest/gtest.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational_table.hpp>

namespace hebb {
namespace rational_table_test {

using namespace literals;
using Rows = std::vector<std::vector<Rational>>;

Rows rows(std::string_view text) {
  Rows out;
  for (const TableRow& row : parse_rational_table(text, "file")) out.push_back(row.values);
  return out;
}
std::string failure(std::string_view text) {
  try {
    parse_rational_table(text, "file");
  } catch (const PreconditionError& e) {
    return e.what();
  }
  return "accepted";
}

const Rows schedule{{0_q, 5_q, 10_q}, {1 / 2_q, 5 / 2_q, 3 / 4_q}};

TEST(RationalTable, EndsOfLinesMarksAndSeparatorsMakeNoDifference) {
  for (const std::string_view text : {
           "0,5,10\n1/2,2.5,3/4\n",      // LF
           "0,5,10\r\n1/2,2.5,3/4\r\n",  // CRLF
           "0,5,10\r1/2,2.5,3/4\r",      // CR
           "0,5,10\n1/2,2.5,3/4",        // no end of the last line
           "\xEF\xBB\xBF"
           "0,5,10\n1/2,2.5,3/4\n",  // byte order mark
           "\xEF\xBB\xBF"
           "t,lambda_1,lambda_2\r\n0,5,10\r\n1/2,2.5,.75",  // ... and names
           "time (s); rate 1; \"rate 2\"\n0;5;10\n 0.5 ; 2.5 ;\t0.75 \n",
           "# t lambda\n\n   # more\nt l1 l2\n0 5 10 # the start\n1/2\t2.5  3/4\n\n",
           "0, 5, 10\n5e-1, 25e-1, 0.75",
       }) {
    EXPECT_EQ(rows(text), schedule) << text;
  }
  EXPECT_EQ(rows("1\n2\n"), (Rows{{1_q}, {2_q}}));
}

TEST(RationalTable, RowsKnowTheirLines) {
  const auto table = parse_rational_table("# a\r\n\r\nvalue\r\n1\r\r2\r\n", "file");
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table[0].line, 4u);
  EXPECT_EQ(table[1].line, 6u);
}

TEST(RationalTable, WhatCanBeReadInTwoWaysIsRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"0;5,5;10,2\n", "file:1: '0;5,5;10,2' has commas and semicolons"},  // decimal commas, or five numbers
      {"0;5\n1;5,5\n", "file:2: '1;5,5' has commas and semicolons"},
      {"0\t5,5\t10,2\n", "file:1: '0\\x095,5\\x0910,2': '0\\x095' are two numbers with a blank between"},
      {"0 5,5 10,2\n", "file:1: '0 5,5 10,2': '0 5' are two numbers with a blank between"},
      {"0;5 5\n", "file:1: '0;5 5': '5 5' are two numbers with a blank between"},
      {"0;5\n\n0,5\n", "file:3: '0,5' is separated by commas, line 1 by semicolons"},
      {"0 5\n1,5\n", "file:2: '1,5' is separated by commas, line 1 by blanks"},
  };
  for (const auto& [text, message] : cases) EXPECT_TRUE(failure(text).starts_with(message)) << failure(text);
}

TEST(RationalTable, WhatIsNoNumberIsNamedWithItsLine) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"1,2\n3,x\n", "file:2: 'x' is not a rational number"},
      {"1,2\nvalue,probability\n", "file:2: 'value' is not a rational number"},  // names come first
      {"a,b\nc,d\n1,2\n", "file:2: 'c' is not a rational number"},               // one line of them
      {"value,1/2\n", "file:1: 'value' is not a rational number"},               // half names, half numbers
      {"nan,nan\n1,2\n", "file:1: 'nan' is not a rational number"},
      {"O.5,O.5\n1,2\n", "file:1: 'O.5' is not a rational number"},
      {"1,,2\n", "file:1: '1,,2' has nothing beside a separator"},
      {"1,2,\n", "file:1: '1,2,' has nothing beside a separator"},
      {"1,2\n3\n", "file:2: 1 number, but 2 in line 1"},
      {"1\n\n2,3\n", "file:3: 2 numbers, but 1 in line 1"},
      {"1\x1b[31m\n", "file:1: '1\\x1b[31m' is not a rational number"},  // nothing from a file reaches the terminal raw
      {"\xE2\x88\x92"
       "1\n",
       "file:1: '\\xe2\\x88\\x921' is not a rational number"},
      {"\xFF\xFE"
       "1\0",
       "file:1: the text is UTF-16"},
      {"", "file: no numbers"},
      {"# nothing\r\r\n", "file: no numbers"},
      {"value,probability\n", "file: no numbers"},
  };
  for (const auto& [text, message] : cases) EXPECT_TRUE(failure(text).starts_with(message)) << failure(text);
}

TEST(FractionHint, NamesTheFractionThatWasCut) {
  EXPECT_EQ(fraction_hint({0.3333_q, 0.3333_q, 0.3333_q}), "; 0.3333 is not 1/3: write the fraction");
  EXPECT_EQ(fraction_hint({1 / 2_q, 0.167_q, 1 / 3_q}), "; 0.167 is not 1/6: write the fraction");
  EXPECT_EQ(fraction_hint({0.6666_q, 0.3333_q}), "; 0.6666 is not 2/3: write the fraction");
  EXPECT_EQ(fraction_hint({0.3_q, 0.3_q, 0.3_q}), "");  // too short to be a cut fraction
  EXPECT_EQ(fraction_hint({0.3333_q, 0.3333_q}), "");   // 2/3 is not 1 either
  EXPECT_EQ(fraction_hint({0.5_q, 0.4_q}), "");
  EXPECT_EQ(fraction_hint({1.3333_q, -0.3333_q}), "");
}

}  // namespace rational_table_test
}  // namespace hebb
