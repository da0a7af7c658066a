#include <algorithm>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb::chains {

Domain Search::bounded() {
  Domain domain = whole_;
  const auto& code = statement_.expression.code;
  for (std::size_t k = 0; k < statement_.assumptions.size(); ++k) {
    const Instruction& i = code[statement_.assumptions[k].node];
    if (i.operation != Operation::subtract) continue;
    for (auto& [place, f] : domain) {
      const int variable = variables_[place];
      const auto is_it = [&](int node) {
        return code[node].operation == Operation::variable && code[node].a == variable;
      };
      if (is_it(i.a) == is_it(i.b)) continue;
      const bool lower = is_it(i.a);
      const Symbol& end = code_[lower ? i.b : i.a];
      Domain next = domain;
      (lower ? next.at(place).lower : next.at(place).upper) = end;
      (lower ? next.at(place).lower_open : next.at(place).upper_open) = false;
      if (occurs(end, statement_.expression.variables[variable]) || !is_ordered(next)) continue;
      domain = std::move(next);
      drafts_.push_back({Kind::bound, variable, static_cast<int>(k), {}, {}});
      break;
    }
  }
  return domain;
}

ChainProof Search::proof() const {
  ChainProof result;
  Recorder recorder(statement_.expression.variables);
  for (const Draft& d : drafts_) {
    result.nodes.push_back({d.kind, d.variable, d.symbol ? recorder.record(*d.symbol) : d.term, d.powers});
  }
  result.terms = recorder.expression();
  result.premises = premises_;
  return result;
}

bool Search::back_to(const Mark& m) {
  drafts_.resize(m.drafts);
  premises_.resize(m.premises);
  return false;
}

void Search::emit(Kind kind, int variable, std::optional<Symbol> symbol, std::vector<int> powers) {
  drafts_.push_back({kind, variable, 0, std::move(powers), std::move(symbol)});
}

bool Search::prove_fresh(const Domain& domain, Sign sign, const Symbol& term, int depth, bool is_goal,
                         const std::vector<Symbol>& also) {
  const Mark m = mark();
  if (is_spent() || depth > options_.max_depth) return false;
  auto found = expand(domain, term, depth, also);
  if (!found) return back_to(m);
  if (sign == Sign::zero) {
    if (prove_zero({domain, sign, std::move(found->first), std::move(found->second), depth + 1})) return true;
    return back_to(m);
  }
  if ((depth == 0 || is_goal) && prove_by_tangents({domain, sign, found->first, found->second, depth}, term))
    return true;
  if (!prove({domain, sign, std::move(found->first), std::move(found->second), depth + 1})) return back_to(m);
  return true;
}

bool Search::prove(Claim claim) {
  throw_if_stopped(options_.stop);
  const Mark m = mark();
  const std::size_t above = ancestors_.size();
  if (++claims_ > options_.max_claims || claim.depth > options_.max_depth) return false;
  try {
    return attempt(std::move(claim)) || back_to(m);
  } catch (const Rejection&) {
  } catch (const PreconditionError&) {
  }
  ancestors_.resize(above);
  return back_to(m);
}

void Search::strip(Claim& claim) {
  auto [powers, rest] = stripped(claim.ring, claim.value);
  if (!powers.empty()) emit(Kind::divide, 0, {}, powers);
  claim.value = std::move(rest);
}

bool Search::add_base(Claim& claim, const Element& base) {
  emit(Kind::base, 0, claim.ring.term(base, names_));
  if (!prove({claim.domain, Sign::positive, claim.ring, base, claim.depth + 1})) return false;
  claim.ring.add_base(base);
  return true;
}

bool Search::attempt(Claim claim) {
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
  if (!is_polynomial(claim.ring, claim.value.numerator)) divide_edges(claim);
  if (prove_algebraic(claim)) return true;
  if (prove_by_squaring(claim, points) || prove_by_surds(claim, points)) return true;
  const bool turns = has_kind(claim.ring, claim.value.numerator, SymbolKind::sine) ||
                     has_kind(claim.ring, claim.value.numerator, SymbolKind::cosine);
  if (!turns) return attempt_further(claim, points);
  // Derivatives of sines come back to sines: a claim that was met before is cut in two.
  const std::pair key(claim.domain.empty() ? 0 : claim.domain.begin()->first, primitive(claim.value.numerator));
  if (std::ranges::find(ancestors_, key) != ancestors_.end()) return prove_in_halves(claim);
  ancestors_.push_back(key);
  const bool proved = attempt_further(claim, points);
  ancestors_.pop_back();
  return proved;
}

/// Divides by the factors that are positive because of the open ends of the ranges; whether there are any.
bool Search::divide_edges(Claim& claim) {
  bool divided = false;
  for (const Terms& edge : edges(claim.ring, claim.domain, true)) {
    const auto rest = claim.ring.quotient(claim.value.numerator, edge);
    if (!rest || (rest->size() == 1 && rest->begin()->first.empty())) continue;  // not the edge itself
    const Mark m = mark();
    Claim with = claim;
    if (!add_base(with, {edge, {}})) {
      back_to(m);
      continue;
    }
    claim = std::move(with);
    strip(claim);
    divided = true;
  }
  return divided;
}

bool Search::attempt_further(const Claim& claim, const std::vector<Point>& points) {
  const bool polynomial = is_polynomial(claim.ring, claim.value.numerator);
  if (claim.depth > 1 && prove_by_boxes_in(claim, points, std::min<std::size_t>(options_.max_boxes, 8))) return true;
  if (polynomial && claim.domain.size() > 1) {  // nothing simpler would come of a derivative
    Claim rest = claim;
    ++rest.depth;
    return divide_edges(rest) && prove(std::move(rest));
  }
  if (prove_by_derivative(claim, points) || prove_turned(claim)) return true;
  return prove_by_boxes_in(claim, points, options_.max_boxes);
}

}  // namespace hebb::chains
