#pragma once

#include <concepts>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>

#include <mpfi.h>

#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/scalar/truth.hpp>

namespace hebb {

/// A closed, non-empty interval of real numbers whose end points are MPFR numbers; the precision belongs to the object.
///
/// Laws: containment as for Interval; every operation gives the tightest interval with end points of its precision.
/// Precision, in bits: an argument of the constructors; a result has the larger precision of the operands. An int is
/// an exact point of 32 bits, so it never raises the precision of the other operand above what that asked for, and
/// arithmetic on ints alone has 32 bits: write like(x, q) for constants such as 1/3.
/// There is no global precision, and MPFR's default one is not used.
/// Copies allocate; moves do not. A moved-from object may only be assigned to or destroyed.
class RealInterval {
 public:
  static constexpr long min_precision = 2, max_precision = 1'000'000, int_precision = 32;  // bits

  /// [0, 0].
  RealInterval() : RealInterval(0) {}
  /// The point [n, n]; the only implicit conversion.
  template <std::same_as<int> I>
  RealInterval(I n) : RealInterval(Precision{int_precision}) {
    mpfi_set_si(value_, n);
  }  // NOLINT
  /// The tightest enclosure of q. These constructors throw PreconditionError when the precision is out of range.
  explicit RealInterval(const Rational& q, long precision);
  /// The tightest enclosure of [lower, upper], a valid Interval; exact when precision >= 53.
  explicit RealInterval(double lower, double upper, long precision);
  /// The tightest enclosure of x.
  explicit RealInterval(const Interval& x, long precision) : RealInterval(x.lower(), x.upper(), precision) {}
  /// The whole line.
  static RealInterval entire(long precision);

  /// @{
  /// A copy has the precision of the original.
  RealInterval(const RealInterval& other);
  RealInterval(RealInterval&& other) noexcept;
  RealInterval& operator=(const RealInterval& other);
  RealInterval& operator=(RealInterval&& other) noexcept {
    std::swap(value_[0], other.value_[0]);
    return *this;
  }
  ~RealInterval();
  /// @}

  long precision() const { return mpfi_get_prec(value_); }  // bits
  /// The end points as doubles, rounded outward; width() and magnitude() = max |x| rounded up.
  double lower() const { return mpfr_get_d(left(), MPFR_RNDD); }
  double upper() const { return mpfr_get_d(right(), MPFR_RNDU); }  // the end on the right, rounded up
  double width() const;                                            // right end - left end, rounded up
  double magnitude() const;                                        // max |x|, rounded up
  /// The end points and the midpoint exactly. Throw PreconditionError when an end that they need is infinite.
  Rational exact_lower() const;
  Rational exact_upper() const;                                                        // the right end
  Rational midpoint() const { return (exact_lower() + exact_upper()) / 2; }            // the centre
  bool is_point() const { return mpfr_equal_p(left(), right()) != 0; }                 // one number
  bool is_bounded() const { return mpfr_number_p(left()) && mpfr_number_p(right()); }  // both ends are finite
  /// Decidable membership of a real number. contains(inf) and contains(NaN) are false.
  bool contains(double x) const;
  bool contains(const Rational& q) const;
  /// The smallest Interval that holds it.
  Interval to_interval() const { return Interval(lower(), upper()); }

  /// @{
  /// The end points as MPFR numbers.
  mpfr_srcptr left() const { return &value_->left; }
  mpfr_srcptr right() const { return &value_->right; }
  /// @}

  /// @{
  /// The tightest interval of the larger precision of the operands that holds the result for all members.
  friend RealInterval operator-(const RealInterval& x);
  friend RealInterval operator+(const RealInterval& x, const RealInterval& y);
  friend RealInterval operator-(const RealInterval& x, const RealInterval& y);
  friend RealInterval operator*(const RealInterval& x, const RealInterval& y);
  /// @}
  /// Division by an interval that contains zero: as for Interval.
  friend RealInterval operator/(const RealInterval& x, const RealInterval& y);
  /// @{
  /// x = x op y.
  RealInterval& operator+=(const RealInterval& y) { return *this = *this + y; }
  RealInterval& operator-=(const RealInterval& y) { return *this = *this - y; }
  RealInterval& operator*=(const RealInterval& y) { return *this = *this * y; }
  RealInterval& operator/=(const RealInterval& y) { return *this = *this / y; }
  /// @}

