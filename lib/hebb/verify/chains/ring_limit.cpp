#include <utility>

#include <hebb/verify/chains/ring.hpp>

namespace hebb::chains {
namespace {

/// A polynomial in one variable: power -> coefficient.
using Line = std::map<int, Rational>;

Rational value_at(const Line& p, const Rational& x) {
  Rational sum = 0;
  for (const auto& [n, c] : p) {
    Rational power = c;
    for (int k = 0; k < n; ++k) power *= x;
    sum += power;
  }
  return sum;
}

/// How often `at` is a root.
int multiplicity(Line p, const Rational& at) {
  int n = 0;
  for (; !p.empty() && value_at(p, at) == 0; ++n) {
    Line slope;
    for (const auto& [k, c] : p) {
      if (k > 0) slope[k - 1] = c * k;
    }
    p = std::move(slope);
  }
  return n;
}

}  // namespace

// Long: the leading term of numerator and denominator, and what they make together.
std::optional<Real> Ring::limit(const Element& x, int variable, const Rational& at) const {
  const auto line_of = [&](const Terms& terms) -> std::optional<Line> {
    Line line;
    for (const auto& [e, c] : terms) {
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (e[s] != 0 && static_cast<int>(s) != variable) return std::nullopt;
      }
      line[e.empty() ? 0 : e.back()] = c;  // no other indeterminate
    }
    return line;
  };
  std::map<std::vector<int>, Line> groups;
  for (const auto& [e, c] : x.numerator) {
    std::vector<int> rest = e;
    int power = 0;
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (symbols_[s].kind == SymbolKind::variable) power += std::exchange(rest[s], 0);
    }
    groups[rest][power] += c;
  }
  // the zeros at `at` of each generator that occurs, with its value there
  std::vector<int> zeros(generators_.size(), 0);
  std::vector<Rational> values(generators_.size(), 0);
  for (std::size_t g = 0; g < generators_.size(); ++g) {
    bool used = g < x.powers.size() && x.powers[g] != 0;
    for (const auto& [monomial, line] : groups) {
      for (std::size_t s = 0; s < monomial.size(); ++s)
        used = used || (monomial[s] != 0 && symbols_[s].generator == static_cast<int>(g));
    }
    if (!used) continue;
    const auto line = line_of(generators_[g].terms);
    if (!line) return std::nullopt;
    zeros[g] = multiplicity(*line, at);
    values[g] = value_at(*line, at);
  }
  Real total = 0;
  for (const auto& [monomial, coefficient] : groups) {
    int order = 2 * multiplicity(coefficient, at), logs = 0;
    bool is_continuous = true;
    Real value = Real(value_at(coefficient, at));
    for (std::size_t s = 0; s < monomial.size(); ++s) {
      if (monomial[s] == 0) continue;
      const auto g = static_cast<std::size_t>(symbols_[s].generator);
      const bool is_log = symbols_[s].kind == SymbolKind::logarithm;
      const Real inner = Real(values[g]);
      if (symbols_[s].kind == SymbolKind::exponential) {
        value *= Real(pow(Real(exp(inner)), monomial[s]));
      } else if (zeros[g] > 0) {
        is_continuous = false;
        (is_log ? logs : order) += is_log ? monomial[s] : zeros[g] * monomial[s];
      } else if (is_log && values[g] == 1) {
        order += 2 * monomial[s];
      } else {
        value *= Real(pow(is_log ? Real(log(inner)) : Real(sqrt(inner)), monomial[s]));
      }
    }
    for (std::size_t g = 0; g < x.powers.size(); ++g) {
      if (x.powers[g] == 0) continue;
      order -= 2 * zeros[g] * x.powers[g];
      if (zeros[g] > 0) {
        is_continuous = false;
      } else {
        value /= Real(pow(Real(values[g]), x.powers[g]));
      }
    }
    if (order > 0) continue;
    if (order < 0 || logs > 0 || !is_continuous) return std::nullopt;
    total += value;
  }
  return total;
}

}  // namespace hebb::chains
