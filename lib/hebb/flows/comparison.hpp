#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/point.hpp>

// The mean dynamics in discrete and in continuous time, side by side, from one start and with learning rate a:
//   euler     p' = p + a p .* (p - s)                     (the gradient step of the loss)
//   hebbian   p_i' = p_i (1 + a p_i) / (1 + a s)          (the mean input in the exact update)
//   mirror    p_i' = p_i exp(a p_i) / sum_j p_j exp(a p_j) (entropic mirror descent)
//   flow      the replicator flow at time t = a k
// The noisy path is compared in hebb/experiments/mean_square.hpp. Derivations of all constants:
// docs/theory/discrete-and-continuous.md.

namespace hebb {

// Constants on the simplex of any dimension d >= 1, in the Euclidean norm. F is the replicator field, DF its
// derivative.

/// A bound mu on the largest eigenvalue of the symmetric matrix DF: 5/8.
Rational replicator_growth_bound();
/// A bound on the norm of DF, so a Lipschitz constant of F: 1 (the smallest possible: vertices).
Rational replicator_lipschitz_bound();
/// A bound on |p''| = |DF F| along the flow: sqrt(2) 5/54.
Interval flow_second_derivative_bound();
/// C with |mirror_i - hebbian_i| <= C a^2 p_i for one step from the same p, all i and 0 < a <= a_max: 1/2 for every
/// a_max <= 1 and every d, and no smaller constant is right (a -> 0 near a vertex).
/// Throws PreconditionError unless 0 < a_max <= 1.
Rational mirror_hebb_constant(const Rational& a_max);

/// The steps of the mean dynamics: euler, the gradient step of the loss; hebbian, the mean input in the exact
/// update; mirror, entropic mirror descent.
enum class MeanStep { euler, hebbian, mirror };

/// A-priori bound on the distance to the flow after k steps, |p(k) - p(a k)|_2 <= kappa a ((1 + mu a)^k - 1) / mu,
/// where kappa a^2 bounds the error of one step.      0 < a <= 1, k >= 0 (PreconditionError otherwise).
Interval a_priori_bound(MeanStep step, const Rational& a, std::size_t k);
/// kappa of that bound.
Interval one_step_constant(MeanStep step, const Rational& a);

/// |x|_inf, |x|_1, |x|_2 of a difference of two points.
struct Norms {
  Interval sup, one, two;  // in this order
};
/// A point of one of the dynamics; rest = 1 - p_leader. Relative accuracy in every member.
struct ComparedPoint {
  Vec<Interval> p;  // length d
  Interval rest;
};
/// The dynamics after k steps, and how far they are from each other.
struct ComparisonRow {
  std::size_t step = 0;                                                                       // k
  Rational time;                                                                              // a k
  ComparedPoint euler, hebbian, mirror, flow;                                                 // where each dynamics is
  Norms euler_to_flow, hebbian_to_flow, mirror_to_flow, mirror_to_hebbian, hebbian_to_euler;  // enclosures
  Interval euler_bound, hebbian_bound, mirror_bound;  // a priori, of the Euclidean distance to the flow
  /// Of the same distance, by UniformDistance::bound (hebb/flows/uniform_distance.hpp); nothing where that says
  /// nothing.
  std::optional<Interval> euler_uniform, hebbian_uniform, mirror_uniform;
};
/// Which rows are wanted, and how accurate.
struct ComparisonOptions {
  std::size_t stride = 1;         // rows at the multiples of this, and at the last step
  double tolerance = 0x1p-60;     // relative width of every p_i and of rest before they are rounded to Interval
  long first_precision = 128;     // bits; doubled until the tolerance holds
  long last_precision = 1 << 14;  // bits; where doubling ends
  StopFlag stop = nullptr;        // ends it with Stopped
};
/// The rows, and how accurate they are.
struct Comparison {
  std::size_t leader = 0;           // index of the leading coordinate, from 0
  Rational a;                       // learning rate
  long precision = 0;               // that was used
  std::string reason;               // empty, or why the tolerance does not hold (the rows are enclosures all the same)
  std::vector<ComparisonRow> rows;  // by rising step
  /// C with |p(k) - p(a k)|_2 <= C a for all k, by UniformDistance::constant.
  std::optional<Interval> euler_constant, hebbian_constant, mirror_constant;
};

/// Enclosures along k = 0..steps. Ties with the leader are kept exactly.
/// Throws PreconditionError unless 0 < a <= 1, stride >= 1, a steps <= largest_flow_time.
Comparison compare_mean_dynamics(const SimplexPoint<Rational>& start, const Rational& a, std::size_t steps,
                                 const ComparisonOptions& options = {});

/// C(T) with E max_{k <= T/a} |p(k) - p(a k)|_2^2 <= C(T) a for every 0 < a <= a_max, p(k) the noisy path:
///   C(T) = exp(2 T) (2 sqrt(T V) + T rho sqrt(a_max))^2,   V = (4/27)(1 + 2 sigma2) >= E|xi|^2,
///   rho = |p''|/2 + (4 / (3 sqrt 3)) Q^2 / (1 - a_max Q)   bounds the Euler and the Taylor remainder.
/// An enclosure; its upper end is the bound.
/// Throws PreconditionError unless T >= 0, Q > 1, 0 < a_max < 1/Q, 0 <= sigma2 <= (Q-1)^2.
Interval mean_square_constant(const Rational& horizon, const Rational& a_max, const Rational& q,
                              const Rational& sigma2);

}  // namespace hebb
