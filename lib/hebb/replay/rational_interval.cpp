#include <algorithm>

#include <hebb/replay/rational_interval.hpp>

namespace hebb::checker {
namespace {

/// floor(q)
Int floor_of(const Fraction& q) {
  Int quotient, remainder;
  divide_qr(numerator(q), denominator(q), quotient, remainder);
  return remainder < 0 ? Int(quotient - 1) : quotient;
}

/// The largest multiple of 2^-shift that is <= q, with `bits` significant bits or more.
Fraction round_down(const Fraction& q, int bits) {
  if (q == 0) return q;
  const long size = static_cast<long>(msb(abs(numerator(q)))) - static_cast<long>(msb(denominator(q)));
  const long shift = bits - size;
  const Int unit = Int(1) << static_cast<unsigned>(std::abs(shift));
  return shift >= 0 ? Fraction(floor_of(q * unit), unit) : Fraction(floor_of(q / unit) * unit);
}
Fraction round_up(const Fraction& q, int bits) { return -round_down(-q, bits); }

constexpr int working_bits = 240;

RationalInterval rounded(const Fraction& lower, const Fraction& upper) {
  return {round_down(lower, working_bits), round_up(upper, working_bits)};
}
RationalInterval rounded(const RationalInterval& x) { return rounded(x.lower, x.upper); }

RationalInterval hull(const RationalInterval& x, const RationalInterval& y) {
  return {std::min(x.lower, y.lower), std::max(x.upper, y.upper)};
}

/// exp of a point: exp(q) = exp(q/2^k)^(2^k), Taylor polynomial of degree 40 on [-1/2, 1/2], remainder at most twice
/// the next term.
RationalInterval exp_of(const Fraction& q) {
  if (q == 0) return Fraction(1);
  if (abs(q) > 100000) return q > 0 ? RationalInterval::unknown() : RationalInterval(0, Fraction(1, Int(1) << 100000));
  int halvings = 0;
  Fraction t = q;
  while (abs(t) > Fraction(1, 2)) {
    t /= 2;
    ++halvings;
  }
  RationalInterval sum(1), term(1);
  const RationalInterval base = rounded(t, t);
  for (int n = 1; n <= 40; ++n) {
    term = rounded(term * base / RationalInterval(n));
    sum = rounded(sum + term);
  }
  const Fraction rest = 2 * std::max(abs(term.lower), abs(term.upper));
  sum = sum + RationalInterval(-rest, rest);
  for (int n = 0; n < halvings; ++n) sum = rounded(power(sum, 2));
  return sum;
}

/// 2 artanh(y) = 2 (y + y^3/3 + ...), |y| <= 1/3; the remainder after 61 odd terms is below the last term: it is at
/// most y^2/(1 - y^2) <= 1/8 of it. With so many terms it is as small as that of exp, and still larger than all
/// roundings together, so that a test can tell whether it was added.
RationalInterval log_ratio(const Fraction& y) {
  const RationalInterval base = rounded(y, y), square = rounded(power(base, 2));
  RationalInterval sum(0), odd = base, term(0);
  for (int n = 1; n <= 121; n += 2) {
    term = rounded(odd / RationalInterval(n));
    sum = rounded(sum + term);
    odd = rounded(odd * square);
  }
  const Fraction rest = std::max(abs(term.lower), abs(term.upper));
  return RationalInterval(2) * (sum + RationalInterval(-rest, rest));
}

/// log of a positive point: q = m 2^e with m in [2/3, 4/3].
RationalInterval log_of(const Fraction& q) {
  if (q == 1) return Fraction(0);
  Fraction m = q;
  int e = 0;
  for (; m > Fraction(4, 3); ++e) m /= 2;
  for (; m < Fraction(2, 3); --e) m *= 2;
  const RationalInterval log_two = log_ratio(Fraction(1, 3));
  return log_ratio((m - 1) / (m + 1)) + RationalInterval(e) * log_two;
}

RationalInterval sqrt_of(const Fraction& q) {
  if (q == 0 || q == 1) return q;
  const unsigned shift = 2 * working_bits;  // sqrt(q) = sqrt(q 4^s)/2^s
  const Int scaled = floor_of(q * Fraction(Int(1) << (2 * shift)));
  const Int root = boost::multiprecision::sqrt(scaled);
  return {Fraction(root, Int(1) << shift), Fraction(root + 1, Int(1) << shift)};
}

}  // namespace

void RationalInterval::tidy() {
  if (denominator(lower) > (Int(1) << 400)) lower = round_down(lower, 320);
  if (denominator(upper) > (Int(1) << 400)) upper = round_up(upper, 320);
}

RationalInterval operator+(const RationalInterval& x, const RationalInterval& y) {
  if (x.everything || y.everything) return RationalInterval::unknown();
  return {x.lower + y.lower, x.upper + y.upper};
}
RationalInterval operator-(const RationalInterval& x) {
  if (x.everything) return x;
  return {-x.upper, -x.lower};
}
RationalInterval operator-(const RationalInterval& x, const RationalInterval& y) { return x + -y; }
RationalInterval operator*(const RationalInterval& x, const RationalInterval& y) {
  const auto is_zero = [](const RationalInterval& z) { return !z.everything && z.lower == 0 && z.upper == 0; };
  if (is_zero(x) || is_zero(y)) return Fraction(0);
  if (x.everything || y.everything) return RationalInterval::unknown();
  const auto [least, greatest] = std::minmax({Fraction(x.lower * y.lower), Fraction(x.lower * y.upper),
                                              Fraction(x.upper * y.lower), Fraction(x.upper * y.upper)});
  return {least, greatest};
}
RationalInterval operator/(const RationalInterval& x, const RationalInterval& y) {
  if (x.everything || y.everything || (y.lower <= 0 && y.upper >= 0)) return RationalInterval::unknown();
  return x * RationalInterval(1 / y.upper, 1 / y.lower);
}

RationalInterval product_of_values(const RationalInterval& x, const RationalInterval& y) {
  return x.everything || y.everything ? RationalInterval::unknown() : x * y;
}

RationalInterval power(const RationalInterval& x, int n) {
  if (x.everything) return x;
  const auto raise = [n](const Fraction& q) {  // square and multiply; a product moves ends that have grown long outward
    RationalInterval result(1), factor(q);
    for (unsigned k = static_cast<unsigned>(n); k != 0; k >>= 1) {
      if (k & 1U) result = result * factor;
      if (k > 1) factor = factor * factor;
    }
    return result;
  };
  const RationalInterval a = raise(x.lower), b = raise(x.upper);
  if (n % 2 == 1) return {a.lower, b.upper};
  if (x.lower <= 0 && x.upper >= 0) return {0, std::max(a.upper, b.upper)};
  return {std::min(a.lower, b.lower), std::max(a.upper, b.upper)};
}

RationalInterval exp(const RationalInterval& x) {
  if (x.everything) return x;
  const RationalInterval low = exp_of(x.lower), high = exp_of(x.upper);
  if (high.everything) return high;
  return hull(low, high);
}
RationalInterval log(const RationalInterval& x) {
  if (x.everything || x.lower <= 0) return RationalInterval::unknown();
  return hull(log_of(x.lower), log_of(x.upper));
}
RationalInterval sqrt(const RationalInterval& x) {
  if (x.everything || x.lower < 0) return RationalInterval::unknown();
  return hull(sqrt_of(x.lower), sqrt_of(x.upper));
}

}  // namespace hebb::checker
