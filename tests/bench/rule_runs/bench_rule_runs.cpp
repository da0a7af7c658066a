#include <string>

#include <benchmark/benchmark.h>

#include <hebb/language/rules.hpp>
#include <hebb/rule_runs/rule_simulation.hpp>
#include <hebb/simulation/chain/simulate.hpp>

// Steps per second and core of compiled rule files, beside the chain of the library for the same problem.

namespace {

using namespace hebb;
using namespace hebb::literals;

constexpr std::uint64_t steps = 1000, paths = 3200;

Vec<Rational> start(int d) {
  Vec<Rational> p(static_cast<std::size_t>(d), Rational(1) / (4 * (d - 1)));
  p[0] = 3 / Rational(4);
  return p;
}

void report(benchmark::State& state, std::uint64_t done) {
  state.counters["steps"] = benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
}

void built_in(benchmark::State& state) {
  ChainProblem problem{{start(static_cast<int>(state.range(0))), 0.01_q, UniformNoise(2), {}}, steps};
  problem.stop_at_loss = false;
  const ChainSimulator simulator(problem, 1);
  std::uint64_t done = 0;
  for (auto _ : state) {
    for (const PathOutcome& path : simulator.outcomes(0, paths)) done += path.steps;
  }
  report(state, done);
}
BENCHMARK(built_in)->Arg(3)->Arg(10);

void rule_file(benchmark::State& state, const std::string& text, InstructionSet set) {
  const int d = static_cast<int>(state.range(0));
  const RuleProblem problem{parse_rules(text).at(0).record(d, {}), start(d), 0.01_q, UniformNoise(2)};
  RuleLossOptions options{.event = {}, .steps = steps, .paths = paths};
  options.threads = 1;
  options.instruction_set = set;
  std::uint64_t done = 0;
  for (auto _ : state) done += count_rule_losses(problem, options).path_steps;
  report(state, done);
}
const std::string head = "rule r noise Q = 2 next p[i] = ";
const std::string paper = head + "p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))";
const std::string exponentiated = head + "p[i]*exp(a*y[i])/sum(j in 1..d: p[j]*exp(a*y[j]))";
BENCHMARK_CAPTURE(rule_file, paper, paper, best_instruction_set())->Arg(3)->Arg(10);
BENCHMARK_CAPTURE(rule_file, paper_portable, paper, InstructionSet::portable)->Arg(3);
BENCHMARK_CAPTURE(rule_file, exponentiated, exponentiated, best_instruction_set())->Arg(3);

}  // namespace

BENCHMARK_MAIN();
