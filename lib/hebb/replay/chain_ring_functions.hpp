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
    const Q n(factors->powers[g], generators_[g].is_base ? 2 : 1);
    if (n == 0) continue;
    const Element term = generators_[g].is_base ? Element{{{single(generators_[g].symbol, 1), 1}}, {}}
                                                : Element{generators_[g].terms, {}};
    sum = add(sum, scaled(term, n));
  }
  return sum;
}

template <class Q>
auto ChainRingOf<Q>::logarithm(const std::vector<int>& powers) const -> Element {
  Element sum = constant(0);
  for (std::size_t g = 0; g < powers.size() && g < generators_.size(); ++g) {
    const Element term = generators_[g].is_base ? Element{{{single(generators_[g].symbol, 1), 1}}, {}}
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
auto ChainRingOf<Q>::exp(const Element& x) const -> Element {
  if (std::ranges::any_of(x.powers, [](int n) { return n != 0; }))
    throw Rejection("an exponential has an argument with a denominator");
  Exponents powers(generators_.size(), 0);
  for (const auto& [e, c] : x.numerator) {
    bool found = false;
    for (std::size_t g = 0; g < generators_.size() && !found; ++g) {
      const Generator& generator = generators_[g];
      const bool is_log = generator.is_base && e == single(generator.symbol, 1);
      if (!is_log && (generator.is_base || generator.terms.begin()->first != e)) continue;
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
      if (symbol.kind == SymbolKind::root) inner = scaled(std::move(inner), Q(1, 2));
      if (inner.numerator.empty()) continue;
    }
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

template <class Q>
bool ChainRingOf<Q>::has_variables(const Element& x) const {
  if (depends(x.numerator, {})) return true;
  for (std::size_t g = 0; g < x.powers.size(); ++g) {
    if (x.powers[g] != 0 && depends(generators_[g].terms, {})) return true;
  }
  return false;
}

template <class Q>
RationalInterval ChainRingOf<Q>::log_of(const RationalInterval& x) const {
  if (x.everything || x.lower != x.upper) return checker::log(x);
  const auto found = logarithms_->find(x.lower);
  return found != logarithms_->end() ? found->second : logarithms_->emplace(x.lower, checker::log(x)).first->second;
}

template <class Q>
RationalInterval ChainRingOf<Q>::value(const Terms& terms) const {
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

template <class Q>
RationalInterval ChainRingOf<Q>::numerator_value(const Element& x) const {
  return value(x.numerator);
}

}  // namespace hebb::checker
