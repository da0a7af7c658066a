#include <map>

#include <hebb/barriers/eigen_polynomial.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

// The condition of the theorem about the true rate (docs/theory/true-rate.md) at one learning rate: finitely many
// inequalities between moments and the coefficients of a polynomial. That it implies the rate is a Coq theorem, E.rate.

namespace hebb::claims {
namespace true_rate_rows {

using Coefficients = std::map<Partition, Rational>;

Partition first_variable(int d) {
  Partition n(static_cast<std::size_t>(d - 1), 0);
  n[0] = 1;
  return n;
}

/// sum_{u : n_u > 0} (M_u(n - e_u) - lam) c_(n - e_u): what the terms of the degree below contribute to r^n.
template <Scalar S>
S inflow(const MomentTable<S>& m, const S& lam, const Coefficients& c, const Partition& n) {
  S total = like(lam, Rational(0));
  for (std::size_t u = 0; u < n.size() && n[u] > 0; ++u) {
    Partition below = n;
    --below[u];
    const S rise = other_triggers(m, below, u) - lam;
    std::ranges::sort(below, std::ranges::greater{});
    total = total + like(lam, c.at(below)) * rise;
  }
  return total;
}

template <Scalar S>
MomentTable<S> moments(bool uniform, const S& a, const Rational& q, int last) {
  return moment_table(last, like(a, Rational(1)), [&](int n) {
    return uniform ? ratio_moments(UniformNoise(q), a, n) : ratio_moments(TwoPointNoise(q), a, n);
  });
}

/// Rational coefficients that meet c_n (lam - M_1(n)) >= inflow: the exact ones, rounded up to 30 binary places.
Coefficients coefficients(bool uniform, int d, const Rational& a, const Rational& q, const Rational& kappa,
                          int degree) {
  constexpr long precision = 128;
  const Rational unit(1, 1 << 30);
  const RealInterval rate(a, precision), lam(Rational(1 - a * kappa), precision);
  const MomentTable<RealInterval> m = moments(uniform, rate, q, degree + 1);
  Coefficients c{{first_variable(d), Rational(1)}};
  for (int total = 2; total <= degree; ++total) {
    for (const Partition& n : partitions(total, d - 1)) {
      const RealInterval margin = lam - leader_triggers(m, n);
      require(margin.exact_lower() > 0, "kappa is too large: 1 - a kappa <= M_1(n) for some n up to the degree");
      const Rational scaled = (inflow(m, lam, c, n) / margin).exact_upper() / unit;
      const Rational whole(boost::multiprecision::numerator(scaled) / boost::multiprecision::denominator(scaled));
      c.emplace(n, Rational((whole + 1) * unit));
    }
  }
  return c;
}

std::string label(const Partition& n) {
  std::string out = "r^(";
  for (std::size_t u = 0; u < n.size(); ++u) out += (u == 0 ? "" : ",") + std::to_string(n[u]);
  return out + ")";
}

Claim rate(bool uniform, const std::vector<Rational>& kappas) {
  Claim c = row(
      "Barrier", uniform ? "E.rate.uniform" : "E.rate.every", "the ratios contract at the true rate", "ours",
      std::string("Psi(r) = sum_(1 <= |n| <= N) c_n r^n, c_(e_u) = 1, obeys E[Psi(r')] <= (1 - a kappa) Psi(r) "
                  "where r_u = p_u/p_1 <= x for all u >= 2: c_n (lam - M_1(n)) >= sum_u (M_u(n - e_u) - lam) "
                  "c_(n - e_u) for 2 <= |n| <= N, and x^N sum_(|n| = N+1) sum_u (M_u(n - e_u) - lam) c_(n - "
                  "e_u)/(d-1) <= lam - D_1(1), lam = 1 - a kappa, for ") +
          (uniform ? "uniform noise" : "every noise with independent centred components of one law in [-(Q-1), Q-1]"));
  if (!uniform) c.rests_on = {"B.chord"};
  c.remark =
      "that this implies E[|p(k) - e_1|_1 1] <= 2 Psi(r(0)) (1 - a kappa)^k on the event r_u <= x before k is a "
      "Coq theorem (Hebb.TrueRate.true_rate_of_rule)";
  c.only_dimensions = {2, 3, 4};
  c.constants = {{"Q", 2, Source::ours},
                 {"a", Rational(1, 100), Source::ours},
                 {"x", Rational(3, 5), Source::ours},
                 {"degree", 6, Source::ours}};
  FalseTwin twin;
  for (std::size_t j = 0; j < kappas.size(); ++j) {
    const std::string name = index("kappa", static_cast<int>(j) + 2);
    c.constants.push_back({name, kappas[j], Source::ours, +1});
    twin[name] = kappas[j] * Rational(101, 100);
  }
  c.false_twin = twin;
  c.method = Claim::Method::boxes;
  c.state = [uniform](int d, const Constants& k) {
    const Rational &q = k.at("Q"), &rate = k.at("a"), &x = k.at("x"), &kappa = k.at(index("kappa", d));
    require(q > 1 && 0 < rate && rate * q < 1 && 0 < x && x < 1 && 0 < kappa && kappa <= 1,
            "expected Q > 1, 0 < a < 1/Q, 0 < x < 1, 0 < kappa <= 1");
    const Rational& last = k.at("degree");
    require(denominator(last) == 1 && 1 <= last && last <= 60, "degree: expected a whole number from 1 to 60");
    const int degree = last.convert_to<int>();
    StatementBuilder b;
    // A variable with one value, so that the moments stay formulas rather than giant constants.
    const Symbol a = b.between("a", Symbol(rate), Symbol(rate)), lam = 1 - a * Symbol(kappa);
    const Coefficients c_n = coefficients(uniform, d, rate, q, kappa, degree);
    const MomentTable<Symbol> m = moments(uniform, a, q, degree + 1);
    for (const auto& [n, value] : c_n) {
      if (n == first_variable(d)) continue;
      b.claim_at_least(label(n), Symbol(value) * (lam - leader_triggers(m, n)), inflow(m, lam, c_n, n));
    }
    Symbol excess(0);
    for (const Partition& n : partitions(degree + 1, d - 1))
      excess = excess + Symbol(Rational(arrangements(n) / (d - 1))) * inflow(m, lam, c_n, n);
    b.claim_at_least("the degree above", lam - m[1].d1, Symbol(pow(x, degree)) * excess);
    return b.build();
  };
  return c;
}

Rational ten_thousandths(int n) { return Rational(n, 10000); }

}  // namespace true_rate_rows

std::vector<Claim> true_rate() {
  using namespace true_rate_rows;  // NOLINT(google-build-using-namespace)

  // The largest of degree 6, rounded down: 1 % more is false.
  return {rate(true, {ten_thousandths(5215), ten_thousandths(3898), ten_thousandths(3075)}),
          rate(false, {ten_thousandths(4713), ten_thousandths(3370), ten_thousandths(2539)})};
}

}  // namespace hebb::claims
