#pragma once

#include <optional>

#include <hebb/barriers/barrier.hpp>
#include <hebb/barriers/eigen_polynomial.hpp>

// Convergence at the true rate: 1 - a kappa a step, kappa near 1 for small a.      Derivations:
// docs/theory/true-rate.md.

namespace hebb {

/// Psi of this degree and contraction 1 - a kappa for a law of the model, enclosed. Throws PreconditionError unless d
/// >= 2, 0 < a < 1/Q, 0 < kappa < 1, degree >= 1.
EigenPolynomial<RealInterval> eigen_polynomial(const BarrierLaw& law, int d, const Rational& a, const Rational& kappa,
                                               int degree);

/// Whether E[Psi(r') | p] <= (1 - a kappa) Psi(r) wherever all r_u <= x: all margins are positive, and slack(x) >= 0.
/// Then E[|p(k) - e_1|_1 1_Theta] <= 2 Psi(r(0)) (1 - a kappa)^k, Theta = {r_u(l) <= x for all u and l < k}.
/// unknown when the enclosures are too wide.      Throws PreconditionError unless 0 < x < 1.
Truth contracts(const EigenPolynomial<RealInterval>& psi, const Rational& x);

/// The largest kappa, of four digits, for which some Psi of at most `max_degree` contracts for the ratio limit x, and
/// the least such degree; found in floating point, certified with `contracts`. Nothing when there is none above 1/1000.
struct TrueRate {
  Rational kappa;  // the contraction is 1 - a kappa
  int degree;      // of Psi
};
/// Searched up to the degree max_degree; enclosures decide.
std::optional<TrueRate> largest_true_rate(const BarrierLaw& law, int d, const Rational& a, const Rational& x,
                                          int max_degree = 60);

/// A number of steps after which P(|p - e_1|_1 > accuracy) <= eps, proved: a barrier for the ratio limit x, and Psi.
struct TrueRateSteps {
  double steps;          // a whole number, rounded up
  Rational ratio_limit;  // x
  Rational kappa;        // of Psi
  int degree;            // of Psi
  RealInterval psi;      // Psi(r(0))
  RealInterval escape;   // of the barrier, below eps
};
/// x, kappa and the degree are searched, the choice is certified. Components that are 0 at the start are left out.
/// Nothing when no x has a barrier below eps and a Psi that contracts.      Throws PreconditionError unless p_1 > p_u
/// for all u >= 2, 0 < a < 1/Q, 0 < eps < 1, accuracy > 0. Ends with Stopped when `stop` says so.
std::optional<TrueRateSteps> true_rate_steps(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                             const Rational& eps, const Rational& accuracy, StopFlag stop = nullptr);

/// The expected number of steps to accuracy, proved. Let T be the first k with |p(k) - e_1|_1 <= accuracy, Theta the
/// event that r_u(k) <= x for all u and k, and X the first k at which it fails. As log Psi falls by -log(1 - a kappa) a
/// step in the mean before min(T, X), and R = sum_u r_u by no more than a factor (1 + aQ)/(1 - a(Q-1)),
///   E min(T, X) <= log(Psi(r(0)) (1 + aQ)/(q (1 - a(Q-1))))/(-log(1 - a kappa)),   q = accuracy/(2 - accuracy).
struct ExpectedSteps {
  RealInterval before;   // its upper end bounds E min(T, X), and so E[T 1_Theta]
  double steps;          // bounds E[T | Theta]: before/(1 - escape), rounded up
  Rational ratio_limit;  // x
  Rational kappa;        // of Psi
  int degree;            // of Psi
  RealInterval psi;      // Psi(r(0))
  RealInterval escape;   // of the barrier: its upper end bounds 1 - P(Theta); 1 when there is nothing to wait for
};
/// x, kappa and the degree with the least `steps` found, certified. Components that are 0 at the start are left out.
/// Nothing when no x has a barrier below 1 and a Psi that contracts.      Throws PreconditionError unless p_1 > p_u for
/// all u >= 2, 0 < a < 1/Q, 0 < accuracy < 2. Ends with Stopped when `stop` says so.
std::optional<ExpectedSteps> expected_steps(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                            const Rational& accuracy, StopFlag stop = nullptr);

}  // namespace hebb
