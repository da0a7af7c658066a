#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <hebb/model/noise.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// A noise law given by a table of rational values and probabilities, checked exactly.
/// sigma^2 = sum probability value^2, exact.
class DiscreteNoise {
 public:
  /// Throws PreconditionError, with the offending number, unless Q > 1, the table is not empty, every value is in
  /// [-(Q-1), Q-1], probabilities are > 0 and sum to 1, and the mean is 0.
  DiscreteNoise(Rational q, NoiseTable atoms) : q_(std::move(q)), atoms_(std::move(atoms)) {
    require_noise_bound(q_);
    require(!atoms_.empty(), "discrete noise: an empty table");
    Rational total = 0, mean = 0;
    for (const NoiseAtom& atom : atoms_) {
      require(1 - q_ <= atom.value && atom.value <= q_ - 1, [&] {
        return "discrete noise: value " + to_string(atom.value) + " outside [-(Q-1), Q-1], Q = " + to_string(q_);
      });
      require(atom.probability > 0, [&] {
        return "discrete noise: probability " + to_string(atom.probability) + " of the value " + to_string(atom.value);
      });
      total += atom.probability;
      mean += atom.probability * atom.value;
      variance_ += atom.probability * atom.value * atom.value;
      cumulative_.push_back(total.convert_to<double>());
      values_.push_back(atom.value.convert_to<double>());
    }
    require(total == 1, [&] { return "discrete noise: the probabilities sum to " + to_string(total) + ", not 1"; });
    require(mean == 0, [&] { return "discrete noise: the mean is " + to_string(mean) + ", not 0"; });
  }
  /// @{
  /// The bound Q, the name for reports, the values with their probabilities.
  const Rational& q() const { return q_; }
  std::string name() const { return "discrete"; }
  const NoiseTable& atoms() const { return atoms_; }
  /// @}
  /// sigma^2, exact, in the scalar kind of `as`.
  template <Scalar S>
  S variance(const S& as) const {
    return like(as, variance_);
  }
  /// One value of Z_i, drawn with these probabilities.
  template <std::uniform_random_bit_generator G>
  double sample(G& generator) const {
    const double u = random_unit(generator);
    std::size_t k = 0;
    while (k + 1 < values_.size() && u >= cumulative_[k]) ++k;
    return values_[k];
  }

 private:
  Rational q_;
  NoiseTable atoms_;
  Rational variance_ = 0;
  std::vector<double> cumulative_, values_;
};

}  // namespace hebb
