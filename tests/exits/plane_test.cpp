#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include <hebb/exits/law/lattice_noise.hpp>
#include <hebb/exits/plane/plane.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

#include "refused.hpp"

namespace hebb {
namespace plane_test {

using namespace literals;

ExitProblem three(const Vec<Rational>& start, const LossEvent& event, std::optional<int> steps,
                  const Rational& alpha = 0.05_q) {
  return {{start, alpha, UniformNoise(2_q), event}, steps};
}
ExitEnclosure plane(const ExitProblem& problem, int cells) {
  ExitPlaneOptions options;
  options.cells = cells;
  return enclose_exit_in_plane(problem, options);
}
double width(const ExitEnclosure& x) { return (x.upper - x.lower) / x.upper; }

TEST(LatticeNoise, KeepsCubicPolynomialsAndBoundsTheRest) {
  for (const Rational& q : {2_q, 1.5_q, 3_q}) {
    for (const bool triggered : {false, true}) {
      const Rational alpha = 0.02_q;
      const int cells = 10;
      const LatticeNoise noise = make_lattice_noise(q, alpha, triggered, cells);
      const double h = noise_spacing(q, alpha, cells).upper(), a = alpha.convert_to<double>();
      const double spread = Rational(q - 1).convert_to<double>(), shift = triggered ? a : 0,
                   l0 = std::log1p(-a * spread);
      // Midpoint sums over Z and over the cells; they are accurate to about 1e-10 of the value.
      constexpr int n = 20000, m = 200;
      const auto difference = [&](auto g) {
        double exact = 0, lattice = 0;
        for (int i = 0; i < n; ++i) {
          const double z = spread * (2 * (i + 0.5) / n - 1);
          exact += g(std::log1p(shift + a * z) - l0) / n;
        }
        for (std::size_t k = 0; k < noise.weight.size(); ++k) {
          for (int i = 0; i < m; ++i) {
            lattice += noise.weight[k] * g((noise.first + static_cast<int>(k) + (i + 0.5) / m) * h) / m;
          }
        }
        return std::fabs(exact - lattice);
      };
      for (int degree = 0; degree <= 3; ++degree) {
        EXPECT_LT(difference([&](double s) { return std::pow(s / h - 5, degree); }), 1e-4 * std::pow(8.0, degree - 1))
            << degree;
      }
      EXPECT_GT(difference([&](double s) { return std::pow(s / h - 5, 4); }), 0);
      double worst = 0;
      for (int i = 0; i <= 60; ++i) {  // |s - x| has slope 1, and is the worst function for one x
        const double x = (noise.first + i / 60.0 * static_cast<double>(noise.weight.size())) * h;
        worst = std::max(worst, difference([&](double s) { return std::fabs(s - x); }));
        for (const double k : {1.0, 2.0, 3.0}) {
          const double wave = k / h;
          const double d = difference([&](double s) { return std::cos(wave * (s - x)); });
          EXPECT_LE(d, noise.transport * wave + 1e-7);
          EXPECT_LE(d, noise.second * wave * wave + 1e-7);
          EXPECT_LE(d, noise.fourth * std::pow(wave, 4) + 1e-7);
        }
      }
      EXPECT_LE(worst, noise.transport + 1e-7 * h);
      EXPECT_LT(noise.transport, 0.06 * h);
      EXPECT_LT(noise.fourth, 0.005 * std::pow(h, 4));
      EXPECT_GE(noise.density, (1 + shift + a * spread) / (2 * a * spread));
      EXPECT_LT(noise.variation, 2.2 * noise.density);
    }
  }
}

/// The probability of exit in one step, by midpoint sums over the three noises.
double one_step(const ExitProblem& problem) {
  constexpr int n = 80;
  const double a = problem.a.convert_to<double>();
  double p[3], total = 0;
  for (std::size_t i = 0; i < 3; ++i) p[i] = problem.start[i].convert_to<double>();
  for (int trigger = 0; trigger < 3; ++trigger) {
    int count = 0;
    for (int i = 0; i < n * n * n; ++i) {
      const int z[] = {i % n, i / n % n, i / (n * n)};
      double x[3];
      for (int j = 0; j < 3; ++j) x[j] = p[j] * (1 + a * ((trigger == j ? 1 : 0) + 2 * (z[j] + 0.5) / n - 1));
      const double sum = x[0] + x[1] + x[2], most = std::max(x[1], x[2]);
      const auto& [ratio, gap] = problem.event;
      count += x[0] < ratio.convert_to<double>() * most + gap.convert_to<double>() * sum;
    }
    total += p[trigger] * count / (n * n * n);
  }
  return total;
}

TEST(ExitPlane, OneStepIsTheIntegralOverTheNoise) {
  // Here everything rests on the shares of the cells that the boundary cuts.
  const Vec<Rational> starts[] = {{0.42_q, 0.31_q, 0.27_q}, {0.45_q, 0.33_q, 0.22_q}, {0.42_q, 0.2_q, 0.38_q}};
  for (const LossEvent& event :
       {LossEvent::below_gap(0.1_q), LossEvent::below_ratio(1.2_q), LossEvent::below_gap(0_q)}) {
    for (const Vec<Rational>& start : starts) {
      const ExitProblem problem = three(start, event, 1);
      if (starts_outside(problem)) continue;
      const ExitEnclosure bounds = plane(problem, 12);
      const double exact = one_step(problem);
      EXPECT_LE(bounds.lower, exact + 1e-3);
      EXPECT_GE(bounds.upper, exact - 1e-3);
      EXPECT_LT(bounds.upper - bounds.lower, 0.02);
    }
  }
}

TEST(ExitPlane, ContainsSampling) {
  const Vec<Rational> near{0.5_q, 0.3_q, 0.2_q}, tied{0.42_q, 0.29_q, 0.29_q}, swapped{0.5_q, 0.2_q, 0.3_q};
  struct Case {
    Vec<Rational> start;
    LossEvent event;
    int steps;
    double width;
  };
  for (const Case& c :
       {Case{near, LossEvent::below_gap(0.1_q), 30, 0.4}, Case{tied, LossEvent::below_ratio(1.2_q), 20, 0.35},
        Case{swapped, LossEvent::below_gap(0.05_q), 30, 0.4}}) {
    const ExitProblem problem = three(c.start, c.event, c.steps);
    const ExitEnclosure bounds = plane(problem, 12);
    EXPECT_EQ(bounds.method, "plane");
    EXPECT_LT(width(bounds), c.width);
    for (const int k : {c.steps / 4, c.steps}) {
      const MonteCarlo sampling(
          {{.start = problem.start, .a = problem.a, .noise = UniformNoise(2_q), .event = problem.event},
           static_cast<std::uint64_t>(k)},
          {.paths = 1 << 20, .seed = 7, .threads = 0, .report_steps = {}});
      const EscapeEstimate sampled = loss_estimates(sampling.run(), 1e-6_q).back();
      EXPECT_LE(bounds.lower_by_step[static_cast<std::size_t>(k)], sampled.fixed.upper) << k;
      EXPECT_GE(bounds.upper_by_step[static_cast<std::size_t>(k)], sampled.fixed.lower) << k;
    }
  }
}

TEST(ExitPlane, RefinesAndLiesInsideThePairwiseBounds) {
  const ExitProblem problem = three({0.5_q, 0.3_q, 0.2_q}, LossEvent::below_gap(0.1_q), 30);
  const ExitEnclosure pairwise = enclose_exit(problem);
  ExitEnclosure coarse = plane(problem, 8);
  for (const int cells : {12, 18}) {
    const ExitEnclosure fine = plane(problem, cells);
    EXPECT_LT(fine.upper - fine.lower, 0.7 * (coarse.upper - coarse.lower));
    for (std::size_t k = 0; k < fine.upper_by_step.size(); ++k) {
      EXPECT_LE(fine.lower_by_step[k], coarse.upper_by_step[k]);
      EXPECT_GE(fine.upper_by_step[k], coarse.lower_by_step[k]);
      EXPECT_LE(fine.lower_by_step[k], pairwise.upper_by_step[k]);
      EXPECT_GE(fine.upper_by_step[k], pairwise.lower_by_step[k]);
    }
    coarse = fine;
  }
  EXPECT_LT(coarse.upper, pairwise.upper);
  EXPECT_GT(coarse.lower, pairwise.lower);
}

TEST(ExitPlane, OrderOfTheOpponentsAndThreadsDoNotMatter) {
  const ExitEnclosure one = plane(three({0.45_q, 0.3_q, 0.25_q}, LossEvent::below_gap(0.1_q), 12), 10);
  const ExitEnclosure other = plane(three({0.45_q, 0.25_q, 0.3_q}, LossEvent::below_gap(0.1_q), 12), 10);
  EXPECT_NEAR(one.upper, other.upper, 0.02 * one.upper);
  EXPECT_NEAR(one.lower, other.lower, 0.02 * one.upper);
  ExitPlaneOptions two;
  two.cells = 10;
  two.threads = 2;
  const ExitEnclosure parallel =
      enclose_exit_in_plane(three({0.45_q, 0.3_q, 0.25_q}, LossEvent::below_gap(0.1_q), 12), two);
  EXPECT_EQ(parallel.upper_by_step, one.upper_by_step);
  EXPECT_EQ(parallel.lower_by_step, one.lower_by_step);
  // A component that is 0 does not count.
  EXPECT_EQ(plane(three({0.45_q, 0_q, 0.3_q, 0.25_q}, LossEvent::below_gap(0.1_q), 12), 10).upper, one.upper);
}

TEST(ExitPlane, ForeverIsAboveEveryHorizon) {
  const ExitProblem problem = three({0.45_q, 0.3_q, 0.25_q}, LossEvent::below_gap(0.1_q), std::nullopt, 0.08_q);
  ExitProblem finite = problem;
  finite.steps = 60;
  const ExitEnclosure ever = plane(problem, 12), by_step = plane(finite, 12);
  EXPECT_GE(ever.lower, by_step.lower);
  EXPECT_GE(ever.upper, by_step.lower);
  EXPECT_LT(width(ever), 0.35);
  EXPECT_TRUE(ever.upper_by_step.empty());
  EXPECT_LT(enclose_exit(problem).lower, ever.upper);
  EXPECT_GT(enclose_exit(problem).upper, ever.lower);
}

TEST(ExitPlane, RefusesWhatItDoesNotKnow) {
  const ExitProblem good = three({0.5_q, 0.3_q, 0.2_q}, LossEvent::below_gap(0.1_q), 3);
  ExitProblem bad = good;
  bad.start = {0.5_q, 0.5_q};
  EXPECT_REFUSED(plane(bad, 8), PreconditionError, "exit in the plane: 2 positive components, expected 3");
  bad = good;
  bad.noise = TwoPointNoise(2_q);
  EXPECT_REFUSED(plane(bad, 8), PreconditionError, "exit in the plane: uniform noise is needed");
  EXPECT_REFUSED(plane(good, 3), PreconditionError, "exit in the plane: 3 cells, expected 4..256");
  bad = good;
  bad.a = 0.0001_q;
  EXPECT_REFUSED(plane(bad, 8), PreconditionError,
                 "exit in the plane: the lattice would have 1.25e+09 nodes, more than 3e+07");  // too many nodes
  bad.a = Rational(1, 1'000'000'000);
  EXPECT_REFUSED(
      plane(bad, 16), PreconditionError,
      "exit in the plane: the lattice would have 4e+18 nodes, more than 3e+07");  // more rows than an int counts
  ExitProblem lost = good;
  lost.start = {0.34_q, 0.33_q, 0.33_q};
  EXPECT_EQ(plane(lost, 8).lower, 1);
}

}  // namespace plane_test
}  // namespace hebb
