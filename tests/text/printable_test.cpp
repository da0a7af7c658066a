#include <gtest/gtest.h>

#include <hebb/text/printable.hpp>

namespace hebb {
namespace printable_test {

TEST(Printable, LeavesTextAlone) {
  for (const char* text : {"", "G2.d3.json", "a\\b 'c' \"d\"", "\xC3\xA9 \xE2\x89\xA5 \xF0\x9F\x98\x80"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, EscapesWhatATerminalObeys) {
  EXPECT_EQ(printable("G2\nhebb: all is proved\r"), "G2\\nhebb: all is proved\\r");
  EXPECT_EQ(printable("\x1b[2J\x07\t\x7f"), "\\x1b[2J\\x07\\t\\x7f");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\xC2\x9B\x32J"), "\\u{9b}2J");                            // the one-byte form of ESC [
  EXPECT_EQ(printable("\xE2\x80\xAEtxt\xE2\x80\xA8"), "\\u{202e}txt\\u{2028}");  // right to left; line separator
  EXPECT_EQ(printable("\xE2\x80\x8B\xEF\xBB\xBF\xC2\xAD"), "\\u{200b}\\u{feff}\\u{ad}");
}

TEST(Printable, BytesThatAreNotUtf8AreShownAsSuch) {
  EXPECT_EQ(printable("x\xFFy\x9B"), "x\\xffy\\x9b");
  EXPECT_EQ(printable("\xC0\x80\xED\xA0\x80"), "\\xc0\\x80\\xed\\xa0\\x80");
}

TEST(Printable, CutsWholeCodePoints) {
  EXPECT_EQ(printable("\xC3\xA9\xC3\xA9\xC3\xA9", 2), "\xC3\xA9\xC3\xA9...");
  EXPECT_EQ(printable("abc", 3), "abc");
}

TEST(Printable, LongNumbersAreCutAndCounted) {
  for (const std::string& text : {std::string(), std::string("--alpha 1/2: below 0.25"), std::string(40, '7')})
    EXPECT_EQ(with_short_numbers(text), text);
  EXPECT_EQ(with_short_numbers("x = -1" + std::string(400, '0') + "/3" + std::string(40, '1') + ", y"),
            "x = -100000000000...(401 digits)/311111111111...(41 digits), y");
}

}  // namespace printable_test
}  // namespace hebb
