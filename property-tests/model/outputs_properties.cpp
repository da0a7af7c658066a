// One step of several outputs for random weights, draws and rates, exactly over Rational.
#include <algorithm>

#include <gtest/gtest.h>

#include <hebb/model/outputs.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace outputs_properties {

using namespace literals;

struct Step {
  OutputRows<Rational> w, y;
  Vec<Rational> a;
  Vec<Rational> lambda;
};

/// Points of the simplex as weights (some of them 0), noise on the grid of 1/8 in [-1, 1], a trigger that can be one, Q
/// = 2.
Step draw_step(std::size_t most_outputs) {
  Step s;
  const std::size_t d = *dimension(5).as("d"),
                    m = *rc::gen::inRange<std::size_t>(1, std::min(d, most_outputs) + 1).as("m");
  s.lambda = *interior_point(d).as("lambda");
  for (std::size_t j = 0; j < m; ++j) {
    s.w.push_back(*(m == 1 ? simplex_point(d) : interior_point(d)).as("w"));
    Vec<Rational> y;
    for (std::size_t i = 0; i < d; ++i) y.push_back(Rational(*rc::gen::inRange(-8, 9)) / 8);
    std::size_t trigger = *rc::gen::inRange<std::size_t>(0, d).as("trigger");
    while (s.w[j][trigger] == 0) trigger = (trigger + 1) % d;
    y[trigger] += 1;
    s.y.push_back(std::move(y));
    s.a.push_back(Rational(*rc::gen::inRange(1, 16).as("32 a")) / 32);
  }
  RC_TAG("m = " + std::to_string(m));
  return s;
}

std::string probabilities_on_the_simplex(bool clip) {
  Step s = draw_step(3);
  const OutputRows<Rational> before = s.w;
  if (clip) {
    joint_step(s.w, s.y, s.a);
  } else {  // the algorithm without the policy
    for (std::size_t j = 0; j < s.w.size(); ++j) {
      Vec<Rational> change = s.w[j];
      for (std::size_t i = 0; i < change.size(); ++i) change[i] *= s.a[j] * s.y[j][i];
      change = without_rows(change, s.w, j);
      for (std::size_t i = 0; i < change.size(); ++i) s.w[j][i] += change[i];
    }
  }
  for (const Vec<Rational>& w : s.w) {
    if (std::all_of(w.begin(), w.end(), [](const Rational& x) { return x == 0; })) continue;  // nothing is left
    const Vec<Rational> p = probabilities(s.lambda, w);
    if (sum(p) != 1 || std::any_of(p.begin(), p.end(), [](const Rational& x) { return x < 0; }))
      return "p = " + show(p);
  }
  return "";
}

TEST(OutputsProperties, ProbabilitiesStayOnTheSimplexBecauseOfThePolicy) {
  expect_holds(run_law("simplex invariance", cases(400), [] { return probabilities_on_the_simplex(true); }));
  expect_fails(run_law("without clipping", cases(4000), [] { return probabilities_on_the_simplex(false); }));
}

TEST(OutputsProperties, OneOutputKeepsItsSupportAndAgreesWithTheProbabilityRoute) {
  expect_holds(run_law("one output", cases(400), [] {
    Step s = draw_step(1);
    const Vec<Rational> start = s.w[0], p = probabilities(s.lambda, start);
    joint_step(s.w, s.y, s.a);
    for (std::size_t i = 0; i < start.size(); ++i) {
      if ((start[i] == 0) != (s.w[0][i] == 0)) return std::string("the support changed");
    }
    return probabilities(s.lambda, s.w[0]) == probability_update(p, s.y[0], s.a[0]) ? std::string()
                                                                                    : "the routes disagree";
  }));
}

/// `slip`: one row is turned the other way, which must be noticed.
std::string commutes_with_permutations(bool slip) {
  Step s = draw_step(3);
  const std::size_t d = s.lambda.size(), shift = *rc::gen::inRange<std::size_t>(1, d).as("shift");
  const auto turned = [&](OutputRows<Rational> rows) {
    for (Vec<Rational>& row : rows)
      std::rotate(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(shift), row.end());
    return rows;
  };
  OutputRows<Rational> w = s.w, v = turned(s.w);
  const int clipped = joint_step(w, s.y, s.a);
  if (slip) std::reverse(v.front().begin(), v.front().end());
  const int again = joint_step(v, turned(s.y), s.a);
  return clipped == again && turned(w) == v ? "" : "the results differ";
}

TEST(OutputsProperties, CommutesWithPermutationsOfTheInputs) {
  expect_holds(run_law("permutation equivariance", cases(400), [] { return commutes_with_permutations(false); }));
  EXPECT_FALSE(
      run_law("one row turned the other way", cases(400), [] { return commutes_with_permutations(true); }).passed);
}

TEST(OutputsProperties, ChangesAreOrthogonalWhereTheRowsAre) {
  expect_holds(run_law("orthogonality", cases(400), [] {
    const std::size_t d = *dimension(5).as("d");
    const Vec<Rational> x = *interior_point(d).as("x");
    const std::size_t count = *rc::gen::inRange<std::size_t>(0, d + 1).as("count");
    OutputRows<Rational> rows;
    for (std::size_t i = 0; i < count; ++i) {  // multiples of unit vectors, turned in the plane (1, 2) by (3, 4)/5
      Vec<Rational> e = unit_vector<Rational>(d, i);
      const Rational a = e[0], b = e[1];
      e[0] = 3 * a - 4 * b;
      e[1] = 4 * a + 3 * b;
      rows.push_back(e);
    }
    const Vec<Rational> kept = without_rows(x, rows, count);
    for (const Vec<Rational>& row : rows) {
      if (dot(kept, row) != 0) return "not orthogonal: " + show(kept);
    }
    return std::string();
  }));
}

}  // namespace outputs_properties
}  // namespace hebb::testing
