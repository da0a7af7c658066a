#include "simulate/spiking_reports.hpp"

#include <iterator>

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>

#include "shared/common.hpp"
#include "shared/noise_file.hpp"
#include "simulate/spiking_triggers.hpp"

namespace hebb::cli {
namespace {

using namespace hebb::spiking;

Json bound_json(std::uint64_t bound) { return bound == UINT64_MAX ? Json(nullptr) : Json(bound); }
std::string bound_text(std::uint64_t bound) { return bound == UINT64_MAX ? "never" : fmt::format("{}", bound); }

double mean(const Vec<double>& x) { return sum(x) / static_cast<double>(x.size()); }

std::string exit_text(const RangeExit& exit) {
  if (exit.step == 0) {
    return fmt::format(
        "not begun: the initial weight w_{} = {:.6g} of {}output {} is above the threshold, so each spike of that "
        "input would fire; --keep-going simulates it",
        exit.input + 1, exit.weight, exit.layer > 0 ? "second-layer " : "", exit.output + 1);
  }
  return fmt::format("{} at step {} (time {:.6g}): w_{} = {:.6g}{}",
                     exit.reason == RangeExit::Reason::weight_above_threshold ? "a weight is above the threshold"
                                                                              : "a weight is not positive any more",
                     exit.step, exit.time, exit.input + 1, exit.weight, exit.layer > 0 ? ", second layer" : "");
}

void print_output(const Model& model, const Runs& runs, const Rational& alpha, double q, std::size_t layer,
                  std::size_t o) {
  const OutputStatistics s = statistics(model, runs, layer, o, alpha / weight_count(model));
  fmt::print("\n{} {}: {}, {:.4g} per unit of time\n", layer == 0 ? "output" : "second layer, output", o + 1,
             counted(s.steps, "postsynaptic spike"), s.mean_rate);
  fmt::print("{:>5} {:>9} {:>10} {:>10} {:>9} {:>9} {:>21} {:>10} {:>9} {:>9}\n", "input", "rate", "weight 0", "weight",
             "triggers", "share", "interval", "predicted", "noise", "+-");
  for (std::size_t j = 0; j < s.inputs.size(); ++j) {
    const InputStatistics& in = s.inputs[j];
    const double share = s.steps ? static_cast<double>(in.triggers) / static_cast<double>(s.steps) : 0;
    fmt::print("{:>5} {:>9.4g} {:>10.4g} {:>10.4g} {:>9} {:>9.5f} {:>21} {:>10.5f} {:>9.4f} {:>9.4f}\n", j + 1,
               in.mean_rate, in.initial_weight, mean(in.final_weights), in.triggers, share, to_text(in.frequency, 6),
               in.predicted, in.noise_mean, in.noise_error);
  }
  if (const auto measured = measured_triggers(model, s, layer, q))
    fmt::print("{}\n", measured_triggers_text(*measured, model.learning_rate, q));
  const LeastExit b = least_exit(model, s, layer, q);
  if (b.input_spikes == UINT64_MAX) return;  // frozen weights
  if (b.input_spikes == 0) {
    fmt::print("a weight is above or at the threshold from the start\n");
    return;
  }
  fmt::print(
      "no weight can be above the threshold before step {} of the chain with Q = {:g}, step {} of these paths, or {} "
      "spikes of its input\n",
      bound_text(b.chain_steps), q, bound_text(b.path_steps), bound_text(b.input_spikes));
}

Json output_json(const Model& model, const Runs& runs, const Rational& alpha, double q, std::size_t layer,
                 std::size_t o) {
  const OutputStatistics s = statistics(model, runs, layer, o, alpha / weight_count(model));
  const LeastExit b = least_exit(model, s, layer, q);
  Json out{{"layer", layer + 1},
           {"output", o + 1},
           {"steps", s.steps},
           {"rate", s.mean_rate},
           {"least_exit",
            {{"chain_steps", bound_json(b.chain_steps)},
             {"path_steps", bound_json(b.path_steps)},
             {"input_spikes", bound_json(b.input_spikes)}}},
           {"measured_triggers", measured_triggers_json(measured_triggers(model, s, layer, q))},
           {"inputs", Json::array()}};
  for (const InputStatistics& in : s.inputs) {
    out["inputs"].push_back(
        {{"spikes", in.spikes},
         {"rate", in.mean_rate},
         {"triggers", in.triggers},
         {"interval", {{"lower", in.frequency.lower}, {"upper", in.frequency.upper}}},
         {"predicted", in.predicted},
         {"initial_weight", in.initial_weight},
         {"final_weights", in.final_weights},
         {"most_spikes_in_an_interval", in.most_spikes},
         {"noise", {{"mean", in.noise_mean}, {"standard_error", in.noise_error}, {"variance", in.noise_variance}}},
         {"trigger_mean", in.trigger_mean ? Json(*in.trigger_mean) : Json(nullptr)}});
  }
  return out;
}

Json exit_json(const std::optional<RangeExit>& exit) {
  if (!exit) return nullptr;
  return {{"reason", exit->reason == RangeExit::Reason::weight_above_threshold ? "weight above threshold"
                                                                               : "weight not positive"},
          {"layer", exit->layer + 1},
          {"output", exit->output + 1},
          {"input", exit->input + 1},
          {"step", exit->step},
          {"time", exit->time},
          {"weight", exit->weight}};
}

}  // namespace

Json results_json(const Model& model, const Runs& runs, const SpikingQuestion& asked, const Json& options) {
  Json out = json_document("simulate spiking", options);
  out["model"] = runs.model;
  out["rigorous"] = false;
  out["complete"] = !interrupted();
  out["simultaneous_intervals"] = weight_count(model);
  out["interval_method"] = "Clopper-Pearson, Bonferroni";
  out["seconds"] = asked.seconds;
  out["runs"] = Json::array();
  out["outputs"] = Json::array();
  for (const Simulation::State& state : runs.states)
    out["runs"].push_back({{"time", state.time}, {"exit", exit_json(state.network.exit)}});
  for (std::size_t l = 0; l < model.layers.size(); ++l) {
    for (std::size_t o = 0; o < model.layers[l].weights.size(); ++o)
      out["outputs"].push_back(output_json(model, runs, asked.alpha, asked.q, l, o));
  }
  return out;
}

void print_table(const Model& model, const Runs& runs, const SpikingQuestion& asked) {
  const RunTotals total = totals(runs, asked.end);
  fmt::print(
      "spiking network: {}, threshold {:g}, time constant {:g}, a = {:g}, {} rule; {} of {:g}, seed {}; "
      "simulated {:.6g}\n",
      counted(model.inputs.count(), "input"), model.layers[0].threshold, model.time_constant, model.learning_rate,
      (model.rule == Rule::delayed ? "delayed" : "immediate"), counted(runs.states.size(), "run"), asked.end, runs.seed,
      total.time);
  for (std::size_t l = 0; l < model.layers.size(); ++l) {
    for (std::size_t o = 0; o < model.layers[l].weights.size(); ++o)
      print_output(model, runs, asked.alpha, asked.q, l, o);
  }
  fmt::print(
      "\nintervals: Clopper-Pearson, all {} of them together at confidence {} (each at 1 - {}/{}); {}\n",
      weight_count(model), to_exact_decimal(1 - asked.alpha), to_exact_decimal(asked.alpha), weight_count(model),
      model.learning_rate == 0 ? "frozen weights: the steps are independent" : "approximate, since the weights learn");
  if (total.exits > 0) {
    fmt::print("\nThe model has left its range in {} of {} runs; those stop there:\n", total.exits, runs.states.size());
    constexpr std::size_t most = 10;
    std::size_t shown = 0;
    for (std::size_t r = 0; r < runs.states.size() && shown < most; ++r) {
      if (runs.states[r].network.exit)
        fmt::print("  run {}: {}\n", r, exit_text(*runs.states[r].network.exit)), ++shown;
    }
    if (total.exits > most) fmt::print("  ... and {} more\n", total.exits - most);
  }
}

std::string records_csv(const spiking::Recorder& recorder) {
  std::string out = "time,record,layer,neuron,input,value\n";
  const auto to = std::back_inserter(out);
  for (const auto& spike : recorder.raster()) fmt::format_to(to, "{},input spike,,,{},\n", spike.time, spike.input + 1);
  for (const auto& p : recorder.potentials())
    fmt::format_to(to, "{},potential,{},{},,{}\n", p.time, p.layer + 1, p.output + 1, p.value);
  for (const auto& o : recorder.outputs()) {
    for (const std::uint32_t j : o.triggers)
      fmt::format_to(to, "{},output spike,{},{},{},{}\n", o.time, o.layer + 1, o.output + 1, j + 1, o.step);
    for (std::size_t j = 0; j < o.weights.size(); ++j)
      fmt::format_to(to, "{},weight,{},{},{},{}\n", o.time, o.layer + 1, o.output + 1, j + 1, o.weights[j]);
  }
  return out;
}

LawFile law_file(const NoiseLawRecorder& law, const Rational& alpha) {
  constexpr std::size_t atoms = 32;
  require(law.samples() > 0, "--write-law: there was no postsynaptic spike");
  const NoiseTable table = law.symmetric_law(atoms);
  const Rational q = 1 + table.back().value;
  std::string share = "no sample is not 0";
  if (const auto interval = law.positive_share(alpha)) {
    share = fmt::format("{} of {} are positive, {} at level {}", law.positive(), law.positive() + law.negative(),
                        to_text(*interval, 5), to_exact_decimal(1 - alpha));
  }
  const std::string summary = fmt::format(
      "non-trigger contributions to a step: {} samples, mean {:.5f} +- {:.5f}, mean square {:.5f}, largest size "
      "{:.5f};\n"
      "{};\nthe file holds the law made symmetric; use it with --q at least {}\n",
      law.samples(), law.mean(), law.standard_error(), law.mean_square(), law.largest(), share, to_string(q));
  std::string text;
  for (std::size_t from = 0; from < summary.size();) {
    const std::size_t end = summary.find('\n', from);
    text += "# " + summary.substr(from, end - from) + "\n";
    from = end + 1;
  }
  return {text + "# value, probability\n" + noise_file_text(table), summary};
}

}  // namespace hebb::cli
