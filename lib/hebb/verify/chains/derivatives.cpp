#include <algorithm>
#include <set>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {

namespace {

struct Multiplier {
  std::optional<Element> base;  // to be added first
  std::vector<int> powers;      // of the division
};

/// The polynomial coefficient of each product of exponentials, logarithms and roots.
std::map<std::vector<int>, Terms> coefficients_of(const Ring& ring, const Terms& terms) {
  std::map<std::vector<int>, Terms> groups;
  for (const auto& [e, c] : terms) {
    std::vector<int> monomial = e, rest(e.size(), 0);
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (ring.symbols()[s].kind == SymbolKind::variable) std::swap(monomial[s], rest[s]);
    }
    while (!rest.empty() && rest.back() == 0) rest.pop_back();
    while (!monomial.empty() && monomial.back() == 0) monomial.pop_back();
    groups[monomial].emplace(rest, c);
  }
  return groups;
}

/// 1, the inverse bases, the inverse exponentials, the inverse coefficients, whole or one factor of them, where they
/// have one sign.
std::vector<Multiplier> multipliers(const Claim& claim, const std::vector<Point>& points) {
  const Ring& ring = claim.ring;
  std::vector<Multiplier> result{{}};
  for (std::size_t g = 0; g < ring.generators().size(); ++g) {
    if (!ring.generators()[g].is_base() || !ring.has_variables({ring.generators()[g].terms, {}})) continue;
    std::vector<int> powers(g + 1, 0);
    powers[g] = 2;
    result.push_back({{}, powers});
  }
  for (const auto& [monomial, coefficient] : coefficients_of(ring, claim.value.numerator)) {
    std::vector<int> outer(ring.generators().size() + 1, 0);
    for (std::size_t s = 0; s < monomial.size(); ++s) {
      const auto& symbol = ring.symbols()[s];
      if (monomial[s] == 0) continue;
      if (symbol.kind != SymbolKind::exponential && symbol.kind != SymbolKind::root) continue;
      outer[static_cast<std::size_t>(symbol.generator)] += monomial[s];
    }
    const auto f = ring.factor({coefficient, {}});
    if (std::ranges::any_of(outer, [](int n) { return n != 0; })) result.push_back({{}, outer});
    std::vector<int> full = outer;
    for (std::size_t g = 0; g < f->powers.size(); ++g) {
      full[g] += f->powers[g];
      if (f->powers[g] == 0) continue;
      std::vector<int> one(full.size(), 0);
      one[g] = f->powers[g];
      result.push_back({{}, one});
    }
    if (f->is_product()) {
      result.push_back({{}, full});
      continue;
    }
    const Signs s = signs(ring, f->rest, points);
    if (s.positive == s.negative) continue;
    Element base{primitive(f->rest), {}};
    if (s.negative) base = ring.negate(base);
    full.back() = 2;
    result.push_back({base, full});
    std::vector<int> one(full.size(), 0);
    one.back() = 2;
    result.push_back({base, one});
  }
  return result;
}

}  // namespace

std::vector<Option> Search::derivatives(const Claim& claim, const std::vector<Point>& points) const {
  std::vector<Option> options;
  std::set<std::pair<std::vector<int>, Terms>> seen;
  for (Multiplier& m : multipliers(claim, points)) {
    while (!m.powers.empty() && m.powers.back() == 0) m.powers.pop_back();
    if (!seen.insert({m.powers, m.base ? m.base->numerator : Terms{}}).second) continue;
    try {
      Ring own = claim.ring;
      if (m.base) own.add_base(*m.base);
      std::vector<int> inverse = m.powers;
      for (int& n : inverse) n = -n;
      const Element value = own.multiply(claim.value, own.product(inverse));
      for (const auto& [place, f] : claim.domain) {
        if (!is_free(claim.domain, place) || !own.has_variable(claim.value.numerator, variables_[place])) continue;
        Element slope = own.derivative(value, variables_[place]);
        const Terms rest = stripped(own, slope).second.numerator;
        options.push_back({place, m.base, m.powers, own, value, std::move(slope), measure(own, rest)});
      }
    } catch (const Rejection&) {
    }
  }
  std::ranges::stable_sort(options, {}, &Option::size);
  return options;
}

bool Search::prove_by_derivative(const Claim& claim, const std::vector<Point>& points) {
  const std::vector<Option> options = derivatives(claim, points);
  int tried = 0;
  for (const Option& option : options) {
    if (tried++ == options_.width || is_spent()) break;
    const Mark m = mark();
    Claim next = claim;
    if (option.base && !add_base(next, *option.base)) {
      back_to(m);
      continue;
    }
    if (!option.powers.empty()) emit(Kind::divide, 0, {}, option.powers);
    next.value = option.value;
    try {
      if (prove_along(next, option.place, option.slope, points)) return true;
    } catch (const Rejection&) {
    } catch (const PreconditionError&) {
    }
    back_to(m);
  }
  return false;
}

