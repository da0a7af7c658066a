#include <algorithm>
#include <cstdlib>

#include <hebb/verify/chains/ring.hpp>

namespace hebb::chains {
namespace {

using Exponents = std::vector<int>;

// Longer expansions are given up; the checker allows 4000 terms.
constexpr std::size_t max_terms = 2'000;
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
    if (std::abs(result[k]) > max_exponent) throw Inexpressible();
  }
  trim(result);
  return result;
}
Exponents single(int symbol, int power) {
  Exponents e;
  set(e, symbol, power);
  return e;
}
void add_plain(Terms& terms, const Exponents& exponents, const Rational& coefficient) {
  const auto [place, is_new] = terms.emplace(exponents, coefficient);
  if (!is_new) place->second += coefficient;
  if (place->second == 0) terms.erase(place);
  if (terms.size() > max_terms) throw Inexpressible();
}
bool is_constant(const Terms& terms) { return terms.empty() || (terms.size() == 1 && terms.begin()->first.empty()); }

}  // namespace

void Ring::add_exponent(const Element& x) {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }) || x.numerator.size() != 1) throw Inexpressible();
  if (x.numerator.begin()->second <= 0) throw Inexpressible();
  generators_.push_back({false, x.numerator, static_cast<int>(symbols_.size())});
  symbols_.push_back({SymbolKind::exponential, static_cast<int>(generators_.size()) - 1});
}

void Ring::add_base(const Element& x) {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; })) throw Inexpressible();
  for (const auto& [exponents, coefficient] : x.numerator) {
    for (std::size_t k = 0; k < exponents.size(); ++k) {
      if (exponents[k] != 0 && symbols_[k].kind == SymbolKind::root) throw Inexpressible();
    }
  }
  if (x.numerator.empty()) throw Inexpressible();
  if (is_constant(x.numerator)) {
    const Rational& value = x.numerator.begin()->second;
    if (value < 2 || denominator(value) != 1) throw Inexpressible();
  }
  const int generator = static_cast<int>(generators_.size());
  generators_.push_back({true, x.numerator, static_cast<int>(symbols_.size())});
  symbols_.push_back({SymbolKind::logarithm, generator});
  symbols_.push_back({SymbolKind::root, generator});
}

Element Ring::constant(const Rational& value) const {
  Element x;
  if (value != 0) x.numerator.emplace(Exponents(), value);
  return x;
}

Element Ring::variable(int k) const { return {{{single(k, 1), 1}}, {}}; }

/// Adds a term in which a root may stand to a power above 1.
void Ring::add_term(Terms& terms, Exponents exponents, const Rational& coefficient) const {
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

Terms Ring::product(const Terms& x, const Terms& y) const {
  Terms result;
  for (const auto& [e, a] : x) {
    for (const auto& [f, b] : y) add_term(result, sum(e, f), a * b);
  }
  return result;
}

Terms Ring::base_power(int generator, int n) const {
  Terms result{{Exponents(), 1}};
  for (int k = 0; k < n; ++k) result = product(result, generators_[generator].terms);
  return result;
}

/// numerator / divisor when it is a polynomial (in exponentials: up to a power of them).
std::optional<Terms> Ring::quotient(Terms numerator, Terms divisor) const {
  Exponents shift;  // moves the exponentials of both to non-negative powers, the least of them 0
  const auto lift = [&](Terms& terms, int sign) {
    for (std::size_t s = 0; s < symbols_.size(); ++s) {
      if (symbols_[s].kind != SymbolKind::exponential) continue;
      const int symbol = static_cast<int>(s);
      int least = at(terms.begin()->first, symbol);
      for (const auto& [e, c] : terms) least = std::min(least, at(e, symbol));
      if (least == 0) continue;
      Terms moved;
      for (const auto& [e, c] : terms) moved.emplace(sum(e, single(symbol, -least)), c);
      terms = std::move(moved);
      set(shift, symbol, at(shift, symbol) + sign * least);
    }
  };
  if (numerator.empty()) return numerator;
  lift(numerator, 1);
  lift(divisor, -1);
  trim(shift);
  Terms result;
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
    const Rational c = numerator.rbegin()->second / lead_coefficient;
    for (const auto& [f, d] : divisor) add_plain(numerator, sum(e, f), -c * d);
    result.emplace(sum(e, shift), c);
    if (result.size() > max_terms) throw Inexpressible();
  }
  return result;
}

