#include <algorithm>
#include <set>
#include <utility>

#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {

bool Search::emit_split(const Claim& claim, int place, const Symbol& phi) {
  emit(Kind::split, variables_[place], phi);
  Domain rest = claim.domain;
  rest.erase(place);
  const Fibre& f = claim.domain.at(place);
  const auto sign = [](bool open) { return open ? Sign::positive : Sign::nonnegative; };
  if (f.lower && !prove_fresh(rest, sign(f.lower_open), phi - *f.lower, claim.depth + 1)) return false;
  if (f.upper && !prove_fresh(rest, sign(f.upper_open), *f.upper - phi, claim.depth + 1)) return false;
  return f.lower || f.upper || prove_fresh(rest, Sign::nonnegative, phi - phi, claim.depth + 1);
}

bool Search::prove_in_halves(const Claim& claim) {
  if (claim.domain.size() != 1) return false;
  const auto& [place, f] = *claim.domain.begin();
  if (!f.lower || !f.upper) return false;
  const Point nowhere(names_.size(), Real(0));
  const Real low = value_of(*f.lower, nowhere), high = value_of(*f.upper, nowhere);
  if (!(low < high)) return false;
  const Rational unit = unit_below((high - low) / 8);
  const Integer middle(Real(floor((low + high) / 2 / Real(unit))).convert_to<Integer>());
  const Symbol phi(Rational(Rational(middle) * unit));
  if (!emit_split(claim, place, phi)) return false;
  const auto above = std::exchange(ancestors_, {});  // on a half the same claim is another one
  bool proved = true;
  for (const bool left : {true, false}) {
    Claim part = claim;
    Fibre& side = part.domain.at(place);
    (left ? side.upper : side.lower) = phi;
    (left ? side.upper_open : side.lower_open) = false;
    ++part.depth;
    proved = proved && prove(std::move(part));
  }
  ancestors_ = above;
  return proved;
}

bool Search::prove_in_pieces(Claim claim, int place, const std::vector<Break>& breaks, const std::vector<bool>& up) {
  for (std::size_t k = 0; k <= breaks.size(); ++k) {
    Claim piece = claim;
    if (k < breaks.size()) {
      const Symbol& phi = breaks[k].at;
      if (!emit_split(claim, place, phi)) return false;
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

namespace {

/// The roots of a function at which it changes its sign, as seen on the grid, and its signs between them (true: > 0).
struct Roots {
  std::vector<Real> at;
  std::vector<bool> positive;
};

template <class SignAt>
Roots roots_on(const std::vector<Real>& grid, SignAt&& sign_at) {
  Roots roots;
  int last = 0;
  Real last_x = 0;
  for (const Real& x : grid) {
    const int sign = sign_at(x);
    if (sign == 0) continue;
    if (last == 0) roots.positive.push_back(sign > 0);
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
      roots.at.push_back((a + b) / 2);
      roots.positive.push_back(sign > 0);
    }
    last = sign;
    last_x = x;
  }
  return roots;
}

/// A root as a fraction, or the root, exponential or logarithm of one.
std::optional<Symbol> exact_form(const Real& r) {
  if (const auto q = recognised(r)) return Symbol(*q);
  if (const auto square = recognised(r * r); square && r > 0) return sqrt(Symbol(*square));
  if (const auto inner = r > 0 ? recognised(log(r), 60) : std::nullopt) return exp(Symbol(*inner));
  if (abs(r) < 50) {
    if (const auto outer = recognised(exp(r), 200)) return log(Symbol(*outer));
  }
  return std::nullopt;
}

}  // namespace

bool Search::prove_in_pieces(const Claim& claim, int place, const Terms& slope) {
  const Fibre& f = claim.domain.at(place);
  const auto at = [&](const Real& x) {
    Point p(names_.size(), Real(0));
    p[static_cast<std::size_t>(variables_[place])] = x;
    return p;
  };
  std::vector<Real> grid;
  for (int k = 1; k < 200; ++k) grid.push_back(*on_range(f, Real(k) / 200, at(0)));
  const auto [roots, up] =
      roots_on(grid, [&](const Real& x) { return sign_of(claim.ring.numerator_at(slope, at(x))); });
  if (roots.empty() || roots.size() > 6) return false;
  std::vector<Break> breaks;
  std::vector<bool> directions{up[0]};
  for (std::size_t k = 0; k < roots.size(); ++k) {
    const Real& r = roots[k];
    if (const auto exact = exact_form(r)) {
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

std::optional<bool> Search::is_turning_point(const Claim& claim, int place, const Terms& slope, const Symbol& phi,
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

// Long: the kinds of slope, each with its own way to be solved.
std::vector<Symbol> Search::turning_points(const Claim& claim, int place, const Terms& slope) const {
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
      } else if (symbol.kind == SymbolKind::exponential || symbol.kind == SymbolKind::logarithm ||
                 symbol.kind == SymbolKind::root) {
        const auto inner =
            linear_in(ring.generators()[static_cast<std::size_t>(symbol.generator)].terms, static_cast<std::size_t>(v));
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
  // Sums of functions of several bases, as p log p over a simplex, turn where two of these are equal.
  for (const std::size_t s : dependent) {
    for (const std::size_t t : dependent) {
      const auto &first = ring.symbols()[s], &second = ring.symbols()[t];
      if (s >= t || first.kind != SymbolKind::logarithm || second.kind != SymbolKind::logarithm) continue;
      const auto base = [&](const Ring::Symbol& symbol) {
        return Element{ring.generators()[static_cast<std::size_t>(symbol.generator)].terms, {}};
      };
      const Terms difference = ring.add(base(first), ring.negate(base(second))).numerator;
      if (const auto line = linear_in(difference, static_cast<std::size_t>(v)); line && is_polynomial(ring, difference))
        result.push_back(ratio(*line));
    }
  }
  for (const auto& [other, f] : claim.domain) {
    if (other == place) continue;
    const Symbol& w = names_[static_cast<std::size_t>(variables_[other])];
    result.push_back(w);
    result.push_back(1 - w);
  }
  for (const int c : {0, 1, -1}) result.emplace_back(c);
  return result;
}

}  // namespace hebb::chains
