#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/exits/law/barrier.hpp>
#include <hebb/exits/line/grid.hpp>
#include <hebb/exits/plane/grid.hpp>
#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

namespace {

constexpr long precision = 192;
constexpr double too_many = 2e9;  // rows or columns: an int, and more nodes than any limit

RealInterval real(const Rational& x) { return RealInterval(x, precision); }

}  // namespace

BarrierChain::BarrierChain(const ExitProblem& problem, double longest_jump) {
  const Rational q = noise_bound(problem.noise), outer = weakest_ratio(problem.event, 3);
  const Rational least_activity = 1 / (1 + 1 / outer);
  const IncrementLaw triggered = LogRatioLaw::triggered(q, problem.a);
  const std::optional<IncrementLaw> idle = LogRatioLaw::idle(q, problem.a);
  const double first = enclose_log(outer).upper();
  for (int i = 0; i < 32; ++i) {
    StopScope::look();
    const Rational ratio = i == 0 ? outer : Rational(std::exp(first + 0.1 * i));
    const double g = supermartingale_exponent(triggered, idle, ratio, least_activity);
    const double top = i == 0 ? 1 : bound(sub_down(enclose_log(ratio).lower(), longest_jump));
    if (g > 0) levels_.push_back({enclose_log(ratio).upper(), g, top});
  }
}

double BarrierChain::bound(double u) const {
  double least = 1;
  for (const Level& level : levels_) {
    if (u >= level.at) least = std::min(least, mul_up(level.top, decay_up(level.exponent, sub_down(u, level.at))));
  }
  return least;
}

ExitPlaneGrid::ExitPlaneGrid(const ExitProblem& problem, int cells, double max_nodes) {
  const Rational q = noise_bound(problem.noise);
  idle = make_lattice_noise(q, problem.a, false, cells);
  triggered = make_lattice_noise(q, problem.a, true, cells);
  gap_event_ = problem.event.gap > 0;
  limit_ = (gap_event_ ? problem.event.gap : problem.event.ratio).convert_to<double>();
  const BarrierChain barrier = choose_size(problem, cells);
  require(nodes() <= max_nodes, [&] {
    return fmt::format("exit in the plane: the lattice would have {:.3g} nodes, more than {:.3g}", nodes(), max_nodes);
  });
  make_tables(problem, barrier, cells);
  cut_hexagons();
}

double ExitPlaneGrid::count_nodes(const ExitProblem& problem, int cells) {
  ExitPlaneGrid grid;
  const Rational q = noise_bound(problem.noise);
  grid.idle = make_lattice_noise(q, problem.a, false, cells);
  grid.triggered = make_lattice_noise(q, problem.a, true, cells);
  grid.choose_size(problem, cells);
  return grid.nodes();
}

BarrierChain ExitPlaneGrid::choose_size(const ExitProblem& problem, int cells) {
  const RealInterval spacing = noise_spacing(noise_bound(problem.noise), problem.a, cells);
  h = spacing.upper();
  reach = std::max(idle.last(), triggered.last()) + 1 - std::min(idle.first, triggered.first);
  pad = (reach + 4 + 7) / 8 * 8 + 16;
  const double jump = mul_up(h, reach + 1);  // the densities may pass the last cell by 2^-20 of one
  BarrierChain barrier(problem, jump);
  const double lowest = enclose_log(certain_ratio(problem.event)).lower() - 8 * h;
  double u[2], estimate[2], total = 0;
  for (int w = 0; w < 2; ++w) {
    u[w] = enclose_log(problem.start[0] / problem.start[static_cast<std::size_t>(w) + 1]).midpoint();
    estimate[w] = std::pow(barrier.bound(u[w]), 1.3);
    total += estimate[w];
  }
  int count[2], start[2];
  for (int w = 0; w < 2; ++w) {
    // So far that exit through w is rare from there; and as far as u_w drifts until exit through the other one.
    double end = u[w];
    while (barrier.bound(end) > 1e-4 * total && end < u[w] + 6) end += 0.01;
    if (estimate[1 - w] > 1e-3 * total) end = std::max(end, u[w] + 1.4);
    const double below = std::ceil((u[w] - lowest) / h);
    start[w] = static_cast<int>(std::min(below, too_many));
    count[w] = static_cast<int>(std::min(below + std::ceil((end - u[w]) / h) + 1, too_many));
  }
  rows = count[0];
  columns = count[1];
  start_row = start[0];
  start_column = start[1];
  return barrier;
}

