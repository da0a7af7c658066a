#pragma once

#include <string>
#include <utility>

#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/laws/recorded_rule.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/update.hpp>

// The laws of a learning rule, each written once: a template over the rule R and over the builder B, which says what
// happens to the variables, conditions and goals. StatementBuilder records them as a statement that the provers decide;
// the tests draw the variables and evaluate the goals (testing/drawn_statement.hpp). For PaperRule the recorded
// statements are rows of the ledger.
//
// A rule offers, over the scalar S of the builder:
//   noise_bound()              an optional Rational: Q, or nothing where it is any number > 1
//   apply(p, y, a, q)          p'
//   increment(p, y, q)         D = d p' / d a at a = 0
//   xi(p, y, q)                D - F
//   drift(p, q)                F, what it follows
//   trigger(p, q)              t, the law of the trigger
//   rate(delta, q)             the learning rate up to which it claims R1 and R2
// and all inputs with |y_i| <= Q are allowed, those of the model, y = e_j + z, among them.

namespace hebb {

/// The rule of the paper as a template: p_i' = p_i (1 + a y_i)/(1 + a <p, y>), for every Q.      Source: [DGS25] (7).
struct PaperRule {
  static std::optional<Rational> noise_bound() { return std::nullopt; }
  template <Scalar S>
  static Vec<S> apply(const Vec<S>& p, const Vec<S>& y, const S& a, const S&) {
    return probability_update(p, y, a);
  }
  template <Scalar S>
  static Vec<S> increment(const Vec<S>& p, const Vec<S>& y, const S&) {
    return first_order_increment(p, y);
  }
  template <Scalar S>
  static Vec<S> xi(const Vec<S>& p, const Vec<S>& y, const S&) {
    return hebb::xi(p, y);
  }
  template <Scalar S>
  static Vec<S> drift(const Vec<S>& p, const S&) {
    return replicator(p);
  }
  template <Scalar S>
  static Vec<S> trigger(const Vec<S>& p, const S&) {
    return p;
  }
  template <Scalar S>
  static S rate(const S& delta, const S& q) {
    return rate_bound_sharp(delta, q);
  }
};

/// A recorded rule as the laws see it. Where `papers_increment` its increment is known to be p_i (y_i - <p, y>), the
/// laws name it so (and are then rows of the ledger): `increment_law` is what has to be proved for that.
struct LawfulRule {
  const RecordedRule& recorded;
  bool papers_increment = false;

  std::optional<Rational> noise_bound() const { return recorded.noise_bound; }
  template <Scalar S>
  Vec<S> apply(const Vec<S>& p, const Vec<S>& y, const S& a, const S& q) const {
    return recorded.apply(p, y, a, q);
  }
  template <Scalar S>
  Vec<S> increment(const Vec<S>& p, const Vec<S>& y, const S& q) const {
    return papers_increment ? first_order_increment(p, y) : recorded.increment_at(p, y, q);
  }
  template <Scalar S>
  Vec<S> xi(const Vec<S>& p, const Vec<S>& y, const S& q) const {
    if (papers_increment && !recorded.declares_drift) return hebb::xi(p, y);
    Vec<S> out = increment(p, y, q);
    const Vec<S> mean = drift(p, q);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] - mean[i];
    return out;
  }
  template <Scalar S>
  Vec<S> drift(const Vec<S>& p, const S& q) const {
    return recorded.drift_at(p, q);
  }
  template <Scalar S>
  Vec<S> trigger(const Vec<S>& p, const S& q) const {
    return recorded.trigger_at(p, q);
  }
  template <Scalar S>
  S rate(const S& delta, const S& q) const {
    return recorded.rate ? (*recorded.rate)(Vec<S>{delta, q})[0] : rate_bound_sharp(delta, q);
  }
};

