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
#include <hebb/laws/laws.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simplex/vector.hpp>
#include <hebb/testing/drawn_statement.hpp>
#include <hebb/testing/generators.hpp>
#include <hebb/testing/run_law.hpp>
#include <hebb/testing/update_rule.hpp>

// The laws of a learning rule that the convergence theorem rests on, each as a function that draws cases, checks and
// shrinks. They are the statements of hebb/laws/laws.hpp, evaluated at drawn points: over Rational, without tolerance,
// when the rule can be evaluated there, else over enclosures, else over double. The same statements are what
// prove_laws (hebb/rules/prove_laws.hpp) proves. How to use them: docs/how-to/test-your-own-rule.md.

namespace hebb::testing {

/// The scalar in which the laws of R are checked.
template <UpdateRule R>
using LawScalar = std::conditional_t<AppliesTo<R, Rational>, Rational,
                                     std::conditional_t<AppliesTo<R, RealInterval>, RealInterval, double>>;

/// What a test of R cannot see, for people; empty where it is exact.
template <UpdateRule R>
std::string blind_spot() {
  if constexpr (std::same_as<LawScalar<R>, double>) {
    return "the rule knows double only: what is wrong by less than 2^-28 (in a derivative: 2^-14) is missed, and "
           "nothing "
           "can be proved; a template over the scalar is tested exactly and can be proved";
  } else if constexpr (std::same_as<LawScalar<R>, RealInterval>) {
    return "the rule has functions that no rational arithmetic evaluates: an equation is checked to the width of its "
           "enclosures, below 2^-100";
  } else {
    return "";
  }
}

namespace detail {

/// How far two sides of an (in)equality may be apart.
template <class S>
S slack() {
  return std::same_as<S, double> ? like(S(0), Rational(1, std::int64_t{1} << 28)) : S(0);
}
/// The step h and the tolerance of the derivative at a = 0, (apply(p, y, h) - p) / h: the rule is assumed smooth in a.
template <class S>
S derivative_step() {
  return drawn<S>(Rational(1) / (Integer(1) << (std::same_as<S, double> ? 24 : 200)));
}
template <class S>
S derivative_tolerance() {
  return drawn<S>(Rational(1) / (Integer(1) << (std::same_as<S, double> ? 14 : 100)));
}

/// "" when left <= right (up to slack), else both sides.
template <class S>
std::string expect_at_most(const S& left, const S& right, const std::string& what) {
  if (left <= right + slack<S>()) return "";
  return what + ": " + show(left) + " <= " + show(right) + " does not hold";
}

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

/// How the laws see an UpdateRule over S. Without an increment of its own the derivative at a = 0 is a difference
/// quotient, except where a law names the paper's (an inequality that is tight has no room for a tolerance).
template <class S, class R>
struct TestedRule {
  const R& rule;
  bool papers_increment = false;
  int dimension = 2;

