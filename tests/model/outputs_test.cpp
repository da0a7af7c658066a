#include <random>

#include <gtest/gtest.h>

#include <hebb/model/outputs.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace outputs_test {

using namespace literals;

/// Weights, draws and rates of m outputs on d inputs, exact and small.
struct Network {
  OutputRows<Rational> w, y;
  Vec<Rational> a;
};
Network random_network(std::size_t m, std::size_t d, std::mt19937_64& g) {
  const auto number = [&](int least, int most) { return Rational(std::uniform_int_distribution<int>(least, most)(g)); };
  Network n;
  for (std::size_t j = 0; j < m; ++j) {
    Vec<Rational> w, y;
    for (std::size_t i = 0; i < d; ++i) {
      w.push_back(number(1, 40) / 8);
      y.push_back(number(-16, 16) / 16);
    }
    y[std::uniform_int_distribution<std::size_t>(0, d - 1)(g)] += 1;
    n.w.push_back(w);
    n.y.push_back(y);
    n.a.push_back(number(1, 15) / 64);
  }
  return n;
}
OutputRows<double> as_double(const OutputRows<Rational>& x) {
  OutputRows<double> out;
  for (const Vec<Rational>& row : x) out.push_back(like(1.0, row));
  return out;
}

TEST(Outputs, ProjectionIsOrthogonalToOrthogonalRows) {
  const OutputRows<Rational> w{{1_q, 1_q, 0_q}, {1_q, -1_q, 2_q}};
  const Vec<Rational> x{3_q, 1 / 2_q, -7_q};
  for (const std::size_t count : {1u, 2u}) {
    const Vec<Rational> kept = without_rows(x, w, count);
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(dot(kept, w[i]), 0);
  }
  EXPECT_EQ(without_rows(x, w, 0), x);
}

TEST(Outputs, ProjectionSubtractsFromTheWholeVectorEachTime) {  // which is not Gram-Schmidt
  const OutputRows<Rational> w{{1_q, 0_q}, {1_q, 1_q}};
  EXPECT_EQ(without_rows(Vec<Rational>{2_q, 4_q}, w, 2), (Vec<Rational>{-3_q, 1_q}));  // (2,4) - 2 (1,0) - 3 (1,1)
}

TEST(Outputs, OneOutputIsTheWeightUpdateBitForBit) {
  std::mt19937_64 g(1);
  for (std::size_t d = 1; d <= 6; ++d) {
    for (int k = 0; k < 50; ++k) {
      const Network n = random_network(1, d, g);
      OutputRows<Rational> exact = n.w;
      EXPECT_EQ(joint_step(exact, n.y, n.a), 0);
      EXPECT_EQ(exact[0], weight_update(n.w[0], n.y[0], n.a[0]));
      Vec<double> w(d), y(d);
      for (std::size_t i = 0; i < d; ++i)
        w[i] = std::uniform_real_distribution(0.1, 9.0)(g), y[i] = std::uniform_real_distribution(-2.0, 2.0)(g);
      OutputRows<double> fast{w};
      joint_step(fast, OutputRows<double>{y}, Vec<double>{0.013});
      EXPECT_EQ(fast[0], weight_update(w, y, 0.013));
    }
  }
}

TEST(Outputs, TheChangeOfTheSecondOutputIsOrthogonalToTheFirst) {
  std::mt19937_64 g(2);
  int free_of_clipping = 0, clipped = 0;
  for (int k = 0; k < 300; ++k) {
    const Network n = random_network(2, 2 + k % 4, g);
    OutputRows<Rational> w = n.w;
    const int count = joint_step(w, n.y, n.a);
    if (count > 0) {
      ++clipped;
      EXPECT_EQ(std::count(w[1].begin(), w[1].end(), 0), count);
      continue;
    }
    ++free_of_clipping;
    Vec<Rational> change = w[1];
    for (std::size_t i = 0; i < change.size(); ++i) change[i] -= n.w[1][i];
    EXPECT_EQ(dot(change, w[0]), 0);  // with the first row as this step has left it
  }
  EXPECT_GT(free_of_clipping, 200);
  EXPECT_GT(clipped, 0);
}

