#include <algorithm>
#include <cstdlib>

#include <hebb/replay/chain_ring.hpp>

namespace hebb::checker {
namespace {

using Exponents = std::vector<int>;

// What an expansion may cost, so that a hostile certificate cannot keep the checker busy or fill the memory.
constexpr std::size_t max_terms = 4'000;
constexpr int max_exponent = 100'000;

void trim(Exponents& e) {
  while (!e.empty() && e.back() == 0) e.pop_back();
}
int at(const Exponents& e, int k) { return k < static_cast<int>(e.size()) ? e[k] : 0; }
void set(Exponents& e, int k, int value) {
  if (k >= static_cast<int>(e.size())) e.resize(k + 1, 0);
  e[k] = value;
}
Exponents sum(const Exponents& x, const Exponents& y) {
  Exponents result(std::max(x.size(), y.size()), 0);
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = at(x, static_cast<int>(k)) + at(y, static_cast<int>(k));
    if (std::abs(result[k]) > max_exponent) throw Rejection("an exponent of the chain is out of range");
  }
  trim(result);
  return result;
}
Exponents single(int symbol, int power) {
  Exponents e;
  set(e, symbol, power);
  return e;
}
void add_plain(ChainTerms& terms, const Exponents& exponents, const Fraction& coefficient) {
  const auto [place, is_new] = terms.emplace(exponents, coefficient);
  if (!is_new) place->second += coefficient;
  if (place->second == 0) terms.erase(place);
  if (terms.size() > max_terms) throw Rejection("an expansion of the chain has too many terms");
}
bool is_constant(const ChainTerms& terms) {
  return terms.empty() || (terms.size() == 1 && terms.begin()->first.empty());
}

}  // namespace

void ChainRing::add_exponent(const ChainElement& x) {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }) || x.numerator.size() != 1)
    throw Rejection("an exponent is not a single term");
  if (x.numerator.begin()->second <= 0) throw Rejection("an exponent has a coefficient that is not positive");
  generators_.push_back({false, x.numerator, static_cast<int>(symbols_.size())});
  symbols_.push_back({SymbolKind::exponential, static_cast<int>(generators_.size()) - 1});
}

void ChainRing::add_base(const ChainElement& x) {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; })) throw Rejection("a base is not a polynomial");
  for (const auto& [exponents, coefficient] : x.numerator) {
    for (std::size_t k = 0; k < exponents.size(); ++k) {
      if (exponents[k] != 0 && symbols_[k].kind == SymbolKind::root) throw Rejection("a base contains a root");
    }
  }
  if (x.numerator.empty()) throw Rejection("a base is zero");
  if (is_constant(x.numerator)) {
    const Fraction& value = x.numerator.begin()->second;
    if (value < 2 || denominator(value) != 1) throw Rejection("a constant base is not an integer above 1");
  }
  const int generator = static_cast<int>(generators_.size());
  generators_.push_back({true, x.numerator, static_cast<int>(symbols_.size())});
  symbols_.push_back({SymbolKind::logarithm, generator});
  symbols_.push_back({SymbolKind::root, generator});
}

ChainElement ChainRing::constant(const Fraction& value) const {
  ChainElement x;
  if (value != 0) x.numerator.emplace(Exponents(), value);
  return x;
}

ChainElement ChainRing::variable(int k) const { return {{{single(k, 1), 1}}, {}}; }

/// Adds a term in which a root may stand to a power above 1.
void ChainRing::add_term(ChainTerms& terms, Exponents exponents, const Fraction& coefficient) const {
  StopScope::look();
  for (std::size_t k = 0; k < exponents.size(); ++k) {
    if (symbols_[k].kind != SymbolKind::root || exponents[k] < 2) continue;
    exponents[k] -= 2;
    trim(exponents);
    for (const auto& [e, c] : generators_[symbols_[k].generator].terms)
      add_term(terms, sum(exponents, e), coefficient * c);
    return;
  }
  add_plain(terms, exponents, coefficient);
}

ChainTerms ChainRing::product(const ChainTerms& x, const ChainTerms& y) const {
  ChainTerms result;
  for (const auto& [e, a] : x) {
    for (const auto& [f, b] : y) add_term(result, sum(e, f), a * b);
  }
  return result;
}

ChainTerms ChainRing::base_power(int generator, int n) const {
  ChainTerms result{{Exponents(), 1}};
  for (int k = 0; k < n; ++k) result = product(result, generators_[generator].terms);
  return result;
}

