#include <algorithm>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/evaluate.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {
namespace {

/// The unit of an exponent has to be finer than was thought.
struct RestartWith {
  std::vector<int> exponents;
  Rational unit;
};

}  // namespace

struct Added {
  Ring before;
  bool is_base;
  Element term;
};

/// A ring that gets the generators that a term needs.
struct Search::Growing {
  Ring ring;
  const Domain& domain;
  std::vector<Point> points;
  std::vector<Added> added;
  void exponent(const Element& x) {
    added.push_back({ring, false, x});
    ring.add_exponent(x);
  }
  void base(const Element& x) {
    added.push_back({ring, true, x});
    ring.add_base(x);
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
      g.base(g.ring.constant(Rational(n)));
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
    g.base(s.negative ? g.ring.negate(b) : b);
  }
  throw Rejection("no form for chains");
}

void Search::make_exponents(Growing& g, const Element& x) const {
  for (const auto& [e, c] : x.numerator) {
    const Terms term{{e, c}};
    try {
      (void)g.ring.exp({term, {}});
      continue;
    } catch (const Rejection&) {
    }
    const Rational& unit = exponent_units_[e];
    const Rational next = unit == 0 ? abs(c) : common_unit(unit, c);
    if (unit != 0 && next != unit) throw RestartWith{e, next};
    exponent_units_[e] = next;
    g.exponent({{{e, next}}, {}});
  }
}

Element Search::evaluate(Growing& g, const Symbol& term) const {
  struct Grow {
    const Search& search;
    Growing& g;
    const Ring& ring() const { return g.ring; }
    void product(const Element& x, bool constants) { search.make_product(g, x, constants); }
    void exponents(const Element& x) { search.make_exponents(g, x); }
  } grow{*this, g};
  std::map<const Symbol::Node*, Element> known;
  return evaluate_with(term, index(), grow, known);
}

std::optional<std::pair<Ring, Element>> Search::expand(const Domain& domain, const Symbol& term, int depth) {
  exponent_units_.clear();
  for (int attempt = 0; attempt < 8; ++attempt) {
    try {
      Growing g{Ring(static_cast<int>(names_.size())), domain, samples(domain), {}};
      Element value = evaluate(g, term);
      for (const Added& a : g.added) {
        emit(a.is_base ? Kind::base : Kind::exponent, 0, a.before.term(a.term, names_));
        if (a.is_base && !prove({domain, Sign::positive, a.before, a.term, depth + 1})) return std::nullopt;
      }
      return std::pair(std::move(g.ring), std::move(value));
    } catch (const RestartWith& r) {
      exponent_units_[r.exponents] = r.unit;
    } catch (const Rejection&) {
      return std::nullopt;
    } catch (const PreconditionError&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}
}  // namespace hebb::chains
