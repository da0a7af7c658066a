#pragma once

#include <concepts>
#include <string>
#include <utility>

#include <hebb/calculus/rates.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb::testing {

/// The rule R can be evaluated in the scalar S: rule.apply(p, y, a) is the next probability vector.
template <class R, class S>
concept AppliesTo = requires(const R rule, const Vec<S> v, const S a) {
  { rule.apply(v, v, a) } -> std::same_as<Vec<S>>;
};

/// A learning rule in probabilities that the laws (laws.hpp) can be checked for.
///   name()                for reports
///   noise_bound()         Q > 1: the rule is applied to y = B + Z with |Z_i| <= Q - 1
///   apply(p, y, a)        the next p, a pure function, for Vec<Rational> (the laws then run exactly),
///   Vec<RealInterval>
///                         (with enclosures: what has exp and the like) or Vec<double> (with tolerances: see
///                         blind_spot), or a template over the scalar
/// Optional (the laws then hold against these, and exactly where they are exact):
///   increment(p, y)       D, the derivative of apply at a = 0 (default: a difference quotient at a tiny a)
///   drift(p)              F, what the rule follows (default: the replicator field of the paper)
///   trigger(p)            the law of the trigger (default: p)
///   noise()               a NoiseTable, the law of one Z_i (default: two-point laws inside the noise bound)
///   rate_bound(delta)     the largest learning rate for which the rule claims R1 and R2 at the gap delta, a Rational
///                         (default: delta / (Q (8 Q + delta)), the bound of the paper's rule); or rate_bound(delta,
///                         d), where it depends on the dimension
template <class R>
concept UpdateRule = (AppliesTo<R, Rational> || AppliesTo<R, RealInterval> ||
                      AppliesTo<R, double>)&&requires(const R rule) {
  { rule.name() } -> std::convertible_to<std::string>;
  { rule.noise_bound() } -> std::convertible_to<Rational>;
};

/// @{
/// The rule names its increment at a = 0.
template <class R, class S>
concept HasIncrement = requires(const R rule, const Vec<S> v) {
  { rule.increment(v, v) } -> std::same_as<Vec<S>>;
};
/// @}
/// @{
/// The rule names the drift that its mean increment is to follow.
template <class R, class S>
concept HasDrift = requires(const R rule, const Vec<S> v) {
  { rule.drift(v) } -> std::same_as<Vec<S>>;
};
/// @}
/// @{
/// The rule names the law of its trigger.
template <class R, class S>
concept HasTrigger = requires(const R rule, const Vec<S> v) {
  { rule.trigger(v) } -> std::same_as<Vec<S>>;
};
/// @}
/// @{
/// The rule brings a noise law of its own.
template <class R>
concept HasNoise = requires(const R rule) {
  { rule.noise() } -> std::convertible_to<NoiseTable>;
};
/// @}
/// @{
/// The rule names the learning rate up to which it claims R1 and R2.
template <class R>
concept HasRateBound = requires(const R rule, const Rational delta) {
  { rule.rate_bound(delta) } -> std::convertible_to<Rational>;
};
/// @}

/// The largest learning rate for which the rule claims R1 and R2 at the gap delta in dimension d.
template <UpdateRule R>
Rational claimed_rate_bound(const R& rule, const Rational& delta, int d) {
  if constexpr (requires { rule.rate_bound(delta, d); }) {
    return rule.rate_bound(delta, d);
  } else if constexpr (HasRateBound<R>) {
    return rule.rate_bound(delta);
  } else {
    return rate_bound_sharp(delta, Rational(rule.noise_bound()));
  }
}

/// An UpdateRule from a callable f(p, y, a), for example a generic lambda.
/// A generic lambda must compile for both Rational and double; for one of them, name the type of its arguments.
template <class F>
class FunctionRule {
 public:
  /// Throws PreconditionError unless Q > 1.
  FunctionRule(std::string name, Rational q, F f) : name_(std::move(name)), q_(std::move(q)), f_(std::move(f)) {
    require_noise_bound(q_);
  }
  /// @{
  /// What it was made of.
  const std::string& name() const { return name_; }
  const Rational& noise_bound() const { return q_; }
  /// @}
  /// f(p, y, a).
  template <Scalar S>
  requires std::invocable < const F&, const Vec<S>
  &, const Vec<S>&, const S& > Vec<S> apply(const Vec<S>& p, const Vec<S>& y, const S& a) const { return f_(p, y, a); }

 private:
  std::string name_;
  Rational q_;
  F f_;
};

/// The rule of the paper, probability_update.
class HebbianRule {
 public:
  /// Throws PreconditionError unless Q > 1.
  explicit HebbianRule(Rational q) : q_(std::move(q)) { require_noise_bound(q_); }
  /// @{
  /// For reports; and Q.
  std::string name() const { return "Hebbian rule of [DGS25]"; }
  const Rational& noise_bound() const { return q_; }
  /// @}
  /// probability_update(p, y, a).
  template <Scalar S>
  Vec<S> apply(const Vec<S>& p, const Vec<S>& y, const S& a) const {
    return probability_update(p, y, a);
  }

 private:
  Rational q_;
};

static_assert(UpdateRule<HebbianRule>);

}  // namespace hebb::testing
