#pragma once

#include <concepts>

#include <hebb/replay/chain_exponents.hpp>
#include <hebb/replay/chain_ring.hpp>

// ChainRingOf: generators, sums, products, quotients, factors. Included only where the template is instantiated.

namespace hebb::checker {

using namespace chain_detail;  // NOLINT(google-build-using-namespace): what the definitions below share

template <class Q>
void ChainRingOf<Q>::add_exponent(const Element& x) {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }) || x.numerator.size() != 1)
    throw Rejection("an exponent is not a single term");
  if (x.numerator.begin()->second <= 0) throw Rejection("an exponent has a coefficient that is not positive");
  generators_.push_back({GeneratorKind::exponent, x.numerator, static_cast<int>(symbols_.size()), {}});
  symbols_.push_back({SymbolKind::exponential, static_cast<int>(generators_.size()) - 1});
}

template <class Q>
void ChainRingOf<Q>::add_base(const Element& x) {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; })) throw Rejection("a base is not a polynomial");
  if (x.numerator.empty()) throw Rejection("a base is zero");
  if (is_constant(x.numerator)) {
    const Q& value = x.numerator.begin()->second;
    if (value < 2 || denominator(value) != 1) throw Rejection("a constant base is not an integer above 1");
  }
  const int generator = static_cast<int>(generators_.size());
  generators_.push_back({GeneratorKind::base, x.numerator, static_cast<int>(symbols_.size()), {}});
  symbols_.push_back({SymbolKind::logarithm, generator});
  symbols_.push_back({SymbolKind::root, generator});
}

template <class Q>
void ChainRingOf<Q>::add_angle(const Element& x) {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }) || x.numerator.size() != 1)
    throw Rejection("an angle is not a single term");
  if (x.numerator.begin()->second <= 0) throw Rejection("an angle has a coefficient that is not positive");
  const int generator = static_cast<int>(generators_.size());
  generators_.push_back({GeneratorKind::angle, x.numerator, static_cast<int>(symbols_.size()), {}});
  symbols_.push_back({SymbolKind::sine, generator});
  symbols_.push_back({SymbolKind::cosine, generator});
}

/// The arctangent is defined whatever its argument is; its derivative is needed, so 1 + u^2 has to be invertible.
template <class Q>
void ChainRingOf<Q>::add_arc(const Element& x) {
  (void)inverse(add(constant(1), multiply(x, x)));
  generators_.push_back({GeneratorKind::arc, x.numerator, static_cast<int>(symbols_.size()), x.powers});
  symbols_.push_back({SymbolKind::arctangent, static_cast<int>(generators_.size()) - 1});
}

template <class Q>
auto ChainRingOf<Q>::constant(const Q& value) const -> Element {
  Element x;
  if (value != 0) x.numerator.emplace(Exponents(), value);
  return x;
}

template <class Q>
auto ChainRingOf<Q>::variable(int k) const -> Element {
  return {{{single(k, 1), 1}}, {}};
}

template <class Q>
void ChainRingOf<Q>::add_plain(Terms& terms, const Exponents& exponents, const Q& coefficient) const {
  const auto [place, is_new] = terms.emplace(exponents, coefficient);
  if (!is_new) place->second += coefficient;
  if constexpr (std::same_as<Q, Fraction>) {
    shared_->work +=
        1 + words(numerator(place->second)) + words(denominator(place->second)) + long_cost(place->second) / 8;
    if (shared_->work > max_work) throw Rejection("the expansions of the chain take too long");
  }
  if (place->second == 0) terms.erase(place);
  if (terms.size() > max_terms_) throw Rejection("an expansion of the chain has too many terms");
}

/// Adds a term in which a root or a sine may stand to a power above 1.
template <class Q>
void ChainRingOf<Q>::add_term(Terms& terms, Exponents exponents, const Q& coefficient) const {
  StopScope::look();
  for (std::size_t k = 0; k < exponents.size(); ++k) {
    const SymbolKind kind = symbols_[k].kind;
    if ((kind != SymbolKind::root && kind != SymbolKind::sine) || exponents[k] < 2) continue;
    exponents[k] -= 2;
    trim(exponents);
    if (kind == SymbolKind::sine) {
      add_term(terms, exponents, coefficient);
      return add_term(terms, sum(exponents, single(static_cast<int>(k) + 1, 2)), -coefficient);
    }
    for (const auto& [e, c] : generators_[symbols_[k].generator].terms)
      add_term(terms, sum(exponents, e), coefficient * c);
    return;
  }
  add_plain(terms, exponents, coefficient);
}

template <class Q>
auto ChainRingOf<Q>::product(const Terms& x, const Terms& y) const -> Terms {
  Terms result;
  for (const auto& [e, a] : x) {
    for (const auto& [f, b] : y) add_term(result, sum(e, f), a * b);
  }
  return result;
}

template <class Q>
auto ChainRingOf<Q>::base_power(int generator, int n) const -> Terms {
  Terms result{{Exponents(), 1}};
  for (int k = 0; k < n; ++k) result = product(result, generators_[generator].terms);
  return result;
}

/// The symbol of the last root that occurs.
template <class Q>
auto ChainRingOf<Q>::last_root(const Terms& terms) const -> std::optional<int> {
  std::optional<int> root;
  for (const auto& [e, c] : terms) {
    for (std::size_t k = 0; k < e.size(); ++k) {
      if (e[k] != 0 && symbols_[k].kind == SymbolKind::root) root = std::max(root.value_or(0), static_cast<int>(k));
    }
  }
  return root;
}

