#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <Eigen/Dense>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/search.hpp>
#include <hebb/verify/witness_search.hpp>

namespace hebb::chains {

namespace {

constexpr int max_moduli_cuts = 6;  // below one another

/// The argument of a modulus that has no other modulus in it; nothing where the term has none.
std::optional<Symbol> innermost_modulus(const Symbol& term, std::set<const Symbol::Node*>& seen) {
  const Symbol::Node& n = *term.node();
  if (!seen.insert(&n).second) return std::nullopt;
  for (const Symbol& x : n.operands) {
    if (auto found = innermost_modulus(x, seen)) return found;
  }
  return n.operation == Operation::abs ? std::optional(n.operands[0]) : std::nullopt;
}

/// The term with `value` for each modulus that is written as |argument|.
Symbol without_modulus(const Symbol& term, const std::vector<std::string>& variables, const Symbol& argument,
                       const Symbol& value) {
  Recorder recorder(variables);
  const int node = recorder.record(term), inner = recorder.record(argument);
  std::vector<Symbol> names, code;
  for (const std::string& name : variables) names.push_back(Symbol::variable(name));
  for (const Instruction& i : recorder.expression().code) {
    code.push_back(i.operation == Operation::abs && i.a == inner
                       ? value
                       : apply(recorder.expression(), i, code, names, Symbol(0)));
  }
  return code[static_cast<std::size_t>(node)];
}

/// The terms of a sum, with their signs.
void summands(const Symbol& term, bool negative, std::vector<Symbol>& found) {
  const Symbol::Node& n = *term.node();
  if (n.operation == Operation::add || n.operation == Operation::subtract) {
    summands(n.operands[0], negative, found);
    summands(n.operands[1], n.operation == Operation::subtract ? !negative : negative, found);
  } else if (n.operation == Operation::negate) {
    summands(n.operands[0], !negative, found);
  } else {
    found.push_back(negative ? -term : term);
  }
}

Symbol sum_of(const std::vector<Symbol>& terms) {
  Symbol sum(0);
  for (const Symbol& t : terms) sum = sum + t;
  return sum;
}

bool is_positive_cone(const Fibre& f) {
  return !f.upper && f.lower && f.lower->is_constant() && f.lower->constant() == 0 && f.lower_open;
}

bool is_cone(const Fibre& f) { return !f.upper && (!f.lower || (f.lower->is_constant() && f.lower->constant() == 0)); }

}  // namespace

bool Search::prove_from(const Domain& domain, Sign sign, const Symbol& term) {
  const Domain all = std::exchange(whole_, domain);  // which the leaf `wide` speaks of
  restart();
  try {
    if (prove_fresh(domain, sign, term, 0)) return true;
  } catch (const Rejection&) {
  } catch (const PreconditionError&) {
  }
  whole_ = all;
  return false;
}

bool Search::prove_by_moduli(const Domain& domain, Sign sign, const Symbol& term, int depth) {
  throw_if_stopped(options_.stop);
  std::set<const Symbol::Node*> seen;
  const auto argument = innermost_modulus(term, seen);
  if (!argument) return prove_fresh(domain, sign, term, depth, true);
  if (depth > 2 * max_moduli_cuts) return false;
  bool positive = false, negative = false;
  for (const Point& x : samples(domain)) {
    const Real value = value_of(*argument, x);
    positive = positive || value > 0;
    negative = negative || value < 0;
  }
  const Mark m = mark();
  if (!positive || !negative) {
    const Symbol value = negative ? -*argument : *argument;
    emit(Kind::modulus, negative ? -1 : 1, *argument);
    if (prove_fresh(domain, Sign::nonnegative, value, depth + 1) &&
        prove_by_moduli(domain, sign, without_modulus(term, statement_.expression.variables, *argument, value),
                        depth + 1))
      return true;
    return back_to(m);
  }
  for (const auto& [place, phi] : sign_changes(domain, *argument)) {
    const Claim claim{domain, sign, Ring(static_cast<int>(names_.size())), {}, depth};
    if (emit_split(claim, place, phi)) {
      bool proved = true;
      for (const bool left : {true, false}) {
        Domain half = domain;
        Fibre& f = half.at(place);
        (left ? f.upper : f.lower) = phi;
        (left ? f.upper_open : f.lower_open) = false;
        proved = proved && prove_by_moduli(half, sign, term, depth + 1);
      }
      if (proved) return true;
    }
    back_to(m);
  }
  return false;
}

/// One variable or several: numbers for which the goal less the multiples is stationary where it seems to be tight.
std::optional<std::vector<std::pair<int, Symbol>>> Search::multiples_at_contact(int goal) const {
  const std::vector<double> lowest = hebb::lowest_point(statement_, goal, {.samples = 600, .refinements = 1500});
  if (lowest.size() != names_.size()) return std::nullopt;
  Point x(lowest.begin(), lowest.end());
  for (Real& coordinate : x) {
    if (!isfinite(coordinate)) return std::nullopt;
    // a descent stops beside the contact
    if (const auto near = simple_fraction(round(coordinate * 1000) / 1000);
        near && abs(Real(*near) - coordinate) < Real(1e-3) && denominator(*near) <= 8)
      coordinate = Real(*near);
  }
  const auto slopes = [&](const Symbol& term, const std::vector<int>& free) {
    Eigen::VectorXd result(static_cast<Eigen::Index>(free.size()));
    for (std::size_t k = 0; k < free.size(); ++k) {
      const auto v = static_cast<std::size_t>(free[k]);
      const Real h = Real(1e-12) * (1 + abs(x[v]));
      Point low = x, high = x;
      low[v] -= h;
      high[v] += h;
      result[static_cast<Eigen::Index>(k)] =
          static_cast<double>((value_of(term, high) - value_of(term, low)) / (2 * h));
    }
    return result;
  };
  std::vector<int> active, free;
  for (std::size_t k = 0; k < statement_.assumptions.size(); ++k) {
    const Condition& a = statement_.assumptions[k];
    if (a.relation == Relation::zero || abs(value_of(code_[static_cast<std::size_t>(a.node)], x)) < Real(1e-2))
      active.push_back(static_cast<int>(k));
  }
  for (const auto& [place, f] : whole_) {
    const Real& value = x[static_cast<std::size_t>(variables_[place])];
    const bool at_end = (f.lower && abs(value_of(*f.lower, x) - value) < Real(1e-4)) ||
                        (f.upper && abs(value_of(*f.upper, x) - value) < Real(1e-4));
    if (!at_end) free.push_back(variables_[place]);
  }
  if (active.empty() || free.empty()) return std::nullopt;
  const auto term_of = [&](int node) { return code_[static_cast<std::size_t>(node)]; };
  Eigen::MatrixXd gradients(static_cast<Eigen::Index>(free.size()), static_cast<Eigen::Index>(active.size()));
  for (std::size_t k = 0; k < active.size(); ++k) {
    gradients.col(static_cast<Eigen::Index>(k)) =
        slopes(term_of(statement_.assumptions[static_cast<std::size_t>(active[k])].node), free);
  }
  const Eigen::VectorXd target = slopes(term_of(statement_.goals[static_cast<std::size_t>(goal)].node), free);
  if (!gradients.allFinite() || !target.allFinite()) return std::nullopt;
  const Eigen::VectorXd factors = gradients.completeOrthogonalDecomposition().solve(target);
  std::vector<std::pair<int, Symbol>> result;
  for (std::size_t k = 0; k < active.size(); ++k) {
    const Real factor = Real(factors[static_cast<Eigen::Index>(k)]);
    const auto number = simple_fraction(round(factor * 3600) / 3600);
    if (!number || abs(Real(*number) - factor) > Real(0.02)) return std::nullopt;
    if (*number == 0) continue;
    const bool is_equation = statement_.assumptions[static_cast<std::size_t>(active[k])].relation == Relation::zero;
    if (!is_equation && *number < 0) return std::nullopt;
    result.emplace_back(active[k], Symbol(*number));
  }
  return result.empty() ? std::nullopt : std::optional(std::move(result));
}

/// A = B with sides of two degrees, and terms of the goal whose degrees differ by multiples of that: the terms T are
/// brought to one degree, T (B/A)^k = T - T (1 + B/A + ... + (B/A)^(k-1))/A (A - B).
std::optional<std::vector<std::pair<int, Symbol>>> Search::multiples_of_degrees(int goal) const {
  const std::vector<Point> points = samples(whole_);
  if (points.empty()) return std::nullopt;
  const auto degree = [&](const Symbol& term) -> std::optional<int> {
    std::optional<int> common;
    for (std::size_t k = 0; k < points.size(); k += 9) {
      Point x = points[k], y = x;
      for (Real& coordinate : y) coordinate *= 2;
      const Real ratio = value_of(term, y) / value_of(term, x);
      if (!isfinite(ratio) || !(ratio > 0)) return std::nullopt;
      const Real d = log(ratio) / log(Real(2));
      const int n = static_cast<int>(std::lround(static_cast<double>(d)));
      if (abs(d - n) > Real(1e-20) || (common && *common != n)) return std::nullopt;
      common = n;
    }
    return common;
  };
  std::vector<Symbol> terms;
  summands(code_[static_cast<std::size_t>(statement_.goals[static_cast<std::size_t>(goal)].node)], false, terms);
  for (std::size_t a = 0; a < statement_.assumptions.size(); ++a) {
    if (statement_.assumptions[a].relation != Relation::zero) continue;
    std::vector<Symbol> parts;
    summands(code_[static_cast<std::size_t>(statement_.assumptions[a].node)], false, parts);
    std::map<int, std::vector<Symbol>> sides;
    bool known = true;
    for (const Symbol& part : parts) {
      const auto d = degree(part);
      known = known && d.has_value();
      if (d) sides[*d].push_back(part);
    }
    if (!known || sides.size() != 2) continue;
    const int step = sides.rbegin()->first - sides.begin()->first;
    const Symbol high = sum_of(sides.rbegin()->second), low = -sum_of(sides.begin()->second);  // high = low
    std::set<int> degrees;
    std::vector<int> degree_of;
    for (const Symbol& t : terms) {
      const auto d = degree(t);
      if (!d) return std::nullopt;
      degree_of.push_back(*d);
      degrees.insert(*d);
    }
    if (degrees.size() < 2) continue;
    const auto fits = [&](int d) { return (d - *degrees.begin()) % step == 0; };
    if (!std::ranges::all_of(degrees, fits) || *degrees.rbegin() - *degrees.begin() > 6 * step) continue;
    // all come down to the lowest degree: T -> T (low/high)^k
    Symbol factor(0);
    for (std::size_t k = 0; k < terms.size(); ++k) {
      const int n = (degree_of[k] - *degrees.begin()) / step;
      Symbol powers(0);
      for (int j = 0; j < n; ++j) powers = powers + (j == 0 ? Symbol(1) : pow(low / high, j));
      if (n > 0) factor = factor + terms[k] * powers / high;
    }
    return std::vector<std::pair<int, Symbol>>{{static_cast<int>(a), factor}};
  }
  return std::nullopt;
}

/// 1/x for x > 0.
bool Search::prove_inverted(Domain given, Sign sign, const Symbol& term) {
  const std::vector<std::string>& variables = statement_.expression.variables;
  for (const auto& [place, f] : given) {
    const auto number = [](const std::optional<Symbol>& end) { return end && end->is_constant(); };
    if (f.upper || !number(f.lower) || f.lower->constant() < 0 || (f.lower->constant() == 0 && !f.lower_open)) continue;
    if (!is_free(given, place) || given.size() > 2 || is_rational(term)) continue;
    const int v = variables_[place];
    Domain next = given;
    const bool from_zero = f.lower->constant() == 0;
    next.at(place) = {Symbol(0), from_zero ? std::nullopt : std::optional(Symbol(Rational(1 / f.lower->constant()))),
                      true, f.lower_open};
    const Mark m = mark();
    emit(Kind::invert, v);
    if (prove_from(next, sign, with(term, variables, {{v, 1 / names_[static_cast<std::size_t>(v)]}}))) return true;
    back_to(m);
  }
  return false;
}

// Long: one way after the other.
bool Search::prove_substituted(int goal, Sign sign) {
  const Domain given = whole_;
  const std::vector<std::string>& variables = statement_.expression.variables;
  const Symbol& term = code_[static_cast<std::size_t>(statement_.goals[static_cast<std::size_t>(goal)].node)];
  const Mark start = mark();
  restart();
  if (std::set<const Symbol::Node*> seen; innermost_modulus(term, seen) && sign == Sign::nonnegative) {
    whole_ = bounded();
    if (prove_by_moduli(whole_, sign, term, 1)) return true;
    back_to(start);
    whole_ = given;
  }
  if (sign == Sign::zero) return false;
  // x_1 ... x_n = 1
  for (std::size_t a = 0; a < statement_.assumptions.size(); ++a) {
    if (statement_.assumptions[a].relation != Relation::zero) continue;
    const Symbol& equation = code_[static_cast<std::size_t>(statement_.assumptions[a].node)];
    if (!is_rational(equation)) continue;
    std::vector<int> factors;
    try {
      const Ring ring(static_cast<int>(names_.size()));
      const Terms terms = evaluate(ring, equation).numerator;
      if (terms.size() != 2 || !terms.begin()->first.empty() || terms.begin()->second + terms.rbegin()->second != 0)
        continue;
      const std::vector<int>& exponents = terms.rbegin()->first;
      if (abs(terms.begin()->second) != 1 || std::ranges::any_of(exponents, [](int n) { return n != 0 && n != 1; }))
        continue;
      for (std::size_t v = 0; v < exponents.size(); ++v) {
        if (exponents[v] == 1) factors.push_back(static_cast<int>(v));
      }
    } catch (const Rejection&) {
      continue;
    }
    Domain next = given;
    std::map<int, Symbol> values;
    bool fits = factors.size() > 1;
    for (std::size_t k = 0; k < factors.size() && fits; ++k) {
      const auto place = std::ranges::find(variables_, factors[k]) - variables_.begin();
      const Fibre& f = given.at(static_cast<int>(place));
      fits = f.lower && f.lower->is_constant() && f.lower->constant() >= 0 && is_free(given, static_cast<int>(place));
      next.at(static_cast<int>(place)) = {Symbol(0), {}, true, false};
      if (k + 1 == factors.size()) next.erase(static_cast<int>(place));
      const auto t = [&](std::size_t j) { return names_[static_cast<std::size_t>(factors[j])]; };
      values.emplace(factors[k], k + 2 < factors.size() ? t(k) / t(k + 1) : k + 1 < factors.size() ? t(k) : 1 / t(0));
    }
    if (!fits) continue;
    drafts_.push_back({Kind::unit, 0, static_cast<int>(a), factors, {}});
    if (prove_from(next, sign, with(term, variables, values))) return true;
    back_to(start);
  }
  // the goal less multiples of assumptions
  std::vector<std::vector<std::pair<int, Symbol>>> candidates;
  if (!statement_.assumptions.empty()) {
    if (auto m = multiples_of_degrees(goal)) candidates.push_back(std::move(*m));
    if (auto m = multiples_at_contact(goal)) candidates.push_back(std::move(*m));
  }
  for (const auto& candidate : candidates) {
    Symbol less = term;
    for (const auto& [assumption, factor] : candidate) {
      emit(Kind::multiple, assumption, factor);
      less =
          less -
          factor * code_[static_cast<std::size_t>(statement_.assumptions[static_cast<std::size_t>(assumption)].node)];
    }
    if (prove_from(given, sign, less)) return true;
    whole_ = bounded();
    if (prove_from(whole_, sign, less)) return true;
    whole_ = given;
    back_to(start);
  }
  if (prove_inverted(given, sign, term)) return true;
  // a homogeneous goal on a cone
  const bool is_on_cone = given.size() > 2 && std::ranges::all_of(given, [&](const auto& entry) {
                            return is_cone(entry.second) && is_free(given, entry.first);
                          });
  if (!is_on_cone) return false;
  std::vector<Real> degrees;
  for (const Point& x : samples(given)) {
    Point y = x;
    for (Real& coordinate : y) coordinate *= 2;
    const Real ratio = value_of(term, y) / value_of(term, x);
    if (!isfinite(ratio) || !(ratio > 0)) return false;
    degrees.push_back(ratio);
    if (abs(degrees.front() - ratio) > Real(1e-20) * ratio) return false;
  }
  for (auto place = given.rbegin(); place != given.rend(); ++place) {
    if (!is_positive_cone(place->second)) continue;
    const int v = variables_[place->first];
    std::vector<int> scaled;
    std::map<int, Symbol> values;
    for (const auto& [other, f] : given) {
      if (other == place->first) continue;
      scaled.push_back(variables_[other]);
      values.emplace(variables_[other],
                     names_[static_cast<std::size_t>(variables_[other])] * names_[static_cast<std::size_t>(v)]);
    }
    emit(Kind::scale, v, {}, scaled);
    if (prove_from(given, sign, with(term, variables, values))) return true;
    return back_to(start);
  }
  return false;
}

}  // namespace hebb::chains
