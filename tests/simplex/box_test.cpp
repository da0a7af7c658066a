#include <deque>
#include <random>

#include <gtest/gtest.h>

#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/simplex/box.hpp>
#include <hebb/simplex/sampling.hpp>

#include "refused.hpp"

namespace hebb {
namespace box_test {

using namespace literals;

TEST(SimplexBox, TightensItsBounds) {
  const auto box = SimplexBox::within({0_q, 0_q, 1 / 2_q}, {1_q, 1 / 8_q, 1_q});
  ASSERT_TRUE(box);
  EXPECT_EQ(box->upper(), (Vec<Rational>{1 / 2_q, 1 / 8_q, 1_q}));
  EXPECT_EQ(box->lower(), (Vec<Rational>{0_q, 0_q, 1 / 2_q}));
  const auto leader = SimplexBox::within({0_q, 0_q}, {1_q, 1 / 4_q});
  EXPECT_EQ(leader->lower()[0], 3 / 4_q);
}

TEST(SimplexBox, EmptySetsAreFound) {
  EXPECT_FALSE(SimplexBox::within({0.6_q, 0.6_q}, {1_q, 1_q}));
  EXPECT_FALSE(SimplexBox::within({0_q, 0_q}, {0.4_q, 0.4_q}));
  EXPECT_FALSE(SimplexBox::within({0.6_q, 0_q}, {0.5_q, 1_q}));
  EXPECT_FALSE(SimplexBox::within({2_q, -1_q}, {2_q, -1_q}));
  EXPECT_REFUSED(SimplexBox::within({0_q}, {}), PreconditionError,
                 "SimplexBox: lengths 1 and 0, expected equal and positive");
  EXPECT_REFUSED(SimplexBox(0), PreconditionError, "SimplexBox: dimension 0");
}

// Every bound of a box is attained: the point that takes it and fills up the others greedily exists.
TEST(SimplexBox, BoundsAreAttainedAndBisectionCovers) {
  std::mt19937_64 g(20240501);
  int boxes = 0;
  for (std::size_t d = 2; d <= 5; ++d) {
    std::deque<SimplexBox> queue{SimplexBox(d)};
    while (queue.size() < 64) {
      const SimplexBox box = queue.front();
      queue.pop_front();
      const auto [left, right] = box.bisect(box.widest());
      EXPECT_LE(left.width(box.widest()), box.width(box.widest()) / 2);
      for (const SimplexBox& half : {left, right}) {
        EXPECT_EQ(*SimplexBox::within(half.lower(), half.upper()), half);  // already tight
        for (std::size_t i = 0; i < d; ++i) {
          EXPECT_GE(half.lower()[i] + (sum(half.upper()) - half.upper()[i]), 1);
          EXPECT_LE(half.upper()[i] + (sum(half.lower()) - half.lower()[i]), 1);
        }
        queue.push_back(half);
        ++boxes;
      }
    }
    for (int k = 0; k < 50; ++k) {
      const auto p = sample_simplex<Rational>(d, g);
      const auto holders =
          std::count_if(queue.begin(), queue.end(), [&](const SimplexBox& b) { return b.contains(p); });
      EXPECT_GE(holders, 1);
    }
  }
  EXPECT_GT(boxes, 400);
}

TEST(SimplexBox, EnclosuresContainTheBoxTightly) {
  const auto box = SimplexBox::within({1 / 3_q, 0_q}, {2 / 3_q, 1_q});
  for (const Interval& x : box->enclosure(Interval(0))) {
    EXPECT_TRUE(x.contains(1 / 3_q) && x.contains(2 / 3_q));
    EXPECT_LT(x.width(), 1.0 / 3 + 1e-15);
  }
  EXPECT_LT(box->enclosure(RealInterval(0_q, 300))[0].width(), 1.0 / 3 + 1e-15);
}

}  // namespace box_test
}  // namespace hebb
