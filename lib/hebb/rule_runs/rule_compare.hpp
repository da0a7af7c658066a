#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/verdict.hpp>
#include <hebb/flows/comparison.hpp>
#include <hebb/rule_runs/rule_simulation.hpp>
#include <hebb/statistics/empirical_bernstein.hpp>

// The mean dynamics of a rule of one's own in discrete and in continuous time, side by side:
//   euler   p' = p + a F(p)
//   mean    p' = rule(p, t(p), a): the mean input in the exact rule
//   flow    dp/dt = F(p) at t = a k
// F is the drift that the rule states, else the one derived from it: F = sum_j t_j(p) D(p, e_j), D the exact derivative
// of the step at a = 0. For the paper's rule: euler, hebbian and flow of hebb/flows/comparison.hpp.

namespace hebb {

/// After `step` steps: `euler` is p + a F, `mean` the mean of the rule's step, `flow` the flow of its drift at the time
/// a k.
struct RuleComparisonRow {
  std::size_t step = 0;
  Rational time;  // a k
  ComparedPoint euler, mean, flow;
  Norms euler_to_flow, mean_to_flow, mean_to_euler;  // enclosures
  /// A priori bounds of the Euclidean distance to the flow, at most sqrt 2, the diameter of the simplex.
  std::optional<Interval> euler_bound, mean_bound;
};

/// |F''|/2 and the like over the simplex, proved by enclosures on a cover of it by boxes:
/// |p(k) - p(a k)|_2 <= kappa a (e^(mu a k) - 1)/(e^(mu a) - 1) with one kappa for each step.
struct RuleConstants {
  Interval growth;       // mu: x . DF x <= mu |x|^2 by its upper end, for x along the simplex (sum x = 0)
  Interval euler, mean;  // kappa, by its upper end
};

/// The rows of a comparison at the learning rate `a`, and `leader`, the first largest component of the start.
struct RuleComparison {
  std::size_t leader = 0;
  Rational a;  // learning rate
  /// Of the drift: "stated" or "derived".
  bool is_stated = false;
  /// Whether the drift is, by proof, the paper's p_i (p_i - sum p_j^2): then the flow is the closed form.
  bool is_papers_drift = false;
  /// For a stated drift: whether it is, by proof, the derived one; if not, the mean step follows another flow.
  Verdict stated_is_derived = Verdict::undecided;
  /// Whether D is affine in each input, by proof: if not, noise changes the mean increment, and neither the mean step
  /// nor the flow is that of the noisy rule.
  Verdict is_affine = Verdict::undecided;
  long precision = 0, flow_precision = 0;  // bits that were used
  std::string reason;                      // empty, or why some enclosures are wider than wanted
  std::string flow_reason;                 // empty, or why there is no flow from some row on: these rows are left out
  bool leaves_the_simplex = false;         // refuted that the drift is along the simplex: there are no rows
  std::string bound_reason;                // empty, or why there are no a priori bounds
  std::vector<RuleComparisonRow> rows;
};

/// Enclosures along k = 0..steps. The noise of the problem is not looked at, apart from its Q. Throws
/// PreconditionError as require_valid does, and unless stride >= 1; Stopped.
RuleComparison compare(const RuleProblem& problem, std::size_t steps, const ComparisonOptions& options = {});

/// The same for a callable template Vec<S> f(const Vec<S>& p, const Vec<S>& y, const S& a).
template <class F>
requires requires(const F& f, const Vec<Symbol>& v, const Symbol& a) { f(v, v, a); }
RuleComparison compare(const F& f, const Vec<Rational>& start, const Rational& a, const Rational& noise_bound,
                       std::size_t steps, const ComparisonOptions& options = {}) {
  return compare(
      RuleProblem{record_rule(f, static_cast<int>(start.size()), noise_bound), start, a, UniformNoise(noise_bound)},
      steps, options);
}

/// The drift of the comparison, recorded in p1, ..., pd, Q.
RecordedFunction drift_of(const RecordedRule& rule);

/// E max_{k <= steps} |p(k) - p(a k)|_2^2 over noisy paths, with an empirical Bernstein interval; floating-point errors
/// of the paths and the flow aside. For the paper's rule and uniform noise the numbers of estimate_mean_square.
/// `estimate` is of the mean of the maximum.
struct RuleMeanSquare {
  MeanEstimate estimate;
  std::size_t paths = 0;
  std::size_t left = 0;           // paths that left the simplex: then the estimate is of the others
  std::optional<Interval> bound;  // C(T) a, for the paper's rule
};
/// Throws PreconditionError as require_valid, unless paths >= 2, and when fewer than two paths stay on the simplex.
RuleMeanSquare estimate_rule_mean_square(const RuleProblem& problem, std::size_t steps, std::size_t paths,
                                         std::uint64_t seed, const Rational& alpha, unsigned threads = 0,
                                         StopFlag stop = nullptr);

}  // namespace hebb
