#pragma once

#include <algorithm>
#include <concepts>
#include <iosfwd>
#include <optional>
#include <string>

#include <hebb/scalar/interval_policy.hpp>
#include <hebb/scalar/outward.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/scalar/truth.hpp>

namespace hebb {

/// A closed, non-empty interval [lower, upper] of real numbers with double end points, -inf <= lower < +inf and
/// -inf < upper <= +inf (an infinite end is no member of the set).
///
/// Law (containment).  For every operation f here and all x in X, y in Y where f(x, y) is defined, f(x, y) lies in
/// f(X, Y). Where f is defined nowhere on X, Y the operation says below what happens.
/// Tightness.  + - * / square sqrt exp log sin cos atan abs min max give the tightest interval with double end points;
/// pow(x, n) is at most log2(n) + popcount(n) roundings per end point away from it.
/// The processor's rounding mode is neither changed nor relied on beyond the default (to nearest).
///
/// Doubles enter explicitly only: 0.1 is not 1/10. Constants come from rationals, Interval(0.1_q) or like(x, q).
class Interval {
 public:
  /// [0, 0].
  Interval() = default;
  /// The point [n, n]; the only implicit conversion.
  template <std::same_as<int> I>
  Interval(I n) : value_(static_cast<double>(n)) {}  // NOLINT(google-explicit-constructor)
  /// The point [x, x]. Throws PreconditionError when x is infinite or NaN.
  explicit Interval(double x) : Interval(x, x) {}
  /// Throws PreconditionError unless lower <= upper, lower < +inf and upper > -inf.
  explicit Interval(double lower, double upper) : value_(lower, upper, true) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    if (!(lower <= upper && lower < inf && upper > -inf)) reject(lower, upper);
  }
  /// The tightest enclosure of q.
  explicit Interval(const Rational& q);
  /// The whole line.
  static Interval entire();

  double lower() const { return value_.lower(); }  // the least member, or -inf
  double upper() const { return value_.upper(); }  // the largest member, or +inf
  /// upper - lower, rounded up.
  double width() const { return sub_up(upper(), lower()); }
  /// A finite double inside the interval: the rounded centre, or 0 or +-DBL_MAX when an end is infinite.
  double midpoint() const;
  /// max |x| over the interval.
  double magnitude() const;
  bool is_point() const { return lower() == upper(); }  // lower == upper: one number
  bool is_bounded() const;                              // both ends are finite
  /// Decidable membership of a real number. contains(inf) and contains(NaN) are false.
  bool contains(double x) const { return lower() <= x && x <= upper() && std::fabs(x) <= DBL_MAX; }
  bool contains(const Rational& q) const;

  /// @{
  /// The tightest enclosure of the result over all members; + - * are defined everywhere.
  friend Interval operator-(const Interval& x) { return Interval(-x.value_); }
  friend Interval operator+(const Interval& x, const Interval& y) {
    return Interval(outward::add_up(x.ends(), y.ends()));
  }
  friend Interval operator-(const Interval& x, const Interval& y) {
    return Interval(outward::add_up(x.ends(), (-y).ends()));
  }
  friend Interval operator*(const Interval& x, const Interval& y) {
    // An end y of the second factor contributes x_upper y where it is positive (times the sign of the end of the
    // result), else x_lower y; for x >= 0 each end of the result comes from one end of y.
    const auto from = [&](outward::Pair y_ends) { return outward::mul_up(x.upper_where_positive(y_ends), y_ends); };
    outward::Pair ends = from(y.ends());
    if (x.lower() < 0) ends = outward::max(ends, from(outward::Pair{-y.upper(), y.lower()}));
    return Interval(ends);
  }
  /// The hull of {a / b : a in x, b in y, b != 0}: a half line or the entire line when y contains zero; the entire
  /// line when y = [0, 0] (nowhere defined).
  friend Interval operator/(const Interval& x, const Interval& y) {
    if (y.lower() == 0 && y.upper() == 0) [[unlikely]]
      return entire();
    return Interval(x.value_ / y.value_);
  }
  Interval& operator+=(const Interval& y) { return *this = *this + y; }
  Interval& operator-=(const Interval& y) { return *this = *this - y; }
  Interval& operator*=(const Interval& y) { return *this = *this * y; }
  Interval& operator/=(const Interval& y) { return *this = *this / y; }
  /// @}

