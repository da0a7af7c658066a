#pragma once

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
