#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <hebb/barriers/barrier_moments.hpp>
#include <hebb/model/any_noise.hpp>
#include <hebb/model/loss_event.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/scalar/truth.hpp>
#include <hebb/simplex/point.hpp>

// Barriers V(p) = sum_{u >= 2} psi(p_u/p_1): supermartingales as long as V < 1, so that V(p(0)) bounds the probability
// that the leader ever loses its lead.      Derivations: docs/theory/barriers.md.
//
// psi is a minimum of powers of the ratio x = p_u/p_1: with exponents g_1 < g_2 < ... and ratios x_1 > x_2 > ...,
//   psi(x) = 1 for x >= x_1,   psi(x) = prod_{j : x_j > x} (x/x_j)^(g_j - g_{j-1}),  g_0 = 0,  for x < x_1.
// Piece j, a multiple of x^(g_j), is the smallest one on [x_{j+1}, x_j]; V does not grow in the mean when
// ratio_growth <= 1 for the exponent g_j on {p_u <= x_j p_1, p_v <= x_1 p_1}. One piece is a pure power.

namespace hebb {

/// The part of a noise law that a barrier depends on: Q and its moments, enclosed in `precision` bits.
struct BarrierLaw {
  static constexpr long precision = 128;  // bits
  std::string name;                       // for reports
  Rational q;                             // the bound Q
  RealInterval variance;                  // of a Z_i
  /// A_c and D_c at a learning rate and an exponent.
  std::function<RatioMoments<RealInterval>(const Rational& a, int exponent)> moments;
};

/// A law of the model: uniform, two-point, discrete or truncated Gaussian noise.
template <NoiseLaw Law>
BarrierLaw barrier_law(const Law& law) {
  return {law.name(), law.q(), law.variance(RealInterval(Rational(0), BarrierLaw::precision)),
          [law](const Rational& a, int exponent) {
            return ratio_moments(law, RealInterval(a, BarrierLaw::precision), exponent);
          }};
}

/// Every law with independent centred components in [-(Q-1), Q-1]: x^g and x^-g are convex for g >= 1, so their
/// expectations are largest for the two-point law on +-(Q-1).      Throws PreconditionError unless Q > 1.
BarrierLaw every_centred_law(const Rational& q);

/// Of the law that the noise is, or of every one. Throws PreconditionError for a QuantileNoise.
BarrierLaw barrier_law(const AnyNoise& noise);

/// One piece of psi: its exponent g >= 1 and the largest ratio at which it is used, in (0, 1).
struct BarrierPiece {
  int exponent;
  Rational ratio;
  friend bool operator==(const BarrierPiece&, const BarrierPiece&) = default;
};

/// psi with the parameters that it was made for. Exponents increase and ratios decrease; at least one piece.
struct Barrier {
  int d;                             // dimension
  Rational a;                        // learning rate
  Rational q;                        // Q of the law
  std::string law;                   // its name
  std::vector<BarrierPiece> pieces;  // exponents rise, ratios fall
  friend bool operator==(const Barrier&, const Barrier&) = default;
};

/// Whether every piece is a supermartingale where it is used, for this law; unknown when the enclosures are too wide.
/// proved implies P(p_1(k) > p_u(k)/x_1 for all u >= 2, k >= 0) >= 1 - barrier_value at the start.
/// Throws PreconditionError when the barrier is malformed or was made for another Q.
Truth certify(const Barrier& barrier, const BarrierLaw& law);

/// Throws PreconditionError unless d >= 2, Q > 1, 0 < a < 1/Q and the pieces are as above.
void require_barrier(const Barrier& barrier);

/// value times psi(ratio), factor by factor: `quotient`(x_j) is ratio/x_j in the scalar of the value, or a variable
/// that stands for it.
template <Scalar S, class Quotient>
S multiply_by_psi(S value, const std::vector<BarrierPiece>& pieces, const Rational& ratio, const Quotient& quotient) {
  int previous = 0;
  for (const BarrierPiece& piece : pieces) {
    if (piece.ratio <= ratio) break;
    value = value * pow(quotient(piece.ratio), piece.exponent - previous);
    previous = piece.exponent;
  }
  return value;
}

/// psi(ratio), ratio >= 0, in the scalar kind of `as`: exact over Rational.
template <Scalar S>
S barrier_function(const Barrier& barrier, const Rational& ratio, const S& as) {
  require_barrier(barrier);
  require(ratio >= 0, [&] { return "barrier_function: ratio " + to_string(ratio) + ", expected at least 0"; });
  return multiply_by_psi(like(as, Rational(1)), barrier.pieces, ratio,
                         [&](const Rational& end) { return like(as, Rational(ratio / end)); });
}

/// V(p) = sum_{u >= 2} psi(p_u/p_1).      Throws PreconditionError unless p has d components and p_1 > 0.
template <Scalar S>
S barrier_value(const Barrier& barrier, const SimplexPoint<Rational>& p, const S& as) {
  require(static_cast<int>(p.size()) == barrier.d && p[0] > 0,
          [&] { return "a barrier was asked for its value at " + show(p.coordinates()); });
  S value = like(as, Rational(0));
  for (std::size_t u = 1; u < p.size(); ++u) value = value + barrier_function(barrier, p[u] / p[0], as);
  return value;
}

/// Which event, and how much is tried.
struct BarrierOptions {
  /// The event whose complement is bounded: {p_u(k) <= ratio_limit p_1(k) for all u >= 2, k >= 0}. 1: the leader is
  /// never overtaken; 1/rho: Theta_rho; ratio_limit_of_gap: the gap stays.
  Rational ratio_limit = 1;
  /// 1: a pure power; more: state-dependent.
  int max_pieces = 16;
  StopFlag stop = nullptr;  // ends the search with Stopped
};

/// An upper bound on P(not event), proved.
struct BarrierBound {  // the certified one
  Barrier barrier;
  RealInterval probability;  // V(p(0)); its upper end is the bound
};

/// The best barrier found for the start p (its first component leads) and the learning rate a. Exponents are searched
/// in floating point, ratios are solved for and rounded down, the result is certified. Nothing when no barrier proves a
/// probability below 1: a too large, or the start too close to the limit. Throws PreconditionError unless d >= 2, p_1 >
/// p_u for all u >= 2, 0 < a < 1/Q, 0 < ratio_limit <= 1, max_pieces >= 1.
std::optional<BarrierBound> escape_barrier(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                           const BarrierOptions& options = {});

/// Linear convergence as long as V < 1: E[sum_u (p_u/p_1)^g (k) 1_{no exit up to k}] <= contraction^k sum_u (p_u/p_1)^g
/// (0).
struct BarrierContraction {
  int exponent;              // g
  RealInterval contraction;  // ratio_growth at the worst point, below 1
};

/// The number of steps after which P(|p - e_1|_1 > accuracy, no exit) <= probability, from the best exponent g by
/// Markov's inequality; 2(1 - p_1) <= 2 sum_u p_u/p_1 <= 2 ((d-1)^(g-1) sum_u (p_u/p_1)^g)^(1/g).
/// Nothing when no exponent contracts.      Throws PreconditionError unless accuracy, probability > 0.
struct StepCount {
  double steps;  // a whole number, rounded up
  BarrierContraction by;
};
/// Nothing when no combination proves a number of steps.
std::optional<StepCount> steps_to_accuracy(const Barrier& barrier, const BarrierLaw& law,
                                           const SimplexPoint<Rational>& p, const Rational& accuracy,
                                           const Rational& probability);

}  // namespace hebb
