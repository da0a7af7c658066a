// The claims about the gradient flow on points drawn at vertices, on faces and in the chamber, exactly over Rational
// (with logarithms: over RealInterval). Every bound has its twin that must fail.
#include <algorithm>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/flows/geometry/fisher_metric.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace flow_properties {

using namespace literals;

std::string at_least(const Rational& large, const Rational& small, const std::string& what) {
  return large >= small ? "" : what + ": " + to_string(large) + " < " + to_string(small);
}

Vec<Rational> draw_point() {
  const std::size_t d = *dimension(8).as("d");
  const Vec<Rational> p = *simplex_point(d).as("p");
  RC_TAG(place_of(p));
  return p;
}
ChamberPoint<Rational> draw_leader() {
  const std::size_t d = *dimension(8).as("d");
  const ChamberPoint<Rational> drawn = *chamber_point_with_gap(d);
  RC_TAG(place_of(drawn.p));
  return drawn;
}

TEST(FlowProperties, TheSimplexAndItsFacesAreInvariant) {
  expect_holds("invariance", []() -> std::string {
    const Vec<Rational> p = draw_point(), field = replicator(p);
    if (sum(field) != 0) return "the field leaves the plane";
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (p[i] == 0 && field[i] != 0) return "the field leaves a face";
    }
    return "";
  });
  const auto law = [](const Rational& rate) {
    return [rate]() -> std::string {
      const Vec<Rational> p = draw_point();
      return at_least(replicator(p)[0], Rational(-rate * p[0] * (1 - p[0])), "F_1");
    };
  };
  expect_holds("support", law(1));
  expect_fails("support", law(0.99_q));
}

TEST(FlowProperties, RatiosAndGapsOfTheLeader) {
  const auto law = [](const Rational& factor) {
    return [factor]() -> std::string {
      const auto [p, c] = draw_leader();
      const Vec<Rational> field = replicator(p);
      const Rational gap = p[0] - *std::max_element(p.begin() + 1, p.end());
      for (std::size_t u = 1; u < p.size(); ++u) {
        if (p[u] * field[0] - p[0] * field[u] != p[0] * p[u] * (p[0] - p[u])) return "ratio";
        const Rational bound = factor * (p[0] - p[u]) * (p[u] + gap * (1 - p[0]));
        if (const auto failure = at_least(field[0] - field[u], bound, "gap"); !failure.empty()) return failure;
      }
      return "";
    };
  };
  expect_holds("gaps", law(1));
  expect_fails("gaps", law(1.01_q));
}

/// Lemma A.6(a) for any monotone slopes, and the majorisation behind it.
TEST(FlowProperties, SumsOfConvexFunctionsGrow) {
  expect_holds("any convex function", []() -> std::string {
    Vec<Rational> p = draw_point();
    std::ranges::sort(p, std::greater{});
    const auto steps =
        *rc::gen::container<std::vector<Rational>>(p.size(), signed_unit()).as("increments of the slope");
    Vec<Rational> slope(p.size(), 0);
    for (std::size_t i = p.size() - 1; i-- > 0;) slope[i] = slope[i + 1] + abs(steps[i]);
    return at_least(dot(slope, replicator(p)), 0, "drift");
  });
  expect_fails("a slope that is not monotone", []() -> std::string {
    const Vec<Rational> p = draw_point();
    const auto slope = *rc::gen::container<std::vector<Rational>>(p.size(), signed_unit()).as("slope");
    return at_least(dot(slope, replicator(p)), 0, "drift");
  });
  const auto majorisation = [](const Rational& factor) {
    return [factor]() -> std::string {
      Vec<Rational> p = draw_point();
      std::ranges::sort(p, std::greater{});
      const Vec<Rational> field = replicator(p);
      Rational drift = 0, mass = 0;
      for (std::size_t k = 0; k + 1 < p.size(); ++k) {
        drift += field[k];
        mass += p[k];
        const Rational bound = factor * (p[k] - p[k + 1]) * mass * (1 - mass);
        if (const auto failure = at_least(drift, bound, "partial sum"); !failure.empty()) return failure;
      }
      return "";
    };
  };
  expect_holds("majorisation", majorisation(1));
  expect_fails("majorisation", majorisation(1.01_q));
  const auto powers = [](const Rational& factor) {
    return [factor]() -> std::string {
      const Vec<Rational> p = draw_point();
      const int q = *rc::gen::inRange(2, 8).as("q");
      Rational low = 0, high = 0;
      for (const Rational& x : p) {
        low += pow(x, q);
        high += pow(x, q + 1);
      }
      return at_least(high, Rational(factor * sum_of_squares(p) * low), "power");
    };
  };
  expect_holds("powers", powers(1));
  expect_fails("powers", powers(1.01_q));
}

