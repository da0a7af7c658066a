#include <algorithm>
#include <set>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {

namespace {

constexpr std::size_t max_coefficients = 10;  // of logarithms that are looked at together
constexpr int max_turns = 12;                 // of ranges, in one search: what fails over them costs as much again

/// The roots in a product of indeterminates.
std::set<std::size_t> roots_in(const Ring& ring, const std::vector<int>& exponents) {
  std::set<std::size_t> roots;
  for (std::size_t s = 0; s < exponents.size(); ++s) {
    if (exponents[s] != 0 && ring.symbols()[s].kind == SymbolKind::root) roots.insert(s);
  }
  return roots;
}

/// The logarithms with one coefficient, up to its sign.
struct Share {
  Element coefficient;                      // >= 0 at the points
  std::vector<std::pair<int, int>> powers;  // generators, and the sign with which they have it
  std::vector<std::size_t> parts;           // of which it is the sum
};

}  // namespace

bool Search::prove_by_joint_tangents(const Claim& claim, const std::vector<Point>& points) {
  const Ring& ring = claim.ring;
  const auto equal = [&](const Element& x, const Element& y) { return ring.add(x, ring.negate(y)).numerator.empty(); };
  std::vector<Share> shares;
  try {
    for (std::size_t g = 0; g < ring.generators().size(); ++g) {
      const auto& generator = ring.generators()[g];
      if (!generator.is_base()) continue;
      const auto symbol = static_cast<std::size_t>(generator.symbol);
      if (std::ranges::none_of(claim.value.numerator,
                               [&](const auto& t) { return symbol < t.first.size() && t.first[symbol] != 0; }))
        continue;
      if (!linear_in(claim.value.numerator, symbol)) return false;
      Element c = ring.coefficient_of_log(claim.value, static_cast<int>(g));
      const Signs s = signs(ring, c.numerator, points);
      if (s.positive == s.negative) return false;
      if (s.negative) c = ring.negate(std::move(c));
      const std::pair power(static_cast<int>(g), s.negative ? -1 : 1);
      const auto found = std::ranges::find_if(shares, [&](const Share& share) { return equal(share.coefficient, c); });
      if (found != shares.end())
        found->powers.push_back(power);
      else
        shares.push_back({std::move(c), {power}, {}});
    }
    if (shares.size() < 3 || shares.size() > max_coefficients) return false;
    // Each coefficient that is the sum of others; these are no sums themselves.
    for (std::size_t k = 0; k < shares.size(); ++k) {
      for (unsigned set = 1; set < 1U << shares.size() && shares[k].parts.empty(); ++set) {
        if ((set >> k & 1U) != 0 || (set & (set - 1)) == 0) continue;
        Element sum = ring.constant(0);
        std::vector<std::size_t> parts;
        for (std::size_t j = 0; j < shares.size(); ++j) {
          if ((set >> j & 1U) == 0) continue;
          parts.push_back(j);
          sum = ring.add(sum, shares[j].coefficient);
        }
        if (std::ranges::none_of(parts, [&](std::size_t j) { return !shares[j].parts.empty(); }) &&
            equal(sum, shares[k].coefficient))
          shares[k].parts = parts;
      }
    }
  } catch (const Rejection&) {
    return false;
  }
  std::vector<std::vector<int>> products;
  bool joint = false;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    if (!shares[k].parts.empty()) continue;
    std::vector<int> product(ring.generators().size(), 0);
    for (std::size_t j = 0; j < shares.size(); ++j) {
      const bool has_part = std::ranges::find(shares[j].parts, k) != shares[j].parts.end();
      joint = joint || has_part;
      if (j != k && !has_part) continue;
      for (const auto& [g, sign] : shares[j].powers) product[static_cast<std::size_t>(g)] += sign;
    }
    while (!product.empty() && product.back() == 0) product.pop_back();
    products.push_back(std::move(product));
  }
  return joint && prove_by_tangents(claim, products, points);
}

