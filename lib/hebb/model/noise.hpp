#pragma once

#include <concepts>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simplex/sampling.hpp>

// The noise Z of the model: independent components, support in [-(Q-1), Q-1], mean 0.
// A law holds Q exactly, knows its variance and draws samples. The laws: UniformNoise and TwoPointNoise here,
// DiscreteNoise (a table), TruncatedGaussianNoise and DensityNoise (a callback) in headers of their own.

namespace hebb {

/// What every noise law offers.
///   q()        the bound of the model, Q > 1: |Y_i| <= Q for Y = B + Z
///   sample(g)  one value in [-(Q-1), Q-1]
///   name()     for reports
template <class N>
concept NoiseLaw = requires(const N law, std::mt19937_64& generator) {
  { law.q() } -> std::convertible_to<Rational>;
  { law.sample(generator) } -> std::same_as<double>;
  { law.name() } -> std::convertible_to<std::string>;
};

/// A noise law whose variance is a formula over S: law.variance(x) is exact for Rational, an enclosure for an enclosure
/// scalar, in the precision of x (the value of x is not used).
template <class N, class S>
concept NoiseLawWithVariance = NoiseLaw<N> && requires(const N law, const S x) {
  { law.variance(x) } -> std::same_as<S>;
};

/// One value of a discrete law.
struct NoiseAtom {
  Rational value, probability;  // the probability with which Z_i takes the value
};
using NoiseTable = std::vector<NoiseAtom>;  // all values of a discrete law

/// Throws PreconditionError, naming the value, unless Q > 1.
inline void require_noise_bound(const Rational& q) {
  require(q > 1, [&] { return "noise bound Q = " + to_string(q) + ", expected Q > 1"; });
}

/// Uniform on [-(Q-1), Q-1]: the default law.      sigma^2 = (Q-1)^2 / 3.
class UniformNoise {
 public:
  /// Throws PreconditionError unless Q > 1.
  explicit UniformNoise(Rational q) : q_(std::move(q)), half_width_(Rational(q_ - 1).convert_to<double>()) {
    require_noise_bound(q_);
  }
  /// @{
  /// The bound Q, and the name for reports.
  const Rational& q() const { return q_; }
  std::string name() const { return "uniform"; }
  /// @}
  /// sigma^2 = (Q-1)^2/3, in the scalar kind of `as`.
  template <Scalar S>
  S variance(const S& as) const {
    return like(as, (q_ - 1) * (q_ - 1) / 3);
  }
  /// One value of Z_i, uniform on [-(Q-1), Q-1].
  template <std::uniform_random_bit_generator G>
  double sample(G& generator) const {
    return half_width_ * (2 * random_unit(generator) - 1);
  }

 private:
  Rational q_;
  double half_width_;
};

/// Two values: -low with probability high / (low + high), high with probability low / (low + high).
/// sigma^2 = low high.      low = high = Q - 1 has the largest variance of all laws with this Q, (Q-1)^2.
class TwoPointNoise {
 public:
  /// The symmetric law on +-(Q-1). Throws PreconditionError unless Q > 1.
  explicit TwoPointNoise(const Rational& q) : TwoPointNoise(q, q - 1, q - 1) {}
  /// Throws PreconditionError unless Q > 1, 0 < low <= Q - 1 and 0 < high <= Q - 1.
  TwoPointNoise(Rational q, Rational low, Rational high)
      : q_(std::move(q)), low_(std::move(low)), high_(std::move(high)) {
    require_noise_bound(q_);
    for (const Rational& x : {low_, high_}) {
      require(0 < x && x <= q_ - 1, [&] {
        return "two-point noise: distance " + to_string(x) + " outside (0, Q - 1], Q = " + to_string(q_);
      });
    }
    low_value_ = Rational(-low_).convert_to<double>();
    high_value_ = high_.convert_to<double>();
    probability_of_low_ = Rational(high_ / (low_ + high_)).convert_to<double>();
  }
  /// @{
  /// The bound Q, and the name for reports.
  const Rational& q() const { return q_; }
  std::string name() const { return "two-point"; }
  /// @}
  /// sigma^2 = low high, in the scalar kind of `as`.
  template <Scalar S>
  S variance(const S& as) const {
    return like(as, low_ * high_);
  }
  /// The two values.
  NoiseTable atoms() const { return {{-low_, high_ / (low_ + high_)}, {high_, low_ / (low_ + high_)}}; }
  /// One value of Z_i, one of the two.
  template <std::uniform_random_bit_generator G>
  double sample(G& generator) const {
    return random_unit(generator) < probability_of_low_ ? low_value_ : high_value_;
  }

 private:
  Rational q_, low_, high_;
  double low_value_, high_value_, probability_of_low_;
};

/// d independent components of Z.
template <NoiseLaw N, std::uniform_random_bit_generator G>
Vec<double> sample_noise(const N& law, std::size_t d, G& generator) {
  Vec<double> z;
  z.reserve(d);
  for (std::size_t i = 0; i < d; ++i) z.push_back(law.sample(generator));
  return z;
}

/// The index of the trigger: i with probability p_i. An index with p_i = 0 is never drawn.
template <std::uniform_random_bit_generator G>
std::size_t sample_trigger(const SimplexPoint<double>& p, G& generator) {
  const double u = random_unit(generator);
  double cumulative = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] == 0) continue;
    cumulative += p[i];
    last = i;
    if (u < cumulative) return i;
  }
  return last;
}

/// Y = B + Z given p.
template <NoiseLaw N, std::uniform_random_bit_generator G>
Vec<double> sample_input(const SimplexPoint<double>& p, const N& law, G& generator) {
  const std::size_t trigger = sample_trigger(p, generator);
  Vec<double> y = sample_noise(law, p.size(), generator);
  y[trigger] += 1;
  return y;
}

}  // namespace hebb
