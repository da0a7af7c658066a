#include <chrono>

#include <fmt/format.h>

#include <hebb/flows/flow_study.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/commands.hpp"
#include "commands/flow_pictures.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct FlowArguments {
  std::string p0, gamma, schedule, json, svg, radius = "0", accuracy, time_text;
  std::vector<std::string> times;
  long precision = 53;
  bool integrate = false;
};

/// What the integrator cannot do is said of the options.
FlowStudy read_study(const FlowArguments& options) {
  FlowQuestion question{parse_point("--p0", options.p0), parse_number("--radius", options.radius), {}, {}};
  const std::size_t d = question.start.size();
  require(question.radius >= 0, "--radius " + options.radius + ": must not be negative");
  require(options.gamma.empty() || options.schedule.empty(), "--gamma and --schedule cannot be combined");
  if (!options.gamma.empty()) question.gamma = parse_correlation("--gamma", options.gamma, d).rows();
  if (!options.schedule.empty()) question.schedule = read_schedule(options.schedule, d);
  question.integrate = options.integrate;
  question.precision = options.precision;
  question.stop = interrupt_flag();
  const bool integrates = question.gamma || question.schedule || question.integrate;
  require(!integrates || options.precision <= FlowStudy::most_integrated_bits, [&] {
    return fmt::format("--precision {}: the validated integrator works with at most {} bits", options.precision,
                       FlowStudy::most_integrated_bits);
  });
  const std::size_t positive = question.start.support().size();
  require(!integrates || positive <= FlowStudy::most_integrated, [&] {
    return fmt::format("--p0: {} coordinates that are not 0; the validated integrator takes at most {}{}", positive,
                       FlowStudy::most_integrated,
                       options.integrate ? "; without --integrate there is a closed form" : "");
  });
  return FlowStudy(std::move(question));
}

Json to_json(const Enclosed& x) { return enclosure_json(x.text, x.lower, x.upper); }

std::string method_of(const FlowStudy& problem) {
  return problem.is_closed_form() ? "closed form" : "validated integrator";
}

void print_state(const FlowState& state) {
  fmt::print("t = {}\n", to_string(state.t));
  if (!state.failure.empty()) {
    fmt::print("  no enclosure: {}\n", state.failure);
    return;
  }
  for (std::size_t i = 0; i < state.p.size(); ++i) {
    fmt::print("  {:<9} in [{}, {}]\n", fmt::format("p_{}", i + 1), state.p[i].text.lower, state.p[i].text.upper);
  }
  fmt::print("  {:<9} in [{}, {}]\n", fmt::format("1 - p_{}", state.leader + 1), state.distance.text.lower,
             state.distance.text.upper);
}

Json results_json(const FlowArguments& options, const FlowStudy& problem, const std::vector<Rational>& times,
                  const std::optional<Rational>& accuracy, const std::vector<FlowState>& states, const FlowHit& hit) {
  const auto given = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  Json out = json_document("flow", {{"p0", exact_json(problem.start().coordinates())},
                                    {"t", exact_json(times)},
                                    {"radius", exact_json(parse_number("--radius", options.radius))},
                                    {"accuracy", exact_json(accuracy)},
                                    {"gamma", nullptr},
                                    {"schedule", given(options.schedule)},
                                    {"integrate", options.integrate},
                                    {"precision", options.precision}});
  if (!options.gamma.empty()) {
    const Correlation gamma = parse_correlation("--gamma", options.gamma, problem.start().size());
    out["options"]["gamma"] = exact_json(gamma.rows());
  }
  out["method"] = method_of(problem);
  out["complete"] = !interrupted();
  out["states"] = Json::array();
  for (const FlowState& s : states) {
    const bool found = s.failure.empty();
    Json row{{"t", exact_json(s.t)},
             {"leader", s.leader + 1},
             {"p", nullptr},
             {"distance", nullptr},
             {"rigorous", found},
             {"steps", s.steps},
             {"failure", found ? Json(nullptr) : Json(s.failure)}};
    if (found) {
      row["p"] = Json::array();
      for (const Enclosed& x : s.p) row["p"].push_back(to_json(x));
      row["distance"] = to_json(s.distance);
    }
    out["states"].push_back(std::move(row));
  }
  out["hitting_time"] = nullptr;
  if (accuracy) {
    out["hitting_time"] = {{"accuracy", exact_json(*accuracy)},
                           {"time", hit.time ? to_json(*hit.time) : nullptr},
                           {"never", hit.never},
                           {"rigorous", hit.time.has_value() || hit.never},
                           {"reason", hit.reason}};
  }
  return out;
}

