#include <algorithm>
#include <set>
#include <utility>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {

using checker::WideInterval;

namespace {

constexpr int max_cuts = 8;                   // of the domain, for the signs of moduli, below one another
constexpr std::size_t max_part_boxes = 2000;  // the checker looks at each of them

bool is_unbounded(const Fibre& f) { return !f.lower || !f.upper; }

}  // namespace

std::optional<WideInterval> wide_value(const Symbol& term, const std::vector<std::string>& variables,
                                       const std::map<int, WideInterval>& ranges) {
  Recorder recorder(variables);
  const int node = recorder.record(term);
  const checker::WideValues values = checker::wide_values(recorder.expression(), node, ranges);
  if (!values.doubtful.empty()) return std::nullopt;
  return values.of.at(node);
}

bool Search::prove(int goal) {
  const Condition& claimed = statement_.goals[goal];
  const int node = claimed.node;
  const Sign sign = claimed.relation == Relation::zero ? Sign::zero : Sign::nonnegative;
  const Mark start = mark();
  // An oscillation that is damped: derivatives would turn in a circle.
  const bool turns = std::ranges::any_of(checker::used_by(statement_.expression, node), [&](int k) {
    const Operation operation = statement_.expression.code[k].operation;
    return operation == Operation::sin || operation == Operation::cos;
  });
  if (turns && sign == Sign::nonnegative) {
    if (prove_by_tails(whole_, node, 1)) return true;
    back_to(start);
  }
  // A logarithm of a quotient on a half-line: its limit is at hand at the other end.
  std::vector<Symbol> arguments;
  std::set<const Symbol::Node*> seen;
  collect_logarithms(code_[node], arguments, seen);
  const bool has_quotient =
      std::ranges::any_of(arguments, [](const Symbol& x) { return is_rational(x) && has_quotients(x); });
  if (has_quotient && whole_.size() == 1 && sign == Sign::nonnegative) {
    if (prove_inverted(whole_, sign, code_[node])) return true;
    back_to(start);
    restart();
  }
  const auto [rest, term] = eliminated(goal);
  if (!drafts_.empty()) {
    const Domain all = std::exchange(whole_, rest);  // narrowed ranges are the ones that the leaf `wide` speaks of
    if (prove_fresh(rest, sign, term, 0)) return true;
    whole_ = all;
  }
  back_to(start);
  restart();
  if (prove_fresh(whole_, sign, code_[node], 0)) return true;
  const Domain given = whole_;
  whole_ = bounded();
  if (!drafts_.empty() && prove_fresh(whole_, sign, code_[node], 0)) return true;
  restart();
  if (prove_goal(whole_, sign, node, 1)) return true;
  if (!drafts_.empty()) {
    back_to(start);
    whole_ = given;
    if (prove_goal(whole_, sign, node, 1)) return true;
  }
  back_to(start);
  whole_ = given;
  return prove_substituted(goal, sign);
}

void Search::narrow(Domain& domain, const Fibre& gone, int gone_variable, const Symbol& value) {
  for (const bool by_lower : {true, false}) {
    const std::optional<Symbol>& end = by_lower ? gone.lower : gone.upper;
    if (!end) continue;
    const Symbol distance = by_lower ? value - *end : *end - value;
    for (auto place = domain.rbegin(); place != domain.rend(); ++place) {
      const int variable = variables_[place->first];
      const std::string& name = statement_.expression.variables[static_cast<std::size_t>(variable)];
      const auto slope = slope_in(distance, name);
      if (!slope || *slope == 0) continue;
      const Symbol rest = with(distance, statement_.expression.variables, {{variable, Symbol(0)}});
      const Symbol solution = Symbol(Rational(-1 / *slope)) * rest;
      const bool is_lower = *slope > 0;
      Domain next = domain;
      Fibre& f = next.at(place->first);
      const std::optional<Symbol> old = is_lower ? f.lower : f.upper;
      (is_lower ? f.lower : f.upper) = solution;
      (is_lower ? f.lower_open : f.upper_open) = by_lower ? gone.lower_open : gone.upper_open;
      if (!is_ordered(next)) continue;
      const auto tighter = [&](const Point& x) {
        const Real a = value_of(solution, x), b = value_of(*old, x);
        return is_lower ? a >= b : a <= b;
      };
      if (old && !std::ranges::all_of(samples(domain), tighter)) continue;
      domain = std::move(next);
      drafts_.push_back(
          {Kind::narrow, variable, gone_variable, by_lower ? std::vector<int>() : std::vector<int>{1}, {}});
      break;
    }
  }
}