  std::optional<Rational> noise_bound() const { return Rational(rule.noise_bound()); }
  Vec<S> apply(const Vec<S>& p, const Vec<S>& y, const S& a, const S&) const {
    Vec<S> next = rule.apply(p, y, a);
    require_same_length(next.size(), p.size(), "the rule's result");
    return next;
  }
  Vec<S> increment(const Vec<S>& p, const Vec<S>& y, const S&) const {
    if constexpr (HasIncrement<R, S>) return rule.increment(p, y);
    if (papers_increment) return first_order_increment(p, y);
    const S h = derivative_step<S>();
    Vec<S> out = rule.apply(p, y, h);
    require_same_length(out.size(), p.size(), "the rule's result");
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = (out[i] - p[i]) / h;
    return out;
  }
  Vec<S> drift(const Vec<S>& p, const S&) const {
    if constexpr (HasDrift<R, S>) return rule.drift(p);
    return replicator(p);
  }
  Vec<S> trigger(const Vec<S>& p, const S&) const {
    if constexpr (HasTrigger<R, S>) return rule.trigger(p);
    return p;
  }
  Vec<S> xi(const Vec<S>& p, const Vec<S>& y, const S& q) const {
    Vec<S> out = increment(p, y, q);
    const Vec<S> mean = drift(p, q);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] - mean[i];
    return out;
  }
  S rate(const S& delta, const S&) const { return drawn<S>(claimed_rate_bound(rule, middle(delta), dimension)); }
};

/// Whether D is known without a step size.
template <class S, class R>
constexpr bool has_exact_increment = HasIncrement<R, S>;

/// What a law looks at beside the step: nothing, what the step is to first order, or its derivative itself.
enum class Uses { step, first_order, derivative };

/// A law at drawn points: state(b, rule, d) says it on the builder b, and what it claims holds up to the tolerance.
/// Where the rule, or a law of it, has no value the law fails. `tight`: a law with claimed constants, which fails in
/// corners only: dimension 2 and corners in every other case.
template <UpdateRule R, class Law>
LawResult check_law(const std::string& name, const R& rule, const LawOptions& options, std::size_t max_dimension,
                    Uses uses, const Law& law, bool tight = false) {
  using S = LawScalar<R>;
  return run_law(name, options, [&]() -> std::string {
    const auto any = dimension(max_dimension);
    const auto d = static_cast<int>(*(tight ? rc::gen::oneOf(rc::gen::just<std::size_t>(2), any) : any).as("d"));
    // A drift of its own belongs to an increment of its own: not the paper's.
    const bool papers_increment = uses == Uses::first_order && !HasDrift<R, S>;
    const bool quotient = uses != Uses::step && !papers_increment && !has_exact_increment<S, R>;
    DrawnStatement<S> b(Rational(rule.noise_bound()), quotient ? derivative_tolerance<S>() : slack<S>(), tight ? 2 : 4);
    try {
      law(b, TestedRule<S, R>{rule, papers_increment, d}, d);
    } catch (const PreconditionError& e) {
      b.fail(std::string("the rule has no value there: ") + e.what());
    } catch (const std::overflow_error&) {  // of exact numbers
      b.fail("the rule has no value there: division by 0");
    }
    return b.failure();
  });
}

/// A rule with an exact derivative stands still at a = 0; the difference quotient of the others sees it anyway.
template <class B, class R>
void expect_at_rest(B& b, const R& rule) {
  using S = typename B::Scalar;
  if constexpr (requires(const Vec<S> v) { rule.at_rest(v, v); }) {
    const Vec<S> p = drawn<S>(b.point()), y = b.reals("Y", static_cast<int>(p.size()));
    const Vec<S> next = rule.at_rest(p, y);
    for (std::size_t i = 0; i < p.size(); ++i)
      b.claim_equal(laws::indexed("p' = p at a = 0, i = ", i + 1), next[i], p[i]);
  }
}

/// Which input leads, and which follow: a rule may tell them apart. Shrinks to 1, 2, ..., d.
inline std::vector<std::size_t> drawn_order(int d) {
  const auto n = static_cast<std::size_t>(d);
  const auto leader = *rc::gen::inRange<std::size_t>(0, n).as("the leader, counted from 0");
  const bool backwards = *rc::gen::arbitrary<bool>().as("the others from the last to the first");
  std::vector<std::size_t> order{leader};
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = backwards ? n - 1 - k : k;
    if (i != leader) order.push_back(i);
  }
  return order;
}

/// What is wrong with the rule's own noise table; empty when nothing is.
template <class R>
std::string fault_of_noise(const R& rule) {
  const NoiseTable noise = rule.noise();
  Rational total = 0, mean_noise = 0;
  for (const NoiseAtom& atom : noise) {
    if (abs(atom.value) > Rational(rule.noise_bound()) - 1)
      return "noise value " + to_string(atom.value) + " beyond Q - 1";
    total += atom.probability;
    mean_noise += atom.probability * atom.value;
  }
  if (total != 1) return "the probabilities of the noise sum to " + to_string(total);
  if (mean_noise != 0) return "the mean of the noise is " + to_string(mean_noise);
  return "";
}

}  // namespace detail