TEST(FlowProperties, TheEntropyFallsAtLeastAtTheStatedRate) {
  const auto law = [](const Rational& factor) {
    return [factor]() -> std::string {
      const std::size_t d = *dimension(6).as("d");
      const Vec<Rational> p = *interior_point(d).as("p"), field = replicator(p);
      const RealInterval model(0_q, 300);
      RealInterval slope = model;
      Rational bound = 0;
      for (std::size_t i = 0; i < d; ++i) {
        slope = slope + like(model, field[i]) * log(like(model, p[i]));
        for (std::size_t j = 0; j < i; ++j) bound += 2 * p[i] * p[j] * square(Rational(p[i] - p[j])) / (p[i] + p[j]);
      }
      return possibly(less_equal(like(model, Rational(factor * bound)), slope)) ? "" : "slope " + to_string(slope);
    };
  };
  expect_holds("entropy", law(1), 300);
  expect_fails("entropy", law(1.01_q));
}

TEST(FlowProperties, TheLossFalls) {
  expect_holds("Lyapunov", []() -> std::string {
    const Vec<Rational> p = draw_point(), g = gradient(p);
    const auto l = [](const auto& x) { return loss(x); };
    const auto potential = [](const auto& x) { return shahshahani_potential(x); };
    if (derivative_along(l, p, replicator(p)) != -dot(g, g)) return "dL/dt";
    if (derivative_along(potential, p, replicator(p)) != -fisher_cometric(p, p, p)) return "the potential";
    return natural_gradient(potential, p) == g ? "" : "the natural gradient";
  });
}

/// The closed form over Rational, with e = e^-tau any number in (0, 1], and the rate of Theorem 2.4.
TEST(FlowProperties, TheOddsDecayAndTheDistanceIsBounded) {
  const auto law = [](const Rational& factor, const Rational& rate) {
    return [=]() -> std::string {
      const auto [p, c] = draw_leader();
      const Rational e = *learning_rate_up_to(1_q).as("e");
      const Vec<Rational> x = leader_odds(p);
      Vec<Rational> r;
      for (std::size_t i = 1; i < p.size(); ++i) r.push_back(ratio_at(Rational(p[i] / p[0]), e));
      const Vec<Rational> q = point_from_ratios(r), later = leader_odds(q);
      Rational e_t = e;  // e^-t = e prod D_i
      for (std::size_t i = 1; i < p.size(); ++i) e_t *= ratio_normaliser(Rational(p[i] / p[0]), e);
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (later[i] != e * x[i]) return "odds";
      }
      if (decay_function(later) != e_t * decay_function(x)) return "eigenfunction";
      if (auto f = at_least(Rational(factor * decay_function(x) * e_t), Rational(1 - q[0]), "upper"); !f.empty())
        return f;
      return at_least(Rational(1 - q[0]), Rational(rate * (1 - p[0]) * e_t), "lower");
    };
  };
  expect_holds("two-sided decay", law(1, 1));
  expect_fails("decay, 1 % less", law(0.99_q, 1));
  expect_fails("decay, 1 % more", law(1, 1.01_q));
}

TEST(FlowProperties, TheDriftOfTheLeader) {
  const auto law = [](const Rational& factor, const Rational& rate) {
    return [=]() -> std::string {
      const auto [p, c] = draw_leader();
      const Rational gap = p[0] - *std::max_element(p.begin() + 1, p.end()), d = static_cast<int>(p.size());
      const Rational drift = replicator(p)[0];
      if (auto f = at_least(drift, Rational(factor * gap / d * (1 + (d - 1) * gap) * (1 - p[0])), "paper"); !f.empty())
        return f;
      return at_least(Rational(rate * square(p[0]) * (1 - p[0])), drift, "no faster");
    };
  };
  expect_holds("drift", law(1, 1));
  expect_fails("drift, 1 % more", law(1.01_q, 1));
  expect_fails("drift, 1 % slower", law(1, 0.99_q));
}

TEST(FlowProperties, PrimingSurvivesTheSwitch) {
  const auto law = [](const Rational& ratio) {
    return [ratio]() -> std::string {
      const std::size_t d = *dimension(6).as("d");
      const Vec<Rational> w = *interior_point(d).as("w"), before = *interior_point(d).as("lambda"),
                          after = *interior_point(d).as("mu");
      Vec<Rational> p = probabilities(before, w);
      Rational needed = 0;  // the smallest weight ratio that Lemma A.5 asks for
      for (std::size_t i = 1; i < d; ++i)
        needed = max(needed, Rational(after[i] * before[0] / (after[0] * before[i]) * p[i]));
      p[0] = ratio * needed;
      Vec<Rational> kept;
      for (std::size_t i = 0; i < d; ++i) kept.push_back(p[i] / before[i]);
      const Vec<Rational> switched = probabilities(after, kept);
      return at_least(switched[0], *std::max_element(switched.begin(), switched.end()), "leader");
    };
  };
  expect_holds("priming", law(1));
  expect_fails("priming", law(0.99_q));
}

}  // namespace flow_properties
}  // namespace hebb::testing
