#include <algorithm>
#include <hebb/stochastic/monte_carlo.hpp>
#include <nlohmann/json.hpp>
#include <set>

namespace hebb {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* format = "hebb Monte Carlo checkpoint 1";

void check(bool holds, const char* what) {
  if (!holds) throw CheckpointError(std::string("checkpoint: ") + what);
}

std::uint64_t number(const Json& value) {
  check(value.is_number_unsigned(), "a count that is not a whole number >= 0");
  return value.get<std::uint64_t>();
}
std::vector<std::uint64_t> numbers(const Json& value) {
  check(value.is_array(), "a list is missing");
  std::vector<std::uint64_t> out;
  for (const Json& x : value) out.push_back(number(x));
  return out;
}

void check_counts(const MonteCarloTally& tally, const std::vector<std::uint64_t>& counts) {
  check(counts.size() == tally.report_steps.size(), "as many counts as report steps are needed");
  check(std::is_sorted(counts.begin(), counts.end()) && (counts.empty() || counts.back() <= tally.paths),
        "counts that fall, or exceed the number of paths");
}

}  // namespace

std::string to_json(const MonteCarloTally& tally) {
  Json done = Json::array();
  for (const PathRange& range : tally.done) done.push_back({range.first, range.last});
  const Json out{{"format", format},
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
  const Json in = Json::parse(text, nullptr, false);
  check(in.is_object() && in.contains("format") && in["format"] == format, "this is not one, or not of this version");
  std::set<std::string> names;
  for (const auto& item : in.items()) names.insert(item.key());
  check(names == std::set<std::string>{"format", "problem", "seed", "report_steps", "done", "paths", "path_steps",
                                       "absorbed", "lost_by", "accurate_by"},
        "a field is missing or unknown");
  check(in["problem"].is_string() && in["done"].is_array(), "a field of the wrong kind");
  MonteCarloTally tally{.problem = in["problem"].get<std::string>(),
                        .seed = number(in["seed"]),
                        .report_steps = numbers(in["report_steps"])};
  std::uint64_t paths = 0;
  for (const Json& entry : in["done"]) {
    const std::vector<std::uint64_t> ends = numbers(entry);
    check(ends.size() == 2 && ends[0] < ends[1] && (tally.done.empty() || tally.done.back().last < ends[0]),
          "ranges of paths must be disjoint and rise");
    tally.done.push_back({ends[0], ends[1]});
    paths += ends[1] - ends[0];
  }
  tally.paths = number(in["paths"]);
  check(tally.paths == paths, "the number of paths is not that of the ranges");
  tally.path_steps = number(in["path_steps"]);
  tally.absorbed = number(in["absorbed"]);
  check(tally.absorbed <= tally.paths, "more paths absorbed than there are");
  tally.lost_by = numbers(in["lost_by"]);
  tally.accurate_by = numbers(in["accurate_by"]);
  check_counts(tally, tally.lost_by);
  check_counts(tally, tally.accurate_by);
  return tally;
}

}  // namespace hebb
