#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/network.hpp>

namespace hebb::spiking {
namespace {

constexpr double longest_offset = 64;  // e^64 leaves room for large weights and counts

}  // namespace

Model Model::single(Inputs inputs, Vec<double> weights, double threshold, double time_constant, double learning_rate,
                    Rule rule) {
  return {.inputs = std::move(inputs),
          .layers = {{.weights = {std::move(weights)}, .threshold = threshold}},
          .time_constant = time_constant,
          .learning_rate = learning_rate,
          .rule = rule};
}

void require_valid(const Model& model) {
  require(std::isfinite(model.time_constant) && model.time_constant > 0,
          [&] { return fmt::format("time constant {}: must be positive", model.time_constant); });
  require(model.learning_rate >= 0 && model.learning_rate < 1,
          [&] { return fmt::format("learning rate {}: must be at least 0 and below 1", model.learning_rate); });
  require(!model.layers.empty(), "spiking network: no layer");
  std::size_t inputs = model.inputs.count();
  for (const LayerModel& layer : model.layers) {
    require(std::isfinite(layer.threshold) && layer.threshold > 0,
            [&] { return fmt::format("threshold {}: must be positive", layer.threshold); });
    require(!layer.weights.empty(), "spiking network: a layer without outputs");
    for (const Vec<double>& row : layer.weights) {
      require(row.size() == inputs, [&] { return fmt::format("{} weights for {} inputs", row.size(), inputs); });
      for (const double w : row)
        require(std::isfinite(w) && w >= 0, [&] { return fmt::format("weight {}: must be finite and at least 0", w); });
    }
    require(layer.signs.empty() || layer.signs.size() == inputs,
            [&] { return fmt::format("{} signs for {} inputs", layer.signs.size(), inputs); });
    for (const double s : layer.signs)
      require(s == 1 || s == -1, [&] { return fmt::format("sign {}: must be 1 or -1", s); });
    inputs = layer.weights.size();
  }
}

std::string describe(const Model& model) {
  std::string out =
      fmt::format("{} tau={} a={} rule={} stops={}", model.inputs.describe(), model.time_constant, model.learning_rate,
                  model.rule == Rule::delayed ? "delayed" : "immediate", model.stops_out_of_range);
  for (const LayerModel& layer : model.layers) {
    out += fmt::format("; S={} learns_inhibition={} w={} signs={}", layer.threshold, layer.learns_inhibition,
                       layer.weights, layer.signs);
  }
  return out;
}

Network::Network(const Model& model) : model_(&model), constant_rates_(model.inputs.is_constant()) {
  require_valid(model);
  model.inputs.rates_at(0, rates_);
  std::size_t inputs = model.inputs.count();
  for (const LayerModel& description : model.layers) {
    const std::size_t outputs = description.weights.size(), size = inputs * outputs;
    Layer layer{};
    layer.model = &description;
    layer.inputs = inputs;
    layer.outputs = outputs;
    layer.weights.resize(size);
    for (std::size_t j = 0; j < inputs; ++j) {
      for (std::size_t o = 0; o < outputs; ++o) layer.weights[j * outputs + o] = description.weights[o][j];
    }
    layer.potentiation.assign(size, 0);
    layer.depression.assign(size, 0);
    layer.spikes.assign(size, 0);
    layer.potential.assign(outputs, 0);
    layer.growth_at_reset.assign(outputs, 1);  // t_0 = 0
    const Vec<double> zeros(inputs, 0.0);
    layer.tallies.assign(outputs, {0, 0, 0, std::vector<std::uint64_t>(inputs, 0), zeros, zeros, zeros, zeros, zeros});
    layer.input_counts.assign(inputs, 0);
    layer.signs = description.signs.empty() ? Vec<double>(inputs, 1.0) : description.signs;
    for (const double sign : layer.signs) layer.learns.push_back(sign > 0 || description.learns_inhibition);
    layers_.push_back(std::move(layer));
    inputs = outputs;
  }
  if (!model.stops_out_of_range) return;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    for (std::size_t o = 0; o < layers_[l].outputs; ++o) {
      for (std::size_t j = 0; j < layers_[l].inputs; ++j) {
        const double w = model.layers[l].weights[o][j];
        if (w > model.layers[l].threshold && !exit_)
          exit_ = RangeExit{RangeExit::Reason::weight_above_threshold, l, o, j, 0, 0, w};
      }
    }
  }
}

