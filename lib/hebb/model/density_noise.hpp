#pragma once

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <utility>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <hebb/model/noise.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {

/// A noise law given by a density on [-(Q-1), Q-1], up to a positive factor, as a callback. For simulation only: its
/// mean and variance are found by quadrature, without an error bound, so the variance exists for double alone.
class DensityNoise {
 public:
  using Density = std::function<double(double)>;
  static constexpr double mean_tolerance = 1e-8;

  /// density  >= 0 and <= bound on the interval.
  /// Throws PreconditionError unless Q > 1, 0 < bound < inf, the integral is positive and finite, and |mean| <=
  /// mean_tolerance.
  DensityNoise(Rational q, Density density, double bound)
      : q_(std::move(q)), density_(std::move(density)), bound_(bound) {
    require_noise_bound(q_);
    require(bound > 0 && std::isfinite(bound),
            [&] { return "density noise: bound " + show(bound) + ", expected positive and finite"; });
    half_width_ = Rational(q_ - 1).convert_to<double>();
    const double mass = integrate([](double) { return 1.0; });
    require(mass > 0 && std::isfinite(mass),
            [&] { return "density noise: the integral of the density is " + show(mass); });
    const double mean = integrate([](double x) { return x; }) / mass;
    require(std::fabs(mean) <= mean_tolerance * half_width_,
            [&] { return "density noise: the mean is " + show(mean) + ", not 0"; });
    variance_ = integrate([](double x) { return x * x; }) / mass;
  }
  const Rational& q() const { return q_; }
  std::string name() const { return "density"; }
  double variance(const double&) const { return variance_; }
  /// Throws PreconditionError when the density leaves [0, bound] at the point drawn.
  template <std::uniform_random_bit_generator G>
  double sample(G& generator) const {
    for (;;) {
      const double x = half_width_ * (2 * random_unit(generator) - 1);
      if (bound_ * random_unit(generator) < checked_density(x)) return x;
    }
  }

 private:
  double checked_density(double x) const {
    const double value = density_(x);
    require(value >= 0 && value <= bound_, [&] {
      return "density noise: density(" + show(x) + ") = " + show(value) + " outside [0, " + show(bound_) + "]";
    });
    return value;
  }
  template <class F>
  double integrate(const F& weight) const {
    const auto f = [&](double x) { return weight(x) * checked_density(x); };
    using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
    // Halves apart: a kink or jump at 0 is then at an end.
    return Rule::integrate(f, -half_width_, 0.0, 15, 1e-12) + Rule::integrate(f, 0.0, half_width_, 15, 1e-12);
  }

  Rational q_;
  Density density_;
  double bound_, half_width_ = 0, variance_ = 0;
};

}  // namespace hebb
