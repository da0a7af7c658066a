#include <string>

#include <benchmark/benchmark.h>

#include <hebb/theorems/claim.hpp>
#include <hebb/verify/boxes/box_judge.hpp>
#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>

// The two provers on claims of the ledger: coefficients and boxes per second, as counters of items per second.

namespace {

void coefficients(benchmark::State& state, const char* id, int d) {
  const hebb::Statement statement = hebb::state(*hebb::find_claim(id), d);
  std::size_t total = 0;
  for (auto _ : state) {
    for (int goal = 0; goal < static_cast<int>(statement.goals.size()); ++goal) {
      total += hebb::prove_by_coefficients(statement, goal).coefficients;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(total));
}

/// `max_boxes` ends the searches that no box method finishes: the gap claim is an equality at a vertex.
void boxes(benchmark::State& state, const char* id, int d, const hebb::Constants& constants, unsigned threads) {
  const hebb::Statement statement = hebb::state(*hebb::find_claim(id), d, constants);
  hebb::BoxOptions options;
  options.max_boxes = 500'000;
  options.threads = threads;
  std::size_t total = 0;
  bool proved = false;
  for (auto _ : state) {
    const hebb::BoxOutcome outcome = hebb::prove_by_boxes(statement, 0, options);
    total += outcome.boxes;
    proved = outcome.proof.has_value();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(total));
  state.counters["boxes"] = static_cast<double>(total) / static_cast<double>(state.iterations());
  state.counters["proved"] = proved ? 1 : 0;
}

/// The forms of one batch of boxes, over and over: the natural ones, or these with gradient and mean-value form.
void forms(benchmark::State& state, const char* id, int d, bool with_slopes) {
  const hebb::BoxJudge judge(*hebb::reduce(hebb::state(*hebb::find_claim(id), d)).problem, 0, 0x1p-40);
  const hebb::TapeWorkspace w = judge.workspace();
  constexpr int count = hebb::tape_lanes;
  std::vector<double> rows;
  for (int k = 0; k < count * judge.variables(); ++k) {
    const double lower = k * 5 % 16 / 64.0;
    rows.insert(rows.end(), {lower, lower + 1 / 64.0});
  }
  std::vector<hebb::BoxDecision> decisions(count);
  judge.judge({rows.data(), count}, decisions.data(), w);  // loads the boxes
  for (auto _ : state) {
    w.enclose(count);
    if (with_slopes) w.enclose_slopes(count);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * count);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const auto unit = benchmark::kMillisecond;
  const auto add = [&](const char* name, auto run) {
    benchmark::RegisterBenchmark(name, run)->Unit(unit)->UseRealTime();
  };
  add("coefficients/R2.poly d=20", [](benchmark::State& s) { coefficients(s, "R2.poly", 20); });
  add("coefficients/R1.sharp d=3", [](benchmark::State& s) { coefficients(s, "R1.sharp", 3); });
  add("boxes/G3 factor 0.9 d=4", [](benchmark::State& s) {
    boxes(s, "G3", 4, {{"factor", hebb::Rational(9, 10)}}, 1);
  });
  for (const unsigned threads : {1U, 2U}) {
    const std::string name = "boxes/G3.margin 1/1000 d=4, threads " + std::to_string(threads);
    add(name.c_str(), [threads](benchmark::State& s) {
      boxes(s, "G3.margin", 4, {{"margin", hebb::Rational(1, 1000)}}, threads);
    });
  }
  add("forms/G3 d=4 natural", [](benchmark::State& s) { forms(s, "G3", 4, false); });
  add("forms/G3 d=4 mean value", [](benchmark::State& s) { forms(s, "G3", 4, true); });
  benchmark::RunSpecifiedBenchmarks();
}