Vec<double> Network::weights(std::size_t layer, std::size_t output) const {
  Vec<double> out(layers_[layer].inputs);
  for (std::size_t j = 0; j < out.size(); ++j) out[j] = layers_[layer].weights[j * layers_[layer].outputs + output];
  return out;
}

void Network::rebase(double factor) {
  for (Layer& layer : layers_) {
    for (double& x : layer.potentiation) x *= factor;
    for (double& x : layer.potential) x *= factor;
    for (double& x : layer.growth_at_reset) x *= factor;
  }
}

void Network::receive(const SpikeBatch& batch, Observer* observer) {
  const std::size_t n = batch.size(), padded = (n + 7) / 8 * 8;
  if (n == 0 || exit_) return;
  offsets_.assign(padded, 0);
  shifts_.resize(n);
  growth_.resize(padded);
  decay_.resize(padded);
  const double scale = 1 / model_->time_constant;
  double x = offset_;
  for (std::size_t i = 0; i < n; ++i) {
    x += batch.gap[i] * scale;
    shifts_[i] = x > longest_offset ? x : 0;
    if (x > longest_offset) x = 0;
    offsets_[i] = x;
  }
  offset_ = x;
  exponentials(offsets_.data(), padded, growth_.data(), decay_.data());
  std::size_t first = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (shifts_[i] > 0) rebase(decay_factor(shifts_[i]));
    if (batch.joint[i]) continue;
    const std::span<const std::uint32_t> group(batch.input.data() + first, i + 1 - first);
    first = i + 1;
    if (observer) observer->input_spikes(batch.time[i], group);
    deliver(0, group, batch.time[i], growth_[i], decay_[i], observer);
    if (exit_) {  // the rest of the batch is not part of the run
      offset_ = offsets_[i];
      return;
    }
  }
}

void Network::deliver(std::size_t index, std::span<const std::uint32_t> group, double time, double growth, double decay,
                      Observer* observer) {
  Layer& layer = layers_[index];
  const std::size_t n = layer.outputs;
  for (const std::uint32_t j : group) {
    ++layer.input_counts[j];
    const double height = layer.signs[j] * growth,
                 rate = model_->rule == Rule::immediate && layer.learns[j] ? model_->learning_rate : 0;
    double *w = &layer.weights[j * n], *up = &layer.potentiation[j * n], *down = &layer.depression[j * n],
           *spikes = &layer.spikes[j * n];
    for (std::size_t o = 0; o < n; ++o) {
      const double since_reset = layer.growth_at_reset[o] * decay;  // exp(-(tau' - t_k))
      layer.potential[o] += w[o] * height;
      up[o] += growth;
      down[o] += since_reset;
      spikes[o] += 1;
      w[o] *= 1 - rate * since_reset;
    }
  }
  const double level = layer.model->threshold * growth;
  layer.fired.clear();
  for (std::size_t o = 0; o < n; ++o) {
    if (observer) observer->potential(time, index, o, layer.potential[o] * decay);
    if (layer.potential[o] >= level) {
      layer.fired.push_back(static_cast<std::uint32_t>(o));
      fire(index, o, group, time, growth, decay, observer);
    }
  }
  if (!layer.fired.empty() && index + 1 < layers_.size() && !exit_)
    deliver(index + 1, layer.fired, time, growth, decay, observer);
}

