#pragma once

#include <map>
#include <set>
#include <string>

#include <hebb/verify/chains/ring.hpp>

// What the search for a ChainProof reads off elements, terms and numbers. Nothing here decides anything.

namespace hebb::chains {

using Point = std::vector<Real>;  // by the number of the variable
using SymbolKind = Ring::SymbolKind;

/// -1, 0, 1; 0 also when the terms cancel to within rounding. From Ring::numerator_at.
int sign_of(const std::pair<Real, Real>& value);

struct Signs {
  bool positive = false, negative = false;
};
/// Which signs occur at the points.
Signs signs(const Ring& ring, const Terms& terms, const std::vector<Point>& points);

struct Measure {
  int transcendental, degree, terms;
  auto operator<=>(const Measure&) const = default;
};
/// How hard an element is: products of exponentials, logarithms and roots; degree; terms.
Measure measure(const Ring& ring, const Terms& terms);

/// Times a positive rational, so that the coefficients are integers without a common divisor.
Terms primitive(Terms terms);
/// The largest rational of which both are integer multiples.
Rational common_unit(const Rational& x, const Rational& y);
/// F / (its factors that are generators).
std::pair<std::vector<int>, Element> stripped(const Ring& ring, const Element& x);
bool has_kind(const Ring& ring, const Terms& terms, SymbolKind kind);
bool is_polynomial(const Ring& ring, const Terms& terms);
/// x = A y + B in the symbol y, which is in no other place.
std::optional<std::pair<Terms, Terms>> linear_in(const Terms& x, std::size_t symbol);
/// For sum n_i log b_i: the difference of the products of b_i^|n_i| with n_i > 0 and with n_i < 0.
std::optional<Terms> without_logarithms_of(const Ring& ring, const Terms& sum);

/// The fraction with the smallest denominator close to x.
std::optional<Rational> recognised(const Real& x, int limit = 5000);
/// A fraction with a denominator up to 60 that is x to about six digits.
std::optional<Rational> simple_fraction(const Real& x);
/// The largest power of two that is at most x > 0.
Rational unit_below(const Real& x);

bool has_variables(const hebb::Symbol& term);
bool occurs(const hebb::Symbol& term, const std::string& name);
/// Whether a term divides by one with variables.
bool has_quotients(const hebb::Symbol& term);
/// Whether a term is a rational function of its variables.
bool is_rational(const hebb::Symbol& term);
/// A term with values in the place of some of its variables, all at once.
hebb::Symbol with(const hebb::Symbol& term, const std::vector<std::string>& variables,
                  const std::map<int, hebb::Symbol>& values);
/// A of A x + B, by sums and multiples by numbers; nothing for what is no such term.
std::optional<Rational> slope_in(const hebb::Symbol& term, const std::string& x);
/// The arguments of the logarithms in a term.
void collect_logarithms(const hebb::Symbol& term, std::vector<hebb::Symbol>& found,
                        std::set<const hebb::Symbol::Node*>& seen);

}  // namespace hebb::chains
