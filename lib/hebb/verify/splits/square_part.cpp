#include <algorithm>

#include <hebb/verify/splits/square_part.hpp>

namespace hebb::splits {
namespace {

using Univariate = std::vector<Rational>;

/// Whole coefficients without a common divisor, the leading one positive.
Univariate primitive(Univariate f) {
  while (!f.empty() && f.back() == 0) f.pop_back();
  if (f.empty()) return f;
  Integer common = 1, divisor = 0;
  for (const Rational& c : f) common = lcm(common, Integer(denominator(c)));
  for (Rational& c : f) {
    c *= Rational(common);
    divisor = gcd(divisor, Integer(numerator(c)));
  }
  const Rational scale(f.back() < 0 ? Integer(-divisor) : divisor);
  for (Rational& c : f) c /= scale;
  return f;
}

/// Quotient; f becomes the remainder.
Univariate divide(Univariate& f, const Univariate& g) {
  if (f.size() < g.size()) return {};
  Univariate quotient(f.size() - g.size() + 1);
  for (std::size_t k = quotient.size(); k-- > 0;) {
    quotient[k] = f[k + g.size() - 1] / g.back();
    for (std::size_t m = 0; m < g.size(); ++m) f[k + m] -= quotient[k] * g[m];
  }
  while (!f.empty() && f.back() == 0) f.pop_back();
  return quotient;
}

Univariate divided(Univariate f, const Univariate& g) { return divide(f, g); }

Univariate common_divisor(Univariate f, Univariate g) {
  while (!g.empty()) {
    divide(f, g);
    f = primitive(std::move(f));
    std::swap(f, g);
  }
  return primitive(std::move(f));
}

Univariate product(const Univariate& f, const Univariate& g) {
  Univariate result(f.size() + g.size() - 1);
  for (std::size_t k = 0; k < f.size(); ++k) {
    for (std::size_t m = 0; m < g.size(); ++m) result[k + m] += f[k] * g[m];
  }
  return result;
}

Univariate derivative(const Univariate& f) {
  Univariate result;
  for (std::size_t k = 1; k < f.size(); ++k) result.push_back(f[k] * Rational(static_cast<int>(k)));
  return result;
}

}  // namespace

SquarePart square_part(const Univariate& given) {
  Univariate f = given;
  while (!f.empty() && f.back() == 0) f.pop_back();
  // Yun: after step n, `layer` has the roots of multiplicity n.
  Univariate root{1}, repeated = common_divisor(f, derivative(f)), simple = divided(f, repeated);
  for (int n = 1; simple.size() > 1; ++n) {
    const Univariate next = common_divisor(simple, repeated), layer = divided(simple, next);
    for (int k = 0; k < n / 2; ++k) root = product(root, layer);
    repeated = divided(repeated, next);
    simple = next;
  }
  root = primitive(std::move(root));
  return {root, divided(f, product(root, root))};
}

}  // namespace hebb::splits
