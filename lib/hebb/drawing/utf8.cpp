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
