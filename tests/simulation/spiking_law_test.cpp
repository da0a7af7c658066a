#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/simulation/spiking/recorder.hpp>
#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>
#include <hebb/statistics/confidence.hpp>

#include "refused.hpp"

// Laws of the random spikes and of the triggers. Every test has a fixed seed and rejects a true hypothesis with
// probability at most `level`, for every law of the test statistic: Clopper-Pearson intervals are conservative, and for
// the Kolmogorov-Smirnov distance D of n independent uniform numbers P(D > sqrt(log(2/level)/(2n))) <= level (P.
// Massart, Ann. Probab. 18 (1990)).

namespace spiking_law_test {

using namespace hebb;
using namespace hebb::spiking;

const Rational level = Rational(1) / 1'000'000'000;

void expect_frequency(std::uint64_t successes, std::uint64_t trials, double p, const char* what, std::size_t j = 0) {
  const ConfidenceInterval interval = clopper_pearson(successes, trials, level);
  EXPECT_LE(interval.lower, p) << what << " " << j << ": " << successes << " of " << trials;
  EXPECT_GE(interval.upper, p) << what << " " << j << ": " << successes << " of " << trials;
}

/// D for numbers that should be uniform on (0, 1).
double uniform_distance(std::vector<double> u) {
  std::ranges::sort(u);
  const double n = static_cast<double>(u.size());
  double distance = 0;
  for (std::size_t k = 0; k < u.size(); ++k) {
    const double i = static_cast<double>(k);
    distance = std::max({distance, u[k] - i / n, (i + 1) / n - u[k]});
  }
  return distance;
}
double massart_bound(std::size_t n) { return std::sqrt(std::log(2e9) / (2 * static_cast<double>(n))); }
void expect_uniform(const std::vector<double>& u, const char* what) {
  EXPECT_LE(uniform_distance(u), massart_bound(u.size())) << what;
}

struct Spike {
  double time;
  std::uint32_t input;
  bool joint;
};
std::vector<Spike> stream(const Inputs& inputs, double end, std::uint64_t seed = 1) {
  SpikeStream source(inputs, seed, 0);
  SpikeBatch batch;
  std::vector<Spike> out;
  do {
    source.next(end, batch);
    for (std::size_t k = 0; k < batch.size(); ++k) out.push_back({batch.time[k], batch.input[k], bool(batch.joint[k])});
  } while (!batch.finished);
  return out;
}

/// Time rescaling: with the integrated rate L, the increments of L between spikes are exponential of mean 1.
void expect_rate(const Rate& rate, const std::function<double(double)>& integrated, double end, const char* what) {
  const std::vector<Spike> spikes = stream(Inputs::independent(std::vector<Rate>{rate}), end);
  ASSERT_GT(spikes.size(), 5000u) << what;
  std::vector<double> u;
  double last = 0;
  for (const Spike& s : spikes) {
    u.push_back(-std::expm1(last - integrated(s.time)));
    last = integrated(s.time);
  }
  expect_uniform(u, what);
}

double constant_integral(double t) { return 20 * t; }

TEST(SpikingStream, TimeRescaling) {
  expect_rate(Rate::constant(20), constant_integral, 1000, "constant");
  const auto steps = [](double t) { return t < 100 ? 40 * t : t < 300 ? 4000 : 4000 + 7 * (t - 300); };
  expect_rate(Rate::piecewise({0, 100, 300}, {40, 0, 7}), steps, 1000, "piecewise");
  // Pieces shorter than a waiting time, so that one is carried over many of them.
  std::vector<double> starts, values;
  for (int k = 0; k < 2000; ++k) starts.push_back(k * 0.01), values.push_back(k % 2 == 0 ? 0 : 200);
  const auto comb = [](double t) {
    const double k = std::floor(std::min(t, 19.99) / 0.02), rest = t - 0.02 * k;
    return 2 * k + 200 * std::max(0.0, rest - 0.01);
  };
  expect_rate(Rate::piecewise(starts, values), comb, 100, "comb");
  const auto sine = [](double t) {
    const double w = 2 * std::numbers::pi / 3;
    return 20 * (t + 0.8 * (std::cos(w * 3 * 0.1) - std::cos(w * (t + 3 * 0.1))) / w);
  };
  expect_rate(Rate::sinusoidal(20, 0.8, 3, 0.1), sine, 1000, "sinusoidal");
}

TEST(SpikingStream, TheTestSeesAWrongRate) {
  std::vector<double> u;
  double last = 0;
  for (const Spike& s : stream(Inputs::independent(Vec<double>{20.0}), 1000)) {
    u.push_back(-std::expm1(-1.15 * 20 * (s.time - last)));
    last = s.time;
  }
  EXPECT_GT(uniform_distance(u), massart_bound(u.size()));
}

TEST(SpikingStream, EachSpikeBelongsToAnInputInProportionToItsRate) {
  const Vec<double> rates{5, 0, 12.5, 30, 0.5, 17};
  const std::vector<Spike> spikes = stream(Inputs::independent(rates), 3000);
  std::vector<std::uint64_t> counts(rates.size(), 0);
  for (const Spike& s : spikes) ++counts[s.input];
  EXPECT_EQ(counts[1], 0u);
  for (std::size_t j = 0; j < rates.size(); ++j) {
    if (rates[j] > 0) expect_frequency(counts[j], spikes.size(), rates[j] / 65, "input", j);
  }
}

TEST(SpikingStream, SharedSpikesAreCopiedIndependently) {
  // Times of the stream: input 1 alone, input 2 alone, both; the law of the kind is that of the processes.
  Inputs inputs = Inputs::independent(Vec<double>{3, 5});
  inputs.add_parent(Rate::constant(10), {0.7, 0.4});
  const std::vector<Spike> spikes = stream(inputs, 3000);
  std::uint64_t alone[2] = {0, 0}, both = 0;
  for (std::size_t k = 0; k < spikes.size(); ++k) {
    if (spikes[k].joint) {
      EXPECT_EQ(spikes[k].time, spikes[k + 1].time);
      ++both, ++k;
    } else {
      ++alone[spikes[k].input];
    }
  }
  const double only0 = 3 + 10 * 0.7 * 0.6, only1 = 5 + 10 * 0.3 * 0.4, joint = 10 * 0.7 * 0.4,
               total = only0 + only1 + joint;
  const std::uint64_t n = alone[0] + alone[1] + both;
  expect_frequency(alone[0], n, only0 / total, "only the first");
  expect_frequency(alone[1], n, only1 / total, "only the second");
  expect_frequency(both, n, joint / total, "both");
  // And in time it is a Poisson process.
  std::vector<double> u;
  double last = 0;
  for (const Spike& s : spikes) {
    if (s.time > last) u.push_back(-std::expm1(-total * (s.time - last))), last = s.time;
  }
  expect_uniform(u, "groups");
}

TEST(SpikingStream, ARateAboveItsBoundIsRejected) {
  const Inputs inputs =
      Inputs::independent(std::vector<Rate>{Rate::smooth([](double t) { return 1 + t; }, 5, "1 + t")});
  EXPECT_NO_THROW(stream(inputs, 3.9));
  EXPECT_REFUSED(stream(inputs, 1000), PreconditionError,
                 "rate 1 + t at time 4.07827288772288: 5.07827288772288 is not between 0 and");
}

TEST(SpikingStream, EndsDoNotMatter) {
  std::vector<Rate> rates{Rate::constant(7), Rate::piecewise({0, 3, 4}, {20, 0, 9}), Rate::sinusoidal(11, 1, 2, 0)};
  Inputs inputs = Inputs::independent(rates);
  inputs.add_parent(Rate::constant(6), {0.5, 0.5, 0.9});
  SpikeStream whole(inputs, 5, 3), parts(inputs, 5, 3);
  SpikeBatch a, b;
  std::vector<double> times, gaps, other_times, other_gaps;
  for (bool more = true; more; more = !a.finished) {
    whole.next(50, a);
    times.insert(times.end(), a.time.begin(), a.time.end());
    gaps.insert(gaps.end(), a.gap.begin(), a.gap.end());
  }
  for (double end = 0.37; end < 51; end += 0.37) {
    for (bool more = true; more; more = !b.finished) {
      parts.next(std::min(end, 50.0), b);
      other_times.insert(other_times.end(), b.time.begin(), b.time.end());
      other_gaps.insert(other_gaps.end(), b.gap.begin(), b.gap.end());
    }
    SpikeStream next(inputs, 5, 3);
    next.restore(parts.state());
    parts = next;
  }
  EXPECT_GT(times.size(), 1000u);
  EXPECT_EQ(times, other_times);
  EXPECT_EQ(gaps, other_gaps);
}

/// Frozen weights: the postsynaptic spikes renew the network, so the triggers are independent.
void expect_triggers(const Model& model, double end, const Vec<double>& rates, const char* what) {
  const Runs runs = simulate(model, {.seed = 11, .runs = 1, .threads = 1, .end = end});
  const OutputStatistics s = statistics(model, runs, 0, 0, level);
  ASSERT_GT(s.steps, 5000u) << what;
  for (std::size_t j = 0; j < rates.size(); ++j)
    expect_frequency(s.inputs[j].triggers, s.steps, rates[j] / sum(rates), what, j);
}

TEST(SpikingTriggers, LemmaA7) {
  const Vec<double> rates{5, 10, 20, 40};
  for (const double w : {0.35, 0.5, 0.9}) {
    expect_triggers(Model::single(Inputs::independent(rates), Vec<double>(4, w), 1, 0.02, 0), 2000, rates,
                    "equal weights");
  }
  Model above = Model::single(Inputs::independent(rates), {1.01, 5, 2, 30}, 1, 0.02, 0);
  above.stops_out_of_range = false;
  expect_triggers(above, 1000, rates, "all weights above the threshold");
}

TEST(SpikingTriggers, TheReplacementIsAnApproximation) {
  // Unequal weights: lambda_j w_j / lambda.w is refuted at the level of the tests, and so is lambda_j / sum.
  const Vec<double> rates{20, 20}, weights{0.9, 0.3};
  const Model model = Model::single(Inputs::independent(rates), weights, 1, 0.02, 0);
  const OutputStatistics s =
      statistics(model, simulate(model, {.seed = 3, .runs = 1, .threads = 1, .end = 5000}), 0, 0, level);
  EXPECT_NEAR(s.inputs[0].predicted, 0.75, 1e-12);
  EXPECT_TRUE(s.inputs[0].frequency.upper < 0.75 || s.inputs[0].frequency.lower > 0.75);
  EXPECT_GT(s.inputs[0].frequency.lower, 0.5);
}

/// How many non-trigger spikes of input j came in the second half of their postsynaptic interval.
struct Halves {
  std::uint64_t late = 0, all = 0;
};
Halves halves(const Model& model, double end, std::uint32_t input) {
  Recorder recorder({.raster = true, .potential = false, .weights = false});
  Simulation simulation(model, 17, 0);
  while (simulation.advance(end, &recorder)) {
  }
  Halves out;
  std::size_t k = 0;
  for (const auto& o : recorder.outputs()) {
    const bool triggers = std::ranges::find(o.triggers, input) != o.triggers.end();
    for (; k < recorder.raster().size() && recorder.raster()[k].time <= o.time; ++k) {
      const auto& s = recorder.raster()[k];
      if (s.input != input || (triggers && s.time == o.time)) continue;
      ++out.all;
      out.late += s.time - o.previous > o.time - s.time;
    }
  }
  return out;
}

TEST(SpikingNoise, AnInputOfWeightZeroIsCentredAndSymmetric) {
  // It does not act on the output: given the interval its spikes are uniform on it, so late and early are equally
  // likely.
  const Model model = Model::single(Inputs::independent(Vec<double>{20, 30, 30}), {0, 0.6, 0.6}, 1, 0.02, 0);
  const Halves h = halves(model, 2000, 0);
  ASSERT_GT(h.all, 30000u);
  expect_frequency(h.late, h.all, 0.5, "late spikes");
}

TEST(SpikingNoise, OtherInputsComeLate) {
  // A spike that acts makes a crossing soon after it more likely, so the contributions are not centred. At a constant
  // drive lambda . w the effect falls with the weight over the threshold.
  double last = 1;
  for (const double w : {0.6, 0.2, 0.06}) {
    const Model model = Model::single(Inputs::independent(Vec<double>(3, 40 / w)), Vec<double>(3, w), 1, 0.02, 0);
    const Halves h = halves(model, 2000, 0);
    const ConfidenceInterval interval = clopper_pearson(h.late, h.all, level);
    EXPECT_GT(interval.lower, 0.5) << w;
    EXPECT_LT(interval.upper, last) << w;
    last = interval.lower;
  }
}

}  // namespace spiking_law_test
