#include <algorithm>

#include <hebb/scalar/circular.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {
namespace {

constexpr mpfr_exp_t largest_exponent = 1 << 20;

/// An MPFR number of its own.
class Number {
 public:
  explicit Number(mpfr_prec_t precision) { mpfr_init2(value_, precision); }
  ~Number() { mpfr_clear(value_); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  operator mpfr_ptr() { return value_; }  // NOLINT(google-explicit-constructor): an argument of MPFR's functions

 private:
  mpfr_t value_;
};

Integer floor_of(mpfr_srcptr x) {
  Integer n;
  mpfr_get_z(n.backend().data(), x, MPFR_RNDD);
  return n;
}

/// floor(x/pi + halves/2), halves 0 or 1. As pi is irrational, x/pi + halves/2 is no integer unless x = 0, which has
/// the floor 0; so an enclosure of it that is narrow enough has two ends with one floor.
Integer piece(mpfr_srcptr x, int halves) {
  if (mpfr_zero_p(x) != 0) return 0;
  for (mpfr_prec_t precision = 128 + std::max<mpfr_exp_t>(0, mpfr_get_exp(x));; precision *= 2) {
    Number pi_below(precision), pi_above(precision), low(precision), high(precision);
    mpfr_const_pi(pi_below, MPFR_RNDD);
    mpfr_const_pi(pi_above, MPFR_RNDU);
    const bool positive = mpfr_sgn(x) > 0;
    mpfr_div(low, x, positive ? pi_above : pi_below, MPFR_RNDD);
    mpfr_div(high, x, positive ? pi_below : pi_above, MPFR_RNDU);
    if (halves == 1) {
      mpfr_add_d(low, low, 0.5, MPFR_RNDD);
      mpfr_add_d(high, high, 0.5, MPFR_RNDU);
    }
    Integer below = floor_of(low);
    if (below == floor_of(high)) return below;
  }
}

bool is_too_large(mpfr_srcptr x) {
  return mpfr_number_p(x) == 0 || (mpfr_zero_p(x) == 0 && mpfr_get_exp(x) > largest_exponent);
}

using Function = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/// f is monotone between the points where floor(x/pi + halves/2) steps up, it rises on the pieces of one parity.
void enclose(Function f, int halves, bool rises_on_even, mpfr_ptr lower, mpfr_ptr upper, mpfr_srcptr a, mpfr_srcptr b) {
  mpfr_set_si(lower, -1, MPFR_RNDD);
  mpfr_set_si(upper, 1, MPFR_RNDU);
  if (is_too_large(a) || is_too_large(b)) return;
  const Integer first = piece(a, halves), last = piece(b, halves);
  if (last - first >= 2) return;  // a piece from -1 to 1 is inside
  const bool rises = ((first & 1) == 0) == rises_on_even;
  if (first == last) {
    f(lower, rises ? a : b, MPFR_RNDD);
    f(upper, rises ? b : a, MPFR_RNDU);
    return;
  }
  if (rises) {  // and falls from 1 on
    Number other(mpfr_get_prec(lower));
    f(lower, a, MPFR_RNDD);
    f(other, b, MPFR_RNDD);
    mpfr_min(lower, lower, other, MPFR_RNDD);
  } else {
    Number other(mpfr_get_prec(upper));
    f(upper, a, MPFR_RNDU);
    f(other, b, MPFR_RNDU);
    mpfr_max(upper, upper, other, MPFR_RNDU);
  }
}

}  // namespace

void enclose_sin(mpfr_ptr lower, mpfr_ptr upper, mpfr_srcptr a, mpfr_srcptr b) {
  enclose(mpfr_sin, 1, true, lower, upper, a, b);
}
void enclose_cos(mpfr_ptr lower, mpfr_ptr upper, mpfr_srcptr a, mpfr_srcptr b) {
  enclose(mpfr_cos, 0, false, lower, upper, a, b);
}

}  // namespace hebb
