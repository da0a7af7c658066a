// Correlated inputs: exact constants, certified basins, and the chain itself.
#include <cstdio>

#include <hebb/experiments.hpp>
#include <hebb/flow.hpp>
#include <hebb/model.hpp>

using namespace hebb;
using namespace hebb::literals;

int main() {
  // 1. Theorem A.13 for one matrix and one start: the constants of the paper beside the sharper ones.
  const Correlation gamma{{{1, 0.05_q, 0}, {0.05_q, 1, 0.05_q}, {0, 0.05_q, 1}}};
  const Vec<Rational> start{0.8_q, 0.1_q, 0.1_q};
  const CorrelatedConstants c = correlated_constants(gamma, start, 2_q);
  std::printf("c* = %s, sharper %s; largest nu %s\n", to_decimal(c.printed).c_str(), to_decimal(c.sharp).c_str(),
              to_decimal(c.largest_nu_sharp).c_str());
  if (c.learning_rate_sharp) std::printf("admissible learning rate: %s\n", to_decimal(*c.learning_rate_sharp).c_str());

  // 2. Which start certainly ends where, when inputs 2 and 3 are strongly correlated.
  const CorrelatedBasin basin(Correlation{{{1, 0, 0}, {0, 1, 0.8_q}, {0, 0.8_q, 1}}}, 40);
  std::printf("certified basin of e_1: %.1f %% of the simplex\n",
              100 * basin.share(CorrelatedBasin::Label::first).convert_to<double>());
  if (basin.label_at({0.8_q, 0.1_q, 0.1_q}) != CorrelatedBasin::Label::first) return 1;

  // 3. The chain: who wins?
  const InputSimulator simulator(
      {.start = start, .a = 0.01_q, .noise = UniformNoise(2), .correlation = gamma, .schedule = {}}, 1);
  const experiments::Winners winners = experiments::winners(simulator, 3000, 0.05, 100, 1);
  std::printf("the leader wins %llu of %llu paths\n", static_cast<unsigned long long>(winners.won[0]),
              static_cast<unsigned long long>(winners.paths));
  return winners.won[0] > 90 && c.sharp > c.printed ? 0 : 1;
}
