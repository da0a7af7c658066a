#include <algorithm>
#include <array>
#include <cmath>

#include <hebb/exits/law/lattice_noise.hpp>
#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

namespace {

constexpr long precision = 320;  // the moments of a cell lose 4 log2(1/h) bits
constexpr int order = 4;         // cells in a stencil: cubic polynomials are exact
constexpr int parts = 32;        // of a cell, where the Peano kernels are bounded

using Moments = std::array<RealInterval, order>;

RealInterval real(const Rational& x) { return RealInterval(x, precision); }
RealInterval real(double x) { return RealInterval(x, x, precision); }

/// The density phi in the unit h from l0: c e^(h s) between `left` and `right`.
struct CellDensity {
  RealInterval h, c, left, right;

  CellDensity(const Rational& q, const Rational& a, bool triggered, int cells)
      : h(noise_spacing(q, a, cells)), c(h), left(h), right(h) {
    const Rational least = 1 - a * (q - 1), shift = triggered ? a : Rational(0);
    const RealInterval origin = log(real(least));
    c = h * real(least / (2 * a * (q - 1)));
    left = triggered ? RealInterval((log(real(least + shift)) - origin) / h) : real(Rational(0));
    right = triggered ? RealInterval((log(real(1 + shift + a * (q - 1))) - origin) / h) : real(Rational(cells));
  }
  RealInterval operator()(const RealInterval& s) const { return c * exp(h * s); }

  /// int_from^to (s - x)^j phi(s) ds for j = 0..3:      int y^j e^(h y) dy = (y^j e^(h y) - j int y^(j-1) e^(h y) dy) /
  /// h.
  Moments moments(const RealInterval& from, const RealInterval& to, const RealInterval& x) const {
    const RealInterval scale = c * exp(h * x), a = from - x, b = to - x, ea = exp(h * a), eb = exp(h * b);
    RealInterval power_a = real(Rational(1)), power_b = power_a, integral = (eb - ea) / h;
    Moments result{scale * integral, scale, scale, scale};
    for (int j = 1; j < order; ++j) {
      power_a = power_a * a;
      power_b = power_b * b;
      integral = (power_b * eb - power_a * ea - RealInterval(j) * integral) / h;
      result[static_cast<std::size_t>(j)] = scale * integral;
    }
    return result;
  }
};

/// Weights w_i with sum_i w_i (mean of y^j over [i - 1/2, i + 1/2]) = moment_j, j = 0..3, i = begin..begin+3: those of
/// Lagrange interpolation at the points i, for the moments of a law whose convolution with the uniform one has these.
Moments interpolate(const Moments& moment, int begin) {
  const Moments nu{moment[0], moment[1], moment[2] - moment[0] / RealInterval(12),
                   moment[3] - moment[1] / RealInterval(4)};
  Moments weight{nu[0], nu[0], nu[0], nu[0]};
  for (int i = 0; i < order; ++i) {
    std::array<Rational, order> polynomial{1, 0, 0, 0};  // prod_k (y - k) / (i - k)
    int degree = 0;
    for (int k = 0; k < order; ++k) {
      if (k == i) continue;
      ++degree;
      for (int r = degree; r >= 0; --r) {
        const std::size_t at = static_cast<std::size_t>(r);
        polynomial[at] = ((r > 0 ? polynomial[at - 1] : Rational(0)) - (begin + k) * polynomial[at]) / (i - k);
      }
    }
    RealInterval total = real(Rational(0));
    for (std::size_t r = 0; r < order; ++r) total = total + real(polynomial[r]) * nu[r];
    weight[static_cast<std::size_t>(i)] = total;
  }
  return weight;
}

double magnitude(const RealInterval& x) { return std::max(std::fabs(x.lower()), std::fabs(x.upper())); }

RealInterval power(const RealInterval& x, int n) {
  RealInterval result = x;
  for (int i = 1; i < n; ++i) result = result * x;
  return result;
}

}  // namespace

RealInterval noise_spacing(const Rational& q, const Rational& a, int cells) {
  const Rational reach = a * (q - 1);
  return log(real((1 + reach) / (1 - reach))) / RealInterval(cells);
}

