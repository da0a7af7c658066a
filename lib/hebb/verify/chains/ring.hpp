#pragma once

#include <map>
#include <optional>
#include <vector>

#include <boost/multiprecision/mpfr.hpp>

#include <hebb/scalar/stop.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

// The arithmetic of the search for a ChainProof. The checker has its own (replay/chain_ring.hpp); both number the
// indeterminates alike.

namespace hebb::chains {

/// To look at signs before anything is proved; no verdict rests on it.
using Real =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<50>, boost::multiprecision::et_off>;

/// Something that the ring has no element for, or that is too long.
struct Inexpressible {};

/// Exponents of the indeterminates (negative only for exponentials), no zero at the end -> non-zero coefficient.
using Terms = std::map<std::vector<int>, Rational>;

/// numerator / product of (base of generator g)^powers[g]; powers >= 0, missing ones are 0.
struct Element {
  Terms numerator;
  std::vector<int> powers;
};

/// As ChainRing of the checker, with GMP's numbers; besides, it finds the generators that a formula needs.
class Ring {
 public:
  explicit Ring(int variables) : symbols_(variables, Symbol{SymbolKind::variable, -1}), variables_(variables) {}

  void add_exponent(const Element& exponent);
  /// The caller has to see to it that the base is positive.
  void add_base(const Element& base);

  Element constant(const Rational& value) const;
  Element variable(int k) const;
  Element add(const Element& x, const Element& y) const;
  Element negate(Element x) const { return scaled(std::move(x), -1); }
  Element scaled(Element x, const Rational& factor) const;
  Element multiply(const Element& x, const Element& y) const;
  Element inverse(const Element& x) const;
  Element exp_of(const Element& x) const;
  Element log_of(const Element& x) const;
  Element sqrt_of(const Element& x) const;
  /// The product of the generators to these powers, counted in halves for bases.
  Element product(const std::vector<int>& powers) const;
  Element derivative(const Element& x, int variable) const;
  /// The sum of powers[g] times the logarithm of generator g: of a base, or of an exponential, which is its exponent.
  Element logarithm(const std::vector<int>& powers) const;
  /// c where x = c log b + (what has no log b), b the base of the generator.
  Element coefficient_of_log(const Element& x, int generator) const;

  /// Whether a variable occurs in x, as itself or in a generator.
  bool has_variables(const Element& x) const;
  bool has_variable(const Terms& x, int variable) const;

  enum class SymbolKind { variable, exponential, logarithm, root };
  struct Symbol {
    SymbolKind kind;
    int generator;
  };
  struct Generator {
    bool is_base;
    Terms terms;  // the base or the exponent
    int symbol;   // of the exponential or of the logarithm; the root of a base has the next one
  };
  /// x = rest * product(powers), the rest without denominators and without factors that are generators; nothing for 0.
  struct Factors {
    Terms rest;
    std::vector<int> powers;  // as in product()
    bool is_product() const { return rest.size() == 1 && rest.begin()->first.empty(); }
    const Rational& constant() const { return rest.begin()->second; }
  };
  std::optional<Factors> factor(const Element& x) const;
  /// Moves the constant into powers of the constant bases; false when something of it is left.
  bool absorb_constant(Factors& factors) const;
  std::optional<Terms> quotient(Terms numerator, Terms divisor) const;
  Terms product(const Terms& x, const Terms& y) const;

  /// The numerator at a point, and the sum of the magnitudes of its terms.
  std::pair<Real, Real> numerator_at(const Terms& x, const std::vector<Real>& point) const;
  /// The limit as one variable goes to `at`, term by term (see ChainRing::limit); nothing when a term has none.
  std::optional<Real> limit(const Element& x, int variable, const Rational& at) const;
  /// As a term, with `names` for the variables.
  hebb::Symbol term(const Element& x, const std::vector<hebb::Symbol>& names) const;
  hebb::Symbol term(const Terms& x, const std::vector<hebb::Symbol>& names) const;

  const std::vector<Symbol>& symbols() const { return symbols_; }
  const std::vector<Generator>& generators() const { return generators_; }
  int variables() const { return variables_; }

 private:
  void add_term(Terms& sum, std::vector<int> exponents, const Rational& coefficient) const;
  Terms base_power(int generator, int n) const;
  Element reduced(Element x) const;
  Element derivative(const Terms& terms, int variable) const;
  std::vector<Symbol> symbols_;
  std::vector<Generator> generators_;
  int variables_;
};

}  // namespace hebb::chains
