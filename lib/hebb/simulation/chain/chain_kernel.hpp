#pragma once

#include <cstdint>

#include <hebb/random/path_draws.hpp>
#include <hebb/simulation/chain/chain_batch.hpp>

/// The simulation over an instruction set: eight paths in flight, each advanced by blocks of 16 steps; a lane whose
/// path has ended takes the next one. The numbers of a path do not depend on its lane or its neighbours.
///
/// State: weights w proportional to p. A step is weight_update (EveryDimensionAndLaw.FollowsTheModelStepByStep); events
/// compare w_1 with ratio max w_u + gap sum w. Every 16 steps w is scaled by an exact power of two, so no rounding is
/// added.
namespace hebb::chain {

/// D = 0: the dimension is that of the constants.
template <class Isa, int D, bool Record>
class Kernel {
 public:
  static void run(const Constants& c, const Batch& batch, double* scratch) {
    Kernel kernel(c, batch, scratch);
    for (int lane = 0; lane < lane_count; ++lane) kernel.refill(lane);
    for (unsigned block = 0; kernel.active_ > 0; ++block) {
      if (block % 256 == 0 && is_stopped(batch.stop)) return;
      kernel.draw();
      kernel.advance();
      for (int lane = 0; lane < lane_count; ++lane) kernel.settle(lane);
    }
  }

 private:
  using Real = PathReal<Isa>;
  using Word = PathWord<Isa>;
  using Mask = typename Real::Mask;
  static constexpr int capacity = D > 0 ? D : max_chain_dimension;

  Kernel(const Constants& c, const Batch& batch, double* scratch) : c_(c), batch_(batch), draws_(scratch) {}

  int d() const { return D > 0 ? D : c_.dimension; }

  void refill(int lane) {
    const bool idle = next_ == batch_.count;
    const std::uint64_t i = idle ? 0 : next_++;  // idle lanes repeat path 0, and nobody looks at them
    busy_[lane] = !idle;
    if (!idle) ++active_;
    path_[lane] = i;
    number_[lane] = batch_.first_path + i;
    step_[lane] = first_step_[lane] = batch_.start_step ? batch_.start_step[i] : 0;
    lost_[lane] = accurate_[lane] = never;
    for (int k = 0; k < d(); ++k) w_[k][lane] = batch_.start[i * batch_.start_stride + k];
  }

  void draw() { draw_steps<Isa, D>(c_.noise, {c_.keys, c_.stream, number_, step_, block_steps, d()}, draws_); }

  /// 16 steps of all lanes; the steps after the end of a path are computed too, and ignored.
  void advance() {
    Real w[capacity], partial[capacity], at_loss[Record ? capacity : 1], rest, total, largest;
    const auto sum_up = [&] {  // partial[u] = w_2 + ... + w_u, so that 1 - p_1 = rest / total has no cancellation
      rest = largest = partial[1] = w[1];
      for (int u = 2; u < d(); ++u) {
        partial[u] = rest = rest + w[u];
        largest = max(largest, w[u]);
      }
      total = rest + w[0];
    };
    for (int k = 0; k < d(); ++k) w[k] = Real::load(w_[k]);
    if constexpr (Record) {
      for (int k = 0; k < d(); ++k) at_loss[k] = Real::load(at_loss_[k]);
    }
    sum_up();
    const Real a(c_.a), ratio(c_.ratio), gap(c_.gap), accuracy(c_.accuracy);
    Real step = Word::load(step_).low_as_real(), lost = Real::load(lost_), accurate = Real::load(accurate_);
    const double* in = draws_;
    for (int k = 0; k < block_steps; ++k) {
      const Real mark = Real::load(in) * total;  // the trigger is the first u >= 2 with U sum w < partial[u], else 1
      Mask chosen = Real::nowhere();
      for (int u = 1; u < d(); ++u) {
        const Mask up_to_u = less(mark, partial[u]);
        w[u] = w[u] * add_where(Real::except(up_to_u, chosen), Real::load(in + (u + 1) * lane_count), a);
        chosen = up_to_u;
      }
      w[0] = w[0] * add_unless(chosen, Real::load(in + lane_count), a);
      in += (d() + 1) * lane_count;
      sum_up();
      step = step + Real(1);
      const Mask is_lost = less(w[0], ratio * largest + gap * total);
      if constexpr (Record) {
        const Mask now = Real::except(is_lost, less(lost, step));
        for (int u = 0; u < d(); ++u) at_loss[u] = select(now, w[u], at_loss[u]);
      }
      lost = select(is_lost, min(lost, step), lost);
      accurate = select(less(rest, accuracy * total), min(accurate, step), accurate);
    }
    const Real scale = reciprocal_power_of_two(total);
    for (int k = 0; k < d(); ++k) (w[k] * scale).store(w_[k]);
    if constexpr (Record) {
      for (int k = 0; k < d(); ++k) at_loss[k].store(at_loss_[k]);
    }
    lost.store(lost_);
    accurate.store(accurate_);
    select(less(rest, Real(c_.absorption) * total), Real(1), Real(0)).store(absorbed_);
  }

  /// After a block: writes the outcome of a path that has ended and starts the next one.
  void settle(int lane) {
    step_[lane] += block_steps;
    const double steps = c_.steps;
    double lost = lost_[lane], accurate = accurate_[lane], end = steps;
    if (c_.stop_at_loss && lost < end) end = lost;
    if (c_.stop_at_accuracy && accurate < end) end = accurate;
    const bool ended = end < steps || static_cast<double>(step_[lane]) >= steps;
    if (!ended && absorbed_[lane] == 0) return;
    if (!busy_[lane]) return;
    PathOutcome& out = batch_.outcome[path_[lane]];
    out.lost_at = lost <= end ? static_cast<std::uint32_t>(lost) : 0;
    out.accurate_at = accurate <= end ? static_cast<std::uint32_t>(accurate) : 0;
    out.absorbed = !ended;
    out.steps = static_cast<std::uint32_t>((ended ? end : static_cast<double>(step_[lane]))) -
                static_cast<std::uint32_t>(first_step_[lane]);
    if constexpr (Record) {
      for (int k = 0; k < d(); ++k) batch_.weights_at_loss[path_[lane] * d() + k] = at_loss_[k][lane];
    }
    --active_;
    refill(lane);
  }

  const Constants& c_;
  const Batch& batch_;
  double* draws_;
  std::uint64_t next_ = 0;
  int active_ = 0;
  bool busy_[lane_count];
  alignas(64) double w_[capacity][lane_count];
  alignas(64) double at_loss_[Record ? capacity : 1][lane_count];
  alignas(64) double lost_[lane_count], accurate_[lane_count], absorbed_[lane_count];
  alignas(64) std::uint64_t path_[lane_count], number_[lane_count], step_[lane_count], first_step_[lane_count];
};

template <class Isa>
void run(const Constants& c, const Batch& batch, double* scratch) {
  const bool record = batch.weights_at_loss != nullptr;
  if (c.dimension == 2)
    return record ? Kernel<Isa, 2, true>::run(c, batch, scratch) : Kernel<Isa, 2, false>::run(c, batch, scratch);
  if (c.dimension == 3)
    return record ? Kernel<Isa, 3, true>::run(c, batch, scratch) : Kernel<Isa, 3, false>::run(c, batch, scratch);
  record ? Kernel<Isa, 0, true>::run(c, batch, scratch) : Kernel<Isa, 0, false>::run(c, batch, scratch);
}

}  // namespace hebb::chain
