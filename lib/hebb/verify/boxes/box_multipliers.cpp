#include <algorithm>
#include <cmath>
#include <span>

#include <hebb/scalar/second_order.hpp>
#include <hebb/verify/boxes/box_arithmetic.hpp>
#include <hebb/verify/boxes/box_judge.hpp>

namespace hebb {
namespace {

/// A function at the midpoint of a box to first order, in plain floating point: its slopes times the widths.
struct Linear {
  double value;
  std::vector<double> slopes;
  double variation() const {
    double sum = 0;
    for (const double s : slopes) sum += std::fabs(s) / 2;
    return sum;
  }
};

Linear linear(const Expression& e, const std::vector<Interval>& box, const std::vector<Interval>& middle, int node) {
  const checker::SecondOrder<Interval> f = checker::second_order(e, middle, node);
  const auto center = [](const Interval& x) { return x.lower() / 2 + x.upper() / 2; };
  Linear result{center(f.value), {}};
  for (std::size_t i = 0; i < box.size(); ++i)
    result.slopes.push_back(center(f.gradient[i]) * (box[i].upper() - box[i].lower()));
  return result;
}

/// A number of few bits near x.
double short_number(double x) {
  if (!(x > 1e-200) || !(x < 1e200)) return 0;
  const double unit = std::ldexp(1.0, std::ilogb(x) - 16);
  return std::nearbyint(x / unit) * unit;
}

/// The factors >= 0 that leave least of the slopes of the goal, in the sense of squares.
std::vector<double> least_squares(const Linear& goal, const std::vector<Linear>& constraints) {
  std::vector<double> factors(constraints.size(), 0), rest = goal.slopes;
  for (int round = 0; round < 60; ++round) {
    for (std::size_t k = 0; k < constraints.size(); ++k) {
      const std::vector<double>& h = constraints[k].slopes;
      double along = 0, square = 0;
      for (std::size_t i = 0; i < h.size(); ++i) along += h[i] * rest[i], square += h[i] * h[i];
      if (!(square > 0)) continue;
      const double next = std::max(0.0, factors[k] + along / square), step = next - factors[k];
      for (std::size_t i = 0; i < h.size(); ++i) rest[i] -= step * h[i];
      factors[k] = next;
    }
  }
  for (double& f : factors) f = short_number(f);
  return factors;
}

/// goal - sum factors[k] constraints[k], with its node, as the checker writes it.
std::pair<Expression, int> combined(const Expression& e, int goal, const std::vector<int>& nodes,
                                    const std::vector<double>& factors) {
  Expression result = e;
  const auto emit = [&](Operation operation, int a, int b) {
    result.code.push_back({operation, a, b});
    return static_cast<int>(result.code.size()) - 1;
  };
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    if (factors[k] == 0) continue;
    result.constants.emplace_back(factors[k]);
    const int factor = emit(Operation::constant, static_cast<int>(result.constants.size()) - 1, 0);
    goal = emit(Operation::subtract, goal, emit(Operation::multiply, factor, nodes[k]));
  }
  return {std::move(result), goal};
}

}  // namespace

/// Where constraints h_k are active, the goal f is positive because f - sum l_k h_k is, l_k >= 0: near a minimum with
/// f' = sum l_k h_k' nothing of first order is left of that. Where one of them is violated, a large multiple of it
/// alone shows that. As dear as the Taylor form: tried on small boxes, when the terms of first order leave room.
bool BoxJudge::multipliers_prove(const double* row, BitSet active, int lane, const TapeWorkspace& w,
                                 BoxDecision& d) const {
  if (relative_width(row) > 0.25) return false;
  const auto box = exact_box(row);
  if (!box) return false;
  (void)lane, (void)w;
  const std::vector<Interval> middle = middle_of(*box);
  const Linear goal = linear(problem_.expression, *box, middle, problem_.goals[goal_]);
  if (!std::isfinite(goal.value) || !std::isfinite(goal.variation())) return false;
  std::vector<int> numbers, nodes;
  std::vector<Linear> constraints;
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()) && numbers.size() < 8; ++k) {
    if (!has(active, k)) continue;
    Linear h = linear(problem_.expression, *box, middle, problem_.constraints[k]);
    if (!std::isfinite(h.value) || !std::isfinite(h.variation())) continue;
    numbers.push_back(k);
    nodes.push_back(problem_.constraints[k]);
    constraints.push_back(std::move(h));
  }
  const auto proves = [&](const std::vector<double>& factors) {
    Linear rest = goal;
    for (std::size_t k = 0; k < factors.size(); ++k) {
      rest.value -= factors[k] * constraints[k].value;
      for (std::size_t i = 0; i < box->size(); ++i) rest.slopes[i] -= factors[k] * constraints[k].slopes[i];
    }
    if (!(rest.value > rest.variation() / 2)) return false;
    const auto [expression, node] = combined(problem_.expression, problem_.goals[goal_], nodes, factors);
    const Interval form = checker::taylor_form(expression, *box, middle, node);
    if (!form.is_bounded() || !(form.lower() >= 0)) return false;
    d.kind = BoxDecision::Kind::multipliers;
    for (std::size_t k = 0; k < factors.size(); ++k) {
      if (factors[k] != 0) d.multipliers.push_back({numbers[k], factors[k]});
    }
    return true;
  };
  if (proves(least_squares(goal, constraints))) return true;
  for (std::size_t k = 0; k < constraints.size(); ++k) {
    const double room = -constraints[k].value - constraints[k].variation();
    if (!(room > 0)) continue;
    std::vector<double> factors(constraints.size(), 0);
    factors[k] = short_number(4 * (std::fabs(goal.value) + goal.variation()) / room);
    if (proves(factors)) return true;
  }
  return false;
}

}  // namespace hebb