  friend RealInterval square(const RealInterval& x);  // {x^2}
  /// x^n; x^0 = 1, x^-n = 1 / x^n with the rule of division.
  friend RealInterval pow(const RealInterval& x, int n);
  friend RealInterval pow(const RealInterval&, double) = delete;
  /// Over the part of x in the domain ([0, inf), for log (0, inf)); PreconditionError when there is none.
  friend RealInterval sqrt(const RealInterval& x);
  /// @{
  /// As sqrt: the tightest interval of the precision of x.
  friend RealInterval log(const RealInterval& x);
  friend RealInterval exp(const RealInterval& x);
  /// @}
  /// Over ends of 2^(2^20) and beyond sin and cos are [-1, 1], not the tightest interval.
  friend RealInterval sin(const RealInterval& x);
  friend RealInterval cos(const RealInterval& x);                         // as sin
  friend RealInterval atan(const RealInterval& x);                        // the tightest interval
  friend RealInterval abs(const RealInterval& x);                         // {|x|}
  friend RealInterval min(const RealInterval& x, const RealInterval& y);  // {min(x, y)}
  friend RealInterval max(const RealInterval& x, const RealInterval& y);  // {max(x, y)}
  /// The common points; nothing when there are none.
  friend std::optional<RealInterval> intersect(const RealInterval& x, const RealInterval& y);
  friend RealInterval hull(const RealInterval& x, const RealInterval& y);  // the smallest interval that holds both

 private:
  struct Precision {
    long bits;
  };
  explicit RealInterval(Precision p) { mpfi_init2(value_, p.bits); }  // a NaN, to be set
  mpfr_ptr left() { return &value_->left; }
  mpfr_ptr right() { return &value_->right; }

  mpfi_t value_;
};

/// x is a subset of y.
inline bool subset(const RealInterval& x, const RealInterval& y) {
  return mpfr_lessequal_p(y.left(), x.left()) && mpfr_lessequal_p(x.right(), y.right());
}
/// x and y are the same set.
inline bool identical(const RealInterval& x, const RealInterval& y) { return subset(x, y) && subset(y, x); }

// Comparisons of the real numbers that x and y enclose, as for Interval.

/// @{
/// Comparisons of the real numbers that x and y enclose, as for Interval.
inline Truth less(const RealInterval& x, const RealInterval& y) {
  return decide(mpfr_less_p(x.right(), y.left()), mpfr_greaterequal_p(x.left(), y.right()));
}
inline Truth less_equal(const RealInterval& x, const RealInterval& y) { return !less(y, x); }
inline Truth equal(const RealInterval& x, const RealInterval& y) {
  return decide(x.is_point() && identical(x, y), mpfr_less_p(x.right(), y.left()) || mpfr_less_p(y.right(), x.left()));
}
inline Truth is_positive(const RealInterval& x) { return decide(mpfr_sgn(x.left()) > 0, mpfr_sgn(x.right()) <= 0); }
inline Truth is_negative(const RealInterval& x) { return decide(mpfr_sgn(x.right()) < 0, mpfr_sgn(x.left()) >= 0); }
inline Truth is_nonnegative(const RealInterval& x) { return !is_negative(x); }
inline Truth is_nonpositive(const RealInterval& x) { return !is_positive(x); }
inline Truth is_zero(const RealInterval& x) { return equal(x, RealInterval(0)); }
/// @}

/// "[lower, upper]" with as many digits as the precision has, rounded outward.
std::string to_string(const RealInterval& x);
/// The two ends of that text.
DecimalEnds decimal_ends(const RealInterval& x);
std::ostream& operator<<(std::ostream& out, const RealInterval& x);  // writes to_string(x)

template <>
struct scalar_traits<RealInterval> {
  static constexpr Meaning meaning = Meaning::enclosure;
  static RealInterval constant(const Rational& q, const RealInterval& like) {
    return RealInterval(q, like.precision());
  }
};
static_assert(EnclosureScalar<RealInterval>);

}  // namespace hebb
