#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>
#include <hebb/simulation/spiking/draw_kernel.hpp>
#include <hebb/simulation/spiking/rate.hpp>

namespace hebb::spiking {

/// Input neurons 0 .. count - 1, driven by independent Poisson processes. A process with one target and probability 1
/// is an ordinary input; one with several targets is a shared parent, each of whose spikes is copied into input j with
/// probability c_j, independently, at the same time: correlated inputs.
class Inputs {
 public:
  /// Throws PreconditionError when there is none.
  explicit Inputs(std::size_t count);
  /// One independent process for each input.
  static Inputs independent(const std::vector<Rate>& rates);
  static Inputs independent(const Vec<double>& rates);

  /// Throws PreconditionError when j is not an input.
  void add(std::size_t j, Rate rate);
  /// copies  of length count, probabilities in [0, 1]. Throws PreconditionError otherwise.
  void add_parent(Rate rate, const Vec<double>& copies);

  /// A target of a process.
  struct Copy {
    std::uint32_t input;  // the number of the input, from 0
    double probability;   // c_j
  };
  /// A Poisson process and its targets.
  struct Source {
    Rate rate;                                                                           // of the process
    std::vector<Copy> copies;                                                            // its targets
    bool is_simple() const { return copies.size() == 1 && copies[0].probability == 1; }  // an ordinary input
  };

  /// @{
  /// What it was made of.
  std::size_t count() const { return count_; }
  const std::vector<Source>& sources() const { return sources_; }
  /// @}
  bool is_constant() const;  // no rate depends on the time
  /// lambda_j(t) = sum over the processes of rate times c_j.
  void rates_at(double t, Vec<double>& out) const;
  std::string describe() const;  // the inputs as text, exact: equal texts are equal inputs

 private:
  std::size_t count_;
  std::vector<Source> sources_;
};

/// Spikes in their order. Those of one time (copies of a shared spike) are neighbours; all but the last are `joint`.
struct SpikeBatch {
  std::vector<double> gap;           // since the spike before, 0 within a joint group
  std::vector<double> time;          // of each spike
  std::vector<std::uint32_t> input;  // its number, from 0
  std::vector<std::uint8_t> joint;   // see above
  bool finished = false;             // nothing more happens before the end

  std::size_t size() const { return gap.size(); }  // spikes
  void clear();                                    // no spikes, not finished
};

/// The spikes of all inputs as one stream, without a time grid: the superposed bound process by exponential waiting
/// times carried over the pieces of the rates (time change), the process of each candidate from an alias table (A. J.
/// Walker 1977), thinning where the rate is not its bound.
/// Candidate k of a run reads random numbers that are a function of (seed, run, k) alone.
/// The simulated law: waiting times on the lattice of Draws; marks and thinning resolve probabilities to 2^-32 times
/// the number of processes.
class SpikeStream {
 public:
  /// The inputs must outlive the stream.
  SpikeStream(const Inputs& inputs, std::uint64_t seed, std::uint32_t run);

  /// The next spikes, those up to `end` only; the stream goes on where it stopped, whatever the ends were.
  /// Throws PreconditionError when a rate is not between 0 and its stated bound, and when require_resolved does.
  void next(double end, SpikeBatch& out);
  /// Times are doubles: throws PreconditionError, saying until when, where before `end` neighbouring doubles are
  /// further apart than 2^-12 of the mean time between candidates (rates 20000 at the time 9e11: no time between two
  /// spikes).
  void require_resolved(double end) const;

  /// Everything that the future depends on.
  struct State {
    std::uint64_t candidate = 0;
    double time = 0, gap = 0;  // of the last candidate; since the last spike
    friend bool operator==(const State&, const State&) = default;
  };
  /// @{
  /// For checkpoints: restore() goes on exactly as the other stream would have.
  const State& state() const { return state_; }
  void restore(const State& state);
  /// @}

 private:
  struct Piece {
    double end, total, mean_gap;  // mean_gap = 1/total
    std::vector<std::uint32_t> threshold, alias;
    std::vector<double> bound;
  };
  void emit(const Inputs::Source& source, std::uint64_t candidate, double t, SpikeBatch& out);

  const Inputs* inputs_;
  std::uint64_t seed_;
  philox::RoundKeys keys_;
  std::uint32_t run_;
  std::vector<Piece> pieces_;
  std::size_t piece_ = 0;
  State state_;
  double resolved_ = 0;  // an end for which require_resolved held
};

}  // namespace hebb::spiking