/// A/(B + C R) = A (B - C R)/(B^2 - C^2 b) for R^2 = b. There may be divisors of zero: the product decides. A divisor
/// of norm 1 divides everything, again and again: only multiples by numbers count.
template <class Q>
auto ChainRingOf<Q>::quotient_by_conjugate(const Terms& numerator, const Terms& divisor, int root) const
    -> std::optional<Terms> {
  const Q ratio = numerator.begin()->second / divisor.begin()->second;
  if (scaled({divisor, {}}, ratio).numerator == numerator) return Terms{{Exponents(), ratio}};
  Terms conjugate = divisor;
  for (auto& [e, c] : conjugate) {
    if (at(e, root) != 0) c = -c;
  }
  const Terms norm = product(divisor, conjugate);
  if (norm.empty()) return std::nullopt;
  const Exponents& only = norm.begin()->first;
  bool is_unit = norm.size() == 1;
  for (std::size_t k = 0; k < only.size(); ++k)
    is_unit = is_unit && (only[k] == 0 || symbols_[k].kind == SymbolKind::exponential);
  if (is_unit) return std::nullopt;
  auto q = quotient(product(numerator, conjugate), norm);
  if (!q || product(*q, divisor) != numerator) return std::nullopt;
  return q;
}

/// numerator / divisor when it is a polynomial (in exponentials: up to a power of them).
template <class Q>
auto ChainRingOf<Q>::quotient(Terms numerator, Terms divisor) const -> std::optional<Terms> {
  if (const auto root = last_root(divisor); root && !numerator.empty())
    return quotient_by_conjugate(numerator, divisor, *root);
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
    const Q c = numerator.rbegin()->second / lead_coefficient;
    for (const auto& [f, d] : divisor) add_plain(numerator, sum(e, f), -c * d);
    result.emplace(sum(e, shift), c);
    if (result.size() > max_terms_) throw Rejection("an expansion of the chain has too many terms");
  }
  return result;
}

template <class Q>
auto ChainRingOf<Q>::reduced(Element x) const -> Element {
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

template <class Q>
auto ChainRingOf<Q>::add(const Element& x, const Element& y) const -> Element {
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

template <class Q>
auto ChainRingOf<Q>::scaled(Element x, const Q& factor) const -> Element {
  if (factor == 0) return {};
  for (auto& [e, c] : x.numerator) c *= factor;
  return x;
}

template <class Q>
auto ChainRingOf<Q>::multiply(const Element& x, const Element& y) const -> Element {
  return reduced({product(x.numerator, y.numerator), sum(x.powers, y.powers)});
}

template <class Q>
auto ChainRingOf<Q>::factor(const Element& x) const -> std::optional<Factors> {
  if (x.numerator.empty()) return std::nullopt;
  Factors factors{x.numerator, Exponents(generators_.size(), 0)};
  Terms& rest = factors.rest;
  const auto content = [&](int symbol) {  // takes the symbol out of all terms, as often as it can
    int least = at(rest.begin()->first, symbol);
    for (const auto& [e, c] : rest) least = std::min(least, at(e, symbol));
    if (least == 0) return 0;
    Terms without;
    for (const auto& [e, c] : rest) without.emplace(sum(e, single(symbol, -least)), c);
    rest = std::move(without);
    return least;
  };
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    const Generator& generator = generators_[g];
    if (generator.is_exponent()) factors.powers[g] = content(generator.symbol);
    if (!generator.is_base()) continue;
    factors.powers[g] = content(generator.symbol + 1) - 2 * at(x.powers, static_cast<int>(g));
    while (!is_constant(generator.terms)) {
      auto q = quotient(rest, generator.terms);
      if (!q) break;
      rest = std::move(*q);
      factors.powers[g] += 2;
    }
    if (is_constant(rest) || is_constant(generator.terms) || !last_root(generator.terms)) continue;
    if (Terms one = product(rest, generator.terms); one.size() == 1 && is_constant(one)) {  // the rest is 1/base
      rest = std::move(one);
      factors.powers[g] -= 2;
    }
  }
  return factors;
}

template <class Q>
bool ChainRingOf<Q>::absorb_constant(Factors& factors) const {
  if (!factors.is_product()) return false;
  Q& c = factors.rest.begin()->second;
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    if (!generators_[g].is_base() || !is_constant(generators_[g].terms)) continue;
    const auto base = numerator(generators_[g].terms.begin()->second);
    while (numerator(c) % base == 0) c /= Q(base), factors.powers[g] += 2;
    while (denominator(c) % base == 0) c *= Q(base), factors.powers[g] -= 2;
  }
  return c == 1;
}

template <class Q>
auto ChainRingOf<Q>::product(const std::vector<int>& powers) const -> Element {
  if (powers.size() > generators_.size()) throw Rejection("a product names a generator that does not exist");
  Element x = constant(1);
  Element denominators = constant(1);
  denominators.powers.assign(generators_.size(), 0);
  for (std::size_t g = 0; g < powers.size(); ++g) {
    const int n = powers[g];
    if (n < -max_power || n > max_power) throw Rejection("a power of a generator is out of range");
    const Generator& generator = generators_[g];
    if (!generator.is_base()) {
      if (n != 0 && !generator.is_exponent()) throw Rejection("a product names a generator that has no sign");
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

}  // namespace hebb::checker
