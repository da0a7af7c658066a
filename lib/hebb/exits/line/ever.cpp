#include <hebb/exits/law/barrier.hpp>
#include <hebb/exits/line/ever.hpp>
#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {

EverBarrier make_ever_barrier(const IncrementLaw& triggered, const std::optional<IncrementLaw>& idle,
                              const Rational& boundary, double spacing, int cells, const Rational& least_activity) {
  EverBarrier barrier;
  barrier.middle = cells / 2;
  const RealInterval h(spacing, spacing, 128);
  const Rational inner = RealInterval(like(h, boundary) * exp(h * RealInterval(barrier.middle))).exact_lower();
  const double g = supermartingale_exponent(triggered, idle, inner, least_activity);
  barrier.ratio = decay_up(g, spacing);
  barrier.from_middle = decay_up(g, mul_down(spacing, cells - barrier.middle));
  return barrier;
}

}  // namespace hebb