namespace laws {

using Bound = StatementBuilder::Bound;

/// The scalar in which a builder evaluates.
template <class B>
struct ScalarOf {
  using type = typename B::Scalar;
};
template <>
struct ScalarOf<StatementBuilder> {
  using type = Symbol;
};

template <class S>
S number(const Rational& q) {
  return like(S(0), q);
}

inline std::string indexed(const std::string& name, std::size_t i) { return name + std::to_string(i); }

/// Q: a number, or a variable > 1.
template <class B, class R>
auto declare_noise_bound(B& b, const R& rule) {
  using S = typename ScalarOf<B>::type;
  if (const std::optional<Rational> q = rule.noise_bound()) return number<S>(*q);
  return S(b.at_least("Q", S(1), Bound::open));
}

/// Q, declared only where the step depends on it: an identity needs no variable that it does not have.
template <class B, class R>
auto noise_bound_if_used(B& b, const R& rule) {
  using S = typename ScalarOf<B>::type;
  if constexpr (requires { rule.recorded; }) {
    if (rule.recorded.step.depends_on("Q")) return declare_noise_bound(b, rule);
  }
  return number<S>(rule.noise_bound().value_or(Rational(2)));
}

/// Which inputs a law is claimed for: |y_i| <= Q, all y_i >= -Q, or y_i in [-(Q-1), Q].
enum class Inputs { bounded, bounded_below, one_hot };

/// y, a variable for each component; a builder that draws may draw them together.
template <class B, class S>
Vec<S> declare_inputs(B& b, int d, const S& q, Inputs inputs = Inputs::bounded) {
  if constexpr (requires { b.inputs("Y", d, q); }) {
    if (inputs != Inputs::one_hot) return b.inputs("Y", d, q);
  }
  Vec<S> y;
  for (int i = 1; i <= d; ++i) {
    const std::string name = indexed("Y", i);
    y.push_back(inputs == Inputs::bounded_below ? b.at_least(name, -q)
                                                : b.between(name, inputs == Inputs::one_hot ? S(1 - q) : S(-q), q));
  }
  return y;
}

/// x > 0 where lower is: as x >= lower in a statement, as written by a builder that draws.
template <class B, class S>
void claim_positive(B& b, std::string label, const S& x, const S& lower) {
  if constexpr (requires { b.claim_positive(label, x, lower); }) {
    b.claim_positive(std::move(label), x, lower);
  } else {
    b.claim_nonnegative(std::move(label), x - lower);
  }
}

/// p' >= 0 and sum p' = 1 for 0 < a < bound/Q: U.simplex of the ledger (there for all y_i >= -Q).
template <class B, class R>
void simplex(B& b, const R& rule, int d, const Rational& bound = 1, Inputs inputs = Inputs::bounded) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d);
  const S q = declare_noise_bound(b, rule);
  const S a = b.between("a", S(0), number<S>(bound) / q, Bound::open, Bound::open);
  const Vec<S> y = declare_inputs(b, d, q, inputs);
  const Vec<S> next = rule.apply(p, y, a, q);
  for (std::size_t i = 0; i < next.size(); ++i) b.claim_nonnegative(indexed("p'", i + 1) + " >= 0", next[i]);
  b.claim_equal("sum p' = 1", sum(next), S(1));
}

/// p_i = 0 implies p_i' = 0: p on the face opposite to e_i.
template <class B, class R>
void support_keeps_zeros(B& b, const R& rule, int d) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> face = b.simplex("p", d - 1);
  const S q = declare_noise_bound(b, rule);
  const S a = b.between("a", S(0), S(1) / q, Bound::open, Bound::open);
  const Vec<S> y = declare_inputs(b, d, q);
  for (int i = 0; i < d; ++i) {
    Vec<S> p = face;
    p.insert(p.begin() + i, S(0));
    b.claim_equal(indexed("p'", static_cast<std::size_t>(i) + 1) + " = 0", rule.apply(p, y, a, q)[i], S(0));
  }
}

