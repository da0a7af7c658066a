#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simplex/vector.hpp>
#include <hebb/testing/generators.hpp>
#include <hebb/testing/run_law.hpp>
#include <hebb/testing/update_rule.hpp>

// The laws of a learning rule that the convergence theorem rests on, each as a function that draws cases, checks and
// shrinks. They run over Rational, without tolerance, when the rule can be evaluated there, else over double.
// How to use them: docs/how-to/test-your-own-rule.md.

namespace hebb::testing {

/// The scalar in which the laws of R are checked.
template <UpdateRule R>
using LawScalar = std::conditional_t<AppliesTo<R, Rational>, Rational, double>;

namespace detail {

/// How far two sides of an (in)equality may be apart.
template <class S>
S slack() {
  return ExactScalar<S> ? S(0) : S(0x1p-36);
}
/// The step h and the tolerance of the derivative at a = 0, (apply(p, y, h) - p) / h: the rule is assumed smooth in a.
template <class S>
S derivative_step() {
  return like(S(0), Rational(1) / (Integer(1) << (ExactScalar<S> ? 200 : 24)));
}
template <class S>
S derivative_tolerance() {
  return like(S(0), Rational(1) / (Integer(1) << (ExactScalar<S> ? 100 : 14)));
}

/// "" when left <= right (up to slack), else both sides.
template <class S>
std::string expect_at_most(const S& left, const S& right, const std::string& what) {
  if (left <= right + slack<S>()) return "";
  return what + ": " + show(left) + " <= " + show(right) + " does not hold";
}
/// "" when |left_i - right_i| <= tolerance for all i, else the first pair that differs.
template <class S>
std::string expect_equal(const Vec<S>& left, const Vec<S>& right, const S& tolerance, const std::string& what) {
  if (left.size() != right.size()) {
    return what + ": lengths " + std::to_string(left.size()) + " and " + std::to_string(right.size());
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (abs(S(left[i] - right[i])) <= tolerance) continue;
    return what + ": component " + std::to_string(i) + " is " + to_decimal(Rational(left[i]), 12) + ", expected " +
           to_decimal(Rational(right[i]), 12);
  }
  return "";
}

/// One drawn step: p, y = e_trigger + z, a, printed as rationals and handed to the rule in its scalar.
template <class S>
struct DrawnStep {
  Vec<S> p, y;
  S a;
};

/// Draws the trigger (with p_trigger > 0), the noise and forms y.
inline Vec<Rational> draw_input(const Vec<Rational>& p, const Rational& q) {
  std::vector<std::size_t> possible;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0) possible.push_back(i);
  }
  const std::size_t trigger = *rc::gen::elementOf(possible).as("trigger");
  const auto noise =
      rc::gen::weightedOneOf<Vec<Rational>>({{3, noise_vector(p.size(), q)}, {1, corner_noise(p.size(), q)}});
  Vec<Rational> y = *noise.as("noise");
  y[trigger] += 1;
  return y;
}

/// The worst of what the model allows: p at or near a vertex or a face, the trigger its largest component, the noise at
/// the ends of its range, and a Q just below 1.
template <class S>
DrawnStep<S> draw_extreme_step(const Rational& q, std::size_t d) {
  const Vec<Rational> p = *corner_point(d).as("p");
  RC_TAG(place_of(p));
  Vec<Rational> y = *corner_noise(d, q).as("noise");
  y[index_of_largest(p)] += 1;
  const Rational a = *learning_rate_near(1 / q).as("a");
  return {to_scalar<S>(p), to_scalar<S>(y), like(S(0), a)};
}

template <class S, class R>
DrawnStep<S> draw_step(const R& rule, const LawOptions& options) {
  const std::size_t d = *dimension(options.max_dimension).as("d");
  const Rational q = rule.noise_bound();
  const bool extreme = *rc::gen::map(rc::gen::inRange(0, 400), [](int k) { return k % 4 == 3; }).as("extreme");
  if (extreme) return draw_extreme_step<S>(q, d);
  const Vec<Rational> p = *simplex_point(d).as("p");
  RC_TAG(place_of(p));
  const Vec<Rational> y = draw_input(p, q);
  const Rational a = *learning_rate_below(1 / q).as("a");
  return {to_scalar<S>(p), to_scalar<S>(y), like(S(0), a)};
}

