#include <cmath>

#include <fmt/format.h>

#include <hebb/barriers/true_rate.hpp>
#include <hebb/model/leader_problem.hpp>

namespace hebb {
namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

double middle(const RealInterval& x) { return (x.lower() + x.upper()) / 2; }

/// What a search over many kappa and degrees costs is bounded by the number of multi-indices.
int degree_limit(int d, int most) {
  constexpr double terms = 5000;
  double count = 1;  // binomial(degree + d - 1, d - 1)
  int degree = 0;
  while (degree < most && count * (degree + d) / (degree + 1) <= terms) {
    count = count * (degree + d) / (degree + 1);
    ++degree;
  }
  return std::max(1, degree);
}

/// The moments of one law and rate, enclosed and in floating point, as far as a search needs them.
class Moments {
 public:
  Moments(const BarrierLaw& law, const Rational& a, int last)
      : enclosed_(moment_table(last, real(1), [&](int n) { return law.moments(a, n); })) {
    for (const RatioMoments<RealInterval>& m : enclosed_.of)
      near_.of.push_back({middle(m.a0), middle(m.a1), middle(m.d0), middle(m.d1)});
  }
  const MomentTable<RealInterval>& enclosed() const { return enclosed_; }
  const MomentTable<double>& near() const { return near_; }

 private:
  MomentTable<RealInterval> enclosed_;
  MomentTable<double> near_;
};

/// In floating point: the least degree at which Psi contracts for x, with a little room for the certificate.
std::optional<int> least_degree(const Moments& moments, int d, double a, double kappa, double x, int max_degree) {
  EigenPolynomial<double> psi(d, moments.near(), 1 - a * kappa);
  for (;;) {
    if (psi.slack(x) >= 1e-9 * a) return psi.degree();
    if (psi.degree() == max_degree) return std::nullopt;
    const std::size_t before = psi.margins().size();
    psi.raise();
    for (std::size_t k = before; k < psi.margins().size(); ++k) {
      if (!(psi.margins()[k] > 1e-9 * a)) return std::nullopt;
    }
    if (!std::isfinite(psi.excess())) return std::nullopt;
  }
}

EigenPolynomial<RealInterval> enclosed_polynomial(const Moments& moments, int d, const Rational& a,
                                                  const Rational& kappa, int degree) {
  EigenPolynomial<RealInterval> psi(d, moments.enclosed(), real(1 - a * kappa));
  while (psi.degree() < degree) psi.raise();
  return psi;
}

Rational with_digits(double x) { return Rational(static_cast<int>(std::floor(x * 10000)), 10000); }

/// The largest kappa of four digits in floating point; nothing below 1/1000.
std::optional<TrueRate> search_kappa(const Moments& moments, int d, double a, double x, int max_degree) {
  int good = 0, bad = 10000;
  std::optional<TrueRate> best;
  while (bad - good > 1) {
    const int kappa = (good + bad) / 2;
    if (const auto degree = least_degree(moments, d, a, kappa / 10000.0, x, max_degree)) {
      best = TrueRate{Rational(kappa, 10000), *degree};
      good = kappa;
    } else {
      bad = kappa;
    }
  }
  return good >= 10 ? best : std::nullopt;
}

void require_rate(const Rational& a, const Rational& q) {
  require(0 < a && a * q < 1,
          [&] { return fmt::format("learning rate {} outside (0, 1/Q), Q = {}", to_string(a), to_string(q)); });
}

/// One ratio limit: its barrier, and the best kappa for it.
class Attempt {
 public:
  Attempt(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law, const Rational& eps,
          const Rational& accuracy, StopFlag stop)
      : p_(p),
        a_(a),
        law_(law),
        eps_(eps),
        accuracy_(accuracy),
        stop_(stop),
        d_(static_cast<int>(p.size())),
        max_degree_(degree_limit(d_, 60)),
        moments_(law, a, max_degree_ + 1) {
    for (std::size_t u = 1; u < p.size(); ++u) ratios_.push_back(p[u] / p[0]);
  }

  const Vec<Rational>& ratios() const { return ratios_; }

  /// The fewest steps for this x, by the kappa that are tried.
  std::optional<TrueRateSteps> at(const Rational& x) const {
    throw_if_stopped(stop_);
    const double a = a_.convert_to<double>(), limit = x.convert_to<double>();
    const auto most = search_kappa(moments_, d_, a, limit, max_degree_);
    if (!most) return std::nullopt;
    BarrierOptions event;
    event.ratio_limit = x;
    event.stop = stop_;
    const auto barrier = escape_barrier(p_, a_, law_, event);
    if (!barrier || !certainly(less(barrier->probability, real(eps_)))) return std::nullopt;
    std::optional<TrueRateSteps> best;
    // Near the largest kappa the degree, and with it Psi, grows.
    for (const int percent : {100, 99, 97, 94, 90, 80}) {
      const Rational kappa = with_digits(most->kappa.convert_to<double>() * percent / 100);
      if (kappa <= 0) continue;
      const auto degree = least_degree(moments_, d_, a, kappa.convert_to<double>(), limit, max_degree_);
      if (!degree) continue;
      auto found = steps(x, kappa, *degree, barrier->probability);
      if (found && (!best || found->steps < best->steps)) best = std::move(found);
    }
    return best;
  }

