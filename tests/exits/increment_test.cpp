#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/exits/law/increment.hpp>
#include <hebb/exits/law/stencil.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {
namespace increment_test {

using namespace literals;

constexpr long bits = 256;

/// P(X <= r Y), X and Y uniform on [x, x + w] and [y, y + w]: the mean over Y of the piecewise linear P(X <= r Y | Y).
Rational exact_cdf(const LogRatioLaw& law, const Rational& r) {
  const Rational w = law.width, begin = law.y_low, end = law.y_low + w;
  const Rational enter = min(max(law.x_low / r, begin), end), leave = min(max((law.x_low + w) / r, begin), end);
  const auto linear = [&](const Rational& y) { return (r * y - law.x_low) / w; };
  return ((leave - enter) * (linear(enter) + linear(leave)) / 2 + (end - leave)) / w;
}

std::vector<LogRatioLaw> laws() {
  return {LogRatioLaw::triggered(2_q, 0.01_q), LogRatioLaw::idle(2_q, 0.01_q), LogRatioLaw::triggered(1.5_q, 0.3_q),
          LogRatioLaw::triggered(1.1_q, 0.5_q), LogRatioLaw::triggered(5_q, 0.19_q)};
}

TEST(LogRatioLaw, DistributionFunctionIsTheAreaBelowALine) {
  for (const LogRatioLaw& law : laws()) {
    const RealInterval as(0_q, bits);
    const LogRatioIntegrals<RealInterval> integrals(law, as);
    const Rational low = law.kinks[0].ratio, high = law.kinks[3].ratio;
    for (int i = -2; i <= 42; ++i) {
      const Rational r = low + (high - low) * Rational(i, 40);
      if (r <= 0) continue;
      const RealInterval cdf = integrals(log(like(as, r)))[1];
      EXPECT_TRUE(cdf.contains(exact_cdf(law, r))) << i;
      EXPECT_LT(cdf.width(), 1e-60);
    }
  }
}

TEST(LogRatioLaw, IntegralsAreAntiderivatives) {
  // Differences of A_{m+1} are between h times the extremes of A_m, which is monotone for m >= 1.
  const LogRatioLaw law = LogRatioLaw::triggered(2_q, 0.1_q);
  const RealInterval as(0_q, bits);
  const LogRatioIntegrals<RealInterval> integrals(law, as);
  const RealInterval h = like(as, 1e-3_q);
  for (int k = -150; k < 300; k += 7) {
    const RealInterval t = h * like(as, Rational(k));
    const auto here = integrals(t), there = integrals(t + h);
    for (std::size_t m = 1; m <= 2; ++m) {
      const RealInterval mean = (there[m + 1] - here[m + 1]) / h;
      EXPECT_TRUE(possibly(less_equal(here[m], mean)) && possibly(less_equal(mean, there[m]))) << k;
    }
    const RealInterval density = (here[0] + there[0]) / 2, mean = (there[1] - here[1]) / h;
    EXPECT_LT(abs(density - mean).upper(), 1e-2 * (1 + density.upper())) << k;
  }
}

TEST(LogRatioLaw, OneFormulaForEveryScalar) {
  const LogRatioLaw law = LogRatioLaw::triggered(2_q, 0.1_q);
  const LogRatioIntegrals<double> nearest(law, 0.0);
  const LogRatioIntegrals<Interval> enclosure(law, Interval(0));
  const LogRatioIntegrals<RealInterval> precise(law, RealInterval(0_q, bits));
  for (const double t : {-0.1, 0.0, 0.05, 0.2}) {
    for (std::size_t m = 0; m < 4; ++m) {
      const RealInterval exact = precise(RealInterval(t, t, bits))[m];
      EXPECT_TRUE(subset(exact, RealInterval(enclosure(Interval(t))[m], bits)));
      EXPECT_NEAR(nearest(t)[m], exact.upper(), 1e-10);
    }
  }
}

TEST(RatioAtoms, TwoPointNoise) {
  const auto atoms = ratio_atoms(TwoPointNoise(2_q).atoms(), 0.1_q, 1.1_q);
  ASSERT_EQ(atoms.size(), 4u);
  EXPECT_EQ(atoms[0].ratio, Rational(10, 11));
  EXPECT_EQ(atoms[3].ratio, Rational(12, 9));
  Rational total = 0;
  for (const RatioAtom& atom : atoms) total += atom.probability;
  EXPECT_EQ(total, 1);
  EXPECT_EQ(ratio_atoms(TwoPointNoise(2_q).atoms(), 0.1_q, 1_q).size(), 3u);  // the ratio 1 twice, merged
}

TEST(ExponentialMoment, DensityAndAtomsAgainstDirectSums) {
  const RealInterval one_tenth(0.1_q, bits), two(2_q, bits);
  // E (X/Y)^2 = E X^2 E Y^-2 with E Y^-2 = 1 / (y (y + w)).
  const LogRatioLaw law = LogRatioLaw::triggered(2_q, 0.1_q);
  const Rational x = law.x_low, w = law.width, y = law.y_low;
  const Rational exact = ((x + w) * (x + w) * (x + w) - x * x * x) / (3 * w) / (y * (y + w));
  EXPECT_TRUE(exponential_moment(law, two).contains(exact));
  EXPECT_LT(exponential_moment(law, two).width(), 1e-60);
  Rational sum = 0;
  const auto atoms = ratio_atoms(TwoPointNoise(2_q).atoms(), 0.1_q, 1.1_q);
  for (const RatioAtom& atom : atoms) sum += atom.probability * atom.ratio * atom.ratio;
  EXPECT_TRUE(exponential_moment(atoms, two).contains(sum));
}

/// sum of all weights applied to V = 1, and to V = u (b_j is then the mean of its neighbours).
struct Moments {
  double mass, mean;
};
Moments moments(const LawStencil& stencil, const LawStencil::Weights& w, double h) {
  Moments m{0, 0};
  for (int k = 0; k < stencil.taps(); ++k) {
    m.mass += w.node[k];
    m.mean += w.node[k] * h * (stencil.first + k);
    if (k + 1 < stencil.taps()) {
      m.mass += w.middle[k];
      m.mean += w.middle[k] * h * (stencil.first + k + 0.5);
    }
  }
  return m;
}

TEST(LawStencil, ReproducesMassAndMean) {
  const LogRatioLaw law = LogRatioLaw::triggered(2_q, 0.1_q);
  for (const double h : {0.0123, 0.00531, 0.07}) {
    for (const bool mirrored : {false, true}) {
      const auto stencil = make_stencil(law, h, mirrored);
      ASSERT_TRUE(stencil);
      // E log X for X uniform on [x, x+w] is ((x+w) log(x+w) - x log x)/w - 1; the means of X and Y differ by that.
      const auto mean_log = [&](const Rational& low) {
        const double x = low.convert_to<double>(), w = law.width.convert_to<double>();
        return ((x + w) * log(x + w) - x * log(x)) / w;
      };
      const double mean = (mean_log(law.x_low) - mean_log(law.y_low)) * (mirrored ? -1 : 1);
      for (const auto* w : {&stencil->lower, &stencil->upper}) {
        const Moments m = moments(*stencil, *w, h);
        EXPECT_NEAR(m.mass, 1, 1e-13);
        EXPECT_NEAR(m.mean, mean, 1e-13);
      }
      for (std::size_t k = 0; k < stencil->lower.node.size(); ++k) {
        EXPECT_LT(stencil->lower.node[k], stencil->upper.node[k]);
        EXPECT_GE(stencil->lower.node[k], (1 - 0x1p-51) * stencil->upper.node[k]);
      }
    }
  }
}

TEST(LawStencil, RejectsAKnotNearALatticePoint) {
  const LogRatioLaw law = LogRatioLaw::triggered(2_q, 0.1_q);
  const double knot = LogRatioIntegrals<double>(law, 0.0).knot(3);
  EXPECT_FALSE(make_stencil(law, knot / 8, false));
  EXPECT_TRUE(make_stencil(law, knot / 8.3, false));
}

TEST(Correlate, TheSameNumbersOnEveryInstructionSet) {
  std::mt19937_64 generator(7);
  std::uniform_real_distribution<double> unit;
  const int n = 2 * correlation_block, taps = 37;
  std::vector<double> weights(taps), x(n + taps), direct(n, 0.25);
  for (double& w : weights) w = unit(generator);
  for (double& y : x) y = unit(generator) * 0x1p-30;
  for (int k = 0; k < taps; ++k) {
    for (int i = 0; i < n; ++i) direct[i] += weights[k] * x[i + k];
  }
  for (const InstructionSet set : all_instruction_sets) {
    if (!is_supported(set)) continue;
    std::vector<double> out(n, 0.25);
    dispatch(set, [&]<class Isa>(Isa) { correlate<Isa>(weights.data(), taps, x.data(), 1, out.data(), n); });
    EXPECT_EQ(out, direct) << to_string(set);
  }
}

}  // namespace increment_test
}  // namespace hebb
