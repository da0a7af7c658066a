#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/chains/chain_prover.hpp>
#include <hebb/verify/chains/ring.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>

namespace hebb {
namespace {

using chains::Element;
using chains::Inexpressible;
using chains::Real;
using chains::Ring;
using chains::Terms;
using Kind = ChainProof::Kind;
using SymbolKind = Ring::SymbolKind;
using Point = std::vector<Real>;

struct Fibre {
  std::optional<Symbol> lower, upper;
  bool lower_open = false, upper_open = false;
};
using Domain = std::map<int, Fibre>;  // by the variable's place in the product

enum class Sign { nonnegative, positive };

struct Claim {
  Domain domain;
  Sign sign;
  Ring ring;
  Element value;
  int depth;
};

bool occurs(const Symbol& term, const std::string& name) {
  const Symbol::Node& n = *term.node();
  if (n.operation == Operation::variable) return n.name == name;
  return std::ranges::any_of(n.operands, [&](const Symbol& x) { return occurs(x, name); });
}

bool is_rational(const Symbol& term) {
  const Symbol::Node& n = *term.node();
  return (n.operation <= Operation::power) && std::ranges::all_of(n.operands, is_rational);
}

/// -1, 0, 1; 0 also when the terms cancel to within rounding.
int sign_of(const std::pair<Real, Real>& value) {
  if (!isfinite(value.first) || !isfinite(value.second)) return 0;
  if (abs(value.first) <= value.second * Real("1e-38")) return 0;
  return value.first > 0 ? 1 : -1;
}

class Search {
 public:
  Search(const Statement& s, const ChainOptions& options) : statement_(s), options_(options) {
    for (const std::string& name : s.expression.variables) names_.push_back(Symbol::variable(name));
    for (const Instruction& i : s.expression.code) code_.push_back(apply(s.expression, i, code_, names_, Symbol(0)));
    int place = 0;
    for (const Factor& factor : s.domain) {
      const auto& range = std::get<Range>(factor);
      variables_.push_back(range.variable);
      Fibre f{{}, {}, range.lower_open, range.upper_open};
      if (range.lower) f.lower = code_[*range.lower];
      if (range.upper) f.upper = code_[*range.upper];
      whole_[place++] = std::move(f);
    }
  }

  bool prove(int goal) {
    const Symbol value = code_[statement_.goals[goal].node];
    if (statement_.goals[goal].relation == Relation::zero) return prove_identity(value);
    return prove_fresh(whole_, Sign::nonnegative, value, 0);
  }

  ChainProof proof() const {
    ChainProof result;
    Recorder recorder(statement_.expression.variables);
    for (const Draft& d : drafts_) {
      result.nodes.push_back({d.kind, d.variable, d.symbol ? recorder.record(*d.symbol) : d.term, d.powers});
    }
    result.terms = recorder.expression();
    result.premises = premises_;
    return result;
  }
  std::size_t claims() const { return claims_; }
  bool is_spent() const { return claims_ > options_.max_claims; }

 private:
  struct Draft {
    Kind kind;
    int variable = 0, term = 0;
    std::vector<int> powers;
    std::optional<Symbol> symbol;
  };

  // ---- the proof so far ----
  struct Mark {
    std::size_t drafts, premises;
  };
  Mark mark() const { return {drafts_.size(), premises_.size()}; }
  bool back_to(const Mark& m) {
    drafts_.resize(m.drafts);
    premises_.resize(m.premises);
    return false;
  }
  void emit(Kind kind, int variable = 0, std::optional<Symbol> symbol = {}, std::vector<int> powers = {}) {
    drafts_.push_back({kind, variable, 0, std::move(powers), std::move(symbol)});
  }

  // ---- numbers ----
  Real value_of(const Symbol& term, const Point& x) const {
    const Symbol::Node& n = *term.node();
    const auto operand = [&](int k) { return value_of(n.operands[static_cast<std::size_t>(k)], x); };
    switch (n.operation) {
      case Operation::variable:
        for (std::size_t k = 0; k < names_.size(); ++k) {
          if (statement_.expression.variables[k] == n.name) return x[k];
        }
        return 0;
      case Operation::constant:
        return Real(n.value);
      case Operation::add:
        return operand(0) + operand(1);
      case Operation::subtract:
        return operand(0) - operand(1);
      case Operation::multiply:
        return operand(0) * operand(1);
      case Operation::divide:
        return operand(0) / operand(1);
      case Operation::negate:
        return -operand(0);
      case Operation::power:
        return pow(operand(0), n.exponent);
      case Operation::exp:
        return exp(operand(0));
      case Operation::log:
        return log(operand(0));
      case Operation::sqrt:
        return sqrt(operand(0));
      default:
        throw Inexpressible();
    }
  }

  /// The place of t in (0, 1) on a range at a point of the other variables; nothing when the range is empty there.
  std::optional<Real> on_range(const Fibre& f, const Real& t, const Point& x) const {
    if (f.lower && f.upper) {
      const Real l = value_of(*f.lower, x), h = value_of(*f.upper, x);
      if (!(l < h)) return std::nullopt;
      return Real(l + (h - l) * t);
    }
    if (f.lower) return Real(value_of(*f.lower, x) + t / (1 - t));
    if (f.upper) return Real(value_of(*f.upper, x) - (1 - t) / t);
    return Real((t - Real(0.5)) / (t * (1 - t)));
  }