std::pair<Domain, Symbol> Search::eliminated(int goal) {
  Domain domain = whole_;
  const std::vector<std::string>& variables = statement_.expression.variables;
  std::vector<std::pair<int, Symbol>> values;  // of the variables that are gone
  for (std::size_t k = 0; k < statement_.assumptions.size(); ++k) {
    if (statement_.assumptions[k].relation != Relation::zero) continue;
    const Symbol& equation = code_[statement_.assumptions[k].node];
    for (auto place = domain.rbegin(); place != domain.rend(); ++place) {
      const int variable = variables_[place->first];
      const std::string& name = variables[static_cast<std::size_t>(variable)];
      const auto slope = slope_in(equation, name);
      const auto has_gone = [&](const auto& entry) {
        return occurs(equation, variables[static_cast<std::size_t>(entry.first)]);
      };
      if (!slope || *slope == 0 || !is_free(domain, place->first) || std::ranges::any_of(values, has_gone)) continue;
      const Symbol rest = with(equation, variables, {{variable, Symbol(0)}});
      const Symbol value = Symbol(Rational(-1 / *slope)) * rest;
      const Fibre gone = place->second;
      drafts_.push_back({Kind::eliminate, variable, static_cast<int>(k), {}, {}});
      domain.erase(place->first);
      values.emplace_back(variable, value);
      narrow(domain, gone, variable, value);
      break;
    }
  }
  Symbol term = code_[static_cast<std::size_t>(statement_.goals[goal].node)];
  // In their order: the value of one may have variables that went later.
  for (const auto& [variable, value] : values) term = with(term, variables, {{variable, value}});
  return {std::move(domain), term};
}

bool Search::prove_goal(const Domain& domain, Sign sign, int node, int depth) {
  throw_if_stopped(options_.stop);
  const Mark m = mark();
  if (depth > max_cuts) return false;
  try {
    if (prove_by_signs(domain, sign, node, depth)) return true;
    back_to(m);
    if (depth > 1 && prove_fresh(domain, sign, code_[node], depth, true)) return true;
    back_to(m);
    if (prove_inside(domain, sign, node, depth)) return true;
    back_to(m);
    return (sign == Sign::nonnegative && prove_by_tails(domain, node, depth)) || back_to(m);
  } catch (const Rejection&) {
  } catch (const PreconditionError&) {
  }
  return back_to(m);
}

std::vector<std::pair<int, Symbol>> Search::sign_changes(const Domain& domain, const Symbol& argument) const {
  std::vector<std::pair<int, Symbol>> result;
  for (const auto& [place, f] : domain) {
    const std::string& name = statement_.expression.variables[static_cast<std::size_t>(variables_[place])];
    if (!is_free(domain, place) || !occurs(argument, name)) continue;
    if (is_rational(argument)) {
      try {
        const Ring ring(static_cast<int>(names_.size()));
        const Element x = evaluate(ring, argument);
        if (const auto line = linear_in(x.numerator, static_cast<std::size_t>(variables_[place])))
          result.emplace_back(place, -(ring.term(line->second, names_) / ring.term(line->first, names_)));
        continue;
      } catch (const Rejection&) {
      }
    }
    for (const int c : {0, 1, -1}) {
      std::vector<Point> points = samples(domain);
      const bool turns = !points.empty() && std::ranges::all_of(points, [&](const Point& x) {
        const Real value = value_of(argument, x), side = x[static_cast<std::size_t>(variables_[place])] - c;
        const Point& first = points.front();
        const Real before = value_of(argument, first), there = first[static_cast<std::size_t>(variables_[place])] - c;
        return (value > 0) == (side > 0) ? (before > 0) == (there > 0) : (before > 0) != (there > 0);
      });
      if (turns) result.emplace_back(place, Symbol(c));
    }
  }
  return result;
}