/// numerator / divisor when it is a polynomial (in exponentials: up to a power of them).
std::optional<ChainTerms> ChainRing::quotient(ChainTerms numerator, ChainTerms divisor) const {
  Exponents shift;  // moves the exponentials of both to non-negative powers, the least of them 0
  const auto lift = [&](ChainTerms& terms, int sign) {
    for (std::size_t s = 0; s < symbols_.size(); ++s) {
      if (symbols_[s].kind != SymbolKind::exponential) continue;
      const int symbol = static_cast<int>(s);
      int least = at(terms.begin()->first, symbol);
      for (const auto& [e, c] : terms) least = std::min(least, at(e, symbol));
      if (least == 0) continue;
      ChainTerms moved;
      for (const auto& [e, c] : terms) moved.emplace(sum(e, single(symbol, -least)), c);
      terms = std::move(moved);
      set(shift, symbol, at(shift, symbol) + sign * least);
    }
  };
  if (numerator.empty()) return numerator;
  lift(numerator, 1);
  lift(divisor, -1);
  trim(shift);
  ChainTerms result;
  const auto& [lead, lead_coefficient] = *divisor.rbegin();
  while (!numerator.empty()) {
    StopScope::look();
    Exponents e = numerator.rbegin()->first;
    for (std::size_t k = 0; k < lead.size(); ++k) {
      const int rest = at(e, static_cast<int>(k)) - lead[k];
      if (rest < 0) return std::nullopt;
      set(e, static_cast<int>(k), rest);
    }
    trim(e);
    const Fraction c = numerator.rbegin()->second / lead_coefficient;
    for (const auto& [f, d] : divisor) add_plain(numerator, sum(e, f), -c * d);
    result.emplace(sum(e, shift), c);
    if (result.size() > max_terms) throw Rejection("an expansion of the chain has too many terms");
  }
  return result;
}

ChainElement ChainRing::reduced(ChainElement x) const {
  for (std::size_t g = 0; g < x.powers.size(); ++g) {
    while (x.powers[g] > 0) {
      auto q = quotient(x.numerator, generators_[g].terms);
      if (!q) break;
      x.numerator = std::move(*q);
      --x.powers[g];
    }
  }
  trim(x.powers);
  if (x.numerator.empty()) x.powers.clear();
  return x;
}

ChainElement ChainRing::add(const ChainElement& x, const ChainElement& y) const {
  ChainElement result;
  result.powers.resize(std::max(x.powers.size(), y.powers.size()), 0);
  ChainTerms a = x.numerator, b = y.numerator;
  for (std::size_t g = 0; g < result.powers.size(); ++g) {
    const int k = static_cast<int>(g), own = at(x.powers, k), other = at(y.powers, k);
    result.powers[g] = std::max(own, other);
    if (own < other) a = product(a, base_power(k, other - own));
    if (other < own) b = product(b, base_power(k, own - other));
  }
  for (const auto& [e, c] : b) add_plain(a, e, c);
  result.numerator = std::move(a);
  return reduced(std::move(result));
}

ChainElement ChainRing::scaled(ChainElement x, const Fraction& factor) const {
  if (factor == 0) return {};
  for (auto& [e, c] : x.numerator) c *= factor;
  return x;
}

ChainElement ChainRing::multiply(const ChainElement& x, const ChainElement& y) const {
  return reduced({product(x.numerator, y.numerator), sum(x.powers, y.powers)});
}

/// x = constant * product(powers), or nothing.
std::optional<ChainRing::Factors> ChainRing::factor(const ChainElement& x) const {
  if (x.numerator.empty()) return std::nullopt;
  Factors factors{1, Exponents(generators_.size(), 0)};
  ChainTerms rest = x.numerator;
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    if (!generators_[g].is_base) continue;
    factors.powers[g] = -2 * at(x.powers, static_cast<int>(g));
    const int root = generators_[g].symbol + 1;
    if (std::ranges::all_of(rest, [&](const auto& term) { return at(term.first, root) == 1; })) {
      ChainTerms without;
      for (const auto& [e, c] : rest) without.emplace(sum(e, single(root, -1)), c);
      rest = std::move(without);
      factors.powers[g] += 1;
    }
    while (!is_constant(generators_[g].terms)) {
      auto q = quotient(rest, generators_[g].terms);
      if (!q) break;
      rest = std::move(*q);
      factors.powers[g] += 2;
    }
  }
  if (rest.size() != 1) return std::nullopt;
  const auto& [e, c] = *rest.begin();
  for (std::size_t s = 0; s < e.size(); ++s) {
    if (e[s] == 0) continue;
    if (symbols_[s].kind != SymbolKind::exponential) return std::nullopt;
    factors.powers[symbols_[s].generator] += e[s];
  }
  factors.constant = c;
  return factors;
}