void Network::fire(std::size_t index, std::size_t o, std::span<const std::uint32_t> triggers, double time,
                   double growth, double decay, Observer* observer) {
  Layer& layer = layers_[index];
  OutputTally& tally = layer.tallies[o];
  const std::size_t n = layer.outputs, d = layer.inputs;
  const double previous = tally.last_time, a = model_->learning_rate;
  ++tally.steps;
  if (tally.steps == 1) tally.first_time = time;
  tally.last_time = time;

  if (index == 0 && !constant_rates_) model_->inputs.rates_at(time, rates_);
  // The rates of the inputs of a deeper layer are those observed so far, up to a common factor.
  const auto rate = [&](std::size_t j) { return index == 0 ? rates_[j] : static_cast<double>(layer.input_counts[j]); };
  double drive = 0;  // lambda . w
  for (std::size_t j = 0; j < d; ++j) {
    if (layer.signs[j] > 0) drive += rate(j) * layer.weights[j * n + o];
  }
  const double share = drive > 0 ? 1 / drive : 0;

  contributions_.resize(d);
  for (std::size_t j = 0; j < d; ++j) {
    const std::size_t at = j * n + o;
    double& w = layer.weights[at];
    const double up = layer.potentiation[at] * decay, before = w;
    contributions_[j] = up - layer.depression[at];
    if (layer.signs[j] > 0) tally.predicted[j] += rate(j) * w * share;
    if (layer.learns[j]) w *= 1 + a * (model_->rule == Rule::delayed ? contributions_[j] : up);
    tally.most_spikes[j] = std::max(tally.most_spikes[j], layer.spikes[at]);
    layer.potentiation[at] = layer.depression[at] = layer.spikes[at] = 0;
    if (!model_->stops_out_of_range || exit_) continue;
    if (w > layer.model->threshold) {
      exit_ = RangeExit{RangeExit::Reason::weight_above_threshold, index, o, j, tally.steps, time, w};
    } else if (before > 0 && !(w > 0)) {
      exit_ = RangeExit{RangeExit::Reason::weight_not_positive, index, o, j, tally.steps, time, w};
    }
  }
  const double trigger = 1 - layer.growth_at_reset[o] * decay;
  for (const std::uint32_t j : triggers) {
    ++tally.triggers[j];
    tally.trigger_sum[j] += trigger;
    contributions_[j] -= trigger;
  }
  for (std::size_t j = 0; j < d; ++j) {
    tally.noise_sum[j] += contributions_[j];
    tally.noise_square[j] += contributions_[j] * contributions_[j];
  }
  layer.potential[o] = 0;
  layer.growth_at_reset[o] = growth;
  if (!observer) return;
  after_ = weights(index, o);
  observer->output_spike({time, previous, index, o, tally.steps, triggers, after_, contributions_});
}

template <class Self, class Real, class Count>
void Network::visit(Self& self, const Real& real, const Count& count) {
  real(self.offset_);
  for (auto& layer : self.layers_) {
    for (auto* array : {&layer.weights, &layer.potentiation, &layer.depression, &layer.spikes, &layer.potential,
                        &layer.growth_at_reset}) {
      for (auto& x : *array) real(x);
    }
    for (auto& tally : layer.tallies) {
      count(tally.steps);
      real(tally.first_time);
      real(tally.last_time);
      for (auto& x : tally.triggers) count(x);
      for (auto* array :
           {&tally.predicted, &tally.most_spikes, &tally.noise_sum, &tally.noise_square, &tally.trigger_sum}) {
        for (auto& x : *array) real(x);
      }
    }
    for (auto& x : layer.input_counts) count(x);
  }
}

Network::State Network::state() const {
  State out;
  visit(
      *this, [&](double x) { out.reals.push_back(x); }, [&](std::uint64_t x) { out.counts.push_back(x); });
  out.exit = exit_;
  return out;
}

void Network::restore(const State& state) {
  const State now = this->state();
  require(state.reals.size() == now.reals.size() && state.counts.size() == now.counts.size(),
          "spiking network: the state is that of another network");
  std::size_t r = 0, c = 0;
  visit(
      *this, [&](double& x) { x = state.reals[r++]; }, [&](std::uint64_t& x) { x = state.counts[c++]; });
  exit_ = state.exit;
}

}  // namespace hebb::spiking