Element Ring::reduced(Element x) const {
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

Element Ring::add(const Element& x, const Element& y) const {
  Element result;
  result.powers.resize(std::max(x.powers.size(), y.powers.size()), 0);
  Terms a = x.numerator, b = y.numerator;
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

Element Ring::scaled(Element x, const Rational& factor) const {
  if (factor == 0) return {};
  for (auto& [e, c] : x.numerator) c *= factor;
  return x;
}

Element Ring::multiply(const Element& x, const Element& y) const {
  return reduced({product(x.numerator, y.numerator), sum(x.powers, y.powers)});
}

std::optional<Ring::Factors> Ring::factor(const Element& x) const {
  if (x.numerator.empty()) return std::nullopt;
  Factors factors{x.numerator, Exponents(generators_.size(), 0)};
  Terms& rest = factors.rest;
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    const Generator& generator = generators_[g];
    const auto content = [&](int symbol) {
      int least = at(rest.begin()->first, symbol);
      for (const auto& [e, c] : rest) least = std::min(least, at(e, symbol));
      if (least == 0) return 0;
      Terms without;
      for (const auto& [e, c] : rest) without.emplace(sum(e, single(symbol, -least)), c);
      rest = std::move(without);
      return least;
    };
    if (!generator.is_base) {
      factors.powers[g] = content(generator.symbol);
      continue;
    }
    factors.powers[g] = content(generator.symbol + 1) - 2 * at(x.powers, static_cast<int>(g));
    while (!is_constant(generator.terms)) {
      auto q = quotient(rest, generator.terms);
      if (!q) break;
      rest = std::move(*q);
      factors.powers[g] += 2;
    }
  }
  return factors;
}

bool Ring::absorb_constant(Factors& factors) const {
  if (!factors.is_product()) return false;
  Rational c = factors.constant();
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    if (!generators_[g].is_base || !is_constant(generators_[g].terms)) continue;
    const Integer base = Integer(numerator(generators_[g].terms.begin()->second));
    while (numerator(c) % base == 0) c /= Rational(base), factors.powers[g] += 2;
    while (denominator(c) % base == 0) c *= Rational(base), factors.powers[g] -= 2;
  }
  factors.rest.begin()->second = c;
  return c == 1;
}