/// The derivative of the rule at a = 0.
template <class S, class R>
Vec<S> rule_increment(const R& rule, const Vec<S>& p, const Vec<S>& y) {
  const S h = derivative_step<S>();
  Vec<S> out = rule.apply(p, y, h);
  require_same_length(out.size(), p.size(), "the rule's result");
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (out[i] - p[i]) / h;
  return out;
}

/// A centred two-point law inside the noise bound, or the rule's own noise.
template <class R>
NoiseTable draw_noise_law(const R& rule) {
  if constexpr (HasNoise<R>) {
    return rule.noise();
  } else {
    const Rational q = rule.noise_bound();
    const Rational low = *learning_rate_up_to(q - 1).as("noise law: -low or high, low");
    const Rational high = *learning_rate_up_to(q - 1).as("high");
    return TwoPointNoise(q, low, high).atoms();
  }
}

}  // namespace detail

/// p' is on the simplex: p' >= 0 and sum p' = 1.      a in (0, 1/Q).
template <UpdateRule R>
LawResult check_simplex_invariance(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("simplex invariance", options, [&]() -> std::string {
    const auto [p, y, a] = detail::draw_step<S>(rule, options);
    const Vec<S> next = rule.apply(p, y, a);
    if (next.size() != p.size()) return "the rule returns " + std::to_string(next.size()) + " components";
    for (const S& x : next) {
      if (!(x >= 0)) return "a negative component: p' = " + show(next);
    }
    if (abs(S(sum(next) - 1)) <= detail::slack<S>()) return "";
    return "the components of p' = " + show(next) + " sum to " + show(sum(next));
  });
}

/// p_i' = 0 if and only if p_i = 0.      a in (0, 1/Q).
template <UpdateRule R>
LawResult check_support(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("support", options, [&]() -> std::string {
    const auto [p, y, a] = detail::draw_step<S>(rule, options);
    const Vec<S> next = rule.apply(p, y, a);
    for (std::size_t i = 0; i < p.size(); ++i) {
      if ((p[i] == 0) != (next.at(i) == 0)) {
        return "component " + std::to_string(i) + " goes from " + show(p[i]) + " to " + show(next[i]);
      }
    }
    return "";
  });
}

/// Exchanging two components of p and y exchanges those of p'; transpositions generate all permutations.
template <UpdateRule R>
LawResult check_permutation_equivariance(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("permutation equivariance", options, [&]() -> std::string {
    auto [p, y, a] = detail::draw_step<S>(rule, options);
    const std::size_t i = *rc::gen::inRange<std::size_t>(0, p.size()).as("i");
    const std::size_t j = *rc::gen::inRange<std::size_t>(0, p.size()).as("j");
    Vec<S> expected = rule.apply(p, y, a);
    std::swap(expected.at(i), expected.at(j));
    std::swap(p[i], p[j]);
    std::swap(y[i], y[j]);
    return detail::expect_equal(rule.apply(p, y, a), expected, detail::slack<S>(), "after exchanging i and j");
  });
}

/// Without noise the mean increment is a descent step: sum_j p_j D(p, e_j) = -grad L(p), D = d p' / d a at a = 0.
template <UpdateRule R>
LawResult check_gradient_identity(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("gradient identity", options, [&]() -> std::string {
    const std::size_t d = *dimension(options.max_dimension).as("d");
    const Vec<Rational> drawn = *simplex_point(d).as("p");
    RC_TAG(place_of(drawn));
    const Vec<S> p = to_scalar<S>(drawn);
    const NoiseTable no_noise{{0, 1}};
    const Vec<S> mean = expectation(p, no_noise, [&](const Vec<S>& y) { return detail::rule_increment(rule, p, y); });
    return detail::expect_equal(mean, replicator(p), detail::derivative_tolerance<S>(), "mean increment per unit of a");
  });
}

