#include <algorithm>

#include <fmt/format.h>

#include <hebb/language/terms.hpp>

// abs, min and max in a relation: t >= 0 splits into goals where that is exact.

namespace hebb::language {
namespace {

constexpr std::size_t max_cases = 64;  // that abs, min and max of one relation are split into

}  // namespace

std::vector<Symbol> Terms::differences(const Term& large, const Term& small) {
  if (!is_piecewise(large) && !is_piecewise(small)) return {term(large) - term(small)};
  const std::vector<Symbol> least = cases(large, true), greatest = cases(small, false);
  if (least.size() * greatest.size() > max_cases) too_many_cases(large.place);
  std::vector<Symbol> result;
  for (const Symbol& x : least) {
    for (const Symbol& y : greatest) result.push_back(x - y);
  }
  return result;
}

void Terms::too_many_cases(const Place& place) {
  fail(place, fmt::format("abs, min and max would split this relation into more than {} goals: write fewer a goal",
                          max_cases));
}

bool Terms::is_piecewise(const Term& t) const {
  if (t.kind == Kind::call && (t.name == "abs" || t.name == "min" || t.name == "max")) return true;
  if (t.kind != Kind::sum && t.kind != Kind::product && t.kind != Kind::negate) return false;
  return std::ranges::any_of(t.operands, [&](const Term& operand) { return is_piecewise(operand); });
}

std::vector<Symbol> Terms::cases(const Term& t, bool least) {
  if (!is_piecewise(t)) return {term(t)};
  std::vector<Symbol> result;
  const auto negated = [](std::vector<Symbol> terms) {
    for (Symbol& x : terms) x = -x;
    return terms;
  };
  if (t.kind == Kind::negate) return negated(cases(t.operands[0], !least));
  if (t.kind == Kind::sum) {
    for (std::size_t k = 0; k < t.operands.size(); ++k) {
      const auto next = cases(t.operands[k], least != t.inverse[k]);
      if (k == 0) {
        result = next;
        continue;
      }
      std::vector<Symbol> sums;
      for (const Symbol& x : result) {
        for (const Symbol& y : next) sums.push_back(t.inverse[k] ? x - y : x + y);
      }
      if (sums.size() > max_cases) too_many_cases(t.place);
      result = std::move(sums);
    }
    return result;
  }
  if (t.kind == Kind::product) return scaled_cases(t, least);
  arguments(t, t.name == "abs" ? 1 : 2);
  if (t.name == "abs") {
    if (least) return {term(t)};  // |a| is a greatest, not a least
    result = cases(t.operands[0], false);
    for (const Symbol& x : negated(cases(t.operands[0], true))) result.push_back(x);
  } else {
    if (least != (t.name == "min")) return {term(t)};
    for (const Term& operand : t.operands) {
      for (const Symbol& x : cases(operand, least)) result.push_back(x);
    }
  }
  if (result.size() > max_cases) too_many_cases(t.place);
  return result;
}

std::vector<Symbol> Terms::scaled_cases(const Term& t, bool least) {
  Rational sign = 1;
  std::size_t place = t.operands.size();
  for (std::size_t k = 0; k < t.operands.size(); ++k) {
    if (is_piecewise(t.operands[k])) {
      if (place != t.operands.size() || t.inverse[k]) return {term(t)};
      place = k;
      continue;
    }
    const Symbol factor = term(t.operands[k]);
    if (!factor.is_constant()) return {term(t)};
    sign *= factor.constant();
  }
  if (sign == 0) return {term(t)};
  std::vector<Symbol> result = cases(t.operands[place], least == (sign > 0));
  for (Symbol& x : result) {
    Symbol product = place == 0 ? x : term(t.operands[0]);
    for (std::size_t k = 1; k < t.operands.size(); ++k) {
      const Symbol factor = k == place ? x : term(t.operands[k]);
      product = t.inverse[k] ? quotient(product, factor, t.operands[k].place) : product * factor;
    }
    x = product;
  }
  return result;
}

}  // namespace hebb::language
