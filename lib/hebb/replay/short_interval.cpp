#include <algorithm>
#include <utility>

#include <hebb/replay/short_interval.hpp>

namespace hebb::checker {
namespace {

constexpr Toward below = Toward::below, above = Toward::above;

/// What f computes; `otherwise` when an exponent leaves its range.
template <class F>
ShortInterval guarded(F&& f, const ShortInterval& otherwise = ShortInterval::unknown()) {
  try {
    return std::forward<F>(f)();
  } catch (const ShortNumber::OutOfRange&) {
    return otherwise;
  }
}

ShortInterval point(const ShortNumber& x) { return {x, x}; }

ShortInterval hull(const ShortInterval& x, const ShortInterval& y) {
  if (x.everything || y.everything) return ShortInterval::unknown();
  return {std::min(x.lower, y.lower), std::max(x.upper, y.upper)};
}

/// Ends may be read only where they mean something.
const ShortInterval& known(const ShortInterval& x) {
  if (x.everything) throw ShortNumber::OutOfRange();
  return x;
}

/// [-|x|, |x|]
ShortInterval around_zero(const ShortInterval& x) {
  known(x);
  const ShortNumber size = std::max(x.upper, -x.lower);
  return {-size, size};
}

ShortInterval halved(const ShortInterval& x, int times) {
  return {x.lower.times_power_of_two(-times), x.upper.times_power_of_two(-times)};
}

const ShortInterval one(1);

/// exp of a point: exp(q) = exp(q/2^k)^(2^k), Taylor polynomial of degree 17 on [-1/2, 1/2], remainder at most twice
/// the next term.
ShortInterval exp_of(const ShortNumber& q) {
  if (q.m == 0) return one;
  const ShortNumber size = q.m < 0 ? -q : q;
  if (!(size < ShortNumber::of(100'000))) throw ShortNumber::OutOfRange();
  const int halvings = std::max(0, size.e + 63);  // |q| < 2^(e + 62)
  const ShortInterval t = halved(point(q), halvings);
  ShortInterval sum = one, term = one;
  int n = 1;
  for (; n <= 17; ++n) {
    term = term * t / ShortInterval(n);
    sum = sum + term;
  }
  sum = sum + ShortInterval(2) * around_zero(term * t / ShortInterval(n));
  for (int k = 0; k < halvings; ++k) sum = power(sum, 2);
  return sum;
}

/// 2 artanh(y) = 2 (y + y^3/3 + ...), |y| <= 1/3; after the term of order 41 the remainder is below the last term.
ShortInterval log_ratio(const ShortInterval& y) {
  const ShortInterval square = power(y, 2);
  ShortInterval sum(0), odd = y, term(0);
  for (int n = 1; n <= 41; n += 2) {
    term = odd / ShortInterval(n);
    sum = sum + term;
    odd = odd * square;
  }
  return ShortInterval(2) * (sum + around_zero(term));
}

/// log of a positive point: q = m 2^e with m in [2/3, 4/3].
ShortInterval log_of(const ShortNumber& q) {
  if (q == ShortNumber::of(1)) return ShortInterval(0);
  static const ShortInterval log_two = log_ratio(ShortInterval(1) / ShortInterval(3));
  int e = q.e + 62;
  ShortNumber m = q.times_power_of_two(-e);  // in [1/2, 1)
  if (m < ShortNumber::ratio(2, 3, above)) {
    m = m.times_power_of_two(1);
    --e;
  }
  const ShortInterval x = point(m);
  return log_ratio((x - one) / (x + one)) + ShortInterval(e) * log_two;
}

/// y - y^3/3 + y^5/5 - ... for |y| <= 5/12, 26 terms. They alternate and decrease, so the remainder is at most the
/// first term left out.
ShortInterval atan_ratio(const ShortInterval& y) {
  const ShortInterval square = power(y, 2);
  ShortInterval sum(0), odd = y;
  int n = 1;
  for (; n <= 51; n += 2) {
    const ShortInterval term = odd / ShortInterval(n);
    sum = n % 4 == 1 ? sum + term : sum - term;
    odd = odd * square;
  }
  return sum + around_zero(odd / ShortInterval(n));
}

/// pi = 16 atan(1/5) - 4 atan(1/239) (Machin).
const ShortInterval& pi() {
  static const ShortInterval value =
      ShortInterval(16) * atan_ratio(one / ShortInterval(5)) - ShortInterval(4) * atan_ratio(one / ShortInterval(239));
  return value;
}

/// atan of a point, for q >= 0 by atan q = pi/2 - atan(1/q) where q > 1, and atan q = pi/4 - atan((1 - q)/(1 + q)) for
/// the q in (5/12, 1].
ShortInterval atan_of(const ShortNumber& q) {
  if (q.m == 0) return ShortInterval(0);
  if (q.m < 0) return -atan_of(-q);
  const ShortInterval x = point(q);
  const auto inside = [](const ShortInterval& y) {  // y within [0, 1]
    if (!(ShortNumber::ratio(5, 12, below) < known(y).upper)) return atan_ratio(y);
    return pi() / ShortInterval(4) - atan_ratio((one - y) / (one + y));
  };
  if (ShortNumber::of(1) < q) return pi() / ShortInterval(2) - inside(one / x);
  return inside(x);
}

/// The Taylor polynomial of sin (first = 1) or cos (first = 0) at 0, over a narrow interval; the remainder is at most
/// the absolute value of the first term left out.
ShortInterval circular_series(const ShortInterval& r, int first) {
  const ShortInterval square = power(r, 2);
  ShortInterval sum(0), term = first == 1 ? r : one;
  for (int n = first; n <= 22; n += 2) {
    sum = (n - first) % 4 == 0 ? sum + term : sum - term;
    term = term * square / ShortInterval((n + 1) * (n + 2));
  }
  return sum + around_zero(term);
}

const ShortInterval unit(ShortNumber::of(-1), ShortNumber::of(1));

/// sin(q + shift pi/2) as in rational_interval.cpp.
ShortInterval sin_shifted(const ShortNumber& q, int shift) {
  const ShortInterval quarter = pi() / ShortInterval(2), turns = known(point(q) / quarter);
  const std::int64_t k = floor_of(add(turns.lower, ShortNumber::ratio(1, 2, below), below));
  if (std::abs(k) > 1'000'000) throw ShortNumber::OutOfRange();  // pi is not known to enough digits
  const ShortInterval r = point(q) - ShortInterval(static_cast<int>(k)) * quarter;
  const auto turn = static_cast<int>(((k + shift) % 4 + 4) % 4);
  const ShortInterval value = known(circular_series(r, turn % 2 == 0 ? 1 : 0));
  const ShortInterval signed_value = turn >= 2 ? -value : value;
  return {std::max(signed_value.lower, unit.lower), std::min(signed_value.upper, unit.upper)};
}

ShortInterval sin_of(const ShortNumber& q) { return q.m == 0 ? ShortInterval(0) : sin_shifted(q, 0); }
ShortInterval cos_of(const ShortNumber& q) { return q.m == 0 ? one : sin_shifted(q, 1); }

/// The range over x of a function that is monotone between the points (j - offset/2) pi, as in rational_interval.cpp.
ShortInterval over(const ShortInterval& x, int offset, const ShortInterval& at_lower, const ShortInterval& at_upper,
                   int high) {
  if (x.lower == x.upper) return at_lower;
  const ShortInterval shift = ShortInterval(offset) / ShortInterval(2);
  const std::int64_t first = floor_of(known(point(x.lower) / pi() + shift).lower);
  const std::int64_t last = floor_of(known(point(x.upper) / pi() + shift).upper);
  if (last - first >= 2) return unit;
  const ShortInterval ends = hull(at_lower, at_upper);
  if (last == first) return ends;
  return hull(ends, std::abs(last % 2) == high ? one : -one);
}

}  // namespace

ShortInterval::ShortInterval(const RationalInterval& x) : everything(x.everything) {
  if (everything) return;
  try {
    lower = ShortNumber::bound(x.lower, below);
    upper = ShortNumber::bound(x.upper, above);
  } catch (const ShortNumber::OutOfRange&) {
    *this = unknown();
  }
}

ShortInterval operator+(const ShortInterval& x, const ShortInterval& y) {
  if (x.everything || y.everything) return ShortInterval::unknown();
  return guarded([&] { return ShortInterval(add(x.lower, y.lower, below), add(x.upper, y.upper, above)); });
}
ShortInterval operator-(const ShortInterval& x) {
  if (x.everything) return x;
  return {-x.upper, -x.lower};
}
ShortInterval operator-(const ShortInterval& x, const ShortInterval& y) { return x + -y; }
ShortInterval operator*(const ShortInterval& x, const ShortInterval& y) {
  if (x.is_zero() || y.is_zero()) return ShortInterval(0);
  if (x.everything || y.everything) return ShortInterval::unknown();
  return guarded([&] {
    const auto least = [](const ShortNumber& a, const ShortNumber& b) { return std::min(a, b); };
    const auto most = [](const ShortNumber& a, const ShortNumber& b) { return std::max(a, b); };
    if (x.lower.m >= 0 && y.lower.m >= 0)
      return ShortInterval(multiply(x.lower, y.lower, below), multiply(x.upper, y.upper, above));
    return ShortInterval(least(least(multiply(x.lower, y.lower, below), multiply(x.lower, y.upper, below)),
                               least(multiply(x.upper, y.lower, below), multiply(x.upper, y.upper, below))),
                         most(most(multiply(x.lower, y.lower, above), multiply(x.lower, y.upper, above)),
                              most(multiply(x.upper, y.lower, above), multiply(x.upper, y.upper, above))));
  });
}
ShortInterval operator/(const ShortInterval& x, const ShortInterval& y) {
  if (x.everything || y.everything || (y.lower.m <= 0 && y.upper.m >= 0)) return ShortInterval::unknown();
  return guarded([&] {
    if (y.lower.m < 0) return -x / -y;
    return ShortInterval(divide(x.lower, x.lower.m < 0 ? y.lower : y.upper, below),
                         divide(x.upper, x.upper.m < 0 ? y.upper : y.lower, above));
  });
}

ShortInterval product_of_values(const ShortInterval& x, const ShortInterval& y) {
  return x.everything || y.everything ? ShortInterval::unknown() : x * y;
}

ShortInterval power(const ShortInterval& x, int n) {
  if (x.everything) return x;
  const auto raise = [n](const ShortNumber& q) {  // square and multiply
    ShortInterval result(1), factor = point(q);
    for (unsigned k = static_cast<unsigned>(n); k != 0; k >>= 1) {
      if (k & 1U) result = result * factor;
      if (k > 1) factor = factor * factor;
    }
    return result;
  };
  const ShortInterval a = raise(x.lower), b = raise(x.upper);
  if (a.everything || b.everything) return ShortInterval::unknown();
  if (n % 2 == 1) return {a.lower, b.upper};
  if (x.lower.m <= 0 && x.upper.m >= 0) return {ShortNumber(), std::max(a.upper, b.upper)};
  return {std::min(a.lower, b.lower), std::max(a.upper, b.upper)};
}

ShortInterval exp(const ShortInterval& x) {
  if (x.everything) return x;
  return guarded([&] { return hull(exp_of(x.lower), exp_of(x.upper)); });
}
ShortInterval log(const ShortInterval& x) {
  if (x.everything || x.lower.m <= 0) return ShortInterval::unknown();
  return guarded([&] { return hull(log_of(x.lower), log_of(x.upper)); });
}
ShortInterval sqrt(const ShortInterval& x) {
  if (x.everything || x.lower.m < 0) return ShortInterval::unknown();
  return {sqrt(x.lower, below), sqrt(x.upper, above)};
}
ShortInterval sin(const ShortInterval& x) {
  if (x.everything) return x;
  return guarded([&] { return over(x, 1, sin_of(x.lower), sin_of(x.upper), 1); }, unit);
}
ShortInterval cos(const ShortInterval& x) {
  if (x.everything) return x;
  return guarded([&] { return over(x, 0, cos_of(x.lower), cos_of(x.upper), 0); }, unit);
}
ShortInterval atan(const ShortInterval& x) {
  if (x.everything) return x;
  return guarded([&] { return hull(atan_of(x.lower), atan_of(x.upper)); });
}
ShortInterval abs(const ShortInterval& x) {
  if (x.everything || x.lower.m >= 0) return x;
  if (x.upper.m <= 0) return -x;
  return {ShortNumber(), std::max(-x.lower, x.upper)};
}
ShortInterval abs_slope(const ShortInterval& x) {
  if (x.everything) return x;
  if (x.lower.m >= 0) return one;
  if (x.upper.m <= 0) return -one;
  return unit;
}
ShortInterval abs_curvature(const ShortInterval& x) {
  if (!x.everything && (x.lower.m >= 0 || x.upper.m <= 0)) return ShortInterval(0);
  return ShortInterval::unknown();
}

}  // namespace hebb::checker
