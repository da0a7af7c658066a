#include <algorithm>

#include <hebb/simulation/paths/monte_carlo.hpp>
#include <hebb/text/json.hpp>

namespace hebb {
namespace {

constexpr const char* paths_format = "hebb Monte Carlo checkpoint 1";

void check_counts(const MonteCarloTally& tally, const std::vector<std::uint64_t>& counts) {
  require_checkpoint(counts.size() == tally.report_steps.size(), "as many counts as report steps are needed");
  require_checkpoint(std::is_sorted(counts.begin(), counts.end()) && (counts.empty() || counts.back() <= tally.paths),
                     "counts that fall, or exceed the number of paths");
}

MonteCarloTally read_paths(const Json& in) {
  JsonFields fields(in);
  require_checkpoint(fields.text("format") == paths_format, "this is not one of escape paths, or not of this version");
  MonteCarloTally tally{
      .problem = fields.text("problem"), .seed = fields.count("seed"), .report_steps = fields.counts("report_steps")};
  std::uint64_t paths = 0;
  for (const Json& entry : fields.list("done")) {
    const std::uint64_t first = entry.list(2)[0].count(), last = entry.list(2)[1].count();
    require_checkpoint(first < last && (tally.done.empty() || tally.done.back().last < first),
                       "ranges of paths must be disjoint and rise");
    tally.done.push_back({first, last});
    paths += last - first;
  }
  tally.paths = fields.count("paths");
  require_checkpoint(tally.paths == paths, "the number of paths is not that of the ranges");
  tally.path_steps = fields.count("path_steps");
  tally.absorbed = fields.count("absorbed");
  require_checkpoint(tally.absorbed <= tally.paths, "more paths absorbed than there are");
  tally.lost_by = fields.counts("lost_by");
  tally.accurate_by = fields.counts("accurate_by");
  check_counts(tally, tally.lost_by);
  check_counts(tally, tally.accurate_by);
  fields.finish();
  return tally;
}

}  // namespace

void require_checkpoint(bool holds, const char* what) {
  if (!holds) throw CheckpointError(std::string("checkpoint: ") + what);
}

std::string to_json(const MonteCarloTally& tally) {
  Json done = Json::array();
  for (const PathRange& range : tally.done) done.push_back({range.first, range.last});
  const Json out{{"format", paths_format},
                 {"problem", tally.problem},
                 {"seed", tally.seed},
                 {"report_steps", tally.report_steps},
                 {"done", done},
                 {"paths", tally.paths},
                 {"path_steps", tally.path_steps},
                 {"absorbed", tally.absorbed},
                 {"lost_by", tally.lost_by},
                 {"accurate_by", tally.accurate_by}};
  return out.dump(1) + "\n";
}

MonteCarloTally tally_from_json(const std::string& text) {
  try {
    return read_paths(parse_json(text));
  } catch (const JsonError& e) {
    throw CheckpointError(std::string("checkpoint: ") + e.what());
  }
}

}  // namespace hebb
