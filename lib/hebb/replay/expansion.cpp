#include <algorithm>

#include <hebb/replay/expansion.hpp>
#include <hebb/replay/wide_interval.hpp>

namespace hebb::checker {
namespace {

std::vector<int> variables_of(const Factor& factor) {
  if (const auto* range = std::get_if<Range>(&factor)) return {range->variable};
  if (const auto* simplex = std::get_if<Simplex>(&factor)) return simplex->coordinates;
  auto result = std::get<LeaderChamber>(factor).coordinates;
  result.push_back(std::get<LeaderChamber>(factor).gap);
  return result;
}

}  // namespace

Expansion::Expansion(const Statement& s, int parameters)
    : field_(parameters), statement_(s), owner_(s.expression.variables.size(), -1) {
  for (std::size_t f = 0; f < s.domain.size(); ++f) {
    for (const int variable : variables_of(s.domain[f])) owner_.at(variable) = static_cast<int>(f);
  }
}

const Quotient& Expansion::node(int k) {
  if (const auto found = nodes_.find(k); found != nodes_.end()) return found->second;
  // Not by recursion: code may be as deep as it is long.
  for (const int needed : used_by(statement_.expression, k)) {
    if (!nodes_.contains(needed)) {
      Quotient value = expanded(needed);
      nodes_.emplace(needed, std::move(value));
    }
  }
  return nodes_.at(k);
}

Quotient Expansion::expanded(int k) {
  const Instruction& i = statement_.expression.code.at(k);
  Quotient value;
  switch (i.operation) {
    case Operation::variable:
      value = variable(i.a);
      break;
    case Operation::constant:
      value = field_.constant(exact(statement_.expression.constants.at(i.a)));
      break;
    case Operation::add:
      value = field_.add(node(i.a), node(i.b));
      break;
    case Operation::subtract:
      value = field_.add(node(i.a), field_.negate(node(i.b)));
      break;
    case Operation::multiply:
      value = field_.multiply(node(i.a), node(i.b));
      break;
    case Operation::divide:
      value = field_.divide(node(i.a), node(i.b));
      if (!node(i.b).numerator.is_constant()) has_divisor_ = true;
      break;
    case Operation::negate:
      value = field_.negate(node(i.a));
      break;
    case Operation::power:
      value = node(i.a);
      for (int n = 1; n < i.b; ++n) value = field_.multiply(value, node(i.a));
      break;
    default:
      value = function(k);
  }
  return value;
}

Quotient Expansion::function(int) {
  throw Rejection("a formula with exp, log, sqrt, sin, cos, atan or abs cannot be expanded");
}

Quotient Expansion::variable(int k) {
  const int f = owner_.at(k);
  if (f < 0) throw Rejection("a variable belongs to no factor of the domain");
  const Factor& factor = statement_.domain[f];
  const std::vector<Quotient>& t = coordinates_[f];
  if (const auto* range = std::get_if<Range>(&factor)) {
    if (range->lower && range->upper) {  // lower + t_1 (upper - lower), with t_0 + t_1 = 1
      return field_.add(field_.multiply(node(*range->lower), t[0]), field_.multiply(node(*range->upper), t[1]));
    }
    if (range->lower) return field_.add(node(*range->lower), t[0]);
    if (range->upper) return field_.add(node(*range->upper), field_.negate(t[0]));
    return t[0];
  }
  if (const auto* simplex = std::get_if<Simplex>(&factor)) {
    return t[std::find(simplex->coordinates.begin(), simplex->coordinates.end(), k) - simplex->coordinates.begin()];
  }
  const auto& chamber = std::get<LeaderChamber>(factor);
  if (k == chamber.gap) return t[0];
  const int i = static_cast<int>(std::find(chamber.coordinates.begin(), chamber.coordinates.end(), k) -
                                 chamber.coordinates.begin());
  Quotient p = i == 0 ? t[0] : field_.constant(0);  // p_i = sum_{k >= i} z_k / k, and the leader has the gap besides
  for (std::size_t j = i + 1; j < t.size(); ++j) {
    p = field_.add(p, field_.divide(t[j], field_.constant(Fraction(static_cast<int>(j)))));
  }
  return p;
}

Polynomial signed_numerator(const QuotientField& field, const Quotient& value) {
  Polynomial result = value.numerator;
  for (const auto& [k, n] : value.powers) {
    if (n % 2 != 0) result = result * field.factors()[k];
  }
  return result;
}

}  // namespace hebb::checker
