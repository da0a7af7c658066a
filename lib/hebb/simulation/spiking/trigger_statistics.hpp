#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <hebb/scalar/rational.hpp>
#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/statistics/confidence.hpp>

namespace hebb::spiking {

/// One input of one output neuron, over all runs: the network beside the abstract chain.
struct InputStatistics {
  std::uint64_t spikes = 0, triggers = 0;                      // of this input; postsynaptic spikes that it triggered
  double mean_rate = 0;                                        // spikes per time
  ConfidenceInterval frequency;                                // of triggers per postsynaptic spike, Clopper-Pearson
  double predicted = 0;                                        // mean over the steps of lambda_j w_j / lambda.w
  double initial_weight = 0;                                   // at the start
  Vec<double> final_weights;                                   // of each run
  double most_spikes = 0;                                      // in one postsynaptic interval
  double noise_mean = 0, noise_error = 0, noise_variance = 0;  // of the non-trigger contribution to a step
  std::optional<double> trigger_mean;                          // of the trigger's contribution 1 - exp(-interval)
};

/// One output neuron, over all runs.
struct OutputStatistics {
  std::uint64_t steps = 0;              // postsynaptic spikes
  double mean_rate = 0;                 // postsynaptic spikes per time
  std::vector<InputStatistics> inputs;  // in the order of the model
};

/// Of output o of a layer, over all runs.
/// The intervals have coverage >= 1 - alpha each when the weights are frozen (the steps are then independent) and the
/// number of steps does not depend on the triggers; with learning, and for a run of fixed time, they are approximate.
/// noise_error: standard error of noise_mean, from independent steps.
OutputStatistics statistics(const Model& model, const Runs& runs, std::size_t layer, std::size_t output,
                            const Rational& alpha);

/// Weights of a run; so many trigger frequencies, each with its interval, are in `statistics` of all outputs.
std::size_t weight_count(const Model& model);

/// The least number of something at which a weight of an output can be above the threshold, over its inputs whose
/// weights learn; the largest number when none can: steps of the abstract chain with the noise bound q, postsynaptic
/// spikes on the simulated paths, spikes of the input. Rigorous, see steps_below_threshold.
struct LeastExit {
  std::uint64_t chain_steps, path_steps, input_spikes;  // in the order of the comment above
};
/// Of one output, for the noise bound q.
LeastExit least_exit(const Model& model, const OutputStatistics& output, std::size_t layer, double q);

/// Where the runs are together.
struct RunTotals {
  double time = 0;        // simulated
  double done = 0;        // of `end` in every run; a run that left its range is done
  std::size_t exits = 0;  // runs that left their range
};
/// The totals of runs that are to last until `end`.
RunTotals totals(const Runs& runs, double end);

}  // namespace hebb::spiking
