#include <hebb/check/checker.hpp>
#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>
#include <hebb/verify/empty_domain.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/witness_search.hpp>

namespace hebb {

ProofAttempt attempt(const Statement& statement, Claim::Method method, const ProveOptions& options) {
  ProofAttempt result;
  std::vector<Proof> proofs;
  for (int goal = 0; goal < static_cast<int>(statement.goals.size()); ++goal) {
    throw_if_stopped(options.stop);
    std::optional<std::vector<std::vector<Rational>>> hint;
    std::string reason;
    if (method == Claim::Method::boxes && statement.goals[goal].relation == Relation::nonnegative) {
      BoxOutcome outcome =
          prove_by_boxes(statement, goal, {options.max_boxes, options.seconds, options.threads, false, options.stop});
      result.work += outcome.boxes;
      if (outcome.proof) {
        proofs.emplace_back(std::move(*outcome.proof));
        continue;
      }
      if (outcome.witness) {
        result.evidence = std::move(*outcome.witness);
        result.method = "witness";
        return result;
      }
      reason = outcome.reason;
    } else {
      CoefficientOutcome outcome = prove_by_coefficients(
          statement, goal, {.max_cells = options.max_cells, .seconds = options.seconds, .stop = options.stop});
      result.work += outcome.coefficients;
      if (outcome.proof) {
        proofs.push_back(std::move(*outcome.proof));
        continue;
      }
      hint = std::move(outcome.negative_vertex);
      reason = outcome.reason;
    }
    WitnessOptions search;
    search.samples = options.witness_samples;
    search.stop = options.stop;
    if (auto witness = find_witness(statement, goal, search, hint)) {
      result.evidence = std::move(*witness);
      result.method = "witness";
    } else {
      result.reason = "goal '" + statement.goals[goal].label + "': " + reason + "; no witness found";
    }
    return result;
  }
  result.method = "identity";
  for (const Proof& proof : proofs) {
    if (std::holds_alternative<CoefficientProof>(proof)) result.method = "coefficients";
    if (std::holds_alternative<BoxProof>(proof)) result.method = "boxes";
  }
  result.evidence = std::move(proofs);
  return result;
}

Decision decide(const Claim& claim, int d, const Constants& replaced, const ProveOptions& options) {
  Certificate certificate;
  certificate.claim = claim.id;
  if (claim.scope == Scope::per_dimension) certificate.dimension = d;
  certificate.constants = claim.printed_constants();
  for (const auto& [name, value] : replaced) certificate.constants[name] = value;
  certificate.statement = state(claim, d, replaced);

  if (!replaced.empty()) {
    if (const auto variable = empty_range(certificate.statement)) {
      std::string values;
      for (const auto& [name, value] : replaced)
        values += (values.empty() ? "" : ", ") + name + " = " + to_string(value);
      return {Verdict::undecided, std::nullopt, "none",
              "the domain is empty for " + values + ": the upper end of " + *variable + " is below its lower end", 0};
    }
  }
  ProofAttempt found = attempt(certificate.statement, claim.method, options);
  Decision decision{Verdict::undecided, std::nullopt, found.method, found.reason, found.work};
  if (!found.evidence) return decision;
  certificate.evidence = std::move(*found.evidence);
  const CheckOutcome outcome = check(
      certificate, [](const Premise&) { return nullptr; }, options.stop);
  if (!outcome.accepted) {
    decision.reason = "the checker rejects the certificate: " + outcome.reason;
    return decision;
  }
  decision.verdict = certificate.verdict();
  decision.certificate = std::move(certificate);
  return decision;
}

}  // namespace hebb