bool ChainRing::absorb_constant(Factors& factors) const {
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    if (!generators_[g].is_base || !is_constant(generators_[g].terms)) continue;
    const Int base = numerator(generators_[g].terms.begin()->second);
    while (numerator(factors.constant) % base == 0) factors.constant /= Fraction(base), factors.powers[g] += 2;
    while (denominator(factors.constant) % base == 0) factors.constant *= Fraction(base), factors.powers[g] -= 2;
  }
  return factors.constant == 1;
}

ChainElement ChainRing::product(const std::vector<int>& powers) const {
  if (powers.size() > generators_.size()) throw Rejection("a product names a generator that does not exist");
  ChainElement x = constant(1);
  ChainElement denominators = constant(1);
  denominators.powers.assign(generators_.size(), 0);
  for (std::size_t g = 0; g < powers.size(); ++g) {
    const int n = powers[g];
    if (std::abs(n) > 1000) throw Rejection("a power of a generator is out of range");
    const Generator& generator = generators_[g];
    if (!generator.is_base) {
      x.numerator = product(x.numerator, {{single(generator.symbol, n), 1}});
      continue;
    }
    const int odd = n & 1, whole = (n - odd) / 2;
    if (odd != 0) x.numerator = product(x.numerator, {{single(generator.symbol + 1, 1), 1}});
    if (whole > 0) x.numerator = product(x.numerator, base_power(static_cast<int>(g), whole));
    if (whole < 0) denominators.powers[g] = -whole;
  }
  return multiply(x, denominators);
}

ChainElement ChainRing::inverse(const ChainElement& x) const {
  auto factors = factor(x);
  if (!factors) throw Rejection("a denominator is not a product of bases");
  for (int& n : factors->powers) n = -n;
  return scaled(product(factors->powers), 1 / factors->constant);
}

ChainElement ChainRing::log(const ChainElement& x) const {
  auto factors = factor(x);
  if (!factors || !absorb_constant(*factors)) throw Rejection("the argument of a logarithm is not a product of bases");
  ChainElement sum = constant(0);
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    const Fraction n(factors->powers[g], generators_[g].is_base ? 2 : 1);
    if (n == 0) continue;
    const ChainElement term = generators_[g].is_base ? ChainElement{{{single(generators_[g].symbol, 1), 1}}, {}}
                                                     : ChainElement{generators_[g].terms, {}};
    sum = add(sum, scaled(term, n));
  }
  return sum;
}

ChainElement ChainRing::logarithm(const std::vector<int>& powers) const {
  ChainElement sum = constant(0);
  for (std::size_t g = 0; g < powers.size() && g < generators_.size(); ++g) {
    const ChainElement term = generators_[g].is_base ? ChainElement{{{single(generators_[g].symbol, 1), 1}}, {}}
                                                     : ChainElement{generators_[g].terms, {}};
    sum = add(sum, scaled(term, powers[g]));
  }
  return sum;
}

ChainElement ChainRing::sqrt(const ChainElement& x) const {
  if (x.numerator.empty()) return x;
  auto factors = factor(x);
  if (!factors || !absorb_constant(*factors)) throw Rejection("the argument of a root is not a product of bases");
  for (int& n : factors->powers) {
    if (n % 2 != 0) throw Rejection("the argument of a root is not a product of bases");
    n /= 2;
  }
  return product(factors->powers);
}

ChainElement ChainRing::exp(const ChainElement& x) const {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }))
    throw Rejection("an exponential has an argument with a denominator");
  Exponents powers(generators_.size(), 0);
  for (const auto& [e, c] : x.numerator) {
    bool found = false;
    for (std::size_t g = 0; g < generators_.size() && !found; ++g) {
      const Generator& generator = generators_[g];
      const bool is_log = generator.is_base && e == single(generator.symbol, 1);
      if (!is_log && (generator.is_base || generator.terms.begin()->first != e)) continue;
      const Fraction n = is_log ? Fraction(2 * c) : Fraction(c / generator.terms.begin()->second);
      if (denominator(n) != 1 || abs(n) > 1000) continue;
      powers[g] += static_cast<int>(numerator(n));
      found = true;
    }
    if (!found) throw Rejection("the argument of an exponential is not a sum of exponents");
  }
  return product(powers);
}

