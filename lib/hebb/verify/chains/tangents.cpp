#include <set>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {

bool Search::prove_by_tangents(const Claim& claim, const Symbol& term) {
  std::vector<Symbol> arguments;
  std::set<const Symbol::Node*> seen;
  collect_logarithms(term, arguments, seen);
  if (arguments.empty() || arguments.size() > 4) return false;
  std::vector<std::vector<int>> products;
  try {
    for (const Symbol& x : arguments) {
      auto f = claim.ring.factor(evaluate(claim.ring, x));
      if (!f || !claim.ring.absorb_constant(*f)) return false;
      for (int& n : f->powers) {
        if (n % 2 != 0) return false;
        n /= 2;
      }
      products.push_back(std::move(f->powers));
    }
  } catch (const Rejection&) {
    return false;
  }
  const std::vector<Point> points = samples(claim.domain);
  for (unsigned choice = 0; choice < (1U << products.size()); ++choice) {
    const Mark m = mark();
    try {
      if (tangents(claim, products, choice, points)) return true;
    } catch (const Rejection&) {
    } catch (const PreconditionError&) {
    }
    back_to(m);
  }
  return false;
}

bool Search::tangents(Claim claim, const std::vector<std::vector<int>>& products, unsigned choice,
                      const std::vector<Point>& points) {
  const Ring& ring = claim.ring;
  for (std::size_t j = 0; j < products.size(); ++j) {
    const std::vector<int>& u = products[j];
    // a base of u that no later argument has
    int generator = -1;
    for (std::size_t g = 0; g < u.size() && generator < 0; ++g) {
      if (u[g] == 0 || !ring.generators()[g].is_base) continue;
      bool later = false;
      for (std::size_t k = j + 1; k < products.size(); ++k) later = later || products[k][g] != 0;
      if (!later) generator = static_cast<int>(g);
    }
    if (generator < 0) return false;
    for (std::size_t g = 0; g < u.size(); ++g) {
      if (u[g] != 0 && !ring.generators()[g].is_base) return false;
    }
    const Element c = ring.scaled(ring.coefficient_of_log(claim.value, generator),
                                  Rational(1) / Rational(u[static_cast<std::size_t>(generator)]));
    if (c.numerator.empty()) continue;
    const Signs s = signs(ring, c.numerator, points);
    if (s.positive == s.negative) return false;
    const int k = (choice >> j & 1U) != 0 ? 2 : 1;
    drafts_.push_back({Kind::tangent, generator, s.positive ? k : -k, u, {}});
    if (!prove({claim.domain, Sign::nonnegative, ring, s.positive ? c : ring.negate(c), claim.depth + 1})) return false;
    std::vector<int> powers = u;
    for (int& n : powers) n *= (s.positive ? -1 : 1) * (k == 1 ? 2 : 1);
    const Element root = ring.product(powers), one = ring.constant(1);
    const Element bound = s.positive ? ring.add(one, ring.negate(root)) : ring.add(root, ring.negate(one));
    Element rest = ring.add(claim.value, ring.negate(ring.multiply(c, ring.logarithm(u))));
    claim.value = ring.add(rest, ring.multiply(c, ring.scaled(bound, k)));
    if (signs(ring, claim.value.numerator, points).negative) return false;
  }
  if (has_kind(ring, claim.value.numerator, SymbolKind::logarithm)) return false;
  return prove(claim);
}
}  // namespace hebb::chains
