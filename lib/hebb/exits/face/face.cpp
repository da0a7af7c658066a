#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <hebb/exits/face/error.hpp>
#include <hebb/exits/face/face.hpp>
#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/exits/line/grid.hpp>
#include <hebb/exits/line/rectangle.hpp>
#include <hebb/exits/plane/grid.hpp>
#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {

namespace {

constexpr double inflate = 1 + 0x1p-30;

/// The problem without the components that are 0, the nearer opponent first, and its chart.
struct FaceProblem {
  ExitProblem problem;
  FaceChart chart;
  Rational nu0;
  Interval y;               // at the start
  ExitRectangle rectangle;  // the domain is in it
  BarrierChain barrier;
  double base;  // log(p_1/p_2) - y, or less

  FaceProblem(const ExitProblem& given, int cells)
      : problem(require_three(given, cells)),
        chart(problem, cells),
        barrier(problem, std::log(chart.high[1] / chart.low[0]) * inflate) {
    const Vec<Rational>& p = problem.start;
    const Rational& g = problem.event.gap;
    nu0 = g > 0 ? Rational((1 - g) / (1 + g)) : Rational(1 / problem.event.ratio);
    y = max(enclose_log((nu0 * p[0] - g / (1 + g) * p[2]) / p[1]), Interval(0));
    base = enclose_log(1 / nu0).lower();
    rectangle.share = {nu0, Rational((chart.last + 0.5) * chart.spacing * (1 - 1e-12))};
    // The height beyond which exits are negligible.
    double height = y.upper() + 0.1;
    while (height < y.upper() + 3 && ever(height) > 3e-8 * ever(y.lower())) height += 0.05;
    constexpr double too_many = 1e6;
    const double nodes = std::min(too_many, height / chart.h + 2);
    chart.nodes = std::max(2, static_cast<int>(std::ceil(nodes / correlation_block))) * correlation_block;
  }

  /// Whether the start is in the domain.
  bool inside() const { return problem.start[2] <= rectangle.share[1] * problem.start[0]; }
  /// P(exit ever through component 2 from y) is at most that.
  double ever(double height) const { return barrier.bound(add_down(height, base)); }
  double nodes() const { return static_cast<double>(chart.nodes) * chart.lines; }

 private:
  static ExitProblem require_three(const ExitProblem& given, int cells) {
    require_valid(given);
    require(std::holds_alternative<UniformNoise>(given.noise), "exit on the chart: uniform noise is needed");
    require(4 <= cells && cells <= 64,
            [&] { return fmt::format("exit on the chart: {} cells, expected 4..64", cells); });
    ExitProblem positive = given;
    std::erase(positive.start, Rational(0));
    require(positive.start.size() == 3, [&] {
      return fmt::format("exit on the chart: {} positive components, expected 3", positive.start.size());
    });
    if (positive.start[1] < positive.start[2]) std::swap(positive.start[1], positive.start[2]);
    return positive;
  }
};

constexpr int side_cells = 12;  // of the bounds for leaving the domain

}  // namespace

double exit_face_nodes(const ExitProblem& problem, int cells) {
  const FaceProblem face(problem, cells);
  return starts_outside(problem) ? 0 : face.nodes();
}

double exit_face_neglect(const ExitProblem& problem, StopFlag stop) {
  const StopScope scope(stop);
  const FaceProblem face(problem, 4);
  if (starts_outside(problem)) return 0;
  if (!face.inside()) return std::numeric_limits<double>::infinity();
  const auto side = [&](std::size_t u) {
    return bound_leaving_side_by_step(face.problem, face.rectangle, u, side_cells, stop).back();
  };
  return side(1) / side(0);
}

int exit_face_cells(const ExitProblem& problem, double relative, const ExitFaceOptions& options) {
  ExitProblem pilot = problem;
  const int steps = static_cast<int>(Rational(1 / problem.a).convert_to<double>()) + 1;
  if (!pilot.steps || *pilot.steps > steps) pilot.steps = steps;
  ExitFaceOptions coarse = options;
  coarse.cells = 4;
  const ExitEnclosure found = enclose_exit_by_face(pilot, coarse);
  return refined_exit_face_cells(4, found, relative, 2.5);  // the coarsest falls faster
}

