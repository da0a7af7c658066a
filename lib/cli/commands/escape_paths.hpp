#pragma once

#include <optional>
#include <string>

#include <hebb/escape/escape.hpp>

#include "shared/output.hpp"
#include "shared/ranks.hpp"

// How `hebb escape` runs its paths: alone, with a checkpoint, or shared among the processes of mpirun.

namespace hebb::cli {

/// The checkpoint, if there is one and it is wanted; refused before the work, which may be long. Throws
/// PreconditionError that names --resume.
std::optional<MonteCarloTally> read_escape_checkpoint(const std::string& file, const EscapeRequest& request);

/// The paths of this process, with a progress bar and a checkpoint.
class EscapePaths {
 public:
  EscapePaths(const std::string& checkpoint, std::optional<MonteCarloTally> resumed, std::uint64_t paths)
      : checkpoint_(checkpoint), resumed_(std::move(resumed)), paths_(paths) {}

  MonteCarloTally run(const MonteCarlo& run);
  const CheckpointFile& checkpoint() const { return checkpoint_; }

 private:
  CheckpointFile checkpoint_;
  std::optional<MonteCarloTally> resumed_;
  std::uint64_t paths_;
};

/// The share of this process; on the root the paths of all of them.
MonteCarloTally run_escape_share(const MonteCarlo& paths, const Ranks& ranks);

}  // namespace hebb::cli
