#pragma once

#include <optional>
#include <string_view>

#include <hebb/barriers/barrier.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/simplex/point.hpp>

namespace hebb {

/// How a learning rate is shown to be small enough.
enum class RateMethod {
  martingale_paper,   // T1 as printed, in closed form
  martingale_sharp,   // T1 with the sharp conditions and moments, in closed form
  power_barrier,      // one exponent
  piecewise_barrier,  // a state-dependent exponent
};

/// "martingale-paper", "martingale-sharp", "barrier-power", "barrier-pieces".
std::string_view to_string(RateMethod method);

/// A learning rate with the proof that the leader is lost with probability at most eps/2.
struct CertifiedRate {
  RateMethod method;               // how it was proved
  Rational a;                      // the learning rate
  RealInterval escape;             // bound on the probability of losing the gap, at most eps/2
  std::optional<Barrier> barrier;  // of the barrier methods
};

/// Which event has to hold, and how finely the rate is searched.
struct RateOptions {
  /// The event that has to hold, as in BarrierOptions; when empty the event Theta of the theorem: the gap stays above
  /// Delta/2. The martingale methods are about Theta whatever stands here.
  std::optional<Rational> ratio_limit;
  int max_pieces = 16;  // of a barrier
  int digits = 4;  // significant digits of the learning rate; what is lost against the largest one is at most one unit
  StopFlag stop = nullptr;  // ends the search with Stopped
};

/// The largest learning rate found, a short decimal, with P(the event fails) <= eps/2 certified; so with T3 (or
/// steps_to_accuracy with probability eps/2) convergence to e_1 has probability at least 1 - eps.
/// Nothing when none of at least 1e-12 is certified.
/// Throws PreconditionError unless d >= 2, 1 > p_1 > p_u for all u >= 2 and 0 < eps < 1.
std::optional<CertifiedRate> largest_learning_rate(const SimplexPoint<Rational>& p, const Rational& eps,
                                                   const BarrierLaw& law, RateMethod method,
                                                   const RateOptions& options = {});

/// A number of steps after which |p - e_1|_1 <= accuracy with probability at least 1 - eps, eps/2 of it spent on the
/// event, at a rate that was certified with that eps: T3, or the contraction of the barrier.  Rounded up; nothing when
/// the barrier does not contract.      Throws PreconditionError unless accuracy > 0.
std::optional<double> steps_to_accuracy(const CertifiedRate& rate, const SimplexPoint<Rational>& p,
                                        const BarrierLaw& law, const Rational& eps, const Rational& accuracy);

}  // namespace hebb
