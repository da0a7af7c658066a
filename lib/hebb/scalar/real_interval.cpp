#include <algorithm>
#include <climits>
#include <cmath>
#include <ostream>
#include <vector>

#include <fmt/format.h>

#include <hebb/scalar/circular.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {
namespace {

long checked(long precision) {
  require(RealInterval::min_precision <= precision && precision <= RealInterval::max_precision, [&] {
    return fmt::format("precision of {} bits: must be between {} and {}", precision, RealInterval::min_precision,
                       RealInterval::max_precision);
  });
  return precision;
}

long common(const RealInterval& x, const RealInterval& y) { return std::max(x.precision(), y.precision()); }

Rational exact(mpfr_srcptr x) {
  require(mpfr_number_p(x) != 0, "an infinite end point has no rational value");
  Rational q;
  mpfr_get_q(q.backend().data(), x);
  return q;
}

std::string decimal(mpfr_srcptr x, const char* format) {
  if (mpfr_zero_p(x) != 0) return "0";  // no minus zero
  const int digits = 2 + static_cast<int>(std::ceil(0.30103 * static_cast<double>(mpfr_get_prec(x))));
  std::vector<char> text(static_cast<std::size_t>(mpfr_snprintf(nullptr, 0, format, digits, x)) + 1);
  mpfr_snprintf(text.data(), text.size(), format, digits, x);
  return text.data();
}

}  // namespace

RealInterval::RealInterval(const Rational& q, long precision) : RealInterval(Precision{checked(precision)}) {
  mpfi_set_q(value_, q.backend().data());
}

RealInterval::RealInterval(double lower, double upper, long precision) : RealInterval(Precision{checked(precision)}) {
  const Interval valid(lower, upper);
  mpfr_set_d(left(), valid.lower(), MPFR_RNDD);
  mpfr_set_d(right(), valid.upper(), MPFR_RNDU);
}

RealInterval RealInterval::entire(long precision) { return RealInterval(Interval::entire(), precision); }

RealInterval::RealInterval(const RealInterval& other) : RealInterval(Precision{other.precision()}) {
  mpfi_set(value_, other.value_);
}

RealInterval::RealInterval(RealInterval&& other) noexcept {
  value_[0] = other.value_[0];
  other.value_->left._mpfr_d = nullptr;
}

RealInterval& RealInterval::operator=(const RealInterval& other) {
  if (this != &other) *this = RealInterval(other);
  return *this;
}

RealInterval::~RealInterval() {
  if (value_->left._mpfr_d != nullptr) mpfi_clear(value_);
}

double RealInterval::width() const {
  MPFR_DECL_INIT(w, 53);
  mpfr_sub(w, right(), left(), MPFR_RNDU);
  return mpfr_get_d(w, MPFR_RNDU);
}

double RealInterval::magnitude() const { return std::max(std::fabs(lower()), std::fabs(upper())); }

Rational RealInterval::exact_lower() const { return exact(left()); }
Rational RealInterval::exact_upper() const { return exact(right()); }

bool RealInterval::contains(double x) const {
  return std::isfinite(x) && mpfr_cmp_d(left(), x) <= 0 && mpfr_cmp_d(right(), x) >= 0;
}

bool RealInterval::contains(const Rational& q) const {
  return mpfr_cmp_q(left(), q.backend().data()) <= 0 && mpfr_cmp_q(right(), q.backend().data()) >= 0;
}

RealInterval operator-(const RealInterval& x) {
  RealInterval r{RealInterval::Precision{x.precision()}};
  mpfi_neg(r.value_, x.value_);
  return r;
}

RealInterval operator+(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  mpfi_add(r.value_, x.value_, y.value_);
  return r;
}

RealInterval operator-(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  mpfi_sub(r.value_, x.value_, y.value_);
  return r;
}

RealInterval operator*(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  mpfi_mul(r.value_, x.value_, y.value_);
  return r;
}

RealInterval operator/(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  const int low = mpfr_sgn(y.left()), high = mpfr_sgn(y.right());
  if (low > 0 || high < 0) {
    mpfi_div(r.value_, x.value_, y.value_);
    return r;
  }
  mpfr_set_inf(r.left(), -1);
  mpfr_set_inf(r.right(), 1);
  if (low == 0 && high == 0) return r;
  const int x_low = mpfr_sgn(x.left()), x_high = mpfr_sgn(x.right());
  if (x_low == 0 && x_high == 0) {
    mpfi_set_si(r.value_, 0);
  } else if (low == 0) {
    if (x_low >= 0)
      mpfr_div(r.left(), x.left(), y.right(), MPFR_RNDD);
    else if (x_high < 0)
      mpfr_div(r.right(), x.right(), y.right(), MPFR_RNDU);
  } else if (high == 0) {
    if (x_low >= 0)
      mpfr_div(r.right(), x.left(), y.left(), MPFR_RNDU);
    else if (x_high < 0)
      mpfr_div(r.left(), x.right(), y.left(), MPFR_RNDD);
  }
  return r;
}