ChainElement ChainRing::derivative(const ChainTerms& terms, int variable) const {
  ChainElement sum_of_terms = constant(0);
  // By the symbol: the terms that hold it, differentiated in it, times its own derivative.
  for (std::size_t s = 0; s < symbols_.size(); ++s) {
    const Symbol& symbol = symbols_[s];
    const int k = static_cast<int>(s);
    if (symbol.kind == SymbolKind::variable && k != variable) continue;
    ChainTerms partial;
    for (const auto& [e, c] : terms) {
      const int n = at(e, k);
      if (n == 0) continue;
      // E' = q' E and (sqrt b)' = b'/(2 b) sqrt b keep the symbol, x' = 1 and (log b)' = b'/b lose one
      const bool keeps = symbol.kind == SymbolKind::exponential || symbol.kind == SymbolKind::root;
      partial.emplace(keeps ? e : sum(e, single(k, -1)), c * n);
    }
    if (partial.empty()) continue;
    ChainElement inner = constant(1);
    if (symbol.kind != SymbolKind::variable) {
      inner = derivative(generators_[symbol.generator].terms, variable);
      if (symbol.kind != SymbolKind::exponential) {
        inner.powers.resize(std::max<std::size_t>(inner.powers.size(), symbol.generator + 1), 0);
        ++inner.powers[symbol.generator];
      }
      if (symbol.kind == SymbolKind::root) inner = scaled(std::move(inner), Fraction(1, 2));
      if (inner.numerator.empty()) continue;
    }
    sum_of_terms = add(sum_of_terms, multiply({std::move(partial), {}}, inner));
  }
  return sum_of_terms;
}

ChainElement ChainRing::derivative(const ChainElement& x, int variable) const {
  ChainElement result = derivative(x.numerator, variable);
  for (std::size_t g = 0; g < x.powers.size(); ++g) {  // (N/b^n)' = N'/b^n - n N b'/b^(n+1)
    if (x.powers[g] == 0) continue;
    ChainElement inner = derivative(generators_[g].terms, variable);
    if (inner.numerator.empty()) continue;
    inner.powers.resize(std::max<std::size_t>(inner.powers.size(), g + 1), 0);
    ++inner.powers[g];
    result = add(result, scaled(multiply({x.numerator, {}}, inner), -x.powers[g]));
  }
  return reduced({result.numerator, sum(result.powers, x.powers)});
}

ChainElement ChainRing::coefficient_of_log(const ChainElement& x, int generator) const {
  const int symbol = generators_[generator].symbol;
  ChainElement c{{}, x.powers};
  for (const auto& [e, coefficient] : x.numerator) {
    if (at(e, symbol) == 1) c.numerator.emplace(sum(e, single(symbol, -1)), coefficient);
  }
  return reduced(std::move(c));
}

/// Without a variable: on any.
bool ChainRing::depends(const ChainTerms& terms, std::optional<int> variable) const {
  for (const auto& [e, c] : terms) {
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (e[s] == 0) continue;
      if (symbols_[s].kind == SymbolKind::variable ? !variable || static_cast<int>(s) == *variable
                                                   : depends(generators_[symbols_[s].generator].terms, variable))
        return true;
    }
  }
  return false;
}

bool ChainRing::has_variables(const ChainElement& x) const {
  if (depends(x.numerator, {})) return true;
  for (std::size_t g = 0; g < x.powers.size(); ++g) {
    if (x.powers[g] != 0 && depends(generators_[g].terms, {})) return true;
  }
  return false;
}

RationalInterval ChainRing::log_of(const RationalInterval& x) const {
  if (x.everything || x.lower != x.upper) return checker::log(x);
  const auto found = logarithms_->find(x.lower);
  return found != logarithms_->end() ? found->second : logarithms_->emplace(x.lower, checker::log(x)).first->second;
}

RationalInterval ChainRing::value(const ChainTerms& terms) const {
  RationalInterval result(0);
  for (const auto& [e, c] : terms) {
    RationalInterval product(c);
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (e[s] == 0) continue;
      const RationalInterval inner = value(generators_[symbols_[s].generator].terms);
      const RationalInterval symbol = symbols_[s].kind == SymbolKind::exponential ? checker::exp(inner)
                                      : symbols_[s].kind == SymbolKind::logarithm ? log_of(inner)
                                                                                  : checker::sqrt(inner);
      const RationalInterval factor = power(symbol, std::abs(e[s]));
      product = e[s] > 0 ? product_of_values(product, factor) : product / factor;
    }
    result = result + product;
  }
  return result;
}

RationalInterval ChainRing::numerator_value(const ChainElement& x) const { return value(x.numerator); }

}  // namespace hebb::checker
