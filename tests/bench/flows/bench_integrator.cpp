#include <benchmark/benchmark.h>

#include <hebb/flows/integrator/integrate_flow.hpp>

// The validated integrator on the flow with Gamma = I, which it is not told: Gamma enters as a matrix.
//   a  d = 3, p(0) = (0.4, 0.35, 0.25), t = 40       b  the box of radius 1e-3 around it
//   c  d = 8, p(0) ~ (1.3, 1, ..., 1), t = 60
// Counters: the width of the enclosure of 1 - p_1, and the number of steps.

namespace {

using namespace hebb;
using namespace hebb::literals;

SimplexBox box(const Vec<Rational>& p, const Rational& radius) {
  Vec<Rational> lower, upper;
  for (const Rational& x : p) {
    lower.push_back(x - radius);
    upper.push_back(x + radius);
  }
  return *SimplexBox::within(lower, upper);
}

CorrelatedFitness uncorrelated(std::size_t d) {
  CorrelatedFitness out;
  for (std::size_t i = 0; i < d; ++i) out.gamma.push_back(unit_vector<Rational>(d, i));
  return out;
}

template <class E>
void flow(benchmark::State& state, const SimplexBox& p0, const Rational& t, const FlowOptions& options, const E& as) {
  FlowEnclosure<E> result{};
  for (auto _ : state) {
    result = integrate_flow(p0, Rational(0), t, uncorrelated(p0.size()), options, as);
    if (result.failure) return state.SkipWithError("not validated");
  }
  state.counters["width"] = result.distance.width();
  state.counters["steps"] = result.steps;
}

Vec<Rational> eight() {
  Vec<Rational> p(8, Rational(10, 83));
  p[0] = Rational(13, 83);
  return p;
}

const Vec<Rational> three{0.4_q, 0.35_q, 0.25_q};

void a(benchmark::State& state) { flow(state, box(three, 0), 40, {}, Interval()); }
void b(benchmark::State& state) { flow(state, box(three, 0.001_q), 40, {}, Interval()); }
/// The larger set in which only the components other than the leader are bound to the radius.
void b_leader_free(benchmark::State& state) {
  const auto p0 = *SimplexBox::within({0.398_q, 0.349_q, 0.249_q}, {0.402_q, 0.351_q, 0.251_q});
  flow(state, p0, 40, {}, Interval());
}
void b_four_pieces(benchmark::State& state) {
  FlowOptions options;
  options.pieces = 4;
  flow(state, box(three, 0.001_q), 40, options, Interval());
}
void c(benchmark::State& state) { flow(state, box(eight(), 0), 60, {}, Interval()); }
void a_200_bits(benchmark::State& state) { flow(state, box(three, 0), 40, {}, RealInterval(Rational(0), 200)); }

BENCHMARK(a)->Unit(benchmark::kMillisecond);
BENCHMARK(b)->Unit(benchmark::kMillisecond);
BENCHMARK(b_leader_free)->Unit(benchmark::kMillisecond);
BENCHMARK(b_four_pieces)->Unit(benchmark::kMillisecond);
BENCHMARK(c)->Unit(benchmark::kMillisecond);
BENCHMARK(a_200_bits)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