TEST(Outputs, NegativeWeightsAreClippedAndCounted) {
  // D_2 = (1/2)(1, 1/8) .* (2, 0) = (1, 0); minus its part along w_1 = (1, 1): (1/2, -1/2); 1/8 - 1/2 < 0
  OutputRows<Rational> w{{1_q, 1_q}, {1_q, 1 / 8_q}};
  EXPECT_EQ(joint_step(w, OutputRows<Rational>{{0_q, 0_q}, {2_q, 0_q}}, Vec<Rational>{1 / 2_q, 1 / 2_q}), 1);
  EXPECT_EQ(w[0], (Vec<Rational>{1_q, 1_q}));
  EXPECT_EQ(w[1], (Vec<Rational>{3 / 2_q, 0_q}));
}

TEST(Outputs, CommutesWithPermutationsOfTheInputs) {
  std::mt19937_64 g(3);
  for (int k = 0; k < 60; ++k) {
    const std::size_t d = 3 + k % 3;
    const Network n = random_network(3, d, g);
    std::vector<std::size_t> order(d);
    for (std::size_t i = 0; i < d; ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), g);
    const auto permuted = [&](const OutputRows<Rational>& rows) {
      OutputRows<Rational> out = rows;
      for (std::size_t j = 0; j < rows.size(); ++j) {
        for (std::size_t i = 0; i < d; ++i) out[j][i] = rows[j][order[i]];
      }
      return out;
    };
    OutputRows<Rational> w = n.w, v = permuted(n.w);
    EXPECT_EQ(joint_step(w, n.y, n.a), joint_step(v, permuted(n.y), n.a));
    EXPECT_EQ(permuted(w), v);
  }
}

TEST(Outputs, TheScaleOfARowCancelsInTheOthers) {
  std::mt19937_64 g(4);
  for (int k = 0; k < 60; ++k) {
    const Network n = random_network(3, 4, g);
    OutputRows<Rational> w = n.w, v = n.w;
    const Vec<Rational> scale{1024_q, 3 / 7_q, 1 / 5_q};
    for (std::size_t j = 0; j < 3; ++j) {
      for (Rational& x : v[j]) x *= scale[j];
    }
    EXPECT_EQ(joint_step(w, n.y, n.a), joint_step(v, n.y, n.a));
    for (std::size_t j = 0; j < 3; ++j) {
      for (Rational& x : w[j]) x *= scale[j];
    }
    EXPECT_EQ(w, v);
  }
}

TEST(Outputs, DoubleAgreesWithExact) {
  std::mt19937_64 g(5);
  for (int k = 0; k < 60; ++k) {
    const Network n = random_network(3, 5, g);
    OutputRows<Rational> exact = n.w;
    OutputRows<double> fast = as_double(n.w);
    joint_step(exact, n.y, n.a);
    joint_step(fast, as_double(n.y), like(1.0, n.a));
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(fast[j][i], exact[j][i].convert_to<double>(), 1e-13);
    }
  }
}

TEST(Outputs, SequentialStartIsOrthogonalToTheProjectedWinners) {
  const Vec<Rational> start{3_q, 1_q, 2_q, 5_q}, first{1_q, 9_q, 2_q, 0_q}, second{4_q, 0_q, 1_q, 3_q};
  EXPECT_EQ(winner(first), 1u);
  EXPECT_EQ(projected_winner(first), (Vec<Rational>{0_q, 9_q, 0_q, 0_q}));
  const Vec<Rational> third = orthogonal_start(start, {winner(first), winner(second)});
  EXPECT_EQ(third, (Vec<Rational>{0_q, 0_q, 2_q, 5_q}));
  EXPECT_EQ(third, without_rows(start, {projected_winner(first), projected_winner(second)}, 2));
  EXPECT_REFUSED(orthogonal_start(start, {1, 1}), PreconditionError, "orthogonal_start: input 2 has won twice");
  EXPECT_REFUSED(orthogonal_start(start, {4}), PreconditionError, "orthogonal_start: winner 5");
  EXPECT_REFUSED(orthogonal_start(start, {0, 1, 2, 3}), PreconditionError, "orthogonal_start: no weights are left");
}

