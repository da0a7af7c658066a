#include <iostream>

#include <hebb/experiments.hpp>
#include <hebb/model.hpp>
#include <hebb/simulate.hpp>

// How likely is it that the leader is lost? Direct simulation, splitting, and the reference experiments on the chain.
using namespace hebb;
using namespace hebb::literals;

void print(const char* what, const ConfidenceInterval& x) {
  std::cout << what << " [" << x.lower << ", " << x.upper << "]\n";
}

int main(int argc, char** argv) {
  const std::uint64_t paths = argc > 1 ? std::stoull(argv[1]) : 200'000;
  std::cout.precision(5);

  // d = 2, p_1(0) = 0.6, uniform noise, Q = 2, a = 0.01: p_1 - p_2 < 0.1 within 1000 steps.
  const ChainProblem plane{
      {.start = {0.6_q, 0.4_q}, .a = 0.01_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)}, 1000};
  const MonteCarlo run(plane, {.paths = paths, .seed = 1, .threads = 0});
  const EscapeEstimate direct = loss_estimates(run.run(), 0.05_q).back();
  std::cout << "direct: " << direct.events << " of " << direct.paths << " = " << direct.estimate << "\n";
  print("  Clopper-Pearson, 95 %       ", direct.fixed);
  print("  valid at any time, 95 %     ", direct.any_time);

  // Too rare to be counted.
  const ChainProblem rare{
      {.start = {0.6_q, 0.2_q, 0.2_q}, .a = 0.01_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)},
      1000};
  const SplittingEstimate tail = split(rare, {.effort = 4000, .replicates = 16, .threads = 0});
  std::cout << "splitting, " << tail.levels.size() << " levels: " << tail.probability << " +- " << tail.standard_error
            << "\n";

  const auto envelope = experiments::convergence({.start = {0.7_q, 0.2_q, 0.1_q}});
  std::cout << "envelope: mean below it at all steps: " << (envelope.mean_below_envelope ? "yes" : "no") << ", "
            << envelope.on_theta << " of " << envelope.options.paths << " paths keep half the gap\n";
  const auto stress = experiments::learning_rate_stress();
  std::cout << "stress: bound on the rate " << stress.bound.convert_to<double>() << ", success at the bound "
            << stress.rows.front().success;
  if (stress.critical_rate) std::cout << ", below 1/2 from a = " << *stress.critical_rate;
  std::cout << "\n";
  const auto noise = experiments::noise_scaling();
  std::cout << "noise: median steps grow like (1/a)^" << noise.exponent << "\n";
  for (const auto& row : noise.rows) {
    std::cout << "  Q = " << to_string(row.q) << ", a = " << row.a.convert_to<double>() << ": " << row.median
              << " steps, a median = " << row.scaled_median << "\n";
  }
}
