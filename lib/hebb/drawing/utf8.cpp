#include <optional>

#include <hebb/drawing/utf8.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {
namespace {

std::size_t width_of(char32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0x200B && c <= 0x200D)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

/// The longest beginning that needs at most `width` columns.
std::string_view beginning(std::string_view text, std::size_t width) {
  std::size_t used = 0, end = 0;
  while (end < text.size()) {
    const DecodedUtf8 next = decode_utf8(text.substr(end));
    used += width_of(next.code_point);
    if (used > width) break;
    end += next.length;
  }
  return text.substr(0, end);
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const DecodedUtf8 next = decode_utf8(text);
    result += next.valid ? text.substr(0, next.length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(next.length);
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const DecodedUtf8 next = decode_utf8(text);
    width += width_of(next.code_point);
    text.remove_prefix(next.length);
  }
  return width;
}

namespace {

bool is_word(std::string_view text, std::size_t i) {
  if (i >= text.size()) return false;
  const char c = text[i];
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The lowered letter for the index of p_u, where the word p_u, which begins at `word`, has its bar at i.
std::optional<std::string_view> lowered_letter(std::string_view text, std::size_t i, std::size_t word) {
  if (text[i] != '_' || i == word || decode_utf8(text.substr(word)).length != i - word || is_word(text, i + 2))
    return {};
  switch (i + 1 < text.size() ? text[i + 1] : ' ') {
    case 'i':
      return "\xE1\xB5\xA2";
    case 'j':
      return "\xE2\xB1\xBC";
    case 'k':
      return "\xE2\x82\x96";
    case 'u':
      return "\xE1\xB5\xA4";
    default:
      return {};
  }
}

}  // namespace

std::string typeset(std::string_view text) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  std::string out;
  std::size_t word = 0;  // where the word that is being read begins
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = decode_utf8(text.substr(i)).length;
    if (length > 1 || !is_word(text, i)) word = i + (length > 1 ? 0 : 1);
    if (text[i] == '_' && i > word && decode_utf8(text.substr(word)).length == i - word && digit(i + 1)) {
      for (++i; digit(i); ++i) out += std::string("\xE2\x82") + static_cast<char>('\x80' + (text[i] - '0'));
      word = i;
    } else if (const auto index = lowered_letter(text, i, word)) {
      out += *index;
      i += 2;
      word = i;
    } else if (const auto* relation = text.substr(i, 2) == ">="   ? "\xE2\x89\xA5"
                                      : text.substr(i, 2) == "<=" ? "\xE2\x89\xA4"
                                                                  : nullptr) {
      out += relation;
      i += 2;
      word = i;
    } else if (text.substr(i, 2) == "||") {
      out += "\xE2\x80\x96";
      i += 2;
    } else if (text.substr(i, 3) == " - ") {
      out += " \xE2\x88\x92 ";
      i += 3;
      word = i;
    } else {
      out += text.substr(i, length);
      i += length;
    }
  }
  return out;
}

std::string fit(std::string_view text, std::size_t width, bool right_aligned) {
  std::string shown(text);
  if (display_width(text) > width) {
    const std::size_t dots = width < 8 ? 0 : 3;
    shown = std::string(beginning(text, width - dots)) + std::string(dots, '.');
  }
  const std::string padding(width - display_width(shown), ' ');
  return right_aligned ? padding + shown : shown + padding;
}

}  // namespace hebb
