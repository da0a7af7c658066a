#include <algorithm>
#include <cmath>

#include <hebb/simulation/spiking/trigger_statistics.hpp>

namespace hebb::spiking {

OutputStatistics statistics(const Model& model, const Runs& runs, std::size_t layer, std::size_t output,
                            const Rational& alpha) {
  Network network(model);
  OutputStatistics out;
  out.inputs.resize(network.weights(layer, output).size());
  double time = 0;
  Vec<double> squares(out.inputs.size(), 0.0), trigger_sums = squares;
  for (const Simulation::State& run : runs.states) {
    network.restore(run.network);
    const OutputTally& tally = network.tally(layer, output);
    const Vec<double> weights = network.weights(layer, output);
    time += run.time;
    out.steps += tally.steps;
    for (std::size_t j = 0; j < out.inputs.size(); ++j) {
      InputStatistics& input = out.inputs[j];
      input.spikes += network.input_counts(layer)[j];
      input.triggers += tally.triggers[j];
      input.predicted += tally.predicted[j];
      input.final_weights.push_back(weights[j]);
      input.most_spikes = std::max(input.most_spikes, tally.most_spikes[j]);
      input.noise_mean += tally.noise_sum[j];
      squares[j] += tally.noise_square[j];
      trigger_sums[j] += tally.trigger_sum[j];
    }
  }
  const double steps = static_cast<double>(std::max<std::uint64_t>(out.steps, 1));
  out.mean_rate = time > 0 ? static_cast<double>(out.steps) / time : 0;
  for (std::size_t j = 0; j < out.inputs.size(); ++j) {
    InputStatistics& input = out.inputs[j];
    input.initial_weight = model.layers[layer].weights[output][j];
    input.mean_rate = time > 0 ? static_cast<double>(input.spikes) / time : 0;
    if (out.steps > 0) input.frequency = clopper_pearson(input.triggers, out.steps, alpha);
    input.predicted /= steps;
    input.noise_mean /= steps;
    input.noise_variance = std::max(0.0, squares[j] / steps - input.noise_mean * input.noise_mean);
    input.noise_error = std::sqrt(input.noise_variance / steps);
    if (input.triggers > 0) input.trigger_mean = trigger_sums[j] / static_cast<double>(input.triggers);
  }
  return out;
}

}  // namespace hebb::spiking
