#include <algorithm>
#include <limits>

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

/// What a function of a point costs in units of WorkScope, as measured.
constexpr std::uint64_t cost_of_exp = 400'000, cost_of_log = 300'000, cost_of_sqrt = 10'000, cost_of_atan = 400'000,
                        cost_of_turn = 150'000;

RationalInterval rounded(const Fraction& lower, const Fraction& upper) {
  return {round_down(lower, working_bits), round_up(upper, working_bits)};
}
RationalInterval rounded(const RationalInterval& x) { return rounded(x.lower, x.upper); }

RationalInterval hull(const RationalInterval& x, const RationalInterval& y) {
  return {std::min(x.lower, y.lower), std::max(x.upper, y.upper)};
}

/// A number that is computed once, at nobody's cost: else a verdict would depend on what was checked before.
RationalInterval once(RationalInterval (*number)()) {
  const WorkScope own(std::numeric_limits<std::uint64_t>::max());
  return number();
}

/// The range of an increasing function, by its values at points: unknown where it is unknown at the upper end.
RationalInterval at_ends(const RationalInterval& x, RationalInterval (*f)(const Fraction&)) {
  const RationalInterval low = f(x.lower);
  if (x.lower == x.upper) return low;
  const RationalInterval high = f(x.upper);
  return high.everything ? high : hull(low, high);
}

/// exp of a point: exp(q) = exp(q/2^k)^(2^k), Taylor polynomial of degree 40 on [-1/2, 1/2], remainder at most twice
/// the next term.
RationalInterval exp_of(const Fraction& q) {
  if (q == 0) return Fraction(1);
  if (abs(q) > 100000) return q > 0 ? RationalInterval::unknown() : RationalInterval(0, Fraction(1, Int(1) << 100000));
  WorkScope::spend(cost_of_exp);
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
  WorkScope::spend(cost_of_log);
  int e = static_cast<int>(msb(numerator(q))) - static_cast<int>(msb(denominator(q)));
  Fraction m = e >= 0 ? q / Fraction(Int(1) << e) : q * Fraction(Int(1) << -e);  // in (1/2, 2)
  for (; m > Fraction(4, 3); ++e) m /= 2;
  for (; m < Fraction(2, 3); --e) m *= 2;
  static const RationalInterval log_two = once([] { return log_ratio(Fraction(1, 3)); });
  return log_ratio((m - 1) / (m + 1)) + RationalInterval(e) * log_two;
}

RationalInterval sqrt_of(const Fraction& q) {
  if (q == 0 || q == 1) return q;
  WorkScope::spend(cost_of_sqrt);
  const unsigned shift = 2 * working_bits;  // sqrt(q) = sqrt(q 4^s)/2^s
  const Int scaled = floor_of(q * Fraction(Int(1) << (2 * shift)));
  const Int root = boost::multiprecision::sqrt(scaled);
  return {Fraction(root, Int(1) << shift), Fraction(root + 1, Int(1) << shift)};
}

/// y - y^3/3 + y^5/5 - ... for |y| <= 5/12, 82 terms. They alternate and decrease, so the remainder is at most the
/// first term left out. As in log_ratio it is larger than all roundings together where |y| is.
RationalInterval atan_ratio(const Fraction& y) {
  const RationalInterval base = rounded(y, y), square = rounded(power(base, 2));
  RationalInterval sum(0), odd = base;
  int n = 1;
  for (; n <= 163; n += 2) {
    const RationalInterval term = rounded(odd / RationalInterval(n));
    sum = rounded(n % 4 == 1 ? sum + term : sum - term);
    odd = rounded(odd * square);
  }
  const Fraction rest = std::max(abs(odd.lower), abs(odd.upper)) / n;
  return sum + RationalInterval(-rest, rest);
}

/// pi = 16 atan(1/5) - 4 atan(1/239) (Machin).
const RationalInterval& pi() {
  static const RationalInterval value = once([] {
    return rounded(RationalInterval(16) * atan_ratio(Fraction(1, 5)) -
                   RationalInterval(4) * atan_ratio(Fraction(1, 239)));
  });
  return value;
}

/// atan of a point, for q >= 0 by atan q = pi/2 - atan(1/q) where q > 1, and atan q = pi/4 - atan((1 - q)/(1 + q)) for
/// the q in (5/12, 1], for which the argument on the right is in [0, 7/17).
RationalInterval atan_of(const Fraction& q) {
  if (q == 0) return Fraction(0);
  if (q < 0) return -atan_of(-q);
  if (q > 1) return rounded(pi() / RationalInterval(2) - atan_of(1 / q));
  WorkScope::spend(cost_of_atan);
  if (q > Fraction(5, 12)) return rounded(pi() / RationalInterval(4) - atan_ratio((1 - q) / (1 + q)));
  return atan_ratio(q);
}

/// The Taylor polynomial of sin (first = 1, 23 terms) or cos (first = 0, 24 terms) at 0, over a narrow interval; the
/// remainder is at most the absolute value of the first term left out, wherever r is. For |r| up to pi/4 it is larger
/// than all roundings together.
RationalInterval circular_series(const RationalInterval& r, int first) {
  const RationalInterval square = rounded(power(r, 2));
  RationalInterval sum(0), term = first == 1 ? r : RationalInterval(1);
  int n = first;
  for (; n <= 46; n += 2) {
    sum = rounded((n - first) % 4 == 0 ? sum + term : sum - term);
    term = rounded(term * square / RationalInterval((n + 1) * (n + 2)));
  }
  const Fraction rest = std::max(abs(term.lower), abs(term.upper));
  return sum + RationalInterval(-rest, rest);
}

