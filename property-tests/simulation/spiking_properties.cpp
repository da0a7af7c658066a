#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/model/spiking/stdp.hpp>
#include <hebb/simulation/spiking/simulation.hpp>

#include "properties.hpp"

namespace spiking_properties {

using namespace hebb;
using namespace hebb::spiking;
using hebb::testing::expect_holds;

/// k / 1024, so that sums and differences are exact in doubles.
rc::Gen<double> dyadic(int most) {
  return rc::gen::map(rc::gen::inRange(0, 1024 * most), [](int k) { return k / 1024.0; });
}

struct Train {
  std::size_t inputs;
  Vec<double> weights, signs;
  SpikeBatch spikes;
};

rc::Gen<Train> train() {
  return rc::gen::exec([] {
    Train out;
    out.inputs = static_cast<std::size_t>(*rc::gen::inRange(1, 7));
    out.weights = *rc::gen::container<Vec<double>>(
        out.inputs, rc::gen::map(rc::gen::inRange(0, 65), [](int k) { return k / 64.0; }));
    out.signs = *rc::gen::container<Vec<double>>(
        out.inputs, rc::gen::map(rc::gen::inRange(0, 5), [](int k) { return k == 0 ? -1.0 : 1.0; }));
    const auto n = static_cast<std::size_t>(*rc::gen::inRange(0, 200));
    double time = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const double gap = *rc::gen::weightedOneOf<double>({{8, dyadic(1)}, {1, dyadic(200)}});
      const bool joint = k > 0 && gap == 0;
      if (joint) out.spikes.joint.back() = 1;
      time += gap;
      out.spikes.gap.push_back(gap);
      out.spikes.time.push_back(time);
      out.spikes.input.push_back(static_cast<std::uint32_t>(*rc::gen::inRange<std::size_t>(0, out.inputs)));
      out.spikes.joint.push_back(0);
    }
    return out;
  });
}

Model model_of(const Train& t, double a, Rule rule) {
  Model model = Model::single(Inputs::independent(Vec<double>(t.inputs, 1.0)), t.weights, 1, 1, a, rule);
  model.layers[0].signs = t.signs;
  model.layers[0].learns_inhibition = true;
  return model;
}

TEST(SpikingProperties, ReversalFlipsTheContribution) {
  expect_holds(
      "ReversalFlipsTheContribution",
      [] {
        const double from = *dyadic(100), length = 1 / 1024.0 + *dyadic(20), to = from + length;
        const double tau = from + *rc::gen::map(rc::gen::inRange(0, 1025),
                                                [&](int k) { return std::ldexp(std::floor(length * k), -10); });
        RC_PRE(tau > from && tau <= to);
        const double direct = stdp_contribution(from, to, tau), reversed = stdp_contribution(from, to, from + to - tau);
        RC_ASSERT(direct == -reversed);
        RC_ASSERT(std::fabs(direct) < 1);
        RC_ASSERT((direct > 0) == (tau - from > to - tau));
      },
      100);
}

TEST(SpikingProperties, PermutingTheInputsPermutesTheNetwork) {
  expect_holds(
      "PermutingTheInputsPermutesTheNetwork",
      [] {
        const Train t = *train();
        const Rule rule = *rc::gen::element(Rule::delayed, Rule::immediate);
        std::vector<std::uint32_t> to(t.inputs);
        std::iota(to.begin(), to.end(), 0u);
        const auto swaps =
            *rc::gen::container<std::vector<std::size_t>>(t.inputs, rc::gen::inRange<std::size_t>(0, t.inputs));
        for (std::size_t j = 0; j < t.inputs; ++j) std::swap(to[j], to[swaps[j]]);
        Train moved = t;
        for (std::size_t j = 0; j < t.inputs; ++j) {
          moved.weights[to[j]] = t.weights[j];
          moved.signs[to[j]] = t.signs[j];
        }
        for (std::uint32_t& j : moved.spikes.input) j = to[j];
        const Model one = model_of(t, 0.01, rule), other = model_of(moved, 0.01, rule);
        Network a(one), b(other);
        a.receive(t.spikes);
        b.receive(moved.spikes);
        RC_CLASSIFY(a.tally(0, 0).steps > 0, "fires");
        RC_CLASSIFY(a.exit().has_value(), "leaves the range");
        RC_ASSERT(a.tally(0, 0).steps == b.tally(0, 0).steps);
        RC_ASSERT(a.exit().has_value() == b.exit().has_value());
        for (std::size_t j = 0; j < t.inputs; ++j) {
          RC_ASSERT(a.weights(0, 0)[j] == b.weights(0, 0)[to[j]]);
          RC_ASSERT(a.tally(0, 0).triggers[j] == b.tally(0, 0).triggers[to[j]]);
          RC_ASSERT(a.tally(0, 0).noise_sum[j] == b.tally(0, 0).noise_sum[to[j]]);
        }
      },
      100);
}

