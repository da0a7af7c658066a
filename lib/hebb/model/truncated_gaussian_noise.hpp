#pragma once

#include <cmath>
#include <random>
#include <string>
#include <utility>

#include <hebb/model/noise.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// N(0, tau^2) conditioned to [-(Q-1), Q-1].
/// With beta = (Q-1)/tau and T = sum_{k >= 1} beta^(2k) / (3 5 ... (2k+1)):  sigma^2 = tau^2 T / (1 + T). All terms are
/// positive and rational, so the variance has rational bounds of any accuracy; it is irrational itself, so
/// there is no variance over Rational: that does not compile.      Derivation: docs/theory/model.md.
class TruncatedGaussianNoise {
 public:
  /// Throws PreconditionError unless Q > 1, tau > 0 and beta = (Q-1)/tau <= 100 (then nothing is cut off that a double
  /// could see, and the series would be long).
  TruncatedGaussianNoise(Rational q, Rational tau)
      : q_(std::move(q)), tau_(std::move(tau)), tau_value_(tau_.convert_to<double>()) {
    require_noise_bound(q_);
    require(tau_ > 0, [&] { return "truncated Gaussian noise: tau = " + to_string(tau_) + ", expected tau > 0"; });
    beta_ = (q_ - 1) / tau_;
    require(beta_ <= 100,
            [&] { return "truncated Gaussian noise: (Q - 1)/tau = " + to_string(beta_) + ", expected at most 100"; });
    beta_value_ = beta_.convert_to<double>();
  }
  /// @{
  /// The bound Q, the standard deviation before truncation, the name for reports.
  const Rational& q() const { return q_; }
  const Rational& tau() const { return tau_; }
  std::string name() const { return "truncated Gaussian"; }
  /// @}

  /// Rational lower <= sigma^2 <= upper with upper - lower <= tolerance tau^2.
  /// Throws PreconditionError unless tolerance > 0.
  std::pair<Rational, Rational> variance_bounds(const Rational& tolerance) const {
    require(tolerance > 0, [&] { return "variance_bounds: tolerance " + to_string(tolerance) + ", expected > 0"; });
    const Rational square = beta_ * beta_;
    Rational term = 1, partial = 0;  // beta^(2k) / (2k+1)!!, and T up to it
    for (int k = 1;; ++k) {
      term = term * square / (2 * k + 1);
      partial += term;
      const Rational ratio = square / (2 * k + 3);  // of the next term to this one; later ratios are smaller
      if (ratio >= 1) continue;
      const Rational tail = term * ratio / (1 - ratio);
      const Rational lower = partial / (1 + partial), upper = (partial + tail) / (1 + partial + tail);
      if (upper - lower <= tolerance) return {tau_ * tau_ * lower, tau_ * tau_ * upper};
    }
  }
  /// For double: nearest-ish. For an enclosure scalar: an enclosure of relative width about 2^-60, or that of the
  /// scalar if that is more.
  template <Scalar S>
  requires(!ExactScalar<S>) S variance(const S& as)
  const {
    const auto [lower, upper] = variance_bounds(Rational(1) / (Integer(1) << 70));
    if constexpr (EnclosureScalar<S>) {
      return hull(like(as, lower), like(as, upper));
    } else {
      return like(as, (lower + upper) / 2);
    }
  }
  /// One value of Z_i, by rejection.
  template <std::uniform_random_bit_generator G>
  double sample(G& generator) const {
    if (beta_value_ < 1.2) {  // rejection from the uniform law
      for (;;) {
        const double x = beta_value_ * (2 * random_unit(generator) - 1);
        if (random_unit(generator) < std::exp(-x * x / 2)) return tau_value_ * x;
      }
    }
    for (;;) {  // Marsaglia's polar method, then rejection outside [-beta, beta]
      const double u = 2 * random_unit(generator) - 1, v = 2 * random_unit(generator) - 1;
      const double r = u * u + v * v;
      if (r >= 1 || r == 0) continue;
      const double x = u * std::sqrt(-2 * std::log(r) / r);
      if (std::fabs(x) <= beta_value_) return tau_value_ * x;
    }
  }

 private:
  Rational q_, tau_, beta_;
  double tau_value_, beta_value_;
};

}  // namespace hebb
