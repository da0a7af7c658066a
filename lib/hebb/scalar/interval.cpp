#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <ostream>

#include <fmt/format.h>
#include <mpfr.h>

#include <hebb/scalar/circular.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr int double_digits = 53;

// MPFR rounds the real value to 53 bits with its own, practically unbounded exponent range, and mpfr_get_d rounds that
// to a double in the same direction: two roundings in one direction are one, also into the subnormals and to overflow.
template <int (*function)(mpfr_t, mpfr_srcptr, mpfr_rnd_t)>
double rounded(double x, mpfr_rnd_t direction) {
  MPFR_DECL_INIT(argument, double_digits);
  MPFR_DECL_INIT(value, double_digits);
  mpfr_set_d(argument, x, MPFR_RNDN);  // exact
  function(value, argument, direction);
  return mpfr_get_d(value, direction);
}

/// The range over x by a function of circular.hpp.
template <void (*function)(mpfr_ptr, mpfr_ptr, mpfr_srcptr, mpfr_srcptr)>
Interval range_of(const Interval& x) {
  MPFR_DECL_INIT(a, double_digits);
  MPFR_DECL_INIT(b, double_digits);
  MPFR_DECL_INIT(lower, double_digits);
  MPFR_DECL_INIT(upper, double_digits);
  mpfr_set_d(a, x.lower(), MPFR_RNDN);
  mpfr_set_d(b, x.upper(), MPFR_RNDN);
  function(lower, upper, a, b);
  return Interval(mpfr_get_d(lower, MPFR_RNDD), mpfr_get_d(upper, MPFR_RNDU));
}

double rounded(const Rational& q, mpfr_rnd_t direction) {
  MPFR_DECL_INIT(value, double_digits);
  mpfr_set_q(value, q.backend().data(), direction);
  return mpfr_get_d(value, direction);
}

// The shortest decimal outward of x (`outward` is MPFR_RNDD or MPFR_RNDU) that rounds back to it inward.
std::string decimal(double x, mpfr_rnd_t outward) {
  if (std::isinf(x)) return x < 0 ? "-inf" : "inf";
  const mpfr_rnd_t inward = outward == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
  const char* format = outward == MPFR_RNDD ? "%.*RDg" : "%.*RUg";
  MPFR_DECL_INIT(value, double_digits);
  MPFR_DECL_INIT(back, double_digits);
  mpfr_set_d(value, x == 0 ? 0 : x, MPFR_RNDN);
  std::array<char, 64> text{};
  for (int digits = 1; digits <= 17; ++digits) {
    mpfr_snprintf(text.data(), text.size(), format, digits, value);
    mpfr_set_str(back, text.data(), 10, inward);
    if (mpfr_get_d(back, inward) == x) break;
  }
  return text.data();
}

}  // namespace

void Interval::reject(double lower, double upper) {
  throw PreconditionError(fmt::format(
      "[{}, {}] is not an interval of real numbers: needs lower <= upper, lower < inf, upper > -inf", lower, upper));
}

Interval::Interval(const Rational& q) : Interval(rounded(q, MPFR_RNDD), rounded(q, MPFR_RNDU)) {}

Interval Interval::entire() { return Interval(-inf, inf); }

bool Interval::is_bounded() const { return lower() > -inf && upper() < inf; }

double Interval::midpoint() const {
  if (is_bounded()) return std::clamp(lower() / 2 + upper() / 2, lower(), upper());
  if (lower() == -inf && upper() == inf) return 0;
  return lower() == -inf ? std::min(upper(), std::numeric_limits<double>::lowest())
                         : std::max(lower(), std::numeric_limits<double>::max());
}

double Interval::magnitude() const { return std::max(std::fabs(lower()), std::fabs(upper())); }

bool Interval::contains(const Rational& q) const {
  return (lower() == -inf || Rational(lower()) <= q) && (upper() == inf || q <= Rational(upper()));
}

Interval pow(const Interval& x, int n) {
  if (n == 0) return 1;
  if (n > 0) return Interval(boost::numeric::pow(x.value_, n));
  require(n > INT_MIN, "pow(x, n): the exponent INT_MIN is out of range");
  return 1 / pow(x, -n);
}

Interval sqrt(const Interval& x) {
  require(x.upper() >= 0, [&] { return fmt::format("sqrt of the negative interval {}", to_string(x)); });
  return Interval(boost::numeric::sqrt(x.value_));
}

Interval log(const Interval& x) {
  require(x.upper() > 0, [&] { return fmt::format("log of the interval {} without a positive member", to_string(x)); });
  const double lower = x.lower() <= 0 ? -inf : rounded<mpfr_log>(x.lower(), MPFR_RNDD);
  return Interval(lower, rounded<mpfr_log>(x.upper(), MPFR_RNDU));
}

Interval exp(const Interval& x) {
  return Interval(rounded<mpfr_exp>(x.lower(), MPFR_RNDD), rounded<mpfr_exp>(x.upper(), MPFR_RNDU));
}

Interval sin(const Interval& x) { return range_of<enclose_sin>(x); }
Interval cos(const Interval& x) { return range_of<enclose_cos>(x); }

Interval atan(const Interval& x) {
  return Interval(rounded<mpfr_atan>(x.lower(), MPFR_RNDD), rounded<mpfr_atan>(x.upper(), MPFR_RNDU));
}

Interval abs(const Interval& x) {
  if (x.lower() >= 0) return x;
  if (x.upper() <= 0) return -x;
  return Interval(0, x.magnitude());
}

Interval min(const Interval& x, const Interval& y) {
  return Interval(std::min(x.lower(), y.lower()), std::min(x.upper(), y.upper()));
}

Interval max(const Interval& x, const Interval& y) {
  return Interval(std::max(x.lower(), y.lower()), std::max(x.upper(), y.upper()));
}

std::optional<Interval> intersect(const Interval& x, const Interval& y) {
  const double lower = std::max(x.lower(), y.lower()), upper = std::min(x.upper(), y.upper());
  if (lower > upper) return std::nullopt;
  return Interval(lower, upper);
}

Interval hull(const Interval& x, const Interval& y) {
  return Interval(std::min(x.lower(), y.lower()), std::max(x.upper(), y.upper()));
}

DecimalEnds decimal_ends(const Interval& x) { return {decimal(x.lower(), MPFR_RNDD), decimal(x.upper(), MPFR_RNDU)}; }

std::string to_string(const Interval& x) {
  const auto [lower, upper] = decimal_ends(x);
  return fmt::format("[{}, {}]", lower, upper);
}

std::ostream& operator<<(std::ostream& out, const Interval& x) { return out << to_string(x); }

}  // namespace hebb
