#include <algorithm>
#include <cmath>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include <hebb/barriers/winner.hpp>

namespace hebb {
namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

/// A short fraction below x.
Rational short_below(const RealInterval& x) {
  constexpr int scale = 1'000'000;
  if (!x.is_bounded()) return 0;
  return Rational(static_cast<long>(std::floor(std::min(x.lower(), 1.0) * scale)), scale);
}

/// The largest ratio at which the exponent g may serve when all others may be as large as the leader; below 1.
Rational admissible_ratio(const BarrierLaw& law, const Rational& a, int d, int g) {
  const Rational x = short_below(largest_ratio(law.moments(a, g), d, real(1)));
  return std::min(x, Rational(999'999, 1'000'000));
}

double log_value(const std::vector<BarrierPiece>& pieces, const Rational& ratio) {
  double sum = 0;
  int previous = 0;
  for (const BarrierPiece& piece : pieces) {
    if (piece.ratio <= ratio) break;
    sum += (piece.exponent - previous) * std::log(Rational(ratio / piece.ratio).convert_to<double>());
    previous = piece.exponent;
  }
  return sum;
}

}  // namespace

Truth certify_for_any_component(const Barrier& barrier, const BarrierLaw& law) {
  require_barrier(barrier);
  require(barrier.q == law.q, [&] {
    return fmt::format("a barrier for Q = {} cannot be certified with Q = {}", to_string(barrier.q), to_string(law.q));
  });
  Truth all = Truth::proved;
  for (const BarrierPiece& piece : barrier.pieces) {
    const RealInterval x = real(piece.ratio), leader = least_leader(barrier.d, x, real(1));
    const RealInterval growth = ratio_growth(law.moments(barrier.a, piece.exponent), leader, RealInterval(x * leader));
    all = all && less_equal(growth, real(1));
  }
  return all;
}

std::optional<BarrierBound> winning_bound(const SimplexPoint<Rational>& p, std::size_t index, const Rational& a,
                                          const BarrierLaw& law, StopFlag stop) {
  require(index < p.size(), "winning_bound: there is no such component");
  const Rational largest = *std::ranges::max_element(p.coordinates());
  require(p[index] < largest, [&] { return fmt::format("component {} is among the largest", index + 1); });
  require(0 < a && a * law.q < 1,
          [&] { return fmt::format("learning rate {} outside (0, 1/Q), Q = {}", to_string(a), to_string(law.q)); });
  const int d = static_cast<int>(std::ranges::count_if(p.coordinates(), [](const Rational& x) { return x > 0; }));
  const Rational ratio = p[index] / largest;
  if (ratio == 0) return BarrierBound{{}, real(0)};
  // The exponents that can serve at this ratio: 1, 2, ..., then in steps of an eighth; the admissible ratios fall.
  std::vector<BarrierPiece> usable;
  for (int g = 1; g < (1 << 20); g += std::max(1, g / 8)) {
    throw_if_stopped(stop);
    const Rational x = admissible_ratio(law, a, d, g);
    if (x <= ratio) break;
    usable.push_back({g, usable.empty() ? x : std::min(x, usable.back().ratio)});
  }
  if (usable.empty()) return std::nullopt;
  // The first exponent decides x_1: all later ones help.
  std::vector<BarrierPiece> best;
  for (auto first = usable.begin(); first != usable.end(); ++first) {
    std::vector<BarrierPiece> pieces(first, usable.end());
    if (best.empty() || log_value(pieces, ratio) < log_value(best, ratio)) best = std::move(pieces);
  }
  const Barrier barrier{d, a, law.q, law.name, std::move(best)};
  if (!certainly(certify_for_any_component(barrier, law))) return std::nullopt;
  RealInterval value = barrier_function(barrier, ratio, real(0));
  if (!certainly(less(value, real(1)))) return std::nullopt;
  return BarrierBound{barrier, std::move(value)};
}

std::vector<WinningProbability> winning_probabilities(const SimplexPoint<Rational>& p, const Rational& a,
                                                      const BarrierLaw& law, StopFlag stop) {
  require(p.size() >= 2, "a winner needs d >= 2");
  const Rational largest = *std::ranges::max_element(p.coordinates());
  std::vector<WinningProbability> found(p.size(), {real(0), real(1)});
  RealInterval others = real(0);
  int leaders = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] == largest) {
      ++leaders;
      continue;
    }
    if (const auto bound = winning_bound(p, i, a, law, stop)) found[i].upper = bound->probability;
    others = others + found[i].upper;
  }
  RealInterval rest = max(real(0), real(1) - others);  // that one of the leaders wins
  if (leaders == 1) {
    Vec<Rational> ordered = p.coordinates();
    std::swap(ordered[0], *std::ranges::max_element(ordered));
    BarrierOptions how;
    how.stop = stop;
    if (const auto escape = escape_barrier(SimplexPoint<Rational>(ordered), a, law, how))
      rest = max(rest, real(1) - escape->probability);
  }
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] == largest) found[i] = {rest / leaders, real(1) / leaders};
  }
  return found;
}

std::optional<ConvergenceBlock> convergence_block(const AnyNoise& noise, int d, const Rational& a) {
  const Rational q = noise_bound(noise);
  require(d >= 2, [&] { return fmt::format("a block needs d >= 2, not {}", d); });
  require(0 < a && a * q < 1,
          [&] { return fmt::format("learning rate {} outside (0, 1/Q), Q = {}", to_string(a), to_string(q)); });
  const std::optional<Rational> sign = std::visit(
      []<class Law>(const Law& law) -> std::optional<Rational> {
        if constexpr (requires { law.atoms(); }) {
          Rational up = 0, down = 0;
          for (const NoiseAtom& atom : law.atoms()) {
            if (atom.value >= 0) up += atom.probability;
            if (atom.value <= 0) down += atom.probability;
          }
          return std::min(up, down);
        } else if constexpr (std::is_same_v<Law, UniformNoise> || std::is_same_v<Law, TruncatedGaussianNoise>) {
          return Rational(1, 2);  // symmetric
        } else {
          return std::nullopt;
        }
      },
      noise);
  if (!sign) return std::nullopt;
  // growth <= p_1 A_0 D_1 + (1-p_1) A_1 D_0 = 1 at the largest x; half of it makes it less.
  const RatioMoments<RealInterval> m = barrier_law(noise).moments(a, 1);
  const RealInterval fall = real(1) - m.a0 * m.d1, rise = m.a1 * m.d0 - real(1);
  const Rational x = short_below(fall / (2 * (d - 1) * rise));
  if (x <= 0) return std::nullopt;
  const RealInterval k = (log(real(2 * (d - 1))) + log(real(1 / x))) / log(real(1 + a));
  const double steps = std::ceil(k.upper());
  return ConvergenceBlock{
      steps, x,
      -log(real(2)) - RealInterval(steps, steps, BarrierLaw::precision) * (d * log(real(1 / *sign)) + log(real(d)))};
}

}  // namespace hebb
