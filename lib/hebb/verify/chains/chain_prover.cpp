#include <hebb/replay/ranges.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/chain_prover.hpp>
#include <hebb/verify/chains/search.hpp>

namespace hebb {

ChainOutcome prove_by_chains(const Statement& statement, int goal, const ChainOptions& options) {
  const StopScope scope(options.stop);  // expansions look there
  ChainOutcome outcome;
  for (const Factor& factor : statement.domain) {
    if (std::holds_alternative<LeaderChamber>(factor)) {
      outcome.reason = "chains need a domain of ranges and simplices";
      return outcome;
    }
  }
  try {
    const Statement in_ranges = checker::in_ranges(statement);
    chains::Search search(in_ranges, options);
    const bool proved = search.prove(goal);
    outcome.claims = search.claims();
    if (proved) {
      outcome.proof = search.proof();
    } else {
      outcome.reason = search.was_spent() ? "the budget of claims is spent" : "no chain of derivatives was found";
    }
  } catch (const PreconditionError& e) {
    outcome.reason = e.what();
  } catch (const checker::Rejection&) {
    outcome.reason = "the formula has no form for chains";
  }
  return outcome;
}

}  // namespace hebb
