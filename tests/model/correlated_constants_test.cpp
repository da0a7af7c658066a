#include <string>

#include <gtest/gtest.h>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/model/correlated_constants.hpp>
#include <hebb/model/correlation.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/interval.hpp>

#include "refused.hpp"

namespace hebb {
namespace correlated_constants_test {

Rational q(int a, int b = 1) { return Rational(a) / b; }

std::string message_of(Correlation::Rows rows) {
  try {
    Correlation{std::move(rows)};
  } catch (const PreconditionError& e) {
    return e.what();
  }
  return "";
}

TEST(Correlation, NamesTheEntryThatIsWrong) {
  EXPECT_EQ(message_of({{1, 0}, {0, q(1, 2)}}), "Gamma(2,2) = 1/2: the diagonal must be 1");
  EXPECT_EQ(message_of({{1, q(1, 2)}, {q(1, 3), 1}}), "Gamma(2,1) = 1/3, but Gamma(1,2) = 1/2: it must be symmetric");
  EXPECT_EQ(message_of({{1, q(-1, 2)}, {q(-1, 2), 1}}), "Gamma(2,1) = -1/2: a probability is in [0, 1]");
  EXPECT_EQ(message_of({{1, q(3, 2)}, {q(3, 2), 1}}), "Gamma(2,1) = 3/2: a probability is in [0, 1]");
  EXPECT_EQ(message_of({{1, 0}, {0, 1, 0}}), "row 2 of Gamma has 3 entries, expected 2");
  EXPECT_EQ(message_of({}), "Gamma has no rows");
  EXPECT_EQ(message_of({{1, 1}, {1, 1}}), "");
}

Correlation example(std::size_t d) {
  Correlation::Rows rows(d, Vec<Rational>(d, Rational(1)));
  int k = 1;
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = i + 1; j < d; ++j, ++k) rows[i][j] = rows[j][i] = q(k, 7);
  }
  return Correlation(std::move(rows));
}

/// E[Y | p] = Gamma p, and E[xi | p] = 0, over all matrices C and all triggers.
TEST(Correlation, TheMeanOfTheInputIsGammaP) {
  for (const Vec<Rational>& p : {Vec<Rational>{q(2, 3), q(1, 3)}, {q(1, 2), q(1, 3), q(1, 6)}}) {
    const Correlation gamma = example(p.size());
    const Vec<Rational> g = drive(gamma.rows(), p);
    Vec<Rational> mean(p.size(), Rational(0)), noise(p.size(), Rational(0));
    Rational total = 0;
    for_each_correlated_input(gamma, p, [&](const Rational& weight, const Vec<Rational>& s) {
      total += weight;
      const Vec<Rational> xi_of = driven_xi(p, s, g);
      for (std::size_t i = 0; i < p.size(); ++i) {
        EXPECT_TRUE(s[i] == 0 || s[i] == 1);
        mean[i] += weight * s[i];
        noise[i] += weight * xi_of[i];
      }
    });
    EXPECT_EQ(total, 1);
    EXPECT_EQ(mean, g);
    EXPECT_EQ(noise, Vec<Rational>(p.size(), Rational(0)));
  }
}

TEST(Correlation, WithoutCorrelationItIsTheOldModel) {
  const Vec<Rational> p{q(1, 2), q(1, 3), q(1, 6)}, y{q(3, 2), q(-1, 2), q(1, 5)};
  const Vec<Rational> g = drive(Correlation::identity(3).rows(), p);
  EXPECT_EQ(g, p);
  EXPECT_EQ(driven_field(p, g), replicator(p));
  EXPECT_EQ(driven_xi(p, y, g), xi(p, y));
  EXPECT_TRUE(example(3).scaled(0).is_identity());
  EXPECT_EQ(example(3).scaled(1), example(3));
}

