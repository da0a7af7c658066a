// Where is the flow, and how far from it are the discrete dynamics? Enclosures, and one estimate that says so.
#include <iostream>

#include <hebb/experiments.hpp>
#include <hebb/flow.hpp>
#include <hebb/scalar.hpp>

using namespace hebb;
using namespace hebb::literals;

int main() {
  const SimplexPoint<Rational> start(Vec<Rational>{0.4_q, 0.35_q, 0.25_q});

  // The replicator flow in closed form; 1 - p_1 has relative accuracy.
  const ReplicatorFlow<Interval> flow(start);
  const Interval rest = flow.at(40_q).rest;
  std::cout << "1 - p_1(40) in " << rest << '\n';

  // The same by the validated integrator, which takes any fitness: p_i' = p_i (g_i - <p, g>). Here g = p again.
  const auto own = [](const auto&, const auto& p) { return p; };
  const auto integrated = integrate_flow(box_around(start, 0), 0_q, 40_q, own, FlowOptions{}, Interval(0));
  if (integrated.failure) return 1;
  std::cout << "integrated:    " << integrated.distance << " in " << integrated.steps << " steps\n";

  // All starting points within 1/1000.
  std::cout << "from the box:  " << ReplicatorBoxFlow<Interval>(box_around(start, 1 / 1000_q)).at(40_q).rest << '\n';

  // The mean dynamics with learning rate a = 1/100, next to the flow at t = a k; then noisy paths, estimated.
  ComparisonOptions options;
  options.stride = 500;
  for (const ComparisonRow& row : compare_mean_dynamics(start, 0.01_q, 1000, options).rows) {
    std::cout << "step " << row.step << ": |hebbian - flow| in " << row.hebbian_to_flow.two
              << ", a priori <= " << UpperBound(row.hebbian_bound).text(6) << '\n';
  }
  const MeanSquareEstimate noisy = estimate_mean_square(start, UniformNoise(2_q), 0.001_q, 500, 500, 7, 0.05_q);
  const Interval bound = mean_square_constant(0.5_q, 0.001_q, 2_q, 1 / 3_q) * Interval(0.001_q);
  std::cout << "noisy paths: mean square deviation about " << noisy.mean << ", proved <= " << UpperBound(bound).text(6)
            << '\n';
  return intersect(rest, integrated.distance) && noisy.lower <= bound.upper() ? 0 : 1;
}