Element Ring::product(const std::vector<int>& powers) const {
  if (powers.size() > generators_.size()) throw Inexpressible();
  Element x = constant(1);
  Element denominators = constant(1);
  denominators.powers.assign(generators_.size(), 0);
  for (std::size_t g = 0; g < powers.size(); ++g) {
    const int n = powers[g];
    if (std::abs(n) > 1000) throw Inexpressible();
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

Element Ring::inverse(const Element& x) const {
  auto factors = factor(x);
  if (!factors || !factors->is_product()) throw Inexpressible();
  for (int& n : factors->powers) n = -n;
  return scaled(product(factors->powers), 1 / factors->constant());
}

Element Ring::log_of(const Element& x) const {
  auto factors = factor(x);
  if (!factors || !absorb_constant(*factors)) throw Inexpressible();
  Element sum = constant(0);
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    const Rational n(factors->powers[g], generators_[g].is_base ? 2 : 1);
    if (n == 0) continue;
    const Element term = generators_[g].is_base ? Element{{{single(generators_[g].symbol, 1), 1}}, {}}
                                                : Element{generators_[g].terms, {}};
    sum = add(sum, scaled(term, n));
  }
  return sum;
}

Element Ring::logarithm(const std::vector<int>& powers) const {
  Element sum = constant(0);
  for (std::size_t g = 0; g < powers.size() && g < generators_.size(); ++g) {
    const Element term = generators_[g].is_base ? Element{{{single(generators_[g].symbol, 1), 1}}, {}}
                                                : Element{generators_[g].terms, {}};
    sum = add(sum, scaled(term, powers[g]));
  }
  return sum;
}

Element Ring::sqrt_of(const Element& x) const {
  if (x.numerator.empty()) return x;
  auto factors = factor(x);
  if (!factors || !absorb_constant(*factors)) throw Inexpressible();
  for (int& n : factors->powers) {
    if (n % 2 != 0) throw Inexpressible();
    n /= 2;
  }
  return product(factors->powers);
}

Element Ring::exp_of(const Element& x) const {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; })) throw Inexpressible();
  Exponents powers(generators_.size(), 0);
  for (const auto& [e, c] : x.numerator) {
    bool found = false;
    for (std::size_t g = 0; g < generators_.size() && !found; ++g) {
      const Generator& generator = generators_[g];
      const bool is_log = generator.is_base && e == single(generator.symbol, 1);
      if (!is_log && (generator.is_base || generator.terms.begin()->first != e)) continue;
      const Rational n = is_log ? Rational(2 * c) : Rational(c / generator.terms.begin()->second);
      if (denominator(n) != 1 || abs(n) > 1000) continue;
      powers[g] += static_cast<int>(numerator(n));
      found = true;
    }
    if (!found) throw Inexpressible();
  }
  return product(powers);
}

Element Ring::derivative(const Terms& terms, int variable) const {
  Element sum_of_terms = constant(0);
  // By the symbol: the terms that hold it, differentiated in it, times its own derivative.
  for (std::size_t s = 0; s < symbols_.size(); ++s) {
    const Symbol& symbol = symbols_[s];
    const int k = static_cast<int>(s);
    if (symbol.kind == SymbolKind::variable && k != variable) continue;
    Terms partial;
    for (const auto& [e, c] : terms) {
      const int n = at(e, k);
      if (n == 0) continue;
      // E' = q' E and (sqrt b)' = b'/(2 b) sqrt b keep the symbol, x' = 1 and (log b)' = b'/b lose one
      const bool keeps = symbol.kind == SymbolKind::exponential || symbol.kind == SymbolKind::root;
      partial.emplace(keeps ? e : sum(e, single(k, -1)), c * n);
    }
    if (partial.empty()) continue;
    Element inner = constant(1);
    if (symbol.kind != SymbolKind::variable) {
      inner = derivative(generators_[symbol.generator].terms, variable);
      if (symbol.kind != SymbolKind::exponential) {
        inner.powers.resize(std::max<std::size_t>(inner.powers.size(), symbol.generator + 1), 0);
        ++inner.powers[symbol.generator];
      }
      if (symbol.kind == SymbolKind::root) inner = scaled(std::move(inner), Rational(1, 2));
      if (inner.numerator.empty()) continue;
    }
    sum_of_terms = add(sum_of_terms, multiply({std::move(partial), {}}, inner));
  }
  return sum_of_terms;
}

Element Ring::derivative(const Element& x, int variable) const {
  Element result = derivative(x.numerator, variable);
  for (std::size_t g = 0; g < x.powers.size(); ++g) {  // (N/b^n)' = N'/b^n - n N b'/b^(n+1)
    if (x.powers[g] == 0) continue;
    Element inner = derivative(generators_[g].terms, variable);
    if (inner.numerator.empty()) continue;
    inner.powers.resize(std::max<std::size_t>(inner.powers.size(), g + 1), 0);
    ++inner.powers[g];
    result = add(result, scaled(multiply({x.numerator, {}}, inner), -x.powers[g]));
  }
  return reduced({result.numerator, sum(result.powers, x.powers)});
}

