#include <algorithm>
#include <cmath>
#include <utility>

#include <hebb/simulation/chain/chain_path.hpp>

namespace hebb {

ChainPath::ChainPath(const ChainSimulator& simulator, std::uint64_t number)
    : ChainPath(simulator, number, simulator.start(), 0, static_cast<std::uint32_t>(philox::Stream::chain)) {}

ChainPath::ChainPath(const ChainSimulator& simulator, std::uint64_t number, std::vector<double> weights,
                     std::uint32_t step, std::uint32_t stream)
    : simulator_(&simulator),
      number_(number),
      step_(step),
      stream_(stream),
      begun_(step),
      weights_(std::move(weights)),
      partial_(weights_.size()),
      factors_(weights_.size()) {
  sum_up();
}

void ChainPath::sum_up() {
  rest_ = largest_ = partial_[1] = weights_[1];
  for (std::size_t u = 2; u < weights_.size(); ++u) {
    partial_[u] = rest_ = rest_ + weights_[u];
    largest_ = std::max(largest_, weights_[u]);
  }
  total_ = rest_ + weights_[0];
}

void ChainPath::advance() {
  const std::size_t d = weights_.size();
  const auto blocks = static_cast<std::uint32_t>(philox::blocks_per_step(static_cast<int>(d)));
  double unit = 0;
  for (std::uint32_t j = 0; j < blocks; ++j) {
    const auto words = philox::block(
        simulator_->seed(),
        {step_ * blocks + j, stream_, static_cast<std::uint32_t>(number_), static_cast<std::uint32_t>(number_ >> 32)});
    for (std::size_t q = 0; q < 4 && 4 * j + q <= d; ++q) {
      if (j == 0 && q == 0) {
        unit = philox::unit(words[0]);
      } else {
        factors_[4 * j + q - 1] = 1 + simulator_->scaled_noise()(words[q]);
      }
    }
  }
  const double mark = unit * total_;
  const auto chosen = std::find_if(partial_.begin() + 1, partial_.end(), [&](double s) { return mark < s; });
  trigger_ = chosen == partial_.end() ? 0 : static_cast<int>(chosen - partial_.begin());
  factors_[static_cast<std::size_t>(trigger_)] += simulator_->constants().a;
  for (std::size_t i = 0; i < d; ++i) weights_[i] *= factors_[i];
  sum_up();
  ++step_;
  if ((step_ - begun_) % chain::block_steps == 0) {
    const double scale = std::ldexp(1.0, -std::ilogb(total_));
    for (double& w : weights_) w *= scale;
    sum_up();
  }
}

Vec<double> ChainPath::probabilities() const {
  Vec<double> p = weights_;
  for (double& x : p) x /= total_;
  return p;
}

}  // namespace hebb
