#include "commands/compare_noisy.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "shared/interrupt.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {

std::optional<NoisyDistance> noisy_for_all_steps(const SimplexPoint<Rational>& p0, const Rational& a,
                                                 const Rational& q) {
  Vec<Rational> p = p0.coordinates();
  std::ranges::sort(p, std::ranges::greater{});
  if (p.size() < 2 || p[0] == p[1]) return std::nullopt;
  try {
    const RealInterval decay(decay_function(leader_odds(p)), BarrierLaw::precision);
    return noisy_distance(SimplexPoint<Rational>(p), a, barrier_law(UniformNoise(q)), decay, interrupt_flag());
  } catch (const Stopped&) {  // the mean dynamics are complete
    return std::nullopt;
  }
}

Json noisy_json(const std::optional<NoisyDistance>& found, const Rational& a) {
  if (!found) return nullptr;
  return {{"mean_square", enclosure_json(found->mean_square)},
          {"constant", enclosure_json(found->mean_square / RealInterval(a, BarrierLaw::precision))},
          {"ratio_limit", exact_json(found->ratio_limit)},
          {"kappa", exact_json(found->kappa)},
          {"degree", found->degree},
          {"escape", enclosure_json(min(found->escape, RealInterval(1)))}};
}

void print_noisy(const std::optional<NoisyDistance>& found, const Rational& a) {
  if (!found) return;
  fmt::print(
      "noisy paths, all k: E |p(k) - p(a k)|^2 while all p_u <= {} p_lead is at most {:.4} = {:.4} a; that ends "
      "with probability at most {:.4}{}\n",
      brief(found->ratio_limit), UpperBound(found->mean_square),
      UpperBound(found->mean_square / RealInterval(a, BarrierLaw::precision)),
      UpperBound(min(found->escape, RealInterval(1))),
      found->mean_square.upper() >= 2 ? "; says nothing, no square exceeds 2" : "");
}

}  // namespace hebb::cli
