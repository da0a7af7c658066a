// A spiking network with two equal inputs and a third one that shares its spikes with the first.
#include <cmath>
#include <cstdio>

#include <hebb/simulate.hpp>

int main() {
  using namespace hebb;
  using namespace hebb::spiking;

  Inputs inputs(3);
  for (std::size_t j = 0; j < 3; ++j) inputs.add(j, Rate::constant(10));
  inputs.add_parent(Rate::constant(10), {0.5, 0, 0.5});  // copied into the inputs 0 and 2

  // Equal weights below the threshold 1, time constant 0.02, frozen.
  const Model model = Model::single(inputs, {0.6, 0.6, 0.6}, 1, 0.02, 0);
  const Runs runs = simulate(model, {.seed = 1, .runs = 4, .threads = 0, .end = 500});

  const OutputStatistics output = statistics(model, runs, 0, 0, Rational(1) / 1000);
  std::printf("%llu output spikes\n", static_cast<unsigned long long>(output.steps));
  for (const InputStatistics& input : output.inputs) {
    std::printf("rate %.2f  share of the triggers in [%.4f, %.4f], the chain predicts %.4f\n", input.mean_rate,
                input.frequency.lower, input.frequency.upper, input.predicted);
  }
  // Correlated inputs trigger more often than their rates say: two weights at once are above the threshold.
  return output.inputs[0].frequency.lower > output.inputs[0].predicted ? 0 : 1;
}