TEST(Outputs, MisalignmentCountsAtVertices) {
  const auto rows = [](std::initializer_list<std::size_t> at) {
    OutputRows<Rational> out;
    for (const std::size_t k : at) out.push_back(unit_vector<Rational>(3, k));
    return out;
  };
  EXPECT_EQ(misalignment(rows({0, 1, 2})), 0);
  EXPECT_EQ(misalignment(rows({0, 2, 1})), 2);
  EXPECT_EQ(misalignment(rows({0, 1, 1})), 1);
  EXPECT_EQ(misalignment(rows({1, 2, 0})), 3);
  EXPECT_EQ(misalignment(rows({1})), 1);
  EXPECT_EQ(misalignment(OutputRows<Rational>{{4 / 9_q, 1 / 3_q, 2 / 9_q}}), 19 / 81_q);
  EXPECT_REFUSED(misalignment(OutputRows<Rational>{{1_q}, {1_q}}), PreconditionError,
                 "misalignment: as many outputs as inputs at most, and at least one");
}

TEST(Outputs, AlignmentNamesWhatHappened) {
  const auto at = [](double a, double b) { return OutputRows<double>{{a, 1 - a, 0}, {b, 1 - b, 0}}; };
  EXPECT_EQ(alignment(at(1, 0), 0.01), Alignment::aligned);
  EXPECT_EQ(alignment(at(0, 1), 0.01), Alignment::wrong_order);
  EXPECT_EQ(alignment(at(1, 1), 0.01), Alignment::duplicates);
  EXPECT_EQ(alignment(at(0.5, 0), 0.01), Alignment::unconverged);
  EXPECT_EQ(alignment(at(0.75, 0), 0.25), Alignment::aligned);  // the border belongs to the vertex
  EXPECT_EQ(alignment(at(0.75, 0), 0.2499), Alignment::unconverged);
  // Duplicates are named even while a third output is still under way.
  EXPECT_EQ(alignment(OutputRows<double>{{1, 0, 0}, {0.4, 0.3, 0.3}, {1, 0, 0}}, 0.01), Alignment::duplicates);
}

TEST(Outputs, RejectsWhatHasNoMeaning) {
  OutputRows<Rational> w{{1_q, 1_q}, {1_q, 1_q}};
  const OutputRows<Rational> y{{0_q, 1_q}, {1_q, 0_q}};
  EXPECT_REFUSED(joint_step(w, y, Vec<Rational>{1 / 4_q}), PreconditionError,
                 "joint_step: learning rates: lengths 2 and 1, expected equal and positive");
  EXPECT_REFUSED(joint_step(w, OutputRows<Rational>{{0_q, 1_q}}, Vec<Rational>{1 / 4_q, 1 / 4_q}), PreconditionError,
                 "joint_step: outputs: lengths 2 and 1, expected equal and positive");
  w[0] = {0_q, 0_q};
  EXPECT_REFUSED(joint_step(w, y, Vec<Rational>{1 / 4_q, 1 / 4_q}), PreconditionError,
                 "without_rows: output 1 has no weights left");
  OutputRows<Rational> many{{1_q, 1_q}, {1_q, 1_q}, {1_q, 1_q}};
  EXPECT_REFUSED(joint_step(many, many, Vec<Rational>{1_q, 1_q, 1_q}), PreconditionError,
                 "joint_step: 3 outputs, but 2 inputs");
  EXPECT_REFUSED(without_rows(Vec<Rational>{1_q}, OutputRows<Rational>{}, 1), PreconditionError,
                 "without_rows: 1 of 0");
}

}  // namespace outputs_test
}  // namespace hebb