  /// The places in an order in which each range depends on earlier variables only.
  std::vector<int> order(const Domain& domain) const {
    std::vector<int> done;
    std::set<int> left;
    for (const auto& [place, f] : domain) left.insert(place);
    while (!left.empty()) {
      const auto ready = std::ranges::find_if(left, [&](int place) {
        const Fibre& f = domain.at(place);
        return std::ranges::none_of(left, [&](int other) {
          const std::string& name = statement_.expression.variables[variables_[other]];
          return (f.lower && occurs(*f.lower, name)) || (f.upper && occurs(*f.upper, name));
        });
      });
      if (ready == left.end()) throw Inexpressible();
      done.push_back(*ready);
      left.erase(ready);
    }
    return done;
  }

  std::vector<Point> samples(const Domain& domain) const {
    std::vector<Point> points;
    const std::vector<int> places = order(domain);
    const int count = places.empty() ? 1 : places.size() == 1 ? 40 : 70;
    static const std::array<double, 4> steps{0.6180339887, 0.7548776662, 0.5698402910, 0.8191725134};
    for (int k = 0; k < count; ++k) {
      Point x(names_.size(), Real(0));
      bool inside = true;
      for (std::size_t i = 0; i < places.size() && inside; ++i) {
        double t =
            places.size() == 1 ? (k + 0.5) / count : std::fmod((k + 1) * steps[i % 4] + 0.1 * double(i / 4), 1.0);
        t = 0.5 + (t - 0.5) * 0.999;
        if (k % 5 == 1) t = t * t * t;  // nearer to the ends
        if (k % 5 == 3) t = 1 - (1 - t) * (1 - t) * (1 - t);
        const auto place = on_range(domain.at(places[i]), Real(t), x);
        inside = place.has_value() && isfinite(*place);
        if (inside) x[static_cast<std::size_t>(variables_[places[i]])] = *place;
      }
      if (inside) points.push_back(std::move(x));
    }
    return points;
  }

  struct Signs {
    bool positive = false, negative = false;
  };
  Signs signs(const Ring& ring, const Terms& terms, const std::vector<Point>& points) const {
    Signs s;
    for (const Point& x : points) {
      const int sign = sign_of(ring.numerator_at(terms, x));
      s.positive = s.positive || sign > 0;
      s.negative = s.negative || sign < 0;
    }
    return s;
  }

  // ---- generators ----
  struct Added {
    Ring before;
    bool is_base;
    Element term;
  };
  struct Growing {
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

  static Terms primitive(Terms terms) {
    Integer above = 0, below = 1;
    for (const auto& [e, c] : terms) {
      above = gcd(above, Integer(abs(Integer(numerator(c)))));
      below = lcm(below, Integer(denominator(c)));
    }
    for (auto& [e, c] : terms) c *= Rational(below, above);
    return terms;
  }

  /// Polynomials that are positive strictly inside the domain because of its ranges.
  std::vector<Terms> edges(const Ring& ring, const Domain& domain, bool open_only) const {
    std::vector<Terms> result;
    for (const auto& [place, f] : domain) {
      const Element v = ring.variable(variables_[place]);
      const auto difference = [&](const Symbol& end, bool is_lower) {
        if (!is_rational(end)) return;
        try {
          Element x = ring.add(v, ring.negate(evaluate(ring, end)));
          if (!is_lower) x = ring.negate(x);
          result.push_back(primitive(x.numerator));
        } catch (const Inexpressible&) {
        }
      };
      if (f.lower && (f.lower_open || !open_only)) difference(*f.lower, true);
      if (f.upper && (f.upper_open || !open_only)) difference(*f.upper, false);
    }
    return result;
  }

