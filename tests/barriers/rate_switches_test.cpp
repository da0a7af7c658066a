#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include <hebb/barriers/rate_switches.hpp>

#include "refused.hpp"

namespace hebb {
namespace rate_switches_test {

using namespace literals;

const BarrierLaw uniform = barrier_law(UniformNoise(2_q));

/// The default of `hebb experiment switching`.
RateSwitches known(Rational a, std::uint64_t interval) {
  return {{1, 1, 1}, {10, 15_q / 2, 5}, {5, 15_q / 2, 10}, std::move(a), interval};
}
double lost(const Rational& a, std::uint64_t interval) {
  const auto bound = lead_lost_bound(uniform, known(a, interval));
  return bound ? bound->upper() : 1;
}

TEST(RateSwitches, TheBoundFallsToTheBarrierOfTheStart) {
  EXPECT_EQ(lost(0.01_q, 300), 1) << "the switch is followed about as often as not";
  EXPECT_LT(lost(0.01_q, 600), 0.55);
  EXPECT_LT(lost(0.001_q, 6000), 0.00124);
  const auto start = escape_barrier(SimplexPoint<Rational>({4_q / 9, 3_q / 9, 2_q / 9}), 0.01_q, uniform);
  ASSERT_TRUE(start);
  EXPECT_NEAR(lost(0.01_q, 10'000), start->probability.upper(), 1e-3);
}

/// Two components, two-point noise: all paths, states that are the same joined.
TEST(RateSwitches, HoldsForAllPathsOfASmallChain) {
  const double a = 0.05;
  const BarrierLaw law = barrier_law(TwoPointNoise(2_q));
  for (const int interval : {1, 4, 9}) {
    const RateSwitches rates{{1, 1}, {10, 4}, {5, 3}, 0.05_q, static_cast<std::uint64_t>(interval)};  // R = 3/2
    const auto bound = lead_lost_bound(law, rates);
    ASSERT_TRUE(bound) << interval;
    std::map<long long, double> now{{std::llround(std::log(0.4) * 1e12), 1.0}};  // log p_2/p_1 under the first rates
    double gone = 0;
    for (int k = 0; k <= interval + 14; ++k) {
      std::map<long long, double> next;
      const bool second = k >= interval && (k / interval) % 2 == 1;
      for (const auto& [state, probability] : now) {
        const double u = static_cast<double>(state) * 1e-12, r = std::exp(u);
        if (r >= 1 || (k >= interval && 1.5 * r >= 1)) {
          gone += probability;
          continue;
        }
        const double odds = second ? 1.5 * r : r;
        for (const int leader : {0, 1}) {
          const double trigger = leader == 1 ? 1 / (1 + odds) : odds / (1 + odds);
          for (const int z1 : {-1, 1}) {
            for (const int z2 : {-1, 1}) {
              const double step = std::log((1 + a * (z2 + 1 - leader)) / (1 + a * (z1 + leader)));
              next[std::llround((u + step) * 1e12)] += probability * trigger / 4;
            }
          }
        }
      }
      now = std::move(next);
    }
    EXPECT_LE(gone, bound->upper()) << interval;
    EXPECT_GT(gone, 0) << interval;
  }
}

struct Counted {
  double gone, share, all;  // shares of paths, of switches, of paths
};
/// Paths of the default problem, by their definition.
constexpr int paths = 1500, count = 2;
Counted simulate(int interval) {
  std::mt19937_64 g(3);
  std::uniform_real_distribution<double> u(0, 1);
  const double rates[2][3] = {{10, 7.5, 5}, {5, 7.5, 10}};
  int gone = 0, followed = 0, all = 0;
  for (int path = 0; path < paths; ++path) {
    std::array<double, 3> w{1, 1, 1};
    bool kept = true;
    int here = 0;
    for (int k = 0; k < (count + 1) * interval; ++k) {
      const double* rate = rates[k / interval % 2];
      const auto leads = [&](const double* x) { return x[0] * w[0] > std::max(x[1] * w[1], x[2] * w[2]); };
      kept = kept && leads(rates[0]) && (k < interval || leads(rates[1]));
      if (k % interval == interval - 1 && k >= interval) {
        const std::size_t v = k / interval % 2 == 1 ? 2 : 0;
        bool best = true;
        for (std::size_t i = 0; i < 3; ++i) best = best && (i == v || rate[v] * w[v] > rate[i] * w[i]);
        here += best;
      }
      double draw = u(g) * (rate[0] * w[0] + rate[1] * w[1] + rate[2] * w[2]);
      std::size_t trigger = 0;
      while (trigger < 2 && (draw -= rate[trigger] * w[trigger]) > 0) ++trigger;
      for (std::size_t i = 0; i < 3; ++i) w[i] *= 1 + 0.01 * (2 * u(g) - 1 + (i == trigger));
    }
    gone += !kept;
    followed += here;
    all += here == count;
  }
  return {1.0 * gone / paths, 1.0 * followed / (count * paths), 1.0 * all / paths};
}

TEST(RateSwitches, HoldsWhereItIsSimulated) {
  const double error = 3.5 * std::sqrt(0.25 / paths);
  const Counted late = simulate(600), soon = simulate(100);
  const FollowingBounds b = following_bounds(uniform, known(0.01_q, 600), count);
  ASSERT_TRUE(b.lost);
  EXPECT_LE(late.gone, b.lost->upper() + error);
  EXPECT_GE(late.share, b.share_lower.lower() - error);
  EXPECT_LE(late.share, b.share_upper.upper() + error);
  EXPECT_LE(late.all, b.all_upper.upper() + error);
  EXPECT_GE(1 - late.gone, b.locked_lower.lower() - error);
  // For a switch that comes sooner the same bounds are false, and nothing is proved.
  EXPECT_GT(soon.gone, b.lost->upper() + error);
  EXPECT_EQ(lost(0.01_q, 100), 1);
}

/// From 1 leader of 2, the favourite is never behind before so many steps; exactly so many can bring it there.
TEST(RateSwitches, NoPathGetsThereSoon) {
  const BarrierLaw law = barrier_law(TwoPointNoise(2_q));
  // (1 + aQ)/(1 - a(Q-1)) = 1.2/0.9 = 4/3 a step for a = 1/10.
  const Vec<Rational> one{1, 1}, rates{16_q / 9, 1};
  EXPECT_EQ(favourite_behind_bound(law, one, rates, 0.1_q, 1).upper(), 0);
  const RealInterval two = favourite_behind_bound(law, one, rates, 0.1_q, 2);
  // Two triggers of 2 with the worst noise bring level: probability (1/4)^2 (9/25) (12/28).
  EXPECT_GE(two.upper(), 1.0 / 16 * 9 / 25 * 12 / 28);
  EXPECT_LE(two.upper(), 1);
  EXPECT_EQ(favourite_behind_bound(law, one, rates, 0.1_q, 500).upper(), 1);
  const FollowingBounds b = following_bounds(law, {{1, 1}, {8, 1}, {1, 8}, 0.01_q, 2}, 3);
  EXPECT_EQ(b.all_lower.lower(), 1) << "rates that rule: seven steps cannot make up for a factor of 8";
  EXPECT_EQ(b.share_lower.lower(), 1);
}

TEST(RateSwitches, WithACap) {
  const RateSwitches rates{{1, 1, 1}, {10, 1, 1}, {1, 10, 1}, 0.01_q, 600};
  const CappedSwitches found = capped_switches(uniform, rates, 3, 5);
  ASSERT_TRUE(found.all);
  EXPECT_NEAR(found.phase->upper(), 9.0e-7, 0.3e-7);
  EXPECT_NEAR(found.all->upper(), 5 * found.phase->upper(), 1e-9);
  RateSwitches weak = rates;
  weak.second = {1, 3, 1};  // not above C times the others
  EXPECT_TRUE(capped_switches(uniform, weak, 3, 5).first);
  EXPECT_FALSE(capped_switches(uniform, weak, 3, 5).second);
  EXPECT_FALSE(capped_switches(uniform, weak, 3, 5).all);
}

TEST(RateSwitches, ArgumentsAreChecked) {
  RateSwitches wrong = known(0.01_q, 0);
  EXPECT_REFUSED(lead_lost_bound(uniform, wrong), PreconditionError, "no step between");
  wrong = known(0.5_q, 5);
  EXPECT_REFUSED(lead_lost_bound(uniform, wrong), PreconditionError, "learning rate");
  wrong = known(0.01_q, 5);
  wrong.first = {10, 10, 5};
  EXPECT_REFUSED(lead_lost_bound(uniform, wrong), PreconditionError, "two inputs share the lead");
  wrong.first = {10, 0, 5};
  EXPECT_REFUSED(lead_lost_bound(uniform, wrong), PreconditionError, "rate or weight 0");
  EXPECT_REFUSED(following_bounds(uniform, known(0.01_q, 5), 0), PreconditionError, "there is none");
}

}  // namespace rate_switches_test
}  // namespace hebb
