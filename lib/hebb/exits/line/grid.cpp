#include <algorithm>
#include <cmath>

#include <hebb/exits/line/grid.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {

namespace {

/// A length of the lattice beyond which exit is e^-depth times less likely than from `offset`: a diffusion estimate (no
/// bound rests on it) of the rate at which the logarithm of the exit probability falls, 2 mean / mean square of a jump.
double lattice_length(double boundary, double offset, double alpha, double sigma, double activity, double depth) {
  const double step = 1.0 / 128;
  double length = offset;
  for (double fall = 0; fall < depth && length < 600; length += step) {
    const double drift = activity * std::tanh((boundary + length) / 2);
    fall += step * 2 * drift / (alpha * (activity + 2 * sigma * sigma));
  }
  return length;
}

constexpr double relative_depth = 28;  // e^-28 = 7e-13

}  // namespace

Interval enclose_log(const Rational& x) { return RealInterval(log(RealInterval(x, 128))).to_interval(); }

double standard_deviation_of_noise(const ExitNoise& noise) {
  return std::sqrt(std::visit([](const auto& law) { return law.variance(1.0); }, noise));
}

ExitGrid choose_exit_grid(const ExitProblem& problem, int cells_per_jump, const Rational& boundary, double offset,
                          double least_activity) {
  const double alpha = problem.alpha.convert_to<double>(), q = noise_bound(problem.noise).convert_to<double>();
  const double longest = std::log1p(alpha * q) - std::log1p(-alpha * (q - 1));
  const double shortest = std::log1p(alpha * (2 - q)) - std::log1p(alpha * (q - 1));  // negative for Q > 3/2
  const double steps = problem.steps ? *problem.steps : 1 / alpha;
  return {std::min(0.25, (longest - std::min(0.0, shortest)) / cells_per_jump),
          lattice_length(enclose_log(boundary).midpoint(), offset, alpha, standard_deviation_of_noise(problem.noise),
                         least_activity, relative_depth + std::log(1 + steps)),
          longest};
}

}  // namespace hebb
