#pragma once

#include <hebb/replay/chain_exponents.hpp>
#include <hebb/replay/chain_ring.hpp>

// ChainRingOf: functions of elements, derivatives, values. Included only where the template is instantiated.

namespace hebb::checker {

using namespace chain_detail;  // NOLINT(google-build-using-namespace): what the definitions below share

template <class Q>
auto ChainRingOf<Q>::inverse(const Element& x) const -> Element {
  auto factors = factor(x);
  if (!factors || !factors->is_product()) throw Rejection("a denominator is not a product of bases");
  for (int& n : factors->powers) n = -n;
  return scaled(product(factors->powers), 1 / factors->constant());
}

template <class Q>
auto ChainRingOf<Q>::log(const Element& x) const -> Element {
  auto factors = factor(x);
  if (!factors || !absorb_constant(*factors)) throw Rejection("the argument of a logarithm is not a product of bases");
  Element sum = constant(0);
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    const Q n(factors->powers[g], generators_[g].is_base() ? 2 : 1);
    if (n == 0) continue;
    const Element term = generators_[g].is_base() ? Element{{{single(generators_[g].symbol, 1), 1}}, {}}
                                                  : Element{generators_[g].terms, {}};
    sum = add(sum, scaled(term, n));
  }
  return sum;
}

template <class Q>
auto ChainRingOf<Q>::logarithm(const std::vector<int>& powers) const -> Element {
  Element sum = constant(0);
  for (std::size_t g = 0; g < powers.size() && g < generators_.size(); ++g) {
    const Element term = generators_[g].is_base() ? Element{{{single(generators_[g].symbol, 1), 1}}, {}}
                                                  : Element{generators_[g].terms, {}};
    sum = add(sum, scaled(term, powers[g]));
  }
  return sum;
}

template <class Q>
auto ChainRingOf<Q>::sqrt(const Element& x) const -> Element {
  if (x.numerator.empty()) return x;
  auto factors = factor(x);
  if (!factors || !absorb_constant(*factors)) throw Rejection("the argument of a root is not a product of bases");
  for (int& n : factors->powers) {
    if (n % 2 != 0) throw Rejection("the argument of a root is not a product of bases");
    n /= 2;
  }
  return product(factors->powers);
}

template <class Q>
auto ChainRingOf<Q>::modulus(const Element& x) const -> Element {
  if (x.numerator.empty()) return x;
  const auto factors = factor(x);
  if (!factors || !factors->is_product()) throw Rejection("the argument of a modulus is not a product of bases");
  return factors->constant() < 0 ? negate(x) : x;
}

template <class Q>
auto ChainRingOf<Q>::exp(const Element& x) const -> Element {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }))
    throw Rejection("an exponential has an argument with a denominator");
  Exponents powers(generators_.size(), 0);
  for (const auto& [e, c] : x.numerator) {
    bool found = false;
    for (std::size_t g = 0; g < generators_.size() && !found; ++g) {
      const Generator& generator = generators_[g];
      const bool is_log = generator.is_base() && e == single(generator.symbol, 1);
      if (!is_log && (!generator.is_exponent() || generator.terms.begin()->first != e)) continue;
      const Q n = is_log ? Q(2 * c) : Q(c / generator.terms.begin()->second);
      if (denominator(n) != 1 || abs(n) > 1000) continue;
      powers[g] += static_cast<int>(numerator(n));
      found = true;
    }
    if (!found) throw Rejection("the argument of an exponential is not a sum of exponents");
  }
  return product(powers);
}

template <class Q>
auto ChainRingOf<Q>::atan(const Element& x) const -> Element {
  if (x.numerator.empty()) return x;
  const Element opposite = negate(x);
  for (const Generator& generator : generators_) {
    if (generator.kind != GeneratorKind::arc || generator.powers != x.powers) continue;
    const Element arc{{{single(generator.symbol, 1), 1}}, {}};
    if (generator.terms == x.numerator) return arc;
    if (generator.terms == opposite.numerator) return negate(arc);
  }
  throw Rejection("the argument of an arctangent is not that of an arc");
}

