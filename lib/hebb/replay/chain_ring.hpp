#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <hebb/replay/rational_interval.hpp>

// The arithmetic of ChainProof: fractions of polynomials in variables, exponentials, logarithms, roots, sines, cosines
// and arctangents, with the rules of differentiation as the only thing known about all but the first.

namespace hebb::checker {

/// Exponents of the indeterminates (negative only for exponentials), no zero at the end -> non-zero coefficient.
template <class Q>
using ChainTermsOf = std::map<std::vector<int>, Q>;

/// numerator / product of (base of generator g)^powers[g]; powers >= 0, missing ones are 0.
template <class Q>
struct ChainElementOf {
  ChainTermsOf<Q> numerator;
  std::vector<int> powers;
};

/// Q[x_1, ..., x_n][generators]. An exponent q brings E = exp(q) with E' = q' E; a base b brings log b, sqrt b with
/// (log b)' = b'/b, (sqrt b)' = b' sqrt(b)/(2 b), (sqrt b)^2 = b, and 1/b; an angle q brings sin q, cos q with
/// sin' = q' cos, cos' = -q' sin, sin^2 = 1 - cos^2; an arc u brings atan u with atan' = u'/(1 + u^2), where 1 + u^2 is
/// a product of bases. An element is the function that it names wherever all bases are positive; equal functions may
/// have several elements, but an element 0 is the function 0. Whatever cannot be expressed, is longer than
/// max_terms, or takes more than max_work, is a Rejection.
///
/// Q: the exact rationals. The checker takes Fraction; the search for a proof takes GMP's, with the same rules.
template <class Q>
class ChainRingOf {
 public:
  using Element = ChainElementOf<Q>;
  using Terms = ChainTermsOf<Q>;

