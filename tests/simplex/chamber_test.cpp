#include <random>

#include <gtest/gtest.h>

#include <hebb/simplex/chamber.hpp>
#include <hebb/simplex/sampling.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace chamber_test {

using namespace literals;

TEST(Chamber, IsTheSimplexInOneMoreVariable) {
  std::mt19937_64 g(5);
  for (std::size_t d = 2; d <= 8; ++d) {
    for (int k = 0; k < 100; ++k) {
      const Vec<Rational> z = sample_face<Rational>(d + 1, 1 + random_index(d + 1, g), g).coordinates();
      const auto [p, c] = chamber_point(z);
      ASSERT_EQ(p.size(), d);
      EXPECT_EQ(sum(p), 1);
      EXPECT_GE(c, 0);
      EXPECT_GE(p[0], p[1] + c);
      for (std::size_t i = 2; i < d; ++i) EXPECT_GE(p[i - 1], p[i]);
      EXPECT_GE(p[d - 1], 0);
      EXPECT_EQ(chamber_coordinates(p, c), z);
    }
  }
}

TEST(Chamber, InverseIsNegativeOutside) {
  const Vec<Rational> p{1 / 2_q, 1 / 3_q, 1 / 6_q};
  EXPECT_EQ(chamber_coordinates(p, Rational(1 / 6_q))[1], 0);
  EXPECT_LT(chamber_coordinates(p, Rational(1 / 5_q))[1], 0);
  EXPECT_LT(chamber_coordinates(Vec<Rational>{1 / 2_q, 1 / 6_q, 1 / 3_q}, Rational(0))[2], 0);
  EXPECT_EQ(chamber_point(chamber_coordinates(p, Rational(7))).p, p);  // a bijection of linear spaces
  EXPECT_REFUSED(chamber_point(Vec<Rational>{1, 0}), PreconditionError,
                 "chamber_point: 2 barycentric coordinates, expected d + 1 >= 3");
  EXPECT_REFUSED(chamber_coordinates(Vec<Rational>{1}, Rational(0)), PreconditionError,
                 "chamber_coordinates: dimension 1, expected at least 2");
}

TEST(Chamber, SampledGapsHold) {
  std::mt19937_64 g(6);
  for (int k = 0; k < 200; ++k) {
    const auto p = sample_chamber_with_gap<Rational>(5, 1 / 4_q, g);
    EXPECT_GE(p[0], p[1] + 1 / 4_q);
    EXPECT_EQ(sum(p.coordinates()), 1);
  }
  EXPECT_EQ(sample_chamber_with_gap<Rational>(3, 1_q, g).coordinates(), (Vec<Rational>{1, 0, 0}));
  EXPECT_REFUSED(sample_chamber_with_gap<double>(3, 1.5, g), PreconditionError,
                 "sample_chamber_with_gap: gap 1.5 outside [0, 1]");
}

template <class S>
class ChamberIn : public ::testing::Test {};
TYPED_TEST_SUITE(ChamberIn, test::Scalars, test::ScalarNames);

TYPED_TEST(ChamberIn, AgreesWithTheExactMap) {
  std::mt19937_64 g(7);
  for (std::size_t d = 2; d <= 8; ++d) {
    const Vec<Rational> z = sample_simplex<Rational>(d + 1, g).coordinates();
    const auto computed = chamber_point(like(test::model<TypeParam>(), z));
    const auto exact = chamber_point(z);
    EXPECT_TRUE(test::agrees(computed.p, exact.p));
    EXPECT_TRUE(test::agrees(computed.c, exact.c));
    EXPECT_TRUE(test::agrees(chamber_coordinates(computed.p, computed.c), z));
  }
}

}  // namespace chamber_test
}  // namespace hebb
