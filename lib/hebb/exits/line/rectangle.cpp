#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <hebb/exits/line/ever.hpp>
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

/// The noise of a problem whose start lies in the rectangle.
const UniformNoise& require_inside(const ExitProblem& problem, const ExitRectangle& rectangle) {
  require_valid(problem);
  const auto* noise = std::get_if<UniformNoise>(&problem.noise);
  const Vec<Rational>&p = problem.start, &share = rectangle.share;
  require(noise != nullptr, "exit rectangle: uniform noise is needed");
  require(share.size() + 1 == p.size(), "exit rectangle: one share per opponent");
  for (std::size_t u = 1; u < p.size(); ++u) {
    require(0 < share[u - 1] && share[u - 1] <= 1 && 0 < p[u] && p[u] <= share[u - 1] * p[0],
            "exit rectangle: the start is not inside");
  }
  return *noise;
}

/// The sum over opponents with the share `limit` and these starts, the others having the shares `others` in all.
std::vector<double> bound_leaving(const ExitProblem& problem, const UniformNoise& noise, const Rational& limit,
                                  const Rational& others, const Vec<Rational>& starts, int cells_per_jump,
                                  StopFlag stop) {
  const Rational boundary = 1 / limit;
  const auto offset = [&](const Rational& p_u) {
    return max(enclose_log(problem.start[0] * limit / p_u), Interval(0));
  };
  const Rational& largest = *std::max_element(starts.begin(), starts.end());
  const double least_activity = Rational(1 / (1 + others)).convert_to<double>();
  const ExitGrid grid = choose_exit_grid(problem, cells_per_jump, boundary, offset(largest).midpoint(), least_activity);
  const ExitChain chain =
      make_exit_chain(noise.q(), problem.a, boundary, grid.spacing, grid.length, ActivityBound{1, 1 + others}, stop);
  std::vector<Interval> offsets;
  for (const Rational& p_u : starts) offsets.push_back(offset(p_u));
  ExitIteration upper(chain, Side::upper);
  const auto bound = [&] {
    double sum = 0;
    for (const Interval& at : offsets) sum = add_up(sum, upper.bound_at(at));
    return sum;
  };
  if (!problem.steps) {  // every iterate is a bound for "ever"
    const EverBarrier barrier =
        make_ever_barrier(LogRatioLaw::triggered(noise.q(), problem.a), LogRatioLaw::idle(noise.q(), problem.a),
                          boundary, chain.spacing, chain.cells, Rational(1 / (1 + others)));
    upper.start_at_exponential(barrier.ratio, barrier.middle);
    const int first = barrier.middle - chain.reach;
    require(first >= 0, "exit rectangle: the lattice is shorter than two jumps");
    double least = bound();
    for (int n = 1; n * problem.a <= 40; ++n) {
      throw_if_stopped(stop);
      upper.step(mul_up(barrier.from_middle, upper.greatest(first, barrier.middle)));
      if (n % 64 != 0) continue;
      const double now = bound();
      if (now > (1 - 0x1p-9) * least) return {std::min(least, now)};
      least = now;
    }
    return {least};
  }
  upper.start_at_good_set();
  std::vector<double> total;
  for (int k = 0; k <= *problem.steps; ++k) {
    throw_if_stopped(stop);
    if (k > 0) upper.step();
    total.push_back(bound());
  }
  return total;
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

std::vector<double> bound_leaving_side_by_step(const ExitProblem& problem, const ExitRectangle& rectangle,
                                               std::size_t side, int cells_per_jump, StopFlag stop) {
  const UniformNoise& noise = require_inside(problem, rectangle);
  require(side < rectangle.share.size(), "exit rectangle: no such side");
  const Rational &limit = rectangle.share[side], &p_u = problem.start[side + 1];
  return bound_leaving(problem, noise, limit, sum(rectangle.share) - limit, {p_u}, cells_per_jump, stop);
}

std::vector<double> bound_leaving_by_step(const ExitProblem& problem, const ExitRectangle& rectangle,
                                          int cells_per_jump, StopFlag stop) {
  require(problem.steps.has_value(), "exit rectangle: a finite horizon is needed");
  const UniformNoise& noise = require_inside(problem, rectangle);
  std::map<Rational, Vec<Rational>> starts;  // share -> the p_u with it: all have the same chain
  for (std::size_t u = 1; u < problem.start.size(); ++u) starts[rectangle.share[u - 1]].push_back(problem.start[u]);
  std::vector<double> total(static_cast<std::size_t>(*problem.steps) + 1, 0.0);
  for (const auto& [limit, of_share] : starts) {
    const std::vector<double> side =
        bound_leaving(problem, noise, limit, sum(rectangle.share) - limit, of_share, cells_per_jump, stop);
    for (std::size_t k = 0; k < total.size(); ++k) total[k] = add_up(total[k], side[k]);
  }
  for (double& bound : total) bound = std::min(1.0, bound);
  return total;
}

}  // namespace hebb