std::optional<Claim> Search::with_surds_bounded(Claim claim, int shape, int order, const Point& contact,
                                                const std::vector<Point>& points) {
  for (int round = 0; round < 6; ++round) {
    std::set<std::size_t> roots;
    for (const auto& [e, c] : claim.value.numerator) {
      if (roots = roots_in(claim.ring, e); !roots.empty()) break;
    }
    if (roots.empty()) return round > 0 ? std::optional(claim) : std::nullopt;
    std::vector<int> powers(claim.ring.generators().size(), 0);
    std::vector<std::size_t> bases;
    for (const std::size_t s : roots) {
      bases.push_back(static_cast<std::size_t>(claim.ring.symbols()[s].generator));
      powers[bases.back()] = 1;
    }
    const Element w = claim.ring.product(powers);
    Element part{{}, claim.value.powers};
    for (const auto& [e, c] : claim.value.numerator) {
      if (roots_in(claim.ring, e) == roots) part.numerator.emplace(e, c);
    }
    const Element c = claim.ring.multiply(part, claim.ring.inverse(w));
    const Signs s = signs(claim.ring, c.numerator, points);
    if (s.positive == s.negative) return std::nullopt;
    // where the line touches: a sum of variables, a base, or a number
    Element m = claim.ring.constant(1);
    if (shape == 0 || shape == 3) {
      m = claim.ring.constant(0);
      for (const auto& [place, f] : claim.domain) {
        const int v = variables_[place];
        if (shape == 3 && !claim.ring.has_variable(w.numerator, v)) continue;
        m = claim.ring.add(m, claim.ring.variable(v));
      }
    } else if (shape == 1 || shape == 2) {
      const std::size_t k = shape == 1 ? bases.front() : bases.back();
      if (bases.size() < 2) return std::nullopt;
      m = {claim.ring.generators()[k].terms, {}};
    }
    if (m.numerator.empty()) return std::nullopt;
    const Real at = claim.ring.numerator_at(m.numerator, contact).first;
    const auto ratio = simple_fraction(claim.ring.numerator_at(w.numerator, contact).first / at);
    if (ratio && *ratio > 0) m = claim.ring.scaled(std::move(m), *ratio);
    if (const auto f = claim.ring.factor(m); !f || !f->is_product()) {
      if (!add_base(claim, Element{primitive(m.numerator), {}})) return std::nullopt;
    }
    const Element u = claim.ring.multiply(w, w), square = claim.ring.multiply(m, m), sum = claim.ring.add(u, square);
    if (s.positive && order == 1) {
      if (const auto f = claim.ring.factor(sum); !f || !f->is_product()) {
        if (!add_base(claim, Element{primitive(f ? f->rest : sum.numerator), {}})) return std::nullopt;
      }
    }
    const Ring& ring = claim.ring;
    Element bound;
    if (s.negative) {
      bound = ring.multiply(sum, ring.inverse(ring.scaled(m, 2)));
    } else if (order == 1) {
      bound = ring.multiply(ring.scaled(ring.multiply(u, m), 2), ring.inverse(sum));
    } else {
      const Element above = ring.add(ring.scaled(ring.multiply(square, u), 3), ring.negate(ring.multiply(u, u)));
      bound = ring.multiply(above, ring.inverse(ring.scaled(ring.multiply(square, m), 2)));
    }
    emit(Kind::surd, s.negative ? -1 : order, ring.term(m, names_), powers);
    if (!prove({claim.domain, Sign::nonnegative, ring, s.positive ? c : ring.negate(c), claim.depth + 1}))
      return std::nullopt;
    const Element rest = ring.add(claim.value, ring.negate(part));
    claim.value = ring.add(rest, ring.multiply(c, bound));
    if (signs(ring, claim.value.numerator, points).negative) return std::nullopt;
  }
  return std::nullopt;
}

bool Search::prove_by_surds(const Claim& claim, const std::vector<Point>& points) {
  const Ring& ring = claim.ring;
  if (!has_kind(ring, claim.value.numerator, SymbolKind::root)) return false;
  for (const SymbolKind kind :
       {SymbolKind::exponential, SymbolKind::logarithm, SymbolKind::sine, SymbolKind::cosine, SymbolKind::arctangent}) {
    if (has_kind(ring, claim.value.numerator, kind)) return false;
  }
  const auto contact = lowest_point(claim.domain, ring.term(claim.value.numerator, names_));
  if (!contact) return false;
  for (const int shape : {0, 3, 1, 2, 4}) {
    for (const int order : {2, 1}) {
      const Mark m = mark();
      try {
        auto bounded = with_surds_bounded(claim, shape, order, *contact, points);
        if (bounded) {
          ++bounded->depth;
          if (prove(std::move(*bounded))) return true;
        }
      } catch (const Rejection&) {
      } catch (const PreconditionError&) {
      }
      back_to(m);
    }
  }
  return false;
}

bool Search::prove_turned(const Claim& claim) {
  if (is_turned_ || claim.domain.size() < 2 || turns_ >= max_turns) return false;
  const std::vector<std::string>& variables = statement_.expression.variables;
  for (const auto& [place, f] : claim.domain) {
    for (const bool lower : {true, false}) {
      const std::optional<Symbol>& end = lower ? f.lower : f.upper;
      if (!end || !is_rational(*end)) continue;
      for (const auto& [other, g] : claim.domain) {
        const int variable = variables_[place], of_other = variables_[other];
        if (!occurs(*end, variables[static_cast<std::size_t>(of_other)])) continue;
        const Symbol& v = names_[static_cast<std::size_t>(variable)];
        const Symbol distance = lower ? v - *end : *end - v;
        const auto slope = slope_in(distance, variables[static_cast<std::size_t>(of_other)]);
        if (!slope || *slope == 0) continue;
        const Symbol solution = Symbol(Rational(-1 / *slope)) * with(distance, variables, {{of_other, Symbol(0)}});
        Domain next = claim.domain;
        Fibre &h = next.at(place), &k = next.at(other);
        const bool is_open = lower ? f.lower_open : f.upper_open;
        (*slope > 0 ? k.lower : k.upper) = solution;
        (*slope > 0 ? k.lower_open : k.upper_open) = is_open;
        const std::optional<Symbol>& at = *slope > 0 ? g.upper : g.lower;
        std::optional<Symbol>& bound = lower ? h.lower : h.upper;
        bound = at ? std::optional(with(*end, variables, {{of_other, *at}})) : std::nullopt;
        (lower ? h.lower_open : h.upper_open) = is_open || (*slope > 0 ? g.upper_open : g.lower_open);
        if (!is_ordered(next)) continue;
        const Mark m = mark();
        emit(Kind::turn, variable, {}, {of_other});
        drafts_.back().term = lower ? 0 : 1;
        is_turned_ = true;
        ++turns_;
        const bool proved = prove_fresh(next, claim.sign, claim.ring.term(claim.value, names_), claim.depth + 1);
        is_turned_ = false;
        if (proved) return true;
        back_to(m);
      }
    }
  }
  return false;
}

}  // namespace hebb::chains
