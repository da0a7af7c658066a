#include <cstdint>

#include <benchmark/benchmark.h>

#include <hebb/simulation/spiking/draw_kernel.hpp>
#include <hebb/simulation/spiking/simulation.hpp>

// The spiking network: time of the processor per input spike. d = 10 inputs at 5..30 Hz, time constant 20 ms.

namespace {

using namespace hebb;
using namespace hebb::spiking;

Model ten_inputs(std::size_t outputs, double weight, double a) {
  Vec<double> rates;
  for (int j = 0; j < 10; ++j) rates.push_back(5 + 25.0 * j / 9);
  Model model{.inputs = Inputs::independent(rates),
              .layers = {{.weights = std::vector<Vec<double>>(outputs, Vec<double>(10, weight))}}};
  model.learning_rate = a;
  return model;
}

void run(benchmark::State& state, const Model& model, double time) {
  std::uint64_t spikes = 0, steps = 0;
  for (auto _ : state) {
    Simulation simulation(model, 1, 0);
    while (simulation.advance(time)) {
    }
    for (const std::uint64_t n : simulation.network().input_counts(0)) spikes += n;
    steps += simulation.network().tally(0, 0).steps;
    benchmark::DoNotOptimize(steps);
  }
  const double n = static_cast<double>(spikes);
  state.counters["per_spike"] = benchmark::Counter(n, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["spikes"] = n / static_cast<double>(state.iterations());
  state.counters["steps"] = static_cast<double>(steps) / static_cast<double>(state.iterations());
}

/// 1000 s with learning; the argument is the number of outputs. The weights stay in range: a is small.
void BM_Network(benchmark::State& state) {
  run(state, ten_inputs(static_cast<std::size_t>(state.range(0)), 0.3, 1e-6), 1000);
}
BENCHMARK(BM_Network)->Arg(1)->Arg(4)->Arg(16)->Unit(benchmark::kMillisecond);

/// The same with rates that are thinned.
void BM_Thinned(benchmark::State& state) {
  Model model = ten_inputs(1, 0.3, 1e-6);
  std::vector<Rate> rates;
  for (int j = 0; j < 10; ++j) rates.push_back(Rate::sinusoidal(5 + 25.0 * j / 9, 0.5, 1, 0.1 * j));
  model.inputs = Inputs::independent(rates);
  run(state, model, 1000);
}
BENCHMARK(BM_Thinned)->Unit(benchmark::kMillisecond);

/// Only the spikes, without a network.
void BM_Stream(benchmark::State& state) {
  const Model model = ten_inputs(1, 0.3, 0);
  std::uint64_t spikes = 0;
  SpikeBatch batch;
  for (auto _ : state) {
    SpikeStream stream(model.inputs, 1, 0);
    do {
      stream.next(1000, batch);
      spikes += batch.size();
    } while (!batch.finished);
  }
  state.counters["per_spike"] =
      benchmark::Counter(static_cast<double>(spikes), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_Stream)->Unit(benchmark::kMillisecond);

/// Random words and waiting times alone, per instruction set.
void BM_Draw(benchmark::State& state) {
  const auto set = static_cast<InstructionSet>(state.range(0));
  if (!is_supported(set)) return state.SkipWithError("not supported here");
  const philox::RoundKeys keys = philox::round_keys(1);
  Draws draws;
  std::uint64_t first = 0;
  for (auto _ : state) {
    dispatch(set, [&]<class Isa>(Isa) { draw<Isa>(keys, 0, first, draws); });
    first += Draws::capacity;
    benchmark::DoNotOptimize(draws);
  }
  state.SetLabel(std::string(to_string(set)));
  state.counters["per_draw"] =
      benchmark::Counter(static_cast<double>(first), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_Draw)->Arg(0)->Arg(1)->Arg(2);

}  // namespace

BENCHMARK_MAIN();
