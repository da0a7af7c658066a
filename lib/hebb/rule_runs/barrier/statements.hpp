#pragma once

#include <hebb/rule_runs/barrier/factors.hpp>
#include <hebb/rule_runs/rule_barrier.hpp>

namespace hebb {

/// Throws as prove_rule_barrier does for the problem; and for the barrier.
void require_barrier_problem(const RuleProblem& problem);
void require_barrier(const RuleProblem& problem, const RuleBarrier& barrier);

/// The law that the expectation is formed over, its cells between the values of the noise at which the factors turn
/// (on the region of the event: for the smaller one of a barrier they may be fewer).
DominatingLaw law_for(const RuleProblem& problem, const Factors& factors, int cells);

RuleBarrierStatements barrier_statements(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors,
                                         const DominatingLaw& law);

/// With what was found out already.
RuleBarrierProof prove_rule_barrier(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors,
                                    const DominatingLaw& law, const std::string& name,
                                    const RuleBarrierOptions& options);

}  // namespace hebb
