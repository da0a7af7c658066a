#include <algorithm>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <hebb/exits/face/face.hpp>
#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/exits/line/rectangle.hpp>
#include <hebb/exits/plane/plane.hpp>
#include <hebb/exits/probability.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>

// Rigorous exit probabilities: time and relative width of the enclosure, as the counters lower, upper and width.

namespace {

using namespace hebb::literals;

void report(benchmark::State& state, const hebb::ExitEnclosure& bounds) {
  state.counters["lower"] = bounds.lower;
  state.counters["upper"] = bounds.upper;
  state.counters["width"] = (bounds.upper - bounds.lower) / bounds.upper;
  state.counters["cells"] = bounds.cells;
}

using Method = hebb::ExitEnclosure (*)(const hebb::ExitProblem&, const hebb::ExitOptions&);

/// d = 2, p(0) = (0.6, 0.4), Q = 2, alpha = 0.01, gap 0.1; 1000 steps or ever.
void two_components(benchmark::State& state, Method method, std::optional<int> steps) {
  const hebb::ExitProblem problem{{{0.6_q, 0.4_q}, 0.01_q, hebb::UniformNoise(2_q), hebb::LossEvent::below_gap(0.1_q)},
                                  steps};
  hebb::ExitOptions options;
  options.cells_per_jump = static_cast<int>(state.range(0));
  hebb::ExitEnclosure bounds;
  for (auto _ : state) bounds = method(problem, options);
  report(state, bounds);
}

/// d = 3, alpha = 0.01, gap 0.1, 1000 steps.
void three_components(benchmark::State& state, hebb::Vec<hebb::Rational> start, hebb::LossEvent event) {
  const hebb::ExitProblem problem{{start, 0.01_q, hebb::UniformNoise(2_q), event}, 1000};
  hebb::ExitOptions options;
  options.cells_per_jump = static_cast<int>(state.range(0));
  hebb::ExitEnclosure bounds;
  for (auto _ : state) bounds = hebb::enclose_exit(problem, options);
  report(state, bounds);
}

/// The same in the plane, p(0) = (0.5, 0.3, 0.2), with the given number of steps and `cells`.
void plane(benchmark::State& state, int steps) {
  const hebb::ExitProblem problem{
      {{0.5_q, 0.3_q, 0.2_q}, 0.01_q, hebb::UniformNoise(2_q), hebb::LossEvent::below_gap(0.1_q)}, steps};
  hebb::ExitPlaneOptions options;
  options.cells = static_cast<int>(state.range(0));
  hebb::ExitEnclosure bounds;
  for (auto _ : state) bounds = hebb::enclose_exit_in_plane(problem, options);
  report(state, bounds);
}

/// The same on the chart of the nearer opponent, with two threads.
void chart(benchmark::State& state, hebb::LossEvent event, std::optional<int> steps) {
  const hebb::ExitProblem problem{{{0.5_q, 0.3_q, 0.2_q}, 0.01_q, hebb::UniformNoise(2_q), event}, steps};
  hebb::ExitFaceOptions options;
  options.cells = static_cast<int>(state.range(0));
  options.threads = 2;
  hebb::ExitEnclosure bounds;
  for (auto _ : state) bounds = hebb::enclose_exit_by_face(problem, options);
  report(state, bounds);
}

/// Upper bounds from rectangles with the given margin, 12 cells: the counters upper and share_u, u = 2, 3, ...
void rectangle(benchmark::State& state, hebb::Vec<hebb::Rational> start, hebb::LossEvent event) {
  const hebb::ExitProblem problem{{start, 0.01_q, hebb::UniformNoise(2_q), event}, 1000};
  const hebb::ExitRectangle shares = hebb::choose_rectangle(problem, static_cast<double>(state.range(0)));
  double upper = 1;
  for (auto _ : state) upper = hebb::bound_leaving_by_step(problem, shares, 12).back();
  state.counters["upper"] = upper;
  for (std::size_t u = 0; u < shares.share.size(); ++u) {
    state.counters["share_" + std::to_string(u + 2)] = shares.share[u].convert_to<double>();
  }
}

void kernel(benchmark::State& state, hebb::InstructionSet set) {
  if (!hebb::is_supported(set)) return state.SkipWithError("not supported on this processor");
  const int n = 64 * hebb::correlation_block, taps = 400;
  const std::vector<double> weights(taps, 1.0 / taps), x(n + taps, 0.5);
  std::vector<double> out(n, 0.0);
  for (auto _ : state) {
    std::fill(out.begin(), out.end(), 0.0);
    hebb::dispatch(set,
                   [&]<class Isa>(Isa) { hebb::correlate<Isa>(weights.data(), taps, x.data(), 1, out.data(), n); });
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * n * taps);  // products
}

constexpr auto ms = benchmark::kMillisecond;

BENCHMARK_CAPTURE(two_components, quadratic_1000_steps, hebb::enclose_exit, 1000)
    ->Arg(16)
    ->Arg(40)
    ->Arg(128)
    ->Arg(256)
    ->Unit(ms);
BENCHMARK_CAPTURE(two_components, quadratic_ever, hebb::enclose_exit, std::nullopt)->Arg(40)->Arg(128)->Unit(ms);
BENCHMARK_CAPTURE(two_components, rounding_1000_steps, hebb::enclose_exit_by_rounding, 1000)
    ->Arg(40)
    ->Arg(400)
    ->Unit(ms);
BENCHMARK_CAPTURE(three_components, gap_near, {0.5_q, 0.3_q, 0.2_q}, hebb::LossEvent::below_gap(0.1_q))
    ->Arg(40)
    ->Unit(ms);
BENCHMARK_CAPTURE(three_components, ratio_near, {0.5_q, 0.3_q, 0.2_q},
                  hebb::LossEvent::below_ratio(hebb::Rational(4, 3)))
    ->Arg(40)
    ->Unit(ms);
BENCHMARK_CAPTURE(three_components, gap_far, {0.6_q, 0.2_q, 0.2_q}, hebb::LossEvent::below_gap(0.1_q))
    ->Arg(40)
    ->Unit(ms);
BENCHMARK_CAPTURE(chart, gap, hebb::LossEvent::below_gap(0.1_q), 1000)
    ->Arg(4)
    ->Arg(8)
    ->Arg(12)
    ->Arg(16)
    ->Arg(24)
    ->Iterations(1)
    ->Unit(ms)
    ->UseRealTime();
BENCHMARK_CAPTURE(chart, ratio, hebb::LossEvent::below_ratio(1.2_q), 1000)
    ->Arg(8)
    ->Arg(16)
    ->Iterations(1)
    ->Unit(ms)
    ->UseRealTime();
BENCHMARK_CAPTURE(chart, gap_ever, hebb::LossEvent::below_gap(0.1_q), std::nullopt)
    ->Arg(12)
    ->Iterations(1)
    ->Unit(ms)
    ->UseRealTime();
BENCHMARK_CAPTURE(plane, 200_steps, 200)->Arg(8)->Arg(12)->Arg(16)->Iterations(1)->Unit(ms);
BENCHMARK_CAPTURE(plane, 1000_steps, 1000)->Arg(12)->Iterations(1)->Unit(ms);
// The table of docs/theory/exit-probabilities.md, section 7: bench_exit --benchmark_filter=rectangle
BENCHMARK_CAPTURE(rectangle, gap_d3, {0.5_q, 0.3_q, 0.2_q}, hebb::LossEvent::below_gap(0.1_q))
    ->Arg(3)
    ->Iterations(1)
    ->Unit(ms);
BENCHMARK_CAPTURE(rectangle, ratio_d3, {0.5_q, 0.3_q, 0.2_q}, hebb::LossEvent::below_ratio(1.2_q))
    ->Arg(4)
    ->Iterations(1)
    ->Unit(ms);
BENCHMARK_CAPTURE(rectangle, gap_d4, {0.45_q, 0.25_q, 0.2_q, 0.1_q}, hebb::LossEvent::below_gap(0.1_q))
    ->Arg(3)
    ->Iterations(1)
    ->Unit(ms);
BENCHMARK_CAPTURE(rectangle, ratio_d4, {0.45_q, 0.25_q, 0.2_q, 0.1_q}, hebb::LossEvent::below_ratio(1.2_q))
    ->Arg(4)
    ->Iterations(1)
    ->Unit(ms);
BENCHMARK_CAPTURE(rectangle, gap_far, {0.6_q, 0.2_q, 0.2_q}, hebb::LossEvent::below_gap(0.1_q))
    ->Arg(0)
    ->Iterations(1)
    ->Unit(ms);
BENCHMARK_CAPTURE(kernel, portable, hebb::InstructionSet::portable);
BENCHMARK_CAPTURE(kernel, avx2, hebb::InstructionSet::avx2);
BENCHMARK_CAPTURE(kernel, avx512, hebb::InstructionSet::avx512);

}  // namespace

BENCHMARK_MAIN();
