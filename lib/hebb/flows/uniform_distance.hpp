#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <hebb/flows/closed_form/leader_coordinates.hpp>
#include <hebb/flows/comparison.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/simplex/point.hpp>

// How far the mean steps are from the flow, for all steps at once: |p(k) - p(a k)|_2 <= C a for every k >= 0.
//
// In the odds o_i = p_i/(p_1 - p_i) the flow is o_i(tau) = o_i(0) e^-tau, and each mean step divides every o_i by a
// factor that falls when any o_j rises. So the iterates stay between two sequences of points of the flow itself, one
// behind and one ahead of it; what these lose or win in time adds up to logarithms:
//   hebbian   behind by at most a (1+a) (tau/2 + log(g/g(0)) + log(p_1/p_1(0))/2), never ahead
//   mirror    behind by at most a (1+a) (log(g/g(0)) + e^a log(p_1/p_1(0)))/2, never ahead
//   euler     both ways; to first order behind by a (log(g/g(0)) + (3/2) log(p_1/p_1(0)) - tau/2)
// with g = 1 - r of the largest ratio r = p_i/p_1 below 1, everything at the point tau of the flow.
// Derivation: docs/theory/discrete-and-continuous.md.

namespace hebb {

/// How far the mean steps from one start are from the flow, for all k at once.
class UniformDistance {
 public:
  /// From one start, which may be tied: coordinates equal to the leader stay equal to it.
  /// Throws PreconditionError unless 0 < a <= 1.
  UniformDistance(const SimplexPoint<Rational>& start, Rational a);

  /// An upper bound on |p(k) - p(a k)|_2 for the k with exp(-tau) = contraction at the time a k of the flow; an
  /// enclosure of a closed form. Nothing where there is none: euler for a above about 0.46, the others above 0.82.
  std::optional<Interval> bound(MeanStep step, const RealInterval& contraction) const;

  /// C with |p(k) - p(a k)|_2 <= C a for all k: the largest bound over all times, over a, enclosed to about 0.1 %.
  std::optional<Interval> constant(MeanStep step) const;

 private:
  LeaderCoordinates<Rational> start_;  // of the coordinates that move, without the leaders
  std::size_t tied_ = 0;               // coordinates that lead
  std::size_t near_ = 0, far_ = 0;     // those of the largest and the least ratio
  Rational a_;
};

}  // namespace hebb
