#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <hebb/certificate/proof.hpp>

namespace hebb {

struct BoxOptions {
  std::size_t max_boxes = 2'000'000;
  double seconds = 30;
  unsigned threads = 1;
};

struct BoxOutcome {
  std::optional<BoxProof> proof;
  std::string reason;     // why there is none, with what is left
  std::size_t boxes = 0;  // evaluated
};

/// Interval branch and bound for one goal of a statement (see BoxProof for the law). Deterministic for any number of
/// threads as long as the budget in boxes is not what ends it.
BoxOutcome prove_by_boxes(const Statement& statement, int goal, const BoxOptions& options = {});

}  // namespace hebb
