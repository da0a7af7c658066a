// Correlated input on whole steps in all dimensions, over Rational: what the ledger proves on lumped variables.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include <hebb/calculus/taylor.hpp>
#include <hebb/model/correlated_constants.hpp>
#include <hebb/model/update.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace correlated_properties {

using namespace literals;

/// A matrix with entries off the diagonal that are 0, nu, or in between.
Correlation draw_gamma(std::size_t d, const Rational& nu) {
  Correlation::Rows rows(d, Vec<Rational>(d, Rational(1)));
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = i + 1; j < d; ++j) rows[i][j] = rows[j][i] = abs(*signed_unit().as("entry/nu")) * nu;
  }
  return Correlation(std::move(rows));
}

/// A point with a wide gap: half of the mass at least on the first component.
Vec<Rational> draw_leading_point(std::size_t d) {
  Vec<Rational> p = *simplex_point(d).as("p");
  const Rational weight = 1_q / *rc::gen::inRange(2, 12).as("1/weight");
  for (Rational& x : p) x *= weight;
  p[0] += 1 - weight;
  return p;
}

/// Both gaps grow by at least the noise for the learning rate times `factor`.
std::string both_gaps_grow(const Rational& factor) {
  const std::size_t d = *dimension(6).as("d");
  const Vec<Rational> p = draw_leading_point(d);
  const Rational gap = std::min(1_q / 2, Rational(p[0] - *std::max_element(p.begin() + 1, p.end())));
  if (gap <= 0) return "";
  const Correlation gamma = draw_gamma(d, gap * gap * abs(*signed_unit().as("nu/gap^2")));
  const Vec<Rational> g = drive(gamma.rows(), p);
  const Rational drive_gap = std::min(1_q / 2, Rational(g[0] - *std::max_element(g.begin() + 1, g.end())));
  if (drive_gap <= 0) return "";
  const Rational q = 1 + 1_q / *rc::gen::inRange(1, 8).as("1/(Q-1)");
  // The half gaps of the good event.
  const CorrelatedConstants c = correlated_constants(gamma.largest_off_diagonal(), 2 * gap, 2 * drive_gap, q);
  const Vec<Rational> field = driven_field(p, g), slope = drive(gamma.rows(), field);
  for (std::size_t u = 1; u < d; ++u) {
    if (slope[0] - slope[u] < c.printed * (1 - p[0])) return "drift of the drive below c*";
    if (slope[0] - slope[u] < c.sharp * (1 - p[0])) return "drift of the drive below the sharper rate";
  }
  if (!c.learning_rate_sharp) return "";
  const Rational a = factor * *c.learning_rate_sharp;
  if (a * q >= 1) return "";
  Vec<Rational> y;
  for (std::size_t i = 0; i < d; ++i) y.push_back(q * *signed_unit().as("Y/Q"));
  const Vec<Rational> next = probability_update(p, y, a), noise = driven_xi(p, y, g);
  const Vec<Rational> next_g = drive(gamma.rows(), next), noise_g = drive(gamma.rows(), noise);
  for (std::size_t u = 1; u < d; ++u) {
    if (next[0] - next[u] < p[0] - p[u] + a * (noise[0] - noise[u])) return "gap of p";
    if (next_g[0] - next_g[u] < g[0] - g[u] + a * (noise_g[0] - noise_g[u])) return "gap of Gamma p";
  }
  return "";
}

TEST(CorrelatedProperties, BothGapsGrow) {
  expect_holds("both gaps grow", [] { return both_gaps_grow(1); });
  expect_fails(
      "both gaps grow, rate x 40", [] { return both_gaps_grow(40); }, 4000);
}

TEST(CorrelatedProperties, TheFieldRespectsPermutationsFacesAndTheSimplex) {
  expect_holds("symmetry", []() -> std::string {
    const std::size_t d = *dimension(6).as("d");
    const Vec<Rational> p = *simplex_point(d).as("p");
    const Correlation gamma = draw_gamma(d, 1);
    const Vec<Rational> field = driven_field(p, drive(gamma.rows(), p));
    if (sum(field) != 0) return "leaves the simplex";
    std::vector<std::size_t> order(d);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::rotate(order.begin(), order.begin() + *rc::gen::inRange<long>(0, static_cast<long>(d)).as("turn"),
                order.end());
    std::swap(order.front(), order[*rc::gen::inRange<std::size_t>(0, d).as("swap")]);
    Vec<Rational> moved;
    for (const std::size_t i : order) moved.push_back(p[i]);
    const Vec<Rational> other = driven_field(moved, drive(gamma.permuted(order).rows(), moved));
    for (std::size_t i = 0; i < d; ++i) {
      if (p[i] == 0 && field[i] != 0) return "leaves a face";
      if (other[i] != field[order[i]]) return "does not follow a permutation";
    }
    return "";
  });
}

}  // namespace correlated_properties
}  // namespace hebb::testing
