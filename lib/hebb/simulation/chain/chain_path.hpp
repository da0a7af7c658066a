#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <hebb/scalar/traits.hpp>
#include <hebb/simulation/chain/simulate.hpp>

namespace hebb {

/// One path, step by step, for trajectories and as the yardstick of the vector code: the same numbers, bit for bit.
class ChainPath {
 public:
  /// Path `number` of the simulator, which must outlive it, from the start of its problem.
  ChainPath(const ChainSimulator& simulator, std::uint64_t number);
  /// From weights (proportional to p) at a step, in another stream.
  ChainPath(const ChainSimulator& simulator, std::uint64_t number, std::vector<double> weights, std::uint32_t step,
            std::uint32_t stream);

  void advance();
  std::uint32_t step() const { return step_; }
  /// p at this step; sums to 1 up to rounding.
  Vec<double> probabilities() const;
  /// 1 - p_1, with relative accuracy near the vertex.
  double distance() const { return rest_ / total_; }
  /// p_1 < ratio max p_u + gap.
  bool is_lost(double ratio, double gap) const { return weights_[0] < ratio * largest_ + gap * total_; }
  /// p_1 / max p_u and p_1 - max p_u.
  double ratio() const { return weights_[0] / largest_; }
  double gap() const { return (weights_[0] - largest_) / total_; }
  const std::vector<double>& weights() const { return weights_; }
  /// 1 + a Y_i of the last step, and the component that triggered it.
  const std::vector<double>& factors() const { return factors_; }
  int trigger() const { return trigger_; }

 private:
  void sum_up();

  const ChainSimulator* simulator_;
  std::uint64_t number_;
  std::uint32_t step_, stream_, begun_;
  std::vector<double> weights_, partial_, factors_;
  int trigger_ = -1;
  double rest_ = 0, total_ = 0, largest_ = 0;
};

}  // namespace hebb
