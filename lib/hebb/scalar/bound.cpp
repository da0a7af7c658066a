#include <algorithm>
#include <cmath>

#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

Integer power_of_ten(long n) { return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(n)); }

/// size 10^k for size >= 0, rounded to an integer.
Integer scaled(const Rational& size, long k, bool up) {
  Integer n = numerator(size), d = denominator(size), quotient;
  (k >= 0 ? n : d) *= power_of_ten(std::abs(k));
  (up ? mpz_cdiv_q : mpz_fdiv_q)(quotient.backend().data(), n.backend().data(), d.backend().data());
  return quotient;
}

/// "12345" and a place: the point stands before the last `places` digits.
std::string with_point(std::string digits, long places) {
  if (places <= 0) return digits;
  const auto behind = static_cast<std::size_t>(places);
  if (digits.size() <= behind) digits = std::string(behind + 1 - digits.size(), '0') + digits;
  const std::string_view all = digits;
  return fmt::format("{}.{}", all.substr(0, all.size() - behind), all.substr(all.size() - behind));
}

void drop_trailing_zeros(std::string& decimal) {
  if (decimal.find('.') == std::string::npos) return;
  decimal.erase(decimal.find_last_not_of('0') + 1);
  if (decimal.back() == '.') decimal.pop_back();
}

/// size > 0 as mantissa 10^exponent with 10^(digits - 1) <= mantissa < 10^digits.
struct Scientific {
  std::string mantissa;
  long exponent;  // of the first digit
};
Scientific scientific(const Rational& size, int digits, bool up) {
  // The estimate is off by one at most in both terms.
  long first = static_cast<long>(mpz_sizeinbase(Integer(numerator(size)).backend().data(), 10)) -
               static_cast<long>(mpz_sizeinbase(Integer(denominator(size)).backend().data(), 10));
  const Integer least = power_of_ten(digits - 1), most = power_of_ten(digits);
  while (scaled(size, digits - 1 - first, false) >= most) ++first;
  while (scaled(size, digits - 1 - first, false) < least) --first;
  Integer mantissa = scaled(size, digits - 1 - first, up);
  if (mantissa == most) mantissa = least, ++first;
  return {mantissa.str(), first};
}

std::string with_exponent(std::string mantissa, long exponent) {
  return fmt::format("{}e{}{:02}", mantissa, exponent < 0 ? '-' : '+', std::abs(exponent));
}

std::string decimal(const Rational& size, int digits, char style, bool up) {
  if (style == 'f') return with_point(scaled(size, digits, up).str(), digits);
  const int significant = style == 'e' ? digits + 1 : std::max(digits, 1);
  auto [mantissa, exponent] = scientific(size, significant, up);
  if (style == 'e') return with_exponent(with_point(mantissa, significant - 1), exponent);
  std::string text;
  if (exponent < -4 || exponent >= significant) {
    text = with_point(mantissa, significant - 1);
    drop_trailing_zeros(text);
    return with_exponent(text, exponent);
  }
  text = with_point(mantissa, significant - 1 - exponent);
  drop_trailing_zeros(text);
  return text;
}

}  // namespace

template <Direction D>
Bound<D>::Bound(double value) {
  require(!std::isnan(value), "a bound that is not a number");
  if (std::isinf(value))
    infinity_ = value;
  else
    value_ = Rational(value);
}

template <Direction D>
std::string Bound<D>::text(int digits, char style) const {
  if (infinity_ != 0) return infinity_ < 0 ? "-inf" : "inf";
  if (value_ == 0) return "0";
  const bool negative = value_ < 0;
  const std::string text = decimal(abs(value_), digits, style, negative == (D == Direction::down));
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  return fmt::format("{}{}", negative && !is_zero ? "-" : "", text);
}

template <Direction D>
std::string Bound<D>::brief(std::size_t longest, int digits) const {
  if (infinity_ == 0) {
    std::string exact = to_string(value_);
    if (exact.size() <= longest) return exact;
  }
  return text(digits);
}

template class Bound<Direction::down>;
template class Bound<Direction::up>;

std::string padded(std::string text, char align, std::size_t width) {
  if (text.size() >= width) return text;
  const std::size_t blanks = width - text.size(), before = align == '<' ? 0 : align == '^' ? blanks / 2 : blanks;
  return std::string(before, ' ') + std::move(text) + std::string(blanks - before, ' ');
}

std::string to_exact_decimal(const Rational& q) {
  Integer rest = denominator(q);
  std::size_t twos = 0, fives = 0;
  for (; rest % 2 == 0; rest /= 2) ++twos;
  for (; rest % 5 == 0; rest /= 5) ++fives;
  const std::size_t places = std::max(twos, fives);
  if (rest != 1 || places == 0) return to_string(q);
  const Rational scaled = abs(q) * Rational(boost::multiprecision::pow(Integer(10), static_cast<unsigned>(places)));
  std::string all = Integer(numerator(scaled)).str();
  if (all.size() <= places) all = std::string(places + 1 - all.size(), '0') + all;
  const std::string_view text = all;
  return fmt::format("{}{}.{}", q < 0 ? "-" : "", text.substr(0, text.size() - places),
                     text.substr(text.size() - places));
}

std::string outward_text(const LowerBound& lower, const UpperBound& upper, int digits, char style) {
  return fmt::format("[{}, {}]", lower.text(digits, style), upper.text(digits, style));
}

}  // namespace hebb
