#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include <hebb/barriers/barrier.hpp>
#include <hebb/barriers/exponents.hpp>

namespace hebb {
namespace {

/// Differences of up to the third order in a are taken: so many digits more, for the least a that a rate can be.
RealInterval real(const Rational& q, const Rational& a) {
  constexpr std::size_t most = 20'000;
  const std::size_t digits = a < 1 ? msb(Integer(denominator(a) / numerator(a))) + 1 : 0;
  return RealInterval(q, BarrierLaw::precision + static_cast<long>(4 * std::min(digits, most)));
}

/// min over [0, 1] of the convex m, where m'(1) > 0: the value at a t near the minimum, and what the slope there leaves
/// below it.
template <class Law>
RealInterval least_mean(const Law& law, const Rational& a) {
  double low = 0, high = 0.9999;  // m' < 0 at 0
  for (int k = 0; k < 45; ++k) {
    const double t = (low + high) / 2;
    (ratio_mean(law, a.convert_to<double>(), t).slope > 0 ? high : low) = t;
  }
  const PowerMean<RealInterval> at = ratio_mean(law, real(a, a), real(Rational(low), a));
  const RealInterval step = max(at.slope, -at.slope);
  return hull(at.value - step, at.value);
}

}  // namespace

std::optional<RateExponents> rate_exponents(const AnyNoise& noise, const Rational& a) {
  require(0 < a && a * noise_bound(noise) < 1, [&] {
    return fmt::format("learning rate {} outside (0, 1/Q), Q = {}", to_string(a), to_string(noise_bound(noise)));
  });
  return std::visit(
      [&]<class Law>(const Law& law) -> std::optional<RateExponents> {
        if constexpr (std::is_same_v<Law, UniformNoise> || std::is_same_v<Law, TwoPointNoise> ||
                      std::is_same_v<Law, DiscreteNoise>) {
          const RealInterval rate = real(a, a), mean = power_moment(law, rate, 1, -1), slope = slope_at_one(law, rate);
          const RealInterval best = certainly(less_equal(slope, real(0, a))) ? mean : least_mean(law, a);
          return RateExponents{mean, best, slope, almost_sure_exponent(law, rate), exponent_variance(law, rate)};
        } else {
          return std::nullopt;
        }
      },
      noise);
}

}  // namespace hebb
