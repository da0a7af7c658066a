#include <algorithm>

#include <fmt/format.h>

#include <hebb/language/source_text.hpp>
#include <hebb/text/printable.hpp>

namespace hebb::language {
namespace {

std::size_t code_points(std::string_view text) {
  std::size_t n = 0;
  for (; !text.empty(); text.remove_prefix(decode_utf8(text).length)) ++n;
  return n;
}

/// The bytes around the offset, at most `most` on either side and whole code points, so that a line of a megabyte does
/// not fill the screen.
std::string_view window(std::string_view line, std::size_t offset, std::size_t most, std::size_t& begin) {
  begin = offset > most ? offset - most : 0;
  std::size_t end = std::min(line.size(), offset + most);
  const auto inside = [&](std::size_t k) { return (static_cast<unsigned char>(line[k]) & 0xC0U) == 0x80U; };
  while (begin > 0 && inside(begin)) --begin;
  while (end < line.size() && inside(end)) ++end;
  return line.substr(begin, end - begin);
}

}  // namespace

void fail(const Place& place, std::string_view message) {
  const std::string_view text = place.source->text;
  const std::size_t offset = std::min(place.offset, text.size());
  std::size_t begin = offset;
  while (begin > 0 && text[begin - 1] != '\n') --begin;
  std::string_view line = text.substr(begin, text.find('\n', offset) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t in_line = std::min(offset - begin, line.size());
  const auto number = std::ranges::count(text.substr(0, begin), '\n') + 1;
  const std::size_t column = code_points(line.substr(0, in_line)) + 1;
  std::size_t shown_from = 0;
  const std::string_view shown = window(line, in_line, 100, shown_from);
  const std::string before = printable(shown.substr(0, in_line - shown_from));
  throw ClaimTextError(fmt::format("{}:{}:{}: {}\n  {}\n  {:>{}}", printable(place.source->name), number, column,
                                   message, before + printable(shown.substr(in_line - shown_from)), "^",
                                   code_points(before) + 1));
}

}  // namespace hebb::language
