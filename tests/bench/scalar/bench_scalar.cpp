#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <mpfi.h>

#include <hebb/scalar/packed/packed_dispatch.hpp>

#include "replicator_field.hpp"

// ns per box of the replicator field, and the ratio to plain scalar double code of the same run. The boxes (side 2^-10
// around points of the simplex) and the results stay in the cache. Repetitions of all arithmetics are interleaved at
// random, and the ratio is one of medians, so that a slow second of the machine does not decide it.

namespace bench {
namespace {

template <int D>
struct Boxes {
  std::vector<double> points, intervals, packed;  // as field_double, field_interval, field_packed want them

  Boxes() : points(box_count * D), intervals(2 * box_count * D), packed(2 * box_count * D) {
    std::mt19937_64 random(20250510);
    std::exponential_distribution<double> exponential;
    for (int k = 0; k < box_count; ++k) {
      double total = 0;
      for (int i = 0; i < D; ++i) total += points[k * D + i] = exponential(random);
      for (int i = 0; i < D; ++i) {
        const double lower = points[k * D + i] /= total, upper = lower + 0x1p-10;
        intervals[2 * (k * D + i)] = lower;
        intervals[2 * (k * D + i) + 1] = upper;
        const int pack = 16 * (k / 8 * D + i) + k % 8;
        packed[pack] = lower;
        packed[pack + 8] = upper;
      }
    }
  }
};

template <int D>
const Boxes<D> boxes;

using Field = std::function<void(const double*, double*)>;

void run(benchmark::State& state, const std::vector<double>& p, const Field& field) {
  std::vector<double> padded(p.size() + 16), results(p.size() + 16);
  const auto aligned = [](std::vector<double>& v) {
    return v.data() + (8 - reinterpret_cast<std::uintptr_t>(v.data()) / 8 % 8) % 8;
  };
  double *in = aligned(padded), *out = aligned(results);
  std::copy(p.begin(), p.end(), in);
  for (auto _ : state) {
    benchmark::DoNotOptimize(in);
    field(in, out);
    benchmark::DoNotOptimize(out);
    benchmark::ClobberMemory();
  }
}

/// MPFI at 53 bits with all temporaries allocated beforehand: its best case.
template <int D>
class MpfiField {
 public:
  MpfiField() : p_(box_count * D), f_(D) {
    for (int k = 0; k < box_count * D; ++k) {
      mpfi_init2(p_[k].x, 53);
      mpfi_interv_d(p_[k].x, boxes<D>.intervals[2 * k], boxes<D>.intervals[2 * k + 1]);
    }
    for (Number& f : f_) mpfi_init2(f.x, 53);
    mpfi_init2(s_, 53);
    mpfi_init2(t_, 53);
  }
  void operator()() {
    for (int k = 0; k < box_count; ++k) {
      Number* p = &p_[k * D];
      mpfi_sqr(s_, p[0].x);
      for (int j = 1; j < D; ++j) {
        mpfi_sqr(t_, p[j].x);
        mpfi_add(s_, s_, t_);
      }
      for (int i = 0; i < D; ++i) {
        mpfi_sub(t_, p[i].x, s_);
        mpfi_mul(f_[i].x, p[i].x, t_);
      }
      benchmark::DoNotOptimize(f_.data());
    }
  }

 private:
  struct Number {
    mpfi_t x;
  };
  std::vector<Number> p_, f_;
  mpfi_t s_, t_;
};

template <int D>
void add(const std::string& name, const std::vector<double>& p, const Field& field) {
  benchmark::RegisterBenchmark(("d=" + std::to_string(D) + "/" + name).c_str(),
                               [&p, field](benchmark::State& state) { run(state, p, field); });
}

template <int D>
void add_all() {
  const Boxes<D>& b = boxes<D>;
  add<D>("double", b.points, field_double<D>);
  for (hebb::InstructionSet set : hebb::all_instruction_sets) {
    if (!is_supported(set)) continue;
    const std::string name(to_string(set));
    hebb::dispatch(set, [&]<class Isa>(Isa) {
      add<D>("packed p >= 0 " + name, b.packed, field_packed_nonnegative<Isa, D>);
      add<D>("packed any sign " + name, b.packed, field_packed<Isa, D>);
    });
  }
  add<D>("Interval", b.intervals, field_interval<D>);
  add<D>("Boost.Interval default", b.intervals, field_boost<D>);
  add<D>("Boost.Interval unprotected", b.intervals, field_boost_unprotected<D>);
  static MpfiField<D> mpfi;
  add<D>("MPFI 53 bits", b.intervals, [](const double*, double*) { mpfi(); });
}

/// Collects the medians and prints them as ratios.
class RatioReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& r : runs) {
      if (r.run_type != Run::RT_Aggregate || r.aggregate_name != "median") continue;
      const double ns = r.GetAdjustedRealTime() / box_count;
      const std::string name = r.run_name.function_name, group = name.substr(0, name.find('/'));
      if (name == group + "/double") unit_[group] = ns;
      rows_[{group, ns}] = name;
    }
  }
  void Finalize() override {
    std::printf("%-34s %12s %12s\n", "replicator field, 512 boxes", "ns per box", "x double");
    for (const auto& [key, name] : rows_) {
      const auto& [group, ns] = key;
      std::printf("%-34s %12.2f %12.2f\n", name.c_str(), ns, ns / unit_[group]);
    }
  }

 private:
  std::map<std::pair<std::string, double>, std::string> rows_;  // by group, fastest first
  std::map<std::string, double> unit_;                          // ns per box of plain double
};

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  std::vector<std::string> defaults{"--benchmark_repetitions=11", "--benchmark_min_time=0.02",
                                    "--benchmark_enable_random_interleaving=true"};
  std::vector<char*> arguments{argv[0]};
  for (std::string& d : defaults) arguments.push_back(d.data());
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  bench::add_all<3>();
  bench::add_all<8>();
  bench::RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
