#include "simulate/spiking_picture.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/drawing/line_plot.hpp>

namespace hebb::cli {
namespace {

constexpr double left = 78, plot_width = 520, right = 24, row_height = 12, heading = 44, below = 44;
constexpr const char* time_label = "time (seconds when the rates are in Hz)";
constexpr std::size_t most_weights = 400, most_rows = 40;

}  // namespace

PictureRecorder::PictureRecorder(const spiking::Model& model, double window) : model_(&model), window_(window) {
  rows_ = model.inputs.count();
  for (const spiking::LayerModel& layer : model.layers) {
    first_row_.push_back(rows_);
    rows_ += layer.weights.size();
  }
  if (window > 0) weights_.push_back({0, model.layers[0].weights[0]});
}

void PictureRecorder::input_spikes(double time, std::span<const std::uint32_t> inputs) {
  if (time > window_) return;
  for (const std::uint32_t j : inputs) dots_.push_back({time, j});
}

void PictureRecorder::potential(double time, std::size_t layer, std::size_t output, double value) {
  if (time > window_ || layer != 0 || output != 0) return;
  potential_.push_back({time, value, value >= model_->layers[0].threshold});
}

void PictureRecorder::output_spike(const OutputSpike& spike) {
  if (window_ == 0) return;
  if (spike.time <= window_) dots_.push_back({spike.time, first_row_[spike.layer] + spike.output});
  if (spike.layer != 0 || spike.output != 0 || spike.step % stride_ != 0) return;
  weights_.push_back({spike.time, spike.weights});
  if (weights_.size() < 2 * most_weights) return;
  for (std::size_t k = 1; 2 * k < weights_.size(); ++k) weights_[k] = weights_[2 * k];
  weights_.resize(weights_.size() / 2);
  stride_ *= 2;
}

std::string PictureRecorder::raster(double top) const {
  Markup svg;
  write_text(svg, 16, top + 26, "Spikes of the inputs and the outputs", "heading");
  const std::size_t rows = std::min(rows_, most_rows);
  const double from = top + heading, to = from + row_height * static_cast<double>(rows);
  const auto x = [&](double t) { return left + plot_width * t / window_; };
  for (const double tick : linear_ticks(0, window_)) {
    write_line(svg, x(tick), from, x(tick), to, "grid");
    write_text(svg, x(tick), to + 17, fmt::format("{:g}", tick), "small", "middle");
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t d = first_row_[0];
    const std::string name = row < d ? fmt::format("input {}", row + 1)
                             : first_row_.size() > 1 && row >= first_row_[1]
                                 ? fmt::format("second {}", row - first_row_[1] + 1)
                                 : fmt::format("output {}", row - d + 1);
    write_text(svg, left - 8, from + row_height * (static_cast<double>(row) + 0.8), name, "small", "end");
  }
  for (const Dot& dot : dots_) {
    if (dot.row >= rows) continue;
    const double y = from + row_height * static_cast<double>(dot.row);
    const bool output = dot.row >= first_row_[0];
    write_line(svg, x(dot.time), y + 1.5, x(dot.time), y + row_height - 1.5, output ? "series series1" : "rule");
  }
  write_rectangle(svg, left, from, plot_width, to - from, "frame");
  write_text(svg, left + plot_width / 2, to + 36, time_label, "label", "middle");
  return svg.str();
}

Picture PictureRecorder::potential_plot() const {
  Series curve{"potential of output 1", {0}, {0}, {}};
  double time = 0, value = 0;
  const auto decay_to = [&](double t) {
    constexpr int pieces = 6;
    for (int k = 1; k <= pieces; ++k) {
      const double u = time + (t - time) * k / pieces;
      if (!(u > curve.x.back())) continue;
      curve.x.push_back(u);
      curve.lower.push_back(value * std::exp(-(u - time) / model_->time_constant));
    }
  };
  for (const auto& event : potential_) {
    decay_to(event.time);
    curve.x.push_back(event.time);
    curve.lower.push_back(event.value);
    time = event.time;
    value = event.fired ? 0 : event.value;
    if (!event.fired) continue;
    curve.x.push_back(time);
    curve.lower.push_back(0);
  }
  decay_to(window_);
  const double threshold = model_->layers[0].threshold;
  LinePlot plot{"potential", "Potential of output 1", "", time_label, "potential", Scale::linear, Scale::linear, {}};
  plot.series.push_back(std::move(curve));
  plot.series.push_back({"threshold", {0, window_}, {threshold, threshold}, {}, Series::Style::dashed});
  return line_plot(plot);
}

Picture PictureRecorder::weight_plot() const {
  LinePlot plot{"weights", "Weights of output 1", "", time_label, "weight", Scale::linear, Scale::linear, {}};
  const std::size_t shown = std::min<std::size_t>(weights_[0].weights.size(), 12);
  for (std::size_t j = 0; j < shown; ++j) {
    Series curve{fmt::format("input {}", j + 1), {}, {}, {}, j < 6 ? Series::Style::line : Series::Style::dashed};
    for (const Weights& w : weights_) {
      curve.x.push_back(w.time);
      curve.lower.push_back(w.weights[j]);
    }
    plot.series.push_back(std::move(curve));
  }
  return line_plot(plot);
}

Picture PictureRecorder::picture(std::uint64_t run, std::uint64_t seed) const {
  std::vector<double> rates;
  model_->inputs.rates_at(0, rates);
  Picture out{
      "spiking",
      "Spiking network",
      fmt::format("Raster of the spikes, potential and weights of the first output neuron; rates at time 0: {}; "
                  "learning rate {}, time constant {}, threshold {}; run {}, seed {}.",
                  fmt::join(rates, ", "), model_->learning_rate, model_->time_constant, model_->layers[0].threshold,
                  run, seed),
      left + plot_width + right,
      0,
      ""};
  out.body = raster(0);
  out.height = heading + row_height * static_cast<double>(std::min(rows_, most_rows)) + below + 8;
  for (const Picture& part : {potential_plot(), weight_plot()}) {
    out.body += fmt::format("<g transform=\"translate(0 {})\">{}</g>\n", coordinate(out.height), part.body);
    out.height += part.height;
  }
  return out;
}

}  // namespace hebb::cli
