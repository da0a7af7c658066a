#include <algorithm>
#include <cmath>
#include <numeric>

#include <Random123/philox.h>
#include <boost/math/distributions/chi_squared.hpp>
#include <gtest/gtest.h>

#include <hebb/model/update.hpp>
#include <hebb/simulation/chain/chain_path.hpp>
#include <hebb/simulation/chain/simulate.hpp>

#include "refused.hpp"

namespace hebb {
namespace simulate_test {

using namespace literals;

// Known answers of Random123 (its file kat_vectors, philox4x32 with 10 rounds).
TEST(Philox, KnownAnswers) {
  using Words = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox::block(0, {0, 0, 0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox::block(~0ull, {~0u, ~0u, ~0u, ~0u}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox::block(0x299f31d0'a4093822, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, UnitIsALatticeSymmetricAboutOneHalf) {
  EXPECT_EQ(philox::unit(0), 0x1p-33);
  for (const std::uint32_t word : {0u, 1u, 0x7fffffffu, 0x80000000u, 0x12345678u}) {
    EXPECT_EQ(philox::unit(word) + philox::unit(~word), 1);
  }
}

const AnyNoise& noise_named(const std::string& name) {
  static const AnyNoise uniform = UniformNoise(2), two_point = TwoPointNoise(2, 1, 0.5_q),
                        discrete = DiscreteNoise(2, {{-1, 0.25_q}, {0, 0.5_q}, {1, 0.25_q}}),
                        gaussian = TruncatedGaussianNoise(2, 0.5_q);
  return name == "uniform" ? uniform : name == "two-point" ? two_point : name == "discrete" ? discrete : gaussian;
}
const std::vector<std::string> noise_names{"uniform", "two-point", "discrete", "truncated Gaussian"};

Vec<Rational> start(int d) {
  Vec<Rational> p(static_cast<std::size_t>(d), 0.5_q / (d - 1));
  p[0] = 0.5_q;
  if (d == 2) p = {0.6_q, 0.4_q};
  return p;
}

ChainProblem problem(int d, const std::string& noise) {
  ChainProblem out{
      {.start = start(d), .a = 0.05_q, .noise = noise_named(noise), .event = LossEvent::below_gap(0.1_q)}, 213, 0.3_q};
  if (d == 5) out.event = LossEvent::below_ratio(3);
  if (d == 11) out.event = LossEvent::below_gap(0.43_q);
  return out;
}

PathOutcome walk(const ChainSimulator& simulator, const ChainProblem& problem, std::uint64_t number) {
  ChainPath path(simulator, number);
  PathOutcome out;
  while (path.step() < problem.steps) {
    path.advance();
    const double accuracy = problem.accuracy.convert_to<double>();
    if (out.accurate_at == 0 && path.distance() < accuracy) out.accurate_at = path.step();
    if (out.lost_at == 0 && path.is_lost(simulator.constants().ratio, simulator.constants().gap))
      out.lost_at = path.step();
    if ((problem.stop_at_loss && out.lost_at) || (problem.stop_at_accuracy && out.accurate_at)) break;
  }
  out.steps = path.step();
  return out;
}

class EveryDimensionAndLaw : public testing::TestWithParam<std::tuple<int, std::string>> {};

TEST_P(EveryDimensionAndLaw, InstructionSetsRangesAndTheScalarPathAgreeBitForBit) {
  const auto [d, noise] = GetParam();
  ChainProblem p = problem(d, noise);
  for (const auto& [at_loss, at_accuracy] : {std::pair{true, false}, {false, true}, {false, false}, {true, true}}) {
    p.stop_at_loss = at_loss;
    p.stop_at_accuracy = at_accuracy;
    const std::uint64_t first = (1ull << 32) - 150, last = first + 300;  // across a change of the high half
    const ChainSimulator reference(p, 7, InstructionSet::portable);
    const std::vector<PathOutcome> expected = reference.outcomes(first, last);
    int lost = 0, accurate = 0;
    for (const PathOutcome& path : expected) {
      lost += path.lost_at != 0;
      accurate += path.accurate_at != 0;
    }
    EXPECT_GT(lost, 3);
    EXPECT_GT(accurate, 3);
    for (const InstructionSet set : all_instruction_sets) {
      if (!is_supported(set)) continue;
      const ChainSimulator simulator(p, 7, set);
      EXPECT_EQ(simulator.outcomes(first, last), expected) << to_string(set);
      std::vector<PathOutcome> parts = simulator.outcomes(first, first + 37);
      const std::vector<PathOutcome> rest = simulator.outcomes(first + 37, last);
      parts.insert(parts.end(), rest.begin(), rest.end());
      EXPECT_EQ(parts, expected) << to_string(set);
    }
    for (std::uint64_t k = 0; k < 40; ++k) EXPECT_EQ(walk(reference, p, first + 5 * k), expected[5 * k]) << k;
  }
}

/// The model's own update, with division, fed with the words of Random123 as their use is documented.
TEST_P(EveryDimensionAndLaw, FollowsTheModelStepByStep) {
  const auto [d, noise] = GetParam();
  const ChainSimulator simulator(problem(d, noise), 0x1234'5678'9abc'def0);
  const WordNoise law(noise_named(noise));
  for (const std::uint64_t number : {0ull, 41ull, (5ull << 32) + 3}) {
    ChainPath path(simulator, number);
    Vec<double> p;
    for (const Rational& x : start(d)) p.push_back(x.convert_to<double>());
    for (std::uint32_t k = 0; k < 400; ++k) {
      std::vector<std::uint32_t> words;
      for (std::uint32_t j = 0; words.size() < static_cast<std::size_t>(d) + 1; ++j) {
        const auto blocks = static_cast<std::uint32_t>((d + 4) / 4);
        const auto block = r123::Philox4x32()(
            {{k * blocks + j, 0, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)}},
            {{0x9abcdef0, 0x12345678}});
        words.insert(words.end(), block.begin(), block.end());
      }
      Vec<double> y;
      for (int i = 0; i < d; ++i) y.push_back(law(words[static_cast<std::size_t>(i) + 1]));
      const double u = philox::unit(words[0]);
      int trigger = 0;
      double cumulative = 0;
      for (int i = 1; i < d && trigger == 0; ++i) {
        cumulative += p[static_cast<std::size_t>(i)];
        if (u < cumulative) trigger = i;
      }
      y[static_cast<std::size_t>(trigger)] += 1;
      p = probability_update(p, y, 0.05);
      path.advance();
      ASSERT_EQ(path.trigger(), trigger);
      const Vec<double> q = path.probabilities();
      for (std::size_t i = 0; i < p.size(); ++i) ASSERT_NEAR(q[i], p[i], 1e-12) << "step " << k;
      ASSERT_NEAR(path.distance(), 1 - p[0], 1e-12);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Chain, EveryDimensionAndLaw,
                         testing::Combine(testing::Values(2, 3, 5, 11), testing::ValuesIn(noise_names)));

TEST(Chain, TriggersFollowTheProbabilities) {
  // The first trigger of many paths, p(0) = (0.5, 0.3, 0.15, 0.05).
  const ChainSimulator simulator(
      {{.start = {0.5_q, 0.3_q, 0.15_q, 0.05_q}, .a = 0.01_q, .noise = UniformNoise(2), .event = {}}}, 3);
  const int n = 40000;
  std::array<int, 4> count{};
  for (int k = 0; k < n; ++k) {
    ChainPath path(simulator, static_cast<std::uint64_t>(k));
    path.advance();
    ++count[static_cast<std::size_t>(path.trigger())];
  }
  double statistic = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const double expected = n * simulator.start()[i];
    statistic += (count[i] - expected) * (count[i] - expected) / expected;
  }
  EXPECT_LT(statistic, quantile(complement(boost::math::chi_squared(3), 1e-4)));
}

double kolmogorov_distance(std::vector<double> sample, const std::function<double(double)>& cdf) {
  std::sort(sample.begin(), sample.end());
  double distance = 0;
  const double n = static_cast<double>(sample.size());
  for (std::size_t k = 0; k < sample.size(); ++k) {
    const double f = cdf(sample[k]), rank = static_cast<double>(k);
    distance = std::max({distance, f - rank / n, (rank + 1) / n - f});
  }
  return distance;
}

TEST(WordNoise, SamplesFollowTheLaw) {
  const int n = 100000;
  for (const std::string name : {"uniform", "truncated Gaussian"}) {
    const WordNoise law(noise_named(name));
    std::vector<double> z;
    for (std::uint32_t k = 0; k < n / 4; ++k) {
      for (const std::uint32_t word : philox::block(99, {k, 0, 0, 0})) z.push_back(law(word));
    }
    const auto cdf = [&](double x) {
      const double tau_root2 = 0.5 * std::sqrt(2.0);
      return name == "uniform" ? (x + 1) / 2 : (std::erf(x / tau_root2) / std::erf(1 / tau_root2) + 1) / 2;
    };
    const double bound =
        std::sqrt(std::log(2 / 1e-4) / (2.0 * n));  // Dvoretzky-Kiefer-Wolfowitz with Massart's constant
    EXPECT_LT(kolmogorov_distance(z, cdf), bound) << name;
    const auto shifted = [&](double x) { return cdf(x + 0.02); };  // the test can fail
    EXPECT_GT(kolmogorov_distance(z, shifted), bound) << name;
  }
}

TEST(WordNoise, TheSimulatedLawHasTheMomentsOfTheModel) {
  const WordNoise uniform = UniformNoise(2.5_q);
  EXPECT_EQ(uniform.mean(), 0);
  EXPECT_NEAR(uniform.variance(), 0.75, 1e-15);
  EXPECT_EQ(uniform(0), -uniform(~0u));
  const WordNoise two_point = TwoPointNoise(2, 1, 0.5_q);
  EXPECT_NEAR(two_point.mean(), 0, 1e-9);
  EXPECT_NEAR(two_point.variance(), 0.5, 1e-9);
  for (const Rational& tau : {0.1_q, 0.5_q, 1_q, 10_q}) {
    const TruncatedGaussianNoise law(2, tau);
    const WordNoise word(law);
    const double variance = law.variance(0.0);
    EXPECT_NEAR(word.mean(), 0, 1e-15);
    EXPECT_NEAR(word.variance() / variance, 1, 2e-5) << tau;
    for (const std::uint32_t w : {0u, 5u, 1000000u, 0x7fffffffu}) {
      EXPECT_EQ(word(w), -word(~w));
      EXPECT_GE(word(w), -1 - 1e-15);
    }
  }
}

TEST(WordNoise, OwnLawsAreChecked) {
  const WordNoise arcsine = QuantileNoise(2, "arcsine", [](double u) { return -std::cos(M_PI * u); });
  EXPECT_NEAR(arcsine.variance(), 0.5, 1e-5);
  EXPECT_NEAR(arcsine(0x40000000), -std::cos(M_PI / 4), 1e-6);
  EXPECT_NEAR(arcsine(0xC0000000), std::cos(M_PI / 4), 1e-6);
  EXPECT_REFUSED(WordNoise(QuantileNoise(2, "wide", [](double u) { return 4 * u - 2; })), PreconditionError,
                 "noise 'wide': quantile(1.1641532182693481e-10) = -1.9999999995343387");
  EXPECT_REFUSED(WordNoise(QuantileNoise(2, "shifted", [](double u) { return u - 0.4; })), PreconditionError,
                 "noise 'shifted': the mean is 0.099999999999999117, not 0");
  EXPECT_REFUSED(WordNoise(QuantileNoise(2, "falling", [](double u) { return 0.5 - u; })), PreconditionError,
                 "noise 'falling': the quantile function falls from 0.49999999988358468 to");
  EXPECT_REFUSED(WordNoise(QuantileNoise(1, "no room", [](double) { return 0.0; })), PreconditionError,
                 "noise bound Q = 1, expected Q > 1");
}

TEST(Chain, ComponentsAtZeroStayThereAndAreNeverTriggers) {
  const ChainSimulator with({{.start = {0.6_q, 0.4_q, 0, 0}, .a = 0.1_q, .noise = UniformNoise(2), .event = {}}}, 1);
  for (std::uint64_t k = 0; k < 20; ++k) {
    ChainPath path(with, k);
    for (int step = 0; step < 300; ++step) {
      path.advance();
      ASSERT_LT(path.trigger(), 2);
      ASSERT_EQ(path.probabilities()[2], 0);
    }
  }
}

TEST(Chain, LongPathsStayFinite) {
  // Components fall far below the smallest normal double; events and lanes still agree.
  ChainProblem p{
      {.start = {0.6_q, 0.3_q, 0.1_q}, .a = 0.3_q, .noise = UniformNoise(3), .event = LossEvent::below_ratio(0.001_q)},
      20000,
      1e-100_q};
  const ChainSimulator reference(p, 5, InstructionSet::portable), best(p, 5);
  const std::vector<PathOutcome> expected = reference.outcomes(0, 24);
  EXPECT_EQ(best.outcomes(0, 24), expected);
  EXPECT_TRUE(std::any_of(expected.begin(), expected.end(), [](const PathOutcome& x) { return x.accurate_at > 0; }));
  for (std::uint64_t k = 0; k < 24; ++k) EXPECT_EQ(walk(reference, p, k), expected[k]);
}

TEST(Chain, AbsorptionEndsPathsUnderItsRuleOnly) {
  ChainProblem p{{.start = {0.6_q, 0.4_q}, .a = 0.1_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)},
                 2000};
  const std::vector<PathOutcome> full = ChainSimulator(p, 5).outcomes(0, 500);
  p.absorption = 1e-9_q;
  const std::vector<PathOutcome> cut = ChainSimulator(p, 5).outcomes(0, 500);
  int absorbed = 0;
  for (std::size_t k = 0; k < full.size(); ++k) {
    EXPECT_FALSE(full[k].absorbed);
    EXPECT_EQ(cut[k].lost_at, full[k].lost_at);
    absorbed += cut[k].absorbed;
    if (cut[k].absorbed) EXPECT_TRUE(cut[k].steps % 16 == 0 && cut[k].steps < 2000);
  }
  EXPECT_GT(absorbed, 100);
}

TEST(Chain, RejectsBadProblems) {
  const ChainProblem good{
      {.start = {0.6_q, 0.4_q}, .a = 0.1_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)}};
  const auto bad = [&](auto change, const char* words) {
    ChainProblem p = good;
    change(p);
    EXPECT_REFUSED(ChainSimulator(p, 1), PreconditionError, words);
  };
  EXPECT_NO_THROW(ChainSimulator(good, 1));
  bad([](ChainProblem& p) { p.start = {0.6_q, 0.5_q}; }, "the starting point sums to 11/10, not 1");
  bad([](ChainProblem& p) { p.start = {1.2_q, -0.2_q}; }, "starting coordinate -1/5, expected >= 0");
  bad([](ChainProblem& p) { p.start = {1}; }, "dimension 1, expected 2 to 64");
  bad([](ChainProblem& p) { p.start = {0.4_q, 0.6_q}; }, "the leader is lost from the start, p_1 = 2/5 < 7/10");
  bad([](ChainProblem& p) { p.a = 0.5_q; }, "learning rate 1/2 outside");
  bad([](ChainProblem& p) { p.a = 0; }, "learning rate 0 outside");
  bad([](ChainProblem& p) { p.event.gap = 0.3_q; }, "the leader is lost from the start, p_1 = 3/5 < 7/10");
  bad([](ChainProblem& p) { p.event.gap = -0.1_q; }, "event with ratio 1 and gap -1/10");
  bad([](ChainProblem& p) { p.steps = 0; }, "chain: 0 steps, expected");
  bad([](ChainProblem& p) { p.steps = 1ull << 33; }, "8589934592 steps, expected");
  bad([](ChainProblem& p) { p.accuracy = 1; }, "accuracy or absorption 1 outside [0, 1)");
}

}  // namespace simulate_test
}  // namespace hebb
