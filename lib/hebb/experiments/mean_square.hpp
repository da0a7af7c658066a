#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

#include <hebb/model/noise.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/statistics/empirical_bernstein.hpp>

// Noisy paths against the flow; the proved bound beside it is mean_square_constant of hebb/flows/comparison.hpp.
// docs/theory/discrete-and-continuous.md.

namespace hebb {

/// E max_{k <= steps} |p(k) - p(a k)|_2^2 over noisy paths, with an empirical Bernstein interval; floating-point errors
/// of the paths aside.
struct MeanSquareEstimate : MeanEstimate {
  std::size_t paths = 0, steps = 0;
};

/// max_{k <= steps} |p(k) - flow_k|_2^2 of one noisy path with p(0) = flow_0, drawn from the generator.
template <NoiseLaw N, std::uniform_random_bit_generator G>
double squared_deviation(const std::vector<Vec<double>>& flow, const N& law, double a, G& generator,
                         StopFlag stop = nullptr) {
  SimplexPoint<double> p = SimplexPoint<double>::normalised(flow.front());
  double largest = 0;
  for (std::size_t k = 1; k < flow.size(); ++k) {
    if (k % 1024 == 0) throw_if_stopped(stop);
    p = SimplexPoint<double>::normalised(weight_update(p.coordinates(), sample_input(p, law, generator), a));
    double distance = 0;
    for (std::size_t i = 0; i < p.size(); ++i) distance += square(p[i] - flow[k][i]);
    largest = std::max(largest, distance);
  }
  return largest;
}

/// The flow at a k, k = 0..steps, in double.
std::vector<Vec<double>> sampled_flow(const SimplexPoint<Rational>& start, const Rational& a, std::size_t steps,
                                      StopFlag stop = nullptr);

/// Monte Carlo for E max_{k <= steps} |p(k) - p(a k)|_2^2. Path number j uses std::mt19937_64 seeded from (seed, j):
/// the result depends on the seed, not on the number of threads. Throws Stopped when `stop` becomes true,
/// PreconditionError unless paths >= 2, threads >= 1, 0 < a < 1/Q, 0 < alpha < 1.
template <NoiseLaw N>
MeanSquareEstimate estimate_mean_square(const SimplexPoint<Rational>& start, const N& law, const Rational& a,
                                        std::size_t steps, std::size_t paths, std::uint64_t seed, const Rational& alpha,
                                        unsigned threads = 1, StopFlag stop = nullptr) {
  require(paths >= 2 && threads >= 1, "estimate_mean_square: needs two paths and one thread");
  require(alpha > 0 && alpha < 1,
          [&] { return "estimate_mean_square: alpha = " + to_string(alpha) + " outside (0, 1)"; });
  require(a > 0 && a * Rational(law.q()) < 1,
          [&] { return "estimate_mean_square: a = " + to_string(a) + " outside (0, 1/Q)"; });
  const std::vector<Vec<double>> flow = sampled_flow(start, a, steps, stop);
  const double rate = a.convert_to<double>();
  std::vector<double> values(paths);
  const auto run = [&](std::size_t first) {
    for (std::size_t j = first; j < paths && !is_stopped(stop); j += threads) {
      std::seed_seq words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                          static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(std::uint64_t{j} >> 32)};
      std::mt19937_64 generator(words);
      try {
        values[j] = squared_deviation(flow, law, rate, generator, stop);
      } catch (const Stopped&) {  // below, once, when all threads are back
        return;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned thread = 1; thread < threads; ++thread) workers.emplace_back(run, thread);
    run(0);
  }
  throw_if_stopped(stop);
  return {empirical_bernstein(values, 2, alpha), paths, steps};
}

}  // namespace hebb
