#include <bit>
#include <cstdlib>

#include <hebb/replay/short_number.hpp>

namespace hebb::checker {
namespace {

__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr int bits = 62;
constexpr int max_exponent = 1 << 20;

int length(UnsignedWide x) {
  const auto high = static_cast<std::uint64_t>(x >> 64), low = static_cast<std::uint64_t>(x);
  return high != 0 ? 128 - std::countl_zero(high) : 64 - std::countl_zero(low);
}

/// m 2^e moved to `bits` bits, |m| < 2^127.
ShortNumber rounded(Wide m, int e, Toward side) {
  if (m == 0) return {};
  // Of the absolute value, so that a bound from above of a negative number is cut off.
  const bool negative = m < 0, away = (side == Toward::above) != negative;
  UnsignedWide size = negative ? -static_cast<UnsignedWide>(m) : static_cast<UnsignedWide>(m);
  const int shift = length(size) - bits;
  if (shift > 0) {
    const UnsignedWide kept = size >> shift;
    const bool exact = (kept << shift) == size;
    size = kept + (away && !exact ? 1 : 0);
    e += shift;
    if (size >> bits != 0) {  // 2^bits, from the step away
      size >>= 1;
      ++e;
    }
  } else {
    size <<= -shift;
    e += shift;
  }
  if (std::abs(e) > max_exponent) throw ShortNumber::OutOfRange();
  const auto value = static_cast<std::int64_t>(size);
  return {negative ? -value : value, e};
}

}  // namespace

ShortNumber ShortNumber::of(int n) { return rounded(n, 0, Toward::below); }

ShortNumber ShortNumber::ratio(int numerator, int denominator, Toward side) {
  return divide(of(numerator), of(denominator), side);
}

ShortNumber ShortNumber::bound(const Fraction& q, Toward side) {
  if (q == 0) return {};
  const Int above = numerator(q), below = denominator(q), size = abs(above);
  const long shift = bits + 1 - (static_cast<long>(msb(size)) - static_cast<long>(msb(below)));
  if (std::abs(shift) > max_exponent / 2) throw OutOfRange();
  Int quotient, remainder;
  const Int scaled = shift > 0 ? Int(size << static_cast<unsigned>(shift)) : size;
  const Int divisor = shift < 0 ? Int(below << static_cast<unsigned>(-shift)) : below;
  divide_qr(scaled, divisor, quotient, remainder);  // of 63 or 64 bits
  // One more bit tells whether anything was cut off.
  const Wide whole = static_cast<Wide>(quotient.convert_to<std::uint64_t>()) * 2 + (remainder != 0 ? 1 : 0);
  return rounded(above < 0 ? -whole : whole, static_cast<int>(-shift) - 1, side);
}

Fraction ShortNumber::exact() const {
  const Int unit = Int(1) << static_cast<unsigned>(std::abs(e));
  return e >= 0 ? Fraction(Int(m) * unit) : Fraction(Int(m), unit);
}

ShortNumber ShortNumber::times_power_of_two(int n) const {
  if (m == 0) return {};
  if (std::abs(e + n) > max_exponent) throw OutOfRange();
  return {m, e + n};
}

bool operator<(const ShortNumber& x, const ShortNumber& y) {
  if (x.sign() != y.sign()) return x.sign() < y.sign();
  if (x.e != y.e) return x.m != 0 && (x.e < y.e) == (x.m > 0);
  return x.m < y.m;
}

ShortNumber add(const ShortNumber& x, const ShortNumber& y, Toward side) {
  if (x.m == 0) return y;
  if (y.m == 0) return x;
  if (x.e < y.e) return add(y, x, side);
  const int distance = x.e - y.e;
  if (distance <= 64) return rounded((static_cast<Wide>(x.m) << distance) + y.m, y.e, side);
  // |y| < 2^(62 + y.e) < 2^(x.e - 2): a quarter of the unit of x stands for it
  return rounded(static_cast<Wide>(x.m) * 4 + y.sign(), x.e - 2, side);
}

ShortNumber multiply(const ShortNumber& x, const ShortNumber& y, Toward side) {
  return rounded(static_cast<Wide>(x.m) * y.m, x.e + y.e, side);
}

ShortNumber divide(const ShortNumber& x, const ShortNumber& y, Toward side) {
  const bool negative = (x.m < 0) != (y.m < 0);
  const auto above = static_cast<UnsignedWide>(std::abs(x.m)) << 64;
  const auto below = static_cast<UnsignedWide>(std::abs(y.m));
  // 63 bits at least, and one that tells whether there is a remainder
  const auto whole = static_cast<Wide>(above / below * 2 + (above % below != 0 ? 1 : 0));
  return rounded(negative ? -whole : whole, x.e - y.e - 65, side);
}

ShortNumber sqrt(const ShortNumber& x, Toward side) {
  if (x.m == 0) return x;
  const int odd = x.e & 1;
  const auto square = static_cast<UnsignedWide>(x.m) << (62 + odd);  // below 2^125; its exponent is even
  UnsignedWide root = 0;
  for (int k = 62; k >= 0; --k) {
    const UnsignedWide next = root | (UnsignedWide(1) << k);
    if (next * next <= square) root = next;
  }
  const auto whole = static_cast<Wide>(root * 2 + (root * root != square ? 1 : 0));
  return rounded(whole, (x.e - odd - 62) / 2 - 1, side);
}

std::int64_t floor_of(const ShortNumber& x) {
  if (x.m == 0) return 0;
  if (x.e > -2) throw ShortNumber::OutOfRange();
  return x.e < -62 ? (x.m < 0 ? -1 : 0) : x.m >> -x.e;
}

}  // namespace hebb::checker