/// sin(q + shift pi/2): with any integer k and r = q - k pi/2 it is sin(r + (k + shift) pi/2), which is sin r, cos r,
/// -sin r or -cos r as k + shift is 0, 1, 2 or 3 modulo 4. The k taken makes |r| about pi/4 at most.
RationalInterval sin_shifted(const Fraction& q, int shift) {
  WorkScope::spend(cost_of_turn);
  const RationalInterval quarter = pi() / RationalInterval(2);
  const Int k = floor_of(q / quarter.lower + Fraction(1, 2));
  const RationalInterval r = rounded(RationalInterval(q) - RationalInterval(Fraction(k)) * quarter);
  const Int turn = ((k + shift) % 4 + 4) % 4;
  const RationalInterval value = circular_series(r, turn % 2 == 0 ? 1 : 0);
  const RationalInterval signed_value = turn >= 2 ? -value : value;
  return {std::max(signed_value.lower, Fraction(-1)), std::min(signed_value.upper, Fraction(1))};
}

RationalInterval sin_of(const Fraction& q) { return q == 0 ? RationalInterval(0) : sin_shifted(q, 0); }
RationalInterval cos_of(const Fraction& q) { return q == 0 ? RationalInterval(1) : sin_shifted(q, 1); }

/// Whether pi is not known to enough digits for arguments of this size.
bool is_too_large(const RationalInterval& x) {
  const Fraction limit(Int(1) << 100);
  return x.lower < -limit || x.upper > limit;
}

/// The range over x of a function that is monotone between the points (j - offset) pi, j an integer, and is there 1
/// where j has the parity `high`, else -1; `f` are its values at points. j with x between its point and the next:
/// floor(x/pi + offset), from below for the lower end and from above for the upper one, so that no point of x is
/// missed.
RationalInterval over(const RationalInterval& x, const Fraction& offset, RationalInterval (*f)(const Fraction&),
                      int high) {
  if (x.lower == x.upper) return f(x.lower);
  const Int first = floor_of((RationalInterval(x.lower) / pi()).lower + offset);
  const Int last = floor_of((RationalInterval(x.upper) / pi()).upper + offset);
  if (last - first >= 2) return {-1, 1};
  const RationalInterval ends = at_ends(x, f);
  if (last == first) return ends;
  return hull(ends, abs(Int(last % 2)) == high ? RationalInterval(1) : RationalInterval(-1));
}

}  // namespace

void RationalInterval::tidy() {
  WorkScope::spend(long_cost(lower) + long_cost(upper));
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
  if (x.lower == x.upper && y.lower == y.upper) {  // the same, in a quarter of the time
    const Fraction product = x.lower * y.lower;
    return {product, product};
  }
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
  const RationalInterval a = raise(x.lower), b = x.lower == x.upper ? a : raise(x.upper);
  if (n % 2 == 1) return {a.lower, b.upper};
  if (x.lower <= 0 && x.upper >= 0) return {0, std::max(a.upper, b.upper)};
  return {std::min(a.lower, b.lower), std::max(a.upper, b.upper)};
}

RationalInterval exp(const RationalInterval& x) {
  if (x.everything) return x;
  return at_ends(x, exp_of);
}
RationalInterval log(const RationalInterval& x) {
  if (x.everything || x.lower <= 0) return RationalInterval::unknown();
  return at_ends(x, log_of);
}
RationalInterval sqrt(const RationalInterval& x) {
  if (x.everything || x.lower < 0) return RationalInterval::unknown();
  return at_ends(x, sqrt_of);
}
RationalInterval sin(const RationalInterval& x) {
  if (x.everything) return x;
  if (is_too_large(x)) return {-1, 1};
  // sin is monotone between the points (j - 1/2) pi, where it is 1 for odd j and -1 for even j.
  return over(x, Fraction(1, 2), sin_of, 1);
}
RationalInterval cos(const RationalInterval& x) {
  if (x.everything) return x;
  if (is_too_large(x)) return {-1, 1};
  // cos is monotone between the points j pi, where it is 1 for even j and -1 for odd j.
  return over(x, 0, cos_of, 0);
}
RationalInterval atan(const RationalInterval& x) {
  if (x.everything) return x;
  return at_ends(x, atan_of);
}
RationalInterval abs(const RationalInterval& x) {
  if (x.everything || x.lower >= 0) return x;
  if (x.upper <= 0) return -x;
  return {0, std::max(Fraction(-x.lower), x.upper)};
}
RationalInterval abs_slope(const RationalInterval& x) {
  if (x.everything) return x;
  if (x.lower >= 0) return Fraction(1);
  if (x.upper <= 0) return Fraction(-1);
  return {-1, 1};
}
RationalInterval abs_curvature(const RationalInterval& x) {
  if (!x.everything && (x.lower >= 0 || x.upper <= 0)) return Fraction(0);
  return RationalInterval::unknown();
}

}  // namespace hebb::checker