TEST(SpikingProperties, TheRulesAgreeToFirstOrder) {
  expect_holds(
      "TheRulesAgreeToFirstOrder",
      [] {
        // |immediate - delayed| <= 2 w a^2 N^2 for N spikes, a N <= 1.
        const double from = *dyadic(10), to = from + 1 / 1024.0 + *dyadic(5), w = *dyadic(1);
        Vec<double> spikes = *rc::gen::container<Vec<double>>(
            rc::gen::map(rc::gen::inRange(1, 1025), [&](int k) { return from + (to - from) * k / 1024; }));
        const double n = static_cast<double>(spikes.size());
        const double a = std::ldexp(1.0, -*rc::gen::inRange(0, 40)) / std::max(1.0, n);
        const double difference = immediate_update(w, a, from, to, spikes) - delayed_update(w, a, from, to, spikes);
        RC_ASSERT(std::fabs(difference) <= 2 * w * a * a * n * n + 8 * (n + 1) * 0x1p-52 * w);
      },
      100);
}

TEST(SpikingProperties, CuttingTheStreamChangesNothing) {
  expect_holds(
      "CuttingTheStreamChangesNothing",
      [] {
        const Train t = *train();
        const Model model = model_of(t, 0.02, *rc::gen::element(Rule::delayed, Rule::immediate));
        Network whole(model), parts(model);
        whole.receive(t.spikes);
        const auto cut = *rc::gen::inRange<std::size_t>(0, t.spikes.size() + 1);
        const bool within_a_group = cut > 0 && t.spikes.joint[cut - 1];
        RC_PRE(!within_a_group);
        const auto feed = [&](std::size_t first, std::size_t last) {
          SpikeBatch piece;
          for (std::size_t k = first; k < last; ++k) {
            piece.gap.push_back(t.spikes.gap[k]);
            piece.time.push_back(t.spikes.time[k]);
            piece.input.push_back(t.spikes.input[k]);
            piece.joint.push_back(t.spikes.joint[k]);
          }
          Network next(model);
          next.restore(parts.state());
          next.receive(piece);
          parts.restore(next.state());
        };
        feed(0, cut);
        feed(cut, t.spikes.size());
        RC_ASSERT(whole.weights(0, 0) == parts.weights(0, 0));
        RC_ASSERT(whole.state().counts == parts.state().counts);
        RC_ASSERT(whole.exit() == parts.exit());
      },
      100);
}

TEST(SpikingProperties, RunsDependOnTheSeedAloneNotOnThreadsOrInterruptions) {
  expect_holds(
      "RunsDependOnTheSeedAloneNotOnThreadsOrInterruptions",
      [] {
        const Train t = *train();
        const Model model = model_of(t, 0.002, *rc::gen::element(Rule::delayed, Rule::immediate));
        RunOptions how{
            .seed = *rc::gen::arbitrary<std::uint64_t>(), .runs = *rc::gen::inRange(1u, 6u), .threads = 1, .end = 40};
        const std::string alone = to_json(simulate(model, how));
        how.threads = *rc::gen::inRange(2u, 9u);
        RC_ASSERT(to_json(simulate(model, how)) == alone);
        RunOptions first = how;
        first.end = *rc::gen::inRange(1, 41);
        first.runs = *rc::gen::inRange(1u, how.runs + 1);
        const Runs saved = runs_from_json(to_json(simulate(model, first)));
        RC_ASSERT(to_json(simulate(model, how, &saved)) == alone);
        ++how.seed;
        RC_ASSERT(simulate(model, how).states[0].stream.time != runs_from_json(alone).states[0].stream.time);
      },
      100);
}

}  // namespace spiking_properties
