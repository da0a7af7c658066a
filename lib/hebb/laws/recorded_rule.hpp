#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/symbolic/expression.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>
#include <hebb/scalar/traits.hpp>

// A learning rule as straight-line code, so that every scalar evaluates the same recorded statement.

namespace hebb {

/// Functions of the same variables, recorded: the nodes `outputs` of the expression.
struct RecordedFunction {
  Expression expression;
  std::vector<int> outputs;

  /// The outputs at these values, one for each of expression.variables. Rational where the code has exp, log, sqrt,
  /// sin, cos or atan: PreconditionError (is_algebraic says so before).
  template <Scalar S>
  Vec<S> operator()(const Vec<S>& variables) const {
    const Vec<S> nodes = evaluate(expression, variables);
    Vec<S> out;
    out.reserve(outputs.size());
    for (const int node : outputs) out.push_back(nodes[static_cast<std::size_t>(node)]);
    return out;
  }
  /// Only + - * /, whole powers and abs (so max and min too): exact over Rational.
  bool is_algebraic() const;
  /// Whether an output depends on that variable.
  bool depends_on(const std::string& variable) const;
  friend bool operator==(const RecordedFunction&, const RecordedFunction&) = default;
};

/// Records terms in these variables. Throws PreconditionError for a term with another variable.
RecordedFunction record_function(std::vector<std::string> variables, const Vec<Symbol>& terms);

/// A learning rule in dimension d >= 2, y = B + Z with B = e_j triggered with probability t_j(p) and |y_i| <= Q.
/// The names and the order of the variables are part of the contract:
///   step, at_rest, increment   p1, ..., pd, Y1, ..., Yd, a, Q
///   trigger, drift             p1, ..., pd, Q
///   weight_step                w1, ..., wd, Y1, ..., Yd, a, Q
///   rate                       Delta, Q
/// Where noise_bound is a number every occurrence of Q is that number already, and the value that is handed in for Q is
/// not looked at.
struct RecordedRule {
  int dimension = 0;
  std::optional<Rational> noise_bound;  // Q; absent: the rule is stated for every Q > 1
  RecordedFunction step;                // p'_i
  RecordedFunction at_rest;             // p'_i at a = 0: p_i on the simplex, for a rule that stands still there
  RecordedFunction increment;           // D_i = d p'_i / d a at a = 0
  RecordedFunction trigger;             // t_j(p), by default p_j
  RecordedFunction drift;               // F_i(p): what the author says it follows; by default p_i (p_i - sum p_j^2)
  bool declares_drift = false, declares_trigger = false;  // whether the text names them
  std::optional<RecordedFunction> rate;  // the largest a for which the author claims R1 and R2 at the gap Delta
  /// A rule by weights, w' before normalisation: p'_i = lambda_i w'_i / sum_j lambda_j w'_j, where step has
  /// w_i = p_i / lambda_i (so sum_i lambda_i w_i = 1).
  std::optional<RecordedFunction> weight_step;
  Vec<Rational> intensities;  // lambda, d positive numbers; empty for a rule in p

  /// p' at (p, y, a) for this Q.      Throws PreconditionError where the lengths are not d.
  template <Scalar S>
  Vec<S> apply(const Vec<S>& p, const Vec<S>& y, const S& a, const S& q) const {
    return step(variables(p, y, a, q));
  }
  /// The same with its own Q. Throws PreconditionError for a rule that is stated for every Q and uses it.
  template <Scalar S>
  Vec<S> apply(const Vec<S>& p, const Vec<S>& y, const S& a) const {
    require(noise_bound || !step.depends_on("Q"), "a rule that uses Q needs its value: write 'noise Q = 2'");
    return apply(p, y, a, like(a, noise_bound.value_or(Rational(2))));
  }
  /// D_i at (p, y) for this Q. Throws as apply.
  template <Scalar S>
  Vec<S> increment_at(const Vec<S>& p, const Vec<S>& y, const S& q) const {
    return increment(variables(p, y, S(0), q));
  }
  /// t_j at p for this Q. Throws as apply.
  template <Scalar S>
  Vec<S> trigger_at(const Vec<S>& p, const S& q) const {
    return trigger(variables(p, q));
  }
  /// F_i at p for this Q. Throws as apply.
  template <Scalar S>
  Vec<S> drift_at(const Vec<S>& p, const S& q) const {
    return drift(variables(p, q));
  }
  /// Everything but the weights is exact over Rational.
  bool is_algebraic() const;

  /// @{
  /// The values in the order of the contract above. Throws PreconditionError where the lengths are not d.
  template <Scalar S>
  Vec<S> variables(const Vec<S>& p, const Vec<S>& y, const S& a, const S& q) const {
    require_dimension(p.size());
    require_dimension(y.size());
    Vec<S> out = p;
    out.reserve(2 * p.size() + 2);
    out.insert(out.end(), y.begin(), y.end());
    out.push_back(a);
    out.push_back(q);
    return out;
  }
  template <Scalar S>
  Vec<S> variables(const Vec<S>& p, const S& q) const {
    require_dimension(p.size());
    Vec<S> out = p;
    out.push_back(q);
    return out;
  }
  /// @}

 private:
  void require_dimension(std::size_t n) const {
    require(n == static_cast<std::size_t>(dimension), [&] {
      return "a rule of dimension " + std::to_string(dimension) + " was given " + std::to_string(n) + " components";
    });
  }
};

/// The variables p1, ..., pd, Y1, ..., Yd, a, Q and p1, ..., pd, Q of the contract above.
std::vector<std::string> step_variables(int d);
std::vector<std::string> state_variables(int d);  // as step_variables, without Y and a

/// Sets step, at_rest and increment from the terms of p' in those variables; the derivative is formed symbolically:
/// no step size. Throws PreconditionError where p' has no derivative at a = 0 (abs(a)).
void record_step(RecordedRule& rule, const Vec<Symbol>& next);

/// The rule of a callable Vec<Symbol> f(p, y, a), in dimension d, with the default trigger and drift.
/// Throws PreconditionError unless d >= 2 and f returns d components.
template <class F>
RecordedRule record_rule(const F& f, int d, std::optional<Rational> noise_bound);

/// The variables p1, ..., of that name as terms.
Vec<Symbol> variable_vector(const std::string& name, int d);

/// Sets trigger and drift to their defaults.
void record_defaults(RecordedRule& rule);

template <class F>
RecordedRule record_rule(const F& f, int d, std::optional<Rational> noise_bound) {
  require(d >= 2, [&] { return "a rule in dimension " + std::to_string(d) + ": at least 2"; });
  RecordedRule rule;
  rule.dimension = d;
  rule.noise_bound = std::move(noise_bound);
  record_step(rule, f(variable_vector("p", d), variable_vector("Y", d), Symbol::variable("a")));
  record_defaults(rule);
  return rule;
}

}  // namespace hebb
