#pragma once

#include <string>
#include <utility>
#include <variant>

#include <hebb/model/discrete_noise.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/model/truncated_gaussian_noise.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {

/// All laws with independent centred components in [-(Q-1), Q-1] at once: for bounds that hold for each of them. It
/// cannot be drawn from.
class EveryNoise {
 public:
  /// Throws PreconditionError unless Q > 1.
  explicit EveryNoise(Rational q) : q_(std::move(q)) { require_noise_bound(q_); }
  const Rational& q() const { return q_; }
  std::string name() const { return "every law with independent centred components"; }

 private:
  Rational q_;
};

/// The noise of a problem, chosen while the program runs. Every engine takes this and says which laws it knows.
using AnyNoise = std::variant<UniformNoise, TwoPointNoise, TruncatedGaussianNoise, DiscreteNoise, EveryNoise>;

/// Q of the law.
inline const Rational& noise_bound(const AnyNoise& noise) {
  return std::visit([](const auto& law) -> const Rational& { return law.q(); }, noise);
}
inline std::string noise_name(const AnyNoise& noise) {
  return std::visit([](const auto& law) { return law.name(); }, noise);
}

}  // namespace hebb
