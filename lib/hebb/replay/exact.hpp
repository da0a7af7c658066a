#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>

#include <hebb/certificate/statement.hpp>
#include <hebb/scalar/stop.hpp>

// The arithmetic of the checker. Nothing here is shared with the provers: other integers (Boost's cpp_int, not GMP),
// other polynomials, other fractions. It is written to be read, not to be fast.

namespace hebb::checker {

using Int = boost::multiprecision::cpp_int;
using Fraction = boost::multiprecision::cpp_rational;

/// A certificate that does not hold up; the message says why.
struct Rejection : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What the arithmetic of this thread may cost while the scope lives, so that a short certificate cannot keep the
/// checker busy for hours: powers of powers, expansions of many variables, long denominators. Beyond it: Rejection.
/// Without a scope there is no limit. One unit is about a tenth of a microsecond.
class WorkScope {
 public:
  explicit WorkScope(std::uint64_t units) : left_(units), outer_(current_) { current_ = this; }
  ~WorkScope() { current_ = outer_; }
  WorkScope(const WorkScope&) = delete;
  WorkScope& operator=(const WorkScope&) = delete;
  static void spend(std::uint64_t units) {
    if (current_ == nullptr) return;
    if (units > current_->left_) throw Rejection("it would take too long to check");
    current_->left_ -= units;
  }

 private:
  std::uint64_t left_;
  WorkScope* outer_;
  static inline thread_local WorkScope* current_ = nullptr;
};

/// The length of a number in words of the processor.
inline std::uint64_t words(const Int& n) { return n.backend().size(); }
/// The cost of a product of integers, and of what made this fraction if it is long: each operation takes a common
/// divisor, bit by bit.
inline std::uint64_t product_cost(const Int& x, const Int& y) { return 1 + words(x) * words(y) / 64; }
inline std::uint64_t long_cost(const Fraction& q) {
  const std::uint64_t length = words(numerator(q)) + words(denominator(q));
  return length > 32 ? 2 * length * length : 0;
}

/// From GMP's number to the checker's, as decimal digits where it is long.
inline Int exact(const Integer& n) { return abs(n) < Integer(1) << 62 ? Int(n.convert_to<long long>()) : Int(n.str()); }
inline Fraction exact(const Rational& q) {
  return Fraction(exact(Integer(numerator(q))), exact(Integer(denominator(q))));
}

/// A polynomial with integer coefficients: exponents (one byte a variable) -> non-zero coefficient.
class Polynomial {
 public:
  using Exponents = std::string;
  static Polynomial constant(int variables, const Int& value);
  static Polynomial variable(int variables, int k);
  const std::map<Exponents, Int>& terms() const { return terms_; }
  bool is_constant() const;
  /// Adds one term; exponents: one byte a variable.
  void add(const Exponents& exponents, const Int& coefficient);
  friend Polynomial operator+(const Polynomial& x, const Polynomial& y);
  friend Polynomial operator*(const Polynomial& x, const Polynomial& y);
  friend bool operator==(const Polynomial&, const Polynomial&) = default;

 private:
  std::map<Exponents, Int> terms_;
};

/// +1 or -1 when all coefficients have that sign and there are any.
std::optional<int> common_sign(const Polynomial& p);

/// numerator / product of factors[k]^power[k]; the factors live in a common list.
struct Quotient {
  Polynomial numerator;
  std::map<int, int> powers;
};

/// Quotients over one growing list of denominators. Nothing is ever cancelled, except equal listed factors when one
/// quotient is divided by another.
class QuotientField {
 public:
  explicit QuotientField(int variables) : variables_(variables) {}
  Quotient constant(const Fraction& q);
  Quotient ratio(Polynomial numerator, const Polynomial& denominator);
  Quotient add(const Quotient& x, const Quotient& y) const;
  Quotient multiply(const Quotient& x, const Quotient& y) const;
  Quotient divide(const Quotient& x, const Quotient& y);
  Quotient negate(const Quotient& x) const;
  const std::vector<Polynomial>& factors() const { return factors_; }
  int variables() const { return variables_; }

 private:
  int index(const Polynomial& factor);
  Polynomial power(int factor, int n) const;
  int variables_;
  std::vector<Polynomial> factors_;
};

}  // namespace hebb::checker