bool Search::prove_along(const Claim& claim, int place, const Element& slope, const std::vector<Point>& points) {
  const Terms rest = stripped(claim.ring, slope).second.numerator;
  const Signs s = signs(claim.ring, rest, points);
  if (!s.negative) return monotone(claim, place, true);
  if (!s.positive) return monotone(claim, place, false);
  const Mark m = mark();
  if (claim.domain.size() == 1) {
    if (prove_in_pieces(claim, place, rest)) return true;
    back_to(m);
  } else {
    for (const Symbol& phi : turning_points(claim, place, rest)) {
      if (const auto valley = is_turning_point(claim, place, rest, phi, points)) {
        if (prove_in_pieces(claim, place, {{phi, false}}, {!*valley, *valley})) return true;
        back_to(m);
      }
    }
  }
  return chord(claim, place, points);
}

Domain Search::opened(Domain domain, int place) {
  domain.at(place).lower_open = domain.at(place).upper_open = true;
  return domain;
}

/// Each function in a claim, and each of its denominators, with these terms for the variables. The checker evaluates
/// all of them at the end of a range, where the term of the claim may have lost some: 0 log 2 is 0.
std::vector<Symbol> Search::functions_of(const Claim& claim, const std::vector<Symbol>& names) {
  std::vector<Symbol> result;
  std::set<std::size_t> seen;
  for (const auto& [e, c] : claim.value.numerator) {
    for (std::size_t s = 0; s < e.size(); ++s) {
      if (e[s] == 0 || claim.ring.symbols()[s].kind == SymbolKind::variable || !seen.insert(s).second) continue;
      std::vector<int> alone(s + 1, 0);
      alone[s] = 1;
      result.push_back(claim.ring.term(Terms{{alone, 1}}, names));
    }
  }
  for (std::size_t g = 0; g < claim.value.powers.size(); ++g) {
    if (claim.value.powers[g] != 0) result.push_back(1 / claim.ring.term(claim.ring.generators()[g].terms, names));
  }
  return result;
}

bool Search::at_end(const Claim& claim, int place, bool lower, Sign sign) {
  const Fibre& f = claim.domain.at(place);
  const std::optional<Symbol>& end = lower ? f.lower : f.upper;
  if (!end) return false;
  Domain rest = claim.domain;
  rest.erase(place);
  std::vector<Symbol> names = names_;
  names[static_cast<std::size_t>(variables_[place])] = *end;
  if (prove_fresh(rest, sign, claim.ring.term(claim.value, names), claim.depth + 1, false, functions_of(claim, names)))
    return true;
  if (!rest.empty() || !end->is_constant() || sign == Sign::zero) return false;
  const checker::RationalInterval limit = claim.ring.limit(claim.value, variables_[place], end->constant());
  if (!(sign == Sign::positive ? !limit.everything && limit.lower > 0 : limit.is_nonnegative())) return false;
  emit(Kind::limit);
  return true;
}

bool Search::monotone(const Claim& claim, int place, bool up) {
  const Fibre& f = claim.domain.at(place);
  const bool strict_slope = claim.sign == Sign::positive && (up ? f.lower_open : f.upper_open);
  emit(up ? Kind::up : Kind::down, variables_[place]);
  if (!at_end(claim, place, up, strict_slope ? Sign::nonnegative : claim.sign)) return false;
  Element slope = claim.ring.derivative(claim.value, variables_[place]);
  if (!up) slope = claim.ring.negate(std::move(slope));
  return prove({opened(claim.domain, place), strict_slope ? Sign::positive : Sign::nonnegative, claim.ring,
                std::move(slope), claim.depth + 1});
}

bool Search::chord(const Claim& claim, int place, const std::vector<Point>& points) {
  const Fibre& f = claim.domain.at(place);
  if (!f.lower || !f.upper) return false;
  const int v = variables_[place];
  const Element second = claim.ring.negate(claim.ring.derivative(claim.ring.derivative(claim.value, v), v));
  if (signs(claim.ring, stripped(claim.ring, second).second.numerator, points).negative) return false;
  emit(Kind::chord, v);
  return at_end(claim, place, true, claim.sign) && at_end(claim, place, false, claim.sign) &&
         prove({opened(claim.domain, place), Sign::nonnegative, claim.ring, second, claim.depth + 1});
}
}  // namespace hebb::chains
