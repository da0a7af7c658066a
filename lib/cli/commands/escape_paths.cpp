#include "commands/escape_paths.hpp"

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "shared/common.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {

std::optional<MonteCarloTally> read_escape_checkpoint(const std::string& file, const EscapeRequest& request) {
  if (!wants(request, EscapeMethod::monte_carlo)) return std::nullopt;
  const std::optional<std::string> text = CheckpointFile(file).read();
  if (!text) return std::nullopt;
  std::optional<MonteCarloTally> resumed;
  try {
    resumed = tally_from_json(*text);
    require_resumable(request, *resumed);
  } catch (const CheckpointError& e) {
    throw PreconditionError(fmt::format("--resume {}: {}", file, e.what()));
  } catch (const PreconditionError& e) {
    throw PreconditionError(fmt::format("--resume {}: {} (the checkpoint is of: {}; seed {}; {} paths)", file, e.what(),
                                        resumed->problem, resumed->seed, resumed->paths));
  }
  return resumed;
}

MonteCarloTally EscapePaths::run(const MonteCarlo& paths) {
  MonteCarloTally tally = paths.run(
      resumed_ ? *resumed_ : paths.empty(),
      [&](const MonteCarloTally& now) {
        show_work("paths", now.paths, paths_);
        checkpoint_.save_when_due([&] { return to_json(now); });
      },
      interrupt_flag());
  checkpoint_.save(to_json(tally));
  return tally;
}

MonteCarloTally run_escape_share(const MonteCarlo& paths, const Ranks& ranks) {
  const std::uint64_t cells = paths.cells(), rank = static_cast<std::uint64_t>(ranks.rank()),
                      size = static_cast<std::uint64_t>(ranks.size());
  std::vector<MonteCarloTally> shares;
  for (const std::string& text :
       ranks.gather(to_json(paths.run_cells(cells * rank / size, cells * (rank + 1) / size, interrupt_flag()))))
    shares.push_back(tally_from_json(text));
  return join_shares(paths.empty(), shares, interrupted());
}

}  // namespace hebb::cli
