#include <algorithm>

#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/chains/search.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>

namespace hebb::chains {

std::vector<std::pair<int, Fibre>> Search::needed(const Claim& claim, Kind kind) const {
  Domain part;
  const auto take = [&](int place) {
    part.emplace(place, kind == Kind::wide ? whole_.at(place) : claim.domain.at(place));
  };
  for (const auto& [place, f] : claim.domain) {
    const auto v = static_cast<std::size_t>(variables_[place]);
    const auto stands_in = [v](const auto& t) { return v < t.first.size() && t.first[v] != 0; };
    if (kind == Kind::circle ? std::ranges::any_of(claim.value.numerator, stands_in)
                             : claim.ring.has_variable(claim.value.numerator, variables_[place]))
      take(place);
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

std::vector<std::pair<int, Fibre>> Search::rounded(std::vector<std::pair<int, Fibre>> ranges) const {
  std::map<int, checker::WideInterval> supersets;
  for (auto& [place, f] : ranges) {
    checker::WideInterval superset;
    for (const bool lower : {true, false}) {
      std::optional<Symbol>& end = lower ? f.lower : f.upper;
      if (!end) continue;
      const auto found = wide_value(*end, statement_.expression.variables, supersets);
      if (found) (lower ? superset.lower : superset.upper) = lower ? found->lower : found->upper;
      if (is_rational(*end)) continue;
      const auto number = checker::rounded_end(superset, lower);
      end = number ? std::optional<Symbol>(Symbol(parse_rational(number->str()))) : std::nullopt;
    }
    supersets[variables_[place]] = superset;
  }
  return ranges;
}

void Search::declare(StatementBuilder& b, int place, const Fibre& f) const {
  using Bound = StatementBuilder::Bound;
  const auto bound = [](bool open) { return open ? Bound::open : Bound::closed; };
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

Statement Search::premise(const Claim& claim, Kind kind) const {
  StatementBuilder b;
  using Bound = StatementBuilder::Bound;
  for (const auto& [place, f] : kind == Kind::whole ? needed(claim, kind) : rounded(needed(claim, kind)))
    declare(b, place, f);
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
    std::map<int, std::pair<Symbol, Symbol>> circles;  // by the symbol of the sine: sine and cosine
    for (auto& [s, symbol] : symbols) {
      const SymbolKind of = claim.ring.symbols()[static_cast<std::size_t>(s)].kind;
      const std::string name = "generator " + std::to_string(s);
      if (kind == Kind::circle && (of == SymbolKind::sine || of == SymbolKind::cosine)) {
        const int sine = of == SymbolKind::sine ? s : s - 1;
        if (!circles.contains(sine)) {
          const Symbol t = b.real("generator " + std::to_string(sine)), one(1), norm = one + t * t;
          circles.emplace(sine, std::pair(2 * t / norm, (one - t * t) / norm));
        }
        symbol = of == SymbolKind::sine ? circles.at(sine).first : circles.at(sine).second;
        continue;
      }
      symbol = of == SymbolKind::variable                           ? names_[static_cast<std::size_t>(s)]
               : of == SymbolKind::sine || of == SymbolKind::cosine ? b.between(name, Symbol(-1), Symbol(1))
                                                                    : b.at_least(name, Symbol(0), Bound::open);
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

bool Search::prove_algebraic(const Claim& claim) {
  if (has_kind(claim.ring, claim.value.numerator, SymbolKind::logarithm) ||
      has_kind(claim.ring, claim.value.numerator, SymbolKind::arctangent))
    return false;
  const bool turns = has_kind(claim.ring, claim.value.numerator, SymbolKind::sine) ||
                     has_kind(claim.ring, claim.value.numerator, SymbolKind::cosine);
  for (const Kind kind : {Kind::algebraic, Kind::circle, Kind::wide}) {
    if (kind == Kind::circle && (!turns || claim.sign == Sign::positive)) continue;
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

bool Search::prove_by_boxes_in(const Claim& claim, const std::vector<Point>& points, std::size_t max_boxes) {
  if (claim.domain.size() != 1) return false;
  const Fibre& f = claim.domain.begin()->second;
  if (!f.lower || !f.upper || has_variables(*f.lower) || has_variables(*f.upper)) return false;
  std::vector<Point> all = points;
  for (const Symbol& end : {*f.lower, *f.upper}) {
    all.emplace_back(names_.size(), Real(0));
    all.back()[static_cast<std::size_t>(variables_[claim.domain.begin()->first])] =
        value_of(end, points.empty() ? Point(names_.size(), Real(0)) : points.front());
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
}  // namespace hebb::chains
