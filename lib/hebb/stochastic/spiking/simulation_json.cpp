#include <cmath>
#include <hebb/stochastic/spiking/simulation.hpp>
#include <nlohmann/json.hpp>

namespace hebb::spiking {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* format = "hebb spiking checkpoint 1";

void check(bool holds, const char* what) {
  if (!holds) throw RunsFormatError(std::string("checkpoint: ") + what);
}
const Json& field(const Json& in, const char* name) {
  check(in.is_object() && in.contains(name), name);
  return in[name];
}
double real(const Json& value) {
  check(value.is_number(), "a number is missing");
  return value.get<double>();
}
std::uint64_t count(const Json& value) {
  check(value.is_number_unsigned(), "a count that is not a whole number >= 0");
  return value.get<std::uint64_t>();
}

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
  const std::uint64_t reason = count(field(in, "reason"));
  check(reason <= 1, "an unknown reason");
  return RangeExit{static_cast<RangeExit::Reason>(reason),
                   count(field(in, "layer")),
                   count(field(in, "output")),
                   count(field(in, "input")),
                   count(field(in, "step")),
                   real(field(in, "time")),
                   real(field(in, "weight"))};
}

}  // namespace

std::string to_json(const Runs& runs) {
  Json states = Json::array();
  for (const Simulation::State& s : runs.states) {
    states.push_back({{"time", s.time},
                      {"candidate", s.stream.candidate},
                      {"spike_time", s.stream.time},
                      {"gap", s.stream.gap},
                      {"exit", exit_json(s.network.exit)},
                      {"reals", s.network.reals},
                      {"counts", s.network.counts}});
  }
  return Json{{"format", format}, {"model", runs.model}, {"seed", runs.seed}, {"runs", states}}.dump() + "\n";
}

Runs runs_from_json(const std::string& text) {
  const Json in = Json::parse(text, nullptr, false);
  check(in.is_object() && in.contains("format") && in["format"] == format, "this is not one, or not of this version");
  check(field(in, "model").is_string() && field(in, "runs").is_array(), "a field of the wrong kind");
  Runs out{in["model"].get<std::string>(), count(field(in, "seed")), {}};
  for (const Json& run : in["runs"]) {
    Simulation::State state;
    state.time = real(field(run, "time"));
    state.stream = {count(field(run, "candidate")), real(field(run, "spike_time")), real(field(run, "gap"))};
    check(state.time >= 0 && state.stream.time >= 0 && state.stream.gap >= 0, "a negative time");
    state.network.exit = exit_from(field(run, "exit"));
    check(field(run, "reals").is_array() && field(run, "counts").is_array(), "a list is missing");
    for (const Json& x : run["reals"]) state.network.reals.push_back(real(x));
    for (const Json& x : run["counts"]) state.network.counts.push_back(count(x));
    out.states.push_back(std::move(state));
  }
  return out;
}

}  // namespace hebb::spiking