  /// Adds bases until x is a product of generators and a constant; with `constants` the constant too.
  void make_product(Growing& g, const Element& x, bool constants) const {
    for (int round = 0; round < 40; ++round) {
      auto f = g.ring.factor(x);
      if (!f) throw Inexpressible();
      if (f->is_product()) {
        if (!constants || g.ring.absorb_constant(*f)) return;
        Rational c = f->constant();
        if (c <= 0) throw Inexpressible();
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
      if (s.positive == s.negative) throw Inexpressible();
      Element b{primitive(base), {}};
      g.base(s.negative ? g.ring.negate(b) : b);
    }
    throw Inexpressible();
  }

  void make_exponents(Growing& g, const Element& x) const {
    for (const auto& [e, c] : x.numerator) {
      const Terms term{{e, c}};
      try {
        (void)g.ring.exp_of({term, {}});
        continue;
      } catch (const Inexpressible&) {
      }
      const Rational& unit = exponent_units_[e];
      const Rational next = unit == 0 ? abs(c) : common_unit(unit, c);
      if (unit != 0 && next != unit) throw RestartWith{e, next};
      exponent_units_[e] = next;
      g.exponent({{{e, next}}, {}});
    }
  }
  struct RestartWith {
    std::vector<int> exponents;
    Rational unit;
  };
  static Rational common_unit(const Rational& x, const Rational& y) {
    return Rational(gcd(Integer(numerator(x) * denominator(y)), Integer(abs(Integer(numerator(y) * denominator(x))))),
                    Integer(denominator(x) * denominator(y)));
  }

  /// The element of a term over the ring; `grow` makes generators where they are missing.
  template <class Grow>
  static Element evaluate_with(const Symbol& term, const std::map<std::string, int>& index, Grow&& grow,
                               std::map<const Symbol::Node*, Element>& known) {
    const Symbol::Node& n = *term.node();
    if (const auto found = known.find(&n); found != known.end()) return found->second;
    std::vector<Element> x;
    for (const Symbol& operand : n.operands) x.push_back(evaluate_with(operand, index, grow, known));
    const Ring& ring = grow.ring();
    Element result;
    switch (n.operation) {
      case Operation::variable:
        result = ring.variable(index.at(n.name));
        break;
      case Operation::constant:
        result = ring.constant(n.value);
        break;
      case Operation::add:
        result = ring.add(x[0], x[1]);
        break;
      case Operation::subtract:
        result = ring.add(x[0], ring.negate(x[1]));
        break;
      case Operation::multiply:
        result = ring.multiply(x[0], x[1]);
        break;
      case Operation::divide:
        grow.product(x[1], false);
        result = grow.ring().multiply(x[0], grow.ring().inverse(x[1]));
        break;
      case Operation::negate:
        result = ring.negate(x[0]);
        break;
      case Operation::power:
        result = x[0];
        for (int k = 1; k < n.exponent; ++k) result = ring.multiply(result, x[0]);
        break;
      case Operation::exp:
        grow.exponents(x[0]);
        result = grow.ring().exp_of(x[0]);
        break;
      case Operation::log:
        grow.product(x[0], true);
        result = grow.ring().log_of(x[0]);
        break;
      case Operation::sqrt:
        if (!x[0].numerator.empty()) grow.product(x[0], true);
        result = grow.ring().sqrt_of(x[0]);
        break;
      default:
        throw Inexpressible();
    }
    known.emplace(&n, result);
    return result;
  }
  std::map<std::string, int> index() const {
    std::map<std::string, int> result;
    for (std::size_t k = 0; k < names_.size(); ++k) result[statement_.expression.variables[k]] = static_cast<int>(k);
    return result;
  }
  Element evaluate(const Ring& ring, const Symbol& term) const {
    struct Fixed {
      const Ring& r;
      const Ring& ring() const { return r; }
      void product(const Element&, bool) const {}
      void exponents(const Element&) const {}
    } fixed{ring};
    std::map<const Symbol::Node*, Element> known;
    return evaluate_with(term, index(), fixed, known);
  }
  Element evaluate(Growing& g, const Symbol& term) const {
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

  /// The ring in which a term has an element, with the nodes for its generators and the proofs of their signs.
  std::optional<std::pair<Ring, Element>> expand(const Domain& domain, const Symbol& term, int depth) {
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
      } catch (const Inexpressible&) {
        return std::nullopt;
      } catch (const PreconditionError&) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  bool prove_identity(const Symbol& term) {
    const auto found = expand(whole_, term, 0);
    if (!found || !found->second.numerator.empty()) return false;
    emit(Kind::zero);
    return true;
  }

  bool prove_fresh(const Domain& domain, Sign sign, const Symbol& term, int depth) {
    const Mark m = mark();
    if (is_spent() || depth > options_.max_depth) return false;
    auto found = expand(domain, term, depth);
    if (!found) return back_to(m);
    if (depth == 0 && prove_by_tangents({domain, sign, found->first, found->second, depth}, term)) return true;
    if (!prove({domain, sign, std::move(found->first), std::move(found->second), depth + 1})) return back_to(m);
    return true;
  }

  // ---- claims ----
  bool prove(Claim claim) {
    throw_if_stopped(options_.stop);
    const Mark m = mark();
    if (++claims_ > options_.max_claims || claim.depth > options_.max_depth) return false;
    try {
      return attempt(std::move(claim)) || back_to(m);
    } catch (const Inexpressible&) {
    } catch (const PreconditionError&) {
    }
    return back_to(m);
  }

  /// F / (its factors that are generators).
  static std::pair<std::vector<int>, Element> stripped(const Ring& ring, const Element& x) {
    auto f = ring.factor(x);
    if (!f) return {{}, x};
    while (!f->powers.empty() && f->powers.back() == 0) f->powers.pop_back();
    return {std::move(f->powers), {std::move(f->rest), {}}};
  }

  void strip(Claim& claim) {
    auto [powers, rest] = stripped(claim.ring, claim.value);
    if (!powers.empty()) emit(Kind::divide, 0, {}, powers);
    claim.value = std::move(rest);
  }

  bool add_base(Claim& claim, const Element& base) {
    emit(Kind::base, 0, claim.ring.term(base, names_));
    if (!prove({claim.domain, Sign::positive, claim.ring, base, claim.depth + 1})) return false;
    claim.ring.add_base(base);
    return true;
  }

  static bool has_kind(const Ring& ring, const Terms& terms, SymbolKind kind) {
    return std::ranges::any_of(terms, [&](const auto& term) {
      for (std::size_t s = 0; s < term.first.size(); ++s) {
        if (term.first[s] != 0 && ring.symbols()[s].kind == kind) return true;
      }
      return false;
    });
  }
  static bool is_polynomial(const Ring& ring, const Terms& terms) {
    return !has_kind(ring, terms, SymbolKind::exponential) && !has_kind(ring, terms, SymbolKind::logarithm) &&
           !has_kind(ring, terms, SymbolKind::root);
  }

  bool attempt(Claim claim) {
    strip(claim);
    if (claim.value.numerator.empty()) {
      if (claim.sign == Sign::positive) return false;
      emit(Kind::zero);
      return true;
    }
    if (!claim.ring.has_variables(claim.value)) {
      if (sign_of(claim.ring.numerator_at(claim.value.numerator, Point(names_.size(), Real(0)))) <= 0) return false;
      emit(Kind::constant);
      return true;
    }
    const std::vector<Point> points = samples(claim.domain);
    if (signs(claim.ring, claim.value.numerator, points).negative) return false;
    if (!is_polynomial(claim.ring, claim.value.numerator)) {
      for (const Terms& edge : edges(claim.ring, claim.domain, true)) {
        const auto q = claim.ring.quotient(claim.value.numerator, edge);
        if (!q) continue;
        const Mark m = mark();
        Claim with = claim;
        if (!add_base(with, {edge, {}})) {
          back_to(m);
          continue;
        }
        claim = std::move(with);
        strip(claim);
      }
    }
    if (prove_algebraic(claim)) return true;
    const bool polynomial = is_polynomial(claim.ring, claim.value.numerator);
    if (claim.depth > 1 && prove_by_boxes_in(claim, points, std::min<std::size_t>(options_.max_boxes, 8))) return true;
    if (polynomial && claim.domain.size() > 1) return false;  // nothing simpler would come of it
    if (prove_by_derivative(claim, points)) return true;
    return prove_by_boxes_in(claim, points, options_.max_boxes);
  }

  // ---- leaves ----
  /// The ranges of a premise: of the variables that occur, and of those on which these ranges depend, in an order.
  std::vector<std::pair<int, Fibre>> needed(const Claim& claim, Kind kind) const {
    Domain part;
    const auto take = [&](int place) {
      part.emplace(place, kind == Kind::wide ? whole_.at(place) : claim.domain.at(place));
    };
    for (const auto& [place, f] : claim.domain) {
      if (claim.ring.has_variable(claim.value.numerator, variables_[place])) take(place);
    }
    for (bool grows = true; grows;) {
      const std::size_t before = part.size();
      for (const auto& [other, f] : claim.domain) {
        const std::string& name = statement_.expression.variables[static_cast<std::size_t>(variables_[other])];
        const bool used = std::ranges::any_of(part, [&](const auto& entry) {
          return (entry.second.lower && occurs(*entry.second.lower, name)) ||
                 (entry.second.upper && occurs(*entry.second.upper, name));
        });
        if (used && !part.contains(other)) take(other);
      }
      grows = part.size() > before;
    }
    std::vector<std::pair<int, Fibre>> result;
    for (const int place : order(part)) result.emplace_back(place, part.at(place));
    return result;
  }

  Statement premise(const Claim& claim, Kind kind) const {
    StatementBuilder b;
    using Bound = StatementBuilder::Bound;
    const auto bound = [](bool open) { return open ? Bound::open : Bound::closed; };
    for (const auto& [place, f] : needed(claim, kind)) {
      const std::string& name = statement_.expression.variables[static_cast<std::size_t>(variables_[place])];
      if (f.lower && f.upper) {
        b.between(name, *f.lower, *f.upper, bound(f.lower_open), bound(f.upper_open));
      } else if (f.lower) {
        b.at_least(name, *f.lower, bound(f.lower_open));
      } else if (f.upper) {
        b.at_most(name, *f.upper, bound(f.upper_open));
      } else {
        b.real(name);
      }
    }
    Symbol value;
    if (kind == Kind::whole) {
      value = claim.ring.term(claim.value.numerator, names_);
    } else {
      std::map<int, Symbol> symbols;
      value = Symbol(0);
      for (const auto& [e, c] : claim.value.numerator) {
        for (std::size_t s = 0; s < e.size(); ++s) {
          if (e[s] != 0) symbols.emplace(static_cast<int>(s), Symbol(0));
        }
      }
      for (auto& [s, symbol] : symbols) {
        symbol = claim.ring.symbols()[static_cast<std::size_t>(s)].kind == SymbolKind::variable
                     ? names_[static_cast<std::size_t>(s)]
                     : b.at_least("generator " + std::to_string(s), Symbol(0), Bound::open);
      }
      for (const auto& [e, c] : claim.value.numerator) {
        Symbol product(c), divisor(1);
        for (std::size_t s = 0; s < e.size(); ++s) {
          if (e[s] == 0) continue;
          const Symbol& x = symbols.at(static_cast<int>(s));
          const Symbol power = std::abs(e[s]) == 1 ? x : pow(x, std::abs(e[s]));
          (e[s] > 0 ? product : divisor) = (e[s] > 0 ? product : divisor) * power;
        }
        value = value + product / divisor;
      }
    }
    b.claim_nonnegative("premise", claim.sign == Sign::positive ? 1 / value : value);
    return b.build();
  }

  bool prove_algebraic(const Claim& claim) {
    if (has_kind(claim.ring, claim.value.numerator, SymbolKind::logarithm)) return false;
    for (const Kind kind : {Kind::algebraic, Kind::wide}) {
      const bool usable = std::ranges::all_of(needed(claim, kind), [&](const auto& entry) {
        const Fibre& f = entry.second;
        return (!f.lower || is_rational(*f.lower)) && (!f.upper || is_rational(*f.upper));
      });
      if (!usable) continue;
      const Statement s = premise(claim, kind);
      CoefficientOptions options;
      options.max_cells = options_.max_cells;
      options.seconds = 1e9;
      options.max_bytes = std::size_t{1} << 26;
      options.stop = options_.stop;
      CoefficientOutcome outcome = prove_by_coefficients(s, 0, options);
      if (!outcome.proof && options_.algebraic) outcome.proof = options_.algebraic(s);
      if (!outcome.proof) continue;
      emit(kind);
      premises_.push_back(std::move(*outcome.proof));
      return true;
    }
    return false;
  }

  /// Boxes on one bounded range, where the value seems to stay away from zero.
  bool prove_by_boxes_in(const Claim& claim, const std::vector<Point>& points, std::size_t max_boxes) {
    if (claim.domain.size() != 1) return false;
    const Fibre& f = claim.domain.begin()->second;
    if (!f.lower || !f.upper || !f.lower->is_constant() || !f.upper->is_constant()) return false;
    std::vector<Point> all = points;
    for (const Symbol& end : {*f.lower, *f.upper}) {
      all.emplace_back(names_.size(), Real(0));
      all.back()[static_cast<std::size_t>(variables_[claim.domain.begin()->first])] = Real(end.constant());
    }
    for (const Point& x : all) {
      const auto [value, magnitude] = claim.ring.numerator_at(claim.value.numerator, x);
      if (!isfinite(value) || !(value > magnitude * Real(1e-9))) return false;
    }
    BoxOptions options;
    options.max_boxes = max_boxes;
    options.seconds = 1e9;
    options.stop = options_.stop;
    BoxOutcome outcome = prove_by_boxes(premise(claim, Kind::whole), 0, options);
    if (!outcome.proof) return false;
    emit(Kind::whole);
    premises_.push_back(std::move(*outcome.proof));
    return true;
  }

  // ---- derivatives ----
  struct Measure {
    int transcendental, degree, terms;
    auto operator<=>(const Measure&) const = default;
  };
  static Measure measure(const Ring& ring, const Terms& terms) {
    std::set<std::vector<int>> monomials;
    std::set<std::size_t> logs;
    Measure m{0, 0, static_cast<int>(terms.size())};
    for (const auto& [e, c] : terms) {
      std::vector<int> rest = e;
      bool transcendental = false;
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (e[s] == 0) continue;
        if (ring.symbols()[s].kind == SymbolKind::variable) {
          rest[s] = 0;
          m.degree += e[s];
        } else {
          transcendental = true;
          if (ring.symbols()[s].kind == SymbolKind::logarithm) logs.insert(s);
        }
      }
      if (transcendental) monomials.insert(rest);
    }
    m.transcendental = static_cast<int>(monomials.size() + logs.size());
    return m;
  }

  struct Option {
    int place;
    std::optional<Element> base;  // to be added first
    std::vector<int> powers;      // of the division
    Ring ring;
    Element value, slope;
    Measure size;
  };

  bool is_free(const Domain& domain, int place) const {
    const std::string& name = statement_.expression.variables[static_cast<std::size_t>(variables_[place])];
    return std::ranges::none_of(domain, [&](const auto& entry) {
      if (entry.first == place) return false;
      for (const Fibre* f : {&entry.second, &whole_.at(entry.first)}) {
        if ((f->lower && occurs(*f->lower, name)) || (f->upper && occurs(*f->upper, name))) return true;
      }
      return false;
    });
  }

  // Long: the ways to differentiate, one after the other.
  std::vector<Option> derivatives(const Claim& claim, const std::vector<Point>& points) const {
    const Ring& ring = claim.ring;
    std::vector<Option> options;
    // coefficient of each product of exponentials, logarithms and roots
    std::map<std::vector<int>, Terms> groups;
    for (const auto& [e, c] : claim.value.numerator) {
      std::vector<int> monomial = e, rest(e.size(), 0);
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (ring.symbols()[s].kind == SymbolKind::variable) std::swap(monomial[s], rest[s]);
      }
      while (!rest.empty() && rest.back() == 0) rest.pop_back();
      while (!monomial.empty() && monomial.back() == 0) monomial.pop_back();
      groups[monomial].emplace(rest, c);
    }
    struct Multiplier {
      std::optional<Element> base;
      std::vector<int> powers;
    };
    std::vector<Multiplier> multipliers{{}};
    for (const auto& [monomial, coefficient] : groups) {
      std::vector<int> outer(ring.generators().size() + 1, 0);
      for (std::size_t s = 0; s < monomial.size(); ++s) {
        const auto& symbol = ring.symbols()[s];
        if (monomial[s] == 0 || symbol.kind == SymbolKind::logarithm) continue;
        outer[static_cast<std::size_t>(symbol.generator)] += monomial[s];
      }
      const auto f = ring.factor({coefficient, {}});
      if (std::ranges::any_of(outer, [](int n) { return n != 0; })) multipliers.push_back({{}, outer});
      std::vector<int> full = outer;
      for (std::size_t g = 0; g < f->powers.size(); ++g) {
        full[g] += f->powers[g];
        if (f->powers[g] == 0) continue;
        std::vector<int> one(full.size(), 0);
        one[g] = f->powers[g];
        multipliers.push_back({{}, one});
      }
      if (f->is_product()) {
        multipliers.push_back({{}, full});
      } else {
        const Signs s = signs(ring, f->rest, points);
        if (s.positive != s.negative) {
          Element base{primitive(f->rest), {}};
          if (s.negative) base = ring.negate(base);
          full.back() = 2;
          multipliers.push_back({base, full});
          std::vector<int> one(full.size(), 0);
          one.back() = 2;
          multipliers.push_back({base, one});
        }
      }
    }
    std::set<std::pair<std::vector<int>, Terms>> seen;
    for (Multiplier& m : multipliers) {
      while (!m.powers.empty() && m.powers.back() == 0) m.powers.pop_back();
      if (!seen.insert({m.powers, m.base ? m.base->numerator : Terms{}}).second) continue;
      try {
        Ring own = ring;
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
      } catch (const Inexpressible&) {
      }
    }
    std::ranges::stable_sort(options, {}, &Option::size);
    return options;
  }

