#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/model/spiking/range.hpp>
#include <hebb/model/spiking/stdp.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/simulation/spiking/recorder.hpp>
#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>
#include <hebb/statistics/confidence.hpp>

#include "refused.hpp"

namespace spiking_network_test {

using namespace hebb;
using namespace hebb::literals;
using namespace hebb::spiking;

/// Spikes given by hand; those of equal times are joint.
SpikeBatch spikes(const std::vector<std::pair<double, std::uint32_t>>& list) {
  SpikeBatch batch;
  double last = 0;
  for (std::size_t k = 0; k < list.size(); ++k) {
    batch.gap.push_back(list[k].first - last);
    batch.time.push_back(list[k].first);
    batch.input.push_back(list[k].second);
    batch.joint.push_back(k + 1 < list.size() && list[k + 1].first == list[k].first);
    last = list[k].first;
  }
  return batch;
}

Simulation simulated(const Model& model, double end, std::uint64_t seed = 1, Observer* observer = nullptr) {
  Simulation simulation(model, seed, 0);
  while (simulation.advance(end, observer)) {
  }
  return simulation;
}

/// Everything that a run of one output neuron did, and the formulas of the model on the recorded spikes.
struct Recorded {
  Model model;
  Recorder recorder{{.raster = true, .potential = true, .weights = true}};

  explicit Recorded(Model m, double end, std::uint64_t seed = 1) : model(std::move(m)) {
    simulated(model, end, seed, &recorder);
  }

