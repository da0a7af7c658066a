#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <hebb/certificate/proof.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

struct BoxOptions {
  std::size_t max_boxes = 2'000'000;
  double seconds = 30;
  unsigned threads = 1;
  bool taylor = false;      // second-order forms from the start; otherwise only when half of the boxes did not decide
  StopFlag stop = nullptr;  // ends the search with Stopped
};

struct BoxOutcome {
  std::optional<BoxProof> proof;
  std::optional<Witness> witness;  // against the goal, accepted by the checker's replay
  std::string reason;              // why there is no proof, with what is left
  std::size_t boxes = 0;           // evaluated
};

/// Interval branch and bound for one goal of a statement: reduce() and branch_and_bound() with their laws. Without a
/// proof, and with the reason, for identities and for domains with an unbounded range.
BoxOutcome prove_by_boxes(const Statement& statement, int goal, const BoxOptions& options = {});

}  // namespace hebb
