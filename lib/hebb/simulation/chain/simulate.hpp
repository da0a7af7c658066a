#pragma once

#include <cstdint>
#include <vector>

#include <hebb/random/word_noise.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/simulation/chain/chain_batch.hpp>
#include <hebb/simulation/chain/chain_problem.hpp>

namespace hebb {

/// A problem prepared for simulation; safe to use from many threads at once.
class ChainSimulator {
 public:
  /// Throws PreconditionError as require_valid does, and when the instruction set is not supported.
  explicit ChainSimulator(const ChainProblem& problem, std::uint64_t seed, InstructionSet set = best_instruction_set());
  // @cond internal
  ChainSimulator(const ChainSimulator&) = delete;
  ChainSimulator& operator=(const ChainSimulator&) = delete;
  // @endcond

  int dimension() const { return constants_.dimension; }  // d
  /// Paths [first, last) from the start of the problem. Path k is a function of problem, seed and k alone.
  /// Throws Stopped when `stop` becomes true first.
  std::vector<PathOutcome> outcomes(std::uint64_t first, std::uint64_t last, StopFlag stop = nullptr) const;
  // @cond internal
  /// The same for paths with starting points of their own, in the stream of random words `stream` + offset, with a gap
  /// of the event of their own: a level on the way to it. Throws Stopped as batch.stop says.
  void run(const chain::Batch& batch, philox::Stream stream, std::uint32_t offset, double gap) const;
  const chain::Constants& constants() const { return constants_; }  // the problem in doubles
  // @endcond
  const std::vector<double>& start() const { return start_; }  // p(0)
  std::uint64_t seed() const { return seed_; }                 // of all paths
  // @cond internal
  const WordNoise& scaled_noise() const {
    return noise_;
  }  // the law of a Z
     // @endcond

 private:
  std::uint64_t seed_;
  InstructionSet set_;
  WordNoise noise_;
  std::vector<double> start_;
  chain::Constants constants_;
};

}  // namespace hebb
