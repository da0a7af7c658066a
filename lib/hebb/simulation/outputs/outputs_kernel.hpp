#pragma once

#include <bit>
#include <cstdint>

#include <hebb/random/path_draws.hpp>
#include <hebb/simulation/outputs/outputs_batch.hpp>

/// joint_step of model/outputs.hpp (OutputsSimulation.AgreesWithAReferenceThatIsSlow) over an instruction set, eight
/// runs in flight: Algorithm 1. One output alone is the chain of one output, which is what Algorithm 2 runs.
namespace hebb::outputs {

/// D = 0: the number of inputs is that of the constants.
template <class Isa, int D>
class Kernel {
  using Real = PathReal<Isa>;
  using Word = PathWord<Isa>;
  static constexpr int capacity = D > 0 ? D : max_chain_dimension;

 public:
  static void advance(const Constants& c, State& state, int steps, double* scratch) {
    Kernel kernel{c, state, scratch, steps};
    for (int j = 0; j < c.outputs; ++j) {
      const DrawRange range{c.keys,    c.stream + static_cast<std::uint32_t>(j), state.number, state.step, steps,
                            kernel.d()};
      draw_steps<Isa, D>(c.noise[j], range, kernel.draws(j, 0));
    }
    for (int j = 0; j + 1 < c.outputs; ++j) kernel.measure(j);
    for (int k = 0; k < steps; ++k) {
      for (int j = 0; j < c.outputs; ++j) kernel.step(j, kernel.draws(j, k));
    }
    for (int j = 0; j < c.outputs; ++j) kernel.rescale(j);
    for (std::uint64_t& step : state.step) step += static_cast<std::uint64_t>(steps);
  }

  const Constants& c;
  State& state;
  double* scratch;
  int steps;
  double inverse_norm[max_outputs][lane_count] =
      {};  // 1/||w_i||^2; 0 for w_i = 0, which then drops out of the projections

 private:
  int d() const { return D > 0 ? D : c.inputs; }
  double* draws(int j, int k) const { return scratch + (j * steps + k) * (d() + 1) * lane_count; }
  double* row(int j) const { return state.weights + j * d() * lane_count; }

  void measure(int j) {
    Real norm;
    for (int i = 0; i < d(); ++i) {
      const Real w = Real::load(row(j) + i * lane_count);
      norm = norm + w * w;
    }
    select(less(Real(0), norm), Real(1) / norm, Real(0)).store(inverse_norm[j]);
  }

  void step(int j, const double* in) {
    Real w[capacity], partial[capacity], total;
    for (int i = 0; i < d(); ++i) {
      w[i] = Real::load(row(j) + i * lane_count);
      partial[i] = total = total + Real(c.intensity[i]) * w[i];
    }
    const Real mark = Real::load(in) * total, rate(c.rate[j]);  // the trigger is the first i with U sum < partial[i]
    Real change[capacity];
    auto before = Real::nowhere();
    for (int i = 0; i < d(); ++i) {
      const auto up_to_i = less(mark, partial[i]);
      const Real next = w[i] * add_where(Real::except(up_to_i, before), Real::load(in + (i + 1) * lane_count), rate);
      before = up_to_i;
      change[i] = next - w[i];
      w[i] = next;
    }
    for (int l = 0; l < j; ++l) {
      Real product;
      for (int i = 0; i < d(); ++i) product = product + change[i] * Real::load(row(l) + i * lane_count);
      const Real share = product * Real::load(inverse_norm[l]);
      for (int i = 0; i < d(); ++i) w[i] = w[i] - share * Real::load(row(l) + i * lane_count);
    }
    if (j > 0) clip(w);
    for (int i = 0; i < d(); ++i) w[i].store(row(j) + i * lane_count);
    if (j + 1 < c.outputs) measure(j);
  }

  void clip(Real* w) {
    Real clipped = Real::load(state.clipped);
    for (int i = 0; i < d(); ++i) {
      clipped = clipped + select(less(w[i], Real(0)), Real(1), Real(0));
      w[i] = max(w[i], Real(0));
    }
    clipped.store(state.clipped);
  }

  void rescale(int j) {
    Real total;
    for (int i = 0; i < d(); ++i) total = total + Real(c.intensity[i]) * Real::load(row(j) + i * lane_count);
    const Real scale = reciprocal_power_of_two(total);
    for (int i = 0; i < d(); ++i) (Real::load(row(j) + i * lane_count) * scale).store(row(j) + i * lane_count);
    double sums[lane_count];
    total.store(sums);
    for (int lane = 0; lane < lane_count; ++lane) {
      if (sums[lane] > 0) {
        state.exponent[j * lane_count + lane] +=
            static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(sums[lane]) >> 52) - 1023;
      }
    }
  }
};

template <class Isa>
void advance(const Constants& c, State& state, int steps, double* scratch) {
  c.inputs == 2   ? Kernel<Isa, 2>::advance(c, state, steps, scratch)
  : c.inputs == 3 ? Kernel<Isa, 3>::advance(c, state, steps, scratch)
                  : Kernel<Isa, 0>::advance(c, state, steps, scratch);
}

}  // namespace hebb::outputs