int run(const FlowArguments& options) {
  const FlowStudy problem = read_study(options);
  std::vector<Rational> times;
  for (const std::string& text : options.times) times.push_back(parse_number("--t", text));
  for (std::size_t k = 0; k < times.size(); ++k) {
    require(problem.is_closed_form() || abs(times[k]) <= Rational(FlowStudy::latest_integrated),
            "--t " + options.times[k] + ": the validated integrator goes to times of 1e15 at most");
  }
  std::optional<Rational> accuracy;
  if (!options.accuracy.empty()) accuracy = parse_between("--accuracy", options.accuracy, 0, 1);
  require(!times.empty() || accuracy, "give a time with --t, or an accuracy with --accuracy");
  require(options.accuracy.empty() || problem.is_closed_form(),
          "--accuracy needs the flow in closed form, without --gamma, --schedule and --integrate");
  require(options.svg.empty() || !times.empty(), "--svg needs a time --t at which the curves end");

  const bool table = !require_outputs({{"--json", options.json}}, {{"--svg", options.svg}});

  const auto clock = std::chrono::steady_clock::now();
  std::vector<FlowState> states;
  for (const Rational& t : times) {
    if (interrupted()) break;
    states.push_back(problem.at(t));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  FlowHit hit;
  if (!options.accuracy.empty() && !interrupted()) hit = problem.time_to(*accuracy);
  const bool open = !options.accuracy.empty() && !hit.time && !hit.never;
  bool failed = false;
  for (const FlowState& state : states) failed |= !state.failure.empty();

  if (!options.json.empty()) {
    Json out = results_json(options, problem, times, accuracy, states, hit);
    out["seconds"] = seconds;
    write_json(options.json, out);
  }
  if (table) {
    for (const FlowState& state : states) print_state(state);
    if (hit.time)
      fmt::print("1 - p_lead <= {} from t in [{}, {}] on\n", options.accuracy, hit.time->text.lower,
                 hit.time->text.upper);
    else if (!options.accuracy.empty())
      fmt::print("1 - p_lead <= {} {}: {}\n", options.accuracy, hit.never ? "is never reached" : "is not decided",
                 hit.reason);
    fmt::print("{}, {:.3g} ms\n", method_of(problem), 1000 * seconds);
  }
  try {
    if (!options.svg.empty() && !failed)
      write_flow_pictures(problem, options.svg, *std::max_element(times.begin(), times.end()));
  } catch (const Stopped&) {  // said below
  }
  if (interrupted()) {
    tell("hebb: interrupted; the enclosures that are shown hold\n");
    return undecided;
  }
  return failed || open ? undecided : success;
}

}  // namespace

void add_flow(Command app, int& exit_code) {
  Command command =
      app.add_subcommand("flow", "Where the replicator flow dp/dt = p .* (p - s 1) is at time t, enclosed");
  auto options = std::make_shared<FlowArguments>();
  command.add_option("--p0", options->p0, "Initial point, exact: 0.4,0.35,1/4").required();
  command.add_option("--t", options->times, "Times; negative ones lead back to where the flow came from");
  command.add_option("--radius", options->radius, "All initial points with |p_i - p0_i| <= R").shows_default();
  command.add_option("--accuracy", options->accuracy, "Also the first time at which 1 - p_lead is at most this");
  command.add_option(
      "--gamma", options->gamma,
      "Gamma, a file or its rows \"1,0.1,0;0.1,1,0.2;0,0.2,1\": the flow dp/dt = p .* (Gamma p - (p.Gamma p) 1)");
  command.add_option("--schedule", options->schedule,
                     "File with rates over time, rows 't, lambda_1, ..., lambda_d'; log-linear between rows, a "
                     "repeated time is a jump");
  command.add_count("--precision", options->precision, 24, 100'000, "Bits of the end points");
  command.add_flag("--integrate", options->integrate, "Use the validated integrator even where there is a closed form");
  add_json(command, options->json);
  add_svg(command, options->svg, "Write a plot over time to this file, and for d = 3 FILE-simplex.svg");
  command.footer(
      "Examples:\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t 40\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t 40 --radius 1e-3 --svg flow.svg\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t 1000 --precision 200\n"
      "  hebb flow --p0 0.4,0.35,0.25 --accuracy 1e-6\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t -5            where it came from");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
