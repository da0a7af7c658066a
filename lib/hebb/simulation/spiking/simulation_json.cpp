#include <cmath>
#include <limits>

#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/text/json.hpp>

namespace hebb::spiking {
namespace {

constexpr const char* spiking_format = "hebb spiking checkpoint 1";

void require_runs(bool holds, const char* what) {
  if (!holds) throw RunsFormatError(std::string("checkpoint: ") + what);
}
constexpr double largest = std::numeric_limits<double>::max();

Json exit_json(const std::optional<RangeExit>& exit) {
  if (!exit) return nullptr;
  return {{"reason", static_cast<unsigned>(exit->reason)},
          {"layer", exit->layer},
          {"output", exit->output},
          {"input", exit->input},
          {"step", exit->step},
          {"time", exit->time},
          {"weight", exit->weight}};
}
std::optional<RangeExit> exit_from(const Json& in) {
  if (in.is_null()) return std::nullopt;
  JsonFields fields(in);
  const RangeExit exit{static_cast<RangeExit::Reason>(fields.count("reason", 1)),
                       fields.count("layer"),
                       fields.count("output"),
                       fields.count("input"),
                       fields.count("step"),
                       fields.real("time", 0, largest),
                       fields.real("weight", -largest, largest)};
  fields.finish();
  return exit;
}

Simulation::State state(const Json& in) {
  JsonFields fields(in);
  Simulation::State state;
  state.time = fields.real("time", 0, largest);
  state.stream = {fields.count("candidate"), fields.real("spike_time", 0, largest), fields.real("gap", 0, largest)};
  state.network.exit = exit_from(fields.at("exit"));
  state.network.reals = fields.reals("reals", -largest, largest);
  state.network.counts = fields.counts("counts");
  fields.finish();
  return state;
}

Runs read_spiking(const Json& in) {
  JsonFields fields(in);
  require_runs(fields.text("format") == spiking_format, "this is not one of spiking neurons, or not of this version");
  Runs out{fields.text("model"), fields.count("seed"), {}};
  for (const Json& run : fields.list("runs")) out.states.push_back(state(run));
  fields.finish();
  return out;
}

}  // namespace

std::string to_json(const Runs& runs) {
  // Run by run: the document of a million runs as one value would take ten times the memory of the runs.
  std::string out = Json{{"format", spiking_format}, {"model", runs.model}, {"seed", runs.seed}}.dump();
  out.pop_back();
  out += ",\"runs\":[";
  for (const Simulation::State& s : runs.states) {
    if (&s != runs.states.data()) out += ',';
    out += Json{{"time", s.time},
                {"candidate", s.stream.candidate},
                {"spike_time", s.stream.time},
                {"gap", s.stream.gap},
                {"exit", exit_json(s.network.exit)},
                {"reals", s.network.reals},
                {"counts", s.network.counts}}
               .dump();
  }
  return out + "]}\n";
}

Runs runs_from_json(const std::string& text) {
  try {
    return read_spiking(parse_json(text));
  } catch (const JsonError& e) {
    throw RunsFormatError(std::string("checkpoint: ") + e.what());
  }
}

}  // namespace hebb::spiking
