#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hebb {

/// The first code point of a text that is not empty; of a byte that is not part of well-formed UTF-8: U+FFFD, length 1,
/// not valid.
struct DecodedUtf8 {
  char32_t code_point = 0xFFFD;
  std::size_t length = 1;
  bool valid = false;
};
DecodedUtf8 decode_utf8(std::string_view text);

/// The text as it may be shown in a line of a terminal or a log: control characters, line ends, bytes that are not
/// UTF-8 and characters that turn the direction of writing are escaped (\n, \x1b, \u{202e}), all else stands as it is.
/// For every name and text that comes from a file. Longer than `most` code points: cut, with "..." at the end.
std::string printable(std::string_view text, std::size_t most = std::string_view::npos);

/// The text with every run of more than 40 digits cut to its first 12 and their number, as in
/// "100000000000...(401 digits)". For messages: they name numbers exactly, and a reader must find the words.
std::string with_short_numbers(std::string_view text);

}  // namespace hebb
