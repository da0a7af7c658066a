#include <algorithm>
#include <array>

#include <hebb/replay/wide_interval.hpp>

namespace hebb::checker {

namespace {

using End = std::optional<Fraction>;

/// Beyond this size the exponential is bounded by that at this number, or not at all.
constexpr int max_exponent = 200;

WideInterval tidy(const RationalInterval& x) {
  if (x.everything) return {};
  return {x.lower, x.upper};
}

/// Ends outward to 320 bits, as those of a RationalInterval.
WideInterval outward(const WideInterval& x) {
  return {x.lower ? End(RationalInterval(*x.lower, *x.lower).lower) : End(),
          x.upper ? End(RationalInterval(*x.upper, *x.upper).upper) : End()};
}

WideInterval negative(const WideInterval& x) {
  return {x.upper ? End(-*x.upper) : End(), x.lower ? End(-*x.lower) : End()};
}

WideInterval sum(const WideInterval& x, const WideInterval& y) {
  return outward(
      {x.lower && y.lower ? End(*x.lower + *y.lower) : End(), x.upper && y.upper ? End(*x.upper + *y.upper) : End()});
}

/// A corner of a product: a number, or an infinity with this sign. Numbers are finite, so 0 times an end that is
/// infinite is 0.
struct Corner {
  int infinite = 0;  // -1, 0, 1
  Fraction value = 0;
};
Corner corner(const End& x, int x_side, const End& y, int y_side) {
  if (x && y) return {0, *x * *y};
  const auto sign = [](const End& e, int side) { return e ? (*e > 0) - (*e < 0) : side; };
  return {sign(x, x_side) * sign(y, y_side), 0};
}

WideInterval product(const WideInterval& x, const WideInterval& y) {
  const std::array corners{corner(x.lower, -1, y.lower, -1), corner(x.lower, -1, y.upper, 1),
                           corner(x.upper, 1, y.lower, -1), corner(x.upper, 1, y.upper, 1)};
  WideInterval result;
  if (std::ranges::none_of(corners, [](const Corner& c) { return c.infinite < 0; })) {
    for (const Corner& c : corners) {
      if (c.infinite == 0 && (!result.lower || c.value < *result.lower)) result.lower = c.value;
    }
  }
  if (std::ranges::none_of(corners, [](const Corner& c) { return c.infinite > 0; })) {
    for (const Corner& c : corners) {
      if (c.infinite == 0 && (!result.upper || c.value > *result.upper)) result.upper = c.value;
    }
  }
  return outward(result);
}

WideInterval modulus(const WideInterval& x) {
  if (x.is_nonnegative()) return x;
  const WideInterval mirrored = negative(x);
  if (mirrored.is_nonnegative()) return mirrored;
  return {Fraction(0), x.upper && mirrored.upper ? End(std::max(*x.upper, *mirrored.upper)) : End()};
}

WideInterval wide_power(const WideInterval& x, int n) {
  const WideInterval base = n % 2 == 0 ? modulus(x) : x;
  const auto end = [n](const End& e, bool lower) -> End {
    if (!e) return {};
    const RationalInterval p = power(RationalInterval(*e), n);
    return lower ? p.lower : p.upper;
  };
  return {end(base.lower, true), end(base.upper, false)};
}

/// 1/y for y of one sign.
WideInterval reciprocal(const WideInterval& y) {
  if (y.is_negative()) return negative(reciprocal(negative(y)));
  return outward({y.upper ? End(1 / *y.upper) : End(Fraction(0)), End(1 / *y.lower)});
}

WideInterval wide_exp(const WideInterval& x) {
  const auto near = [](const Fraction& e) { return checker::exp(RationalInterval(e)); };
  WideInterval result{Fraction(0), {}};
  if (x.lower && *x.lower > -max_exponent) result.lower = near(std::min(*x.lower, Fraction(max_exponent))).lower;
  if (x.upper && *x.upper < max_exponent) result.upper = near(std::max(*x.upper, Fraction(-max_exponent))).upper;
  return result;
}

/// Of the numbers that are > 0.
WideInterval wide_log(const WideInterval& x) {
  WideInterval result;
  if (x.is_positive()) result.lower = checker::log(RationalInterval(*x.lower)).lower;
  if (x.upper && *x.upper > 0) result.upper = checker::log(RationalInterval(*x.upper)).upper;
  return result;
}

/// Of the numbers that are >= 0.
WideInterval wide_sqrt(const WideInterval& x) {
  WideInterval result{Fraction(0), {}};
  if (x.is_positive()) result.lower = checker::sqrt(RationalInterval(*x.lower)).lower;
  if (x.upper && *x.upper >= 0) result.upper = checker::sqrt(RationalInterval(*x.upper)).upper;
  return result;
}

WideInterval wide_atan(const WideInterval& x) {
  const RationalInterval quarter = checker::atan(RationalInterval(1));
  return {x.lower ? checker::atan(RationalInterval(*x.lower)).lower : Fraction(-2 * quarter.upper),
          x.upper ? checker::atan(RationalInterval(*x.upper)).upper : Fraction(2 * quarter.upper)};
}

WideInterval wide_turn(const WideInterval& x, RationalInterval (*turn)(const RationalInterval&)) {
  if (x.lower && x.upper) return tidy(turn(RationalInterval(*x.lower, *x.upper)));
  return {Fraction(-1), Fraction(1)};
}

}  // namespace

std::vector<int> used_by(const Expression& e, int node) {
  std::vector<bool> used(static_cast<std::size_t>(node) + 1, false);
  used[node] = true;
  std::vector<int> result;
  for (int k = node; k >= 0; --k) {
    if (!used[k]) continue;
    result.push_back(k);
    const Instruction& i = e.code[k];
    if (i.operation == Operation::variable || i.operation == Operation::constant) continue;
    used[i.a] = true;
    if (has_two_operands(i.operation)) used[i.b] = true;
  }
  std::reverse(result.begin(), result.end());
  return result;
}

// Long: one rule for each operation.
WideValues wide_values(const Expression& e, int node, const std::map<int, WideInterval>& ranges) {
  WideValues values;
  for (const int k : used_by(e, node)) {
    StopScope::look();
    const Instruction& i = e.code[k];
    const auto operand = [&](int place) -> const WideInterval& { return values.of.at(place); };
    WideInterval x;
    switch (i.operation) {
      case Operation::variable:
        if (const auto found = ranges.find(i.a); found != ranges.end()) x = found->second;
        break;
      case Operation::constant:
        x = {exact(e.constants[i.a]), exact(e.constants[i.a])};
        break;
      case Operation::add:
        x = sum(operand(i.a), operand(i.b));
        break;
      case Operation::subtract:
        x = sum(operand(i.a), negative(operand(i.b)));
        break;
      case Operation::multiply:
        x = i.a == i.b ? wide_power(operand(i.a), 2) : product(operand(i.a), operand(i.b));
        break;
      case Operation::divide:
        if (operand(i.b).is_positive() || operand(i.b).is_negative()) {
          x = product(operand(i.a), reciprocal(operand(i.b)));
        } else {
          values.doubtful.push_back(k);
        }
        break;
      case Operation::negate:
        x = negative(operand(i.a));
        break;
      case Operation::power:
        x = wide_power(operand(i.a), i.b);
        break;
      case Operation::exp:
        x = wide_exp(operand(i.a));
        break;
      case Operation::log:
        if (!operand(i.a).is_positive()) values.doubtful.push_back(k);
        x = wide_log(operand(i.a));
        break;
      case Operation::sqrt:
        if (!operand(i.a).is_nonnegative()) values.doubtful.push_back(k);
        x = wide_sqrt(operand(i.a));
        break;
      case Operation::sin:
        x = wide_turn(operand(i.a), checker::sin);
        break;
      case Operation::cos:
        x = wide_turn(operand(i.a), checker::cos);
        break;
      case Operation::atan:
        x = wide_atan(operand(i.a));
        break;
      case Operation::abs:
        x = modulus(operand(i.a));
        break;
    }
    values.of.emplace(k, std::move(x));
  }
  return values;
}

std::optional<Fraction> rounded_end(const WideInterval& x, bool lower) {
  const std::optional<Fraction>& end = lower ? x.lower : x.upper;
  if (!end) return std::nullopt;
  const Fraction scaled = *end * 64;
  auto whole = numerator(scaled) / denominator(scaled);  // toward zero
  if (Fraction(whole) != scaled && (scaled < 0) == lower) whole += lower ? -1 : 1;
  return Fraction(whole, 64);
}

}  // namespace hebb::checker