// Long: one derivation, in the order of the proof; every constant is used by the next.
LatticeNoise make_lattice_noise(const Rational& q, const Rational& a, bool triggered, int cells) {
  require(q > 1 && a > 0 && a * q < 1 && cells >= order, "lattice noise: parameters out of range");
  const CellDensity phi(q, a, triggered, cells);
  LatticeNoise noise;
  // An end that is a lattice point, or nearly, opens no cell of its own.
  constexpr double snap = 0x1p-20;
  noise.first = static_cast<int>(std::floor(phi.left.lower() + snap));
  const int end = static_cast<int>(std::ceil(phi.right.upper() - snap)), count = end - noise.first;
  require(count >= order, "lattice noise: too few cells");

  // The part of phi on each cell is represented by the means over four cells.
  std::vector<RealInterval> weight(static_cast<std::size_t>(count), real(Rational(0)));
  for (int m = noise.first; m < end; ++m) {
    const RealInterval from = m == noise.first ? phi.left : real(Rational(m));
    const RealInterval to = m + 1 == end ? phi.right : real(Rational(m + 1));
    const int begin = std::clamp(m - 1, noise.first, end - order);
    const Moments part = interpolate(phi.moments(from, to, real(Rational(2 * m + 1) / 2)), begin - m);
    for (int i = 0; i < order; ++i) {
      RealInterval& w = weight[static_cast<std::size_t>(begin - noise.first + i)];
      w = w + part[static_cast<std::size_t>(i)];
    }
  }
  double before = 0, rise = 0;
  for (const RealInterval& w : weight) {
    require(w.lower() > 0 && w.upper() - w.lower() <= 0x1p-51 * w.lower(), "lattice noise: a weight is not tight");
    noise.weight.push_back(w.upper());
    rise = add_up(rise, std::max(0.0, sub_up(w.upper(), before)));
    before = w.lower();
  }

  // Peano kernels k_r(x) = int (s-x)_+^(r-1) / (r-1)! (dphi - dpsi), 0 outside the two laws as cubics are exact: one
  // cell more on both sides is enough. On a part of length eta, |k_r| <= |k_r(middle)| + eta/2 sup|k_(r-1)|, and k_0 =
  // phi - psi.
  const double eta = 1.0 / parts;
  double first = 0, second = 0, fourth = 0;
  const RealInterval none = real(Rational(0));
  for (int i = -parts; i < (count + 1) * parts; ++i) {
    const RealInterval from = real(noise.first + i * eta), to = real(noise.first + (i + 1) * eta);
    const RealInterval x = real(noise.first + (i + 0.5) * eta);
    const int cell = i < 0 ? -1 : i / parts;
    const RealInterval& w = 0 <= cell && cell < count ? weight[static_cast<std::size_t>(cell)] : none;
    double bound = std::max(magnitude(phi(from) - w), magnitude(phi(to) - w));
    if (from.lower() < phi.left.upper() || to.upper() > phi.right.lower()) bound = std::max(bound, magnitude(w));
    if (to.upper() < phi.left.lower() || from.lower() > phi.right.upper()) bound = magnitude(w);
    Moments kernel = phi.moments(max(x, phi.left), max(x, phi.right), x);
    for (int m = noise.first + std::max(0, cell); m < end; ++m) {
      const RealInterval high = real(Rational(m + 1)) - x, low = max(real(Rational(m)) - x, RealInterval(0));
      for (int j = 0; j < order; ++j) {
        RealInterval& k = kernel[static_cast<std::size_t>(j)];
        k = k - weight[static_cast<std::size_t>(m - noise.first)] * (power(high, j + 1) - power(low, j + 1)) /
                    RealInterval(j + 1);
      }
    }
    const double factorial[] = {1, 1, 2, 6};
    for (int r = 1; r <= order; ++r) {
      const double middle = div_up(magnitude(kernel[static_cast<std::size_t>(r - 1)]), factorial[r - 1]);
      bound = add_up(middle, mul_up(eta / 2, bound));
      if (r == 1) first = add_up(first, mul_up(eta, bound));
      if (r == 2) second = add_up(second, mul_up(eta, bound));
      if (r == order) fourth = add_up(fourth, mul_up(eta, bound));
    }
  }
  const double h = phi.h.upper();
  noise.transport = mul_up(first, h);
  noise.second = mul_up(second, mul_up(h, h));
  noise.fourth = mul_up(fourth, mul_up(mul_up(h, h), mul_up(h, h)));
  noise.density = div_up(magnitude(phi(phi.right)), phi.h.lower());
  noise.variation = std::max(noise.density, div_up(rise, phi.h.lower()));
  return noise;
}

}  // namespace hebb
