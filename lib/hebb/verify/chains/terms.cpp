#include <algorithm>
#include <array>
#include <unordered_set>

#include <hebb/verify/chains/terms.hpp>

namespace hebb::chains {

namespace {

/// Whether the term or one that it uses has the property; each is asked once, however often it is used.
bool any_in(const hebb::Symbol& term, const auto& property) {
  std::unordered_set<const hebb::Symbol::Node*> seen;
  const auto visit = [&](const auto& self, const hebb::Symbol& t) -> bool {
    const hebb::Symbol::Node& n = *t.node();
    if (!seen.insert(&n).second) return false;
    return property(n) || std::ranges::any_of(n.operands, [&](const hebb::Symbol& x) { return self(self, x); });
  };
  return visit(visit, term);
}

}  // namespace

bool occurs(const hebb::Symbol& term, const std::string& name) {
  return any_in(term, [&](const auto& n) { return n.operation == Operation::variable && n.name == name; });
}

bool has_variables(const hebb::Symbol& term) {
  return any_in(term, [](const auto& n) { return n.operation == Operation::variable; });
}

bool has_quotients(const hebb::Symbol& term) {
  return any_in(term, [](const auto& n) { return n.operation == Operation::divide && has_variables(n.operands[1]); });
}

bool is_rational(const hebb::Symbol& term) {
  return !any_in(term, [](const auto& n) { return n.operation > Operation::power; });
}

int sign_of(const std::pair<Real, Real>& value) {
  if (!isfinite(value.first) || !isfinite(value.second)) return 0;
  if (abs(value.first) <= value.second * Real("1e-38")) return 0;
  return value.first > 0 ? 1 : -1;
}

Terms primitive(Terms terms) {
  Integer above = 0, below = 1;
  for (const auto& [e, c] : terms) {
    above = gcd(above, Integer(abs(Integer(numerator(c)))));
    below = lcm(below, Integer(denominator(c)));
  }
  for (auto& [e, c] : terms) c *= Rational(below, above);
  return terms;
}
Rational common_unit(const Rational& x, const Rational& y) {
  return Rational(gcd(Integer(numerator(x) * denominator(y)), Integer(abs(Integer(numerator(y) * denominator(x))))),
                  Integer(denominator(x) * denominator(y)));
}
std::pair<std::vector<int>, Element> stripped(const Ring& ring, const Element& x) {
  auto f = ring.factor(x);
  if (!f) return {{}, x};
  while (!f->powers.empty() && f->powers.back() == 0) f->powers.pop_back();
  return {std::move(f->powers), {std::move(f->rest), {}}};
}
bool has_kind(const Ring& ring, const Terms& terms, SymbolKind kind) {
  return std::ranges::any_of(terms, [&](const auto& term) {
    for (std::size_t s = 0; s < term.first.size(); ++s) {
      if (term.first[s] != 0 && ring.symbols()[s].kind == kind) return true;
    }
    return false;
  });
}
bool is_polynomial(const Ring& ring, const Terms& terms) {
  return std::ranges::none_of(terms, [&](const auto& term) {
    for (std::size_t s = 0; s < term.first.size(); ++s) {
      if (term.first[s] != 0 && ring.symbols()[s].kind != SymbolKind::variable) return true;
    }
    return false;
  });
}
Measure measure(const Ring& ring, const Terms& terms) {
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
std::optional<std::pair<Terms, Terms>> linear_in(const Terms& x, std::size_t symbol) {
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
std::optional<Terms> without_logarithms_of(const Ring& ring, const Terms& sum) {
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
Signs signs(const Ring& ring, const Terms& terms, const std::vector<Point>& points) {
  Signs s;
  for (const Point& x : points) {
    const int sign = sign_of(ring.numerator_at(terms, x));
    s.positive = s.positive || sign > 0;
    s.negative = s.negative || sign < 0;
  }
  return s;
}
std::optional<Rational> recognised(const Real& x, int limit) {
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
std::optional<Rational> simple_fraction(const Real& x) {
  for (int q = 1; q <= 60; ++q) {
    const Real p = round(x * q);
    if (abs(x * q - p) < Real(1e-6) && abs(p) < 1000000) return Rational(Integer(p.convert_to<Integer>()), q);
  }
  return std::nullopt;
}
hebb::Symbol with(const hebb::Symbol& term, const std::vector<std::string>& variables,
                  const std::map<int, hebb::Symbol>& values) {
  Recorder recorder(variables);
  const int node = recorder.record(term);
  std::vector<hebb::Symbol> names, code;
  for (const std::string& name : variables) names.push_back(hebb::Symbol::variable(name));
  for (const auto& [variable, value] : values) names[static_cast<std::size_t>(variable)] = value;
  for (const Instruction& i : recorder.expression().code)
    code.push_back(apply(recorder.expression(), i, code, names, hebb::Symbol(0)));
  return code[static_cast<std::size_t>(node)];
}
std::optional<Rational> slope_in(const hebb::Symbol& term, const std::string& x) {
  const hebb::Symbol::Node& n = *term.node();
  if (!occurs(term, x)) return Rational(0);
  if (n.operation == Operation::variable) return Rational(1);
  const auto of = [&](int k) { return slope_in(n.operands[static_cast<std::size_t>(k)], x); };
  if (n.operation == Operation::negate) {
    const auto a = of(0);
    return a ? std::optional<Rational>(-*a) : std::nullopt;
  }
  if (n.operation == Operation::add || n.operation == Operation::subtract) {
    const auto a = of(0), b = of(1);
    if (!a || !b) return std::nullopt;
    return n.operation == Operation::add ? Rational(*a + *b) : Rational(*a - *b);
  }
  if (n.operation != Operation::multiply && n.operation != Operation::divide) return std::nullopt;
  for (const int k : {0, 1}) {
    const hebb::Symbol& factor = n.operands[static_cast<std::size_t>(1 - k)];
    if (!factor.is_constant() || (n.operation == Operation::divide && k == 1)) continue;
    const auto a = of(k);
    if (!a) return std::nullopt;
    return n.operation == Operation::multiply ? Rational(*a * factor.constant()) : Rational(*a / factor.constant());
  }
  return std::nullopt;
}
Rational unit_below(const Real& x) {
  Rational unit = 1;
  while (Real(unit) > x) unit /= 2;
  while (Real(unit) * 2 <= x) unit *= 2;
  return unit;
}
void collect_logarithms(const hebb::Symbol& term, std::vector<hebb::Symbol>& found,
                        std::set<const hebb::Symbol::Node*>& seen) {
  const hebb::Symbol::Node& n = *term.node();
  if (!seen.insert(&n).second) return;
  for (const hebb::Symbol& x : n.operands) collect_logarithms(x, found, seen);
  if (n.operation == Operation::log) found.push_back(n.operands[0]);
}
}  // namespace hebb::chains
