#include <iostream>

#include <hebb/simulate.hpp>

// Three outputs on three inputs: which inputs do they find? Both algorithms, and one step of the first one over
// rationals.
using namespace hebb;
using namespace hebb::literals;

int main() {
  // One step, exact. Output 2 moves only as far as its change is orthogonal to the weights of output 1.
  OutputRows<Rational> w{{2_q, 1_q, 1_q}, {1_q, 1_q, 1_q}};
  const OutputRows<Rational> y{{1_q, 0_q, 0_q}, {0_q, 1_q, 0_q}};  // the triggers, without noise
  const int clipped = joint_step(w, y, Vec<Rational>{1 / 10_q, 1 / 10_q});
  std::cout << "w_1 = " << show(w[0]) << ", w_2 = " << show(w[1]) << ", " << clipped << " weights clipped\n";

  for (const OutputsAlgorithm algorithm : {OutputsAlgorithm::joint, OutputsAlgorithm::sequential}) {
    const OutputsProblem problem{.intensities = {10, 7.5_q, 5},
                                 .weights = {1, 1, 1},
                                 .a = {0.01_q, 0.0075_q, 0.005_q},
                                 .algorithm = algorithm,
                                 .steps = 5000};
    const OutputsTally tally = OutputsSimulation(problem, {.runs = 64, .seed = 1}).run();
    int found[4] = {};
    for (const OutputsRun& run : tally.runs) ++found[static_cast<int>(alignment(run.final, 0.01))];
    std::cout << name(algorithm) << ": mean error " << mean_error(tally).back();
    for (int k = 0; k < 4; ++k) std::cout << ", " << name(static_cast<Alignment>(k)) << " " << found[k];
    std::cout << "\n";
    if (algorithm == OutputsAlgorithm::sequential && found[static_cast<int>(Alignment::duplicates)] > 0) return 1;
  }
}