/// p_i > 0 implies p_i' > 0, with a bound that shows it: p_i' >= factor ((1 - aQ)/(1 + aQ)) p_i, or with the square of
/// that fraction, for a rule whose factor has a double zero at aQ = 1.
template <class B, class R>
void support_keeps_others(B& b, const R& rule, int d, const Rational& factor = 1, bool squared = false) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d);
  const S q = declare_noise_bound(b, rule);
  const S a = b.between("a", S(0), S(1) / q, Bound::open, Bound::open);
  const Vec<S> y = declare_inputs(b, d, q);
  const Vec<S> next = rule.apply(p, y, a, q);
  for (std::size_t i = 0; i < next.size(); ++i) {
    const S bound = number<S>(factor) * (1 - a * q) / (1 + a * q) * p[i];
    claim_positive(
        b, indexed("p'", i + 1) + " >= factor (1-aQ)/(1+aQ) " + (squared ? "squared " : "") + indexed("p", i + 1),
        next[i], squared ? S((1 - a * q) / (1 + a * q) * bound) : bound);
  }
}

/// What permutation claims at one point.
template <class B, class R, class S>
void permutation_of(B& b, const R& rule, const Vec<S>& p, const Vec<S>& y, const S& a, const S& q,
                    const Rational& factor) {
  const Vec<S> next = rule.apply(p, y, a, q);
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    Vec<S> swapped_p = p, swapped_y = y;
    std::swap(swapped_p[i], swapped_p[i + 1]);
    std::swap(swapped_y[i], swapped_y[i + 1]);
    const Vec<S> swapped = rule.apply(swapped_p, swapped_y, a, q);
    const std::string name = "(" + std::to_string(i + 1) + " " + std::to_string(i + 2) + ")";
    b.claim_equal(name, swapped[i], number<S>(factor) * next[i + 1]);
    b.claim_equal(name, swapped[i + 1], number<S>(factor) * next[i]);
  }
}

/// Exchanging two components of p and y exchanges those of p': U.permutation of the ledger, for all real numbers, or
/// for those of the model: p on the simplex, 0 < a < 1/Q, |y_i| <= Q. Neighbours suffice.
template <class B, class R>
void permutation(B& b, const R& rule, int d, const Rational& factor = 1, bool of_the_model = false) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = of_the_model ? b.simplex("p", d) : b.reals("p", d);
  Vec<S> y;
  if (!of_the_model) y = b.reals("Y", d);
  const S q = of_the_model ? declare_noise_bound(b, rule) : S(0);
  const S a = of_the_model ? S(b.between("a", S(0), S(1) / q, Bound::open, Bound::open)) : S(b.real("a"));
  if (of_the_model) y = declare_inputs(b, d, q);
  permutation_of(b, rule, p, y, a, of_the_model ? q : noise_bound_if_used(b, rule), factor);
}

/// At a = 0 the rule stands still and its derivative is p_i (y_i - <p, y>), or only the former.
template <class B>
void increment_at_zero(B& b, const RecordedRule& rule, int d, bool papers) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d), y = b.reals("Y", d);
  const S q = noise_bound_if_used(b, LawfulRule{rule});
  const Vec<S> at_rest = rule.at_rest(rule.variables(p, y, S(0), q));
  for (std::size_t i = 0; i < p.size(); ++i) b.claim_equal(indexed("p' = p, i = ", i + 1), at_rest[i], p[i]);
  if (!papers) return;
  const Vec<S> slope = rule.increment_at(p, y, q), expected = first_order_increment(p, y);
  for (std::size_t i = 0; i < p.size(); ++i) b.claim_equal(indexed("dp'/da, i = ", i + 1), slope[i], expected[i]);
}

/// t is a probability law: t_j >= 0, sum t = 1.
template <class B, class S>
void probability_law(B& b, const Vec<S>& t) {
  for (std::size_t j = 0; j < t.size(); ++j) b.claim_nonnegative(indexed("trigger ", j + 1) + " >= 0", t[j]);
  b.claim_equal("the trigger sums to 1", sum(t), S(1));
}

/// The trigger of the rule is a probability law for every state.
template <class B, class R>
void trigger(B& b, const R& rule, int d) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d);
  const S q = noise_bound_if_used(b, rule);
  probability_law(b, rule.trigger(p, q));
}