  /// What the rings of one proof share: logarithms of numbers that were computed once, each takes a millisecond; and
  /// the additions of exact coefficients so far, weighed by their length.
  struct Shared {
    std::map<Fraction, RationalInterval> logarithms;
    std::uint64_t work = 0;
  };
  ChainRingOf(int variables, std::shared_ptr<Shared> shared, std::size_t max_terms = 4'000)
      : symbols_(variables, Symbol{SymbolKind::variable, -1}),
        variables_(variables),
        max_terms_(max_terms),
        shared_(std::move(shared)) {}

  void add_exponent(const Element& exponent);
  /// The caller has to see to it that the base is positive.
  void add_base(const Element& base);
  void add_angle(const Element& angle);
  void add_arc(const Element& argument);

  Element constant(const Q& value) const;
  Element variable(int k) const;
  Element add(const Element& x, const Element& y) const;
  Element negate(Element x) const { return scaled(std::move(x), -1); }
  Element scaled(Element x, const Q& factor) const;
  Element multiply(const Element& x, const Element& y) const;
  Element inverse(const Element& x) const;
  Element exp(const Element& x) const;
  Element log(const Element& x) const;
  Element sqrt(const Element& x) const;
  /// Of sums of whole multiples of the angles and of the arctangents, by the theorems of addition.
  Element sin(const Element& x) const { return turn(x).second; }
  Element cos(const Element& x) const { return turn(x).first; }
  Element atan(const Element& x) const;
  /// Of a product of generators and a number: the sign is that of the number.
  Element modulus(const Element& x) const;
  /// The product of the generators to these powers, counted in halves for bases. Rejection for one beyond max_power.
  static constexpr int max_power = 1'000;
  /// In additions of numbers of one word, for one proof: some seconds. Only the checker counts, the search has a clock.
  static constexpr std::uint64_t max_work = 3'000'000;
  Element product(const std::vector<int>& powers) const;
  Element derivative(const Element& x, int variable) const;
  /// The sum of powers[g] times the logarithm of generator g: of a base, or of an exponential, which is its exponent.
  Element logarithm(const std::vector<int>& powers) const;
  /// c where x = c log b + (what has no log b to the first power), b the base of a generator that is one.
  Element coefficient_of_log(const Element& x, int generator) const;

  /// Whether the variable occurs in the numerator, as itself or in a generator.
  bool numerator_depends(const Element& x, int variable) const { return depends(x.numerator, variable); }
  bool has_variable(const Terms& x, int variable) const { return depends(x, variable); }
  /// Whether any variable occurs in x.
  bool has_variables(const Element& x) const { return depends(x, {}); }
  /// The value of the numerator of an element without variables.
  RationalInterval numerator_value(const Element& x) const;

  /// The limit of an element in one variable as this goes to `at`, inside the set where the bases are positive: the sum
  /// of the limits of its terms, each of which has a limit because its factors have one or is t^a |log t|^k times
  /// something bounded, with t = |x - at| and a > 0. Rejection when a term is neither.
  RationalInterval limit(const Element& x, int variable, const Q& at) const;

  enum class SymbolKind { variable, exponential, logarithm, root, sine, cosine, arctangent };
  struct Symbol {
    SymbolKind kind;
    int generator;
  };
  enum class GeneratorKind { exponent, base, angle, arc };
  struct Generator {
    GeneratorKind kind;
    Terms terms;              // the exponent, base, angle, or numerator of the argument of an arc
    int symbol;               // the first one; the root of a base and the cosine of an angle have the next one
    std::vector<int> powers;  // of the denominators of the argument of an arc
    bool is_base() const { return kind == GeneratorKind::base; }
    bool is_exponent() const { return kind == GeneratorKind::exponent; }
    Element argument() const { return {terms, powers}; }
  };
  /// x = rest * product(powers), the rest without denominators and without factors that are generators; nothing for 0.
  struct Factors {
    Terms rest;
    std::vector<int> powers;  // as in product()
    bool is_product() const { return rest.size() == 1 && rest.begin()->first.empty(); }
    const Q& constant() const { return rest.begin()->second; }
  };
  std::optional<Factors> factor(const Element& x) const;
  /// Moves the constant of a product into powers of the constant bases; false when something of it is left.
  bool absorb_constant(Factors& factors) const;
  /// numerator / divisor when it is a polynomial (in exponentials: up to a power of them). Of a divisor with roots not
  /// always, but what is returned times the divisor is the numerator.
  std::optional<Terms> quotient(Terms numerator, Terms divisor) const;
  Terms product(const Terms& x, const Terms& y) const;

  const std::vector<Symbol>& symbols() const { return symbols_; }
  const std::vector<Generator>& generators() const { return generators_; }
  int variables() const { return variables_; }

 private:
  void add_term(Terms& sum, std::vector<int> exponents, const Q& coefficient) const;
  void add_plain(Terms& sum, const std::vector<int>& exponents, const Q& coefficient) const;
  Terms base_power(int generator, int n) const;
  std::optional<int> last_root(const Terms& terms) const;
  std::optional<Terms> quotient_by_conjugate(const Terms& numerator, const Terms& divisor, int root) const;
  Element reduced(Element x) const;
  Element derivative(const Terms& terms, int variable) const;
  Element derivative_of(int symbol, int variable) const;
  std::pair<Element, Element> turn(const Element& x) const;
  std::pair<Element, Element> turn_once(const Generator& generator, int times) const;
  bool depends(const Terms& terms, std::optional<int> variable) const;
  bool depends(const Element& x, std::optional<int> variable) const;
  RationalInterval value(const Terms& terms) const;
  RationalInterval value(const Symbol& symbol, const RationalInterval& inner) const;
  RationalInterval log_of(const RationalInterval& x) const;

  std::vector<Symbol> symbols_;
  std::vector<Generator> generators_;
  int variables_;
  std::size_t max_terms_;  // of an expansion, so that a hostile certificate cannot fill the memory
  std::shared_ptr<Shared> shared_;
};

using ChainElement = ChainElementOf<Fraction>;
using ChainTerms = ChainTermsOf<Fraction>;
using ChainRing = ChainRingOf<Fraction>;

}  // namespace hebb::checker
