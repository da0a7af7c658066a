#include <gtest/gtest.h>

#include <hebb/scalar/rational.hpp>
#include <hebb/simplex/vector.hpp>

#include "refused.hpp"

namespace hebb {
namespace vector_test {

using namespace literals;

TEST(LargestIndex, IsTheFirstOfEqualOnes) {
  EXPECT_EQ(index_of_largest(Vec<Rational>{0.2_q, 0.4_q, 0.4_q}), 1U);
  EXPECT_EQ(index_of_largest(Vec<double>{-1}), 0U);
  EXPECT_REFUSED(index_of_largest(Vec<double>{}), PreconditionError, "index_of_largest: an empty vector");
}

TEST(LeaderGap, IsAgainstTheLargestOther) {
  EXPECT_EQ(leader_gap(Vec<Rational>{0.5_q, 0.1_q, 0.4_q}), 0.1_q);
  EXPECT_EQ(leader_gap(Vec<Rational>{0.2_q, 0.8_q}), -0.6_q);
  EXPECT_REFUSED(leader_gap(Vec<Rational>{1}), PreconditionError, "leader_gap: a leader needs at least two components");
}

}  // namespace vector_test
}  // namespace hebb
