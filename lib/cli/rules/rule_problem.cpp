#include "rules/rule_problem.hpp"

#include <hebb/text/number_json.hpp>

#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {

void add_rule_run_options(Command command, RuleRunOptions& options) {
  command.add_option("--p0", options.p0, "Initial point, exact: 0.25,0.4,0.35; its length is the dimension of the rule")
      .required();
  command.add_option("--alpha", options.alpha, "Learning rate a, exact; a Q < 1").required();
  command
      .add_option("--law", options.law,
                  "Noise: uniform, two-point, gaussian:TAU (truncated to [-(Q-1), Q-1]), file:FILE (rows of a value "
                  "and its probability); Q is the rule's")
      .shows_default();
}

Rational noise_bound_of(const RecordedRule& rule) { return rule.noise_bound.value_or(Rational(2)); }

RuleProblem rule_problem(const Rule& rule, const RuleFiles& files, const RuleRunOptions& options) {
  const SimplexPoint<Rational> start = parse_point("--p0", options.p0);
  RecordedRule recorded = rule.record(static_cast<int>(start.size()), files.constants(rule));
  const Rational q = noise_bound_of(recorded);
  RuleProblem problem{std::move(recorded), start.coordinates(), parse_number("--alpha", options.alpha),
                      parse_simulated_law(options.law, q)};
  require_simulated_rate("--alpha", problem.a, q);
  require_valid(problem);
  return problem;
}

Json given_options(const RuleFiles& files, const RuleRunOptions& options) {
  Json given = files.options();
  given.update(Json{{"p0", exact_json(parse_point("--p0", options.p0).coordinates())},
                    {"alpha", exact_json(parse_number("--alpha", options.alpha))},
                    {"law", options.law}});
  return given;
}

std::string file_of(const std::string& file, const Rule& rule, std::size_t rules) {
  return file.empty() || file == "-" || rules == 1 ? file : with_suffix(file, "-" + rule.name);
}

}  // namespace hebb::cli