 private:
  std::optional<TrueRateSteps> steps(const Rational& x, const Rational& kappa, int degree,
                                     const RealInterval& escape) const {
    const EigenPolynomial<RealInterval> psi = enclosed_polynomial(moments_, d_, a_, kappa, degree);
    if (!certainly(contracts(psi, x))) return std::nullopt;
    Vec<RealInterval> r;
    for (const Rational& ratio : ratios_) r.push_back(real(ratio));
    const RealInterval value = psi.value(r);
    // escape + 2 Psi lam^k/accuracy <= eps
    const RealInterval k = log(2 * value / ((real(eps_) - escape) * real(accuracy_))) / -log(psi.contraction());
    return TrueRateSteps{std::max(0.0, std::ceil(k.upper())), x, kappa, degree, value, escape};
  }

  const SimplexPoint<Rational>& p_;
  const Rational a_;
  const BarrierLaw& law_;
  const Rational eps_, accuracy_;
  StopFlag stop_;
  int d_, max_degree_;
  Moments moments_;
  Vec<Rational> ratios_;
};

/// The components that are not 0.
SimplexPoint<Rational> support(const SimplexPoint<Rational>& p) {
  Vec<Rational> kept;
  for (const Rational& x : p.coordinates()) {
    if (x > 0) kept.push_back(x);
  }
  return SimplexPoint<Rational>(kept);
}

}  // namespace

EigenPolynomial<RealInterval> eigen_polynomial(const BarrierLaw& law, int d, const Rational& a, const Rational& kappa,
                                               int degree) {
  require_rate(a, law.q);
  require(0 < kappa && kappa < 1, [&] { return "kappa " + to_string(kappa) + " outside (0, 1)"; });
  require(degree >= 1, [&] { return fmt::format("degree {}, expected at least 1", degree); });
  return enclosed_polynomial(Moments(law, a, degree + 1), d, a, kappa, degree);
}

Truth contracts(const EigenPolynomial<RealInterval>& psi, const Rational& x) {
  require(0 < x && x < 1, [&] { return "ratio limit " + to_string(x) + " outside (0, 1)"; });
  Truth all = less_equal(real(0), psi.slack(real(x)));
  for (const RealInterval& margin : psi.margins()) all = all && is_positive(margin);
  return all;
}

std::optional<TrueRate> largest_true_rate(const BarrierLaw& law, int d, const Rational& a, const Rational& x,
                                          int max_degree) {
  require_rate(a, law.q);
  require(d >= 2, [&] { return fmt::format("a rate needs d >= 2, not {}", d); });
  require(0 < x && x < 1, [&] { return "ratio limit " + to_string(x) + " outside (0, 1)"; });
  const int most = degree_limit(d, max_degree);
  const Moments moments(law, a, most + 1);
  const auto found = search_kappa(moments, d, a.convert_to<double>(), x.convert_to<double>(), most);
  if (!found || !certainly(contracts(enclosed_polynomial(moments, d, a, found->kappa, found->degree), x)))
    return std::nullopt;
  return found;
}

std::optional<TrueRateSteps> true_rate_steps(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                             const Rational& eps, const Rational& accuracy, StopFlag stop) {
  initial_gap(p.coordinates());  // the first component leads
  require_rate(a, law.q);
  require(0 < eps && eps < 1, [&] { return "failure probability " + to_string(eps) + " outside (0, 1)"; });
  require(accuracy > 0, [&] { return "accuracy " + to_string(accuracy) + ", expected above 0"; });
  const SimplexPoint<Rational> start = support(p);
  if (start.size() == 1) return TrueRateSteps{0, Rational(1, 2), Rational(1, 2), 1, real(0), real(0)};
  const Attempt attempt(start, a, law, eps, accuracy, stop);
  const Rational least = *std::ranges::max_element(attempt.ratios());
  // x between the largest ratio and 1: first evenly, then around the best.
  std::optional<TrueRateSteps> best;
  const auto consider = [&](double x) {
    const Rational limit = with_digits(x);
    if (limit <= least || limit >= 1) return;
    auto found = attempt.at(limit);
    if (found && (!best || found->steps < best->steps)) best = std::move(found);
  };
  const double low = least.convert_to<double>(), width = 1 - low;
  for (int k = 1; k <= 8; ++k) consider(low + width * k / 9);
  for (double step = width / 18; best && step > width / 150; step /= 2) {
    const double centre = best->ratio_limit.convert_to<double>();
    consider(centre - step);
    consider(centre + step);
  }
  return best;
}

}  // namespace hebb
