#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <hebb/model/noise.hpp>
#include <hebb/simulation/spiking/network.hpp>
#include <hebb/statistics/confidence.hpp>

namespace hebb::spiking {

/// The empirical law of the non-trigger contribution of one input to one step, sum over its spikes of
/// exp(-(t_{k+1} - tau)) - exp(-(tau - t_k)) without the trigger: the Z of the abstract chain. A histogram, pooled over
/// the inputs and outputs of the first layer.
class NoiseLawRecorder : public Observer {
 public:
  static constexpr double reach = 16, width = 1.0 / 256;  // of the histogram; what is beyond goes to its last cell
  static constexpr std::size_t cells = 4096;              // of |Z|, on each side

  void output_spike(const OutputSpike& spike) override;

  std::uint64_t samples() const { return samples_; }
  std::uint64_t positive() const { return positive_; }
  std::uint64_t negative() const { return negative_; }
  double mean() const { return sum_ / static_cast<double>(samples_); }
  double mean_square() const { return square_ / static_cast<double>(samples_); }
  /// The largest |Z|.
  double largest() const { return largest_; }

  /// The symmetrised law (Z with a random sign), which is exactly centred, on at most `atoms` values of |Z|:
  /// neighbouring cells of about equal mass become one atom at their root mean square, rounded to a multiple of 2^-20,
  /// so that the variance is kept up to that rounding.      Throws PreconditionError when nothing was sampled or atoms
  /// < 2.
  NoiseTable symmetric_law(std::size_t atoms) const;
  /// Of mean(): as if the samples were independent.
  double standard_error() const;
  /// Of the samples that are not 0, the share that is positive, Clopper-Pearson: what the symmetry hides. Nothing when
  /// there are none.
  std::optional<ConfidenceInterval> positive_share(const Rational& alpha) const;

 private:
  struct Cell {
    std::uint64_t count = 0;
    double square = 0;
  };
  std::array<Cell, cells> cells_{};
  std::uint64_t samples_ = 0, positive_ = 0, negative_ = 0;
  double sum_ = 0, square_ = 0, largest_ = 0;
};

}  // namespace hebb::spiking
