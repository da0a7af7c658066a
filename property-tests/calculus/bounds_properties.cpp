// Bounds and identities on points drawn at vertices, faces and in the chamber, exactly over Rational.
#include <gtest/gtest.h>

#include <hebb/calculus/moments.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/testing/generators.hpp>
#include <hebb/testing/laws.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace bounds_properties {

using namespace literals;

struct Step {
  Vec<Rational> p, y;
  Rational a, q;
};

/// p anywhere on the simplex, one-hot input with noise, a below 1/Q.
Step draw_step() {
  Step step;
  const std::size_t d = *dimension(8).as("d");
  step.p = *simplex_point(d).as("p");
  step.q = 1 + *learning_rate_up_to(4_q).as("Q - 1");
  step.y = detail::draw_input(step.p, step.q);
  step.a = *learning_rate_below(1 / step.q).as("a");
  RC_TAG(place_of(step.p));
  return step;
}

TEST(CalculusProperties, OneHotRemainderBoundHoldsAndOnePercentLessDoesNot) {
  const auto law = [](const Rational& factor) {
    return [factor]() -> std::string {
      const Step step = draw_step();
      const bool positive_side = 2 * step.a * step.q * (step.q - 1) <= 1;
      RC_TAG(std::string(positive_side ? "2 a Q (Q-1) <= 1" : "2 a Q (Q-1) > 1"));
      const Vec<Rational> rest = theta(step.p, step.y, step.a);
      for (std::size_t i = 0; i < step.p.size(); ++i) {
        const Rational bound = positive_side ? remainder_bound_one_hot(step.p[i], step.a, step.q)
                                             : remainder_bound_one_hot_negative(step.p[i], step.a, step.q);
        const std::string failure = detail::expect_at_most(abs(rest[i]), Rational(factor * bound), "theta");
        if (!failure.empty()) return failure;
      }
      return "";
    };
  };
  expect_holds(run_law("one-hot remainder bound", cases(2000), law(1)));
  expect_fails(run_law("one-hot remainder bound, 1 % less", cases(2000), law(0.99_q)));
}

TEST(CalculusProperties, ExpansionOfEveryOrderIsExactAndItsRemainderBounded) {
  expect_holds(run_law("expansion", cases(2000), []() -> std::string {
    const Step step = draw_step();
    const auto m = static_cast<std::size_t>(*rc::gen::inRange(1, 9).as("m"));
    const auto expansion = expand_step(step.p, step.y, step.a, m);
    const Vec<Rational> next = probability_update(step.p, step.y, step.a);
    for (std::size_t i = 0; i < step.p.size(); ++i) {
      Rational total = expansion.remainder[i];
      for (std::size_t k = 0; k < m; ++k) total += pow(step.a, static_cast<int>(k)) * expansion.term[k][i];
      if (total != next[i]) return "the terms do not add up";
      const Rational bound = remainder_bound_of_order(step.p[i], step.a, step.q, m);
      if (abs(expansion.remainder[i]) > bound) return "remainder " + to_string(expansion.remainder[i]);
    }
    return "";
  }));
}

/// An enclosure of every quantity on a box contains the exact value at points of the box.
TEST(CalculusProperties, IntervalsOnBoxesContainTheExactValues) {
  expect_holds(run_law("containment", cases(2000), []() -> std::string {
    const Step step = draw_step();
    const Rational radius = *learning_rate_up_to(0.1_q).as("radius");
    Vec<Interval> p, y;
    for (std::size_t i = 0; i < step.p.size(); ++i) {
      p.push_back(hull(Interval(Rational(step.p[i] - radius)), Interval(step.p[i])));
      y.push_back(hull(Interval(step.y[i]), Interval(Rational(step.y[i] + radius))));
    }
    const Interval a(step.a);
    const auto inside = [](const Vec<Interval>& boxes, const Vec<Rational>& values) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (!boxes[i].contains(values[i])) return false;
      }
      return true;
    };
    if (!inside(probability_update(p, y, a), probability_update(step.p, step.y, step.a))) return "update";
    if (!inside(xi(p, y), xi(step.p, step.y))) return "xi";
    if (!inside(theta(p, y, a), theta(step.p, step.y, step.a))) return "theta";
    if (!inside(replicator(p), replicator(step.p))) return "replicator";
    if (!loss(p).contains(loss(step.p))) return "loss";
    if (!xi_second_moment(p, 0, a).contains(xi_second_moment(step.p, 0, step.a))) return "second moment";
    if (!inside(expand_step(p, y, a, 4).remainder, expand_step(step.p, step.y, step.a, 4).remainder))
      return "remainder";
    return "";
  }));
}

TEST(CalculusProperties, SharpSecondMomentBoundsHoldAndOnePercentLessDoesNot) {
  const auto law = [](const Rational& factor, bool first) {
    return [=]() -> std::string {
      const std::size_t d = *dimension(8).as("d");
      const Vec<Rational> p = *simplex_point(d).as("p");
      RC_TAG(place_of(p));
      const Rational sigma2 = *learning_rate_up_to(400_q).as("sigma^2");
      if (first) {
        return detail::expect_at_most(xi_second_moment(p, 0, sigma2),
                                      Rational(factor * xi_second_moment_sharp_bound(p[0], sigma2)), "E[xi_1^2]");
      }
      Rational others = 0;
      for (std::size_t u = 1; u < d; ++u) others += xi_second_moment(p, u, sigma2);
      return detail::expect_at_most(others, Rational(factor * xi_second_moments_of_others_sharp_bound(p[0], sigma2)),
                                    "sum of E[xi_u^2]");
    };
  };
  for (const bool first : {true, false}) {
    expect_holds(run_law(first ? "leader" : "others", cases(2000), law(1, first)));
    expect_fails(run_law("1 % less", cases(2000), law(0.99_q, first)));
  }
}

/// The one-hot remainder bound gives a larger learning rate than R.rate, a <= Delta / (Q (8Q - 4 - Delta)):
/// docs/theory/taylor.md, Remainder bounds.
struct OneHotRate : HebbianRule {
  using HebbianRule::HebbianRule;
  Rational factor = 1;
  Rational rate_bound(const Rational& delta) const { return factor * rate_bound_one_hot(delta, noise_bound()); }
};

TEST(CalculusProperties, TheOneHotBoundAllowsALargerLearningRate) {
  for (const Rational& q : {1.01_q, 1.5_q, 2_q, 10_q})
    expect_holds(check_learning_rate_bound(OneHotRate(q), cases(2000), /* one_hot = */ true));
}

}  // namespace bounds_properties
}  // namespace hebb::testing
