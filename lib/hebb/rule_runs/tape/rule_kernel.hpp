#pragma once

#include <cstdint>

#include <hebb/random/path_draws.hpp>
#include <hebb/rule_runs/tape/rule_batch.hpp>

/// The simulation of a recorded rule over an instruction set. The numbers of a path depend neither on the set nor on
/// its neighbours.
namespace hebb::rule_tape {

template <class Isa>
class Kernel {
 public:
  static void advance(const Constants& c, State& s, int steps, double* scratch) {
    std::uint64_t from[lane_count];
    for (std::uint64_t& step : from) step = s.step;
    const int d = c.dimension, group = steps * (d + 1) * lane_count;
    for (int g = 0; g < width; g += lane_count) {
      draw_steps<Isa, 0>(c.noise, {c.keys, c.stream, s.number + g, from, steps, d}, scratch + g / lane_count * group);
    }
    for (int k = 0; k < steps; ++k) {
      execute(c.trigger, c.trigger_size, s.rows);
      for (int g = 0; g < width; g += lane_count)
        choose(c, s, g, scratch + g / lane_count * group + k * (d + 1) * lane_count);
      execute(c.step, c.step_size, s.rows);
      ++s.step;
      for (int g = 0; g < width; g += lane_count) settle(c, s, g);
    }
  }

 private:
  using Real = PathReal<Isa>;

  template <class F>
  static void each(double* r, const double* x, const double* y, const F& f) {
    for (int g = 0; g < width; g += lane_count) f(Real::load(x + g), Real::load(y + g)).store(r + g);
  }
  template <class F>
  static void one_by_one(double* r, const double* x, const F& f) {
    for (int k = 0; k < width; ++k) r[k] = f(x[k]);
  }

  static void execute(const Code* code, int size, double* rows) {
    for (const Code* i = code; i != code + size; ++i) {
      double* r = rows + i->result * width;
      const double *x = rows + i->a * width, *y = i->op == Op::power ? x : rows + i->b * width;
      switch (i->op) {
        case Op::add:
          each(r, x, y, [](const Real& u, const Real& v) { return u + v; });
          break;
        case Op::subtract:
          each(r, x, y, [](const Real& u, const Real& v) { return u - v; });
          break;
        case Op::multiply:
          each(r, x, y, [](const Real& u, const Real& v) { return u * v; });
          break;
        case Op::divide:
          each(r, x, y, [](const Real& u, const Real& v) { return u / v; });
          break;
        case Op::power:
          each(r, x, x, [n = i->b](const Real& u, const Real&) {
            Real product = u;
            for (int k = 1; k < n; ++k) product = product * u;
            return product;
          });
          break;
        case Op::negate:
          one_by_one(r, x, [](double u) { return -u; });
          break;
        case Op::abs:
          one_by_one(r, x, [](double u) { return __builtin_fabs(u); });
          break;
        case Op::exp:
          one_by_one(r, x, [](double u) { return __builtin_exp(u); });
          break;
        case Op::log:
          one_by_one(r, x, [](double u) { return __builtin_log(u); });
          break;
        case Op::sqrt:
          one_by_one(r, x, [](double u) { return __builtin_sqrt(u); });
          break;
        case Op::sin:
          one_by_one(r, x, [](double u) { return __builtin_sin(u); });
          break;
        case Op::cos:
          one_by_one(r, x, [](double u) { return __builtin_cos(u); });
          break;
        case Op::atan:
          one_by_one(r, x, [](double u) { return __builtin_atan(u); });
          break;
      }
    }
  }

  /// Y = e_j + Z in the rows d, ..., from the draws of one step: U, then 1 + Z_i. The trigger j is the first component
  /// in the order of c with U sum t < its partial sum.
  static void choose(const Constants& c, State& s, int g, const double* in) {
    const int d = c.dimension;
    Real total;
    for (int i = 0; i < d; ++i) total = total + weight(c, s, g, i);
    const Real mark = Real::load(in) * total, one(1);
    Real partial;
    auto before = Real::nowhere();
    for (int i = 0; i < d; ++i) {
      const int component = (c.first + i) % d;
      partial = partial + weight(c, s, g, i);
      const auto up_to_i = less(mark, partial);
      const Real shifted = Real::load(in + (component + 1) * lane_count);
      select(Real::except(up_to_i, before), shifted, shifted - one).store(s.rows + (d + component) * width + g);
      before = up_to_i;
    }
  }
  static Real weight(const Constants& c, const State& s, int g, int i) {
    return Real::load(s.rows + c.weights[(c.first + i) % c.dimension] * width + g);
  }

  /// p becomes p', unless the path had left the simplex before.
  static void settle(const Constants& c, State& s, int g) {
    const int d = c.dimension;
    const Real now(static_cast<double>(s.step)), before = Real::load(s.left + g);
    const auto has_left = less(before, now);
    Real p0, lowest, largest, total;
    for (int i = 0; i < d; ++i) {
      double* p = s.rows + i * width + g;
      const Real x = select(has_left, Real::load(p), Real::load(s.rows + c.next[i] * width + g));
      total = total + x;
      lowest = min(x, lowest);
      if (i == 0)
        p0 = x;
      else
        largest = max(x, largest);
      x.store(p);
    }
    // A component that is no number makes the sum none, and no comparison with it holds.
    const Real tolerance(c.tolerance), one(1);
    const Real inside = select(less(Real(0) - tolerance, lowest), Real(never), now);
    const Real below = select(less(total, one + tolerance), inside, now);
    const Real above = select(less(one - tolerance, total), below, now);
    min(before, above).store(s.left + g);
    if (!c.observe_loss) return;
    const Real lost = Real::load(s.lost + g);
    const auto is_lost = less(p0, Real(c.ratio) * largest + Real(c.gap) * total);
    select(is_lost, min(lost, now), lost).store(s.lost + g);
  }
};

template <class Isa>
void advance(const Constants& c, State& state, int steps, double* scratch) {
  Kernel<Isa>::advance(c, state, steps, scratch);
}

}  // namespace hebb::rule_tape
