#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational_table.hpp>

namespace hebb {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// For a message: control characters and bytes that are no ASCII as \xNN, not longer than a line.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string out;
  for (const char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte >= 0x20 && byte < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return text.size() > most ? out + "..." : out;
}

/// Where a line comes from, for messages.
struct Place {
  const std::string& name;
  std::size_t line = 1;
};

[[noreturn]] void fail(const Place& place, const std::string& what) {
  throw PreconditionError(fmt::format("{}:{}: {}", place.name, place.line, what));
}

enum class Separator { comma, semicolon, blank };
const char* plural(Separator s) {
  return s == Separator::comma ? "commas" : s == Separator::semicolon ? "semicolons" : "blanks";
}

/// Nothing for a line with a single field.
std::optional<Separator> separator_of(std::string_view content, const Place& place) {
  const bool comma = content.find(',') != std::string_view::npos;
  const bool semicolon = content.find(';') != std::string_view::npos;
  if (comma && semicolon) {
    fail(place, fmt::format("'{}' has commas and semicolons; numbers have a decimal point and one kind of separator",
                            shown(content)));
  }
  if (comma) return Separator::comma;
  if (semicolon) return Separator::semicolon;
  if (content.find_first_of(blanks) != std::string_view::npos) return Separator::blank;
  return std::nullopt;
}

std::vector<std::string_view> fields_of(std::string_view content, Separator separator) {
  std::vector<std::string_view> fields;
  if (separator == Separator::blank) {
    for (std::size_t from = 0; from != std::string_view::npos;) {
      const std::size_t end = std::min(content.find_first_of(blanks, from), content.size());
      fields.push_back(content.substr(from, end - from));
      from = content.find_first_not_of(blanks, end);
    }
    return fields;
  }
  for (std::size_t from = 0; from <= content.size();) {
    const std::size_t end = std::min(content.find(separator == Separator::comma ? ',' : ';', from), content.size());
    fields.push_back(trimmed(content.substr(from, end - from)));
    from = end + 1;
  }
  return fields;
}

/// A name of a column. "O.5" (with a letter) and "nan" are numbers gone wrong, not names.
bool is_name(std::string_view field) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (field.empty() || !(std::isalpha(static_cast<unsigned char>(field[0])) || field[0] == '_' || field[0] == '"'))
    return false;
  for (std::size_t i = 1; i < field.size(); ++i) {
    if (field[i] == '.' && (is_digit(field[i - 1]) || (i + 1 < field.size() && is_digit(field[i + 1])))) return false;
  }
  std::string lower(field);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower != "nan" && lower != "na" && lower != "inf" && lower != "infinity";
}

Rational number_of(std::string_view field, std::string_view content, const Place& place) {
  if (field.empty()) fail(place, fmt::format("'{}' has nothing beside a separator", shown(content)));
  if (field.find_first_of(blanks) != std::string_view::npos) {
    fail(place, fmt::format("'{}': '{}' are two numbers with a blank between; one kind of separator, please",
                            shown(content), shown(field)));
  }
  try {
    return parse_rational(field);
  } catch (const PreconditionError&) {
    fail(place, fmt::format("'{}' is not a rational number; write it as 3, -3/4, 0.125 or 1e-3", shown(field)));
  }
}

}  // namespace

std::vector<TableRow> parse_rational_table(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Place place{name};
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    fail(place, "the text is UTF-16; save it as UTF-8 or plain ASCII");
  std::vector<TableRow> rows;
  std::optional<Separator> separator;
  std::size_t separator_line = 0;
  bool named = false;
  for (std::size_t from = 0; from < text.size(); ++place.line) {
    const std::size_t end = std::min(text.find_first_of("\r\n", from), text.size());
    std::string_view content = text.substr(from, end - from);
    from = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    content = trimmed(content.substr(0, content.find('#')));
    if (content.empty()) continue;
    const std::optional<Separator> own = separator_of(content, place);
    const std::vector<std::string_view> fields = fields_of(content, own.value_or(Separator::comma));
    if (rows.empty() && !named && std::ranges::all_of(fields, is_name)) {
      named = true;
      continue;
    }
    TableRow row{place.line, {}};
    for (const std::string_view field : fields) row.values.push_back(number_of(field, content, place));
    if (own && separator && *own != *separator) {
      fail(place, fmt::format("'{}' is separated by {}, line {} by {}", shown(content), plural(*own), separator_line,
                              plural(*separator)));
    }
    if (own && !separator) separator = own, separator_line = place.line;
    if (!rows.empty() && row.values.size() != rows.front().values.size()) {
      fail(place, fmt::format("{} number{}, but {} in line {}", row.values.size(), row.values.size() == 1 ? "" : "s",
                              rows.front().values.size(), rows.front().line));
    }
    rows.push_back(std::move(row));
  }
  require(!rows.empty(), [&] { return name + ": no numbers"; });
  return rows;
}

namespace {

/// The fraction with the least denominator, up to 64, that x is a cut or rounded decimal of; x itself when it is none.
Rational fraction_behind(const Rational& x) {
  Integer scale = 1;
  while (scale < Integer("1000000000000000000") && denominator(Rational(x * scale)) != 1) scale *= 10;
  if (scale < 1000 || denominator(Rational(x * scale)) != 1) return x;
  for (int d = 2; d <= 64; ++d) {
    const Rational scaled = x * d + Rational(1, 2);
    const Rational candidate(numerator(scaled) / denominator(scaled), d);
    if (candidate > 0 && abs(Rational(candidate - x)) * scale < 1) return candidate;
  }
  return x;
}

}  // namespace

std::string fraction_hint(const std::vector<Rational>& shares) {
  Rational total = 0;
  std::string out;
  for (const Rational& x : shares) {
    if (x < 0) return "";
    const Rational fraction = fraction_behind(x);
    total += fraction;
    if (fraction == x || !out.empty()) continue;
    out = fmt::format("; {} is not {}: write the fraction", x.convert_to<double>(), to_string(fraction));
  }
  return total == 1 ? out : "";
}

}  // namespace hebb
