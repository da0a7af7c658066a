// What it costs to read a claim: parsing and recording ten lines.
#include <benchmark/benchmark.h>

#include <hebb/language/claims.hpp>

namespace {

constexpr const char* ten_lines = R"(claim ten "ten lines" for d = 2..8
  point p in simplex(d)
  variable x, y in [-1, 1]
  constant c = 1/2 largest in [0, 2]
  let mean = sum(i in 1..d: p[i]^2)
  let third(t) = sum(i in 1..d: p[i]^3) + t^2
  assume "apart" x + y <= 1
  prove "moments" third(0) >= mean^2
  prove "sides" third(x) + c >= mean^2 - y^2/4
  prove (1+x^2)*(1+y^2) >= (x+y)^2 - 1
)";

void parse_ten_lines(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(hebb::parse_claims(ten_lines));
}
BENCHMARK(parse_ten_lines);

void parse_and_record_ten_lines(benchmark::State& state) {
  const int d = static_cast<int>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(hebb::parse_claims(ten_lines).front().state(d, {}));
}
BENCHMARK(parse_and_record_ten_lines)->Arg(3)->Arg(8);

}  // namespace

BENCHMARK_MAIN();