  /// What the rounding of recorded times and of the running sums can do, relative to sums of absolute values.
  double tolerance(double t) const { return 4 * 0x1p-52 * t / model.time_constant + 256 * 0x1p-52; }
  Interval scaled(double t) const { return Interval(t) / Interval(model.time_constant); }
  /// Recorded spikes of input j in (from, to].
  Vec<Interval> times(std::uint32_t j, double from, double to) const {
    Vec<Interval> out;
    for (const auto& s : recorder.raster()) {
      if (s.input == j && from < s.time && s.time <= to) out.push_back(scaled(s.time));
    }
    return out;
  }
};

Model three_inputs(double a, Rule rule, double time_constant = 0.02) {
  return Model::single(Inputs::independent(Vec<double>{20, 35, 50}), {0.3, 0.4, 0.5}, 1, time_constant, a, rule);
}

class EveryRule : public testing::TestWithParam<Rule> {};
INSTANTIATE_TEST_SUITE_P(Spiking, EveryRule, testing::Values(Rule::delayed, Rule::immediate));

TEST(SpikingNetwork, PotentialIsTheSumOverAllSpikes) {
  const Recorded run(three_inputs(0, Rule::delayed), 60);
  const Vec<double>& w = run.model.layers[0].weights[0];
  std::size_t output = 0, checked = 0;
  double from = 0;
  for (const auto& event : run.recorder.potentials()) {
    Vec<Interval> times, heights;
    for (const auto& s : run.recorder.raster()) {
      if (s.time > event.time) break;
      if (s.time > from) {
        times.push_back(run.scaled(s.time));
        heights.push_back(Interval(w[s.input]));
      }
    }
    const Interval expected = potential(run.scaled(event.time), times, heights);
    EXPECT_LE(std::fabs(event.value - expected.upper()), run.tolerance(event.time) * (1 + expected.upper()))
        << event.time;
    ++checked;
    if (event.value >= 1) {
      ASSERT_LT(output, run.recorder.outputs().size());
      EXPECT_EQ(run.recorder.outputs()[output].time, event.time);
      from = event.time;
      ++output;
    }
  }
  EXPECT_EQ(output, run.recorder.outputs().size());
  EXPECT_GT(checked, 5000u);
  EXPECT_GT(output, 500u);
}

TEST_P(EveryRule, WeightsFollowTheFormula) {
  const double a = 1e-3;
  const Recorded run(three_inputs(a, GetParam()), 60);
  Vec<double> before = run.model.layers[0].weights[0];
  std::size_t contributions = 0;
  ASSERT_GT(run.recorder.outputs().size(), 100u);
  for (const auto& o : run.recorder.outputs()) {
    for (std::uint32_t j = 0; j < 3; ++j) {
      const Vec<Interval> times = run.times(j, o.previous, o.time);
      contributions += times.size();
      const Interval w(before[j]), rate(a), from = run.scaled(o.previous), to = run.scaled(o.time);
      const Interval expected = GetParam() == Rule::delayed ? delayed_update(w, rate, from, to, times)
                                                            : immediate_update(w, rate, from, to, times);
      const double n = 1 + static_cast<double>(times.size());
      EXPECT_LE(std::fabs(o.weights[j] - expected.upper()), n * run.tolerance(o.time) * before[j])
          << o.step << " " << j;
    }
    before = o.weights;
  }
  EXPECT_GT(contributions, 1000u);
}

TEST(SpikingNetwork, ThresholdResetAndTriggerByHand) {
  // tau = 1, S = 1, w = (0.6, 0.7): 0.6 at t = 1; 0.6/e^0.5 + 0.7 = 1.0639 at t = 1.5 fires; 0.6 at t = 2 does not.
  Model model = Model::single(Inputs::independent(Vec<double>{1, 1}), {0.6, 0.7}, 1, 1, 0.1);
  Network network(model);
  Recorder recorder({.raster = true, .potential = true, .weights = true});
  network.receive(spikes({{1, 0}, {1.5, 1}, {2, 0}}), &recorder);
  ASSERT_EQ(recorder.outputs().size(), 1u);
  EXPECT_EQ(recorder.outputs()[0].time, 1.5);
  EXPECT_EQ(recorder.outputs()[0].triggers, std::vector<std::uint32_t>{1});
  EXPECT_NEAR(network.weights(0, 0)[0], 0.6 * (1 + 0.1 * (std::exp(-0.5) - std::exp(-1.0))), 1e-15);
  EXPECT_NEAR(network.weights(0, 0)[1], 0.7 * (1 + 0.1 * (1 - std::exp(-1.5))), 1e-15);
  EXPECT_NEAR(recorder.potentials().back().value, network.weights(0, 0)[0], 1e-15);
  EXPECT_EQ(network.tally(0, 0).triggers, (std::vector<std::uint64_t>{0, 1}));
  EXPECT_NEAR(network.tally(0, 0).noise_sum[0], std::exp(-0.5) - std::exp(-1.0), 1e-15);
  EXPECT_NEAR(network.tally(0, 0).noise_sum[1], 0, 1e-15);
  EXPECT_NEAR(network.tally(0, 0).trigger_sum[1], 1 - std::exp(-1.5), 1e-15);
}

TEST(SpikingNetwork, JointSpikesArriveTogetherAndAllTrigger) {
  Model model = Model::single(Inputs::independent(Vec<double>{1, 1, 1}), {0.6, 0.6, 0.6}, 1, 1, 0);
  Network network(model);
  network.receive(spikes({{1, 0}, {1, 2}, {9, 1}}));
  EXPECT_EQ(network.tally(0, 0).steps, 1u);
  EXPECT_EQ(network.tally(0, 0).triggers, (std::vector<std::uint64_t>{1, 0, 1}));
}

TEST(SpikingNetwork, InhibitionLowersThePotentialAndKeepsItsWeight) {
  Model model = Model::single(Inputs::independent(Vec<double>{1, 1}), {0.8, 0.5}, 1, 1, 0.1);
  model.layers[0].signs = {1, -1};
  for (const bool learns : {false, true}) {
    model.layers[0].learns_inhibition = learns;
    Network network(model);
    Recorder recorder({.raster = false, .potential = true, .weights = false});
    network.receive(spikes({{1, 0}, {1.25, 1}, {1.5, 0}, {1.75, 0}}), &recorder);
    const double at = 0.8 * std::exp(-0.25) - 0.5;
    EXPECT_NEAR(recorder.potentials()[1].value, at, 1e-15);
    EXPECT_NEAR(recorder.potentials()[2].value, at * std::exp(-0.25) + 0.8, 1e-15);  // 0.9, below S
    EXPECT_EQ(network.tally(0, 0).steps, 1u);
    EXPECT_EQ(network.tally(0, 0).predicted, (Vec<double>{1, 0}));
    EXPECT_EQ(network.weights(0, 0)[1] != 0.5, learns);
  }
}

TEST(SpikingNetwork, SecondLayerSeesTheOutputsAsSpikes) {
  // Output 1 fires at each spike of input 1, output 2 of input 2; the second layer needs two of them within log 4.
  Model model{.inputs = Inputs::independent(Vec<double>{1, 1}),
              .layers = {{.weights = {{1, 0}, {0, 1}}}, {.weights = {{0.8, 0.8}}}}};
  model.time_constant = 1;
  model.learning_rate = 0;
  Network network(model);
  Recorder recorder({.raster = true, .potential = true, .weights = false});
  network.receive(spikes({{1, 0}, {1.5, 1}, {5, 0}, {7, 1}, {7.25, 1}}), &recorder);
  EXPECT_EQ(network.tally(0, 0).steps, 2u);
  EXPECT_EQ(network.tally(0, 1).steps, 3u);
  EXPECT_EQ(network.tally(1, 0).steps, 2u);
  EXPECT_EQ(network.tally(1, 0).triggers, (std::vector<std::uint64_t>{0, 2}));
  EXPECT_EQ(network.input_counts(1), (std::vector<std::uint64_t>{2, 3}));
}

TEST(SpikingNetwork, ManyOutputsAreThoseOfManyNetworks) {
  Model both = three_inputs(0.005, Rule::delayed);
  both.layers[0].weights = {{0.3, 0.4, 0.5}, {0.2, 0.2, 0.2}, {0.6, 0.1, 0.3}};
  both.stops_out_of_range = false;  // which would stop the other outputs too
  const Simulation together = simulated(both, 50);
  for (std::size_t o = 0; o < 3; ++o) {
    Model one = both;
    one.layers[0].weights = {both.layers[0].weights[o]};
    const Simulation alone = simulated(one, 50);
    EXPECT_GT(alone.network().tally(0, 0).steps, 50u);
    EXPECT_EQ(alone.network().tally(0, 0).steps, together.network().tally(0, o).steps);
    EXPECT_EQ(alone.network().weights(0, 0), together.network().weights(0, o));
    EXPECT_EQ(alone.network().tally(0, 0).predicted, together.network().tally(0, o).predicted);
  }
}

TEST(SpikingNetwork, LongSilenceIsHarmless) {
  // Gaps of up to 1e6 time constants, and an output that never fires.
  Model model = Model::single(Inputs::independent(Vec<double>{1e-3, 1e-3}), {0.9, 0.9}, 1, 0.001, 0.01);
  Network network(model);
  network.receive(spikes({{1e3, 0}, {2e3, 1}, {2e3 + 1e-6, 1}, {1e9, 0}}));
  EXPECT_EQ(network.tally(0, 0).steps, 1u);
  EXPECT_NEAR(network.weights(0, 0)[1], 0.9 * (1 + 0.01 * (1 + std::exp(-1e-3))), 1e-12);
  EXPECT_EQ(network.weights(0, 0)[0], 0.9);
  model.layers[0].threshold = 1e6;
  const Simulation quiet =
      simulated(Model::single(Inputs::independent(Vec<double>{100.0}), {1}, 1e6, 0.02, 0.01), 1000);
  const Network::State state = quiet.network().state();
  EXPECT_EQ(quiet.network().tally(0, 0).steps, 0u);
  for (const double x : state.reals) EXPECT_TRUE(std::isfinite(x));
}

TEST(SpikingNetwork, MemoryDoesNotDependOnTheLength) {
  for (const double threshold : {1.0, 1e9}) {  // also when there is no postsynaptic spike at all
    Model model = three_inputs(1e-4, Rule::delayed);
    model.layers[0].threshold = threshold;
    const Simulation brief = simulated(model, 1), lengthy = simulated(model, 2000);
    EXPECT_EQ(brief.network().state().reals.size(), lengthy.network().state().reals.size());
    EXPECT_EQ(brief.network().state().counts.size(), lengthy.network().state().counts.size());
    EXPECT_LE(lengthy.network().state().reals.size(), 64u);
  }
}

TEST(SpikingNetwork, LeavingTheRangeStopsAndRespectsTheBounds) {
  Model model = three_inputs(0.02, Rule::delayed);
  model.layers[0].weights = {{0.5, 0.5, 0.5}};
  std::size_t exits = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Simulation run = simulated(model, 1000, seed);
    if (!run.network().exit()) continue;
    ++exits;
    const RangeExit exit = *run.network().exit();
    EXPECT_EQ(exit.reason, RangeExit::Reason::weight_above_threshold);
    EXPECT_GT(exit.weight, 1);
    EXPECT_EQ(exit.weight, run.network().weights(0, 0)[exit.input]);
    EXPECT_EQ(exit.step, run.network().tally(0, 0).steps);
    EXPECT_EQ(run.time(), exit.time);
    EXPECT_LT(exit.time, 1000);
    const double most = run.network().tally(0, 0).most_spikes[exit.input];
    EXPECT_LE(steps_below_threshold(0.5, 1, 0.02, most), exit.step);
    EXPECT_GT(steps_below_threshold(0.5, 1, 0.02, most), 0u);
    EXPECT_LE(steps_below_threshold(0.5, 1, 0.02, 1), run.network().input_counts(0)[exit.input]);
    Simulation again(model, seed, 0);
    again.restore(run.state());
    EXPECT_FALSE(again.advance(2000));
    model.stops_out_of_range = false;
    EXPECT_GT(simulated(model, 1000, seed).network().tally(0, 0).steps, exit.step);
    model.stops_out_of_range = true;
  }
  EXPECT_GE(exits, 15u);
}

