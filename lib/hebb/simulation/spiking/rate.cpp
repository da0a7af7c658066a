#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/rate.hpp>

namespace hebb::spiking {
namespace {

void require_rate(double rate) {
  require(std::isfinite(rate) && rate >= 0,
          [&] { return fmt::format("rate {}: must be finite and at least 0", rate); });
}

}  // namespace

Rate Rate::constant(double rate) { return piecewise({0}, {rate}); }

Rate Rate::piecewise(std::vector<double> starts, std::vector<double> rates) {
  require(!starts.empty() && starts.size() == rates.size(),
          [&] { return fmt::format("rate: {} pieces but {} values", starts.size(), rates.size()); });
  require(starts[0] == 0, [&] { return fmt::format("rate: the first piece starts at {}, not at 0", starts[0]); });
  for (std::size_t i = 1; i < starts.size(); ++i) {
    require(starts[i - 1] < starts[i] && std::isfinite(starts[i]),
            [&] { return fmt::format("rate: a piece starts at {} after one at {}", starts[i], starts[i - 1]); });
  }
  Rate out;
  for (const double rate : rates) {
    require_rate(rate);
    out.name_ += fmt::format("{}{}", out.name_.empty() ? "" : ",", rate);
  }
  for (std::size_t i = 1; i < starts.size(); ++i) out.name_ += fmt::format("@{}", starts[i]);
  out.starts_ = std::move(starts);
  out.bounds_ = std::move(rates);
  return out;
}

Rate Rate::smooth(std::function<double(double)> f, double bound, std::string name) {
  require_rate(bound);
  require(bool(f), "rate: no function");
  Rate out;
  out.bounds_ = {bound};
  out.function_ = std::move(f);
  out.name_ = std::move(name);
  return out;
}

Rate Rate::sinusoidal(double mean, double depth, double period, double phase) {
  require_rate(mean);
  require(depth >= 0 && depth <= 1, [&] { return fmt::format("modulation depth {}: must be between 0 and 1", depth); });
  require(std::isfinite(period) && period > 0,
          [&] { return fmt::format("modulation period {}: must be positive", period); });
  require(std::isfinite(phase), "modulation phase: must be finite");
  // The bound leaves room for the rounding of f.
  return smooth(
      [=](double t) {
        return std::max(0.0, mean * (1 + depth * std::sin(2 * std::numbers::pi * (t / period + phase))));
      },
      mean * (1 + depth) * (1 + 1e-14), fmt::format("{}(1+{}sin(2pi(t/{}+{})))", mean, depth, period, phase));
}

double Rate::bound(double t) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), t);
  return bounds_[static_cast<std::size_t>(std::max<std::ptrdiff_t>(next - starts_.begin() - 1, 0))];
}

double Rate::at(double t) const { return function_ ? function_(t) : bound(t); }

}  // namespace hebb::spiking