/// p' is on the simplex: p' >= 0 and sum p' = 1.      a in (0, 1/Q).
template <UpdateRule R>
LawResult check_simplex_invariance(const R& rule, const LawOptions& options = {}) {
  return detail::check_law("simplex invariance", rule, options, options.max_dimension, detail::Uses::step,
                           [](auto& b, const auto& r, int d) { laws::simplex(b, r, d); });
}

/// p_i' = 0 if and only if p_i = 0.      a in (0, 1/Q).
template <UpdateRule R>
LawResult check_support(const R& rule, const LawOptions& options = {}) {
  return detail::check_law("support", rule, options, options.max_dimension, detail::Uses::step,
                           [](auto& b, const auto& r, int d) {
                             if (*rc::gen::arbitrary<bool>().as("on a face")) {
                               laws::support_keeps_zeros(b, r, d);
                             } else {
                               laws::support_keeps_others(b, r, d);
                             }
                           });
}

/// Exchanging two components of p and y exchanges those of p'; transpositions of neighbours generate all permutations.
template <UpdateRule R>
LawResult check_permutation_equivariance(const R& rule, const LawOptions& options = {}) {
  return detail::check_law("permutation equivariance", rule, options, options.max_dimension, detail::Uses::step,
                           [](auto& b, const auto& r, int d) { laws::permutation(b, r, d); });
}

/// Without noise the mean increment is what the rule follows: sum_j t_j D(p, e_j) = F, by default -grad L(p), with
/// D = d p' / d a at a = 0; a trigger of its own is a probability law.
template <UpdateRule R>
LawResult check_gradient_identity(const R& rule, const LawOptions& options = {}) {
  return detail::check_law("gradient identity", rule, options, options.max_dimension, detail::Uses::derivative,
                           [&](auto& b, const auto& r, int d) {
                             laws::gradient(b, r, d);
                             detail::expect_at_rest(b, rule);
                             if constexpr (HasTrigger<R, LawScalar<R>>)
                               laws::probability_law(b, rule.trigger(drawn<LawScalar<R>>(b.point())));
                           });
}

/// Centred noise has no mean effect on D: D is affine in each component of y. The law of the rule's own noise, when it
/// has one, is centred, within Q - 1, and has no mean effect.
template <UpdateRule R>
LawResult check_centred_noise(const R& rule, const LawOptions& options = {}) {
  using S = LawScalar<R>;
  const std::size_t most = std::min<std::size_t>(options.max_dimension, 4);
  return detail::check_law(
      "centred noise", rule, options, most, detail::Uses::derivative, [&](auto& b, const auto& r, int d) {
        if constexpr (HasNoise<R>) {
          if (const std::string fault = detail::fault_of_noise(rule); !fault.empty()) return b.fail(fault);
          const Vec<S> p = b.simplex("p", d);
          const auto trigger = *rc::gen::inRange<std::size_t>(0, p.size()).as("trigger");
          const Vec<S> center = unit_vector<S>(p.size(), trigger);
          const auto increment = [&](const Vec<S>& y) { return r.increment(p, y, S(0)); };
          const Vec<S> mean = expectation_over_noise(center, rule.noise(), increment), without = increment(center);
          for (std::size_t i = 0; i < p.size(); ++i) b.claim_equal(laws::indexed("E D_", i + 1), mean[i], without[i]);
        } else {
          laws::centred_noise(b, r, d);
        }
      });
}

/// The compensated increments xi = D(p, Y) - F(p) are martingale differences: summed over the triggers they are what
/// the noise alone does to an increment that is affine in y.
template <UpdateRule R>
LawResult check_martingale(const R& rule, const LawOptions& options = {}) {
  const std::size_t most = std::min<std::size_t>(options.max_dimension, 6);
  return detail::check_law("martingale", rule, options, most, detail::Uses::derivative,
                           [](auto& b, const auto& r, int d) { laws::martingale(b, r, d); });
}

/// |p_i' - p_i - a D_i| <= 2 a^2 Q^2 p_i (1 - p_i) / (1 - a Q); D the paper's, unless the rule brings its own.
template <UpdateRule R>
LawResult check_remainder_bound(const R& rule, const LawOptions& options = {}) {
  return detail::check_law("remainder bound", rule, options, options.max_dimension, detail::Uses::first_order,
                           [](auto& b, const auto& r, int d) { laws::remainder(b, r, d); });
}

