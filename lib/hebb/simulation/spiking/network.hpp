#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <hebb/simplex/vector.hpp>
#include <hebb/simulation/spiking/poisson_inputs.hpp>

namespace hebb::spiking {

/// Neurons that integrate and fire, all on the same inputs.
struct LayerModel {
  std::vector<Vec<double>> weights;  // [output][input], >= 0
  Vec<double> signs{};               // of the inputs: 1 excitatory, -1 inhibitory; empty: all excitatory
  double threshold = 1;              // S > 0
  bool learns_inhibition = false;    // whether the rule acts on inhibitory weights too
};

/// When a weight is changed: delayed, at the postsynaptic spike; immediate, depressed at each spike and potentiated at
/// the postsynaptic one. See hebb/model/spiking/stdp.hpp.
enum class Rule { delayed, immediate };

/// Input neurons -> layers[0] -> layers[1] -> ..., without delays.
struct Model {
  Inputs inputs;                   // what all neurons hear
  std::vector<LayerModel> layers;  // the first one hears the inputs
  double time_constant = 0.02;     // of membrane and STDP window, in the unit of time of the rates
  double learning_rate = 0.01;     // a >= 0; 0 freezes the weights
  Rule rule = Rule::delayed;       // when weights change
  bool stops_out_of_range = true;  // when a weight is above the threshold

  /// One output neuron.
  static Model single(Inputs inputs, Vec<double> weights, double threshold, double time_constant, double learning_rate,
                      Rule rule = Rule::delayed);
};
/// Throws PreconditionError with the offending number.
void require_valid(const Model& model);
std::string describe(const Model& model);  // the model as text, exact: equal texts are equal models

/// Where the model was left.
struct RangeExit {
  /// Why the model was left.
  enum class Reason {
    weight_above_threshold,  // w > S: each spike of that input fires
    weight_not_positive      // 1 + a sum <= 0: an interval with too many spikes for this learning rate
  };
  Reason reason;                     // why
  std::size_t layer, output, input;  // where
  std::uint64_t step;                // the postsynaptic spike of that output, from 1
  double time, weight;               // when, and the weight then
  friend bool operator==(const RangeExit&, const RangeExit&) = default;
};

/// What happened to one output neuron: sums whose size does not depend on the length of the run. Arrays over inputs.
struct OutputTally {
  std::uint64_t steps = 0;               // postsynaptic spikes
  double first_time = 0, last_time = 0;  // of them
  std::vector<std::uint64_t> triggers;   // postsynaptic spikes that a spike of the input set off (several, if joint)
  Vec<double> predicted;                 // sum over the steps of lambda_j w_j / lambda.w, excitatory inputs
  Vec<double> most_spikes;               // largest number of its spikes in one interval, N_j
  // Of the non-trigger contributions to one interval, sums over the steps: their sum and its square.
  Vec<double> noise_sum, noise_square;  // one entry for each input
  Vec<double> trigger_sum;              // of 1 - exp(-interval) over the steps that the input triggered
};

/// Sees what happens, in the order of time. Times are in the unit of the rates.
class Observer {
 public:
  virtual ~Observer() = default;
  /// All input spikes of one time.
  virtual void input_spikes(double /*time*/, std::span<const std::uint32_t> /*inputs*/) {}
  /// The potential of an output right after the spikes of that time, before a reset.
  virtual void potential(double /*time*/, std::size_t /*layer*/, std::size_t /*output*/, double /*value*/) {}
  /// A postsynaptic spike.
  struct OutputSpike {
    double time, previous;                    // t_{k+1}, t_k
    std::size_t layer, output;                // whose
    std::uint64_t step;                       // k + 1
    std::span<const std::uint32_t> triggers;  // the inputs whose spikes set it off
    const Vec<double>& weights;               // after the update
    const Vec<double>& noise;                 // non-trigger contribution of each input to this step
  };
  virtual void output_spike(const OutputSpike& /*spike*/) {}  // after each postsynaptic spike
};

/// The network as a machine that is fed with spikes. Exact up to rounding: with G = exp((t - t_ref)/tau), shared by all
/// neurons, potential and both traces of the rule are sums that need no decay:
///   Y e^{(t - t_ref)/tau} += w G,    sum exp(-(t_{k+1} - tau')) : += G,    sum exp(-(tau' - t_k)) : += G_k / G,
/// where G_k is the G of the last postsynaptic spike (EveryRule.WeightsFollowTheFormula). t_ref moves on before G can
/// overflow.
class Network {
 public:
  /// The model must outlive the network. Throws PreconditionError as require_valid does.
  explicit Network(const Model& model);

  /// The spikes in order. Stops in the middle when the model leaves its range.
  void receive(const SpikeBatch& batch, Observer* observer = nullptr);

  /// @{
  /// The exit, if there was one; the number of outputs of a layer; the weights now, and the counts, of an output.
  const std::optional<RangeExit>& exit() const { return exit_; }
  std::size_t outputs(std::size_t layer) const { return layers_[layer].outputs; }
  Vec<double> weights(std::size_t layer, std::size_t output) const;
  const OutputTally& tally(std::size_t layer, std::size_t output) const { return layers_[layer].tallies[output]; }
  /// @}
  /// Spikes that each input of the layer has had.
  const std::vector<std::uint64_t>& input_counts(std::size_t layer) const { return layers_[layer].input_counts; }

  /// Everything that the future and the tallies depend on, for checkpoints: numbers in a fixed order.
  struct State {
    /// @{
    /// Numbers in an order of their own.
    std::vector<double> reals;
    std::vector<std::uint64_t> counts;
    std::optional<RangeExit> exit;
    /// @}
  };
  State state() const;  // for a checkpoint
  /// Throws PreconditionError when the state is that of another network.
  void restore(const State& state);

 private:
  struct Layer {
    const LayerModel* model;
    std::size_t inputs, outputs;
    // [input * outputs + output]: weight, the two traces, spikes in the present interval.
    std::vector<double> weights, potentiation, depression, spikes;
    std::vector<double> potential, growth_at_reset;  // [output]: Y G, G_k
    std::vector<OutputTally> tallies;
    std::vector<std::uint64_t> input_counts;
    std::vector<std::uint32_t> fired;  // by the present spikes
    std::vector<double> signs;
    std::vector<std::uint8_t> learns;  // per input
  };
  void rebase(double factor);
  void deliver(std::size_t layer, std::span<const std::uint32_t> group, double time, double growth, double decay,
               Observer* observer);
  void fire(std::size_t layer, std::size_t output, std::span<const std::uint32_t> triggers, double time, double growth,
            double decay, Observer* observer);
  template <class Self, class Real, class Count>
  static void visit(Self& self, const Real& real, const Count& count);

  const Model* model_;
  std::vector<Layer> layers_;
  bool constant_rates_;
  Vec<double> rates_, after_, contributions_;
  double offset_ = 0;  // (t - t_ref)/tau at the last spike
  std::optional<RangeExit> exit_;
  std::vector<double> offsets_, shifts_, growth_, decay_;  // of a batch
};

}  // namespace hebb::spiking