int refined_exit_face_cells(int cells, const ExitEnclosure& found, double relative, double order) {
  const double now = (found.upper - found.lower) / std::max(found.lower, found.upper / 4);
  if (!(now > relative)) return cells;
  return static_cast<int>(std::min(64.0, std::ceil(cells * std::pow(now / relative, 1 / order) * 1.02)));
}

// Long: one iteration with two ways to end.
ExitEnclosure enclose_exit_by_face(const ExitProblem& problem, const ExitFaceOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  require(options.threads == 1 || options.threads == 2,
          [&] { return fmt::format("exit on the chart: {} threads, expected 1 or 2", options.threads); });
  require(options.max_steps >= 1, "exit on the chart: max_steps must be positive");
  const StopScope scope(options.stop);
  const FaceProblem face(problem, options.cells);
  if (starts_outside(problem)) return enclose_exit(problem);  // decided without any computation
  require(face.inside(), "exit on the chart: the third component is too near the first one");
  require(face.nodes() <= 2e6,
          [&] { return fmt::format("exit on the chart: {:.3g} nodes, more than 2e+06", face.nodes()); });
  const FaceChart& chart = face.chart;
  const double y = face.y.midpoint(), r = chart.start;
  const double top = face.ever((chart.nodes - 1) * chart.h * (1 - 1e-12));
  // Leaving the domain through component 3.
  const std::vector<double> leaving =
      bound_leaving_side_by_step(face.problem, face.rectangle, 1, side_cells, options.stop);

  const FaceKernel kernel(chart, options.threads, options.stop);
  FaceResidual residual(kernel, options.threads, options.stop);
  FaceError error(chart, std::max(1, options.cells / 8), options.threads, options.stop);
  FaceField w(chart, kernel.padding), next(chart, kernel.padding);
  w.close(1);

  ExitEnclosure result;
  result.method = "chart";
  result.spacing = chart.h;
  result.cells = chart.nodes * chart.lines;
  result.lower = 0;
  result.upper = 1;
  // sup |V - W| beside the domain; sup |W| at the last nodes, and on the strips at most face_lebesgue times that.
  double beside = 1, edge = 0;
  const auto step = [&](int n) {
    throw_if_stopped(options.stop);
    residual.bound(w, 1);
    error.step(chart, residual, 1e-8 * error.at(y, r));
    apply(kernel, w, 1, next, options.threads, options.stop);
    next.close(1);
    std::swap(w, next);
    const auto [least, greatest] = w.outside(chart);
    beside = std::max({beside, 1 - least, greatest});
    for (int k = 0; k < chart.lines; ++k) edge = std::max(edge, std::fabs(w.node(k)[chart.nodes - 1]));
    const double value = w.value(chart, y, r);
    const double off =
        (error.at(y, r) + std::fabs(value) * 0x1p-30 + top + face_lebesgue * edge + error.top_deficit() +
         (beside + error.deficit()) * leaving[std::min(leaving.size() - 1, static_cast<std::size_t>(n))]) *
        inflate;
    return std::pair(std::max(0.0, sub_down(value, off)), std::min(1.0, add_up(value, off)));
  };
  if (problem.steps) {
    result.lower_by_step.push_back(0);
    result.upper_by_step.push_back(0);
    for (int n = 1; n <= *problem.steps; ++n) {
      const auto [low, high] = step(n);
      result.lower_by_step.push_back(std::max(result.lower_by_step.back(), low));
      result.upper_by_step.push_back(high);
    }
    result.steps = *problem.steps;
    result.lower = result.lower_by_step.back();
    result.upper = result.upper_by_step.back();
  } else {
    error.start([&](double height) { return face.ever(height); });  // |V - W_0| = V there
    const double patience = 40 / problem.a.convert_to<double>();
    double before = 2;
    try {
      for (int n = 1; n <= options.max_steps; ++n) {
        const auto [low, high] = step(n);
        result.lower = std::max(result.lower, low);
        result.upper = std::min(result.upper, high);
        result.steps = n;
        if (n % 64 != 0) continue;
        const double width = result.upper - result.lower;
        if ((result.lower > 0 || n > patience) && width > (1 - 0x1p-9) * before) break;
        before = width;
      }
    } catch (const Stopped&) {  // every iterate gives an enclosure
      if (result.steps == 0) throw;
    }
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace hebb