/// The rate claimed for the gap Delta = 2 c suffices for the two drift inequalities of the convergence proof, wherever
/// p_1 >= p_u + Delta/2 and for every input y:
///   R1  1 - p_1' <= (1 - a r)(1 - p_1) - a xi_1, r = (Delta/(4d))(1 + (d-1) Delta/2)
///   R2  p_1' - p_u' >= p_1 - p_u + a (xi_1 - xi_u), u >= 2
/// for |y_i| <= Q, or with one_hot for 1 - Q <= y_i <= Q, where e_j + z with |z_i| <= Q - 1 lies
template <UpdateRule R>
LawResult check_learning_rate_bound(const R& rule, const LawOptions& options, bool one_hot) {
  return detail::check_law(
      "learning-rate bound", rule, options, options.max_dimension, detail::Uses::first_order,
      [one_hot](auto& b, const auto& r, int d) {
        const bool leader = *rc::gen::arbitrary<bool>().as("R1, not R2");
        const auto rate = [&](const auto& delta, const auto& q) { return r.rate(delta, q); };
        laws::drift_inequality(b, r, d, leader, 1, rate, one_hot, detail::drawn_order(d));
      },
      true);
}

/// The same with one_hot = false.
template <UpdateRule R>
LawResult check_learning_rate_bound(const R& rule, const LawOptions& options = {}) {
  return check_learning_rate_bound(rule, options, false);
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
    Vec<Rational> exact;
    try {
      exact = rule.apply(Vec<Rational>(p.begin(), p.end()), Vec<Rational>(y.begin(), y.end()), Rational(a));
    } catch (const std::overflow_error&) {
      return "the rule has no value there: division by 0";
    }
    for (std::size_t i = 0; i < d; ++i) {
      const double expected = exact.at(i).template convert_to<double>();
      if (abs(next.at(i) - expected) <= 0x1p-36 * abs(expected)) continue;
      return "component " + std::to_string(i) + " is " + show(next[i]) + " in double, " + show(expected) + " exactly";
    }
    return "";
  });
}

namespace detail {
/// A rule with a drift of its own claims R1 and R2 only where it says so.
template <class R>
bool claims_rate(const R& rule) {
  if constexpr (requires { rule.claims_rate(); }) return rule.claims_rate();
  return true;
}
}  // namespace detail

/// A law of the rule under its name.
template <UpdateRule R>
struct NamedLaw {
  const char* name;
  LawResult (*check)(const R& rule, const LawOptions& options);  // the test of it
};

/// All laws in the order above; the learning rate where one is claimed, the scalar agreement where it applies.
template <UpdateRule R>
std::vector<NamedLaw<R>> all_laws(const R& rule) {
  std::vector<NamedLaw<R>> laws{{"simplex invariance", check_simplex_invariance<R>},
                                {"support", check_support<R>},
                                {"permutation equivariance", check_permutation_equivariance<R>},
                                {"gradient identity", check_gradient_identity<R>},
                                {"centred noise", check_centred_noise<R>},
                                {"martingale", check_martingale<R>},
                                {"remainder bound", check_remainder_bound<R>}};
  if (detail::claims_rate(rule)) laws.push_back({"learning-rate bound", check_learning_rate_bound<R>});
  if constexpr (AppliesTo<R, Rational> && AppliesTo<R, double>) {
    laws.push_back({"scalar agreement", check_scalar_agreement<R>});
  }
  return laws;
}

/// all_laws, checked with the same options.
template <UpdateRule R>
std::vector<LawResult> check_all_laws(const R& rule, const LawOptions& options = {}) {
  std::vector<LawResult> results;
  for (const NamedLaw<R>& law : all_laws(rule)) results.push_back(law.check(rule, options));
  return results;
}

/// Whether every law held on all its cases.
inline bool all_passed(const std::vector<LawResult>& results) {
  return std::all_of(results.begin(), results.end(), [](const LawResult& result) { return result.passed; });
}

}  // namespace hebb::testing