/// The noise is centred (the rule's own table, when it has one) and its effect too: given the trigger,
/// E_Z[D(p, e_j + Z)] = D(p, e_j), D = d p' / d a at a = 0. Two-point laws, skewed ones included.
template <UpdateRule R>
LawResult check_centred_noise(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("centred noise", options, [&]() -> std::string {
    const std::size_t d = *dimension(std::min<std::size_t>(options.max_dimension, 4)).as("d");
    const Vec<Rational> drawn = *simplex_point(d).as("p");
    RC_TAG(place_of(drawn));
    const std::size_t trigger = *rc::gen::inRange<std::size_t>(0, d).as("trigger");
    const NoiseTable noise = detail::draw_noise_law(rule);
    Rational total = 0, mean_noise = 0;
    for (const NoiseAtom& atom : noise) {
      if (abs(atom.value) > Rational(rule.noise_bound()) - 1)
        return "noise value " + to_string(atom.value) + " beyond Q - 1";
      total += atom.probability;
      mean_noise += atom.probability * atom.value;
    }
    if (total != 1) return "the probabilities of the noise sum to " + to_string(total);
    if (mean_noise != 0) return "the mean of the noise is " + to_string(mean_noise);
    const Vec<S> p = to_scalar<S>(drawn);
    const Vec<S> center = unit_vector<S>(d, trigger);
    const auto increment = [&](const Vec<S>& y) { return detail::rule_increment(rule, p, y); };
    return detail::expect_equal(expectation_over_noise(center, noise, increment), increment(center),
                                detail::derivative_tolerance<S>(),
                                "mean over the noise of the increment per unit of a");
  });
}

/// The compensated increments xi = D(p, Y) + grad L(p) are martingale differences: E[xi | p] = 0, summed over all
/// triggers and noise patterns, at a drawn p and at the state that the rule reaches from it in one step.
template <UpdateRule R>
LawResult check_martingale(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("martingale", options, [&]() -> std::string {
    const std::size_t d = *dimension(std::min<std::size_t>(options.max_dimension, 4)).as("d");
    const Vec<Rational> drawn = *simplex_point(d).as("p");
    RC_TAG(place_of(drawn));
    const Rational q = rule.noise_bound();
    const Vec<S> y0 = to_scalar<S>(detail::draw_input(drawn, q));
    const S a = like(S(0), *learning_rate_up_to(1 / (2 * q)).as("a"));
    const NoiseTable noise = detail::draw_noise_law(rule);
    Vec<S> p = to_scalar<S>(drawn);
    for (const char* when : {"E[xi] at p", "E[xi] after one step"}) {
      const Vec<S> minus_gradient = replicator(p);
      const Vec<S> mean = expectation(p, noise, [&](const Vec<S>& y) {
        Vec<S> xi = detail::rule_increment(rule, p, y);
        for (std::size_t i = 0; i < xi.size(); ++i) xi[i] = xi[i] - minus_gradient[i];
        return xi;
      });
      const std::string failure = detail::expect_equal(mean, Vec<S>(d, S(0)), detail::derivative_tolerance<S>(), when);
      if (!failure.empty()) return failure;
      p = rule.apply(p, y0, a);
    }
    return "";
  });
}

/// |p_i' - (p - a grad L + a xi)_i| <= 2 a^2 Q^2 p_i (1 - p_i) / (1 - a Q), xi the gradient noise of the paper.
template <UpdateRule R>
LawResult check_remainder_bound(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("remainder bound", options, [&]() -> std::string {
    const auto [p, y, a] = detail::draw_step<S>(rule, options);
    const S q = like(S(0), rule.noise_bound());
    const Vec<S> next = rule.apply(p, y, a), first = first_order_increment(p, y);
    for (std::size_t i = 0; i < p.size(); ++i) {
      const S remainder = abs(S(next.at(i) - p[i] - a * first[i]));
      const std::string failure =
          detail::expect_at_most(remainder, remainder_bound(p[i], a, q), "remainder of component " + std::to_string(i));
      if (!failure.empty()) return failure;
    }
    return "";
  });
}

