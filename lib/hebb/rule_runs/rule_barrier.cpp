#include <algorithm>

#include <fmt/format.h>

#include <hebb/rule_runs/barrier/noise_mean.hpp>
#include <hebb/rule_runs/barrier/statements.hpp>
#include <hebb/verify/domain.hpp>
#include <hebb/verify/prove.hpp>

namespace hebb {

RuleBarrierProof prove_rule_barrier(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors,
                                    const DominatingLaw& law, const std::string& name,
                                    const RuleBarrierOptions& options) {
  RuleBarrierProof out;
  out.law = law.text;
  ProveOptions how;
  how.seconds = options.seconds;
  how.stop = options.stop;
  const RuleBarrierStatements statements = barrier_statements(problem, barrier, factors, law);
  struct Part {
    std::string name;
    const Statement* statement;
    bool is_growth;
  };
  std::vector<Part> parts;
  const auto add = [&](const std::string& base, const std::vector<Statement>& cases, bool is_growth) {
    for (std::size_t k = 0; k < cases.size(); ++k)
      parts.push_back({cases.size() == 1 ? base : fmt::format("{}.case-{}", base, k + 1), &cases[k], is_growth});
  };
  add(name + ".barrier-step", statements.step, false);
  add(name + ".barrier", statements.growth, true);
  for (const auto& [part, statement, is_growth] : parts) {
    Decision decision = prove(*statement, how, part);
    if (decision.verdict != Verdict::proved || !decision.certificate) {
      out.certificates.clear();
      out.reason = fmt::format("not proved: {}", decision.reason.substr(0, decision.reason.find('\n')));
      const auto* witness = decision.certificate ? std::get_if<Witness>(&decision.certificate->evidence) : nullptr;
      if (witness) {
        out.reason = fmt::format("refuted: '{}' is false at {}", statement->goals.at(witness->goal).label,
                                 point_text(*statement, witness->values));
        for (std::size_t u = 2; is_growth && u <= problem.start.size(); ++u) {
          const std::vector<std::string>& names = statement->expression.variables;
          const auto place = std::ranges::find(names, fmt::format("r{}", u)) - names.begin();
          out.refuted_at.push_back(witness->values.at(static_cast<std::size_t>(place)));
        }
      }
      return out;
    }
    out.certificates.push_back(std::move(*decision.certificate));
  }
  out.barrier = barrier;
  return out;
}

RuleBarrierProof prove_rule_barrier(const RuleProblem& problem, const RuleBarrier& barrier, const std::string& name,
                                    const RuleBarrierOptions& options) {
  require_barrier(problem, barrier);
  try {
    const Factors factors = factors_of(problem.rule);
    return prove_rule_barrier(problem, barrier, factors, law_for(problem, factors, options.cells), name, options);
  } catch (const PreconditionError& e) {
    RuleBarrierProof none;
    none.reason = e.what();
    return none;
  }
}

}  // namespace hebb
