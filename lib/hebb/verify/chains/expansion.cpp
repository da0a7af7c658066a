#include <algorithm>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/evaluate.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {
namespace {

/// The unit of an exponent or angle has to be finer than was thought.
struct RestartWith {
  std::pair<Kind, std::vector<int>> monomial;
  Rational unit;
};

}  // namespace

struct Added {
  Kind kind;
  Ring before;
  Element term;
};

/// A ring that gets the generators that a term needs.
struct Search::Growing {
  Ring ring;
  const Domain& domain;
  std::vector<Point> points;
  std::vector<Added> added;
  void add(Kind kind, const Element& x) {
    added.push_back({kind, ring, x});
    if (kind == Kind::exponent) ring.add_exponent(x);
    if (kind == Kind::base) ring.add_base(x);
    if (kind == Kind::angle) ring.add_angle(x);
    if (kind == Kind::arc) ring.add_arc(x);
  }
};

void Search::make_product(Growing& g, const Element& x, bool constants) const {
  for (int round = 0; round < 40; ++round) {
    auto f = g.ring.factor(x);
    if (!f) throw Rejection("no form for chains");
    if (f->is_product()) {
      if (!constants || g.ring.absorb_constant(*f)) return;
      Rational c = f->constant();
      if (c <= 0) throw Rejection("no form for chains");
      Integer n = numerator(c) != 1 ? Integer(numerator(c)) : Integer(denominator(c));
      for (int p = 2; p < 40; ++p) {
        if (n % p == 0) {
          n = p;  // the first prime, or what is left without small ones
          break;
        }
      }
      g.add(Kind::base, g.ring.constant(Rational(n)));
      continue;
    }
    Terms base = f->rest;
    std::vector<Terms> candidates;
    for (const int v : variables_) candidates.push_back(g.ring.variable(v).numerator);
    for (Terms& t : edges(g.ring, g.domain, false)) candidates.push_back(std::move(t));
    for (Terms& t : candidates) {
      if (t.size() > 3 || t == base) continue;
      if (const auto q = g.ring.quotient(base, t)) {
        base = t;
        break;
      }
    }
    const Signs s = signs(g.ring, base, g.points);
    if (s.positive == s.negative) throw Rejection("no form for chains");
    Element b{primitive(base), {}};
    g.add(Kind::base, s.negative ? g.ring.negate(b) : b);
  }
  throw Rejection("no form for chains");
}

/// Exponents or angles, so that the exponential, or sine and cosine, of x can be expressed.
void Search::make_arguments(Growing& g, Kind kind, const Element& x) const {
  for (const auto& [e, c] : x.numerator) {
    const Terms term{{e, c}};
    try {
      (void)(kind == Kind::angle ? g.ring.sin({term, {}}) : g.ring.exp({term, {}}));
      continue;
    } catch (const Rejection&) {
    }
    const std::pair monomial(kind, e);
    const Rational& unit = units_[monomial];
    const Rational next = unit == 0 ? abs(c) : common_unit(unit, c);
    if (unit != 0 && next != unit) throw RestartWith{monomial, next};
    units_[monomial] = next;
    g.add(kind, {{{e, next}}, {}});
  }
}

void Search::make_arc(Growing& g, const Element& x) const {
  if (x.numerator.empty()) return;
  make_product(g, g.ring.add(g.ring.constant(1), g.ring.multiply(x, x)), false);
  try {
    (void)g.ring.atan(x);
  } catch (const Rejection&) {
    g.add(Kind::arc, x);
  }
}

Element Search::evaluate(Growing& g, const Symbol& term) const {
  struct Grow {
    const Search& search;
    Growing& g;
    const Ring& ring() const { return g.ring; }
    void product(const Element& x, bool constants) { search.make_product(g, x, constants); }
    void exponents(const Element& x) { search.make_arguments(g, Kind::exponent, x); }
    void angles(const Element& x) { search.make_arguments(g, Kind::angle, x); }
    void arc(const Element& x) { search.make_arc(g, x); }
  } grow{*this, g};
  std::map<const Symbol::Node*, Element> known;
  return evaluate_with(term, index(), grow, known);
}

std::optional<std::pair<Ring, Element>> Search::expand(const Domain& domain, const Symbol& term, int depth,
                                                       const std::vector<Symbol>& also) {
  units_.clear();
  for (int attempt = 0; attempt < 8; ++attempt) {
    try {
      Growing g{Ring(static_cast<int>(names_.size())), domain, samples(domain), {}};
      Element value = evaluate(g, term);
      for (const Symbol& other : also) (void)evaluate(g, other);
      for (const Added& a : g.added) {
        emit(a.kind, 0, a.before.term(a.term, names_));
        if (a.kind == Kind::base && !prove({domain, Sign::positive, a.before, a.term, depth + 1})) return std::nullopt;
      }
      return std::pair(std::move(g.ring), std::move(value));
    } catch (const RestartWith& r) {
      units_[r.monomial] = r.unit;
    } catch (const Rejection&) {
      return std::nullopt;
    } catch (const PreconditionError&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace hebb::chains
