#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include <hebb/model/noise.hpp>
#include <hebb/simulation/chain/simulate.hpp>

// Steps of the chain per second and core, and how many times that is what the same loop does with the standard library:
// std::mt19937_64, std::discrete_distribution for the trigger, std::uniform_real_distribution for the noise.
// Repetitions of all ways are interleaved at random, and the ratio is one of medians, so that a slow second of the
// machine does not decide it. Times are those of the processor, not of the clock on the wall.

namespace {

using namespace hebb;
using namespace hebb::literals;

constexpr double rate = 0.01;
constexpr std::uint64_t steps = 1000, paths = 4096;

Vec<Rational> start(int d) {  // p_1 = 1/2, the others share the rest
  Vec<Rational> p(static_cast<std::size_t>(d), Rational(1) / (2 * (d - 1)));
  p[0] = 1 / Rational(2);
  return p;
}

ChainProblem problem(int d, const AnyNoise& noise) {
  return {{.start = start(d), .a = 0.01_q, .noise = noise, .event = LossEvent::below_gap(0.1_q)}, steps};
}

/// The same event by the standard library, one path after the other.
std::uint64_t run_standard(int d, std::uint64_t path_count, std::mt19937_64& random) {
  std::uniform_real_distribution<double> noise(-1, 1);
  std::vector<double> p(static_cast<std::size_t>(d)), y(p.size());
  std::uint64_t done = 0;
  for (std::uint64_t path = 0; path < path_count; ++path) {
    std::fill(p.begin(), p.end(), 0.5 / (d - 1));
    p[0] = 0.5;
    for (std::uint64_t k = 0; k < steps; ++k) {
      std::discrete_distribution<std::size_t> trigger(p.begin(), p.end());
      for (double& yi : y) yi = noise(random);
      y[trigger(random)] += 1;
      double total = 0;
      for (std::size_t i = 0; i < p.size(); ++i) total += p[i] *= 1 + rate * y[i];
      for (double& x : p) x /= total;
      ++done;
      if (p[0] < *std::max_element(p.begin() + 1, p.end()) + 0.1) break;
    }
  }
  return done;
}

double largest(const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); }

void report(benchmark::State& state, std::uint64_t done) {
  state.counters["steps"] = benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
}

void add(int d, const std::string& name, const AnyNoise& noise, InstructionSet set) {
  benchmark::RegisterBenchmark(("d=" + std::to_string(d) + "/" + name).c_str(), [=](benchmark::State& state) {
    const ChainSimulator simulator(problem(d, noise), 1, set);
    std::uint64_t done = 0, first = 0;
    for (auto _ : state) {
      for (const PathOutcome& path : simulator.outcomes(first, first + paths)) done += path.steps;
      first += paths;
    }
    report(state, done);
  })->ComputeStatistics("max", largest);
}

/// Collects the medians and prints them as ratios.
class RatioReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& r : runs) {
      if (r.run_type != Run::RT_Aggregate || (r.aggregate_name != "median" && r.aggregate_name != "max")) continue;
      const std::string name = r.run_name.function_name;
      (r.aggregate_name == "max" ? best_ : median_)[name] = r.counters.at("steps");
    }
  }
  void Finalize() override {
    std::printf("%-34s %16s %16s %10s\n", "1000 steps, a = 0.01, gap 0.1", "steps/s, median", "best", "x standard");
    for (const auto& [name, median] : median_) {
      const double standard = median_[name.substr(0, name.find('/')) + "/standard library"];
      std::printf("%-34s %16.3g %16.3g %10.1f\n", name.c_str(), median, best_[name], median / standard);
    }
  }

 private:
  std::map<std::string, double> median_, best_;
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> defaults{"--benchmark_repetitions=7", "--benchmark_min_time=0.05",
                                    "--benchmark_enable_random_interleaving=true"};
  std::vector<char*> arguments{argv[0]};
  for (std::string& d : defaults) arguments.push_back(d.data());
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  for (const int d : {3, 10}) {
    benchmark::RegisterBenchmark(("d=" + std::to_string(d) + "/standard library").c_str(),
                                 [=](benchmark::State& state) {
                                   std::mt19937_64 random(1);
                                   std::uint64_t done = 0;
                                   for (auto _ : state) done += run_standard(d, 64, random);
                                   report(state, done);
                                 })
        ->ComputeStatistics("max", largest);
    for (const InstructionSet set : all_instruction_sets) {
      if (is_supported(set)) add(d, "uniform, " + std::string(to_string(set)), UniformNoise(2), set);
    }
    add(d, "two-point, best", TwoPointNoise(2), best_instruction_set());
    add(d, "truncated Gaussian, best", TruncatedGaussianNoise(2, 0.5_q), best_instruction_set());
  }
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
