#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <hebb/replay/rational_interval.hpp>

// The arithmetic of ChainProof: fractions of polynomials in variables, exponentials, logarithms and roots, with the
// rules of differentiation as the only thing known about the last three.

namespace hebb::checker {

/// Exponents of the indeterminates (negative only for exponentials), no zero at the end -> non-zero coefficient.
using ChainTerms = std::map<std::vector<int>, Fraction>;

/// numerator / product of (base of generator g)^powers[g]; powers >= 0, missing ones are 0.
struct ChainElement {
  ChainTerms numerator;
  std::vector<int> powers;
};

/// Q[x_1, ..., x_n][generators]. An exponent q brings E = exp(q) with E' = q' E; a base b brings log b, sqrt b with
/// (log b)' = b'/b, (sqrt b)' = b' sqrt(b)/(2 b), (sqrt b)^2 = b, and 1/b. An element is the function that it names
/// wherever all bases are positive; equal functions may have several elements, but an element 0 is the function 0.
/// Whatever cannot be expressed is a Rejection.
class ChainRing {
 public:
  /// Logarithms of numbers that were computed once; each takes a millisecond.
  using Logarithms = std::map<Fraction, RationalInterval>;
  ChainRing(int variables, std::shared_ptr<Logarithms> logarithms)
      : symbols_(variables, Symbol{SymbolKind::variable, -1}),
        variables_(variables),
        logarithms_(std::move(logarithms)) {}

  void add_exponent(const ChainElement& exponent);
  /// The caller has to see to it that the base is positive.
  void add_base(const ChainElement& base);

  ChainElement constant(const Fraction& value) const;
  ChainElement variable(int k) const;
  ChainElement add(const ChainElement& x, const ChainElement& y) const;
  ChainElement negate(ChainElement x) const { return scaled(std::move(x), -1); }
  ChainElement scaled(ChainElement x, const Fraction& factor) const;
  ChainElement multiply(const ChainElement& x, const ChainElement& y) const;
  ChainElement inverse(const ChainElement& x) const;
  ChainElement exp(const ChainElement& x) const;
  ChainElement log(const ChainElement& x) const;
  ChainElement sqrt(const ChainElement& x) const;
  /// The product of the generators to these powers, counted in halves for bases.
  ChainElement product(const std::vector<int>& powers) const;
  ChainElement derivative(const ChainElement& x, int variable) const;
  /// The sum of powers[g] times the logarithm of generator g: of a base, or of an exponential, which is its exponent.
  ChainElement logarithm(const std::vector<int>& powers) const;
  /// c where x = c log b + (what has no log b to the first power), b the base of a generator that is one.
  ChainElement coefficient_of_log(const ChainElement& x, int generator) const;

  /// Whether the variable occurs in the numerator, as itself or in a generator.
  bool numerator_depends(const ChainElement& x, int variable) const { return depends(x.numerator, variable); }
  /// Whether any variable occurs in x.
  bool has_variables(const ChainElement& x) const;
  /// The value of the numerator of an element without variables.
  RationalInterval numerator_value(const ChainElement& x) const;

  /// The limit of an element in one variable as this goes to `at`, inside the set where the bases are positive: the sum
  /// of the limits of its terms, each of which is continuous at `at` or t^a |log t|^k times something bounded, with
  /// t = |x - at| and a > 0. Rejection when a term is neither.
  RationalInterval limit(const ChainElement& x, int variable, const Fraction& at) const;

  enum class SymbolKind { variable, exponential, logarithm, root };
  struct Symbol {
    SymbolKind kind;
    int generator;
  };
  struct Generator {
    bool is_base;
    ChainTerms terms;  // the base or the exponent
    int symbol;        // of the exponential or of the logarithm; the root of a base has the next one
  };
  const std::vector<Symbol>& symbols() const { return symbols_; }
  const std::vector<Generator>& generators() const { return generators_; }
  int variables() const { return variables_; }

 private:
  struct Factors {
    Fraction constant;
    std::vector<int> powers;  // as in product()
  };
  std::optional<Factors> factor(const ChainElement& x) const;
  /// Moves the constant into powers of the constant bases; false when something of it is left.
  bool absorb_constant(Factors& factors) const;
  void add_term(ChainTerms& sum, std::vector<int> exponents, const Fraction& coefficient) const;
  ChainTerms product(const ChainTerms& x, const ChainTerms& y) const;
  ChainTerms base_power(int generator, int n) const;
  std::optional<ChainTerms> quotient(ChainTerms numerator, ChainTerms divisor) const;
  ChainElement reduced(ChainElement x) const;
  ChainElement derivative(const ChainTerms& terms, int variable) const;
  bool depends(const ChainTerms& terms, std::optional<int> variable) const;
  RationalInterval value(const ChainTerms& terms) const;
  RationalInterval log_of(const RationalInterval& x) const;

  std::vector<Symbol> symbols_;
  std::vector<Generator> generators_;
  int variables_;
  std::shared_ptr<Logarithms> logarithms_;
};

}  // namespace hebb::checker
