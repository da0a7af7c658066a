#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include <hebb/simulation/paths/diagnosis.hpp>
#include <hebb/simulation/paths/input_path.hpp>

namespace hebb {

/// A path of the chain p' = p .* (1 + a Y)/(1 + a p . Y), and what became of it.
struct RecordedPath {
  std::uint64_t number = 0;         // its number, from 0
  std::vector<Vec<double>> points;  // p at each recorded step
  PathDiagnosis diagnosis;          // what became of it
  friend bool operator==(const RecordedPath&, const RecordedPath&) = default;
};

/// Which paths are recorded, and how densely.
struct RecordingOptions {
  std::uint64_t steps = 2000, every = 10;  // recorded: 0, every, 2 every, ..., and the last step
  std::uint64_t paths = 10, seed = 1;      // paths 0, ..., paths - 1
  DiagnosisRules rules{};  // the leader is the largest component of the start, the first one of equal ones
  unsigned threads = 0;    // 0: all cores; the numbers do not depend on it
};

/// The recorded paths.
struct Recording {
  std::vector<std::uint64_t> steps;  // the recorded steps
  std::vector<RecordedPath> paths;   // fewer than asked for when stopped
};

/// Paths of the chain, with the diagnosis that its correlation, if any, calls for. Without correlation and schedule the
/// weights are followed too, from w(0) = start under equal intensities: that is what the weight limit of the rules is
/// about, and nothing else exceeds it.
/// Throws PreconditionError, naming the value, as require_valid(InputProblem) does, and unless steps, every and paths
/// are positive.
Recording record_paths(const InputProblem& problem, const RecordingOptions& options,
                       const std::atomic<bool>* stop = nullptr);

}  // namespace hebb
