#pragma once

#include <cstddef>
#include <vector>

#include <hebb/simulation/spiking/network.hpp>

namespace hebb::spiking {

/// Keeps what it is asked for, in memory.
class Recorder : public Observer {
 public:
  struct Options {
    bool raster = false, potential = false, weights = false;
    std::size_t limit = 20'000'000;  // entries; what comes later is not kept, and is_full() says so
  };
  struct InputSpike {
    double time;
    std::uint32_t input;
  };
  struct Potential {
    double time;
    std::uint32_t layer, output;
    double value;
  };
  struct Output {
    double time, previous;
    std::uint32_t layer, output;
    std::uint64_t step;
    std::vector<std::uint32_t> triggers;
    Vec<double> weights;  // after the update; empty unless asked for
  };

  explicit Recorder(Options options) : options_(options) {}
  void input_spikes(double time, std::span<const std::uint32_t> inputs) override;
  void potential(double time, std::size_t layer, std::size_t output, double value) override;
  void output_spike(const OutputSpike& spike) override;

  const std::vector<InputSpike>& raster() const { return raster_; }
  const std::vector<Potential>& potentials() const { return potentials_; }
  const std::vector<Output>& outputs() const { return outputs_; }
  bool is_full() const { return entries_ >= options_.limit; }

 private:
  bool take(std::size_t entries);

  Options options_;
  std::size_t entries_ = 0;
  std::vector<InputSpike> raster_;
  std::vector<Potential> potentials_;
  std::vector<Output> outputs_;
};

}  // namespace hebb::spiking
