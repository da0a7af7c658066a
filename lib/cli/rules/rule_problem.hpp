#pragma once

#include <hebb/rule_runs/rule_simulation.hpp>
#include <hebb/text/json.hpp>

#include "commands/rule.hpp"

// What the commands that run a rule share.

namespace hebb::cli {

/// --p0, --alpha, --law as typed.
struct RuleRunOptions {
  std::string p0, alpha, law = "uniform";
};
void add_rule_run_options(Command command, RuleRunOptions& options);

/// Q of the rule; 2 for a rule that is stated for every Q and has none set.
Rational noise_bound_of(const RecordedRule& rule);

/// The rule in the dimension of the start, with a law that can be simulated. Throws PreconditionError and
/// ClaimTextError.
RuleProblem rule_problem(const Rule& rule, const RuleFiles& files, const RuleRunOptions& options);

/// The files and the options that determine the problem, as JSON says options.
Json given_options(const RuleFiles& files, const RuleRunOptions& options);

/// FILE for one rule, FILE-NAME for each of several: "out.svg" and "oja" make "out-oja.svg".
std::string file_of(const std::string& file, const Rule& rule, std::size_t rules);

}  // namespace hebb::cli