/// (cos, sin) of n times an angle or an arctangent, n >= 0: with u = tan a, (cos + i sin)^2(a) = (1 + i u)^2/(1 + u^2),
/// and cos a = 1/sqrt(1 + u^2) > 0.
template <class Q>
auto ChainRingOf<Q>::turn_once(const Generator& generator, int n) const -> std::pair<Element, Element> {
  using Pair = std::pair<Element, Element>;
  const auto times = [this](const Pair& x, const Pair& y) {
    return Pair(add(multiply(x.first, y.first), negate(multiply(x.second, y.second))),
                add(multiply(x.first, y.second), multiply(x.second, y.first)));
  };
  Pair result(constant(1), constant(0));
  if (generator.kind == GeneratorKind::angle) {
    const Pair unit({{{single(generator.symbol + 1, 1), 1}}, {}}, {{{single(generator.symbol, 1), 1}}, {}});
    for (int k = 0; k < n; ++k) result = times(result, unit);
    return result;
  }
  const Element u = generator.argument();
  const Element inverse_square = inverse(add(constant(1), multiply(u, u)));
  const Pair raw(constant(1), u);
  for (int k = 0; k < n; ++k) result = times(result, raw);
  Element scale = n % 2 == 1 ? sqrt(inverse_square) : constant(1);
  for (int k = 0; k < n / 2; ++k) scale = multiply(scale, inverse_square);
  return {multiply(result.first, scale), multiply(result.second, scale)};
}

template <class Q>
auto ChainRingOf<Q>::turn(const Element& x) const -> std::pair<Element, Element> {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }))
    throw Rejection("a sine or cosine has an argument with a denominator");
  Element cosine = constant(1), sine = constant(0);
  for (const auto& [e, c] : x.numerator) {
    bool found = false;
    for (const Generator& generator : generators_) {
      const bool is_arc = generator.kind == GeneratorKind::arc && e == single(generator.symbol, 1);
      const bool is_angle = generator.kind == GeneratorKind::angle && generator.terms.begin()->first == e;
      if (!is_arc && !is_angle) continue;
      const Q n = is_arc ? c : Q(c / generator.terms.begin()->second);
      if (denominator(n) != 1 || abs(n) > 50) continue;
      const int times = static_cast<int>(numerator(n));
      auto [cos_of, sin_of] = turn_once(generator, std::abs(times));
      if (times < 0) sin_of = negate(std::move(sin_of));
      Element next = add(multiply(cosine, cos_of), negate(multiply(sine, sin_of)));
      sine = add(multiply(cosine, sin_of), multiply(sine, cos_of));
      cosine = std::move(next);
      found = true;
      break;
    }
    if (!found) throw Rejection("the argument of a sine or cosine is not a sum of angles");
  }
  return {std::move(cosine), std::move(sine)};
}

/// The derivative of an indeterminate, over the indeterminate for an exponential and a root.
template <class Q>
auto ChainRingOf<Q>::derivative_of(int s, int variable) const -> Element {
  const Symbol& symbol = symbols_[s];
  if (symbol.kind == SymbolKind::variable) return constant(s == variable ? 1 : 0);
  const int generator = symbol.generator;
  WorkScope::spend(10);  // arguments within arguments: their number may double from one to the next
  Element inner = derivative(generators_[generator].argument(), variable);
  if (inner.numerator.empty()) return inner;
  switch (symbol.kind) {
    case SymbolKind::sine:
      return multiply(inner, {{{single(s + 1, 1), 1}}, {}});
    case SymbolKind::cosine:
      return multiply(inner, {{{single(s - 1, 1), -1}}, {}});
    case SymbolKind::arctangent: {
      const Element u = generators_[generator].argument();
      return multiply(inner, inverse(add(constant(1), multiply(u, u))));
    }
    case SymbolKind::logarithm:
    case SymbolKind::root:
      inner.powers.resize(std::max<std::size_t>(inner.powers.size(), generator + 1), 0);
      ++inner.powers[generator];
      return symbol.kind == SymbolKind::root ? scaled(std::move(inner), Q(1, 2)) : inner;
    default:
      return inner;
  }
}

