#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include <boost/math/distributions/beta.hpp>

#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/statistics/binomial.hpp>
#include <hebb/statistics/confidence.hpp>

namespace hebb {
namespace {

// Silent: a guess may be bad or NaN, the proof that follows decides.
using Policy =
    boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;
using Beta = boost::math::beta_distribution<double, Policy>;

void require_counts(std::uint64_t x, std::uint64_t n, const Rational& alpha) {
  require(x <= n && n <= max_trials,
          [&] { return "confidence: " + std::to_string(x) + " successes in " + std::to_string(n) + " trials"; });
  require(alpha > 0 && alpha < 1, [&] { return "confidence: alpha = " + to_string(alpha) + " outside (0, 1)"; });
}

/// The first of guess, guess (1 -+ 2^-46), guess (1 -+ 2^-44), ... at which `excluded` is proved, going to limit (0 or
/// 1), which is right anyway.
double proved_end_point(double guess, double limit, const std::function<bool(double)>& excluded) {
  if (!(guess > 0 && guess < 1)) guess = limit == 0 ? 0x1p-53 : 1 - 0x1p-53;
  const double direction = limit == 0 ? -1 : 1;
  for (double step = 0; step < 1; step = step == 0 ? 0x1p-46 : 4 * step) {
    const double p = guess * (1 + direction * step);
    if (!(p > 0 && p < 1)) break;
    if (excluded(p)) return p;
  }
  return limit;
}

bool is_at_most(const Interval& x, const Rational& bound) { return certainly(less_equal(x, Interval(bound))); }

}  // namespace

std::string to_text(const ConfidenceInterval& interval, int digits, char style) {
  return outward_text(LowerBound(interval.lower), UpperBound(interval.upper), digits, style);
}

ConfidenceInterval clopper_pearson(std::uint64_t x, std::uint64_t n, const Rational& alpha) {
  require_counts(x, n, alpha);
  require(n >= 1, "clopper_pearson: no trials");
  const Rational half = alpha / 2;
  const double a = half.convert_to<double>(), successes = static_cast<double>(x), failures = static_cast<double>(n - x);
  ConfidenceInterval out;
  if (x > 0) {
    out.lower = proved_end_point(quantile(Beta(successes, failures + 1), a), 0, [&](double p) {
      return is_at_most(binomial_masses(n, x, Interval(p)).at_least(), half);
    });
  }
  if (x < n) {
    out.upper = proved_end_point(quantile(complement(Beta(successes + 1, failures), a)), 1, [&](double p) {
      return is_at_most(binomial_masses(n, x, Interval(p)).at_most(), half);
    });
  }
  return out;
}

ConfidenceInterval confidence_sequence(std::uint64_t x, std::uint64_t n, const Rational& alpha) {
  require_counts(x, n, alpha);
  if (n == 0) return {};
  // (n + 1) P(X = x) is the density of Beta(x + 1, n - x + 1) at p; it rises up to p = x / n and falls from there.
  const double successes = static_cast<double>(x), failures = static_cast<double>(n - x);
  const double log_alpha = std::log(alpha.convert_to<double>());
  const double log_beta =
      std::lgamma(successes + 1) + std::lgamma(failures + 1) - std::lgamma(successes + failures + 2);
  const auto is_inside = [&](double p) {
    return (x == 0 ? 0 : successes * std::log(p)) + (x == n ? 0 : failures * std::log1p(-p)) > log_beta + log_alpha;
  };
  const auto end_point = [&](double outside) {  // by bisection, on a logarithmic scale where that is needed
    double inside = successes / static_cast<double>(n);
    for (;;) {
      const double low = std::min(inside, outside), high = std::max(inside, outside);
      const double middle = low > 0 && high > 4 * low ? std::sqrt(low) * std::sqrt(high) : low + (high - low) / 2;
      if (middle <= low || middle >= high) return outside;
      (is_inside(middle) ? inside : outside) = middle;
    }
  };
  const Rational mode = Rational(x) / Rational(n), bound = alpha / Rational(n + 1);
  const auto excluded = [&](double p) { return is_at_most(binomial_masses(n, x, Interval(p)).at(), bound); };
  ConfidenceInterval out;
  if (x > 0)
    out.lower = proved_end_point(end_point(0x1p-1000), 0, [&](double p) { return Rational(p) < mode && excluded(p); });
  if (x < n)
    out.upper =
        proved_end_point(end_point(1 - 0x1p-53), 1, [&](double p) { return Rational(p) > mode && excluded(p); });
  return out;
}

}  // namespace hebb