/// The spikes that a batch holds beyond the exit must not be seen: they depend on the end that was asked for.
TEST(SpikingNetwork, AnExitIsTheSameWhereverTheRunIsCut) {
  const Model model =
      Model::single(Inputs::independent(Vec<double>{1.0}), Vec<double>{63 / 64.0}, 1, 1, 0.002, Rule::delayed);
  int exits = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RunOptions how{.seed = seed, .runs = 1, .threads = 1, .end = 40};
    const Runs whole = simulate(model, how);
    if (!whole.states[0].network.exit) continue;
    ++exits;
    RunOptions cut = how;
    cut.end = std::nextafter(whole.states[0].network.exit->time, 40.0);
    const Runs saved = simulate(model, cut);
    EXPECT_EQ(to_json(saved), to_json(whole)) << seed;
    EXPECT_EQ(to_json(simulate(model, how, &saved)), to_json(whole)) << seed;
  }
  EXPECT_GT(exits, 5);
}

TEST(SpikingNetwork, RangeIsCheckedAtTheStartAndForNegativeWeights) {
  Model model = Model::single(Inputs::independent(Vec<double>{1, 1}), {0.5, 1.5}, 1, 1, 0.1);
  Simulation start(model, 1, 0);
  ASSERT_TRUE(start.network().exit());
  EXPECT_EQ(start.network().exit()->input, 1u);
  EXPECT_EQ(start.network().exit()->step, 0u);
  EXPECT_FALSE(start.advance(10));
  // Three spikes right after t = 0 and a late trigger: 1 - 3 a < 0.
  model = Model::single(Inputs::independent(Vec<double>{1, 1}), {0.01, 1}, 1, 1, 0.4);
  Network network(model);
  network.receive(spikes({{0.01, 0}, {0.02, 0}, {0.03, 0}, {20, 1}}));
  ASSERT_TRUE(network.exit());
  EXPECT_EQ(network.exit()->reason, RangeExit::Reason::weight_not_positive);
  EXPECT_EQ(network.exit()->input, 0u);
}

