#include <algorithm>

#include <fmt/format.h>

#include <hebb/text/printable.hpp>

namespace hebb {
namespace {

/// What a terminal obeys instead of showing it, and what ends a line or lets it be read in another order.
bool is_unprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

std::string escaped(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return c < 0x80 ? fmt::format("\\x{:02x}", unsigned(c)) : fmt::format("\\u{{{:x}}}", unsigned(c));
  }
}

}  // namespace

DecodedUtf8 decode_utf8(std::string_view text) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t code_point = lead & (0x7Fu >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(k) & 0xC0) != 0x80) return {};
    code_point = code_point << 6 | (byte(k) & 0x3Fu);
  }
  const char32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < smallest || code_point > 0x10FFFF || surrogate) return {};
  return {code_point, length, true};
}

std::string printable(std::string_view text, std::size_t most) {
  std::string shown;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == most) return shown + "...";
    const DecodedUtf8 next = decode_utf8(text);
    if (!next.valid)
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    else if (is_unprintable(next.code_point))
      shown += escaped(next.code_point);
    else
      shown += text.substr(0, next.length);
    text.remove_prefix(next.length);
  }
  return shown;
}

std::string with_short_numbers(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  std::string shown;
  while (!text.empty()) {
    const std::size_t before = std::min(text.find_first_of(digits), text.size());
    shown += text.substr(0, before);
    text.remove_prefix(before);
    const std::size_t count = std::min(text.find_first_not_of(digits), text.size());
    shown +=
        count > 40 ? fmt::format("{}...({} digits)", text.substr(0, 12), count) : std::string(text.substr(0, count));
    text.remove_prefix(count);
  }
  return shown;
}

}  // namespace hebb
