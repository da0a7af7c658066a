#include <algorithm>
#include <cmath>

#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/barriers/martingale.hpp>
#include <hebb/model/leader_problem.hpp>

namespace hebb {
namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

/// The decimal of `digits` significant digits next to x; every value is certified on its own, so rounding may go up.
Rational short_decimal(const Rational& x, int digits) { return parse_rational(to_decimal(x, digits)); }

std::optional<CertifiedRate> by_martingale(const SimplexPoint<Rational>& p, const Rational& eps, const BarrierLaw& law,
                                           MartingaleForm form, RateMethod method, int digits) {
  const RealInterval delta = real(initial_gap(p.coordinates())), rest = real(1 - p[0]);
  const Rational limit =
      admissible_learning_rate(form, real(eps), delta, real(law.q), law.variance, rest).exact_lower();
  Rational a = short_decimal(limit, digits);
  if (a > limit) a = short_decimal(a - a * pow(Rational(1, 10), digits - 1), digits);
  if (!(0 < a && a <= limit)) return std::nullopt;
  const RealInterval factor = moment_factor(form, real(law.q), law.variance);
  return CertifiedRate{method, a, escape_bound_printed(delta, factor, rest, real(a)), std::nullopt};
}

}  // namespace

std::string_view to_string(RateMethod method) {
  switch (method) {
    case RateMethod::martingale_paper:
      return "martingale-paper";
    case RateMethod::martingale_sharp:
      return "martingale-sharp";
    case RateMethod::power_barrier:
      return "barrier-power";
    default:
      return "barrier-pieces";
  }
}

std::optional<CertifiedRate> largest_learning_rate(const SimplexPoint<Rational>& p, const Rational& eps,
                                                   const BarrierLaw& law, RateMethod method,
                                                   const RateOptions& options) {
  const Rational gap = initial_gap(p.coordinates());
  require(0 < eps && eps < 1, [&] { return "failure probability " + to_string(eps) + " outside (0, 1)"; });
  require(p[0] < 1, "the leader has all of the probability: nothing can be lost at any learning rate");
  require(options.digits >= 2 && options.digits <= 15, "digits outside 2..15");
  if (method == RateMethod::martingale_paper || method == RateMethod::martingale_sharp) {
    const bool paper = method == RateMethod::martingale_paper;
    return by_martingale(p, eps, law, paper ? MartingaleForm::paper : MartingaleForm::sharp, method, options.digits);
  }
  BarrierOptions event{1, method == RateMethod::power_barrier ? 1 : options.max_pieces};
  event.ratio_limit = options.ratio_limit.value_or(ratio_limit_of_gap(static_cast<int>(p.size()), Rational(gap / 2)));
  event.stop = options.stop;
  const RealInterval allowed(Rational(eps / 2), BarrierLaw::precision);
  std::optional<CertifiedRate> found;
  const auto accept = [&](const Rational& a) {
    std::optional<BarrierBound> bound = escape_barrier(p, a, law, event);
    if (!bound || !certainly(less_equal(bound->probability, allowed))) return false;
    found = CertifiedRate{method, a, std::move(bound->probability), std::move(bound->barrier)};
    return true;
  };
  Rational high = 1 / law.q, low = short_decimal(high / 2, options.digits);
  while (!accept(low)) {
    high = low;
    low = short_decimal(low / 2, options.digits);
    if (low < Rational(1, 1000000000000)) return std::nullopt;
  }
  for (;;) {
    const Rational middle = short_decimal((low + high) / 2, options.digits);
    if (middle <= low || middle >= high) return found;
    (accept(middle) ? low : high) = middle;
  }
}

std::optional<double> steps_to_accuracy(const CertifiedRate& rate, const SimplexPoint<Rational>& p,
                                        const BarrierLaw& law, const Rational& eps, const Rational& accuracy) {
  require(accuracy > 0, [&] { return "accuracy " + to_string(accuracy) + ", expected above 0"; });
  if (rate.barrier) {
    const auto count = steps_to_accuracy(*rate.barrier, law, p, accuracy, eps / 2);
    if (!count) return std::nullopt;
    return count->steps;
  }
  const MartingaleForm form =
      rate.method == RateMethod::martingale_paper ? MartingaleForm::paper : MartingaleForm::sharp;
  const RealInterval r = contraction_rate(form, real(static_cast<int>(p.size())), real(initial_gap(p.coordinates())));
  return std::max(0.0,
                  std::ceil(steps_to_accuracy(real(eps), real(accuracy), real(1 - p[0]), real(rate.a), r).upper()));
}

}  // namespace hebb
