#include <array>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/correlated.hpp>
#include <hebb/flows/integrator/correlated_basin.hpp>
#include <hebb/scalar/error.hpp>

#include "refused.hpp"

namespace hebb {
namespace correlated_basin_test {

using Label = CorrelatedBasin::Label;
Rational q(int a, int b = 1) { return Rational(a) / b; }
Correlation gamma_of(const Rational& a, const Rational& b, const Rational& c) {
  return Correlation({{1, a, b}, {a, 1, c}, {b, c, 1}});
}

/// The vertex that the flow reaches in doubles, by the classical Runge-Kutta method; 0 when it has not arrived.
int simulated_winner(const Correlation& gamma, Vec<double> p) {
  Mat<double> m;
  for (const auto& row : gamma.rows()) {
    m.emplace_back();
    for (const Rational& x : row) m.back().push_back(x.convert_to<double>());
  }
  const auto field = [&](const Vec<double>& x) { return driven_field(x, drive(m, x)); };
  const auto moved = [&](const Vec<double>& v, double h) {
    Vec<double> x = p;
    for (std::size_t i = 0; i < 3; ++i) x[i] += h * v[i];
    return x;
  };
  for (int step = 0; step < 4000; ++step) {
    const double h = 0.1;
    const Vec<double> k1 = field(p), k2 = field(moved(k1, h / 2)), k3 = field(moved(k2, h / 2)),
                      k4 = field(moved(k3, h));
    for (std::size_t i = 0; i < 3; ++i) p[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    for (int i = 0; i < 3; ++i) {
      if (p[static_cast<std::size_t>(i)] > 0.999) return i + 1;
    }
  }
  return 0;
}

TEST(CorrelatedBasin, AgreesWithTheFlow) {
  std::mt19937 random(5);
  std::uniform_int_distribution<int> digit(1, 997);
  for (const Correlation& gamma :
       {Correlation::identity(3), gamma_of(q(1, 10), q(1, 10), q(1, 10)), gamma_of(0, 0, q(1, 2)),
        gamma_of(q(1, 5), q(1, 2), q(9, 10)), gamma_of(q(4, 5), q(4, 5), 0)}) {
    const CorrelatedBasin basin(gamma, 24);
    int known = 0;
    for (int k = 0; k < 150; ++k) {
      const int a = digit(random), b = digit(random), c = digit(random);
      const Label label = basin.label_at({q(a, a + b + c), q(b, a + b + c), q(c, a + b + c)});
      if (label == Label::unknown) continue;
      ++known;
      const double n = a + b + c;
      EXPECT_EQ(simulated_winner(gamma, {a / n, b / n, c / n}), static_cast<int>(label)) << a << " " << b << " " << c;
    }
    EXPECT_GT(known, 60);
    EXPECT_EQ(basin.share(Label::unknown) + basin.share(Label::first) + basin.share(Label::second) +
                  basin.share(Label::third),
              1);
  }
}

/// Points on both sides of a rest point or of a separatrix lie in no labelled cell.
TEST(CorrelatedBasin, RestPointsAreUnknown) {
  const CorrelatedBasin plain(Correlation::identity(3), 30);
  for (const Vec<Rational>& rest :
       {Vec<Rational>{q(1, 3), q(1, 3), q(1, 3)}, {q(1, 2), q(1, 2), 0}, {0, q(1, 2), q(1, 2)}}) {
    EXPECT_EQ(plain.label_at(rest), Label::unknown);
  }
  EXPECT_EQ(plain.label_at({q(2, 5), q(2, 5), q(1, 5)}), Label::unknown);  // p_1 = p_2 for ever
  EXPECT_EQ(plain.label_at({1, 0, 0}), Label::first);
  EXPECT_EQ(plain.label_at({0, 1, 0}), Label::second);
  EXPECT_EQ(plain.label_at({0, 0, 1}), Label::third);
  // With Gamma_23 = 1 the edge of 2 and 3 rests: neither attracts.
  const CorrelatedBasin joined(gamma_of(0, 0, 1), 20);
  EXPECT_EQ(joined.attracting_radius(1), 0);
  EXPECT_EQ(joined.share(Label::second), 0);
  EXPECT_EQ(joined.share(Label::third), 0);
  EXPECT_GT(joined.share(Label::first), q(1, 10));
  EXPECT_EQ(joined.label_at({0, q(1, 2), q(1, 2)}), Label::unknown);
}

/// Two labels never meet in a corner: it would tend to two vertices.
TEST(CorrelatedBasin, TheLabelsAreConsistent) {
  const CorrelatedBasin basin(gamma_of(q(1, 5), q(1, 2), q(9, 10)), 20);
  std::map<std::array<int, 3>, Label> at;
  for (const auto& cell : basin.cells()) {
    if (cell.label == Label::unknown) continue;
    for (const auto& corner : cell.corners) {
      const auto [found, fresh] = at.emplace(corner, cell.label);
      EXPECT_EQ(found->second, cell.label);
    }
  }
  EXPECT_EQ(basin.cells().size(), 400U);
}

TEST(CorrelatedBasin, IsTight) {
  const auto unknown = [](int n) { return CorrelatedBasin(Correlation::identity(3), n).share(Label::unknown); };
  EXPECT_LT(unknown(20), q(35, 100));
  EXPECT_LT(unknown(80), q(14, 100));
}

TEST(CorrelatedBasin, FollowsThePermutationOfTheInputs) {
  const Correlation gamma = gamma_of(q(1, 5), q(1, 2), q(9, 10));
  const std::vector<std::size_t> order{2, 0, 1};
  const CorrelatedBasin basin(gamma, 16), renamed(gamma.permuted(order), 16);
  for (int i = 1; i < 31; i += 2) {
    for (int j = 1; i + j < 31; j += 2) {
      const Vec<Rational> p{q(i, 31), q(j, 31), q(31 - i - j, 31)};
      const Vec<Rational> moved{p[order[0]], p[order[1]], p[order[2]]};
      const auto label = static_cast<std::size_t>(basin.label_at(p)),
                 other = static_cast<std::size_t>(renamed.label_at(moved));
      EXPECT_EQ(label == 0 ? 0 : label, other == 0 ? 0 : order[other - 1] + 1);
    }
  }
}

TEST(CorrelatedBasin, TheAttractingRadiusIsSharp) {
  const Correlation gamma = gamma_of(q(1, 5), q(1, 2), q(9, 10));
  const CorrelatedBasin basin(gamma, 2);
  for (std::size_t k = 0; k < 3; ++k) {
    const Rational r = basin.attracting_radius(k);
    ASSERT_GT(r, 0);
    // Just inside e_k drives most at all corners; at r it does not everywhere.
    for (const Rational& radius : {Rational(r * 99 / 100), r}) {
      bool leads = true;
      for (std::size_t l = 0; l < 3; ++l) {
        if (l == k) continue;
        Vec<Rational> p(3, Rational(0));
        p[k] = 1 - radius;
        p[l] = radius;
        const Vec<Rational> g = drive(gamma.rows(), p);
        for (std::size_t j = 0; j < 3; ++j) leads = leads && (j == k || g[k] > g[j]);
      }
      EXPECT_EQ(leads, radius < r) << k;
    }
  }
}

TEST(CorrelatedBasin, RefusesWhatItCannotDo) {
  EXPECT_REFUSED(CorrelatedBasin(Correlation::identity(2), 8), PreconditionError,
                 "basin: Gamma has 2 rows, expected 3");
  EXPECT_REFUSED(CorrelatedBasin(Correlation::identity(3), 1), PreconditionError,
                 "basin: 1 cells a side, expected 2 to 1000");
  EXPECT_REFUSED(CorrelatedBasin(Correlation::identity(3), 8).label_at({1}), PreconditionError,
                 "basin: a point with 1 coordinates, expected 3");
}

}  // namespace correlated_basin_test
}  // namespace hebb
