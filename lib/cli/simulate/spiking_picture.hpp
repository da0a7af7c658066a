#pragma once

#include <vector>

#include <hebb/drawing/picture.hpp>
#include <hebb/simulation/spiking/network.hpp>

// Pictures of one run of the spiking network.

namespace hebb::cli {

/// Passes everything on to several observers.
struct Observers : spiking::Observer {
  std::vector<spiking::Observer*> all;

  explicit Observers(std::vector<spiking::Observer*> list) : all(std::move(list)) {}
  void input_spikes(double time, std::span<const std::uint32_t> inputs) override {
    for (spiking::Observer* o : all) o->input_spikes(time, inputs);
  }
  void potential(double time, std::size_t layer, std::size_t output, double value) override {
    for (spiking::Observer* o : all) o->potential(time, layer, output, value);
  }
  void output_spike(const OutputSpike& spike) override {
    for (spiking::Observer* o : all) o->output_spike(spike);
  }
};

/// Keeps what a picture shows: raster and potential up to `window`, and the weights at no more than a few hundred steps
/// of the whole run.
class PictureRecorder : public spiking::Observer {
 public:
  /// window 0: keeps nothing.
  PictureRecorder(const spiking::Model& model, double window);
  void input_spikes(double time, std::span<const std::uint32_t> inputs) override;
  void potential(double time, std::size_t layer, std::size_t output, double value) override;
  void output_spike(const OutputSpike& spike) override;

  /// Raster of inputs and outputs; potential and weights of the first output of the first layer.
  /// `run` and `seed` are named below it.
  Picture picture(std::uint64_t run, std::uint64_t seed) const;

 private:
  struct Dot {
    double time;
    std::size_t row;
  };
  std::string raster(double top) const;
  Picture potential_plot() const;
  Picture weight_plot() const;

  const spiking::Model* model_;
  double window_;
  std::vector<std::size_t> first_row_;  // of each layer; the inputs come first
  std::size_t rows_ = 0;
  std::vector<Dot> dots_;
  struct Value {
    double time, value;
    bool fired;
  };
  std::vector<Value> potential_;
  struct Weights {
    double time;
    Vec<double> weights;
  };
  std::vector<Weights> weights_;
  std::uint64_t stride_ = 1;
};

}  // namespace hebb::cli
