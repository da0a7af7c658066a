#pragma once

#include <optional>

#include <hebb/barriers/barrier.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/simplex/point.hpp>

namespace hebb {

/// Lemma A.5: a leader that is primed under the rates lambda survives a switch to mu, with the margin rho > 1. Exact.
struct PrimedSwitch {
  SimplexPoint<Rational> start, start_after;  // p under lambda and under mu, for the weights at the start
  Vec<Rational> needed;  // rho R_i: p_1/p_i must reach it; R_i = mu_i lambda_1/(mu_1 lambda_i), 1 for i = 1
  Rational largest;      // the largest rho R_i, at least 1
  Rational accuracy;     // |p - e_1|_1 <= 2/(1 + largest) suffices (A5.distance)
  Rational gap_after;    // then the gap under mu is at least (rho - 1)/(rho + d - 1) (A5.gap)
};
/// Throws PreconditionError unless the lengths agree, d >= 2, rates and weights are positive, rho > 1, and component 1
/// leads under lambda.
PrimedSwitch primed_switch(const Vec<Rational>& lambda, const Vec<Rational>& mu, const Vec<Rational>& weights,
                           const Rational& rho);

/// The first time at which the gradient flow under lambda has all the ratios that are needed, from its closed form:
/// with e = exp(-tau) it is tau - sum_i log(1 - r_i + r_i e), and e is rational. 0 when they are there at the start.
RealInterval priming_time(const PrimedSwitch& change, long precision = 128);

/// Steps of the chain after which the ratios are there with probability at least 1 - epsilon, proved: the escape bound
/// of a barrier, and what is left of epsilon for steps_to_accuracy.
struct PrimingSteps {
  double steps;         // K*, rounded up
  RealInterval escape;  // P(the leader is ever overtaken under lambda)
};
/// Nothing when no barrier proves an escape below epsilon.      Throws PreconditionError unless 0 < epsilon < 1, 0 < a
/// < 1/Q.
std::optional<PrimingSteps> priming_steps(const PrimedSwitch& change, const Rational& a, const BarrierLaw& law,
                                          const Rational& epsilon);

}  // namespace hebb
