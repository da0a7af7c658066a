#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/certificate.hpp>
#include <hebb/model/loss_event.hpp>
#include <hebb/rule_runs/rule_simulation.hpp>
#include <hebb/scalar/stop.hpp>

// A proved bound on the probability that a rule of one's own ever loses its leader. Derivation: docs/theory/barriers.md
// (A barrier for a rule of your own).

namespace hebb {

/// V(p) = sum_{u >= 2} (p_u/(x p_1))^g on the region {p_u <= x p_1 for all u >= 2}. Outside of it V > 1, so that
/// P(some p_u(k) > x p_1(k)) <= V(p(0)) when V does not grow in the mean inside:
///   E[(p_u'/p_1')^g | p] <= (p_u/p_1)^g for every u.
struct RuleBarrier {
  int exponent = 1;    // g
  Rational ratio = 1;  // x
  Rational bound = 1;  // at least V(p(0))
};

/// The law over which the expectation is formed: that of the noise where it has finitely many values. Else one that is
/// larger in the convex order, which proves the same for a ratio (p_u'/p_1')^g that is convex in every Z_i (proved
/// along with the barrier): for uniform noise the law on the ends of `cells` cells (the trapezoidal rule lies above the
/// integral of a convex function), for every other one the two-point law on +-(Q-1). Where the ratio turns at a value
/// of the noise (abs, max, min) that value, a kink, is an end, so that only what lies between two ends has to be
/// convex. `atoms` are the law; needs_convexity: whether it lies above by convexity only.
struct DominatingLaw {
  NoiseTable atoms;
  bool needs_convexity = false;
  std::string text;  // "exact", "uniform noise by its 9 cell ends", ...
};
/// Throws PreconditionError unless cells >= 1; for kinks within a law that is neither uniform nor discrete.
DominatingLaw dominating_law(const AnyNoise& noise, int cells, const std::vector<Rational>& kinks = {});

/// What has to be proved, for the problem's own learning rate, Q and start:
///   step     on the region, for all inputs -(Q-1) <= Y_i <= Q: the rule keeps the simplex and p_1' > 0; the convexity,
///            where it is needed; the trigger is a law
///   growth   V does not grow in the mean, and bound >= V(p(0))
/// Each is one statement, or one for each case of the signs in abs, max and min.
struct RuleBarrierStatements {
  std::vector<Statement> step, growth;
};
/// Throws PreconditionError, with the reason, where the method does not apply: p_i is no factor of p_i' as written; the
/// ratio has no second derivative in closed form; abs, max or min turn where the state decides it along with noise that
/// is not discrete; too many patterns of the noise (more than `most_patterns` terms).
RuleBarrierStatements barrier_statements(const RuleProblem& problem, const RuleBarrier& barrier, int cells);
/// Of barrier_statements: the most terms that the patterns of the noise may be.
inline constexpr std::size_t most_patterns = 4000;

/// How hard a barrier is looked for; `stop` interrupts.
struct RuleBarrierOptions {
  double seconds = 20;  // of the provers, per goal; no other barrier is tried when they have gone by
  int cells = 8;        // of uniform noise; fewer where the patterns are too many
  StopFlag stop = nullptr;
};

/// A barrier that the checker accepted, or why there is none.
struct RuleBarrierProof {
  std::optional<RuleBarrier> barrier;
  std::string law;                        // DominatingLaw::text
  std::string reason;                     // without a barrier
  Vec<Rational> refuted_at;               // p_u/p_1, u = 2, ..., d, where the one that was tried last is refuted
  std::vector<Certificate> certificates;  // of the statements, NAME.barrier-step and NAME.barrier
};

/// Proves this barrier. Throws as require_valid does (the noise may be EveryNoise), and unless exponent >= 1, 0 < ratio
/// <= 1, and the start is inside the region.
RuleBarrierProof prove_rule_barrier(const RuleProblem& problem, const RuleBarrier& barrier, const std::string& name,
                                    const RuleBarrierOptions& options = {});

/// Searches exponent and ratio in floating point for the smallest bound on the probability of the event, and proves it.
/// Throws as prove_rule_barrier, and unless the first component leads.
RuleBarrierProof find_rule_barrier(const RuleProblem& problem, const LossEvent& event, const std::string& name,
                                   const RuleBarrierOptions& options = {});

}  // namespace hebb
