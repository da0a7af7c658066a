#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/model/spiking/range.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/noise_law.hpp>
#include <hebb/simulation/spiking/recorder.hpp>
#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>
#include <hebb/text/json.hpp>

#include "commands/commands.hpp"
#include "shared/inputs.hpp"
#include "shared/noise_file.hpp"
#include "simulate/spiking_picture.hpp"

namespace hebb::cli {
namespace {

using namespace hebb::spiking;

/// As typed; numbers are exact.
struct Options {
  std::string rates, schedule, modulation, threshold = "1", tau = "0.02", alpha = "0.001", time = "1000",
                                           rule = "delayed";
  std::vector<std::string> weights, second_weights, parents;
  std::string second_threshold = "1", inhibitory, record, window = "2", q = "2";
  std::string csv, json, svg, law, resume;
  std::string seed = "1", runs = "1", record_run = "0", confidence = "0.95";
  unsigned threads = 0;
  bool learn_inhibition = false, keep_going = false;
};

/// In [least, most].
double real(const char* option, const std::string& text, double least, double most) {
  const double x = parse_number(option, text).convert_to<double>();
  require(x >= least && x <= most,
          [&] { return fmt::format("{} {}: must be between {} and {}", option, text, least, most); });
  return x;
}
double positive(const char* option, const std::string& text) {
  const double x = parse_number(option, text).convert_to<double>();
  require(x > 0 && x <= 1e12, [&] { return fmt::format("{} {}: must be positive and at most 1e12", option, text); });
  return x;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    out.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return out;
}

Vec<double> reals(const char* option, const std::string& text, double least, double most) {
  Vec<double> out;
  for (const std::string& part : split(text)) out.push_back(real(option, part, least, most));
  return out;
}

constexpr double largest = 1e9;

/// One row of weights for d inputs; a single number stands for all.
Vec<double> weight_row(const char* option, const std::string& text, std::size_t d) {
  Vec<double> row = reals(option, text, 0, largest);
  if (row.size() == 1) row.assign(d, row[0]);
  require(row.size() == d,
          [&] { return fmt::format("{} {}: {} weights, but there are {} inputs", option, text, row.size(), d); });
  return row;
}

/// Rows "time, lambda_1, ..., lambda_d": the rates from that time on.
std::vector<Rate> read_rates(const std::string& file) {
  const auto rows = read_table(file);
  require(rows[0].values.size() >= 2,
          [&] { return fmt::format("--schedule {}: expected rows of a time and the rates from then on", file); });
  std::vector<double> starts;
  std::vector<std::vector<double>> rates(rows[0].values.size() - 1);
  for (const auto& [line, row] : rows) {
    starts.push_back(row[0].convert_to<double>());
    for (std::size_t j = 0; j < rates.size(); ++j) rates[j].push_back(row[j + 1].convert_to<double>());
  }
  std::vector<Rate> out;
  try {
    for (std::vector<double>& r : rates) out.push_back(Rate::piecewise(starts, std::move(r)));
  } catch (const PreconditionError& e) {
    throw PreconditionError(fmt::format("--schedule {}: {}", file, e.what()));
  }
  return out;
}

Inputs read_inputs(const Options& options) {
  require(options.rates.empty() != options.schedule.empty(), "exactly one of --rates and --schedule is needed");
  std::vector<Rate> rates;
  if (!options.schedule.empty()) {
    require(options.modulation.empty(), "--modulation goes with --rates, not with --schedule");
    rates = read_rates(options.schedule);
  } else {
    const Vec<double> means = reals("--rates", options.rates, 0, largest);
    if (options.modulation.empty()) {
      for (const double rate : means) rates.push_back(Rate::constant(rate));
    } else {
      const std::vector<std::string> parts = split(options.modulation);
      require(parts.size() == 2 || parts.size() == 3, [&] {
        return fmt::format("--modulation {}: expected DEPTH,PERIOD or DEPTH,PERIOD,SHIFT", options.modulation);
      });
      const double depth = real("--modulation", parts[0], 0, 1), period = positive("--modulation", parts[1]);
      const double end = positive("--time", options.time);
      require(end * 0x1p-40 <= period, [&] {  // 2^-12 of a period between neighbouring doubles
        return fmt::format("--modulation {}: a period too short for doubles at the time {}; at least {:.2g}",
                           options.modulation, options.time, 1.01 * end * 0x1p-40);
      });
      const double shift = parts.size() == 3 ? real("--modulation", parts[2], -1, 1) : 0;
      for (std::size_t j = 0; j < means.size(); ++j)
        rates.push_back(Rate::sinusoidal(means[j], depth, period, static_cast<double>(j) * shift));
    }
  }
  Inputs inputs = Inputs::independent(rates);
  for (const std::string& parent : options.parents) {
    const std::size_t colon = parent.find(':');
    require(colon != std::string::npos, [&] {
      return fmt::format("--shared {}: expected RATE:c1,c2,... with a copy probability for each input", parent);
    });
    const Vec<double> copies = reals("--shared", parent.substr(colon + 1), 0, 1);
    require(copies.size() == inputs.count(), [&] {
      return fmt::format("--shared {}: {} copy probabilities, but there are {} inputs", parent, copies.size(),
                         inputs.count());
    });
    inputs.add_parent(Rate::constant(real("--shared", parent.substr(0, colon), 0, largest)), copies);
  }
  Vec<double> now;
  inputs.rates_at(0, now);
  return inputs;
}

Model read_model(const Options& options) {
  Model model{.inputs = read_inputs(options), .layers = {}};
  const std::size_t d = model.inputs.count();
  LayerModel first;
  for (const std::string& row : options.weights) first.weights.push_back(weight_row("--weights", row, d));
  first.threshold = positive("--threshold", options.threshold);
  first.learns_inhibition = options.learn_inhibition;
  if (!options.inhibitory.empty()) {
    first.signs.assign(d, 1);
    for (const std::string& j : split(options.inhibitory)) {
      double& sign = first.signs[parse_count("--inhibitory", j, 1, d) - 1];
      require(sign > 0, [&] { return fmt::format("--inhibitory {}: names input {} twice", options.inhibitory, j); });
      sign = -1;
    }
  }
  require(!options.learn_inhibition || !options.inhibitory.empty(),
          "--learn-inhibition needs --inhibitory with the inputs that it is about");
  const std::size_t outputs = first.weights.size();
  model.layers.push_back(std::move(first));
  if (!options.second_weights.empty()) {
    LayerModel second;
    for (const std::string& row : options.second_weights)
      second.weights.push_back(weight_row("--second-weights", row, outputs));
    second.threshold = positive("--second-threshold", options.second_threshold);
    model.layers.push_back(std::move(second));
  } else {
    require(options.second_threshold == Options{}.second_threshold, [&] {
      return fmt::format("--second-threshold {}: there is no second layer; --second-weights adds one",
                         options.second_threshold);
    });
  }
  model.time_constant = positive("--tau", options.tau);
  model.learning_rate = real("--alpha", options.alpha, 0, 1);
  require(model.learning_rate < 1, [&] { return fmt::format("--alpha {}: must be below 1", options.alpha); });
  require(options.rule == "delayed" || options.rule == "immediate",
          [&] { return fmt::format("--rule {}: must be delayed or immediate", options.rule); });
  model.rule = options.rule == "delayed" ? Rule::delayed : Rule::immediate;
  model.stops_out_of_range = !options.keep_going;
  return model;
}

spiking::Recorder::Options read_records(const std::string& text) {
  spiking::Recorder::Options out;
  if (text.empty()) return out;
  for (const std::string& part : split(text)) {
    require(part == "raster" || part == "potential" || part == "weights",
            [&] { return fmt::format("--record {}: must be a list of raster, potential, weights", part); });
    (part == "raster" ? out.raster : part == "potential" ? out.potential : out.weights) = true;
  }
  return out;
}

std::optional<Runs> read_checkpoint(const Options& options, double end) {
  if (options.resume.empty() || !std::filesystem::exists(options.resume)) return std::nullopt;
  std::ifstream in(options.resume);
  require(bool(in),
          [&] { return fmt::format("--resume {}: cannot read it: {}", options.resume, std::strerror(errno)); });
  try {
    Runs runs = runs_from_json({std::istreambuf_iterator<char>(in), {}});
    double reached = 0;
    for (const Simulation::State& state : runs.states) reached = std::max(reached, state.time);
    require(reached <= end, [&] {
      return fmt::format("--time {}: {} has been simulated up to the time {} already; a run cannot be shortened",
                         options.time, options.resume, reached);
    });
    return runs;
  } catch (const RunsFormatError& e) {
    throw PreconditionError(fmt::format("--resume {}: {}", options.resume, e.what()));
  }
}

/// "t,record,layer,neuron,input,value": every event in the order of its kind; neurons and inputs count from 1.
std::string records_csv(const spiking::Recorder& recorder) {
  std::string out = "time,record,layer,neuron,input,value\n";
  auto to = std::back_inserter(out);
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

/// Trigger frequencies in the table, each with its interval.
std::size_t count_intervals(const Model& model) {
  std::size_t count = 0;
  for (const LayerModel& layer : model.layers) {
    for (const Vec<double>& row : layer.weights) count += row.size();
  }
  return count;
}

/// The deterministic bounds for one output: the least over its inputs whose weights learn.
struct Bounds {
  std::uint64_t chain, path, spikes;
};
Bounds range_bounds(const Model& model, const OutputStatistics& s, std::size_t layer, double q) {
  Bounds out{UINT64_MAX, UINT64_MAX, UINT64_MAX};
  const double threshold = model.layers[layer].threshold, a = model.learning_rate;
  const LayerModel& neurons = model.layers[layer];
  for (std::size_t j = 0; j < s.inputs.size(); ++j) {
    const InputStatistics& input = s.inputs[j];
    const bool learns = neurons.signs.empty() || neurons.signs[j] > 0 || neurons.learns_inhibition;
    if (!learns && input.initial_weight < threshold) continue;
    out.chain = std::min(out.chain, steps_below_threshold(input.initial_weight, threshold, a, q));
    out.path = std::min(out.path, steps_below_threshold(input.initial_weight, threshold, a, input.most_spikes));
    out.spikes = std::min(out.spikes, steps_below_threshold(input.initial_weight, threshold, a, 1));
  }
  return out;
}
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
  const OutputStatistics s = statistics(model, runs, layer, o, alpha / count_intervals(model));
  fmt::print("\n{} {}: {} postsynaptic spikes, {:.4g} per unit of time\n",
             layer == 0 ? "output" : "second layer, output", o + 1, s.steps, s.mean_rate);
  fmt::print("{:>5} {:>9} {:>10} {:>10} {:>9} {:>9} {:>21} {:>10} {:>9} {:>9}\n", "input", "rate", "weight 0", "weight",
             "triggers", "share", "interval", "predicted", "noise", "+-");
  for (std::size_t j = 0; j < s.inputs.size(); ++j) {
    const InputStatistics& in = s.inputs[j];
    const double share = s.steps ? static_cast<double>(in.triggers) / static_cast<double>(s.steps) : 0;
    fmt::print("{:>5} {:>9.4g} {:>10.4g} {:>10.4g} {:>9} {:>9.5f} {:>21} {:>10.5f} {:>9.4f} {:>9.4f}\n", j + 1,
               in.mean_rate, in.initial_weight, mean(in.final_weights), in.triggers, share, to_text(in.frequency, 6),
               in.predicted, in.noise_mean, in.noise_error);
  }
  const Bounds b = range_bounds(model, s, layer, q);
  if (b.spikes == UINT64_MAX) return;  // frozen weights
  if (b.spikes == 0) {
    fmt::print("a weight is above or at the threshold from the start\n");
    return;
  }
  fmt::print(
      "no weight can be above the threshold before step {} of the chain with Q = {:g}, step {} of these paths, or {} "
      "spikes of its input\n",
      bound_text(b.chain), q, bound_text(b.path), bound_text(b.spikes));
}

Json output_json(const Model& model, const Runs& runs, const Rational& alpha, double q, std::size_t layer,
                 std::size_t o) {
  const OutputStatistics s = statistics(model, runs, layer, o, alpha / count_intervals(model));
  const Bounds b = range_bounds(model, s, layer, q);
  Json out{{"layer", layer + 1},
           {"output", o + 1},
           {"steps", s.steps},
           {"rate", s.mean_rate},
           {"least_exit",
            {{"chain_steps", bound_json(b.chain)},
             {"path_steps", bound_json(b.path)},
             {"input_spikes", bound_json(b.spikes)}}},
           {"inputs", Json::array()}};
  for (const InputStatistics& in : s.inputs) {
    out["inputs"].push_back(
        {{"spikes", in.spikes},
         {"rate", in.mean_rate},
         {"triggers", in.triggers},
         {"interval", {in.frequency.lower, in.frequency.upper}},
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

/// The symmetrised empirical law as a file for --law of the commands about the chain, and what the symmetry hides.
void write_law(const Options& options, const NoiseLawRecorder& law, const Rational& alpha) {
  constexpr std::size_t atoms = 32;
  require(law.samples() > 0, "--law: there was no postsynaptic spike");
  const NoiseTable table = law.symmetric_law(atoms);
  const Rational q = 1 + table.back().value;
  const double error =
      std::sqrt(std::max(0.0, law.mean_square() - law.mean() * law.mean()) / static_cast<double>(law.samples()));
  std::string share = "no sample is not 0";
  if (const std::uint64_t nonzero = law.positive() + law.negative(); nonzero > 0) {
    const ConfidenceInterval interval = clopper_pearson(law.positive(), nonzero, alpha);
    share = fmt::format("{} of {} are positive, {} at level {}", law.positive(), nonzero, to_text(interval, 5),
                        to_exact_decimal(1 - alpha));
  }
  const std::string summary = fmt::format(
      "non-trigger contributions to a step: {} samples, mean {:.5f} +- {:.5f}, mean square {:.5f}, largest size "
      "{:.5f};\n"
      "{};\nthe file holds the law made symmetric; use it with --q at least {}\n",
      law.samples(), law.mean(), error, law.mean_square(), law.largest(), share, to_string(q));
  std::string text;
  for (std::size_t from = 0; from < summary.size();) {
    const std::size_t end = summary.find('\n', from);
    text += "# " + summary.substr(from, end - from) + "\n";
    from = end + 1;
  }
  write_output(options.law, text + "# value, probability\n" + noise_file_text(table));
  tell("{}{}\n", summary, options.law == "-" ? "" : options.law);
}

int run(const Options& options) {
  const Model model = read_model(options);
  const RunOptions how{
      .seed = parse_count("--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max()),
      .runs = static_cast<std::uint32_t>(parse_count("--runs", options.runs, 1, 1'000'000)),
      .threads = options.threads,
      .end = positive("--time", options.time),
      .observed = static_cast<std::uint32_t>(
          parse_count("--record-run", options.record_run, 0, parse_count("--runs", options.runs, 1, 1'000'000) - 1))};
  try {
    SpikeStream(model.inputs, how.seed, 0).require_resolved(how.end);
  } catch (const PreconditionError& e) {
    throw PreconditionError(fmt::format("--time {}: {}", options.time, e.what()));
  }
  require(static_cast<double>(how.runs) * static_cast<double>(count_intervals(model)) <= 1e8, [&] {
    return fmt::format("--runs {}: {} weights each, kept for every run; at most {} runs", how.runs,
                       count_intervals(model), 100'000'000 / count_intervals(model));
  });
  const Rational alpha = parse_alpha(options.confidence), confidence = 1 - alpha;
  const double q = real("--q", options.q, 1, largest), window = positive("--window", options.window);
  spiking::Recorder::Options records = read_records(options.record);
  if (!options.csv.empty() && options.record.empty()) records.raster = records.potential = records.weights = true;
  require(options.record.empty() || !options.csv.empty(), "--record needs --csv FILE");
  const bool table = !require_outputs({{"--json", options.json}, {"--csv", options.csv}, {"--law", options.law}},
                                      {{"--svg", options.svg}, {"--resume", options.resume}});
  const std::optional<Runs> resume = read_checkpoint(options, how.end);

  const bool bar = shows_progress();
  auto saved = std::chrono::steady_clock::now();
  const auto progress = [&](const Runs& now) {
    if (bar) {
      double done = 0;
      for (const Simulation::State& run : now.states) done += run.network.exit ? how.end : run.time;
      draw_progress(static_cast<std::size_t>(1000 * done / (how.end * how.runs)), 1000, "per mille of the time");
    }
    if (options.resume.empty() || std::chrono::steady_clock::now() - saved < std::chrono::seconds(1)) return;
    write_file_atomically(options.resume, to_json(now));
    saved = std::chrono::steady_clock::now();
  };
  spiking::Recorder recorder(records);
  PictureRecorder picture(model, options.svg.empty() ? 0 : window);
  NoiseLawRecorder law;
  Observers observers({&recorder, &picture, &law});
  const bool observes = !options.csv.empty() || !options.svg.empty() || !options.law.empty();
  const auto start = std::chrono::steady_clock::now();
  Runs runs;
  try {
    runs =
        simulate(model, how, resume ? &*resume : nullptr, progress, interrupt_flag(), observes ? &observers : nullptr);
  } catch (const PreconditionError& e) {
    if (!resume) throw;
    throw PreconditionError(
        fmt::format("--resume {}: {} (it is of: {}; seed {})", options.resume, e.what(), resume->model, resume->seed));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (bar) draw_progress(1, 1, "");
  if (!options.resume.empty()) write_file_atomically(options.resume, to_json(runs));

  double time = 0;
  std::size_t exits = 0;
  for (const Simulation::State& state : runs.states) time += state.time, exits += state.network.exit.has_value();
  if (!options.json.empty()) {
    Json out{{"hebb", HEBB_VERSION},
             {"simulation", "spiking"},
             {"rigorous", false},
             {"model", runs.model},
             {"seed", how.seed},
             {"time", how.end},
             {"confidence", to_string(confidence)},
             {"simultaneous_intervals", count_intervals(model)},
             {"interval_method", "Clopper-Pearson, Bonferroni"},
             {"seconds", seconds},
             {"complete", !interrupted()},
             {"runs", Json::array()},
             {"outputs", Json::array()}};
    for (const Simulation::State& state : runs.states)
      out["runs"].push_back({{"time", state.time}, {"exit", exit_json(state.network.exit)}});
    for (std::size_t l = 0; l < model.layers.size(); ++l) {
      for (std::size_t o = 0; o < model.layers[l].weights.size(); ++o)
        out["outputs"].push_back(output_json(model, runs, alpha, q, l, o));
    }
    write_output(options.json, out.dump(2) + "\n");
  }
  if (table) {
    fmt::print(
        "spiking network: {} inputs, threshold {:g}, time constant {:g}, a = {:g}, {} rule; {} run{} of {:g}, seed {}; "
        "simulated {:.6g}\n",
        model.inputs.count(), model.layers[0].threshold, model.time_constant, model.learning_rate, options.rule,
        how.runs, how.runs == 1 ? "" : "s", how.end, how.seed, time);
    for (std::size_t l = 0; l < model.layers.size(); ++l) {
      for (std::size_t o = 0; o < model.layers[l].weights.size(); ++o) print_output(model, runs, alpha, q, l, o);
    }
    fmt::print("\nintervals: Clopper-Pearson, all {} of them together at confidence {} (each at 1 - {}/{}); {}\n",
               count_intervals(model), to_exact_decimal(1 - alpha), to_exact_decimal(alpha), count_intervals(model),
               model.learning_rate == 0 ? "frozen weights: the steps are independent"
                                        : "approximate, since the weights learn");
    if (exits > 0) {
      fmt::print("\nThe model has left its range in {} of {} runs; those stop there:\n", exits, how.runs);
      constexpr std::size_t most = 10;
      std::size_t shown = 0;
      for (std::size_t r = 0; r < runs.states.size() && shown < most; ++r) {
        if (runs.states[r].network.exit)
          fmt::print("  run {}: {}\n", r, exit_text(*runs.states[r].network.exit)), ++shown;
      }
      if (exits > most) fmt::print("  ... and {} more\n", exits - most);
    }
  }
  if (!options.csv.empty()) {
    write_output(options.csv, records_csv(recorder));
    if (recorder.is_full()) tell("hebb: the records are full; {} holds the first part\n", options.csv);
  }
  if (!options.law.empty()) write_law(options, law, alpha);
  if (!options.svg.empty()) {
    write_file_atomically(options.svg, standalone(picture.picture()));
    tell("{}\n", options.svg);
  }
  if (!interrupted()) return success;
  tell("hebb: interrupted; what is shown is what was simulated{}\n",
       options.resume.empty() ? "" : "; the same command goes on");
  return undecided;
}

}  // namespace

void add_simulate_spiking(Command parent, int& exit_code) {
  Command command =
      parent.add_subcommand("spiking", "The spiking network: event driven, exact in time, with pair-based STDP");
  auto options = std::make_shared<Options>();
  command.add_option("--rates", options->rates, "Rates of the Poisson inputs: 5,10,20");
  command.add_option(
      "--schedule", options->schedule,
      "Piecewise constant rates from a file: rows of a time (the first is 0) and the rates from then on");
  command.add_option("--modulation", options->modulation,
                     "DEPTH,PERIOD[,SHIFT]: input j has rate lambda_j (1 + DEPTH sin(2 pi (t/PERIOD + (j-1) SHIFT)))");
  command
      .add_option(
          "--shared", options->parents,
          "RATE:c1,c2,...: a further process whose spikes are copied into input j with probability cj; may be repeated")
      .one_value_each();
  command
      .add_option("--weights", options->weights,
                  "Weights of an output neuron, 0.3,0.2,0.1 or one number for all; repeat it for several outputs")
      .required()
      .one_value_each();
  command.add_option("--threshold", options->threshold, "Threshold S of the potential").shows_default();
  command.add_option("--tau", options->tau, "Time constant of membrane and STDP window").shows_default();
  command.add_option("--alpha", options->alpha, "Learning rate a; 0 freezes the weights").shows_default();
  command
      .add_option("--rule", options->rule,
                  "delayed: weights change at postsynaptic spikes; immediate: depression at each input spike")
      .shows_default();
  command.add_option("--inhibitory", options->inhibitory, "Inputs whose spikes lower the potential: 3,4");
  command.add_flag("--learn-inhibition", options->learn_inhibition, "The rule acts on inhibitory weights too");
  command
      .add_option("--second-weights", options->second_weights,
                  "Weights of a neuron of a second layer, whose inputs are the outputs; may be repeated")
      .one_value_each();
  command.add_option("--second-threshold", options->second_threshold, "Threshold of the second layer").shows_default();
  command.add_flag("--keep-going", options->keep_going, "Do not stop when a weight is above the threshold");
  command.add_option("--time", options->time, "Time to simulate").shows_default();
  command.add_option("--runs", options->runs, "Independent runs, in parallel").shows_default();
  command.add_option("--seed", options->seed, "Seed").shows_default();
  add_threads_option(command, options->threads);
  command.add_option("--confidence", options->confidence, "Confidence level of the intervals, of all of them together")
      .shows_default();
  command.add_option("--q", options->q, "Noise bound Q of the abstract chain, for the bound on the step of an exit")
      .shows_default();
  command.add_option("--record", options->record, "What --csv holds: raster,potential,weights (default: all)");
  command.add_option("--record-run", options->record_run, "The run that --csv, --svg and --law are about, from 0")
      .shows_default();
  command.add_option("--csv", options->csv,
                     "Write the records to this file; -: to standard output, instead of the table");
  command.add_option("--json", options->json, "Write JSON to this file; -: to standard output, instead of the table");
  command.add_option("--svg", options->svg,
                     "Write a picture of the recorded run to this file: raster, potential, weights");
  command.add_option("--law", options->law,
                     "Write the empirical law of the non-trigger contribution of the recorded run, made symmetric, "
                     "for --law file:FILE of hebb escape");
  command.add_option("--window", options->window, "Time that raster and potential of the picture show, from 0 on")
      .shows_default();
  command.add_option(
      "--resume", options->resume,
      "Checkpoint: continued when the file exists, written every second and at the end; --time and --runs may be "
      "larger then; a recorded run is replayed from its start, so that its records are whole");
  command.footer(
      "predicted: the mean of lambda_j w_j/(lambda.w), the trigger probability of the abstract chain. noise: mean of "
      "the\n"
      "non-trigger contribution to a step, which the abstract chain takes to be 0, with its standard error.\n"
      "Ctrl-C keeps what is done (exit code 3); with --resume the same command goes on.\n"
      "Examples:\n"
      "  hebb simulate spiking --rates 5,10,20 --weights 0.3 --alpha 0.001 --svg spikes.svg\n"
      "  hebb simulate spiking --rates 10,10,10,10 --weights 0.4 --alpha 0 --time 1e5     triggers with frozen "
      "weights\n"
      "  hebb simulate spiking --rates 5,5,20 --shared 10:1,1,0 --weights 0.3 --runs 20   correlated inputs\n"
      "  hebb simulate spiking --rates 10,20 --weights 0.3,0.2 --weights 0.1,0.4 --second-weights 0.6");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
