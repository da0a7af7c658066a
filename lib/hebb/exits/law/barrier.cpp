#include <hebb/exits/law/barrier.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {

namespace {

constexpr long precision = 192;

bool is_supermartingale(const IncrementLaw& triggered, const std::optional<IncrementLaw>& idle, const Rational& ratio,
                        const Rational& least_activity, double exponent) {
  const RealInterval g(exponent, exponent, precision);
  const auto moment = [](const IncrementLaw& law, const RealInterval& x) {
    return std::visit([&](const auto& known) { return exponential_moment(known, x); }, law);
  };
  const RealInterval forward = moment(triggered, -g), backward = moment(triggered, g);
  // The bracket is linear in q and, as forward <= backward, falls in p: the smallest p and the extreme q decide.
  if (!certainly(less_equal(forward, backward))) return false;
  const RealInterval p = like(g, ratio / (1 + ratio)), active = p * forward + (1 - p) * backward;
  if (!certainly(less_equal(active, RealInterval(1)))) return false;
  if (least_activity == 1) return true;
  const RealInterval q = like(g, least_activity);
  return certainly(less_equal((1 - q) * moment(*idle, -g) + q * active, RealInterval(1)));
}

}  // namespace

double supermartingale_exponent(const IncrementLaw& triggered, const std::optional<IncrementLaw>& idle,
                                const Rational& ratio, const Rational& least_activity) {
  require(least_activity == 1 || (idle && least_activity > 0 && least_activity < 1),
          "supermartingale exponent: the least activity must be in (0, 1], with F_0 when it is below 1");
  const auto proved = [&](double g) { return is_supermartingale(triggered, idle, ratio, least_activity, g); };
  double good = 0, bad = 0;
  for (double g = 0x1p-10 + 0x1p-30; bad == 0; g *= 2) {  // never 1, where the closed forms of the moments are 0/0
    if (g < 0x1p20 && proved(g)) {
      good = g;
    } else if (good > 0 || g > 0x1p6) {
      bad = g;
    }
  }
  for (int i = 0; i < 20 && good > 0; ++i) {
    const double middle = (good + bad) / 2;
    (proved(middle) ? good : bad) = middle;
  }
  return good;
}

double decay_up(double g, double x) { return exp(Interval(-mul_down(g, x))).upper(); }

}  // namespace hebb
