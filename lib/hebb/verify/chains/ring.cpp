#include <cstdlib>

#include <hebb/replay/chain_ring_algebra.hpp>
#include <hebb/replay/chain_ring_functions.hpp>
#include <hebb/replay/chain_ring_limit.hpp>
#include <hebb/verify/chains/ring.hpp>

template class hebb::checker::ChainRingOf<hebb::Rational>;

namespace hebb::chains {

namespace {

/// The function of an indeterminate, of a number or of a term.
template <class T>
T function_of(Ring::SymbolKind kind, const T& x) {
  switch (kind) {
    case Ring::SymbolKind::exponential:
      return exp(x);
    case Ring::SymbolKind::logarithm:
      return log(x);
    case Ring::SymbolKind::root:
      return sqrt(x);
    case Ring::SymbolKind::sine:
      return sin(x);
    case Ring::SymbolKind::cosine:
      return cos(x);
    default:
      return atan(x);
  }
}

}  // namespace

std::pair<Real, Real> Ring::numerator_at(const Terms& terms, const std::vector<Real>& point) const {
  std::vector<std::optional<Real>> values(symbols().size());
  const auto evaluate = [&](const auto& self, const Terms& x) -> std::pair<Real, Real> {
    Real total = 0, magnitude = 0;
    for (const auto& [e, c] : x) {
      Real product = Real(c);
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (e[s] == 0) continue;
        if (!values[s]) {
          if (symbols()[s].kind == SymbolKind::variable) {
            values[s] = point[s];
          } else {
            const Generator& generator = generators()[symbols()[s].generator];
            Real inner = self(self, generator.terms).first;
            for (std::size_t g = 0; g < generator.powers.size(); ++g) {
              if (generator.powers[g] != 0)
                inner /= Real(pow(self(self, generators()[g].terms).first, generator.powers[g]));
            }
            values[s] = function_of(symbols()[s].kind, inner);
          }
        }
        product *= pow(*values[s], e[s]);
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
      if (symbols()[s].kind != SymbolKind::variable) {
        const hebb::Symbol inner = term(generators()[symbols()[s].generator].argument(), names);
        symbol = function_of(symbols()[s].kind, inner);
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
    const hebb::Symbol base = term(generators()[g].terms, names);
    result = result / (x.powers[g] == 1 ? base : pow(base, x.powers[g]));
  }
  return result;
}

}  // namespace hebb::chains
