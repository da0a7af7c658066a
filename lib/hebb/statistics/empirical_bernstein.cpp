#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/statistics/empirical_bernstein.hpp>

namespace hebb {

MeanEstimate empirical_bernstein(const std::vector<double>& values, double range, const Rational& alpha) {
  require(values.size() >= 2, "empirical_bernstein: needs two values");
  require(range > 0, [&] { return fmt::format("empirical_bernstein: range {} is not positive", range); });
  require(alpha > 0 && alpha < 1,
          [&] { return "empirical_bernstein: alpha = " + to_string(alpha) + " outside (0, 1)"; });
  const auto n = static_cast<double>(values.size());
  double mean = 0, variance = 0;
  for (const double x : values) mean += x / n;
  for (const double x : values) variance += (x - mean) * (x - mean) / (n - 1);
  // Each side fails with probability alpha/2; rounded up, so that the level is at least 1 - alpha.
  const double log_term = log(Interval(Rational(4 / alpha))).upper();
  const double half = std::sqrt(2 * variance * log_term / n) + 7 * range * log_term / (3 * (n - 1));
  MeanEstimate out;
  out.mean = mean;
  out.lower = std::max(0.0, mean - half);
  out.upper = std::min(range, mean + half);
  out.alpha = alpha;
  return out;
}

}  // namespace hebb
