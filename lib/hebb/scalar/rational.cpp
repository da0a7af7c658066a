#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {
namespace {

[[noreturn]] void reject(std::string_view text) {
  throw PreconditionError(fmt::format("'{}' is not a rational number; write it as 3, -3/4, 0.125 or 1e-3", text));
}

std::string_view digits(std::string_view& rest) {
  std::size_t n = 0;
  while (n < rest.size() && std::isdigit(static_cast<unsigned char>(rest[n]))) ++n;
  std::string_view found = rest.substr(0, n);
  rest.remove_prefix(n);
  return found;
}

bool take(std::string_view& rest, char lower) {
  if (rest.empty() || std::tolower(static_cast<unsigned char>(rest.front())) != lower) return false;
  rest.remove_prefix(1);
  return true;
}

Integer integer_of(std::string decimal) {
  decimal.erase(0, std::min(decimal.find_first_not_of('0'), decimal.size() - 1));  // no octal
  return Integer(decimal);
}

}  // namespace

Rational parse_rational(std::string_view text) {
  std::string_view rest = text;
  const bool negative = take(rest, '-');
  if (!negative) take(rest, '+');
  std::string mantissa(digits(rest));
  Rational value;
  if (!mantissa.empty() && take(rest, '/')) {
    const std::string denominator(digits(rest));
    if (denominator.empty() || denominator.find_first_not_of('0') == std::string::npos) reject(text);
    value = Rational(integer_of(mantissa), integer_of(denominator));
  } else {
    long exponent = 0;
    if (take(rest, '.')) {
      const std::string_view fraction = digits(rest);
      mantissa += fraction;
      exponent = -static_cast<long>(fraction.size());
    }
    if (mantissa.empty()) reject(text);
    if (take(rest, 'e')) {
      const bool minus = take(rest, '-');
      if (!minus) take(rest, '+');
      const std::string_view power = digits(rest);
      if (power.empty() || power.size() > 4) reject(text);
      exponent += (minus ? -1 : 1) * std::stol(std::string(power));
    }
    const Integer scale = boost::multiprecision::pow(Integer(10), static_cast<unsigned>(std::abs(exponent)));
    value = exponent < 0 ? Rational(integer_of(mantissa), scale) : Rational(integer_of(mantissa) * scale);
  }
  if (!rest.empty()) reject(text);
  return negative ? Rational(-value) : value;
}

std::string to_string(const Rational& q) { return q.str(); }

std::string to_decimal(const Rational& q, int digits) {
  const auto nearest = q.convert_to<double>();
  if (!std::isfinite(nearest) || (nearest == 0 && q != 0)) return LowerBound(q).text(digits);  // no double is near
  return fmt::format("{:.{}g}", nearest, digits);
}

Rational literals::operator""_q(const char* text) { return parse_rational(text); }

}  // namespace hebb
