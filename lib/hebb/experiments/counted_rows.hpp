#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <hebb/scalar/stop.hpp>

namespace hebb::experiments {

/// What was counted on the paths 0, ..., paths - 1 of one row of an experiment.
struct PathCounts {
  std::uint64_t paths = 0;
  std::vector<std::uint64_t> counts;
  friend bool operator==(const PathCounts&, const PathCounts&) = default;
};
/// An experiment under way, row after row: what is counted, known beforehand or not, and its checkpoint.
struct CountedRows {
  std::vector<PathCounts> rows;
  std::function<void(const std::vector<PathCounts>&)> progress{};  // every fraction of a second, between paths
  StopFlag stop = nullptr;  // when true the experiment ends, with the rows that are complete
};

}  // namespace hebb::experiments
