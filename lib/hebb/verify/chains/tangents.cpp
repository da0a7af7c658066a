#include <optional>
#include <set>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {

std::optional<Point> Search::lowest_point(const Domain& domain, const Symbol& term) const {
  const std::vector<int> places = order(domain);
  std::vector<Real> t(places.size(), Real(0.5));
  const auto at = [&](const std::vector<Real>& coordinates) -> std::optional<Point> {
    Point x(names_.size(), Real(0));
    for (std::size_t k = 0; k < places.size(); ++k) {
      const auto value = on_range(domain.at(places[k]), coordinates[k], x);
      if (!value || !isfinite(*value)) return std::nullopt;
      x[static_cast<std::size_t>(variables_[places[k]])] = *value;
    }
    return x;
  };
  auto best = at(t);
  if (!best) return std::nullopt;
  Real lowest = value_of(term, *best);
  int budget = 1500;
  for (Real step = Real(0.25); step > Real(1e-10) && budget > 0; step /= 2) {
    for (bool moved = true; moved && budget > 0;) {
      moved = false;
      for (std::size_t k = 0; k < t.size(); ++k) {
        for (const int side : {-1, 1}) {
          std::vector<Real> next = t;
          next[k] += side * step;
          if (!(next[k] > 0 && next[k] < 1)) continue;
          --budget;
          const auto x = at(next);
          if (!x) continue;
          const Real value = value_of(term, *x);
          if (!(value < lowest)) continue;
          lowest = value;
          best = x;
          t = next;
          moved = true;
        }
      }
    }
  }
  return best;
}

bool Search::prove_by_tangents(const Claim& claim, const Symbol& term) {
  std::vector<Symbol> arguments;
  std::set<const Symbol::Node*> seen;
  collect_logarithms(term, arguments, seen);
  std::erase_if(arguments, [](const Symbol& x) { return x.is_constant(); });
  if (arguments.empty() || arguments.size() > 12) return false;
  const std::vector<Point> points = samples(claim.domain);
  const std::vector<Rational> ones(arguments.size(), Rational(1));
  if (prove_by_tangents(claim, arguments, ones, points)) return true;
  if (prove_by_tangents_of_bases(claim, points)) return true;
  if (prove_by_joint_tangents(claim, points)) return true;
  // where the claim is tight, the tangents have to touch: log(k u) with k u = 1 there
  const auto contact = lowest_point(claim.domain, term);
  if (!contact) return false;
  std::vector<Rational> scales;
  for (const Symbol& x : arguments) {
    const Real value = value_of(x, *contact);
    const auto simple = isfinite(value) && value > 0 ? simple_fraction(value) : std::nullopt;
    if (!simple || *simple <= 0) return false;
    scales.push_back(1 / *simple);
  }
  return scales != ones && prove_by_tangents(claim, arguments, scales, points);
}

bool Search::prove_by_tangents_of_bases(const Claim& claim, const std::vector<Point>& points) {
  const Ring& ring = claim.ring;
  std::vector<std::vector<int>> products;
  for (std::size_t g = 0; g < ring.generators().size(); ++g) {
    const auto& generator = ring.generators()[g];
    if (!generator.is_base() || !ring.has_variables({generator.terms, {}})) continue;
    if (!linear_in(claim.value.numerator, static_cast<std::size_t>(generator.symbol))) continue;
    products.emplace_back(g + 1, 0).back() = 1;
  }
  return !products.empty() && prove_by_tangents(claim, products, points);
}

bool Search::prove_by_tangents(const Claim& claim, const std::vector<std::vector<int>>& products,
                               const std::vector<Point>& points) {
  const unsigned choices = products.size() <= 4 ? 1U << products.size() : 2;
  for (unsigned choice = 0; choice < choices; ++choice) {
    const Mark m = mark();
    try {
      if (tangents(claim, products, products.size() <= 4 || choice == 0 ? choice : ~0U, points)) return true;
    } catch (const Rejection&) {
    } catch (const PreconditionError&) {
    }
    back_to(m);
  }
  return false;
}

bool Search::prove_by_tangents(const Claim& given, const std::vector<Symbol>& arguments,
                               const std::vector<Rational>& scales, const std::vector<Point>& points) {
  const Mark start = mark();
  Claim claim = given;
  std::vector<std::vector<int>> products;
  try {
    for (const Rational& scale : scales) {
      for (Integer rest : {Integer(numerator(scale)), Integer(denominator(scale))}) {
        for (int p = 2; rest > 1; ++p) {
          if (Integer(p) * p > rest) p = rest.convert_to<int>();
          if (rest % p != 0) continue;
          while (rest % p == 0) rest /= p;
          auto f = claim.ring.factor(claim.ring.constant(Rational(p)));
          if (!claim.ring.absorb_constant(*f) && !add_base(claim, claim.ring.constant(Rational(p))))
            return back_to(start);
        }
      }
    }
    for (std::size_t k = 0; k < arguments.size(); ++k) {
      auto f = claim.ring.factor(claim.ring.scaled(evaluate(claim.ring, arguments[k]), scales[k]));
      if (!f || !claim.ring.absorb_constant(*f)) return back_to(start);
      for (int& n : f->powers) {
        if (n % 2 != 0) return back_to(start);
        n /= 2;
      }
      products.push_back(std::move(f->powers));
    }
  } catch (const Rejection&) {
    return back_to(start);
  }
  if (prove_by_tangents(claim, products, points)) return true;
  return back_to(start);
}

bool Search::tangents(Claim claim, const std::vector<std::vector<int>>& products, unsigned choice,
                      const std::vector<Point>& points) {
  const Ring& ring = claim.ring;
  for (std::size_t j = 0; j < products.size(); ++j) {
    const std::vector<int>& u = products[j];
    // a base of u with variables that no later argument has
    int generator = -1;
    for (std::size_t g = 0; g < u.size() && generator < 0; ++g) {
      if (u[g] == 0 || !ring.generators()[g].is_base() || !ring.has_variables({ring.generators()[g].terms, {}}))
        continue;
      bool later = false;
      for (std::size_t k = j + 1; k < products.size(); ++k)
        later = later || (g < products[k].size() && products[k][g] != 0);
      if (!later) generator = static_cast<int>(g);
    }
    if (generator < 0) return false;
    for (std::size_t g = 0; g < u.size(); ++g) {
      if (u[g] != 0 && !ring.generators()[g].is_base()) return false;
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
