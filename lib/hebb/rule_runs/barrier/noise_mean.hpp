#pragma once

#include <hebb/rule_runs/barrier/factors.hpp>
#include <hebb/rule_runs/rule_barrier.hpp>

namespace hebb {

/// The most cells up to `cells` for which the patterns are not too many. `kinks` as in dominating_law.
/// Throws PreconditionError where one cell has too many already.
DominatingLaw affordable_law(const Factors& factors, const AnyNoise& noise, int cells,
                             const std::vector<Rational>& kinks);

/// E[(f_u/f_1)^g | trigger j, p] over the law, in the scalar of f.
template <Scalar S, class Ratio>
S mean_power(const NoiseTable& atoms, const std::vector<std::size_t>& components, std::size_t d, std::size_t j,
             const S& as, const Ratio& ratio) {
  std::vector<std::size_t> pattern(components.size(), 0);
  S total = like(as, Rational(0));
  for (;;) {
    Rational weight = 1;
    Vec<Rational> y(d, Rational(0));
    for (std::size_t k = 0; k < components.size(); ++k) {
      y[components[k]] = atoms[pattern[k]].value;
      weight *= atoms[pattern[k]].probability;
    }
    y[j] += 1;
    total = total + like(as, weight) * ratio(y);
    std::size_t k = 0;
    while (k < components.size() && ++pattern[k] == atoms.size()) pattern[k++] = 0;
    if (k == components.size()) return total;
  }
}

}  // namespace hebb