TEST(Correlation, TheDecompositionIsExact) {
  const Vec<Rational> p{q(1, 2), q(1, 3), q(1, 6)}, y{q(3, 2), q(-1, 2), q(1, 5)};
  const Rational a = q(1, 10);
  const Vec<Rational> g = drive(example(3).rows(), p), next = probability_update(p, y, a), field = driven_field(p, g);
  const Vec<Rational> noise = driven_xi(p, y, g), rest = theta(p, y, a);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(next[i], p[i] + a * field[i] + a * noise[i] + rest[i]);
}

TEST(Correlation, ARationalMatrixIsTakenInTheScalarOfP) {
  const Vec<Rational> p{q(1, 2), q(1, 3), q(1, 6)};
  const Vec<Rational> g = drive(example(3).rows(), p);
  const Interval model(0);
  const Vec<Interval> enclosed = drive(example(3).rows(), like(model, p));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(enclosed[i].contains(g[i]));
    EXPECT_LT(enclosed[i].width(), 1e-15);
  }
  EXPECT_REFUSED(drive(example(3).rows(), Vec<double>{0.5, 0.5}), PreconditionError,
                 "drive: lengths 3 and 2, expected equal and positive");
}

TEST(Correlation, ThePotentialIsItsDriveAgainstP) {
  const Vec<Rational> p{q(1, 2), q(1, 3), q(1, 6)};
  Rational form = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) form += p[i] * example(3)(i, j) * p[j];
  }
  EXPECT_EQ(correlated_potential(example(3).rows(), p), Rational(-form / 2));
}

TEST(CorrelatedConstants, TheLargestNuIsWhereTheRateVanishes) {
  const Rational p = q(7, 10), g = q(16, 25), b = gap_product(p, g);
  EXPECT_EQ(drive_gap_rate(largest_nu(b), p, g), 0);
  EXPECT_EQ(drive_gap_rate_sharp(b, p, g), 0);
}

TEST(CorrelatedConstants, OfThePapersExample) {
  const CorrelatedConstants c = correlated_constants(q(1, 10), q(7, 10), q(16, 25), 2);
  EXPECT_EQ(c.printed, q(8, 10000));
  EXPECT_EQ(c.sharp, q(108, 10000));
  EXPECT_EQ(c.largest_nu_sharp, q(112, 1000));
  EXPECT_EQ(c.largest_nu_printed, q(112, 1112));
  // The rates solve their conditions with equality, and the sharper one is 28 times as large here.
  const auto cost = [](const Rational& a) { return Rational(2 * a * 4 / (1 - 2 * a)); };
  ASSERT_TRUE(c.learning_rate_printed && c.learning_rate_sharp);
  EXPECT_EQ(cost(*c.learning_rate_printed) * (2 + c.nu), c.printed);
  EXPECT_EQ(cost(*c.learning_rate_sharp), c.sharp);
  EXPECT_GT(*c.learning_rate_sharp, 28 * *c.learning_rate_printed);
  // Between the two largest values of nu only the sharper statement says something; beyond both, none.
  const CorrelatedConstants between = correlated_constants(q(11, 100), q(7, 10), q(16, 25), 2);
  EXPECT_FALSE(between.learning_rate_printed);
  EXPECT_TRUE(between.learning_rate_sharp);
  EXPECT_FALSE(correlated_constants(q(112, 1000), q(7, 10), q(16, 25), 2).learning_rate_sharp);
}

TEST(CorrelatedConstants, RefuseAStartThatDoesNotLead) {
  const Correlation gamma{{{1, 0, 0}, {0, 1, 1}, {0, 1, 1}}};
  EXPECT_REFUSED(correlated_constants(gamma, {q(2, 5), q(7, 20), q(1, 4)}, 2), PreconditionError,
                 "the gap of Gamma p is -1/5, expected in (0, 1]: component 1 must lead");  // 2 and 3 together lead
  EXPECT_EQ(correlated_constants(gamma, {q(7, 10), q(2, 10), q(1, 10)}, 2).delta_g, q(4, 10));
  EXPECT_REFUSED(correlated_constants(gamma, {q(7, 10), q(3, 10)}, 2), PreconditionError,
                 "drive: lengths 3 and 2, expected equal and positive");
}

}  // namespace correlated_constants_test
}  // namespace hebb