bool Search::prove_by_signs(const Domain& domain, Sign sign, int node, int depth) {
  for (const int k : checker::used_by(statement_.expression, node)) {
    const Instruction& i = statement_.expression.code[k];
    if (i.operation != Operation::abs) continue;
    const Symbol& argument = code_[i.a];
    bool positive = false, negative = false;
    for (const Point& x : samples(domain)) {
      const Real value = value_of(argument, x);
      positive = positive || value > 0;
      negative = negative || value < 0;
    }
    if (!positive || !negative) continue;
    for (const auto& [place, phi] : sign_changes(domain, argument)) {
      const Mark m = mark();
      const Claim claim{domain, sign, Ring(static_cast<int>(names_.size())), {}, depth};
      if (emit_split(claim, place, phi)) {
        bool proved = true;
        for (const bool left : {true, false}) {
          Domain half = domain;
          Fibre& f = half.at(place);
          (left ? f.upper : f.lower) = phi;
          (left ? f.upper_open : f.lower_open) = false;
          proved = proved && prove_goal(half, sign, node, depth + 1);
        }
        if (proved) return true;
      }
      back_to(m);
    }
    return false;
  }
  return false;
}

std::optional<std::map<int, WideInterval>> Search::wide_ranges(const Domain& domain) const {
  std::map<int, WideInterval> ranges;
  for (const int place : order(domain)) {
    const Fibre& f = domain.at(place);
    WideInterval range;
    for (const bool lower : {true, false}) {
      const std::optional<Symbol>& end = lower ? f.lower : f.upper;
      if (!end) continue;
      const auto value = wide_value(*end, statement_.expression.variables, ranges);
      if (!value) return std::nullopt;
      (lower ? range.lower : range.upper) = lower ? value->lower : value->upper;
    }
    ranges[variables_[place]] = range;
  }
  return ranges;
}

bool Search::prove_inside(const Domain& domain, Sign sign, int node, int depth) {
  const bool has_ends = std::ranges::any_of(domain, [](const auto& entry) {
    const Fibre& f = entry.second;
    return (f.lower && !f.lower_open) || (f.upper && !f.upper_open);
  });
  const auto ranges = wide_ranges(domain);
  if (!has_ends || !ranges) return false;
  emit(Kind::interior);
  Domain inside;
  for (const int place : order(domain)) {
    const Fibre& f = domain.at(place);
    if (f.lower && f.upper && !prove_fresh(inside, Sign::positive, *f.upper - *f.lower, depth + 1)) return false;
    inside.emplace(place, f);
    inside = opened(std::move(inside), place);
  }
  for (const int k : checker::wide_values(statement_.expression, node, *ranges).doubtful) {
    const Instruction& i = statement_.expression.code[k];
    const Symbol& operand = code_[i.operation == Operation::divide ? i.b : i.a];
    if (!prove_fresh(domain, i.operation == Operation::sqrt ? Sign::nonnegative : Sign::positive, operand, depth + 1))
      return false;
  }
  return prove_fresh(inside, sign, code_[node], depth + 1, true);
}

bool Search::holds_widely(const Domain& domain, int node) const {
  const auto ranges = wide_ranges(domain);
  if (!ranges) return false;
  const checker::WideValues values = checker::wide_values(statement_.expression, node, *ranges);
  return values.doubtful.empty() && values.of.at(node).is_nonnegative();
}

bool Search::prove_part_by_boxes(const Domain& domain, int node) {
  StatementBuilder b;
  for (const int place : order(domain)) declare(b, place, domain.at(place));
  b.claim_nonnegative("part", code_[node]);
  BoxOptions options;
  options.max_boxes = max_part_boxes;
  options.seconds = 1e9;
  options.stop = options_.stop;
  BoxOutcome outcome = prove_by_boxes(b.build(), 0, options);
  if (!outcome.proof) return false;
  emit(Kind::part);
  premises_.push_back(std::move(*outcome.proof));
  return true;
}

