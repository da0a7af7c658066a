#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>

#include <fmt/format.h>
#include <tbb/parallel_invoke.h>

#include <hebb/exits/law/barrier.hpp>
#include <hebb/exits/line/ever.hpp>
#include <hebb/exits/line/fixed_point.hpp>
#include <hebb/exits/line/grid.hpp>
#include <hebb/exits/line/iteration.hpp>
#include <hebb/exits/line/rectangle.hpp>
#include <hebb/exits/line/rounding.hpp>
#include <hebb/exits/probability.hpp>
#include <hebb/exits/winner.hpp>
#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

namespace {

/// The problem without the components that are 0, which never matter.
struct Reduced {
  Rational leader;
  std::vector<Rational> others;
  int dimension() const { return static_cast<int>(others.size()) + 1; }
};
Reduced reduce(const ExitProblem& problem) {
  Reduced reduced{problem.start[0], {}};
  for (std::size_t i = 1; i < problem.start.size(); ++i) {
    if (problem.start[i] > 0) reduced.others.push_back(problem.start[i]);
  }
  return reduced;
}

/// log(p_1 / p_u) - log(boundary) for all u, at least 0. For a start with p_1 >= boundary p_u that only cuts rounding;
/// other starts are beyond the boundary, and the value at 0 says nothing about them.
std::vector<Interval> offsets(const Reduced& start, const Rational& boundary) {
  std::vector<Interval> result;
  for (const Rational& p_u : start.others) {
    result.push_back(max(enclose_log(start.leader / (p_u * boundary)), Interval(0)));
  }
  return result;
}

void require_valid(const ExitOptions& options) {
  require(4 <= options.cells_per_jump && options.cells_per_jump <= 65536,
          [&] { return fmt::format("exit options: {} cells per jump, expected 4..65536", options.cells_per_jump); });
  require(1 <= options.threads && options.threads <= 2,
          [&] { return fmt::format("exit options: {} threads, expected 1 or 2", options.threads); });
  require(options.max_steps >= 1, "exit options: max_steps must be positive");
}

class Clock {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// One side of an iteration: how to step, and the bound at the start.
struct Stepper {
  std::function<void()> step;
  std::function<double()> bound;
};

void run_both(const ExitOptions& options, const std::function<void()>& a, const std::function<void()>& b) {
  if (options.threads == 1) {
    a();
    b();
  } else {
    tbb::parallel_invoke(a, b);
  }
}

void run(ExitEnclosure& result, const ExitProblem& problem, const ExitOptions& options, const Stepper& lower,
         const Stepper& upper) {
  if (problem.steps) {
    const auto follow = [&](const Stepper& side, std::vector<double>& curve) {
      curve.push_back(side.bound());
      for (int k = 0; k < *problem.steps; ++k) {
        throw_if_stopped(options.stop);
        side.step();
        curve.push_back(side.bound());
      }
    };
    run_both(
        options, [&] { follow(lower, result.lower_by_step); }, [&] { follow(upper, result.upper_by_step); });
    result.lower = result.lower_by_step.back();
    result.upper = result.upper_by_step.back();
    result.steps = *problem.steps;
    return;
  }
  // Every iterate is a bound for "ever": the lower side starts at 0, the upper one at a barrier.
  constexpr int block = 64;
  const double patience = 40 / problem.a.convert_to<double>();  // the distance to the limit falls like e^(-a n/2)
  result.lower = lower.bound();
  result.upper = upper.bound();
  for (double before = 2; result.steps < options.max_steps;) {
    const int count = std::min(block, options.max_steps - result.steps);
    const auto advance = [&](const Stepper& side) {
      for (int k = 0; k < count; ++k) {
        throw_if_stopped(options.stop);
        side.step();
      }
    };
    try {
      run_both(
          options, [&] { advance(lower); }, [&] { advance(upper); });
    } catch (const Stopped&) {
      if (result.steps == 0) throw;
      return;
    }
    result.steps += count;
    result.lower = std::max(result.lower, lower.bound());
    result.upper = std::min(result.upper, upper.bound());
    const double width = result.upper - result.lower;
    if ((result.lower > 0 || result.steps > patience) && width > (1 - 0x1p-9) * before) break;
    before = width;
  }
}

/// Decided without any computation: outside at the start, or no opponent.
std::optional<ExitEnclosure> certain(const ExitProblem& problem, int dimension) {
  const double probability = starts_outside(problem) ? 1 : 0;
  if (probability == 0 && dimension > 1) return std::nullopt;
  ExitEnclosure result{.lower = probability,
                       .upper = probability,
                       .method = "certain",
                       .seconds = 0,
                       .spacing = 0,
                       .cells = 0,
                       .steps = 0,
                       .lower_by_step = {},
                       .upper_by_step = {}};
  if (problem.steps) {
    result.lower_by_step.assign(static_cast<std::size_t>(*problem.steps) + 1, probability);
    result.upper_by_step = result.lower_by_step;
  }
  return result;
}

IncrementLaw triggered_law(const ExitProblem& problem) {
  return std::visit(
      [&]<class Law>(const Law& law) -> IncrementLaw {
        if constexpr (std::is_same_v<Law, UniformNoise>)
          return LogRatioLaw::triggered(law.q(), problem.a);
        else if constexpr (std::is_same_v<Law, TwoPointNoise> || std::is_same_v<Law, DiscreteNoise>)
          return ratio_atoms(law.atoms(), problem.a, 1 + problem.a);
        else
          throw PreconditionError("exit problem: noise '" + law.name() + "' has no increments");
      },
      problem.noise);
}

/// Lowers the upper bounds, step by step, to those of the best of some rectangles: the best on a coarse lattice.
void improve_by_rectangles(ExitEnclosure& result, const ExitProblem& problem, const Reduced& start,
                           const ExitOptions& options) {
  ExitProblem positive = problem;
  positive.start = {start.leader};
  positive.start.insert(positive.start.end(), start.others.begin(), start.others.end());
  const auto narrow = [&](const ExitRectangle& rectangle) {  // some side is further than the others
    return std::adjacent_find(rectangle.share.begin(), rectangle.share.end(), std::not_equal_to<>()) !=
           rectangle.share.end();
  };
  const auto bounds = [&](const ExitRectangle& rectangle, int cells) -> std::optional<std::vector<double>> {
    for (std::size_t u = 0; u < rectangle.share.size(); ++u) {
      const Rational& share = rectangle.share[u];
      if (share <= 0 || share > 1 || start.others[u] > share * start.leader) return std::nullopt;
    }
    if (!lies_in_good_set(rectangle, problem.event)) return std::nullopt;
    return bound_leaving_by_step(positive, rectangle, cells, options.stop);
  };
  constexpr int coarse = 12;
  std::optional<ExitRectangle> best;
  double least = 2;
  for (const double margin : {2.0, 3.0, 5.0}) {
    const ExitRectangle rectangle = choose_rectangle(positive, margin);
    if (!narrow(rectangle)) continue;
    const auto curve = bounds(rectangle, std::min(coarse, options.cells_per_jump));
    if (curve && curve->back() < least) {
      least = curve->back();
      best = rectangle;
    }
  }
  if (!best) return;
  const auto curve = bounds(*best, options.cells_per_jump);
  if (curve->back() < result.upper) result.method = "pairwise adversary in a rectangle";
  for (std::size_t k = 0; k < curve->size(); ++k) {
    result.upper_by_step[k] = std::min(result.upper_by_step[k], (*curve)[k]);
  }
  result.upper = result.upper_by_step.back();
}

}  // namespace

ExitEnclosure enclose_exit_by_rounding(const ExitProblem& problem, const ExitOptions& options) {
  const Clock clock;
  hebb::require_valid(problem);
  require_valid(options);
  const Reduced start = reduce(problem);
  require(start.dimension() <= 2, "exit by rounding: the joint chain of three or more components is not monotone");
  if (const auto known = certain(problem, start.dimension())) return *known;
  const Rational boundary = certain_ratio(problem.event);
  const Interval offset = offsets(start, boundary)[0];
  const ExitGrid grid = choose_exit_grid(problem, options.cells_per_jump, boundary, offset.midpoint(), 1);
  const int cells = static_cast<int>(std::ceil((grid.length + 4 * grid.longest_jump) / grid.spacing));
  const IncrementLaw law = triggered_law(problem);
  ExitRounding lower(law, boundary, grid.spacing, cells, Side::lower, options.stop),
      upper(law, boundary, grid.spacing, cells, Side::upper, options.stop);
  std::function<double()> cap = [] { return 1.0; };
  if (!problem.steps) {
    const EverBarrier barrier = make_ever_barrier(law, std::nullopt, boundary, grid.spacing, cells, 1);
    const int first = barrier.middle - upper.reach();
    require(first >= 0, "exit by rounding: the lattice is shorter than two jumps");
    upper.start_at_exponential(barrier.ratio, barrier.middle);
    cap = [&upper, barrier, first] { return mul_up(barrier.from_middle, upper.node(first)); };
  }
  ExitEnclosure result;
  result.method = "monotone rounding";
  result.spacing = grid.spacing;
  result.cells = cells;
  run(result, problem, options, {[&] { lower.step(); }, [&] { return lower.bound_at(offset); }},
      {[&] { upper.step(cap()); }, [&] { return upper.bound_at(offset); }});
  result.seconds = clock.seconds();
  return result;
}

// Long: the two sides are set up side by side, so that it can be seen which bound each of them takes.
ExitEnclosure enclose_exit(const ExitProblem& problem, const ExitOptions& options) {
  const Clock clock;
  hebb::require_valid(problem);
  require_valid(options);
  const auto* noise = std::get_if<UniformNoise>(&problem.noise);
  require(noise != nullptr, "exit: this method needs uniform noise; for two components see enclose_exit_by_rounding");
  const Reduced start = reduce(problem);
  if (const auto known = certain(problem, start.dimension())) return *known;
  const int d = start.dimension();
  const Rational outer = weakest_ratio(problem.event, d), inner = certain_ratio(problem.event);
  // On the good set sum_{w != 1, u} p_w <= (d-2) p_1 / ratio, and for the gap event <= (d-2)(p_1 - gap).
  std::optional<ActivityBound> outer_activity, inner_activity;
  Rational least_activity = 1;
  if (d > 2) {
    outer_activity = ActivityBound{1, 1 + (d - 2) / outer};
    inner_activity = outer_activity;
    if (const Rational& gap = problem.event.gap; gap > 0)
      inner_activity = ActivityBound{1 + (d - 2) * gap, Rational(d - 1)};
    least_activity = outer_activity->scale / outer_activity->offset;
  }
  const std::vector<Interval> outer_offsets = offsets(start, outer), inner_offsets = offsets(start, inner);
  const auto nearest = [](const std::vector<Interval>& x) {
    return std::min_element(x.begin(), x.end(), [](auto& a, auto& b) { return a.midpoint() < b.midpoint(); })
        ->midpoint();
  };
  const double activity = least_activity.convert_to<double>();
  const ExitGrid grid = choose_exit_grid(problem, options.cells_per_jump, outer, nearest(outer_offsets), activity);
  const ExitChain outer_chain =
      make_exit_chain(noise->q(), problem.a, outer, grid.spacing, grid.length, outer_activity, options.stop);
  const ExitChain inner_chain =
      d == 2 ? outer_chain
             : make_exit_chain(
                   noise->q(), problem.a, inner, grid.spacing,
                   choose_exit_grid(problem, options.cells_per_jump, inner, nearest(inner_offsets), activity).length,
                   inner_activity, options.stop);
  ExitIteration lower(inner_chain, Side::lower), upper(outer_chain, Side::upper);
  std::function<double()> cap = [] { return 1.0; };
  if (!problem.steps) {
    std::optional<IncrementLaw> idle;
    if (d > 2) idle = LogRatioLaw::idle(noise->q(), problem.a);
    const EverBarrier barrier =
        make_ever_barrier(triggered_law(problem), idle, outer, outer_chain.spacing, outer_chain.cells, least_activity);
    upper.start_at_exponential(barrier.ratio, barrier.middle);
    const int first = barrier.middle - outer_chain.reach;
    require(first >= 0, "exit: the lattice is shorter than two jumps");
    cap = [&upper, barrier, first] { return mul_up(barrier.from_middle, upper.greatest(first, barrier.middle)); };
  }
  ExitEnclosure result;
  result.method = d == 2 ? "piecewise quadratic" : "pairwise adversary";
  result.spacing = outer_chain.spacing;
  result.cells = outer_chain.cells;
  const auto largest = [&] {
    double bound = 0;
    for (const Interval& offset : inner_offsets) bound = std::max(bound, lower.bound_at(offset));
    return bound;
  };
  // For the gap event with d >= 3 a good start may have left the outer ratio already: then that ratio proves nothing.
  const bool beyond =
      std::ranges::any_of(start.others, [&](const Rational& p_u) { return start.leader < outer * p_u; });
  const auto sum = [&] {
    if (beyond) return 1.0;
    double bound = 0;
    for (const Interval& offset : outer_offsets) bound = add_up(bound, upper.bound_at(offset));
    return std::min(1.0, bound);
  };
  run(result, problem, options, {[&] { lower.step(); }, largest}, {[&] { upper.step(cap()); }, sum});
  try {
    if (d > 2 && problem.steps) improve_by_rectangles(result, problem, start, options);
  } catch (const Stopped&) {  // the enclosure holds without it
  }
  result.seconds = clock.seconds();
  return result;
}

namespace {

/// The least bound found on P(u ever falls below m | u = depth), m between 0 and depth/2.
double return_probability(const IncrementLaw& law, double depth) {
  double least = 1;
  for (int k = 1; k <= 8; ++k) {
    const double level = depth * k / 16;
    const Rational ratio = exp(RealInterval(level, level, 128)).exact_lower();  // a little below the level
    const double g = supermartingale_exponent(law, std::nullopt, ratio, 1);
    least = std::min(least, decay_up(g, sub_down(depth, level)));
  }
  return least;
}

}  // namespace

namespace {

/// The chain of u = log(p_1/p_2) on [-depth, length - depth], exit below -depth: where component 2 wins.
struct WinnerLattice {
  ExitProblem tied;
  Rational boundary;
  ExitChain chain;
  IncrementLaw law;
  int middle;            // from u = depth/2 on there is a supermartingale
  double ratio, beyond;  // e^-(g h), e^-(g (u_N - u_middle))

