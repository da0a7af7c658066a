#pragma once

#include <cstdint>
#include <vector>

#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Mean firing rates lambda(k) > 0 of time-inhomogeneous input, k = 1, 2, ... the steps; only their ratios matter.
/// Given at knots k_1 < k_2 < ...; before the first and from the last knot on the rates are constant. In between:
///   hold       lambda(k) = rates of the last knot <= k: piecewise constant, a switch at every knot
///   geometric  log lambda_i(k) is linear between the knots: smooth, the discrete twin of RateSchedule
/// Source: [DGS25] section 5 (open question 3).
class StepSchedule {
 public:
  /// Rates from one step on.
  struct Knot {
    std::uint64_t step;   // the step, from 1
    Vec<Rational> rates;  // lambda, length d
  };
  /// What holds between two knots: hold, the rates of the one before; geometric, the interpolation of their logarithms.
  enum class Between { hold, geometric };

  /// Throws PreconditionError, naming the knot, when there is none, steps do not rise, lengths differ or a rate is not
  /// positive.
  explicit StepSchedule(std::vector<Knot> knots, Between between = Between::hold);
  /// The same rates for ever.
  static StepSchedule constant(Vec<Rational> rates) { return StepSchedule({{0, std::move(rates)}}); }
  /// first and second in turn, `interval` steps each, from step 1 to `steps`.      interval >= 1.
  static StepSchedule alternating(const Vec<Rational>& first, const Vec<Rational>& second, std::uint64_t interval,
                                  std::uint64_t steps);

  /// @{
  /// The dimension d, and what it was made of.
  std::size_t dimension() const { return knots_.front().rates.size(); }
  const std::vector<Knot>& knots() const { return knots_; }
  Between between() const { return between_; }
  /// @}
  /// lambda(k) to double accuracy.
  Vec<double> rates(std::uint64_t step) const;
  /// Whether lambda(k) may differ from lambda(k - 1), k >= 1.
  bool changes_at(std::uint64_t step) const;

 private:
  std::vector<Knot>::const_iterator after(std::uint64_t step) const;  // the first knot beyond the step
  std::vector<Knot> knots_;
  Between between_;
};

}  // namespace hebb
