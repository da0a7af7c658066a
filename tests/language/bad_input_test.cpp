#include <ctime>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <read_as_claims.hpp>

namespace hebb {
namespace bad_input_test {

const std::string head = "claim a\nvariable x in [0, 1]\n";

std::string repeated(const std::string& text, int n) {
  std::string result;
  for (int k = 0; k < n; ++k) result += text;
  return result;
}

std::string in_lines(const std::string& from, int n, const std::string& line) {  // # is the number, @ the one before
  std::string result = from;
  for (int k = 1; k < n; ++k) {
    for (const char c : line)
      result += c == '#' ? std::to_string(k) : c == '@' ? std::to_string(k - 1) : std::string(1, c);
  }
  return result;
}

/// The first line of the message; a second at most.
std::string message_of(const std::string& text) {
  const std::clock_t start = std::clock();  // of this process: the machine may be busy
  std::string message = "accepted";
  try {
    parse_claims(text, "t", [](const std::string& file, const std::string&) -> std::string {
      if (file == "self") return "include \"self\"\n";
      throw ClaimTextError("cannot read " + file);
    });
  } catch (const ClaimTextError& e) {
    message = e.what();
  }
  EXPECT_LT(std::clock() - start, CLOCKS_PER_SEC) << text.substr(0, 100);
  return message.substr(0, message.find('\n'));
}

struct Case {
  std::string text, message;
};

TEST(BadInput, IsRefusedByOneLineAtItsPlace) {
  const std::string none =
      " has no claim: it needs lines such as 'claim NAME', 'variable x in [0, 1]', 'prove x >= x^2'";
  const std::string deep = ": brackets, signs and exponents nested more than 200 deep";
  const std::string large =
      ": it takes more than 25000 operations to write this out: the sums or definitions are too large";
  const std::string digits = ": a number of more than 400 digits";
  const std::string name = ": expected a name (letters, digits and _, not a word of the language), not ";
  const std::string unknown = ": it needs a line 'variable', 'point', 'constant' or 'let' before";
  const std::vector<Case> cases{
      {"", "t" + none},
      {"# nothing\n\n", "t" + none},
      {std::string(1'000'001, '#'), "t: a text of 1000001 bytes; the most is 1000000"},
      {"let one = 1\nvariable x in [0, 1]\n",
       "t:2:1: expected 'claim' and its name, 'rule' and its name, 'let', 'constant' or 'include', not 'variable'"},
      {head + "prove " + repeated("(", 100'000) + "x" + repeated(")", 100'000) + " >= 0", "t:3:207" + deep},
      {head + "prove " + repeated("(", 100'000), "t:3:207" + deep},
      {head + "prove " + repeated("exp(", 100'000), "t:3:807" + deep},
      {head + "prove " + repeated("-", 100'000) + "x >= 0", "t:3:207" + deep},
      {head + "prove " + repeated("+", 100'000) + "x >= 0", "t:3:207" + deep},
      {head + "prove " + repeated("x^", 100'000) + "2 >= 0", "t:3:407" + deep},
      {head + "prove " + repeated("x+", 100'000) + "x >= 0", "t:3:7" + large},
      {head + "prove product(i in 1..100000: i) >= x", "t:3:7" + digits},
      {head + "prove 1e300*1e300*1e300/1e300/1e300 >= x", "t:3:7" + digits},
      {head + "let mean = x/2\nprove meam >= 0", "t:4:7: there is no 'meam': did you mean mean?"},
      {head + "let mean = x/2\nprove maen >= 0", "t:4:7: there is no 'maen': did you mean mean?"},
      {head + "prove epx(x) >= 0", "t:3:7: there is no 'epx': did you mean exp?"},
      {head + "prove zebra >= 0", "t:3:7: there is no 'zebra'" + unknown},
      {head + "prove pi >= 0", "t:3:7: there is no 'pi': write 4*atan(1)"},
      {head + "variable x in [0, 1]\nprove x >= 0", "t:3:10: the name 'x' is used twice"},
      {head + "let x = 1\nprove x >= 0", "t:3:5: the name 'x' is used twice"},
      {head + "let f(y, y) = y\nprove x >= 0", "t:3:1: the name 'y' is used twice"},
      {head + "prove x >= 0\n" + head + "prove x >= 0", "t:4:1: the claim a is in the text twice"},
      {head + "prove x^0.5 >= x", "t:3:9: the exponent 1/2 is not a whole number: write sqrt(x)"},
      {head + "prove x^x >= x",
       "t:3:9: the exponent is not a number: for a positive base write exp(y*log(x)) in place of x^y"},
      {head + "prove x/0 >= 0", "t:3:9: division by 0"},
      {head + "prove x/(2 - 2) >= 0", "t:3:10: division by 0"},
      {"claim a\nvariable x in [1, 0]\nprove x >= 0", "t:2:16: the range from 1 to 0 is empty"},
      {"claim a\nvariable x in [1, 1)\nprove x >= 0", "t:2:16: the range from 1 to 1 is empty"},
      {"claim a\npoint p in simplex(0)\nprove 1 >= 0", "t:2:20: 0 coordinates: must be between 1 and 64"},
      {"claim a for d = 5..2\nprove 1 >= 0", "t:1:17: the range of dimensions 5..2 is empty"},
      {head + "prove \xE9 >= 0", "t: byte 36 is not UTF-8 text: save the file as UTF-8"},
      {head + std::string("prove x\0 >= 0", 13), "t: byte 37 is the control character \\x00: this is not a text"},
      {"claim a\r\nvariable x in [0, 1]\r\nprove y >= 0\r\n", "t:3:7: there is no 'y': did you mean x?"},
      {"\xEF\xBB\xBF" + head + "prove y >= 0", "t:3:7: there is no 'y': did you mean x?"},
      {"claim a\rvariable x in [0, 1]\rprove y >= 0\r", "t:1:36: there is no 'y': did you mean x?"},
      {head + "prove x >= 1e9999", "t:3:12" + digits},
      {head + "prove x >= 1e99999999999999999999", "t:3:12" + digits},
      {head + "prove x >= " + std::string(100'000, '9'), "t:3:12" + digits},
      {head + "prove x^10001 >= 0", "t:3:9: the exponent 10001 is beyond 10000"},
      {head + "prove 9^9^9^9 >= 0", "t:3:11: the exponent 387420489 is beyond 10000"},
      {head + "prove 9^9^4 >= 0", "t:3:7" + digits},
      {head + "prove ((x+3)^10000)^10000 >= 0",
       "t:1:1: the claim a reaches the degree 1e+08 when its powers are multiplied out; the most is 10000"},
      {head + "prove sum(i in 1..1000000: x) >= 0", "t:3:7" + large},
      {head + "prove sum(i in 1..1e9: x) >= 0",
       "t:3:19: the last index must be a whole number below 1e6, not 1000000000"},
      {in_lines(head + "let f0(y) = y+1\n", 60, "let f#(y) = f@(f@(y))\n") + "prove f59(x) >= 0",
       "t:5:13: it takes more than 25000 operations to write this out: the sums or definitions are too large"},
      {in_lines(head + "let f0(y) = y+1\n", 30'000, "let f#(y) = f@(y)\n") + "prove f29999(x) >= 0",
       "t:29803:17: definitions call each other more than 200 deep"},
      {in_lines(head + "let a0 = 3/7\n", 60, "let a# = a@*a@\n") + "prove a59 >= x", "t:12:10" + digits},
      {"claim a\nvariable gr\u00f6\u00dfe in [0, 1]\nprove 1 >= 0",
       "t:2:12: expected 'in', not '\u00f6': a name has letters a to z, or stands in backquotes"},
      {in_lines(head + "let a0 = x\n", 30, "let a# = a@ + a@\n") + "prove a29 >= 0",
       "t:1:1: no certificate can state the claim a: its formulas take more than 2000000 operations to write out"},
      {"include \"self\"\n", "self:1:1: more than 64 files are included: does one include itself?"},
      {"include \"gone\"\n", "t:1:1: cannot read gone"},
      {"claim a\nvariable in in [0, 1]\nprove 1 >= 0", "t:2:10" + name + "'in'"},
      {"claim a\nlet sum = 1\nprove 1 >= 0", "t:2:5" + name + "'sum'"},
      {"claim a\nvariable exp in [0, 1]\nprove 1 >= 0", "t:2:10: 'exp' is a function of the language"},
      {head + "let f(y) = f(y)\nprove f(x) >= 0", "t:3:12: there is no 'f': did you mean x?"},
      {"claim a\nlet y = x\nvariable x in [0, 1]\nprove y >= 0", "t:2:9: there is no 'x'" + unknown},
  };
  for (const Case& c : cases) {
    const std::string message = message_of(c.text);
    EXPECT_EQ(message, c.message) << c.text.substr(0, 100);
  }
}

/// Every file of the corpus and 100,000 texts that are near to one of them.
TEST(BadInput, NothingNearTheCorpusIsAFault) {
  std::vector<std::string> corpus;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(HEBB_TEST_DATA) / "claims")) {
    std::ifstream in(file.path(), std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  std::ranges::sort(corpus);
  ASSERT_GE(corpus.size(), 9U);
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same texts every time
  const auto below = [&](std::size_t n) { return random() % std::max<std::size_t>(n, 1); };
  int accepted = 0;
  for (const std::string& text : corpus) accepted += read_as_claims(text);
  EXPECT_EQ(accepted, 3);
  for (int trial = 0; trial < 100'000; ++trial) {
    std::string text = corpus[below(corpus.size())];
    const std::string& other = corpus[below(corpus.size())];
    for (std::size_t change = 0; change <= below(3); ++change) {
      const std::size_t at = below(text.size()), length = below(12);
      switch (below(4)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, other.substr(below(other.size()), length));
          break;
        case 2:
          text[at] = static_cast<char>(below(256));
          break;
        default:
          text.insert(at, text.substr(at, length));
      }
    }
    ASSERT_NO_THROW(accepted += read_as_claims(text)) << text;
  }
  EXPECT_GT(accepted, 30);  // they are not all refused at the first byte
}

/// Texts that ten minutes of libFuzzer found, unlike each other: the short run of its inputs.
TEST(BadInput, WhatTheFuzzerFoundIsNoFault) {
  int count = 0, accepted = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(HEBB_TEST_DATA) / "fuzz")) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    ASSERT_NO_THROW(accepted += read_as_claims(text)) << file.path();
    ++count;
  }
  EXPECT_GE(count, 60);
  EXPECT_GT(accepted, 0);
}

}  // namespace bad_input_test
}  // namespace hebb