Element Ring::coefficient_of_log(const Element& x, int generator) const {
  if (generator < 0 || generator >= static_cast<int>(generators_.size()) || !generators_[generator].is_base)
    throw Inexpressible();
  const int symbol = generators_[generator].symbol;
  Element c{{}, x.powers};
  for (const auto& [e, coefficient] : x.numerator) {
    if (at(e, symbol) == 1) c.numerator.emplace(sum(e, single(symbol, -1)), coefficient);
  }
  return reduced(std::move(c));
}

bool Ring::has_variables(const Element& x) const {
  const auto occurs = [&](const auto& self, const Terms& terms) -> bool {
    return std::ranges::any_of(terms, [&](const auto& term) {
      for (std::size_t s = 0; s < term.first.size(); ++s) {
        if (term.first[s] == 0) continue;
        if (symbols_[s].kind == SymbolKind::variable || self(self, generators_[symbols_[s].generator].terms))
          return true;
      }
      return false;
    });
  };
  if (occurs(occurs, x.numerator)) return true;
  for (std::size_t g = 0; g < x.powers.size(); ++g) {
    if (x.powers[g] != 0 && occurs(occurs, generators_[g].terms)) return true;
  }
  return false;
}

bool Ring::has_variable(const Terms& x, int variable) const {
  for (const auto& [e, c] : x) {
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (e[s] == 0) continue;
      if (symbols_[s].kind == SymbolKind::variable ? static_cast<int>(s) == variable
                                                   : has_variable(generators_[symbols_[s].generator].terms, variable))
        return true;
    }
  }
  return false;
}

std::pair<Real, Real> Ring::numerator_at(const Terms& terms, const std::vector<Real>& point) const {
  std::vector<std::optional<Real>> symbols(symbols_.size());
  const auto evaluate = [&](const auto& self, const Terms& x) -> std::pair<Real, Real> {
    Real total = 0, magnitude = 0;
    for (const auto& [e, c] : x) {
      Real product = Real(c);
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (e[s] == 0) continue;
        if (!symbols[s]) {
          if (symbols_[s].kind == SymbolKind::variable) {
            symbols[s] = point[s];
          } else {
            const Real inner = self(self, generators_[symbols_[s].generator].terms).first;
            symbols[s] = symbols_[s].kind == SymbolKind::exponential ? Real(exp(inner))
                         : symbols_[s].kind == SymbolKind::logarithm ? Real(log(inner))
                                                                     : Real(sqrt(inner));
          }
        }
        product *= pow(*symbols[s], e[s]);
      }
      total += product;
      magnitude += abs(product);
    }
    return {total, magnitude};
  };
  return evaluate(evaluate, terms);
}

hebb::Symbol Ring::term(const Terms& terms, const std::vector<hebb::Symbol>& names) const {
  hebb::Symbol total(0);
  for (const auto& [e, c] : terms) {
    hebb::Symbol product(c), divisor(1);
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (e[s] == 0) continue;
      hebb::Symbol symbol = names.empty() ? hebb::Symbol(0) : names[std::min(s, names.size() - 1)];
      if (symbols_[s].kind != SymbolKind::variable) {
        const hebb::Symbol inner = term(generators_[symbols_[s].generator].terms, names);
        symbol = symbols_[s].kind == SymbolKind::exponential ? exp(inner)
                 : symbols_[s].kind == SymbolKind::logarithm ? log(inner)
                                                             : sqrt(inner);
      }
      const int n = std::abs(e[s]);
      const hebb::Symbol power = n == 1 ? symbol : pow(symbol, n);
      (e[s] > 0 ? product : divisor) = (e[s] > 0 ? product : divisor) * power;
    }
    total = total + product / divisor;
  }
  return total;
}

hebb::Symbol Ring::term(const Element& x, const std::vector<hebb::Symbol>& names) const {
  hebb::Symbol result = term(x.numerator, names);
  for (std::size_t g = 0; g < x.powers.size(); ++g) {
    if (x.powers[g] == 0) continue;
    const hebb::Symbol base = term(generators_[g].terms, names);
    result = result / (x.powers[g] == 1 ? base : pow(base, x.powers[g]));
  }
  return result;
}

}  // namespace hebb::chains