  bool prove_by_derivative(const Claim& claim, const std::vector<Point>& points) {
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
      } catch (const Inexpressible&) {
      } catch (const PreconditionError&) {
      }
      back_to(m);
    }
    return false;
  }

  bool prove_along(const Claim& claim, int place, const Element& slope, const std::vector<Point>& points) {
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

  static Domain opened(Domain domain, int place) {
    domain.at(place).lower_open = domain.at(place).upper_open = true;
    return domain;
  }

  bool at_end(const Claim& claim, int place, bool lower, Sign sign) {
    const Fibre& f = claim.domain.at(place);
    const std::optional<Symbol>& end = lower ? f.lower : f.upper;
    if (!end) return false;
    Domain rest = claim.domain;
    rest.erase(place);
    std::vector<Symbol> names = names_;
    names[static_cast<std::size_t>(variables_[place])] = *end;
    if (prove_fresh(rest, sign, claim.ring.term(claim.value, names), claim.depth + 1)) return true;
    if (!rest.empty() || !end->is_constant()) return false;
    const auto limit = claim.ring.limit(claim.value, variables_[place], end->constant());
    if (!limit || *limit < 0 || (*limit > 0 && *limit < Real("1e-30")) || (*limit == 0 && sign == Sign::positive))
      return false;
    emit(Kind::limit);
    return true;
  }

  bool monotone(const Claim& claim, int place, bool up) {
    const Fibre& f = claim.domain.at(place);
    const bool strict_slope = claim.sign == Sign::positive && (up ? f.lower_open : f.upper_open);
    emit(up ? Kind::up : Kind::down, variables_[place]);
    if (!at_end(claim, place, up, strict_slope ? Sign::nonnegative : claim.sign)) return false;
    Element slope = claim.ring.derivative(claim.value, variables_[place]);
    if (!up) slope = claim.ring.negate(std::move(slope));
    return prove({opened(claim.domain, place), strict_slope ? Sign::positive : Sign::nonnegative, claim.ring,
                  std::move(slope), claim.depth + 1});
  }

  bool chord(const Claim& claim, int place, const std::vector<Point>& points) {
    const Fibre& f = claim.domain.at(place);
    if (!f.lower || !f.upper) return false;
    const int v = variables_[place];
    const Element second = claim.ring.negate(claim.ring.derivative(claim.ring.derivative(claim.value, v), v));
    if (signs(claim.ring, stripped(claim.ring, second).second.numerator, points).negative) return false;
    emit(Kind::chord, v);
    return at_end(claim, place, true, claim.sign) && at_end(claim, place, false, claim.sign) &&
           prove({opened(claim.domain, place), Sign::nonnegative, claim.ring, second, claim.depth + 1});
  }

  // ---- splits ----
  struct Break {
    Symbol at;
    bool bracket;  // the piece right of it is a bracket around a root, for boxes
  };

  /// The pieces between the breaks, with the direction of each.
  bool prove_in_pieces(Claim claim, int place, const std::vector<Break>& breaks, const std::vector<bool>& up) {
    for (std::size_t k = 0; k <= breaks.size(); ++k) {
      Claim piece = claim;
      if (k < breaks.size()) {
        const Symbol& phi = breaks[k].at;
        emit(Kind::split, variables_[place], phi);
        Domain rest = claim.domain;
        rest.erase(place);
        const Fibre& f = claim.domain.at(place);
        const auto sign = [](bool open) { return open ? Sign::positive : Sign::nonnegative; };
        if (f.lower && !prove_fresh(rest, sign(f.lower_open), phi - *f.lower, claim.depth + 1)) return false;
        if (f.upper && !prove_fresh(rest, sign(f.upper_open), *f.upper - phi, claim.depth + 1)) return false;
        if (!f.lower && !f.upper && !prove_fresh(rest, Sign::nonnegative, phi - phi, claim.depth + 1)) return false;
        piece.domain.at(place).upper = phi;
        piece.domain.at(place).upper_open = false;
        claim.domain.at(place).lower = phi;
        claim.domain.at(place).lower_open = false;
      }
      ++piece.depth;
      if (k > 0 && breaks[k - 1].bracket) {
        strip(piece);
        if (!prove_by_boxes_in(piece, samples(piece.domain), options_.max_boxes)) return false;
      } else if (!monotone(piece, place, up[k])) {
        return false;
      }
    }
    return true;
  }

  /// The fraction with the smallest denominator close to x.
  static std::optional<Rational> recognised(const Real& x, int limit = 5000) {
    Real rest = abs(x);
    Integer p0 = 0, q0 = 1, p1 = 1, q1 = 0;
    for (int k = 0; k < 20; ++k) {
      const Integer a(Real(floor(rest)).convert_to<Integer>());
      const Integer p2 = a * p1 + p0, q2 = a * q1 + q0;
      p0 = p1, q0 = q1, p1 = p2, q1 = q2;
      if (q1 > limit) return std::nullopt;
      const Rational q(p1, q1);
      if (abs(Real(q) - abs(x)) < Real("1e-30") * (1 + abs(x))) return x < 0 ? Rational(-q) : q;
      rest = 1 / (rest - floor(rest));
    }
    return std::nullopt;
  }

  /// One variable: breaks at the roots of the slope, exact where they are recognised.
  // Long: one search, whose steps share what was cut.
  bool prove_in_pieces(const Claim& claim, int place, const Terms& slope) {
    const Fibre& f = claim.domain.at(place);
    const auto v = static_cast<std::size_t>(variables_[place]);
    const auto at = [&](const Real& x) {
      Point p(names_.size(), Real(0));
      p[v] = x;
      return p;
    };
    std::vector<Real> grid;
    for (int k = 1; k < 200; ++k) grid.push_back(*on_range(f, Real(k) / 200, at(0)));
    const auto sign_at = [&](const Real& x) { return sign_of(claim.ring.numerator_at(slope, at(x))); };
    std::vector<Break> breaks;
    std::vector<bool> up;
    std::vector<Real> roots;
    int last = 0;
    Real last_x = 0;
    for (const Real& x : grid) {
      const int sign = sign_at(x);
      if (sign == 0) continue;
      if (last == 0) up.push_back(sign > 0);
      if (last != 0 && sign != last) {
        Real a = last_x, b = x;
        for (int k = 0; k < 180; ++k) {
          const Real middle = (a + b) / 2;
          const int s = sign_at(middle);
          (s == last ? a : b) = middle;
          if (s == 0) {
            a = b = middle;
            break;
          }
        }
        roots.push_back((a + b) / 2);
        up.push_back(sign > 0);
      }
      last = sign;
      last_x = x;
    }
    if (roots.empty() || roots.size() > 6) return false;
    std::vector<bool> directions{up[0]};
    for (std::size_t k = 0; k < roots.size(); ++k) {
      const Real& r = roots[k];
      std::optional<Symbol> exact;
      if (const auto q = recognised(r)) {
        exact = Symbol(*q);
      } else if (const auto square = recognised(r * r); square && r > 0) {
        exact = sqrt(Symbol(*square));
      } else if (const auto inner = r > 0 ? recognised(log(r), 60) : std::nullopt) {
        exact = exp(Symbol(*inner));
      } else if (abs(r) < 50) {
        if (const auto outer = recognised(exp(r), 200)) exact = log(Symbol(*outer));
      }
      if (exact) {
        breaks.push_back({*exact, false});
      } else {
        Real gap = 1 + abs(r);
        if (k > 0) gap = std::min(gap, Real(r - roots[k - 1]));
        if (k + 1 < roots.size()) gap = std::min(gap, Real(roots[k + 1] - r));
        if (f.lower) gap = std::min(gap, Real(r - value_of(*f.lower, at(0))));
        if (f.upper) gap = std::min(gap, Real(value_of(*f.upper, at(0)) - r));
        const Rational unit = unit_below(gap / 1024);  // so that a box or two cover the bracket
        const Integer low(Real(floor(r / Real(unit))).convert_to<Integer>());
        breaks.push_back({Symbol(Rational(Rational(low) * unit)), true});
        breaks.push_back({Symbol(Rational(Rational(low + 1) * unit)), false});
        directions.push_back(false);  // of the bracket, not used
      }
      directions.push_back(up[k + 1]);
    }
    return prove_in_pieces(claim, place, breaks, directions);
  }
  static Rational unit_below(const Real& x) {
    Rational unit = 1;
    while (Real(unit) > x) unit /= 2;
    while (Real(unit) * 2 <= x) unit *= 2;
    return unit;
  }

  /// Whether the slope changes its sign at phi: true for - to +, false for + to -.
  std::optional<bool> is_turning_point(const Claim& claim, int place, const Terms& slope, const Symbol& phi,
                                       const std::vector<Point>& points) const {
    bool valley = true, hill = true;
    for (const Point& x : points) {
      const int sign = sign_of(claim.ring.numerator_at(slope, x));
      const Real r = value_of(phi, x);
      if (!isfinite(r)) return std::nullopt;
      const Real distance = x[static_cast<std::size_t>(variables_[place])] - r;
      if (sign == 0 || distance == 0) continue;
      ((sign > 0) == (distance > 0) ? hill : valley) = false;
    }
    if (valley == hill) return std::nullopt;
    return valley;
  }

  /// x = A y + B in the symbol y, which is in no other place.
  static std::optional<std::pair<Terms, Terms>> linear_in(const Terms& x, std::size_t symbol) {
    Terms a, b;
    for (const auto& [e, c] : x) {
      const int n = symbol < e.size() ? e[symbol] : 0;
      if (n != 0 && n != 1) return std::nullopt;
      std::vector<int> rest = e;
      if (n == 1) rest[symbol] = 0;
      while (!rest.empty() && rest.back() == 0) rest.pop_back();
      (n == 1 ? a : b).emplace(rest, c);
    }
    if (a.empty()) return std::nullopt;
    return std::pair(std::move(a), std::move(b));
  }

  std::vector<Symbol> turning_points(const Claim& claim, int place, const Terms& slope) const {
    const Ring& ring = claim.ring;
    const int v = variables_[place];
    std::vector<Symbol> result;
    std::set<std::size_t> dependent;  // indeterminates that depend on v
    for (const auto& [e, c] : slope) {
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (e[s] == 0) continue;
        const auto& symbol = ring.symbols()[s];
        if (symbol.kind == SymbolKind::variable
                ? static_cast<int>(s) == v
                : ring.has_variable(ring.generators()[static_cast<std::size_t>(symbol.generator)].terms, v))
          dependent.insert(s);
      }
    }
    const auto ratio = [&](const std::pair<Terms, Terms>& line) {
      return -(ring.term(line.second, names_) / ring.term(line.first, names_));
    };
    if (dependent.size() == 1) {
      const std::size_t s = *dependent.begin();
      const auto& symbol = ring.symbols()[s];
      if (const auto line = linear_in(slope, s)) {
        const Symbol value = ratio(*line);
        if (symbol.kind == SymbolKind::variable) {
          result.push_back(value);
        } else {
          const auto inner = linear_in(ring.generators()[static_cast<std::size_t>(symbol.generator)].terms,
                                       static_cast<std::size_t>(v));
          if (inner && !ring.has_variable(inner->first, v) && !ring.has_variable(inner->second, v)) {
            const Symbol target = symbol.kind == SymbolKind::exponential ? log(value)
                                  : symbol.kind == SymbolKind::logarithm ? exp(value)
                                                                         : value * value;
            result.push_back((target - ring.term(inner->second, names_)) / ring.term(inner->first, names_));
          }
        }
      }
    }
    if (const auto product = without_logarithms_of(ring, slope)) {
      if (const auto line = linear_in(*product, static_cast<std::size_t>(v))) {
        if (is_polynomial(ring, *product)) result.push_back(ratio(*line));
      }
    }
    for (const auto& [other, f] : claim.domain) {
      if (other == place) continue;
      const Symbol& w = names_[static_cast<std::size_t>(variables_[other])];
      result.push_back(w);
      result.push_back(1 - w);
    }
    return result;
  }

