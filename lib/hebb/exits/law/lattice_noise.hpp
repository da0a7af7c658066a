#pragma once

#include <vector>

#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {

/// The lattice of the exit probabilities for three components: `cells` cells across the range of log(1 + a Z),
/// Z uniform on [-(Q-1), Q-1]: spacing h = log((1 + a(Q-1)) / (1 - a(Q-1))) / cells.
RealInterval noise_spacing(const Rational& q, const Rational& a, int cells);

/// The law of s = log(1 + a(B + Z)) for uniform Z, B = 0 or 1, next to one that is uniform on each cell of a lattice.
/// Density phi(s) = e^s / (2a(Q-1)) between log(1 + a(B - Q + 1)) and log(1 + a(B + Q - 1)); on the lattice
/// psi = sum_m weight[m - first] (the uniform law on the cell l0 + [m h, (m+1) h]), l0 = log(1 - a(Q-1)), with
///   int g dphi = int g dpsi   for cubic polynomials g,      weight > 0.
/// For other g the two integrals differ by at most
///   transport sup|g'|,      second sup|g''|      and      fourth sup|g''''|.
/// Derivation: docs/theory/exit-probabilities.md, section 5.2.
struct LatticeNoise {
  int first = 0;
  /// Nearest doubles: within one ulp.
  std::vector<double> weight;
  /// Upper bounds of the constants above; of the density phi, which is half its variation; of half the variation of phi
  /// and of psi.
  double transport = 0, second = 0, fourth = 0, density = 0, variation = 0;

  int last() const { return first + static_cast<int>(weight.size()) - 1; }
};

/// q > 1, 0 < a q < 1, cells >= 4.
LatticeNoise make_lattice_noise(const Rational& q, const Rational& a, bool triggered, int cells);

}  // namespace hebb
