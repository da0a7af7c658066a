#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <hebb/certificate/proof.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// Budgets in claims and cells, never in time: the same statement gives the same proof on every machine.
struct ChainOptions {
  std::size_t max_claims = 3000;  // looked at, in all branches of the search
  int max_depth = 24;             // of claims below one another
  int width = 3;                  // multipliers tried for one claim
  std::size_t max_cells = 100;    // of the coefficient prover, for one algebraic premise
  std::size_t max_boxes = 100;    // of the box prover, for one premise on an interval; the checker needs ms for each
  /// Tried on an algebraic premise (a Statement of one goal) after the coefficient prover; may be empty.
  std::function<std::optional<Proof>(const Statement&)> algebraic;
  StopFlag stop = nullptr;  // ends the search with Stopped
};

struct ChainOutcome {
  std::optional<ChainProof> proof;
  std::string reason;      // why there is none
  std::size_t claims = 0;  // looked at
};

/// Derivative chains for goals with exp, log and sqrt on products of ranges (the rules:
/// docs/theory/derivative-chains.md; the certificate: ChainProof). Signs are guessed from values at points, then
/// proved: algebraic premises by coefficients or boxes, ends by expansion and exact values. Assumptions are ignored,
/// which is sound. A goal of the relation `zero` is expanded.
ChainOutcome prove_by_chains(const Statement& statement, int goal, const ChainOptions& options = {});

}  // namespace hebb