  /// The tightest enclosure of {x^2}.
  friend Interval square(const Interval& x) {
    const outward::Pair ends = x.ends();  // {-x_lower, x_upper}
    const double least = std::max(0.0, std::max(-ends[0], -ends[1])), largest = std::max(ends[0], ends[1]);
    return Interval(outward::mul_up(outward::Pair{-least, largest}, outward::Pair{least, largest}));
  }
  /// x^n; x^0 = 1, x^-n = 1 / x^n with the rule of division.
  friend Interval pow(const Interval& x, int n);
  friend Interval pow(const Interval&, double) = delete;
  /// Over the part of x in the domain ([0, inf), for log (0, inf)); PreconditionError when there is none.
  friend Interval sqrt(const Interval& x);
  /// @{
  /// The tightest enclosure; log over the positive part of x, PreconditionError when there is none.
  friend Interval log(const Interval& x);
  friend Interval exp(const Interval& x);
  friend Interval sin(const Interval& x);
  friend Interval cos(const Interval& x);
  friend Interval atan(const Interval& x);
  /// @}
  friend Interval abs(const Interval& x);                     // the tightest enclosure of {|x|}
  friend Interval min(const Interval& x, const Interval& y);  // of {min(x, y)}
  friend Interval max(const Interval& x, const Interval& y);  // of {max(x, y)}

 private:
  explicit Interval(const BoostInterval& value) : value_(value) {}
  explicit Interval(outward::Pair ends) {
    ends = outward::negate_first(ends);
    value_.set(ends[0], ends[1]);
  }
  outward::Pair ends() const { return outward::negate_first(outward::Pair{lower(), upper()}); }
  outward::Pair upper_where_positive(outward::Pair y) const {
    return y > outward::Pair{} ? outward::Pair{upper(), upper()} : outward::Pair{lower(), lower()};
  }
  [[noreturn]] static void reject(double lower, double upper);

  BoostInterval value_;
};

// Sets: decidable facts about the end points.

/// x is a subset of y.
inline bool subset(const Interval& x, const Interval& y) { return y.lower() <= x.lower() && x.upper() <= y.upper(); }
/// x and y are the same set.
inline bool identical(const Interval& x, const Interval& y) { return x.lower() == y.lower() && x.upper() == y.upper(); }
/// The common points; nothing when there are none.
std::optional<Interval> intersect(const Interval& x, const Interval& y);
/// The smallest interval that holds both.
Interval hull(const Interval& x, const Interval& y);

// Comparisons of the real numbers that x and y enclose: proved (refuted) when the relation holds for all (for no)
// choice of members.

/// Proved when the first fact holds, refuted when the second does, else unknown.
inline Truth decide(bool for_all, bool for_none) {
  return for_all ? Truth::proved : for_none ? Truth::refuted : Truth::unknown;
}
/// @{
/// Comparisons of the real numbers that x and y enclose: proved when the relation holds for all choices of members,
/// refuted when it holds for none, else unknown. is_zero and its like compare with 0.
inline Truth less(const Interval& x, const Interval& y) {
  return decide(x.upper() < y.lower(), x.lower() >= y.upper());
}
inline Truth less_equal(const Interval& x, const Interval& y) { return !less(y, x); }
inline Truth equal(const Interval& x, const Interval& y) {
  return decide(x.is_point() && identical(x, y), x.upper() < y.lower() || y.upper() < x.lower());
}
inline Truth is_positive(const Interval& x) { return decide(x.lower() > 0, x.upper() <= 0); }
inline Truth is_negative(const Interval& x) { return decide(x.upper() < 0, x.lower() >= 0); }
inline Truth is_nonnegative(const Interval& x) { return !is_negative(x); }
inline Truth is_nonpositive(const Interval& x) { return !is_positive(x); }
inline Truth is_zero(const Interval& x) { return equal(x, Interval(0)); }
/// @}

/// An interval as text: decimals that lie outward of its ends, as to_string() writes them.
struct DecimalEnds {
  std::string lower, upper;  // either may be "-inf" or "inf"
};

/// "[lower, upper]", each end with the fewest decimal digits that lie outward of it by less than one unit in the last
/// place; so the printed interval, read exactly, contains x.
std::string to_string(const Interval& x);
/// The two ends of that text.
DecimalEnds decimal_ends(const Interval& x);
std::ostream& operator<<(std::ostream& out, const Interval& x);  // writes to_string(x)

template <>
struct scalar_traits<Interval> {
  static constexpr Meaning meaning = Meaning::enclosure;
  static Interval constant(const Rational& q, const Interval&) { return Interval(q); }
};
static_assert(EnclosureScalar<Interval>);

}  // namespace hebb
