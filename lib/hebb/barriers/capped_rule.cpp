#include <algorithm>

#include <hebb/barriers/capped_rule.hpp>
#include <hebb/scalar/elementary.hpp>

namespace hebb {

std::optional<CappedPhase> capped_phase(const BarrierLaw& law, int d, const Rational& a, const Rational& cap,
                                        const Rational& lead, std::uint64_t steps) {
  require(d >= 2, [&] { return "capped rule: d = " + std::to_string(d) + ", at least 2"; });
  require(0 < a && a * law.q < 1, [&] { return "learning rate " + to_string(a) + " outside (0, 1/Q)"; });
  require(cap > 1 && lead > 1, [&] {
    return "capped rule: cap " + to_string(cap) + " and lead " + to_string(lead) + " have to be above 1";
  });
  require(steps <= (1U << 30), "capped rule: too many steps");
  const auto real = [](const Rational& q) { return RealInterval(q, BarrierLaw::precision); };
  const auto others = real(d - 1);
  // p_v >= lead p_u: growth is linear in p_v with p_u = p_v/lead, so largest at an end; beyond, p_u = 1 - p_v, it
  // falls.
  const RealInterval least = real(1 / (1 + (d - 1) / lead)), most = real(lead / (1 + lead)), ratio = real(1 / lead);
  std::optional<CappedPhase> best;
  const auto consider = [&](int g) {
    const RatioMoments<RealInterval> m = law.moments(a, g);
    const RealInterval theta =
        max(ratio_growth(m, least, RealInterval(least * ratio)), ratio_growth(m, most, RealInterval(most * ratio)));
    const RealInterval power = pow(real(cap), g), eps = others / power, factor = theta * (1 + eps);
    if (!certainly(less(factor, real(1)))) return false;
    const RealInterval failure = others * power * pow(factor, static_cast<int>(steps)) + eps / (1 - factor);
    if (failure.upper() < (best ? best->failure.upper() : 1)) best = CappedPhase{g, failure};
    return true;
  };
  // Beyond some exponent theta is above 1, and it stays there.
  bool found = false;
  for (int g = 1; g < (1 << 20); g = std::max(g + 1, g + g / 8)) {
    if (consider(g))
      found = true;
    else if (found)
      break;
  }
  if (best) {
    const int centre = best->exponent, width = std::min(centre / 8, 40);
    for (int g = std::max(1, centre - width); g <= centre + width; ++g) consider(g);
  }
  return best;
}

}  // namespace hebb
