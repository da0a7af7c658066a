#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <hebb/simplex/point.hpp>
#include <hebb/simplex/tangent.hpp>

#include "refused.hpp"

namespace hebb {
namespace point_test {

using namespace literals;

std::string message_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const PreconditionError& error) {
    return error.what();
  }
  return "no PreconditionError";
}

TEST(SimplexPoint, AcceptsPointsOfTheSimplexOnly) {
  EXPECT_EQ(SimplexPoint<Rational>({1 / 3_q, 2 / 3_q})[1], 2 / 3_q);
  EXPECT_EQ(message_of([] {
              SimplexPoint<Rational>({1 / 3_q, 1 / 3_q});
            }),
            "SimplexPoint: the coordinates sum to 2/3, not 1");
  EXPECT_EQ(message_of([] { SimplexPoint<Rational>({-1 / 3_q, 4 / 3_q}); }), "SimplexPoint: coordinate 0 is -1/3");
  EXPECT_EQ(message_of([] { SimplexPoint<Rational>(Vec<Rational>{}); }), "SimplexPoint: no coordinates");
}

TEST(SimplexPoint, ToleratesRoundingOfDoublesButNothingLarger) {
  EXPECT_NO_THROW(SimplexPoint<double>(Vec<double>(10, 0.1)));
  EXPECT_REFUSED(SimplexPoint<double>({0.5, 0.5 + 1e-11}), PreconditionError,
                 "SimplexPoint: the coordinates sum to 1.00000000001, not 1");
  EXPECT_REFUSED(SimplexPoint<double>({-1e-300, 1.0}), PreconditionError, "SimplexPoint: coordinate 0 is -1e-300");
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  EXPECT_REFUSED(SimplexPoint<double>({nan, 1.0}), PreconditionError, "SimplexPoint: coordinate 0 is nan");
  EXPECT_REFUSED(SimplexPoint<double>({1.0, inf}), PreconditionError,
                 "SimplexPoint: the coordinates sum to inf, not 1");
}

TEST(SimplexPoint, ExactSumsAreNotTolerant) {
  EXPECT_REFUSED(SimplexPoint<Rational>({1 / 2_q, 1 / 2_q + 1e-300_q}), PreconditionError,
                 "SimplexPoint: the coordinates sum to");
}

TEST(SimplexPoint, Normalises) {
  EXPECT_EQ(SimplexPoint<Rational>::normalised({1_q, 2_q, 3_q}).coordinates(),
            (Vec<Rational>{1 / 6_q, 1 / 3_q, 1 / 2_q}));
  EXPECT_EQ(SimplexPoint<double>::normalised({5e-324, 5e-324})[0], 0.5);
  EXPECT_REFUSED(SimplexPoint<double>::normalised({0.0, 0.0}), PreconditionError,
                 "SimplexPoint: weights that sum to 0");
  EXPECT_REFUSED(SimplexPoint<double>::normalised({1e308, 1e308}), PreconditionError,
                 "SimplexPoint: weights that sum to inf");
  EXPECT_REFUSED(SimplexPoint<Rational>::normalised({2_q, -1_q}), PreconditionError,
                 "SimplexPoint: coordinate 1 is -1");
}

TEST(SimplexPoint, Support) {
  EXPECT_EQ(SimplexPoint<Rational>({0_q, 1 / 2_q, 0_q, 1 / 2_q}).support(), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(SimplexPoint<double>::vertex(3, 2).support(), std::vector<std::size_t>{2});
  EXPECT_EQ(SimplexPoint<Rational>::barycentre(4)[3], 1 / 4_q);
  EXPECT_REFUSED(SimplexPoint<double>::vertex(3, 3), PreconditionError, "unit_vector: index 3 in dimension 3");
}

TEST(TangentVector, SumsToZero) {
  EXPECT_NO_THROW(TangentVector<Rational>({1_q, -1_q}));
  EXPECT_EQ(message_of([] {
              TangentVector<Rational>({1_q, -2_q});
            }),
            "TangentVector: the coordinates sum to -1, not 0");
  EXPECT_NO_THROW(TangentVector<double>({0.1, 0.2, -0.3}));
  EXPECT_REFUSED(
      TangentVector<double>({1e-20, 0.0}), PreconditionError,
      "TangentVector: the coordinates sum to 9.9999999999999995e-21, not 0");  // small, but not relative to its size
  EXPECT_REFUSED(TangentVector<double>({std::nan(""), 0.0}), PreconditionError,
                 "TangentVector: the coordinates sum to nan, not 0");
}

TEST(TangentVector, ProjectionIsIdempotentAndOrthogonal) {
  const Vec<Rational> x{1_q, 5_q, -2 / 3_q};
  const auto v = TangentVector<Rational>::projection(x);
  EXPECT_EQ(sum(v.coordinates()), 0);
  EXPECT_EQ(TangentVector<Rational>::projection(v.coordinates()), v);
  Vec<Rational> rest = x;
  for (std::size_t i = 0; i < 3; ++i) rest[i] -= v[i];
  EXPECT_EQ(dot(rest, v.coordinates()), 0);
}

TEST(TangentVector, MovesPointsAlongTheSimplex) {
  const SimplexPoint<Rational> p({1 / 2_q, 1 / 2_q}), q({1 / 4_q, 3 / 4_q});
  const auto v = TangentVector<Rational>::between(p, q);
  EXPECT_EQ(p + v, q);
  EXPECT_EQ((v - v) + v, 2_q * v - v);
  EXPECT_REFUSED(p + 3_q * v, PreconditionError, "SimplexPoint: coordinate 0 is -1/4");
}

}  // namespace point_test
}  // namespace hebb