  /// For sum n_i log b_i: the difference of the products of b_i^|n_i| with n_i > 0 and with n_i < 0.
  static std::optional<Terms> without_logarithms_of(const Ring& ring, const Terms& sum) {
    std::vector<Rational> n(ring.generators().size(), 0);
    Rational unit = 0;
    for (const auto& [e, c] : sum) {
      int found = -1;
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (e[s] == 0) continue;
        if (e[s] != 1 || found >= 0 || ring.symbols()[s].kind != SymbolKind::logarithm) return std::nullopt;
        found = ring.symbols()[s].generator;
      }
      if (found < 0) return std::nullopt;
      n[static_cast<std::size_t>(found)] = c;
      unit = unit == 0 ? Rational(abs(c)) : common_unit(unit, c);
    }
    if (unit == 0) return std::nullopt;
    std::array<Terms, 2> products{Terms{{{}, 1}}, Terms{{{}, 1}}};
    for (std::size_t g = 0; g < n.size(); ++g) {
      const Rational power = n[g] / unit;
      if (abs(power) > 6) return std::nullopt;
      for (int k = 0; k < Integer(numerator(Rational(abs(power)))).convert_to<int>(); ++k) {
        Terms& side = products[power > 0 ? 0 : 1];
        side = ring.product(side, ring.generators()[g].terms);
      }
    }
    return ring.add({products[0], {}}, ring.negate({products[1], {}})).numerator;
  }

