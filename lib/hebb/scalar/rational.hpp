#pragma once

#include <string>
#include <string_view>

#include <boost/multiprecision/gmp.hpp>

namespace hebb {

/// Exact rational numbers and integers (GMP through Boost.Multiprecision, expression templates off so that
/// `auto` and generic formulas hold values).
using Rational = boost::multiprecision::number<boost::multiprecision::gmp_rational, boost::multiprecision::et_off>;
/// Exact integers.
using Integer = boost::multiprecision::number<boost::multiprecision::gmp_int, boost::multiprecision::et_off>;

/// Reads "3", "-3/4", "0.125", "1e-3", "2.5E+2" exactly. Throws PreconditionError, naming the text, for anything else
/// (a zero denominator and an exponent of more than four digits included).
Rational parse_rational(std::string_view text);

/// "n" or "n/d" in lowest terms: the inverse of parse_rational.
std::string to_string(const Rational& q);

/// The double that q is truncated to: no bound in either direction (see outward.hpp for those).
inline double to_double(const Rational& q) { return q.convert_to<double>(); }
inline double to_double(const Integer& n) { return n.convert_to<double>(); }

/// A short decimal for people, with `digits` significant digits; not exact.
std::string to_decimal(const Rational& q, int digits = 6);

/// Literals, for `using namespace hebb::literals`.
namespace literals {
/// Exact literal: 0.1_q is the rational 1/10, not the double nearest to it.
Rational operator""_q(const char* text);
}  // namespace literals

}  // namespace hebb
