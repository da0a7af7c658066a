#include <hebb/simulation/spiking/recorder.hpp>

namespace hebb::spiking {

bool Recorder::take(std::size_t entries) {
  if (is_full()) return false;
  entries_ += entries;
  return true;
}

void Recorder::input_spikes(double time, std::span<const std::uint32_t> inputs) {
  if (!options_.raster || !take(inputs.size())) return;
  for (const std::uint32_t j : inputs) raster_.push_back({time, j});
}

void Recorder::potential(double time, std::size_t layer, std::size_t output, double value) {
  if (!options_.potential || !take(1)) return;
  potentials_.push_back({time, static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(output), value});
}

void Recorder::output_spike(const OutputSpike& spike) {
  if (!(options_.raster || options_.potential || options_.weights)) return;
  if (!take(1 + (options_.weights ? spike.weights.size() : 0))) return;
  outputs_.push_back({spike.time,
                      spike.previous,
                      static_cast<std::uint32_t>(spike.layer),
                      static_cast<std::uint32_t>(spike.output),
                      spike.step,
                      {spike.triggers.begin(), spike.triggers.end()},
                      options_.weights ? spike.weights : Vec<double>{}});
}

}  // namespace hebb::spiking
