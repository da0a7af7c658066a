#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/model/discrete_noise.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/simulation/spiking/draw_kernel.hpp>
#include <hebb/simulation/spiking/noise_law.hpp>
#include <hebb/simulation/spiking/recorder.hpp>
#include <hebb/simulation/spiking/simulation.hpp>

#include "refused.hpp"

namespace spiking_kernel_test {

using namespace hebb;
using namespace hebb::spiking;

/// Distance from the enclosed value in units in the last place of x.
double error_in_ulps(double x, const Interval& exact) {
  const double ulp = std::nextafter(std::fabs(x), std::numeric_limits<double>::infinity()) - std::fabs(x);
  return std::max((Interval(x) - exact).upper(), (exact - Interval(x)).upper()) / ulp;
}

class EveryInstructionSet : public testing::TestWithParam<InstructionSet> {
  void SetUp() override {
    if (!is_supported(GetParam())) GTEST_SKIP() << to_string(GetParam());
  }
};
INSTANTIATE_TEST_SUITE_P(Spiking, EveryInstructionSet, testing::ValuesIn(all_instruction_sets));

TEST_P(EveryInstructionSet, DrawsAreThePhiloxBlocksAndTheirLogarithm) {
  const std::uint64_t seed = 0x0123'4567'89ab'cdef;
  for (const std::uint64_t first : {std::uint64_t{0}, (std::uint64_t{1} << 32) - 100, std::uint64_t{7} << 40}) {
    Draws draws;
    dispatch(GetParam(), [&]<class Isa>(Isa) { draw<Isa>(philox::round_keys(seed), 5, first, draws); });
    for (std::size_t i = 0; i < Draws::capacity; ++i) {
      const std::uint64_t k = first + i;
      const auto words = philox::block(
          seed, {static_cast<std::uint32_t>(k), candidate_stream, 5, static_cast<std::uint32_t>(k >> 32)});
      EXPECT_EQ(draws.mark[i], words[2]);
      EXPECT_EQ(draws.keep[i], words[3]);
      const std::uint64_t m = ((std::uint64_t{words[1]} << 32) | words[0]) & ((std::uint64_t{1} << 52) - 1);
      const Interval u(std::ldexp(static_cast<double>(m) + 0.5, -52));
      EXPECT_LE(error_in_ulps(draws.exponential[i], -log(u)), 2) << u.lower();
    }
  }
}

TEST_P(EveryInstructionSet, ExponentialsAreAccurate) {
  std::vector<double> x, growth, decay;
  for (int k = 0; k < 4000; ++k) x.push_back(k * 0.175);
  for (const double special : {0.0, 1e-300, 1e-17, 0.34657359027997264, 0.34657359027997270, 64.0, 699.999, 700.0})
    x.push_back(special);
  growth.resize(x.size());
  decay.resize(x.size());
  ASSERT_EQ(x.size() % 8, 0u);
  dispatch(GetParam(), [&]<class Isa>(Isa) { exponentials<Isa>(x.data(), x.size(), growth.data(), decay.data()); });
  for (std::size_t k = 0; k < x.size(); ++k) {
    EXPECT_LE(error_in_ulps(growth[k], exp(Interval(x[k]))), 2) << x[k];
    EXPECT_LE(error_in_ulps(decay[k], exp(Interval(-x[k]))), 2) << x[k];
    EXPECT_EQ(decay[k], decay_factor(x[k])) << x[k];
  }
  EXPECT_EQ(decay_factor(701), 0);
  EXPECT_EQ(decay_factor(std::numeric_limits<double>::infinity()), 0);
}

TEST(SpikingKernel, AllInstructionSetsGiveTheSameNumbers) {
  Draws portable;
  draw<Portable>(philox::round_keys(3), 1, 1000, portable);
  for (const InstructionSet set : all_instruction_sets) {
    if (!is_supported(set)) continue;
    Draws draws;
    dispatch(set, [&]<class Isa>(Isa) { draw<Isa>(philox::round_keys(3), 1, 1000, draws); });
    EXPECT_EQ(std::memcmp(&portable, &draws, sizeof(Draws)), 0) << to_string(set);
  }
}

Model equal_inputs() {
  return Model::single(Inputs::independent(Vec<double>{40, 40, 40}), {0.4, 0.4, 0.4}, 1, 0.02, 1e-6);
}

TEST(SpikingRuns, DependOnSeedAndNumberAlone) {
  const Model model = equal_inputs();
  const Runs one = simulate(model, {.seed = 4, .runs = 5, .threads = 1, .end = 100});
  const Runs many = simulate(model, {.seed = 4, .runs = 5, .threads = 4, .end = 100});
  EXPECT_EQ(to_json(one), to_json(many));
  EXPECT_NE(to_json(one), to_json(simulate(model, {.seed = 5, .runs = 5, .threads = 1, .end = 100})));
  EXPECT_NE(one.states[0].network.reals, one.states[1].network.reals);
}

TEST(SpikingRuns, ACheckpointGoesOnBitForBit) {
  Model model = equal_inputs();
  model.inputs.add_parent(Rate::sinusoidal(10, 0.5, 3, 0), {0.5, 0.5, 0});
  const Runs whole = simulate(model, {.seed = 4, .runs = 3, .threads = 2, .end = 100});
  Runs part{describe(model), 4, {}};
  for (const double end : {0.001, 13.0, 57.5, 100.0}) {
    const Runs saved = runs_from_json(to_json(part));
    EXPECT_EQ(to_json(saved), to_json(part));
    part = simulate(model, {.seed = 4, .runs = 3, .threads = 2, .end = end}, &saved);
  }
  EXPECT_EQ(to_json(part), to_json(whole));
}

TEST(SpikingRuns, AnObservedRunIsReplayedFromItsStart) {
  const Model model = equal_inputs();
  const auto record = [&](std::uint32_t run, const Runs* resume) {
    Recorder recorder({.raster = true, .potential = true, .weights = true});
    const Runs runs = simulate(model, {.seed = 4, .runs = 3, .threads = 2, .end = 60, .observed = run}, resume, {},
                               nullptr, &recorder);
    std::vector<double> seen;
    for (const auto& spike : recorder.raster()) seen.insert(seen.end(), {spike.time, double(spike.input)});
    for (const auto& p : recorder.potentials()) seen.insert(seen.end(), {p.time, p.value});
    for (const auto& o : recorder.outputs()) seen.insert(seen.end(), o.weights.begin(), o.weights.end());
    return std::pair(to_json(runs), seen);
  };
  const Runs saved = simulate(model, {.seed = 4, .runs = 2, .threads = 1, .end = 25});
  for (const std::uint32_t run : {0u, 1u, 2u}) {
    const auto whole = record(run, nullptr), resumed = record(run, &saved);
    EXPECT_GT(whole.second.size(), 1000u);
    EXPECT_EQ(whole, resumed) << run;
  }
  EXPECT_NE(record(0, nullptr).second, record(1, nullptr).second);
  EXPECT_REFUSED(record(3, nullptr), PreconditionError, "run 3: must be below 3, the number of runs");
}

TEST(SpikingRuns, AStoppedReplayKeepsTheCheckpoint) {
  const Model model = equal_inputs();
  const Runs saved = simulate(model, {.seed = 4, .runs = 2, .threads = 1, .end = 25});
  const std::atomic<bool> stop{true};
  Recorder recorder({.raster = true});
  const Runs stopped = simulate(model, {.seed = 4, .runs = 2, .threads = 2, .end = 60}, &saved, {}, &stop, &recorder);
  EXPECT_EQ(to_json(stopped), to_json(saved));
}

TEST(SpikingRuns, RejectsTheCheckpointOfAnotherModel) {
  const Model model = equal_inputs();
  const Runs runs = simulate(model, {.seed = 4, .runs = 2, .threads = 1, .end = 1});
  Model other = model;
  other.learning_rate = 2e-6;
  EXPECT_REFUSED(simulate(other, {.seed = 4, .runs = 2, .threads = 1, .end = 2}, &runs), PreconditionError,
                 "the checkpoint is of another model or seed");
  EXPECT_REFUSED(simulate(model, {.seed = 5, .runs = 2, .threads = 1, .end = 2}, &runs), PreconditionError,
                 "the checkpoint is of another model or seed");
  EXPECT_REFUSED(simulate(model, {.seed = 4, .runs = 1, .threads = 1, .end = 2}, &runs), PreconditionError,
                 "the checkpoint has 2 runs, more than 1");
  Runs cut = runs;
  cut.states[0].network.reals.pop_back();
  EXPECT_REFUSED(simulate(model, {.seed = 4, .runs = 2, .threads = 1, .end = 0.5}, &runs), PreconditionError,
                 "the checkpoint has been simulated up to the time 1, beyond 0.5");
  EXPECT_REFUSED(simulate(model, {.seed = 4, .runs = 2, .threads = 1, .end = 2}, &cut), PreconditionError,
                 "spiking network: the state is that of another network");
}

TEST(SpikingRuns, RejectsWhatIsNotACheckpointAndSaysWhy) {
  const std::string good = to_json(simulate(equal_inputs(), {.seed = 4, .runs = 2, .threads = 1, .end = 1}));
  const auto error_of = [](const std::string& text) -> std::string {
    try {
      runs_from_json(text);
    } catch (const RunsFormatError& e) {
      return e.what();
    }
    return "no error";
  };
  EXPECT_EQ(error_of(good), "no error");
  EXPECT_EQ(error_of("{}"), "checkpoint: the field 'format' is missing");
  EXPECT_EQ(error_of("[1]"), "checkpoint: an object is expected, not a list");
  EXPECT_EQ(error_of("{\"format\": \"hebb spiking checkpoint 1\"}"), "checkpoint: the field 'model' is missing");
  EXPECT_EQ(error_of("{\"format\": \"hebb spiking checkpoint 2\"}"),
            "checkpoint: this is not one of spiking neurons, or not of this version");
  EXPECT_NE(error_of("").find("checkpoint: line 1, column 1: syntax error"), std::string::npos) << error_of("");
  EXPECT_NE(error_of(good + good).find("expected end of input"), std::string::npos);
  const std::string whole = "a whole number from 0 to 18446744073709551615 is expected, not ";
  struct Change {
    std::string from, to, error;
  };
  for (const auto& [from, to, error] : {
           Change{"\"seed\":4", "\"seed\":4.0", "the field 'seed': " + whole + "4.0"},
           Change{"\"seed\":4", "\"seed\":5,\"seed\":4", "the name \"seed\" stands twice in one object"},
           Change{"\"seed\":4", "\"seed\":4,\"sead\":4", "the field 'sead' is unknown"},
           Change{"\"candidate\":", "\"candidate\":-1,\"x\":", "the field 'candidate': " + whole + "-1"},
           Change{"\"time\":", "\"time\":-0.5,\"x\":", "is expected, not -0.5"},
           Change{"\"time\":", "\"time\":\"1\",\"x\":", "is expected, not \"1\""},
           Change{"\"gap\":", "\"gap\":null,\"x\":", "is expected, not null"},
           Change{"\"exit\":null", "\"exit\":[]", "an object is expected, not a list"},
           Change{"\"exit\":null", "\"exit\":{\"reason\":2}",
                  "the field 'reason': a whole number from 0 to 1 is expected, not 2"},
           Change{"\"reals\":[", "\"reals\":{},\"x\":[", "the field 'reals': a list is expected, not an object"},
           Change{"\"reals\":[", "\"reals\":[1e999,", "number overflow parsing '1e999'"},
           Change{"\"counts\":[", "\"counts\":[1.5,", "the field 'counts': " + whole + "1.5"},
           Change{"\"runs\":[", "\"runs\":[7,", "an object is expected, not 7"},
       }) {
    const std::size_t at = good.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    const std::string found = error_of(std::string(good).replace(at, from.size(), to));
    EXPECT_TRUE(found.starts_with("checkpoint: ") && found.ends_with(error)) << to << ": " << found;
  }
}

TEST(SpikingNoiseLaw, IsExactlyCentredAndKeepsTheVariance) {
  const Model model = equal_inputs();
  NoiseLawRecorder law;
  Simulation simulation(model, 1, 0);
  while (simulation.advance(200, &law)) {
  }
  const OutputTally& tally = simulation.network().tally(0, 0);
  EXPECT_EQ(law.samples(), 3 * tally.steps);
  EXPECT_NEAR(law.mean() * static_cast<double>(law.samples()), sum(tally.noise_sum), 1e-9);
  EXPECT_NEAR(law.mean_square() * static_cast<double>(law.samples()), sum(tally.noise_square), 1e-9);
  for (const std::size_t atoms : {2u, 16u, 64u}) {
    const NoiseTable table = law.symmetric_law(atoms);
    EXPECT_LE(table.size(), 2 * atoms + 1);
    const DiscreteNoise noise(1 + table.back().value, table);  // checks mean 0 and total 1 exactly
    EXPECT_NEAR(noise.variance(0.0), law.mean_square(), 1e-5);
    EXPECT_LE(table.back().value, Rational(law.largest()) + Rational(1) / (1 << 20));
    for (std::size_t k = 0; k < table.size(); ++k) {
      EXPECT_EQ(table[k].value, -table[table.size() - 1 - k].value);
      EXPECT_EQ(table[k].probability, table[table.size() - 1 - k].probability);
    }
  }
  EXPECT_REFUSED(NoiseLawRecorder().symmetric_law(8), PreconditionError,
                 "empirical noise law: no output spike, so nothing was sampled");
}

}  // namespace spiking_kernel_test
