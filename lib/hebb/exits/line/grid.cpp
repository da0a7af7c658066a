#include <algorithm>
#include <cmath>

#include <hebb/exits/line/grid.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {

namespace {

/// A length of the lattice beyond which exit is e^-depth times less likely than from `offset`: a diffusion estimate (no
/// bound rests on it) of the rate at which the logarithm of the exit probability falls, 2 mean / mean square of a jump.
double lattice_length(double boundary, double offset, double a, double sigma, double activity, double depth) {
  const double step = 1.0 / 128;
  double length = offset;
  for (double fall = 0; fall < depth && length < 600; length += step) {
    const double drift = activity * std::tanh((boundary + length) / 2);
    fall += step * 2 * drift / (a * (activity + 2 * sigma * sigma));
  }
  return length;
}

constexpr double relative_depth = 28;  // e^-28 = 7e-13

}  // namespace

Interval enclose_log(const Rational& x) { return RealInterval(log(RealInterval(x, 128))).to_interval(); }

double standard_deviation_of_noise(const AnyNoise& noise) {
  return std::visit(
      []<class Law>(const Law& law) {
        if constexpr (NoiseLawWithVariance<Law, double>)
          return std::sqrt(law.variance(1.0));
        else
          return 0.0;  // no single law: refused by require_valid
      },
      noise);
}

ExitGrid choose_exit_grid(const ExitProblem& problem, int cells_per_jump, const Rational& boundary, double offset,
                          double least_activity) {
  const double a = problem.a.convert_to<double>(), q = noise_bound(problem.noise).convert_to<double>();
  const double longest = std::log1p(a * q) - std::log1p(-a * (q - 1));
  const double shortest = std::log1p(a * (2 - q)) - std::log1p(a * (q - 1));  // negative for Q > 3/2
  const double steps = problem.steps ? *problem.steps : 1 / a;
  return {std::min(0.25, (longest - std::min(0.0, shortest)) / cells_per_jump),
          lattice_length(enclose_log(boundary).midpoint(), offset, a, standard_deviation_of_noise(problem.noise),
                         least_activity, relative_depth + std::log(1 + steps)),
          longest};
}

}  // namespace hebb
