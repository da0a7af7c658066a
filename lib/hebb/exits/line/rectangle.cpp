#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <hebb/exits/line/grid.hpp>
#include <hebb/exits/line/iteration.hpp>
#include <hebb/exits/line/rectangle.hpp>
#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

namespace {

Rational sum(const Vec<Rational>& x) { return std::accumulate(x.begin(), x.end(), Rational(0)); }

/// The largest share that `count` opponents may have when the others have the sum `rest`.
///   gap event: 1 - s = gap (1 + rest + count s).
Rational largest_share(const LossEvent& event, std::size_t count, const Rational& rest) {
  const auto& [ratio, gap] = event;
  if (gap == 0) return 1 / ratio;
  return (1 - gap * (1 + rest)) / (1 + Rational(count) * gap);
}

/// The rate at which -log P(log(p_1/p_u) ever falls from u to v) grows with 2 log cosh(u/2) - 2 log cosh(v/2): twice
/// the mean over the mean square of a jump, q tanh(u/2) and a (q + 2 sigma^2), as for a diffusion.
double fall_rate(double a, double sigma, double activity) {
  return 2 * activity / (a * (activity + 2 * sigma * sigma));
}

}  // namespace

bool lies_in_good_set(const ExitRectangle& rectangle, const LossEvent& event) {
  const auto holds_for_all = [&](auto condition) {
    return std::all_of(rectangle.share.begin(), rectangle.share.end(), condition);
  };
  if (event.gap == 0) return holds_for_all([&](const Rational& share) { return share * event.ratio <= 1; });
  const Rational least_gap = event.gap * (1 + sum(rectangle.share));
  return holds_for_all([&](const Rational& share) { return least_gap <= 1 - share; });
}

ExitRectangle choose_rectangle(const ExitProblem& problem, double margin) {
  const Vec<Rational>& p = problem.start;
  const std::size_t opponents = p.size() - 1;
  const double a = problem.a.convert_to<double>(), sigma = standard_deviation_of_noise(problem.noise);
  std::vector<std::size_t> order(opponents);
  std::iota(order.begin(), order.end(), 1u);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t u, std::size_t w) { return p[u] < p[w]; });
  const auto potential = [](double ratio) {  // 2 log cosh(u/2), e^u = ratio
    return std::log(std::max(1.0, ratio)) + 2 * std::log1p(1 / std::max(1.0, ratio)) - 2 * std::log(2.0);
  };
  const auto ratio_to = [&](std::size_t u) { return Rational(p[0] / p[u]).convert_to<double>(); };
  const auto rate = [&](std::size_t u) { return fall_rate(a, sigma, Rational(p[0] + p[u]).convert_to<double>()); };
  const std::size_t nearest = order.back();
  const Rational now = largest_share(problem.event, 1, (1 - p[0] - p[nearest]) / p[0]);
  const double exit_ratio = Rational(now > 0 ? Rational(1 / now) : Rational(1)).convert_to<double>();
  const double depth = rate(nearest) * (potential(ratio_to(nearest)) - potential(exit_ratio)) + margin;

  ExitRectangle rectangle{Vec<Rational>(opponents, Rational(0))};
  Rational narrow = 0;
  std::size_t wide = opponents;
  for (const std::size_t u : order) {
    if (u == nearest) continue;
    // cosh^2(v/2) = e^target, e^-v = the share.
    const double target = potential(ratio_to(u)) - depth / rate(u);
    if (target <= 0) continue;
    const double half = std::acosh(std::exp(target / 2));
    const Rational share(std::max(std::exp(-2 * half), 1 / ratio_to(u) * (1 + 0x1p-40)));
    if (share >= largest_share(problem.event, wide - 1, narrow + share)) continue;
    rectangle.share[u - 1] = share;
    narrow += share;
    --wide;
  }
  const Rational common = largest_share(problem.event, wide, narrow);
  for (Rational& share : rectangle.share) share = share == 0 ? common : share;
  return rectangle;
}

std::vector<double> bound_leaving_by_step(const ExitProblem& problem, const ExitRectangle& rectangle,
                                          int cells_per_jump, StopFlag stop) {
  require_valid(problem);
  const auto* noise = std::get_if<UniformNoise>(&problem.noise);
  const Vec<Rational>&p = problem.start, &share = rectangle.share;
  require(noise != nullptr && problem.steps, "exit rectangle: uniform noise and a finite horizon are needed");
  require(share.size() + 1 == p.size(), "exit rectangle: one share per opponent");
  std::map<Rational, Rational> nearest;  // share -> the largest p_u with it: all have the same chain
  for (std::size_t u = 1; u < p.size(); ++u) {
    require(0 < share[u - 1] && share[u - 1] <= 1 && 0 < p[u] && p[u] <= share[u - 1] * p[0],
            "exit rectangle: the start is not inside");
    nearest[share[u - 1]] = std::max(nearest[share[u - 1]], p[u]);
  }
  std::vector<double> total(static_cast<std::size_t>(*problem.steps) + 1, 0.0);
  for (const auto& [limit, largest] : nearest) {
    const Rational boundary = 1 / limit, others = sum(share) - limit;
    const auto offset = [&, &side = limit](const Rational& p_u) {
      return max(enclose_log(p[0] * side / p_u), Interval(0));
    };
    const double least_activity = Rational(1 / (1 + others)).convert_to<double>();
    const ExitGrid grid =
        choose_exit_grid(problem, cells_per_jump, boundary, offset(largest).midpoint(), least_activity);
    const ExitChain chain =
        make_exit_chain(noise->q(), problem.a, boundary, grid.spacing, grid.length, ActivityBound{1, 1 + others}, stop);
    std::vector<Interval> offsets;
    for (std::size_t u = 1; u < p.size(); ++u) {
      if (share[u - 1] == limit) offsets.push_back(offset(p[u]));
    }
    ExitIteration upper(chain, Side::upper);
    upper.start_at_good_set();
    for (std::size_t k = 0; k < total.size(); ++k) {
      throw_if_stopped(stop);
      if (k > 0) upper.step();
      for (const Interval& at : offsets) total[k] = add_up(total[k], upper.bound_at(at));
    }
  }
  for (double& bound : total) bound = std::min(1.0, bound);
  return total;
}

}  // namespace hebb
