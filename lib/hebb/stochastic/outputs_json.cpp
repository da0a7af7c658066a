#include <algorithm>
#include <hebb/stochastic/outputs_simulation.hpp>
#include <nlohmann/json.hpp>
#include <set>

namespace hebb {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* format = "hebb outputs checkpoint 1";

void check(bool holds, const char* what) {
  if (!holds) throw CheckpointError(std::string("checkpoint: ") + what);
}

void check_fields(const Json& object, const std::set<std::string>& expected) {
  check(object.is_object(), "an object is missing");
  std::set<std::string> names;
  for (const auto& item : object.items()) names.insert(item.key());
  check(names == expected, "a field is missing or unknown");
}

std::uint64_t count(const Json& value) {
  check(value.is_number_unsigned(), "a count that is not a whole number >= 0");
  return value.get<std::uint64_t>();
}

std::vector<double> numbers(const Json& list, std::size_t size, double most) {
  check(list.is_array() && list.size() == size, "a list of the wrong length");
  std::vector<double> out;
  for (const Json& x : list) {
    check(x.is_number() && x.get<double>() >= 0 && x.get<double>() <= most, "a number out of its range");
    out.push_back(x.get<double>());
  }
  return out;
}

Json to_json(const PathDiagnosis& d) {
  return {{"class", name(d.kind)}, {"winner", d.winner ? Json(*d.winner) : Json(nullptr)}, {"since", d.since}, {"plateau", d.is_plateau}};
}

PathDiagnosis diagnosis(const Json& in, std::size_t inputs) {
  check_fields(in, {"class", "winner", "since", "plateau"});
  PathDiagnosis out;
  const auto kind = std::find_if(std::begin(all_path_classes), std::end(all_path_classes),
                                 [&](PathClass c) { return in["class"] == name(c); });
  check(kind != std::end(all_path_classes) && in["plateau"].is_boolean(), "an unknown class of a path");
  out.kind = *kind;
  if (!in["winner"].is_null()) out.winner = count(in["winner"]);
  check(!out.winner || *out.winner < inputs, "a winner that is no input");
  out.since = count(in["since"]);
  out.is_plateau = in["plateau"].get<bool>();
  return out;
}

OutputsRun run(const Json& in, std::size_t samples) {
  check_fields(in, {"number", "errors", "final", "outputs", "clipped"});
  OutputsRun out;
  out.number = count(in["number"]);
  out.clipped = count(in["clipped"]);
  const Json &final = in["final"], &outputs = in["outputs"];
  check(final.is_array() && !final.empty() && final[0].is_array() && outputs.is_array() && outputs.size() == final.size(),
        "outputs of a run are missing");
  out.errors = numbers(in["errors"], samples, static_cast<double>(final.size()));
  for (std::size_t j = 0; j < final.size(); ++j) {
    out.final.push_back(numbers(final[j], final[0].size(), 1));
    out.outputs.push_back(diagnosis(outputs[j], final[0].size()));
  }
  return out;
}

}  // namespace

std::string to_json(const OutputsTally& tally) {
  Json out{{"format", format}, {"problem", tally.problem}, {"seed", tally.seed}, {"samples", tally.samples}, {"runs", Json::array()}};
  for (const OutputsRun& r : tally.runs) {
    Json outputs = Json::array();
    for (const PathDiagnosis& d : r.outputs) outputs.push_back(to_json(d));
    out["runs"].push_back({{"number", r.number}, {"errors", r.errors}, {"final", r.final}, {"outputs", outputs}, {"clipped", r.clipped}});
  }
  return out.dump() + "\n";
}

OutputsTally outputs_tally_from_json(const std::string& text) {
  const Json in = Json::parse(text, nullptr, false);
  check(in.is_object() && in.contains("format") && in["format"] == format, "this is not one of several outputs, or not of this version");
  check_fields(in, {"format", "problem", "seed", "samples", "runs"});
  check(in["problem"].is_string() && in["samples"].is_array() && in["runs"].is_array(), "a field of the wrong kind");
  OutputsTally tally{in["problem"].get<std::string>(), count(in["seed"]), {}, {}};
  for (const Json& k : in["samples"]) tally.samples.push_back(count(k));
  for (const Json& r : in["runs"]) {
    tally.runs.push_back(run(r, tally.samples.size()));
    check(tally.runs.size() < 2 || tally.runs[tally.runs.size() - 2].number < tally.runs.back().number, "runs must rise");
  }
  return tally;
}

}  // namespace hebb
