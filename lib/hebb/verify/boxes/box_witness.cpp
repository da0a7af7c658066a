#include <algorithm>

#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/boxes/box_witness.hpp>
#include <hebb/verify/point_evaluation.hpp>

namespace hebb {
namespace {

Integer floor(const Rational& q) {
  Integer quotient = numerator(q) / denominator(q);  // truncates
  if (q < 0 && quotient * denominator(q) != numerator(q)) --quotient;
  return quotient;
}

std::optional<Witness> accepted(const BoxProblem& problem, int goal, const std::vector<Rational>& point) {
  auto values = lift(problem, point);
  if (!values) return std::nullopt;
  const std::vector<int> undecided = undecided_goals(problem.statement, *values);
  if (std::ranges::find(undecided, goal) == undecided.end()) return std::nullopt;
  Witness witness{goal, std::move(*values)};
  try {
    checker::replay(problem.statement, witness);
  } catch (const checker::Rejection&) {
    return std::nullopt;
  }
  return witness;
}

}  // namespace

Rational simplest_between(const Rational& lower, const Rational& upper) {
  require(lower <= upper,
          [&] { return "there is no number between " + to_string(lower) + " and " + to_string(upper); });
  if (lower <= 0 && upper >= 0) return 0;
  if (upper < 0) return -simplest_between(-upper, -lower);
  const Integer whole = floor(lower);
  if (Rational(whole) == lower) return lower;
  if (Rational(whole + 1) <= upper) return Rational(whole + 1);
  return whole + 1 / simplest_between(1 / (upper - whole), 1 / (lower - whole));  // the common whole part
}

std::optional<Witness> find_witness_in_box(const BoxProblem& problem, int goal, const std::vector<Rational>& lower,
                                           const std::vector<Rational>& upper) {
  const std::size_t n = lower.size();
  std::vector<Rational> middle(n), point(n);
  for (std::size_t i = 0; i < n; ++i) middle[i] = (lower[i] + upper[i]) / 2;
  for (const int fraction : {2, 16}) {
    for (std::size_t i = 0; i < n; ++i) {
      const Rational reach = (upper[i] - lower[i]) / (2 * fraction);
      point[i] = simplest_between(middle[i] - reach, middle[i] + reach);
    }
    if (auto found = accepted(problem, goal, point)) return found;
  }
  if (auto found = accepted(problem, goal, middle)) return found;
  for (const int inward : {6, 12, 24}) {
    const Rational step(1, Integer(1) << static_cast<unsigned>(inward));
    for (std::size_t i = 0; i < n; ++i) {
      point[i] = middle[i] + step * ((problem.lower[i] + problem.upper[i]) / 2 - middle[i]);
    }
    if (auto found = accepted(problem, goal, point)) return found;
  }
  return std::nullopt;
}

}  // namespace hebb
