#include "simulate/spiking_options.hpp"

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>

#include "shared/common.hpp"
#include "shared/inputs.hpp"
#include "shared/output.hpp"

namespace hebb::cli {
namespace {

using namespace hebb::spiking;

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

/// --rates, with --modulation.
std::vector<Rate> read_mean_rates(const SpikingOptions& options) {
  std::vector<Rate> rates;
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
  return rates;
}

Inputs read_inputs(const SpikingOptions& options) {
  require(options.rates.empty() != options.schedule.empty(), "exactly one of --rates and --schedule is needed");
  std::vector<Rate> rates;
  if (!options.schedule.empty()) {
    require(options.modulation.empty(), "--modulation goes with --rates, not with --schedule");
    rates = read_rates(options.schedule);
  } else {
    rates = read_mean_rates(options);
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

LayerModel read_first_layer(const SpikingOptions& options, std::size_t d) {
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
  return first;
}

}  // namespace

Model read_model(const SpikingOptions& options) {
  Model model{.inputs = read_inputs(options), .layers = {}};
  const std::size_t d = model.inputs.count();
  LayerModel first = read_first_layer(options, d);
  const std::size_t outputs = first.weights.size();
  model.layers.push_back(std::move(first));
  if (!options.second_weights.empty()) {
    LayerModel second;
    for (const std::string& row : options.second_weights)
      second.weights.push_back(weight_row("--second-weights", row, outputs));
    second.threshold = positive("--second-threshold", options.second_threshold);
    model.layers.push_back(std::move(second));
  } else {
    require(options.second_threshold == SpikingOptions{}.second_threshold, [&] {
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

spiking::RunOptions read_runs(const SpikingOptions& options, const Model& model) {
  const std::uint64_t runs = parse_count("--runs", options.runs, 1, 1'000'000);
  const RunOptions how{
      .seed = parse_count("--seed", options.seed, 0, any_word),
      .runs = static_cast<std::uint32_t>(runs),
      .threads = options.threads,
      .end = positive("--time", options.time),
      .observed = static_cast<std::uint32_t>(parse_count("--record-run", options.record_run, 0, runs - 1))};
  try {
    SpikeStream(model.inputs, how.seed, 0).require_resolved(how.end);
  } catch (const PreconditionError& e) {
    throw PreconditionError(fmt::format("--time {}: {}", options.time, e.what()));
  }
  require(static_cast<double>(how.runs) * static_cast<double>(weight_count(model)) <= 1e8, [&] {
    return fmt::format("--runs {}: {} weights each, kept for every run; at most {} runs", how.runs, weight_count(model),
                       100'000'000 / weight_count(model));
  });
  return how;
}

spiking::Recorder::Options read_records(const SpikingOptions& options) {
  spiking::Recorder::Options out;
  if (options.record.empty()) {
    out.raster = out.potential = out.weights = !options.csv.empty();
    return out;
  }
  for (const std::string& part : split(options.record)) {
    require(part == "raster" || part == "potential" || part == "weights",
            [&] { return fmt::format("--record {}: must be a list of raster, potential, weights", options.record); });
    (part == "raster" ? out.raster : part == "potential" ? out.potential : out.weights) = true;
  }
  require(!options.csv.empty(), "--record needs --csv FILE");
  return out;
}

std::optional<Runs> read_spiking_checkpoint(const SpikingOptions& options, double end) {
  const std::optional<std::string> text = CheckpointFile(options.resume).read();
  if (!text) return std::nullopt;
  try {
    Runs runs = runs_from_json(*text);
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

double read_spiking_bound(const SpikingOptions& options) { return real("--q", options.q, 1, largest); }
double read_window(const SpikingOptions& options) { return positive("--window", options.window); }

}  // namespace hebb::cli
