#include <utility>

#include <benchmark/benchmark.h>

#include <hebb/flows/closed_form/replicator_flow.hpp>

// The closed form of the replicator flow: one enclosure at a time (a prepared start, or with the preparation from exact
// rational coordinates), of a point and of a box. Counter `width`: relative width of 1 - p_leader, for a box its width.

namespace {

using namespace hebb;
using namespace hebb::literals;

/// (0.4, 0.35, 0.25), t = 40.
std::pair<SimplexPoint<Rational>, Rational> three() { return {SimplexPoint<Rational>({0.4_q, 0.35_q, 0.25_q}), 40_q}; }
/// d = 8, proportional to (1.3, 1, ..., 1), t = 60.
std::pair<SimplexPoint<Rational>, Rational> eight() {
  Vec<Rational> weights(8, 1_q);
  weights[0] = 1.3_q;
  return {SimplexPoint<Rational>::normalised(std::move(weights)), 60_q};
}

template <class S>
void point(benchmark::State& state, const std::pair<SimplexPoint<Rational>, Rational>& problem, const S& as) {
  const ReplicatorFlow<S> flow(problem.first, as);
  const S t = like(as, problem.second);
  for (auto _ : state) benchmark::DoNotOptimize(flow.at(t));
  if constexpr (EnclosureScalar<S>) {
    const S rest = flow.at(t).rest;
    state.counters["width"] = rest.width() / rest.lower();
  }
}

void point_with_preparation(benchmark::State& state, const std::pair<SimplexPoint<Rational>, Rational>& problem) {
  for (auto _ : state) benchmark::DoNotOptimize(ReplicatorFlow<Interval>(problem.first).at(problem.second));
}

void box(benchmark::State& state, const std::pair<SimplexPoint<Rational>, Rational>& problem) {
  const ReplicatorBoxFlow<Interval> flow(box_around(problem.first, 0.001_q));
  const Interval t(problem.second);
  for (auto _ : state) benchmark::DoNotOptimize(flow.at(t));
  state.counters["width"] = flow.at(t).rest.width();
}

void box_with_preparation(benchmark::State& state, const std::pair<SimplexPoint<Rational>, Rational>& problem) {
  const SimplexBox set = box_around(problem.first, 0.001_q);
  for (auto _ : state) benchmark::DoNotOptimize(ReplicatorBoxFlow<Interval>(set).at(problem.second));
}

void accuracy(benchmark::State& state, const std::pair<SimplexPoint<Rational>, Rational>& problem) {
  const ReplicatorFlow<Interval> flow(problem.first);
  const Rational delta = 1e-10_q;
  for (auto _ : state) benchmark::DoNotOptimize(flow.time_to_accuracy(delta));
}

void add(const char* name, const auto& body) {
  benchmark::RegisterBenchmark(name, body)->Unit(benchmark::kMicrosecond);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  add("point/d=3 double", [](benchmark::State& s) { point(s, three(), 0.0); });
  add("point/d=3", [](benchmark::State& s) { point(s, three(), Interval()); });
  add("point/d=8", [](benchmark::State& s) { point(s, eight(), Interval()); });
  add("point/d=3 300 bits", [](benchmark::State& s) { point(s, three(), RealInterval(Rational(0), 300)); });
  add("point with preparation/d=3", [](benchmark::State& s) { point_with_preparation(s, three()); });
  add("point with preparation/d=8", [](benchmark::State& s) { point_with_preparation(s, eight()); });
  add("box/d=3", [](benchmark::State& s) { box(s, three()); });
  add("box/d=8", [](benchmark::State& s) { box(s, eight()); });
  add("box with preparation/d=3", [](benchmark::State& s) { box_with_preparation(s, three()); });
  add("time to accuracy/d=3", [](benchmark::State& s) { accuracy(s, three()); });
  benchmark::RunSpecifiedBenchmarks();
}