RealInterval square(const RealInterval& x) { return pow(x, 2); }

RealInterval pow(const RealInterval& x, int n) {
  if (n == 0) return RealInterval(Rational(1), x.precision());
  require(n > INT_MIN, "pow(x, n): the exponent INT_MIN is out of range");
  if (n < 0) return 1 / pow(x, -n);
  RealInterval r{RealInterval::Precision{x.precision()}};
  const RealInterval base = n % 2 == 0 ? abs(x) : x;
  mpfr_pow_si(r.left(), base.left(), n, MPFR_RNDD);
  mpfr_pow_si(r.right(), base.right(), n, MPFR_RNDU);
  return r;
}

RealInterval sqrt(const RealInterval& x) {
  require(mpfr_sgn(x.right()) >= 0, [&] { return fmt::format("sqrt of the negative interval {}", to_string(x)); });
  RealInterval r{RealInterval::Precision{x.precision()}};
  if (mpfr_sgn(x.left()) > 0)
    mpfr_sqrt(r.left(), x.left(), MPFR_RNDD);
  else
    mpfr_set_zero(r.left(), 1);
  mpfr_sqrt(r.right(), x.right(), MPFR_RNDU);
  return r;
}

RealInterval log(const RealInterval& x) {
  require(mpfr_sgn(x.right()) > 0,
          [&] { return fmt::format("log of the interval {} without a positive member", to_string(x)); });
  RealInterval r{RealInterval::Precision{x.precision()}};
  if (mpfr_sgn(x.left()) > 0)
    mpfr_log(r.left(), x.left(), MPFR_RNDD);
  else
    mpfr_set_inf(r.left(), -1);
  mpfr_log(r.right(), x.right(), MPFR_RNDU);
  return r;
}

RealInterval exp(const RealInterval& x) {
  RealInterval r{RealInterval::Precision{x.precision()}};
  mpfr_exp(r.left(), x.left(), MPFR_RNDD);
  mpfr_exp(r.right(), x.right(), MPFR_RNDU);
  return r;
}

RealInterval sin(const RealInterval& x) {
  RealInterval r{RealInterval::Precision{x.precision()}};
  enclose_sin(r.left(), r.right(), x.left(), x.right());
  return r;
}

RealInterval cos(const RealInterval& x) {
  RealInterval r{RealInterval::Precision{x.precision()}};
  enclose_cos(r.left(), r.right(), x.left(), x.right());
  return r;
}

RealInterval atan(const RealInterval& x) {
  RealInterval r{RealInterval::Precision{x.precision()}};
  mpfr_atan(r.left(), x.left(), MPFR_RNDD);
  mpfr_atan(r.right(), x.right(), MPFR_RNDU);
  return r;
}

RealInterval abs(const RealInterval& x) {
  if (mpfr_sgn(x.left()) >= 0) return x;
  if (mpfr_sgn(x.right()) <= 0) return -x;
  RealInterval r{RealInterval::Precision{x.precision()}};
  mpfr_set_zero(r.left(), 1);
  mpfr_abs(r.right(), mpfr_cmpabs(x.left(), x.right()) > 0 ? x.left() : x.right(), MPFR_RNDU);
  return r;
}

RealInterval min(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  mpfr_min(r.left(), x.left(), y.left(), MPFR_RNDD);
  mpfr_min(r.right(), x.right(), y.right(), MPFR_RNDU);
  return r;
}

RealInterval max(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  mpfr_max(r.left(), x.left(), y.left(), MPFR_RNDD);
  mpfr_max(r.right(), x.right(), y.right(), MPFR_RNDU);
  return r;
}

std::optional<RealInterval> intersect(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  mpfr_max(r.left(), x.left(), y.left(), MPFR_RNDD);
  mpfr_min(r.right(), x.right(), y.right(), MPFR_RNDU);
  if (mpfr_greater_p(r.left(), r.right())) return std::nullopt;
  return r;
}

RealInterval hull(const RealInterval& x, const RealInterval& y) {
  RealInterval r{RealInterval::Precision{common(x, y)}};
  mpfr_min(r.left(), x.left(), y.left(), MPFR_RNDD);
  mpfr_max(r.right(), x.right(), y.right(), MPFR_RNDU);
  return r;
}

DecimalEnds decimal_ends(const RealInterval& x) { return {decimal(x.left(), "%.*RDg"), decimal(x.right(), "%.*RUg")}; }

std::string to_string(const RealInterval& x) {
  const auto [lower, upper] = decimal_ends(x);
  return fmt::format("[{}, {}]", lower, upper);
}

std::ostream& operator<<(std::ostream& out, const RealInterval& x) { return out << to_string(x); }

}  // namespace hebb