template <class Q>
auto ChainRingOf<Q>::derivative(const Terms& terms, int variable) const -> Element {
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
      // E' = q' E and (sqrt b)' = b'/(2 b) sqrt b keep the symbol, the others lose one
      const bool keeps = symbol.kind == SymbolKind::exponential || symbol.kind == SymbolKind::root;
      partial.emplace(keeps ? e : sum(e, single(k, -1)), c * n);
    }
    if (partial.empty()) continue;
    const Element inner = derivative_of(k, variable);
    if (inner.numerator.empty()) continue;
    sum_of_terms = add(sum_of_terms, multiply({std::move(partial), {}}, inner));
  }
  return sum_of_terms;
}

template <class Q>
auto ChainRingOf<Q>::derivative(const Element& x, int variable) const -> Element {
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

template <class Q>
auto ChainRingOf<Q>::coefficient_of_log(const Element& x, int generator) const -> Element {
  const int symbol = generators_[generator].symbol;
  Element c{{}, x.powers};
  for (const auto& [e, coefficient] : x.numerator) {
    if (at(e, symbol) == 1) c.numerator.emplace(sum(e, single(symbol, -1)), coefficient);
  }
  return reduced(std::move(c));
}

/// Without a variable: on any.
template <class Q>
bool ChainRingOf<Q>::depends(const Terms& terms, std::optional<int> variable) const {
  WorkScope::spend(10);  // as for derivatives
  for (const auto& [e, c] : terms) {
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (e[s] == 0) continue;
      if (symbols_[s].kind == SymbolKind::variable ? !variable || static_cast<int>(s) == *variable
                                                   : depends(generators_[symbols_[s].generator].argument(), variable))
        return true;
    }
  }
  return false;
}

template <class Q>
bool ChainRingOf<Q>::depends(const Element& x, std::optional<int> variable) const {
  if (depends(x.numerator, variable)) return true;
  for (std::size_t g = 0; g < x.powers.size(); ++g) {
    if (x.powers[g] != 0 && depends(generators_[g].terms, variable)) return true;
  }
  return false;
}

template <class Q>
RationalInterval ChainRingOf<Q>::log_of(const RationalInterval& x) const {
  if (x.everything || x.lower != x.upper) return checker::log(x);
  std::map<Fraction, RationalInterval>& known = shared_->logarithms;
  const auto found = known.find(x.lower);
  return found != known.end() ? found->second : known.emplace(x.lower, checker::log(x)).first->second;
}

/// The value of an indeterminate from that of the exponent, base, angle or argument.
template <class Q>
RationalInterval ChainRingOf<Q>::value(const Symbol& symbol, const RationalInterval& inner) const {
  switch (symbol.kind) {
    case SymbolKind::exponential:
      return checker::exp(inner);
    case SymbolKind::logarithm:
      return log_of(inner);
    case SymbolKind::root:
      return checker::sqrt(inner);
    case SymbolKind::sine:
      return checker::sin(inner);
    case SymbolKind::cosine:
      return checker::cos(inner);
    case SymbolKind::arctangent:
      return checker::atan(inner);
    default:
      throw Rejection("a variable has no value");
  }
}

template <class Q>
RationalInterval ChainRingOf<Q>::value(const Terms& terms) const {
  RationalInterval result(0);
  for (const auto& [e, c] : terms) {
    RationalInterval product(c);
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (e[s] == 0) continue;
      const Generator& generator = generators_[symbols_[s].generator];
      RationalInterval inner = value(generator.terms);
      for (std::size_t g = 0; g < generator.powers.size(); ++g) {
        if (generator.powers[g] != 0) inner = inner / power(value(generators_[g].terms), generator.powers[g]);
      }
      const RationalInterval factor = power(value(symbols_[s], inner), std::abs(e[s]));
      product = e[s] > 0 ? product_of_values(product, factor) : product / factor;
    }
    result = result + product;
  }
  return result;
}

template <class Q>
RationalInterval ChainRingOf<Q>::numerator_value(const Element& x) const {
  return value(x.numerator);
}

}  // namespace hebb::checker
