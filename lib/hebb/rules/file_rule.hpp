#pragma once

#include <map>
#include <string>
#include <utility>

#include <hebb/calculus/rates.hpp>
#include <hebb/rules/rule.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {

/// A rule of a text as the tests take it (testing/update_rule.hpp), recorded once for each dimension from 2 to
/// max_dimension. Exact = Rational evaluates it exactly and in double; Exact = RealInterval, for a rule with exp and
/// the like, encloses it.
template <class Exact>
class FileRule {
 public:
  /// At this Q, or its own. Throws PreconditionError for a rule of every Q without one.
  FileRule(const Rule& rule, Constants replaced, int max_dimension) : name_(rule.name) {
    for (int d = 2; d <= max_dimension; ++d) recorded_.emplace(d, rule.record(d, replaced));
    const std::optional<Rational> q = recorded_.at(2).noise_bound;
    require(q.has_value(), "a rule of every Q is tested at one: --set Q=2");
    q_ = *q;
  }
  /// @{
  /// As in the text; and Q.
  const std::string& name() const { return name_; }
  const Rational& noise_bound() const { return q_; }
  /// @}
  /// The next point, of the rule evaluated in S.
  template <Scalar S>
  requires(std::same_as<S, Exact> ||
           (std::same_as<S, double> && std::same_as<Exact, Rational>)) Vec<S> apply(const Vec<S>& p, const Vec<S>& y,
                                                                                    const S& a)
  const { return at(p).apply(p, y, a); }
  /// @{
  /// What the tests of testing/update_rule.hpp ask: the derivative by a at a = 0, the next point at a = 0, the
  /// drift and the law of the trigger that the text names or the paper's.
  Vec<Exact> increment(const Vec<Exact>& p, const Vec<Exact>& y) const {
    return at(p).increment_at(p, y, like(p[0], q_));
  }
  Vec<Exact> at_rest(const Vec<Exact>& p, const Vec<Exact>& y) const {
    const RecordedRule& rule = at(p);
    return rule.at_rest(rule.variables(p, y, Exact(0), like(p[0], q_)));
  }
  Vec<Exact> drift(const Vec<Exact>& p) const { return at(p).drift_at(p, like(p[0], q_)); }
  Vec<Exact> trigger(const Vec<Exact>& p) const { return at(p).trigger_at(p, like(p[0], q_)); }
  /// @}
  /// Whether R1 and R2 are claimed of the rule.
  bool claims_rate() const {
    const RecordedRule& rule = recorded_.at(2);
    return rule.rate || (!rule.declares_drift && !rule.declares_trigger);
  }
  /// In dimension d; of a rate with functions a number just below it.
  Rational rate_bound(const Rational& delta, int d) const {
    const RecordedRule& rule = recorded_.at(d);
    if (!rule.rate) return rate_bound_sharp(delta, q_);
    if (rule.rate->is_algebraic()) return (*rule.rate)(Vec<Rational>{delta, q_})[0];
    return (*rule.rate)(Vec<RealInterval>{RealInterval(delta, 192), RealInterval(q_, 192)})[0].exact_lower();
  }

 private:
  template <class S>
  const RecordedRule& at(const Vec<S>& p) const {
    const auto found = recorded_.find(static_cast<int>(p.size()));
    require(found != recorded_.end(), "a rule was not recorded for this dimension");
    return found->second;
  }
  std::string name_;
  Rational q_;
  std::map<int, RecordedRule> recorded_;
};

}  // namespace hebb