/// Exchanging two components of p exchanges those of the drift, for all real numbers. Neighbours suffice.
template <class B, class R>
void drift_permutation(B& b, const R& rule, int d) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.reals("p", d);
  const S q = noise_bound_if_used(b, rule);
  const Vec<S> drift = rule.drift(p, q);
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    Vec<S> exchanged = p;
    std::swap(exchanged[i], exchanged[i + 1]);
    const Vec<S> swapped = rule.drift(exchanged, q);
    for (std::size_t k = 0; k < p.size(); ++k)
      b.claim_equal(indexed("F", k + 1), swapped[k], drift[k == i ? i + 1 : k == i + 1 ? i : k]);
  }
}

/// Without noise the mean increment is what the rule follows: sum_j t_j D(p, e_j) = F(p), by default -grad L.
template <class B, class R>
void gradient(B& b, const R& rule, int d) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d);
  const S q = noise_bound_if_used(b, rule);
  const Vec<S> mean = mean_over_triggers(rule.trigger(p, q), [&](std::size_t j) {
    return rule.increment(p, unit_vector<S>(static_cast<std::size_t>(d), j), q);
  });
  const Vec<S> drift = rule.drift(p, q);
  for (std::size_t i = 0; i < mean.size(); ++i) b.claim_equal(indexed("i = ", i + 1), mean[i], drift[i]);
}

/// The increment is affine in each y_k, so that centred independent noise has no mean effect on it: with -t and s for
/// z_k, of probability s/(s+t) and t/(s+t), t D(y + s e_k) + s D(y - t e_k) = (s + t) D(y).
template <class B, class R>
void centred_noise(B& b, const R& rule, int d) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d), y = b.reals("Y", d);
  const S s = b.real("s"), t = b.real("t");
  const S q = noise_bound_if_used(b, rule);
  const Vec<S> middle = rule.increment(p, y, q);
  for (std::size_t k = 0; k < y.size(); ++k) {
    Vec<S> above = y, below = y;
    above[k] = y[k] + s;
    below[k] = y[k] - t;
    const Vec<S> high = rule.increment(p, above, q), low = rule.increment(p, below, q);
    for (std::size_t i = 0; i < y.size(); ++i)
      b.claim_equal(indexed("D_", i + 1) + indexed(" in Y_", k + 1), t * high[i] + s * low[i], (s + t) * middle[i]);
  }
}

/// The compensated increments are martingale differences: sum_j t_j xi(p, e_j + z) = factor (D(p, z) - D(p, 0)), which
/// for an increment that is affine in y has mean 0 over centred z. A2.centred of the ledger.
template <class B, class R>
void martingale(B& b, const R& rule, int d, const Rational& factor = 1) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d), z = b.reals("z", d);
  const S q = noise_bound_if_used(b, rule);
  const Vec<S> mean = mean_over_triggers(rule.trigger(p, q), [&](std::size_t j) {
    Vec<S> y = z;
    y[j] = 1 + y[j];
    return rule.xi(p, y, q);
  });
  const Vec<S> with = rule.increment(p, z, q), without = rule.increment(p, Vec<S>(z.size(), S(0)), q);
  for (std::size_t i = 0; i < mean.size(); ++i)
    b.claim_equal(indexed("i = ", i + 1), mean[i], number<S>(factor) * (with[i] - without[i]));
}

/// |p_i' - p_i - a D_i| <= factor remainder_bound(p_i, a, Q) for 0 < a < 1/Q, for one i or (i < 0) all.
template <class B, class R>
void remainder(B& b, const R& rule, int d, const Rational& factor = 1, int only = -1) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d);
  const S q = declare_noise_bound(b, rule);
  const S a = b.between("a", S(0), S(1) / q, Bound::open, Bound::open);
  const Vec<S> y = declare_inputs(b, d, q);
  const Vec<S> next = rule.apply(p, y, a, q), first = rule.increment(p, y, q);
  for (int i = 0; i < d; ++i) {
    if (only >= 0 && i != only) continue;
    const S rest = next[i] - p[i] - a * first[i], limit = number<S>(factor) * remainder_bound(p[i], a, q);
    b.claim_at_least(indexed("theta_", i + 1) + " >= -bound", rest, -limit);
    b.claim_at_least(indexed("theta_", i + 1) + " <= bound", limit, rest);
  }
}

