#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/scalar/truth.hpp>
#include <hebb/verify/boxes/box_problem.hpp>

namespace hebb {

struct BranchAndBoundOptions {
  std::size_t max_boxes = 2'000'000;
  double seconds = 30;
  unsigned threads = 1;             // 0: all cores
  double tolerance = 0x1p-40;       // boxes whose sides are all below this fraction of the root's are not split
  std::size_t max_stuck = 100;      // the search gives up with so many of them
  std::size_t max_witnesses = 300;  // candidates that are tested exactly
  bool taylor = false;      // second-order forms on small boxes: dear, for minima with a small margin, inside or
                            // where constraints hold with equality
  StopFlag stop = nullptr;  // ends the search with Stopped
};

struct BranchAndBoundProgress {
  std::size_t boxes = 0;  // evaluated so far
  std::size_t left = 0;   // waiting
};

/// What an undecided search has left. Where it got stuck shows one of the smallest boxes, in the base variables: the
/// first one, in the order of size, on which the natural form of the goal can be negative.
struct Remainder {
  std::size_t boxes = 0;
  std::vector<std::pair<std::string, Interval>> hardest;
  Interval goal = Interval::entire();  // on that box
};

struct BranchAndBoundOutcome {
  Truth verdict = Truth::unknown;
  std::optional<BoxProof> proof;   // when proved
  std::optional<Witness> witness;  // when refuted; the checker's replay has accepted it
  std::string reason;              // when unknown: what ended the search, for people
  Remainder left;                  // when unknown
  std::size_t boxes = 0;           // evaluated
};

/// Decides a goal of the relation `nonnegative` over a box: natural and mean-value forms, monotonicity, cuts by the
/// constraints, bisection of the variable with the largest smear (docs/theory/branch-and-bound.md).
///
/// Law.  proved: the proof replays (see tape.hpp). refuted: the witness is a point of the domain that fulfils the
/// assumptions and violates the goal, all in exact arithmetic. The outcome, number of boxes and proof included, does
/// not depend on the number of threads; only the limit in seconds depends on the clock, and all that it can do is to
/// turn an outcome into unknown.
/// progress is called now and then, from the calling thread.
/// Throws PreconditionError for a goal that does not exist or is an identity, and for more than 64 base variables.
BranchAndBoundOutcome branch_and_bound(const BoxProblem& problem, int goal, const BranchAndBoundOptions& options = {},
                                       const std::function<void(const BranchAndBoundProgress&)>& progress = {});

}  // namespace hebb