TEST(SpikingRange, BoundsAreTheLeastSteps) {
  EXPECT_EQ(steps_below_threshold(0.5, 1, 0.25, 4), 1u);  // doubles in each step: at S after the first
  EXPECT_EQ(steps_below_threshold(0.125, 1, 0.25, 4), 3u);
  EXPECT_EQ(steps_below_threshold(0.5, 1, 0.01, 2), 36u);  // log 2 / log 1.02 = 35.003
  EXPECT_EQ(steps_below_threshold(1, 1, 0.01, 2), 0u);
  EXPECT_EQ(steps_below_threshold(0, 1, 0.01, 2), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(steps_below_threshold(0.5, 1, 0, 2), std::numeric_limits<std::uint64_t>::max());
  EXPECT_REFUSED(steps_below_threshold(-1, 1, 0.01, 2), PreconditionError, "steps_below_threshold: a negative number");
  EXPECT_REFUSED(steps_below_threshold(0.5, 0, 0.01, 2), PreconditionError, "steps_below_threshold: a negative number");
}

TEST(SpikingNetwork, RejectsWhatIsNotAModel) {
  const Inputs inputs = Inputs::independent(Vec<double>{1, 1});
  const auto rejects = [](const Model& model, const char* words) {
    EXPECT_REFUSED(Network{model}, PreconditionError, words);
  };
  rejects(Model::single(inputs, {1}, 1, 1, 0.1), "1 weights for 2 inputs");
  rejects(Model::single(inputs, {1, -1}, 1, 1, 0.1), "weight -1: must be finite and at least 0");
  rejects(Model::single(inputs, {1, 1}, 0, 1, 0.1), "threshold 0: must be positive");
  rejects(Model::single(inputs, {1, 1}, 1, 0, 0.1), "time constant 0: must be positive");
  rejects(Model::single(inputs, {1, 1}, 1, 1, 1), "learning rate 1: must be at least 0 and below 1");
  rejects(Model::single(inputs, {1, std::nan("")}, 1, 1, 0.1), "weight nan: must be finite and at least 0");
  rejects(Model{.inputs = inputs, .layers = {}}, "spiking network: no layer");
  Model model = Model::single(inputs, {1, 1}, 1, 1, 0.1);
  model.layers[0].signs = {1, 0};
  rejects(model, "sign 0: must be 1 or -1");
  EXPECT_REFUSED(Inputs(0), PreconditionError, "0 inputs: must be between 1 and 1000000");
  EXPECT_REFUSED(Rate::constant(-1), PreconditionError, "rate -1: must be finite and at least 0");
  EXPECT_REFUSED(Rate::piecewise({0, 2, 1}, {1, 1, 1}), PreconditionError, "rate: a piece starts at 1 after one at 2");
  EXPECT_REFUSED(Rate::piecewise({1}, {1}), PreconditionError, "rate: the first piece starts at 1, not at 0");
  Inputs correlated(2);
  EXPECT_REFUSED(correlated.add_parent(Rate::constant(1), {0.5}), PreconditionError,
                 "shared process: 1 copy probabilities for 2 inputs");
  EXPECT_REFUSED(correlated.add_parent(Rate::constant(1), {0.5, 1.5}), PreconditionError,
                 "shared process: copy probability 1.5 outside [0, 1]");
}

}  // namespace spiking_network_test
