#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/rule_runs/rule_compare.hpp>

#include "rules/rule_problem.hpp"

// What `hebb rule compare` finds for each rule, and the plot of it.

namespace hebb::cli {

struct Compared {
  const Rule& rule;
  RuleProblem problem;
  RuleComparison comparison;
  std::optional<RuleMeanSquare> noisy;
  std::string noisy_reason;
};

/// The two discrete dynamics, for output that says the same about each.
struct Discrete {
  const char *key, *name;
  ComparedPoint RuleComparisonRow::*point;
  Norms RuleComparisonRow::*to_flow;
  std::optional<Interval> RuleComparisonRow::*bound;
};
inline constexpr Discrete discrete_dynamics[] = {
    {"euler", "p + a F", &RuleComparisonRow::euler, &RuleComparisonRow::euler_to_flow, &RuleComparisonRow::euler_bound},
    {"mean", "mean step", &RuleComparisonRow::mean, &RuleComparisonRow::mean_to_flow, &RuleComparisonRow::mean_bound}};

/// The enclosed distances of all rules and their a-priori bounds, to one file. Throws PreconditionError when no rule
/// has a flow.
void draw_comparisons(const std::vector<Compared>& all, const std::string& file);

}  // namespace hebb::cli