  double first_cap(const ExitIteration& upper) const {
    return mul_up(beyond, upper.greatest(middle - chain.reach, middle));
  }
};
/// What is lost or returns beyond it is nothing beside the rest, by the diffusion estimate of the lattice.
double winner_depth(const Rational& a, const UniformNoise& noise, const ExitOptions& options) {
  const ExitProblem tied{{{Rational(1, 2), Rational(1, 2)}, a, noise, LossEvent::below_ratio(1)}, std::nullopt};
  return choose_exit_grid(tied, options.cells_per_jump, 1, 0, 1).length;
}
/// right: how far the lattice reaches above 0.
WinnerLattice winner_lattice(const Rational& a, const UniformNoise& noise, const ExitOptions& options, double depth,
                             double right) {
  const ExitProblem tied{{{Rational(1, 2), Rational(1, 2)}, a, noise, LossEvent::below_ratio(1)}, std::nullopt};
  const ExitGrid grid = choose_exit_grid(tied, options.cells_per_jump, 1, 0, 1);
  const Rational boundary = exp(RealInterval(-depth, -depth, 128)).exact_lower();
  WinnerLattice lattice{
      tied,
      boundary,
      make_exit_chain(noise.q(), a, boundary, grid.spacing, right + depth, std::nullopt, options.stop),
      LogRatioLaw::triggered(noise.q(), a),
      0,
      1,
      1};
  const ExitChain& chain = lattice.chain;
  lattice.middle = static_cast<int>(std::ceil((depth + grid.length / 2) / chain.spacing));
  require(lattice.middle - chain.reach >= 0 && lattice.middle < chain.cells,
          "winner: the lattice is shorter than two jumps");
  const RealInterval h(chain.spacing, chain.spacing, 128);
  const Rational inner = RealInterval(like(h, boundary) * exp(h * RealInterval(lattice.middle))).exact_lower();
  const double g = supermartingale_exponent(lattice.law, std::nullopt, inner, 1);
  lattice.ratio = decay_up(g, chain.spacing);
  lattice.beyond = decay_up(g, mul_down(chain.spacing, chain.cells - lattice.middle));
  return lattice;
}

void require_winner(const Rational& leader, const Rational& a, const UniformNoise& noise) {
  require(leader > 0 && leader < 1, [&] { return "winner: p_1 = " + to_string(leader) + " outside (0, 1)"; });
  require(a > 0 && a * noise.q() < 1, [&] { return "winner: learning rate " + to_string(a) + " outside (0, 1/Q)"; });
}

}  // namespace

ExitEnclosure enclose_second_wins(const Rational& leader, const Rational& a, const UniformNoise& noise,
                                  const ExitOptions& options) {
  const Clock clock;
  require_winner(leader, a, noise);
  require_valid(options);
  if (leader < Rational(1, 2)) {  // the components trade places, and one of them wins
    ExitEnclosure other = enclose_second_wins(1 - leader, a, noise, options);
    const double lower = std::max(0.0, sub_down(1, other.upper)), upper = std::min(1.0, sub_up(1, other.lower));
    other.lower = lower;
    other.upper = upper;
    return other;
  }
  const double depth = winner_depth(a, noise, options);
  const WinnerLattice lattice =
      winner_lattice(a, noise, options, depth, enclose_log(leader / (1 - leader)).upper() + depth);
  const Interval offset = enclose_log(Rational(leader / ((1 - leader) * lattice.boundary)));
  ExitIteration lower(lattice.chain, Side::lower), upper(lattice.chain, Side::upper);
  const auto step_up = [&] { upper.step(lattice.first_cap(upper)); };
  const auto step_down = [&] { lower.step(); };
  ExitEnclosure result;
  result.method = "piecewise quadratic";
  result.spacing = lattice.chain.spacing;
  result.cells = lattice.chain.cells;
  bool above = false, below = false;
  const FixedPointSolver solver(lattice.chain);
  run_both(
      options, [&] { below = solver.solve(Side::lower, lower, step_down); },
      [&] { above = solver.solve(Side::upper, upper, step_up); });
  if (above && below) {
    result.lower = lower.bound_at(offset);
    result.upper = upper.bound_at(offset);
  } else {  // every iterate is a bound, and no solution has to be verified
    lower.start_at_good_set();
    upper.start_at_exponential(lattice.ratio, lattice.middle);
    run(result, lattice.tied, options, {step_down, [&] { return lower.bound_at(offset); }},
        {step_up, [&] { return upper.bound_at(offset); }});
  }
  // log(1/boundary) >= depth, as the boundary was rounded down.
  result.lower = std::max(0.0, mul_down(result.lower, sub_down(1, return_probability(lattice.law, depth))));
  result.upper = std::min(1.0, result.upper);
  result.seconds = clock.seconds();
  return result;
}

ExitEnclosure enclose_second_wins(const Rational& leader, const Rational& a, const UniformNoise& noise,
                                  const std::vector<RateSwitch>& switches, const ExitOptions& options) {
  const Clock clock;
  require_winner(leader, a, noise);
  require_valid(options);
  double steps = 0, sum = 0, least = 0, most = 0;
  std::vector<Interval> shifts;
  for (const RateSwitch& change : switches) {
    require(change.steps >= 0 && change.factor > 0, "winner: a switch of the rates after fewer than no steps, or by 0");
    steps += change.steps;
    shifts.push_back(enclose_log(change.factor));
    sum += shifts.back().midpoint();
    least = std::min(least, sum);
    most = std::max(most, sum);
  }
  require(steps <= 1e7, [&] { return fmt::format("winner: {} steps before the last switch, at most 1e7", steps); });
  const Interval start = enclose_log(Rational(leader / (1 - leader)));
  const double reach = winner_depth(a, noise, options) + most - least;
  const WinnerLattice lattice =
      winner_lattice(a, noise, options, reach, std::max(std::fabs(start.lower()), std::fabs(start.upper())) + reach);
  const ExitChain& chain = lattice.chain;
  // Without a switch, an upper bound for either component, in log of its opponent's p over its own.
  ExitIteration settled(chain, Side::upper);
  const auto step = [&] { settled.step(lattice.first_cap(settled)); };
  if (const FixedPointSolver solver(chain); !solver.solve(Side::upper, settled, step)) {
    settled.start_at_exponential(lattice.ratio, lattice.middle);
    for (double k = 0; k < 40 / a.convert_to<double>(); ++k) step();
  }
  const Interval h(chain.spacing), to_boundary = enclose_log(Rational(1 / lattice.boundary));
  const auto bound = [&](int sign) {
    ExitIteration back(chain, Side::upper);
    back.start_at(settled.function());
    for (std::size_t k = switches.size(); k-- > 0;) {
      back.shift(Interval(sign) * shifts[k] / h);
      for (int n = 0; n < switches[k].steps; ++n) back.step();
    }
    return std::min(1.0, back.bound_at(max(Interval(0), Interval(sign) * start + to_boundary)));
  };
  ExitEnclosure result;
  result.method = "piecewise quadratic";
  result.spacing = chain.spacing;
  result.cells = chain.cells;
  result.steps = static_cast<int>(steps);
  double second = 1, first = 1;
  run_both(
      options, [&] { second = bound(1); }, [&] { first = bound(-1); });
  result.lower = std::max(0.0, sub_down(1, first));
  result.upper = second;
  result.seconds = clock.seconds();
  return result;
}

double exit_products(const ExitProblem& problem, const ExitOptions& options) {
  hebb::require_valid(problem);
  require_valid(options);
  const Reduced start = reduce(problem);
  if (certain(problem, start.dimension())) return 0;
  const int d = start.dimension();
  const Rational outer = d == 2 ? certain_ratio(problem.event) : weakest_ratio(problem.event, d);
  double nearest = std::numeric_limits<double>::infinity();
  for (const Interval& offset : offsets(start, outer)) nearest = std::min(nearest, offset.midpoint());
  const double least_activity = d == 2 ? 1 : Rational(1 / (1 + (d - 2) / outer)).convert_to<double>();
  const ExitGrid grid = choose_exit_grid(problem, options.cells_per_jump, outer, nearest, least_activity);
  const double settled = 16 / problem.a.convert_to<double>();  // steps after which "ever" no longer moves
  const double steps = problem.steps ? *problem.steps : std::min<double>(options.max_steps, settled);
  constexpr double pairs = 3;  // two chains and the rectangles, for three components or more
  return steps * (grid.length / grid.spacing) * (grid.longest_jump / grid.spacing) * (d == 2 ? 1 : pairs);
}

}  // namespace hebb
