#pragma once

#include <optional>
#include <string>

#include <hebb/scalar/real_interval.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>
#include <hebb/text/json.hpp>

namespace hebb::cli {

/// How often each input triggers beside how often the learning rule says, relative to the leader, and what the barrier
/// for any trigger law with these ratios would then bound. Statistical: the ratios are confidence limits of what was
/// measured, not of the trigger law at every state.
struct MeasuredTriggers {
  std::size_t leader;  // of the initial weights, from 0
  Vec<double> ratios;  // L_u, upper limits in the order of the inputs; 1 of the leader
  std::optional<RealInterval>
      escape;  // of the abstract chain, any independent centred noise; nothing: weights frozen, or no bound
};
/// Of an output whose inputs are all excitatory and independent; nothing when one input leads alone neither before nor
/// in what was measured, or too little was.
std::optional<MeasuredTriggers> measured_triggers(const spiking::Model& model, const spiking::OutputStatistics& output,
                                                  std::size_t layer, double q);

Json measured_triggers_json(const std::optional<MeasuredTriggers>& found);
std::string measured_triggers_text(const MeasuredTriggers& found, double learning_rate, double q);

}  // namespace hebb::cli
