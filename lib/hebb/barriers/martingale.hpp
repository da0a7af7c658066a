#pragma once

#include <cstddef>
#include <string>

#include <hebb/calculus/largest_rates.hpp>
#include <hebb/calculus/moments.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/point.hpp>

// The martingale argument of the convergence theorem (M1-M3, T1-T3) as functions of its parameters; an enclosure scalar
// encloses them, so its upper (lower) end is a bound rounded outward.      Derivations: docs/theory/barriers.md.
//   delta          Delta, the gap of the leader at the start, 0 < Delta <= 1
//   moment_factor  crude_moment_factor(Q) (the paper) or sharp_moment_factor(sigma^2)
//   rest           1 - p_1(0) in (0, 1)
//   a              learning rate;      rate  r of convergence_rate(d, Delta), or a smaller number
// Times are counts of steps; everything else is dimensionless.

namespace hebb {

/// M3: sum_l E[(1 - p_1(l)) 1_Omega(l)] <= rest / (a r).
template <Scalar S>
S summed_distance_bound(const S& rest, const S& a, const S& rate) {
  return rest / (a * rate);
}

/// M1 with M3: E[M_1(k)^2] and sum_{u >= 2} E[M_u(k)^2] are each at most a^2 moment_factor rest / (a r), for every k.
template <Scalar S>
S martingale_second_moment_bound(const S& moment_factor, const S& rest, const S& a, const S& rate) {
  return a * a * moment_factor * summed_distance_bound(rest, a, rate);
}

/// T1: P(not Theta) <= (16/Delta^2) a^2 2 moment_factor rest / (a r): Doob's inequality at Delta/4 for the leader and
/// for the others.
template <Scalar S>
S escape_bound(const S& delta, const S& moment_factor, const S& rest, const S& a, const S& rate) {
  return 16 / (delta * delta) * (a * a) * (2 * moment_factor) * rest / (a * rate);
}

/// T1 in closed form, with r >= Delta^2/16: 512 a moment_factor rest / Delta^4.      Source: [DGS25] Theorem 2.2.
template <Scalar S>
S escape_bound_printed(const S& delta, const S& moment_factor, const S& rest, const S& a) {
  return 512 * a * moment_factor * rest / pow(delta, 4);
}

/// The learning rate for which escape_bound_printed is eps/2: eps Delta^4 / (1024 moment_factor rest).
template <Scalar S>
S learning_rate_against_escape(const S& eps, const S& delta, const S& moment_factor, const S& rest) {
  return eps * pow(delta, 4) / (1024 * moment_factor * rest);
}

/// Which forms of R1, R2 and of the second moments the theorem is stated with.
enum class MartingaleForm {
  paper,  // a <= Delta^2/(16 Q^2), 8 Q^2 + 2
  sharp,  // a <= Delta/(Q (4Q + Delta)), 1 + 2 sigma^2: T1.sharp with R1.double and R2.double for R1.sharp, R2.sharp
};

/// The condition of R1 and R2 on the learning rate.      delta = Delta, q = Q > 1.
template <Scalar S>
S learning_rate_condition(MartingaleForm form, const S& delta, const S& q) {
  return form == MartingaleForm::paper ? rate_bound_quadratic(delta, q) : rate_bound_double(delta, q);
}
/// The factor of a^2 in the second moments of M1.      sigma2 = Var Z_j.
template <Scalar S>
S moment_factor(MartingaleForm form, const S& q, const S& sigma2) {
  return form == MartingaleForm::paper ? crude_moment_factor(q) : sharp_moment_factor(sigma2);
}
/// The rate r of the form: Delta^2/16, or the convergence_rate.
template <Scalar S>
S contraction_rate(MartingaleForm form, const S& d, const S& delta) {
  return form == MartingaleForm::paper ? convergence_rate_printed(delta) : convergence_rate(d, delta);
}

/// The learning rate up to which T1 and R1 give P(Theta) >= 1 - eps/2: the smaller of learning_rate_condition and of
/// learning_rate_against_escape.
template <Scalar S>
S admissible_learning_rate(MartingaleForm form, const S& eps, const S& delta, const S& q, const S& sigma2,
                           const S& rest) {
  return min(learning_rate_condition(form, delta, q),
             learning_rate_against_escape(eps, delta, moment_factor(form, q, sigma2), rest));
}

/// T2: E[|p(k) - e_1|_1 1_Theta] <= 2 rest exp(-a r k).      steps = k.
template <Scalar S>
S expected_distance_bound(const S& rest, const S& a, const S& rate, const S& steps) {
  return 2 * rest * exp(-(a * rate * steps));
}

/// T3: after log(4 rest / (eps accuracy)) / (a r) steps P(|p - e_1|_1 > accuracy, Theta) <= eps/2 (Markov with T2).
/// Negative when accuracy is that large.      With convergence_rate_printed: (16/(a Delta^2)) log(...), as the paper.
template <Scalar S>
S steps_to_accuracy(const S& eps, const S& accuracy, const S& rest, const S& a, const S& rate) {
  return log(4 * rest / (eps * accuracy)) / (a * rate);
}

/// The martingales M_i(k) = a sum_{l < k} xi_i(p(l), Y(l)) 1_Omega(l), Omega(l) = {p_1 >= p_i + Delta/2 for i >= 2, up
/// to l}, along one path, with their predictable variation a^2 sum_{l < k} E[xi_i(l)^2 | p(l)] 1_Omega(l).
/// Law (M1): E[M_i(k)^2] is the mean of the variation; exact over Rational.
template <ComparableScalar S>
class MartingalePath {
 public:
  /// Throws PreconditionError unless dimension >= 2.
  MartingalePath(std::size_t dimension, S a, S delta, S sigma2)
      : a_(std::move(a)),
        half_gap_(delta / 2),
        sigma2_(std::move(sigma2)),
        value_(dimension, S(0)),
        variation_(dimension, S(0)) {
    require(dimension >= 2, [&] { return "a martingale path needs d >= 2, not " + std::to_string(dimension); });
  }
  /// The step from p with the input y. Throws PreconditionError when a length is not d.
  void step(const Vec<S>& p, const Vec<S>& y) {
    require_same_length(p.size(), value_.size(), "MartingalePath");
    for (std::size_t i = 1; i < p.size(); ++i) good_ = good_ && p[0] >= p[i] + half_gap_;
    if (!good_) return;
    const Vec<S> noise = xi(p, y);
    for (std::size_t i = 0; i < p.size(); ++i) {
      value_[i] = value_[i] + a_ * noise[i];
      variation_[i] = variation_[i] + a_ * a_ * xi_second_moment(p, i, sigma2_);
    }
  }
  /// Omega of the last step.
  bool is_good() const { return good_; }
  const Vec<S>& value() const { return value_; }          // M(k)
  const Vec<S>& variation() const { return variation_; }  // the sum of E[(M_i(l+1) - M_i(l))^2 | past] over l < k

 private:
  S a_, half_gap_, sigma2_;
  Vec<S> value_, variation_;
  bool good_ = true;
};

}  // namespace hebb
