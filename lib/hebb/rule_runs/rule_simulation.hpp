#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <hebb/laws/recorded_rule.hpp>
#include <hebb/model/any_noise.hpp>
#include <hebb/model/leader_problem.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/simulation/paths/recorded_paths.hpp>

// Paths of a learning rule of one's own, in double arithmetic: estimates, no proof.

namespace hebb {

/// The chain p' = rule(p, Y, `a`) from `start`, Y = e_j + Z with the components of Z of the law `noise`, j triggered
/// with the rule's probability t_j(p).
struct RuleProblem {
  RecordedRule rule;
  Vec<Rational> start;
  Rational a;  // learning rate
  AnyNoise noise;
};

/// Throws PreconditionError, naming the value, unless: start >= 0 sums to 1, has the rule's dimension, 2 <= d <= 64;
/// 2^-40 <= a, a Q < 1; the noise is one law, and its Q is that of the rule; a trigger of the rule's own is a
/// probability law at the start.
void require_valid(const RuleProblem& problem);

/// Whether the rule is the paper's with the trigger p: p_i (1 + a y_i)/(1 + a <p, y>), or by weights w_i (1 + a y_i),
/// operation by operation or as a proved identity of rational functions whose divisors do not vanish where a Q < 1.
/// Then the chain of the library computes its paths. Seconds at most, for a spelling that is neither.
bool is_papers_rule(const RecordedRule& rule);

/// How a rule is computed.
enum class RuleEngine {
  automatic,  // the library's own chain for the paper's rule, code for every other
  code        // compiled code also for the paper's rule
};

/// A step leaves the simplex when some p'_i < -tolerance, when |sum p' - 1| > tolerance, or when one is no number.
inline constexpr double simplex_tolerance = 1e-9;

/// One path.
struct RuleRecordedPath : RecordedPath {
  /// The step that left the simplex. The points from there on are the one that it led to; there is no diagnosis.
  std::optional<std::uint64_t> left_at;
};

/// The paths at these `steps`.
struct RuleRecording {
  std::vector<std::uint64_t> steps;
  std::vector<RuleRecordedPath> paths;  // fewer than asked for when stopped
  bool built_in = false;                // the library's own chain
  int operations = 0;                   // of one step of the compiled code
};

/// As record_paths, from the same random words: path k of a seed is the same function of its words for every rule, so
/// that rules may be compared path by path. The paper's rule gives the numbers of record_paths; compiled
/// (RuleEngine::code) they agree up to rounding. Throws PreconditionError as require_valid does, and for limits that
/// are not positive.
RuleRecording record_rule_paths(const RuleProblem& problem, const RecordingOptions& options,
                                const std::atomic<bool>* stop = nullptr, RuleEngine engine = RuleEngine::automatic);

/// Paths of a seed: the event that is counted, steps and number of the paths, and the instruction_set of the kernel.
struct RuleLossOptions {
  LossEvent event;
  std::uint64_t steps = 1000, paths = 1'000'000, seed = 1;
  unsigned threads = 0;  // 0: all cores; the counts do not depend on it
  InstructionSet instruction_set = best_instruction_set();
};

/// Parts of the horizon in which losses are counted.
inline constexpr std::size_t loss_parts = 16;

/// What the first `paths` paths did, in path_steps steps together.
struct RuleLosses {
  std::uint64_t paths = 0, path_steps = 0;
  std::uint64_t lost = 0;                            // the leader was lost, on the simplex
  std::uint64_t left = 0;                            // the simplex was left before that
  std::optional<std::uint64_t> first_left, left_at;  // the first such path, and its step
  /// When: how many were lost or left in the steps ((k-1) steps/16, k steps/16].
  std::array<std::uint64_t, loss_parts> in_part{};
};

/// From the words of MonteCarlo (the chain of `hebb escape`), so that the paper's rule has its counts, rounding aside.
/// When *stop becomes true: of the first paths up to one that was not finished. Throws PreconditionError as
/// require_valid does, unless the first component leads and the event is not there at the start.
RuleLosses count_rule_losses(const RuleProblem& problem, const RuleLossOptions& options,
                             const std::atomic<bool>* stop = nullptr);

/// max_{k <= steps} |p(k) - flow[k]|_2^2 of each path, flow[0] = start; NaN for a path that leaves the simplex. From
/// the words of record_rule_paths. Fewer when stopped.
std::vector<double> squared_rule_deviations(const RuleProblem& problem, const std::vector<Vec<double>>& flow,
                                            std::uint64_t paths, std::uint64_t seed, unsigned threads,
                                            const std::atomic<bool>* stop = nullptr);

}  // namespace hebb
