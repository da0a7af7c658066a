#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <hebb/simulation/spiking/network.hpp>

/// The spiking network: neurons that integrate and fire, with the plasticity of the paper.
namespace hebb::spiking {

/// One run: the network on its spike stream. Run r of a seed is always the same run.
class Simulation {
 public:
  /// The model must outlive the simulation.
  Simulation(const Model& model, std::uint64_t seed, std::uint32_t run)
      : network_(model), stream_(model.inputs, seed, run) {}

  /// Up to 256 candidate spikes further, but not beyond `end`. False when there is nothing more to do: the end is
  /// reached, or the model has left its range.
  bool advance(double end, Observer* observer = nullptr);
  /// Time up to which the run is known: the end, the exit, or the last spike.
  double time() const { return time_; }
  const Network& network() const { return network_; }  // weights and traces now

  /// Where a run is: enough to go on.
  struct State {
    double time = 0;            // see time()
    SpikeStream::State stream;  // where the inputs are
    Network::State network;     // weights and traces
  };
  State state() const;  // where it is now
  /// Goes on exactly as the run would have. Throws PreconditionError for the state of another model.
  void restore(const State& state);

 private:
  Network network_;
  SpikeStream stream_;
  SpikeBatch batch_;
  double time_ = 0;
};

/// Which runs, and how they are run.
struct RunOptions {
  std::uint64_t seed = 1;      // of all runs
  std::uint32_t runs = 1;      // runs 0, ..., runs - 1
  unsigned threads = 0;        // 0: all cores
  double end = 1000;           // time simulated in each run
  std::uint32_t observed = 0;  // the run that an observer sees
};

/// All runs of an experiment, finished or not; also its checkpoint.
struct Runs {
  std::string model;                      // describe(model)
  std::uint64_t seed = 1;                 // run r of a seed is always the same run
  std::vector<Simulation::State> states;  // of runs 0, 1, ...
};

/// Runs 0 .. runs - 1, those of `resume` from where they were; each is a function of model, seed and its number alone.
/// progress is called several times a second from the calling thread with a consistent state (to be saved, if wanted).
/// When *stop becomes true the runs stop where they are. An observer sees the observed run from its start: a resumed
/// one is replayed for it, which ends in the same state. Throws PreconditionError when `resume` belongs to another
/// model or seed, has more runs, or has gone beyond the end.
Runs simulate(const Model& model, const RunOptions& options, const Runs* resume = nullptr,
              const std::function<void(const Runs&)>& progress = {}, const std::atomic<bool>* stop = nullptr,
              Observer* observer = nullptr);

/// A text that is not a checkpoint; the message says what is wrong.
struct RunsFormatError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// JSON, format version 1; doubles in the shortest form that reads back to the same bits.
std::string to_json(const Runs& runs);
/// The inverse. Throws RunsFormatError for any other text.
Runs runs_from_json(const std::string& text);

}  // namespace hebb::spiking
