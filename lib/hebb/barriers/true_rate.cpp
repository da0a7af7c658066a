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

/// What holds for one start, one ratio limit x and one Psi that contracts there.
struct Certified {
  Rational ratio_limit, kappa;
  EigenPolynomial<RealInterval> polynomial;
  RealInterval psi, escape;  // at the start
};

/// Searches x, kappa and the degree for the fewest steps, by what a certified choice gives.
class Search {
 public:
  Search(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law, StopFlag stop)
      : p_(p),
        a_(a),
        law_(law),
        stop_(stop),
        d_(static_cast<int>(p.size())),
        max_degree_(degree_limit(d_, 60)),
        moments_(law, a, max_degree_ + 1) {
    for (std::size_t u = 1; u < p.size(); ++u) ratios_.push_back(p[u] / p[0]);
  }

  /// `answer(Certified)` has a member `steps`; the fewest are looked for among barriers below `most_escape`.
  template <class Answer>
  auto fewest(const Rational& most_escape, const Answer& answer) const {
    std::optional<decltype(answer(std::declval<const Certified&>()))> best;
    const Rational least = *std::ranges::max_element(ratios_);
    // x between the largest ratio and 1: first evenly, then around the best.
    const auto consider = [&](double x) {
      const Rational limit = with_digits(x);
      if (limit > least && limit < 1) at(limit, most_escape, answer, best);
    };
    const double low = least.convert_to<double>(), width = 1 - low;
    for (int k = 1; k <= 8; ++k) consider(low + width * k / 9);
    for (double step = width / 18; best && step > width / 150; step /= 2) {
      const double centre = best->ratio_limit.template convert_to<double>();
      consider(centre - step);
      consider(centre + step);
    }
    return best;
  }

 private:
  /// One ratio limit: its barrier, and the best kappa for it.
  template <class Answer, class Best>
  void at(const Rational& x, const Rational& most_escape, const Answer& answer, Best& best) const {
    throw_if_stopped(stop_);
    const double a = a_.convert_to<double>(), limit = x.convert_to<double>();
    const auto most = search_kappa(moments_, d_, a, limit, max_degree_);
    if (!most) return;
    BarrierOptions event;
    event.ratio_limit = x;
    event.stop = stop_;
    const auto barrier = escape_barrier(p_, a_, law_, event);
    if (!barrier || !certainly(less(barrier->probability, real(most_escape)))) return;
    // Near the largest kappa the degree, and with it Psi, grows.
    for (const int percent : {100, 99, 97, 94, 90, 80}) {
      const Rational kappa = with_digits(most->kappa.convert_to<double>() * percent / 100);
      if (kappa <= 0) continue;
      const auto degree = least_degree(moments_, d_, a, kappa.convert_to<double>(), limit, max_degree_);
      if (!degree) continue;
      EigenPolynomial<RealInterval> psi = enclosed_polynomial(moments_, d_, a_, kappa, *degree);
      if (!certainly(contracts(psi, x))) continue;
      Vec<RealInterval> r;
      for (const Rational& ratio : ratios_) r.push_back(real(ratio));
      const RealInterval value = psi.value(r);
      auto found = answer(Certified{x, kappa, std::move(psi), value, barrier->probability});
      if (!best || found.steps < best->steps) best = std::move(found);
    }
  }

  const SimplexPoint<Rational>& p_;
  const Rational a_;
  const BarrierLaw& law_;
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
  return Search(start, a, law, stop).fewest(eps, [&](const Certified& found) {
    // escape + 2 Psi lam^k/accuracy <= eps
    const RealInterval k =
        log(2 * found.psi / ((real(eps) - found.escape) * real(accuracy))) / -log(found.polynomial.contraction());
    return TrueRateSteps{std::max(0.0, std::ceil(k.upper())), found.ratio_limit, found.kappa,
                         found.polynomial.degree(),           found.psi,         found.escape};
  });
}

std::optional<ExpectedSteps> expected_steps(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                            const Rational& accuracy, StopFlag stop) {
  initial_gap(p.coordinates());  // the first component leads
  require_rate(a, law.q);
  require(0 < accuracy && accuracy < 2, [&] { return "accuracy " + to_string(accuracy) + " outside (0, 2)"; });
  const SimplexPoint<Rational> start = support(p);
  if (2 * (1 - start[0]) <= accuracy)  // nothing is said about Theta unless it is certain
    return ExpectedSteps{real(0), 0, Rational(1, 2), Rational(1, 2), 1, real(0), real(start.size() == 1 ? 0 : 1)};
  const RealInterval far = log(real(Rational((1 + a * law.q) * (2 - accuracy) / ((1 - a * (law.q - 1)) * accuracy))));
  return Search(start, a, law, stop).fewest(1, [&](const Certified& found) {
    const RealInterval before = (log(found.psi) + far) / -log(found.polynomial.contraction());
    const RealInterval given = before / (real(1) - found.escape);
    return ExpectedSteps{before,    given.upper(), found.ratio_limit, found.kappa, found.polynomial.degree(),
                         found.psi, found.escape};
  });
}

}  // namespace hebb
