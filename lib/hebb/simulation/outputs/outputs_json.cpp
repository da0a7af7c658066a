#include <algorithm>

#include <hebb/simulation/outputs/outputs_simulation.hpp>
#include <hebb/text/json.hpp>

namespace hebb {
namespace {

constexpr const char* outputs_format = "hebb outputs checkpoint 1";

std::vector<double> numbers(const Json& in, std::size_t size, double most) {
  std::vector<double> out;
  for (const Json& x : in.list(size)) out.push_back(x.real(0, most));
  return out;
}

Json to_json(const PathDiagnosis& d) {
  return {{"class", name(d.kind)},
          {"winner", d.winner ? Json(*d.winner) : Json(nullptr)},
          {"since", d.since},
          {"plateau", d.is_plateau}};
}

PathDiagnosis diagnosis(const Json& in, std::size_t inputs) {
  JsonFields fields(in);
  PathDiagnosis out;
  const auto kind = std::find_if(std::begin(all_path_classes), std::end(all_path_classes),
                                 [&](PathClass c) { return fields.text("class") == name(c); });
  require_checkpoint(kind != std::end(all_path_classes), "an unknown class of a path");
  out.kind = *kind;
  if (!fields.at("winner").is_null()) out.winner = fields.count("winner", inputs - 1);
  out.since = fields.count("since");
  out.is_plateau = fields.boolean("plateau");
  fields.finish();
  return out;
}

OutputsRun run(const Json& in, std::size_t samples) {
  JsonFields fields(in);
  OutputsRun out;
  out.number = fields.count("number");
  out.clipped = fields.count("clipped");
  const Json::List &final = fields.list("final"), &outputs = fields.list("outputs", final.size());
  require_checkpoint(!final.empty() && !final[0].list().empty(), "outputs of a run are missing");
  out.errors = numbers(fields.at("errors"), samples, static_cast<double>(final.size()));
  for (std::size_t j = 0; j < final.size(); ++j) {
    out.final.push_back(numbers(final[j], final[0].list().size(), 1));
    out.outputs.push_back(diagnosis(outputs[j], final[0].list().size()));
  }
  fields.finish();
  return out;
}

OutputsTally read_outputs(const Json& in) {
  JsonFields fields(in);
  require_checkpoint(fields.text("format") == outputs_format,
                     "this is not one of several outputs, or not of this version");
  OutputsTally tally{fields.text("problem"), fields.count("seed"), fields.counts("samples"), {}};
  for (const Json& r : fields.list("runs")) {
    tally.runs.push_back(run(r, tally.samples.size()));
    require_checkpoint(tally.runs.size() < 2 || tally.runs[tally.runs.size() - 2].number < tally.runs.back().number,
                       "runs must rise");
  }
  fields.finish();
  return tally;
}

}  // namespace

std::string to_json(const OutputsTally& tally) {
  Json out{{"format", outputs_format},
           {"problem", tally.problem},
           {"seed", tally.seed},
           {"samples", tally.samples},
           {"runs", Json::array()}};
  for (const OutputsRun& r : tally.runs) {
    Json outputs = Json::array();
    for (const PathDiagnosis& d : r.outputs) outputs.push_back(to_json(d));
    out["runs"].push_back(
        {{"number", r.number}, {"errors", r.errors}, {"final", r.final}, {"outputs", outputs}, {"clipped", r.clipped}});
  }
  return out.dump() + "\n";
}

OutputsTally outputs_tally_from_json(const std::string& text) {
  try {
    return read_outputs(parse_json(text));
  } catch (const JsonError& e) {
    throw CheckpointError(std::string("checkpoint: ") + e.what());
  }
}

}  // namespace hebb
