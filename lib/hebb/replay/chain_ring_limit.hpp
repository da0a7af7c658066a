#pragma once

#include <hebb/replay/chain_exponents.hpp>
#include <hebb/replay/chain_ring.hpp>

// ChainRingOf: limits at an end of a range. Included only where the template is instantiated.

namespace hebb::checker {

namespace chain_detail {

/// A polynomial in one variable: power -> coefficient.
template <class Q>
using Line = std::map<int, Q>;

template <class Q>
Q value_at(const Line<Q>& p, const Q& x) {
  Q sum = 0;
  for (const auto& [n, c] : p) {
    Q power = c;
    for (int k = 0; k < n; ++k) power *= x;
    sum += power;
  }
  return sum;
}

/// How often `at` is a root.
template <class Q>
int multiplicity(Line<Q> p, const Q& at) {
  int n = 0;
  for (; !p.empty() && value_at(p, at) == 0; ++n) {
    Line<Q> slope;
    for (const auto& [k, c] : p) {
      if (k > 0) slope[k - 1] = c * k;
    }
    p = std::move(slope);
  }
  return n;
}

}  // namespace chain_detail

using namespace chain_detail;  // NOLINT(google-build-using-namespace): what the definitions below share

// Long: the leading term of numerator and denominator, and what they make together.
template <class Q>
RationalInterval ChainRingOf<Q>::limit(const Element& x, int variable, const Q& at) const {
  const auto is_line = [&](const Terms& terms) {
    return std::ranges::all_of(terms, [&](const auto& term) {
      for (std::size_t s = 0; s < term.first.size(); ++s) {
        if (term.first[s] != 0 && static_cast<int>(s) != variable) return false;
      }
      return true;
    });
  };
  const auto line_of = [&](const Terms& terms) {
    Line<Q> line;
    for (const auto& [e, c] : terms) line[variable < static_cast<int>(e.size()) ? e[variable] : 0] = c;
    return line;
  };
  // by the exponentials, logarithms and roots of a term: its coefficient
  std::map<std::vector<int>, Line<Q>> groups;
  for (const auto& [e, c] : x.numerator) {
    std::vector<int> rest = e;
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (symbols_[s].kind == SymbolKind::variable) rest[s] = 0;
      if (e[s] != 0 && symbols_[s].kind == SymbolKind::variable && static_cast<int>(s) != variable)
        throw Rejection("a limit has other variables");
    }
    groups[rest][variable < static_cast<int>(e.size()) ? e[variable] : 0] += c;
  }
  RationalInterval sum(0);
  for (const auto& [monomial, coefficient] : groups) {
    // the term is t^(order/2) |log t|^logs times a bounded function; continuous with this value when nothing vanishes
    int order = 2 * multiplicity(coefficient, at), logs = 0;
    bool is_continuous = true;
    RationalInterval value(value_at(coefficient, at));
    for (std::size_t s = 0; s < monomial.size(); ++s) {
      const int n = monomial[s];
      if (n == 0) continue;
      const Generator& generator = generators_[symbols_[s].generator];
      const bool is_base = generator.is_base();
      if (!is_base || !is_line(generator.terms)) {  // a function that is continuous at the limit of its argument
        const RationalInterval inner = limit(generator.argument(), variable, at);
        if (is_base && !(inner.lower > 0)) throw Rejection("a base in a limit is not certainly > 0");
        const RationalInterval factor = power(this->value(symbols_[s], inner), n < 0 ? -n : n);
        value = n > 0 ? product_of_values(value, factor) : value / factor;
        continue;
      }
      const Line<Q> line = line_of(generator.terms);
      const Q inner = value_at(line, at);
      const int zeros = multiplicity(line, at);
      if (zeros > 0) {
        is_continuous = false;
        (symbols_[s].kind == SymbolKind::logarithm ? logs : order) +=
            symbols_[s].kind == SymbolKind::logarithm ? n : zeros * n;
      } else if (symbols_[s].kind == SymbolKind::logarithm && inner == 1) {
        order += 2 * n;
      } else {
        value = product_of_values(
            value, power(symbols_[s].kind == SymbolKind::logarithm ? log_of(RationalInterval(inner))
                                                                   : checker::sqrt(RationalInterval(inner)),
                         n));
      }
    }
    for (std::size_t g = 0; g < x.powers.size(); ++g) {
      if (x.powers[g] == 0) continue;
      if (!is_line(generators_[g].terms)) {
        const RationalInterval inner = limit({generators_[g].terms, {}}, variable, at);
        if (!(inner.lower > 0)) throw Rejection("a base in a limit is not certainly > 0");
        value = value / power(inner, x.powers[g]);
        continue;
      }
      const Line<Q> line = line_of(generators_[g].terms);
      const int zeros = multiplicity(line, at);
      order -= 2 * zeros * x.powers[g];
      if (zeros > 0) {
        is_continuous = false;
      } else {
        value = value / power(RationalInterval(value_at(line, at)), x.powers[g]);
      }
    }
    if (order > 0) continue;  // the limit is 0
    if (order < 0 || logs > 0 || !is_continuous) throw Rejection("a term has no limit that is known");
    sum = sum + value;
  }
  return sum;
}

}  // namespace hebb::checker
