#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/noisy_distance.hpp>
#include <hebb/barriers/true_rate.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/update.hpp>

#include "refused.hpp"

namespace hebb {
namespace noisy_distance_test {

using namespace literals;

SimplexPoint<Rational> at(Vec<Rational> p) { return SimplexPoint<Rational>(std::move(p)); }

/// Phi of the start, in double, rounded up generously.
RealInterval decay(const Vec<double>& p) {
  double total = 0, product = 1;
  for (std::size_t i = 1; i < p.size(); ++i) {
    const double odds = p[i] / (p[0] - p[i]);
    total += odds;
    product *= 1 + odds;
  }
  const double bound = total * product * 1.001;
  return RealInterval(bound, bound, BarrierLaw::precision);
}

/// l_i of the derivation.
Vec<double> logs(const Vec<double>& p) {
  double all = 0;
  for (std::size_t v = 1; v < p.size(); ++v) all -= std::log1p(-p[v] / p[0]);
  Vec<double> out;
  for (std::size_t i = 1; i < p.size(); ++i) out.push_back(std::log(p[i] / p[0]) - std::log1p(-p[i] / p[0]) + all);
  return out;
}

Vec<double> random_point(std::size_t d, std::mt19937_64& g) {
  std::uniform_real_distribution<double> uniform(0.001, 0.999);
  Vec<double> p{1};
  double total = 1;
  for (std::size_t i = 1; i < d; ++i) {
    p.push_back(std::pow(uniform(g), 2));
    total += p.back();
  }
  for (double& x : p) x /= total;
  return p;
}

/// |p - q| <= sqrt(2) gamma max |l(p) - l(q)|, at random pairs, near ones among them; and the bound is not idle.
TEST(NoisyDistance, TheLogarithmsMoveThePointByAtMostTheSensitivity) {
  std::mt19937_64 g(3);
  std::normal_distribution<double> normal(0, 0.05);
  for (const std::size_t d : {2u, 3u, 5u}) {
    const double gamma = log_coordinate_sensitivity(static_cast<int>(d)).upper();
    double largest = 0;
    for (int k = 0; k < 20000; ++k) {
      const Vec<double> p = random_point(d, g);
      Vec<double> q = p;
      double total = q[0];
      for (std::size_t i = 1; i < d; ++i) {
        q[i] = std::min(q[0] * 0.9999, q[i] * std::exp(normal(g)));
        total += q[i];
      }
      for (double& x : q) x /= total;
      const Vec<double> a = logs(p), b = logs(q);
      double most = 0, distance = 0;
      for (std::size_t i = 0; i + 1 < d; ++i) most = std::max(most, std::fabs(a[i] - b[i]));
      for (std::size_t i = 0; i < d; ++i) distance += (p[i] - q[i]) * (p[i] - q[i]);
      ASSERT_LE(std::sqrt(distance), std::sqrt(2) * gamma * most * (1 + 1e-9));
      largest = std::max(largest, std::sqrt(distance) / (std::sqrt(2) * gamma * most));
    }
    EXPECT_GT(largest, d == 2 ? 0.98 : 0.25) << d;
  }
  EXPECT_REFUSED(log_coordinate_sensitivity(1), PreconditionError, "needs d >= 2, not 1");
}

/// The paths of which all ratios stay below the limit, against the flow (Runge-Kutta); the bound is above their share
/// of the mean, at every step.
TEST(NoisyDistance, BoundsWhatIsSimulated) {
  const Vec<double> start{0.6, 0.4};
  const double a = 0.003;
  const auto bound = noisy_distance(at({0.6_q, 0.4_q}), 0.003_q, barrier_law(UniformNoise(2_q)), decay(start));
  ASSERT_TRUE(bound);
  EXPECT_LT(bound->mean_square.upper(), 0.3);
  EXPECT_LT(bound->escape.upper(), 0.3);
  EXPECT_GT(bound->ratio_limit, 2 / 3_q);
  const int paths = 400, steps = 2500;
  std::vector<Vec<double>> flow{start};
  const auto field = [](double p) { return p * (1 - p) * (2 * p - 1); };
  double p1 = start[0];
  for (int k = 0; k < steps; ++k) {
    const double k1 = field(p1), k2 = field(p1 + a / 2 * k1), k3 = field(p1 + a / 2 * k2), k4 = field(p1 + a * k3);
    p1 += a / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    flow.push_back({p1, 1 - p1});
  }
  std::mt19937_64 g(17);
  const UniformNoise law(2_q);
  const double limit = bound->ratio_limit.convert_to<double>();
  std::vector<double> mean(steps + 1, 0);
  for (int path = 0; path < paths; ++path) {
    Vec<double> p = start;
    std::vector<double> squares{0};
    bool kept = true;
    for (int k = 1; k <= steps && kept; ++k) {
      p = probability_update(p, sample_input(SimplexPoint<double>(p), law, g), a);
      const double total = p[0] + p[1];
      for (double& x : p) x /= total;
      kept = p[1] <= limit * p[0];
      squares.push_back(2 * (p[0] - flow[static_cast<std::size_t>(k)][0]) *
                        (p[0] - flow[static_cast<std::size_t>(k)][0]));
    }
    if (!kept) continue;
    for (std::size_t k = 0; k < squares.size(); ++k) mean[k] += squares[k] / paths;
  }
  const double largest = *std::ranges::max_element(mean);
  EXPECT_GT(largest, 0);
  EXPECT_LT(largest, bound->mean_square.upper());
}

/// The drift and the variance of one step, by enumeration of two-point noise, against the constants of the theorem.
TEST(NoisyDistance, OneStepMovesTheLogarithmsAsTheTheoremSays) {
  const double a = 0.01, q = 2, x = 0.6, d = 3, b = 1 - a * (q - 1);
  const double most = (1 + a * q) / b, later = x * most, odds = later / (1 - later), chi = most / (1 - later);
  const double sigma2 = 1, moment = (1 + 2 * sigma2) / (b * b);
  const double drift = (1 + sigma2) / (2 * b * b) * (1 + d * odds) + d / 2 * odds * (1 + odds) * moment;
  std::mt19937_64 g(9);
  std::uniform_real_distribution<double> uniform(0.001, x);
  double worst_drift = 0, worst_variance = 0;
  for (int k = 0; k < 300; ++k) {
    const double r2 = k == 0 ? x : uniform(g), r3 = k == 0 ? x : uniform(g);
    const Vec<double> p{1 / (1 + r2 + r3), r2 / (1 + r2 + r3), r3 / (1 + r2 + r3)};
    const Vec<double> now = logs(p);
    Vec<double> mean(2, 0);
    double square = 0;
    for (int trigger = 0; trigger < 3; ++trigger) {
      for (int signs = 0; signs < 8; ++signs) {
        Vec<double> next = p;
        double total = 0;
        for (int i = 0; i < 3; ++i) {
          next[static_cast<std::size_t>(i)] *= 1 + a * ((i == trigger) + ((signs >> i & 1) ? q - 1 : 1 - q));
          total += next[static_cast<std::size_t>(i)];
        }
        for (double& v : next) v /= total;
        const Vec<double> then = logs(next);
        const double weight = p[static_cast<std::size_t>(trigger)] / 8;
        for (std::size_t i = 0; i < 2; ++i) {
          mean[i] += weight * (then[i] - now[i]);
          square += weight * (then[i] - now[i]) * (then[i] - now[i]);
        }
      }
    }
    for (const double m : mean) worst_drift = std::max(worst_drift, std::fabs(m + a) / (a * a * drift));
    EXPECT_LE(square, a * a * moment * ((d - 1) + d * (2 * chi + chi * chi * d * x) * (r2 + r3)));
    worst_variance = std::max(worst_variance, square / (a * a * moment * (d - 1) * (1 + d * odds) * (1 + d * odds)));
  }
  EXPECT_LT(worst_drift, 1);
  EXPECT_GT(worst_drift, 0.1);
  EXPECT_LT(worst_variance, 1);
  EXPECT_GT(worst_variance, 0.1);
}

TEST(NoisyDistance, RefusesAndSaysNothing) {
  const BarrierLaw law = barrier_law(UniformNoise(2_q));
  EXPECT_FALSE(noisy_distance(at({0.51_q, 0.49_q}), 0.3_q, law, decay({0.51, 0.49})));
  EXPECT_REFUSED(noisy_distance(at({0.5_q, 0.5_q}), 0.01_q, law, decay({0.6, 0.4})), PreconditionError, "");
  EXPECT_REFUSED(noisy_distance(at({0.6_q, 0.4_q}), 0.5_q, law, decay({0.6, 0.4})), PreconditionError,
                 "outside (0, 1/Q)");
  EXPECT_REFUSED(noisy_distance(at({0.6_q, 0.4_q}), 0.01_q, law, RealInterval(0)), PreconditionError, "decay is below");
}

}  // namespace noisy_distance_test
}  // namespace hebb