/// |p_i' - p_i - a D_i| <= C (aQ)^2 p_i (1 - p_i) for 0 < a <= 1/(2Q).
template <class B, class R>
void remainder_constant(B& b, const R& rule, int d, const Rational& c, int only = -1) {
  using S = typename ScalarOf<B>::type;
  const Vec<S> p = b.simplex("p", d);
  const S q = declare_noise_bound(b, rule);
  const S a = b.between("a", S(0), S(1) / (2 * q), Bound::open);
  const Vec<S> y = declare_inputs(b, d, q);
  const Vec<S> next = rule.apply(p, y, a, q), first = rule.increment(p, y, q);
  for (int i = 0; i < d; ++i) {
    if (only >= 0 && i != only) continue;
    const S rest = next[i] - p[i] - a * first[i];
    const S limit = number<S>(c) * (a * q) * (a * q) * (p[i] * (1 - p[i]));
    b.claim_at_least(indexed("theta_", i + 1) + " >= -bound", rest, -limit);
    b.claim_at_least(indexed("theta_", i + 1) + " <= bound", limit, rest);
  }
}

/// R1, 1 - p_1' <= (1 - a r)(1 - p_1) - a xi_1 with r = (Delta/(4d))(1 + (d-1) Delta/2), or R2, p_1' - p_u' >= p_1 -
/// p_u
/// + a (xi_1 - xi_u) for u >= 2, where p_1 >= p_i + Delta/2, Delta <= 1, for every input and every learning rate up to
/// factor rate(Delta, Q). R1.sharp and R2.sharp of the ledger; with another rate the other rows. p_1 is the largest of
/// the probabilities and p_k the k-th: that of input order[k - 1] + 1, or without an order of input k. A rule that
/// tells its inputs apart has a statement for each order.
template <class B, class R, class Rate>
void drift_inequality(B& b, const R& rule, int d, bool leader, const Rational& factor, const Rate& rate,
                      bool one_hot = false, const std::vector<std::size_t>& order = {}) {
  using S = typename ScalarOf<B>::type;
  const auto [p, half_gap] = b.leader_chamber("p", d, "c");
  const S delta = 2 * half_gap, q = declare_noise_bound(b, rule);
  const S a = b.between("a", S(0), number<S>(factor) * rate(delta, q), Bound::open);
  b.assume_nonnegative("Delta <= 1", 1 - delta);  // a gap of probabilities; the premises from d = 4 on need it
  if constexpr (requires { b.reorder(order); }) b.reorder(order);
  const Vec<S> y = declare_inputs(b, d, q, one_hot ? Inputs::one_hot : Inputs::bounded);
  Vec<S> state = p;
  for (std::size_t k = 0; k < order.size(); ++k) state[order[k]] = p[k];
  const auto by_rank = [&order](Vec<S> x) {
    Vec<S> out = x;
    for (std::size_t k = 0; k < order.size(); ++k) out[k] = x[order[k]];
    return out;
  };
  const Vec<S> next = by_rank(rule.apply(state, y, a, q)), noise = by_rank(rule.xi(state, y, q));
  if (leader) {
    const S r = convergence_rate(S(d), delta);
    b.claim_nonnegative("R1", (1 - a * r) * (1 - p[0]) - a * noise[0] - (1 - next[0]));
    return;
  }
  for (int u = 1; u < d; ++u) {
    b.claim_nonnegative(indexed("u = ", u + 1), next[0] - next[u] - (p[0] - p[u]) - a * (noise[0] - noise[u]));
  }
}

}  // namespace laws
}  // namespace hebb
