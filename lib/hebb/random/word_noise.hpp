#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <hebb/model/any_noise.hpp>
#include <hebb/random/word_noise_tables.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {

/// A noise law as a monotone function of one 32-bit word, the same numbers in scalar and vector code.
///
/// The simulated law is that function of a uniform word, so it differs from the law of the model as follows.
///   UniformNoise   the lattice (Q-1)(2x/2^32 - 1), x = k + 1/2: centred; Z moves by at most 2^-32
///   TwoPointNoise, DiscreteNoise   the probabilities move by at most 2^-32
///   TruncatedGaussianNoise, QuantileNoise   the quantile function, linear in cells of relative width 1/128 near both
///                                           ends; mean() and variance() are those of the simulated law
class WordNoise {
 public:
  WordNoise(const UniformNoise& law);            // NOLINT(google-explicit-constructor)
  WordNoise(const TwoPointNoise& law);           // NOLINT(google-explicit-constructor)
  WordNoise(const DiscreteNoise& law);           // NOLINT(google-explicit-constructor)
  WordNoise(const TruncatedGaussianNoise& law);  // NOLINT(google-explicit-constructor)
  /// Throws PreconditionError when the table says that it does not rise, leaves the interval or has another mean
  /// (|mean| > mean_tolerance ).
  WordNoise(const QuantileNoise& law);  // NOLINT(google-explicit-constructor)
  /// Throws PreconditionError for EveryNoise, which is not one law.
  explicit WordNoise(const AnyNoise& noise);
  static constexpr double mean_tolerance = 1e-5;

  const Rational& q() const { return q_; }
  const std::string& name() const { return name_; }
  /// Of the simulated law, from its table: no sampling error.
  double mean() const { return moments()[0]; }
  double variance() const { return moments()[1]; }

  /// The law of a Z. The tables of the result hold products, so that the simulation need not multiply.
  WordNoise scaled_by(double a) const;
  double operator()(std::uint32_t word) const;
  /// Valid while this object lives and is not assigned to.
  WordNoiseTables tables() const;

 private:
  WordNoise(Rational q, std::string name, WordNoiseTables::Kind kind);
  void set_atoms(const NoiseTable& atoms);
  void set_quantiles(const std::function<double(double)>& quantile);
  std::array<double, 2> moments() const;

  Rational q_;
  std::string name_;
  WordNoiseTables::Kind kind_;
  double slope_ = 0;
  std::vector<double> thresholds_, values_;
  std::vector<double> intercepts_, slopes_;
};

}  // namespace hebb
