#include "shared/numbers.hpp"

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

namespace hebb::cli {

Rational parse_number(const std::string& option, const std::string& text) {
  try {
    return parse_rational(text);
  } catch (const PreconditionError& e) {
    throw PreconditionError(fmt::format("{}: {}", option, e.what()));
  }
}

std::vector<Rational> parse_numbers(const std::string& option, const std::string& text) {
  std::vector<Rational> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    out.push_back(parse_number(option, text.substr(from, comma - from)));
    from = comma + 1;
  }
  return out;
}

std::uint64_t parse_count(const std::string& option, const std::string& text, std::uint64_t least, std::uint64_t most) {
  const auto wrong = [&] {
    return fmt::format("{} {}: must be a whole number from {} to {}", option, text.empty() ? "''" : text, least, most);
  };
  Rational x;
  try {
    x = parse_rational(text);
  } catch (const PreconditionError&) {
    throw PreconditionError(wrong());
  }
  require(denominator(x) == 1 && x >= least && x <= most, wrong);
  return numerator(x).convert_to<std::uint64_t>();  // a Rational would go through double
}

Rational parse_between(const std::string& option, const std::string& text, const Rational& least,
                       const Rational& most) {
  const Rational x = parse_number(option, text);
  require(x > least && x < most, [&] {
    return fmt::format("{} {}: must be above {} and below {}", option, text, to_string(least), to_string(most));
  });
  return x;
}

Rational parse_alpha(const std::string& level) {
  static const Rational least = parse_rational("1e-300");
  const Rational alpha = 1 - parse_between("--confidence", level, 0, 1);
  require(alpha >= least, [&] { return fmt::format("--confidence {}: must be at most 1 - 1e-300", level); });
  return alpha;
}

double parse_seconds(const std::string& option, const std::string& text) {
  constexpr long year = 365L * 86400;  // beyond some centuries the clock overflows
  const Rational seconds = parse_number(option, text);
  require(seconds > 0 && seconds <= year,
          [&] { return fmt::format("{} {}: must be a positive number of seconds, at most {}", option, text, year); });
  return seconds.convert_to<double>();
}

std::string brief(const Rational& x) {
  const std::string text = to_string(x);
  return text.size() <= 12 ? text : to_decimal(x, 6);
}

}  // namespace hebb::cli