bool Search::prove_by_tails(const Domain& domain, int node, int depth) {
  if (holds_widely(domain, node)) {
    emit(Kind::tail);
    return true;
  }
  const auto unbounded = std::ranges::find_if(
      domain, [&](const auto& entry) { return is_unbounded(entry.second) && is_free(domain, entry.first); });
  if (unbounded == domain.end()) return depth > 1 && prove_part_by_boxes(domain, node);
  const int place = unbounded->first;
  const bool to_right = !unbounded->second.upper;
  for (int far = 1; far <= 4096; far *= 2) {
    const Symbol phi(to_right ? far : -far);
    Domain near = domain, tail = domain;
    Fibre &left = (to_right ? near : tail).at(place), &right = (to_right ? tail : near).at(place);
    left.upper = right.lower = phi;
    left.upper_open = right.lower_open = false;
    if (!holds_widely(tail, node)) continue;
    const Claim claim{domain, Sign::nonnegative, Ring(static_cast<int>(names_.size())), {}, depth};
    if (!emit_split(claim, place, phi)) continue;
    if (!to_right) emit(Kind::tail);
    if (!prove_by_tails(near, node, depth + 1)) return false;
    if (to_right) emit(Kind::tail);
    return true;
  }
  return false;
}

bool Search::prove_zero(Claim claim) {
  if (claim.value.numerator.empty()) {
    emit(Kind::zero);
    return true;
  }
  const Ring& ring = claim.ring;
  for (const auto& [place, f] : claim.domain) {
    const int v = variables_[place];
    if (!is_free(claim.domain, place) || !ring.has_variable(claim.value.numerator, v)) continue;
    if (!ring.derivative(claim.value, v).numerator.empty()) continue;
    const Mark m = mark();
    const auto holds_at_end = [&](const Claim& part, bool lower) {
      emit(lower ? Kind::up : Kind::down, v);
      try {
        if (!at_end(part, place, lower, Sign::zero)) return false;
      } catch (const PreconditionError&) {  // undefined there
        return false;
      }
      emit(Kind::zero);
      return true;
    };
    for (const bool lower : {true, false}) {
      if (holds_at_end(claim, lower)) return true;
      back_to(m);
    }
    for (const int c : {0, 1, -1, 2}) {
      const Symbol phi(c);
      Claim left = claim, right = claim;
      left.domain.at(place).upper = right.domain.at(place).lower = phi;
      left.domain.at(place).upper_open = right.domain.at(place).lower_open = false;
      if (emit_split(claim, place, phi) && holds_at_end(left, false) && holds_at_end(right, true)) return true;
      back_to(m);
    }
  }
  return false;
}

bool Search::prove_by_squaring(const Claim& claim, const std::vector<Point>& points) {
  const Ring& ring = claim.ring;
  for (const SymbolKind kind :
       {SymbolKind::exponential, SymbolKind::logarithm, SymbolKind::sine, SymbolKind::cosine, SymbolKind::arctangent}) {
    if (has_kind(ring, claim.value.numerator, kind)) return false;  // nothing simpler would come of squares
  }
  for (std::size_t g = ring.generators().size(); g-- > 0;) {
    const auto& generator = ring.generators()[g];
    if (!generator.is_base()) continue;
    const auto line = linear_in(claim.value.numerator, static_cast<std::size_t>(generator.symbol) + 1);
    if (!line) continue;
    const Element factor{line->first, {}}, rest{line->second, {}};
    const Element first = ring.multiply(rest, rest),
                  second = ring.multiply(ring.multiply(factor, factor), {generator.terms, {}});
    for (const bool rest_leads : {true, false}) {
      const Element& lead = rest_leads ? rest : factor;
      const Element difference =
          rest_leads ? ring.add(first, ring.negate(second)) : ring.add(second, ring.negate(first));
      if (signs(ring, lead.numerator, points).negative || signs(ring, difference.numerator, points).negative) continue;
      const Mark m = mark();
      drafts_.push_back({Kind::radical, static_cast<int>(g), rest_leads ? 1 : 2, {}, {}});
      if (prove({claim.domain, Sign::nonnegative, ring, lead, claim.depth + 1}) &&
          prove({claim.domain, claim.sign, ring, difference, claim.depth + 1}))
        return true;
      back_to(m);
    }
    return false;
  }
  return false;
}

}  // namespace hebb::chains
