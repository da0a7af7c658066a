#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <hebb/scalar/stop.hpp>
#include <hebb/statistics/confidence.hpp>

namespace hebb::experiments {

/// What was counted on the paths 0, ..., paths - 1 of one row of an experiment.
struct PathCounts {
  std::uint64_t paths = 0;
  std::vector<std::uint64_t> counts;  // what they are is for the experiment to say
  friend bool operator==(const PathCounts&, const PathCounts&) = default;
};
/// An experiment under way, row after row: what is counted, known beforehand or not, and its checkpoint.
struct CountedRows {
  std::vector<PathCounts> rows;                                    // those begun, in their order
  std::function<void(const std::vector<PathCounts>&)> progress{};  // every fraction of a second, between paths
  StopFlag stop = nullptr;  // when true the experiment ends, with the rows so far, the last one on fewer paths
};

/// For the probability of what `successes` of the paths of a row do: Clopper-Pearson. When the row was stopped before
/// the paths that were asked for, nobody fixed their number, and the interval is that of the confidence sequence.
inline ConfidenceInterval interval_of(std::uint64_t successes, std::uint64_t paths, std::uint64_t asked,
                                      const Rational& alpha) {
  return paths == asked ? clopper_pearson(successes, paths, alpha) : confidence_sequence(successes, paths, alpha);
}

}  // namespace hebb::experiments