/// The rate claimed for the gap Delta = 2 c suffices for the two drift inequalities of the convergence proof, wherever
/// p_1 >= p_u + Delta/2 and for every input y:
///   R1  1 - p_1' <= (1 - a r)(1 - p_1) - a xi_1, r = (Delta/(4d))(1 + (d-1) Delta/2)
///   R2  p_1' - p_u' >= p_1 - p_u + a (xi_1 - xi_u), u >= 2
template <UpdateRule R>
LawResult check_learning_rate_bound(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  return run_law("learning-rate bound", options, [&]() -> std::string {
    const std::size_t d = *dimension(options.max_dimension).as("d");
    const auto gap_and_point = rc::gen::map(chamber_point_with_gap(d), [](const ChamberPoint<Rational>& drawn) {
      return std::pair(Rational(2 * drawn.c), drawn.p);
    });
    const auto [drawn_delta, drawn_p] = *gap_and_point.as("(Delta, p)");
    RC_TAG(place_of(drawn_p));
    if (drawn_p[0] - drawn_p[1] == drawn_delta / 2) RC_TAG("at the gap exactly");
    const Rational q = rule.noise_bound();
    const Vec<S> y = to_scalar<S>(detail::draw_input(drawn_p, q));
    const S a = like(S(0), *learning_rate_up_to(claimed_rate_bound(rule, drawn_delta)).as("a"));

    const Vec<S> p = to_scalar<S>(drawn_p), noise = xi(p, y), next = rule.apply(p, y, a);
    require_same_length(next.size(), d, "the rule's result");
    const S delta = like(a, drawn_delta);
    const S rate = convergence_rate(S(static_cast<int>(d)), delta);
    const S most = (1 - a * rate) * (1 - p[0]) - a * noise[0];
    std::string failure = detail::expect_at_most(S(1 - next[0]), most, "R1");
    for (std::size_t u = 1; u < d && failure.empty(); ++u) {
      const S least = p[0] - p[u] + a * (noise[0] - noise[u]);
      failure = detail::expect_at_most(least, S(next[0] - next[u]), "R2 for u = " + std::to_string(u + 1));
    }
    return failure;
  });
}

/// The rule gives the same in double as in Rational, to a relative 2^-36. For rules that can be evaluated in both.
template <UpdateRule R>
requires AppliesTo<R, Rational> && AppliesTo<R, double> LawResult
check_scalar_agreement(const R& rule, const LawOptions& options = {}) {
  return run_law("scalar agreement", options, [&]() -> std::string {
    const std::size_t d = *dimension(options.max_dimension).as("d");
    const Vec<Rational> drawn = *simplex_point(d).as("p");
    RC_TAG(place_of(drawn));
    const Rational q = rule.noise_bound();
    const Vec<double> p = to_scalar<double>(drawn), y = to_scalar<double>(detail::draw_input(drawn, q));
    const double a = like(0.0, *learning_rate_up_to(1 / (2 * q)).as("a"));
    const Vec<double> next = rule.apply(p, y, a);
    const Vec<Rational> exact =
        rule.apply(Vec<Rational>(p.begin(), p.end()), Vec<Rational>(y.begin(), y.end()), Rational(a));
    for (std::size_t i = 0; i < d; ++i) {
      const double expected = exact.at(i).template convert_to<double>();
      if (abs(next.at(i) - expected) <= 0x1p-36 * abs(expected)) continue;
      return "component " + std::to_string(i) + " is " + show(next[i]) + " in double, " + show(expected) + " exactly";
    }
    return "";
  });
}

/// All laws in the order above; the scalar agreement where it applies.
template <UpdateRule R>
std::vector<LawResult> check_all_laws(const R& rule, const LawOptions& options = {}) {
  std::vector<LawResult> results{check_simplex_invariance(rule, options),
                                 check_support(rule, options),
                                 check_permutation_equivariance(rule, options),
                                 check_gradient_identity(rule, options),
                                 check_centred_noise(rule, options),
                                 check_martingale(rule, options),
                                 check_remainder_bound(rule, options),
                                 check_learning_rate_bound(rule, options)};
  if constexpr (AppliesTo<R, Rational> && AppliesTo<R, double>) {
    results.push_back(check_scalar_agreement(rule, options));
  }
  return results;
}

inline bool all_passed(const std::vector<LawResult>& results) {
  return std::all_of(results.begin(), results.end(), [](const LawResult& result) { return result.passed; });
}

}  // namespace hebb::testing
