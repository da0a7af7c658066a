#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <hebb/model/any_noise.hpp>
#include <hebb/model/correlation.hpp>
#include <hebb/model/step_schedule.hpp>
#include <hebb/random/word_noise.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// The chain with correlated or time-inhomogeneous input. p = lambda(k) .* w / (lambda(k) . w) before step k, then
/// w' = w .* (1 + a Y), Y = S + Z (see Correlation); start is p under lambda(1).
struct InputProblem {
  Vec<Rational> start;
  Rational a;                              // learning rate
  AnyNoise noise;                          // the law of the Z_i
  std::optional<Correlation> correlation;  // nothing: Gamma = I
  InputLaw input = InputLaw::one_hot;
  std::optional<StepSchedule> schedule;  // nothing: constant
};

/// Throws PreconditionError, naming the value, unless: start >= 0 sums to 1, 2 <= d <= 64; 2^-40 <= a, a Q < 1; the
/// correlation and the schedule have d components.
void require_valid(const InputProblem& problem);

/// The problem in doubles; safe to use from many threads at once. Copied noise tables, no pointers to the problem.
class InputSimulator {
 public:
  /// Throws as require_valid does.
  InputSimulator(InputProblem problem, std::uint64_t seed);

  /// @{
  /// The dimension d, the seed of all paths, and what it was made of.
  int dimension() const { return static_cast<int>(start_.size()); }
  std::uint64_t seed() const { return seed_; }
  const InputProblem& problem() const { return problem_; }
  /// @}

 private:
  friend class InputPath;
  InputProblem problem_;
  std::uint64_t seed_;
  WordNoise noise_;  // of a Z
  double a_;
  std::vector<double> start_;
  std::vector<double> gamma_;  // row by row; empty for Gamma = I
};

/// One path, a function of (problem, seed, number) alone. Trigger and noise are drawn from the words of ChainPath: with
/// Gamma = I, one-hot input and constant rates it is that path, bit for bit. The entries of C, or the components of S
/// in the Bernoulli law, are drawn from a stream of their own; of C only the column of the trigger matters.
class InputPath {
 public:
  /// Path `number` before its first step.
  InputPath(const InputSimulator& simulator, std::uint64_t number);

  void advance();  // one step
  /// Throws Stopped when `stop` becomes true on the way.
  void advance_to(std::uint64_t step, StopFlag stop = nullptr) {
    for (; step_ < step; advance()) {
      if (step_ % 1024 == 0) throw_if_stopped(stop);
    }
  }
  std::uint64_t step() const { return step_; }  // steps done
  /// p under the rates of the next step.
  Vec<double> probabilities() const;
  /// p_i up to a common factor.
  const std::vector<double>& weights() const { return weights_; }
  /// The component with the largest p_i, the first one of equal ones.
  std::size_t leader() const;
  /// 1 - p_i.
  double distance_to(std::size_t i) const;

 private:
  void sum_up();
  void switch_rates();
  /// Calls f(i, word) for the words i = 0, ..., count - 1 of this step in the stream.
  template <class F>
  void for_each_word(std::uint32_t stream, int count, const F& f) const;

  const InputSimulator* simulator_;
  std::uint64_t number_, step_ = 0;
  std::vector<double> weights_, partial_, factors_, input_;
  Vec<double> rates_;
  double total_ = 0;
};

}  // namespace hebb
