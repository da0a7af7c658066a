#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include <hebb/rule_runs/barrier/noise_mean.hpp>

namespace hebb {
namespace {

std::size_t pattern_count(const Factors& factors, std::size_t atoms) {
  double total = 0;
  for (std::size_t u = 1; u < factors.uses.size(); ++u)
    total += static_cast<double>(factors.uses.size()) *
             std::pow(static_cast<double>(atoms), static_cast<double>(noise_of(factors, u).size()));
  return static_cast<std::size_t>(std::min(total, 1e15));
}

}  // namespace

DominatingLaw dominating_law(const AnyNoise& noise, int cells, const std::vector<Rational>& kinks) {
  require(cells >= 1, "dominating_law: at least one cell");
  const Rational& q = noise_bound(noise);
  if (const auto* law = std::get_if<TwoPointNoise>(&noise)) return {law->atoms(), false, "exact"};
  if (const auto* law = std::get_if<DiscreteNoise>(&noise)) return {law->atoms(), false, "exact"};
  std::set<Rational> ends{Rational(1 - q), Rational(q - 1)};
  for (const Rational& kink : kinks) {
    if (abs(kink) < q - 1) ends.insert(kink);
  }
  const bool is_uniform = std::holds_alternative<UniformNoise>(noise);
  require(is_uniform || ends.size() == 2,
          "abs, max or min turn within the noise: no law is larger than all others in the convex order there; take "
          "uniform or discrete noise");
  if (!is_uniform || (cells == 1 && ends.size() == 2))
    return {TwoPointNoise(q).atoms(), true, "by the two-point law, the largest one in the convex order"};
  for (int k = 1; k < cells; ++k) ends.insert(Rational((q - 1) * Rational(2 * k - cells, cells)));
  NoiseTable atoms;
  for (auto end = ends.begin(); end != ends.end(); ++end) {
    const Rational before = end == ends.begin() ? *end : *std::prev(end);
    const Rational after = std::next(end) == ends.end() ? *end : *std::next(end);
    atoms.push_back({*end, Rational((after - before) / (4 * (q - 1)))});
  }
  return {std::move(atoms), true, fmt::format("by the ends of {} cells, larger in the convex order", ends.size() - 1)};
}

DominatingLaw affordable_law(const Factors& factors, const AnyNoise& noise, int cells,
                             const std::vector<Rational>& kinks) {
  for (; cells > 1; cells = cells / 2) {
    DominatingLaw law = dominating_law(noise, cells, kinks);
    // Larger sums take the provers more time than the narrower law is worth.
    if (pattern_count(factors, law.atoms.size()) <= 200 * (factors.uses.size() - 1)) return law;
  }
  DominatingLaw law = dominating_law(noise, 1, kinks);
  const std::size_t patterns = pattern_count(factors, law.atoms.size());
  require(patterns <= most_patterns, [&] {
    return fmt::format("the mean has {} terms, more than {}: p_u'/p_1' depends on too many inputs", patterns,
                       most_patterns);
  });
  return law;
}

}  // namespace hebb