  // ---- tangents ----
  static void collect_logarithms(const Symbol& term, std::vector<Symbol>& found, std::set<const Symbol::Node*>& seen) {
    const Symbol::Node& n = *term.node();
    if (!seen.insert(&n).second) return;
    for (const Symbol& x : n.operands) collect_logarithms(x, found, seen);
    if (n.operation == Operation::log) found.push_back(n.operands[0]);
  }

  bool prove_by_tangents(const Claim& claim, const Symbol& term) {
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
    } catch (const Inexpressible&) {
      return false;
    }
    const std::vector<Point> points = samples(claim.domain);
    for (unsigned choice = 0; choice < (1U << products.size()); ++choice) {
      const Mark m = mark();
      try {
        if (tangents(claim, products, choice, points)) return true;
      } catch (const Inexpressible&) {
      } catch (const PreconditionError&) {
      }
      back_to(m);
    }
    return false;
  }

  bool tangents(Claim claim, const std::vector<std::vector<int>>& products, unsigned choice,
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
      if (!prove({claim.domain, Sign::nonnegative, ring, s.positive ? c : ring.negate(c), claim.depth + 1}))
        return false;
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

  const Statement& statement_;
  const ChainOptions& options_;
  std::vector<Symbol> names_, code_;
  std::vector<int> variables_;
  Domain whole_;
  std::vector<Draft> drafts_;
  std::vector<Proof> premises_;
  std::size_t claims_ = 0;
  mutable std::map<std::vector<int>, Rational> exponent_units_;
};

}  // namespace

ChainOutcome prove_by_chains(const Statement& statement, int goal, const ChainOptions& options) {
  ChainOutcome outcome;
  for (const Factor& factor : statement.domain) {
    if (!std::holds_alternative<Range>(factor)) {
      outcome.reason = "chains need a domain of ranges";
      return outcome;
    }
  }
  try {
    Search search(statement, options);
    const bool proved = search.prove(goal);
    outcome.claims = search.claims();
    if (proved) {
      outcome.proof = search.proof();
    } else {
      outcome.reason = search.is_spent() ? "the budget of claims is spent" : "no chain of derivatives was found";
    }
  } catch (const PreconditionError& e) {
    outcome.reason = e.what();
  } catch (const Inexpressible&) {
    outcome.reason = "the formula has no form for chains";
  }
  return outcome;
}

}  // namespace hebb
