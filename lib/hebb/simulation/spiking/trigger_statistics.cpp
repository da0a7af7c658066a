#include <algorithm>
#include <cmath>

#include <hebb/model/spiking/range.hpp>
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

std::size_t weight_count(const Model& model) {
  std::size_t count = 0;
  for (const LayerModel& layer : model.layers) {
    for (const Vec<double>& row : layer.weights) count += row.size();
  }
  return count;
}

LeastExit least_exit(const Model& model, const OutputStatistics& output, std::size_t layer, double q) {
  LeastExit out{UINT64_MAX, UINT64_MAX, UINT64_MAX};
  const double threshold = model.layers[layer].threshold, a = model.learning_rate;
  const LayerModel& neurons = model.layers[layer];
  for (std::size_t j = 0; j < output.inputs.size(); ++j) {
    const InputStatistics& input = output.inputs[j];
    const bool learns = neurons.signs.empty() || neurons.signs[j] > 0 || neurons.learns_inhibition;
    if (!learns && input.initial_weight < threshold) continue;
    out.chain_steps = std::min(out.chain_steps, steps_below_threshold(input.initial_weight, threshold, a, q));
    out.path_steps =
        std::min(out.path_steps, steps_below_threshold(input.initial_weight, threshold, a, input.most_spikes));
    out.input_spikes = std::min(out.input_spikes, steps_below_threshold(input.initial_weight, threshold, a, 1));
  }
  return out;
}
RunTotals totals(const Runs& runs, double end) {
  RunTotals out;
  for (const Simulation::State& run : runs.states) {
    out.time += run.time;
    out.done += run.network.exit ? end : run.time;
    out.exits += run.network.exit.has_value();
  }
  return out;
}

}  // namespace hebb::spiking