void ExitPlaneGrid::make_tables(const ExitProblem& problem, const BarrierChain& barrier, int cells) {
  const RealInterval spacing = noise_spacing(noise_bound(problem.noise), problem.a, cells);
  const int count[] = {rows, columns}, start[] = {start_row, start_column};
  for (int w = 0; w < 2; ++w) {
    const RealInterval step = RealInterval(spacing) / RealInterval(parts_), decay = exp(-step);
    const Rational at_start = problem.start[static_cast<std::size_t>(w) + 1] / problem.start[0];
    RealInterval now = real(at_start) * exp(step * RealInterval((start[w] + margin) * parts_));
    for (int i = -margin * parts_; i <= (count[w] + margin) * parts_; ++i) {
      fine_[w].push_back(now.midpoint().convert_to<double>());
      if (i % parts_ == 0) y[w].push_back(fine_[w].back());
      now = now * decay;
    }
    const RealInterval u0 = log(real(1 / at_start));
    for (int i = -pad; i < count[w] + pad + 64; ++i) {
      if (i % 256 == 0) StopScope::look();
      cap[w].push_back(barrier.bound((u0 + spacing * RealInterval(i - start[w] - 1)).lower()));
    }
  }
}

/// The margin exceeds the rounding errors: the tables are within 2^-50 and less than ten operations follow.
ExitPlaneGrid::State ExitPlaneGrid::state(double y2, double y3) const {
  const double largest = std::max(y2, y3), rounding = 1e-13 * (1 + largest);
  const double surplus = gap_event_ ? 1 - largest - limit_ * (1 + y2 + y3) : 1 / limit_ - largest;
  return surplus > rounding ? State::good : surplus < -rounding ? State::exit : State::unknown;
}
bool ExitPlaneGrid::is_good(int row, int column) const {
  if (row < -margin || column < -margin) return false;
  return state(y[0][static_cast<std::size_t>(row + margin)], y[1][static_cast<std::size_t>(column + margin)]) ==
         State::good;
}
bool ExitPlaneGrid::is_exit(int row, int column) const {
  if (row < -margin || column < -margin) return true;
  return state(y[0][static_cast<std::size_t>(row + margin)], y[1][static_cast<std::size_t>(column + margin)]) ==
         State::exit;
}

/// The corners of the hexagon around a node lie between its neighbours (row - 1, column - 1) and (row + 1, column + 1).
void ExitPlaneGrid::cut_hexagons() {
  for (int row = 0; row < rows; ++row) {
    StopScope::look();
    int first = 0, last = 0;
    while (first < columns && is_exit(row + 1, first + 1)) ++first;
    last = first;
    while (last < columns && !is_good(row - 1, last - 1)) ++last;
    exits.push_back(first);
    good.push_back(last);
    std::vector<Share> shares;
    for (int column = first; column < last; ++column) shares.push_back(share(row, column));
    cut.push_back(std::move(shares));
  }
}

/// The hat function 1 - max(|s|, |t|) (s t >= 0), 1 - |s| - |t| (s t < 0), integrated over parts of the cells in the
/// unit 1 / (6 parts^3); a part with its upper corner in the exits consists of exits, one with its lower corner good of
/// good states.
ExitPlaneGrid::Share ExitPlaneGrid::share(int row, int column) const {
  constexpr int n = parts_;
  int low = 0, high = 0, all = 0;
  for (int s = -n; s < n; ++s) {
    for (int t = -n; t < n; ++t) {
      const int a = s >= 0 ? s : -s - 1, b = t >= 0 ? t : -t - 1;
      int mass = 0;
      if ((s >= 0) == (t >= 0))
        mass = a == b ? 6 * n - 6 * a - 4 : 6 * n - 6 * std::max(a, b) - 3;
      else if (a + b + 1 <= n)
        mass = a + b + 1 == n ? 1 : 6 * (n - a - b - 1);
      if (mass == 0) continue;
      all += mass;
      const std::size_t i = static_cast<std::size_t>((row + margin) * n + s),
                        j = static_cast<std::size_t>((column + margin) * n + t);
      if (state(fine_[0][i], fine_[1][j]) != State::good) high += mass;
      if (state(fine_[0][i + 1], fine_[1][j + 1]) == State::exit) low += mass;
    }
  }
  require(all == 6 * n * n * n, "exit in the plane: the hat function has the wrong mass");
  return {div_down(low, all), div_up(high, all)};
}

}  // namespace hebb
