// How likely is the leader lost, and how fast may one learn? Certified bounds, from the paper's to a state-dependent
// barrier.
#include <cstdio>
#include <string>
#include <vector>

#include <hebb/barrier.hpp>
#include <hebb/model.hpp>
#include <hebb/scalar.hpp>

using namespace hebb;
using namespace hebb::literals;

namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

/// P(the leader is ever lost) for one start and learning rate: T1 with sharp moments, one power, 16 pieces.
bool print_bounds(const std::string& name, const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law) {
  const RealInterval t1 = escape_bound_printed(real(initial_gap(p.coordinates())), sharp_moment_factor(law.variance),
                                               real(1 - p[0]), real(a));
  const auto power = escape_barrier(p, a, law, {1, 1}), pieces = escape_barrier(p, a, law);
  if (!power || !pieces) return false;
  std::printf("%-18s a = %-6s %-18s T1.sharp %-8s power %-8s (g = %d)  pieces %-8s\n", name.c_str(),
              to_decimal(a).c_str(), law.name.c_str(), UpperBound(t1).text(3).c_str(),
              UpperBound(power->probability).text(4).c_str(), power->barrier.pieces[0].exponent,
              UpperBound(pieces->probability).text(4).c_str());
  return certainly(certify(pieces->barrier, law));
}

}  // namespace

int main() {
  const SimplexPoint<Rational> three(Vec<Rational>{0.5_q, 0.25_q, 0.25_q}), two(Vec<Rational>{0.6_q, 0.4_q});
  const BarrierLaw uniform = barrier_law(UniformNoise(2_q)), every = every_centred_law(2_q);
  bool certified = true;
  for (const Rational& a : {0.01_q, 0.001_q}) {
    for (const BarrierLaw& law : {uniform, every}) {
      certified = print_bounds("(0.5, 0.25, 0.25)", three, a, law) && certified;
      certified = print_bounds("(0.6, 0.4)", two, a, law) && certified;
    }
  }
  std::printf(
      "\nthe largest certified learning rate for (0.5, 0.25, 0.25), eps = 0.01, and the steps to |p - e_1|_1 <= "
      "0.01:\n");
  for (const RateMethod method : {RateMethod::martingale_paper, RateMethod::martingale_sharp, RateMethod::power_barrier,
                                  RateMethod::piecewise_barrier}) {
    const auto rate = largest_learning_rate(three, 0.01_q, uniform, method);
    if (!rate) return 1;
    double steps;
    if (rate->barrier) {
      steps = steps_to_accuracy(*rate->barrier, uniform, three, 0.01_q, 0.005_q)->steps;
    } else {
      const RealInterval delta = real(initial_gap(three.coordinates()));
      const RealInterval r =
          method == RateMethod::martingale_paper ? convergence_rate_printed(delta) : convergence_rate(real(3), delta);
      steps = steps_to_accuracy(real(0.01_q), real(0.01_q), real(0.5_q), real(rate->a), r).upper();
    }
    std::printf("%-18s a = %-10s %.4g steps\n", std::string(to_string(method)).c_str(),
                LowerBound(rate->a).text(6).c_str(), steps);
  }
  return certified ? 0 : 1;
}
