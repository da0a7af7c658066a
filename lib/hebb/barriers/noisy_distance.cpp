#include <algorithm>
#include <cmath>

#include <hebb/barriers/noisy_distance.hpp>
#include <hebb/barriers/true_rate.hpp>
#include <hebb/model/leader_problem.hpp>
#include <hebb/scalar/elementary.hpp>

namespace hebb {
namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

/// What the noise does to one l_i in a step from ratios at most x: see the derivation. All in units of a or a^2.
struct Growth {
  RealInterval variance, late_variance, drift;
};

/// The bound at one x.
class Attempt {
 public:
  Attempt(const Vec<Rational>& ratios, const Rational& a, const BarrierLaw& law, const RealInterval& decay,
          const Rational& x)
      : d_(static_cast<int>(ratios.size()) + 1), a_(real(a)), x_(real(x)), decay_(decay) {
    // One step multiplies a ratio by at most `most`.
    const RealInterval most = real((1 + a * law.q) / (1 - a * (law.q - 1)));
    const RealInterval later = x_ * most;  // the largest ratio after it
    if (!certainly(less(later, real(1)))) return;
    applies_ = true;
    const RealInterval one = real(1), n = real(d_), slow = real(1 - a * (law.q - 1));
    const RealInterval odds = later / (one - later), chi = most / (one - later);
    const RealInterval moment = (one + 2 * law.variance) / square(slow);  // a^-2 E(log(1+aY_v) - log(1+aY_1))^2
    variance_ = real(d_ - 1) * square(one + n * odds) * moment;
    near_variance_ = real(d_ - 1) * moment;
    excess_ = n * (2 * chi + square(chi) * n * x_) * moment;
    drift_ = (one + law.variance) / (2 * square(slow)) * (one + n * odds) + odds * (one + odds) * n * moment / 2;
    const RealInterval sensitivity(log_coordinate_sensitivity(d_), BarrierLaw::precision);
    factor_ = 2 * square(sensitivity);
    Rational others = 0;
    for (const Rational& r : ratios) others += r;
    start_ = real(others / (1 + others));
  }
  bool applies() const { return applies_; }

  /// Until t: sum_i E(l_i(k) - l_i(flow))^2 <= (sqrt(a V) + sqrt(d-1) a t rho)^2, V the accumulated variance.
  RealInterval early(double time, const RealInterval& psi, const RealInterval& kappa) const {
    const RealInterval t(time, time, BarrierLaw::precision);
    const RealInterval total = min(variance_ * t, near_variance_ * t + excess_ * psi / kappa);
    return factor_ * square(sqrt(a_ * total) + sqrt(real(d_ - 1)) * a_ * t * drift_);
  }
  /// From t on: |p - q|^2 <= 2 max(1 - p_1, 1 - q_1)^2.
  RealInterval late(double time, const RealInterval& psi, const RealInterval& kappa) const {
    const RealInterval t(time, time, BarrierLaw::precision), others = real(d_ - 1) * x_;
    const RealInterval path = others / (1 + others) * psi * exp(-(kappa * t));
    return 2 * (path + square(min(start_, decay_ * exp(-t))));
  }

 private:
  int d_;
  bool applies_ = false;
  RealInterval a_, x_, decay_, variance_, near_variance_, excess_, drift_, factor_, start_;
};

}  // namespace

Interval log_coordinate_sensitivity(int d) {
  require(d >= 2, [&] { return "log_coordinate_sensitivity needs d >= 2, not " + std::to_string(d); });
  if (d == 2) return 1 / (6 * sqrt(Interval(3)));
  // For p_1 = p, with f(y) = y (1-y) (1-y/p) (2-p-2y) on [0, min(p, 1-p)] and any slope m:
  // sum_i f(p_i) <= (1-p) m + (d-1) max_y (f(y) - m y), and f <= y (2-p).
  constexpr int cells = 256, points = 64;
  double largest = 0;
  for (int k = 0; k < cells; ++k) {
    const Interval p(static_cast<double>(k) / cells, static_cast<double>(k + 1) / cells);
    if (p.upper() < 1.0 / d) continue;
    const double level = p.midpoint(), mean = (1 - level) / (d - 1), step = 1e-5;
    const auto at = [&](const auto& y, const auto& lead) { return y * (1 - y) * (1 - y / lead) * (2 - lead - 2 * y); };
    const double slope = (at(mean + step, level) - at(mean - step, level)) / (2 * step);
    const double last = std::min(p.upper(), 1 - p.lower());
    double most = 0;
    for (int j = 0; j < points; ++j) {
      const Interval y(last * j / points, j + 1 == points ? last : last * (j + 1) / points);
      const Interval gap = max(Interval(0), 1 - y / p);
      most = std::max(most, (y * ((1 - y) * gap * (2 - p - 2 * y) - Interval(slope))).upper());
    }
    const Interval total = (1 - p) * Interval(slope) + Interval(d - 1) * Interval(most);
    largest = std::max(largest, total.upper());
  }
  return Interval(0, largest);
}

std::optional<NoisyDistance> noisy_distance(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                            const RealInterval& decay, StopFlag stop) {
  initial_gap(p.coordinates());  // the first component leads
  require(0 < a && a * law.q < 1,
          [&] { return "learning rate " + to_string(a) + " outside (0, 1/Q), Q = " + to_string(law.q); });
  require(decay.upper() >= Rational(1 - p[0]), "noisy_distance: decay is below 1 - p_1");
  Vec<Rational> kept, ratios;
  for (const Rational& x : p.coordinates()) {
    if (x > 0) kept.push_back(x);
  }
  const SimplexPoint<Rational> start(kept);
  for (std::size_t u = 1; u < start.size(); ++u) ratios.push_back(start[u] / start[0]);
  if (ratios.empty()) return NoisyDistance{Rational(1, 2), Rational(1, 2), 1, real(0), real(0)};
  const int d = static_cast<int>(start.size());
  const Rational least = *std::ranges::max_element(ratios);
  std::optional<NoisyDistance> best;
  for (int k = 1; k <= 8; ++k) {
    throw_if_stopped(stop);
    const Rational x = least + (1 - least) * Rational(k, 9);
    const Attempt attempt(ratios, a, law, decay, x);
    if (!attempt.applies()) continue;
    const auto rate = largest_true_rate(law, d, a, x);
    if (!rate) continue;
    const EigenPolynomial<RealInterval> psi = eigen_polynomial(law, d, a, rate->kappa, rate->degree);
    Vec<RealInterval> r;
    for (const Rational& ratio : ratios) r.push_back(real(ratio));
    const RealInterval value = psi.value(r), kappa = real(rate->kappa);
    // One grows, the other falls: the time at which they meet, about.
    double low = 0, high = 1000;
    for (int step = 0; step < 30; ++step) {
      const double middle = (low + high) / 2;
      (attempt.early(middle, value, kappa).upper() < attempt.late(middle, value, kappa).upper() ? low : high) = middle;
    }
    const RealInterval bound = max(attempt.early(high, value, kappa), attempt.late(high, value, kappa));
    if (!best || bound.upper() < best->mean_square.upper())
      best = NoisyDistance{x, rate->kappa, rate->degree, bound, real(2)};
  }
  if (!best) return std::nullopt;
  BarrierOptions event;
  event.ratio_limit = best->ratio_limit;
  event.stop = stop;
  if (const auto barrier = escape_barrier(start, a, law, event)) best->escape = barrier->probability;
  return best;
}

}  // namespace hebb
