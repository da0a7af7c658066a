// Moments, growth and barriers for random laws, learning rates and points, exactly over Rational.
#include <algorithm>

#include <gtest/gtest.h>

#include <hebb/barriers/barrier.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/update.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace barrier_properties {

using namespace literals;

/// A centred law with two or three values in [-(Q-1), Q-1].
DiscreteNoise draw_law(const Rational& q) {
  const Rational low = *learning_rate_up_to(q - 1).as("low"), high = *learning_rate_up_to(q - 1).as("high");
  const Rational middle = Rational(*rc::gen::inRange(0, 4).as("weight of 0"), 4);  // 0, 1/4, 1/2, 3/4
  NoiseTable atoms{{-low, (1 - middle) * high / (low + high)}, {high, (1 - middle) * low / (low + high)}};
  if (middle > 0) atoms.push_back({0, middle});
  return DiscreteNoise(q, atoms);
}

/// `scale` < 1 makes the law false.
auto two_point_is_worst(const Rational& scale) {
  return [scale]() -> std::string {
    const Rational q = 1 + *learning_rate_up_to(3_q).as("Q - 1"), a = *learning_rate_below(1 / q).as("a");
    const DiscreteNoise law = draw_law(q);
    const int g = *rc::gen::inRange(1, 12).as("g");
    RC_TAG(g == 1 ? "g = 1" : "g > 1");
    const RatioMoments<Rational> m = ratio_moments(law, a, g), worst = ratio_moments(TwoPointNoise(q), a, g);
    if (m.a0 > scale * worst.a0 || m.a1 > scale * worst.a1 || m.d0 > scale * worst.d0 || m.d1 > scale * worst.d1) {
      return "a moment exceeds that of the two-point law";
    }
    if (!(m.a1 > m.a0 && m.d1 < m.d0 && m.a0 * m.d0 >= 1 && m.a0 >= 1)) return "the order of the moments is broken";
    return "";
  };
}

TEST(BarrierProperties, TwoPointNoiseIsTheWorst) {
  expect_holds(run_law("two-point is worst", cases(1000), two_point_is_worst(1)));
  expect_fails(run_law("1 % less", cases(1000), two_point_is_worst(0.99_q)));
}

auto growth_is_the_mean(int off_by) {
  return [off_by]() -> std::string {
    const std::size_t d = *dimension(3).as("d");
    const Vec<Rational> p = *interior_point(d).as("p");
    const Rational q = 1 + *learning_rate_up_to(2_q).as("Q - 1"), a = *learning_rate_below(1 / q).as("a");
    const DiscreteNoise law = draw_law(q);
    const int g = *rc::gen::inRange(1, 5).as("g");
    RC_TAG(place_of(p));
    const Rational mean = expectation(p, law.atoms(), [&](const Vec<Rational>& y) {
      const Vec<Rational> next = probability_update(p, y, a);
      return Vec<Rational>{pow(Rational(next[1] / next[0]), g)};
    })[0];
    const Rational formula =
        pow(Rational(p[1] / p[0]), g) * ratio_growth(ratio_moments(law, a, g + off_by), p[0], p[1]);
    return mean == formula ? "" : "E = " + to_string(mean) + ", formula " + to_string(formula);
  };
}

TEST(BarrierProperties, GrowthIsTheMeanOfOneStep) {
  expect_holds(run_law("growth", cases(150), growth_is_the_mean(0)));
  expect_fails(run_law("another exponent", cases(150), growth_is_the_mean(1)));
}

/// E[min(1, V(p'))] <= V(p) for barriers found for random starts, at random points, by enumeration.
TEST(BarrierProperties, BarriersAreSupermartingales) {
  expect_holds(run_law("supermartingale", cases(60), []() -> std::string {
    const std::size_t d = *dimension(3).as("d");
    Vec<Rational> start{1};
    for (std::size_t u = 1; u < d; ++u) start.push_back(Rational(*rc::gen::inRange(1, 8).as("ratio / 10"), 10));
    const Rational q = 2, a = Rational(1, *rc::gen::inRange(20, 60).as("1/a"));
    const DiscreteNoise law = draw_law(q);
    const auto bound = escape_barrier(SimplexPoint<Rational>::normalised(start), a, barrier_law(law), {1, 4});
    RC_TAG(!bound ? "none" : bound->barrier.pieces.size() > 1 ? "pieces" : "power");
    if (!bound) return "";
    Vec<Rational> ratios{1};
    for (std::size_t u = 1; u < d; ++u)
      ratios.push_back(bound->barrier.pieces[0].ratio * *rc::gen::inRange(0, 101).as("place") / 100);
    const Vec<Rational> p = SimplexPoint<Rational>::normalised(ratios).coordinates();
    const auto value = [&](const Vec<Rational>& at) {
      return barrier_value(bound->barrier, SimplexPoint<Rational>(at), Rational(0));
    };
    const Rational v = value(p);
    if (v >= 1) return "";
    const Rational mean = expectation(p, law.atoms(), [&](const Vec<Rational>& y) {
      return Vec<Rational>{std::min(Rational(1), value(probability_update(p, y, a)))};
    })[0];
    return mean <= v ? "" : "V grows from " + to_decimal(v) + " to " + to_decimal(mean);
  }));
}

}  // namespace barrier_properties
}  // namespace hebb::testing
