#pragma once

#include <functional>
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
  const Rational& q() const { return q_; }                                              // the bound Q
  std::string name() const { return "every law with independent centred components"; }  // for reports

 private:
  Rational q_;
};

/// A law of your own, for simulation, by its quantile function: non-decreasing, with values in [-(Q-1), Q-1] and mean
/// 0. Nothing is proved about it.
class QuantileNoise {
 public:
  using Quantile = std::function<double(double)>;  // of u, 0 < u < 1
  /// Throws PreconditionError unless Q > 1.
  QuantileNoise(Rational q, std::string name, Quantile quantile)
      : q_(std::move(q)), name_(std::move(name)), quantile_(std::move(quantile)) {
    require_noise_bound(q_);
  }
  const Rational& q() const { return q_; }                // the bound Q
  const std::string& name() const { return name_; }       // for reports
  const Quantile& quantile() const { return quantile_; }  // the function that draws from the law

 private:
  Rational q_;
  std::string name_;
  Quantile quantile_;
};

/// The noise of a problem, chosen while the program runs. Every engine takes this and says which laws it knows.
using AnyNoise =
    std::variant<UniformNoise, TwoPointNoise, TruncatedGaussianNoise, DiscreteNoise, QuantileNoise, EveryNoise>;

/// Q of the law.
inline const Rational& noise_bound(const AnyNoise& noise) {
  return std::visit([](const auto& law) -> const Rational& { return law.q(); }, noise);
}
/// Whether it is one law, which can be drawn from.
inline bool is_one_law(const AnyNoise& noise) { return !std::holds_alternative<EveryNoise>(noise); }
/// The name of the law, for reports.
inline std::string noise_name(const AnyNoise& noise) {
  return std::visit([](const auto& law) { return law.name(); }, noise);
}

}  // namespace hebb
