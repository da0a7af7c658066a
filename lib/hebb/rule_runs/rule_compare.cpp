#include <algorithm>
#include <cmath>
#include <functional>
#include <thread>

#include <fmt/format.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/experiments/mean_square.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/flows/enclosed_point.hpp>
#include <hebb/flows/integrator/integrator.hpp>
#include <hebb/laws/laws.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/rule_runs/derivative.hpp>
#include <hebb/rule_runs/rule_compare.hpp>
#include <hebb/rules/fixed_points.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/verify/prove.hpp>

namespace hebb {
namespace {

/// sum_j t_j(p) D(p, e_j).
RecordedFunction derived_drift(const RecordedRule& rule) {
  const Vec<Symbol> p = variable_vector("p", rule.dimension);
  const Symbol q = Symbol::variable("Q");
  return record_function(state_variables(rule.dimension), mean_over_triggers(rule.trigger_at(p, q), [&](std::size_t j) {
                           return rule.increment_at(p, unit_vector<Symbol>(p.size(), j), q);
                         }));
}

/// Whether two functions of the state agree on the simplex, as an identity.
Verdict agree(const RecordedFunction& f, const RecordedFunction& g, const Rational& q, StopFlag stop) {
  StatementBuilder b;
  Vec<Symbol> variables = b.simplex("p", static_cast<int>(f.outputs.size()));
  variables.emplace_back(q);
  const Vec<Symbol> x = f(variables), y = g(variables);
  for (std::size_t i = 0; i < x.size(); ++i) b.claim_equal(fmt::format("i = {}", i + 1), x[i], y[i]);
  ProveOptions how;
  how.seconds = 5;
  how.stop = stop;
  return prove(b.build(), how).verdict;
}

/// Whether noise that is centred has no mean effect on the increment.
Verdict affine_in_inputs(const RecordedRule& rule, StopFlag stop) {
  StatementBuilder b;
  laws::centred_noise(b, LawfulRule{rule}, rule.dimension);
  ProveOptions how;
  how.seconds = 1;
  how.stop = stop;
  return prove(b.build(), how).verdict;
}

EnclosedPoint with_rest(Vec<RealInterval> p, std::size_t leader) {
  RealInterval rest = 1 - p[leader];
  return {std::move(p), std::move(rest)};
}

/// What is compared: a problem with its drift.
struct Dynamics {
  const RuleProblem& problem;
  RecordedFunction drift;
  bool closed_form;
  std::size_t leader, steps;
  const ComparisonOptions& options;

  const Rational& q() const { return noise_bound(problem.noise); }
  bool is_row(std::size_t k) const { return k % options.stride == 0 || k == steps; }
};

/// Points at the rows for growing precision, until they are narrow; `rows` gives them for one precision.
template <class Rows>
std::vector<EnclosedPoint> narrow_rows(const ComparisonOptions& options, long last, long& used, std::string& reason,
                                       const Rows& rows) {
  for (long precision = std::min(options.first_precision, last);; precision = std::min(2 * precision, last)) {
    std::vector<EnclosedPoint> found = rows(precision);
    const bool narrow =
        std::ranges::all_of(found, [&](const EnclosedPoint& x) { return is_narrow(x, options.tolerance); });
    used = precision;
    if (!narrow && precision < last) continue;
    if (!narrow) reason = fmt::format("wider than the tolerance at {} bits, the last precision", precision);
    return found;
  }
}

std::vector<EnclosedPoint> step_rows(const Dynamics& dynamics, bool euler, long precision) {
  const RecordedRule& rule = dynamics.problem.rule;
  const RealInterval as(Rational(0), precision), a = like(as, dynamics.problem.a), q = like(as, dynamics.q());
  Vec<RealInterval> p = like(as, dynamics.problem.start);
  std::vector<EnclosedPoint> out;
  for (std::size_t k = 0;; ++k) {
    throw_if_stopped(dynamics.options.stop);
    if (dynamics.is_row(k)) out.push_back(with_rest(p, dynamics.leader));
    if (k == dynamics.steps) return out;
    if (euler) {
      const Vec<RealInterval> slope = dynamics.drift(rule.variables(p, q));
      for (std::size_t i = 0; i < p.size(); ++i) p[i] = p[i] + a * slope[i];
    } else {
      p = rule.apply(p, rule.trigger_at(p, q), a, q);
    }
  }
}

std::vector<EnclosedPoint> flow_rows(const Dynamics& dynamics, long precision, std::string& failure) {
  failure.clear();
  const RealInterval as(Rational(0), precision);
  const Rational& a = dynamics.problem.a;
  std::vector<EnclosedPoint> out;
  if (dynamics.closed_form) {
    const ReplicatorFlow<RealInterval> flow(SimplexPoint<Rational>(dynamics.problem.start), as);
    for (std::size_t k = 0; k <= dynamics.steps; ++k) {
      if (!dynamics.is_row(k)) continue;
      throw_if_stopped(dynamics.options.stop);
      ReplicatorState<RealInterval> state = flow.at(a * Rational(k));
      out.push_back({std::move(state.p), std::move(state.rest)});
    }
    return out;
  }
  const RecordedMap field = record_map(dynamics.problem.rule.dimension, [&](const Symbol&, const Vec<Symbol>& y) {
    return dynamics.drift(dynamics.problem.rule.variables(y, Symbol(dynamics.q())));
  });
  IntegratorOptions how;
  how.stop = dynamics.options.stop;
  const Vec<RealInterval> start = like(as, dynamics.problem.start);
  Integrator<RealInterval> integrator(field, as, Doubleton<RealInterval>(start), how);
  for (std::size_t k = 0; k <= dynamics.steps; ++k) {
    if (!dynamics.is_row(k)) continue;
    if (k > 0) {
      if (const auto stopped = integrator.integrate_to(like(as, Rational(a * Rational(k))))) {
        throw_if_stopped(dynamics.options.stop);
        failure = to_string(*stopped);
        return out;
      }
    }
    out.push_back(with_rest(k == 0 ? start : integrator.state(), dynamics.leader));
  }
  return out;
}

// A priori constants by enclosures over boxes that cover the simplex.

Interval largest(const Interval& x, const Interval& y) { return max(x, y); }

/// f(box) for boxes of [0,1]^d that cover the simplex, at least `count` of them.
template <class F>
void cover_simplex(std::size_t d, std::size_t count, StopFlag stop, const F& f) {
  struct Box {
    Vec<double> lower, upper;
  };
  std::vector<Box> boxes{{Vec<double>(d, 0.0), Vec<double>(d, 1.0)}};
  const auto meets = [&](const Box& box) {  // multiples of powers of two: these sums are exact
    double lower = 0, upper = 0;
    for (std::size_t i = 0; i < d; ++i) {
      lower += box.lower[i];
      upper += box.upper[i];
    }
    return lower <= 1 && upper >= 1;
  };
  for (std::size_t axis = 0; boxes.size() < count; axis = (axis + 1) % d) {
    std::vector<Box> halves;
    for (const Box& box : boxes) {
      Box low = box, high = box;
      low.upper[axis] = high.lower[axis] = (box.lower[axis] + box.upper[axis]) / 2;
      if (meets(low)) halves.push_back(std::move(low));
      if (meets(high)) halves.push_back(std::move(high));
    }
    boxes = std::move(halves);
  }
  for (const Box& box : boxes) {
    throw_if_stopped(stop);
    Vec<Interval> p;
    for (std::size_t i = 0; i < d; ++i) p.emplace_back(box.lower[i], box.upper[i]);
    f(p);
  }
}

Interval length(const Vec<Interval>& x) {
  Interval squares(0);
  for (const Interval& c : x) squares += square(c);
  return sqrt(squares);
}

/// sup x . M x/|x|^2 over sum x = 0: the largest eigenvalue of the symmetric part of M in an orthonormal basis of that
/// plane (Helmert's, u_k = (1, ..., 1, -k, 0, ...)/sqrt(k (k+1))), exactly up to d = 3, above by Gershgorin's circles.
/// M column by column.
Interval growth_along_the_simplex(const Vec<Interval>& m, std::size_t d) {
  std::vector<Vec<Interval>> basis;
  for (std::size_t k = 1; k < d; ++k) {
    Vec<Interval> u(d, Interval(0));
    const Interval size = sqrt(Interval(Rational(static_cast<int>(k * (k + 1)))));
    for (std::size_t i = 0; i < k; ++i) u[i] = 1 / size;
    u[k] = -Interval(Rational(static_cast<int>(k))) / size;
    basis.push_back(std::move(u));
  }
  const std::size_t n = d - 1;
  std::vector<Vec<Interval>> s(n, Vec<Interval>(n, Interval(0)));
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t l = 0; l < n; ++l) {
      for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t j = 0; j < d; ++j) s[k][l] += basis[k][i] * basis[l][j] * (m[j * d + i] + m[i * d + j]) / 2;
      }
    }
  }
  if (n == 1) return s[0][0];
  if (n == 2) return (s[0][0] + s[1][1]) / 2 + sqrt(square((s[0][0] - s[1][1]) / 2) + square(s[0][1]));
  Interval largest_radius = s[0][0];
  for (std::size_t k = 0; k < n; ++k) {
    Interval radius = s[k][k];
    for (std::size_t l = 0; l < n; ++l) {
      if (l != k) radius += abs(s[k][l]);
    }
    largest_radius = k == 0 ? radius : largest(largest_radius, radius);
  }
  return largest_radius;
}

RuleConstants rule_constants(const Dynamics& dynamics, bool drift_is_derived) {
  const RecordedRule& rule = dynamics.problem.rule;
  const auto d = static_cast<std::size_t>(rule.dimension);
  const Vec<Symbol> p = variable_vector("p", rule.dimension);
  const Symbol q(dynamics.q()), a = Symbol::variable("a");
  const Vec<Symbol> f = dynamics.drift(rule.variables(p, q));
  Vec<Symbol> terms;  // DF row by row, then DF F, then d^2 p'/d a^2, then d p'/d a at 0 minus F
  Vec<Symbol> second(d, Symbol(0));
  for (std::size_t j = 0; j < d; ++j) {
    Derivative by("p" + std::to_string(j + 1));
    for (std::size_t i = 0; i < d; ++i) {
      const Symbol slope = by(f[i]);
      second[i] = second[i] + slope * f[j];
      terms.push_back(slope);  // column by column: DF_ij at j d + i
    }
  }
  terms.insert(terms.end(), second.begin(), second.end());
  const Vec<Symbol> mean = rule.trigger_at(p, q);
  for (const Symbol& next : rule.apply(p, mean, a, q)) {
    Derivative by("a");
    terms.push_back(by(by(next)));
  }
  const Vec<Symbol> first = rule.increment_at(p, mean, q);
  for (std::size_t i = 0; i < d; ++i) terms.push_back(first[i] - f[i]);
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= d; ++i) names.push_back("p" + std::to_string(i));
  names.emplace_back("a");
  const RecordedFunction all = record_function(names, terms);
  Interval growth(Rational(1, 1024)), bend(0), curve(0), off(0);
  const Interval rates = hull(Interval(0), Interval(dynamics.problem.a));
  cover_simplex(d, d == 2 ? 512 : 4096, dynamics.options.stop, [&](const Vec<Interval>& box) {
    Vec<Interval> at = box;
    at.push_back(rates);
    const Vec<Interval> x = all(at);
    const auto part = [&](std::size_t from) { return Vec<Interval>(x.begin() + from, x.begin() + from + d); };
    growth = largest(growth, growth_along_the_simplex(x, d));
    bend = largest(bend, length(part(d * d)));
    curve = largest(curve, length(part(d * d + d)));
    off = largest(off, length(part(d * d + 2 * d)));
  });
  // One step of length a: |flow - p - aF| <= a^2 |DF F|/2, |mean step - p - a D| <= a^2 |d^2 p'/d a^2|/2, and |D - F|.
  const Interval euler = bend / 2;
  Interval kappa = euler + curve / 2;
  if (!drift_is_derived) kappa += off / Interval(dynamics.problem.a);
  require(std::isfinite(growth.upper()) && std::isfinite(kappa.upper()),
          "the derivatives of the rule are not bounded on the boxes that cover the simplex");
  return {growth, euler, kappa};
}

Interval bound_after(const Interval& kappa, const Interval& growth, const Rational& a, std::size_t k) {
  const Interval mu(growth.upper()), rate(a);
  return Interval(kappa.upper()) * square(rate) * (exp(mu * Interval(Rational(a * Rational(k)))) - 1) /
         (exp(mu * rate) - 1);
}

/// Writes the a priori bounds into a row.
using Bounds = std::function<void(RuleComparisonRow&)>;

Bounds a_priori_bounds(const Dynamics& dynamics, Verdict along, RuleComparison& out) {
  const Rational a = dynamics.problem.a;
  if (is_papers_rule(dynamics.problem.rule) && out.is_papers_drift) {
    return [a](RuleComparisonRow& row) {
      row.euler_bound = a_priori_bound(MeanStep::euler, a, row.step);
      row.mean_bound = a_priori_bound(MeanStep::hebbian, a, row.step);
    };
  }
  const Bounds none = [](RuleComparisonRow&) {};
  if (along != Verdict::proved) {
    out.bound_reason = "the drift is not proved to be along the simplex";
    return none;
  }
  if (dynamics.problem.rule.dimension > 4) {
    out.bound_reason = "a priori bounds are computed for d <= 4";
    return none;
  }
  try {
    const RuleConstants constants = rule_constants(dynamics, out.stated_is_derived == Verdict::proved);
    return [a, constants](RuleComparisonRow& row) {
      const Interval diameter = sqrt(Interval(2));
      row.euler_bound = min(diameter, bound_after(constants.euler, constants.growth, a, row.step));
      row.mean_bound = min(diameter, bound_after(constants.mean, constants.growth, a, row.step));
    };
  } catch (const PreconditionError& e) {
    out.bound_reason = e.what();
    return none;
  }
}

RuleComparisonRow compared(const EnclosedPoint& euler, const EnclosedPoint& mean, const EnclosedPoint& flow,
                           std::size_t leader, bool is_start) {
  const auto distances = [&](const EnclosedPoint& x, const EnclosedPoint& y) {
    return is_start ? Norms{Interval(0), Interval(0), Interval(0)} : norms(x, y, leader);
  };
  RuleComparisonRow row;
  row.euler = rounded(euler);
  row.mean = rounded(mean);
  row.flow = rounded(flow);
  row.euler_to_flow = distances(euler, flow);
  row.mean_to_flow = distances(mean, flow);
  row.mean_to_euler = distances(mean, euler);
  return row;
}

}  // namespace

RecordedFunction drift_of(const RecordedRule& rule) { return rule.declares_drift ? rule.drift : derived_drift(rule); }

RuleComparison compare(const RuleProblem& problem, std::size_t steps, const ComparisonOptions& options) {
  require_valid(problem);
  require(options.stride >= 1, "compare: stride 0");
  const RecordedRule& rule = problem.rule;
  RuleComparison out;
  out.leader = index_of_largest(problem.start);
  out.a = problem.a;
  out.is_stated = rule.declares_drift;
  out.is_affine = affine_in_inputs(rule, options.stop);
  Dynamics dynamics{problem, drift_of(rule), false, out.leader, steps, options};
  const Verdict along = is_along_the_simplex(dynamics.drift, dynamics.q(), options.stop);
  if (along == Verdict::refuted) {
    out.leaves_the_simplex = true;
    out.flow_reason = "the drift leaves the simplex: its sum is not 0";
    return out;
  }
  RecordedRule defaults = rule;
  record_defaults(defaults);
  out.is_papers_drift = agree(dynamics.drift, defaults.drift, dynamics.q(), options.stop) == Verdict::proved;
  dynamics.closed_form = out.is_papers_drift;
  out.stated_is_derived =
      out.is_stated ? agree(dynamics.drift, derived_drift(rule), dynamics.q(), options.stop) : Verdict::proved;
  std::string reasons[3];
  std::vector<EnclosedPoint> flow;
  try {
    flow = narrow_rows(options, std::min(options.last_precision, dynamics.closed_form ? 1L << 14 : 512L),
                       out.flow_precision, reasons[0],
                       [&](long precision) { return flow_rows(dynamics, precision, out.flow_reason); });
  } catch (const PreconditionError& e) {
    out.flow_reason = e.what();
  }
  long euler_precision = 0;
  const std::vector<EnclosedPoint> euler = narrow_rows(options, options.last_precision, euler_precision, reasons[1],
                                                       [&](long bits) { return step_rows(dynamics, true, bits); });
  const std::vector<EnclosedPoint> mean = narrow_rows(options, options.last_precision, out.precision, reasons[2],
                                                      [&](long bits) { return step_rows(dynamics, false, bits); });
  out.precision = std::max(out.precision, euler_precision);
  for (std::size_t k = 0; k < 3 && out.reason.empty(); ++k) out.reason = reasons[k];
  const Bounds bounds = a_priori_bounds(dynamics, along, out);
  for (std::size_t k = 0, n = 0; k <= steps && n < flow.size(); ++k) {
    if (!dynamics.is_row(k)) continue;
    RuleComparisonRow row = compared(euler[n], mean[n], flow[n], out.leader, k == 0);
    row.step = k;
    row.time = problem.a * Rational(k);
    bounds(row);
    out.rows.push_back(std::move(row));
    ++n;
  }
  return out;
}

RuleMeanSquare estimate_rule_mean_square(const RuleProblem& problem, std::size_t steps, std::size_t paths,
                                         std::uint64_t seed, const Rational& alpha, unsigned threads, StopFlag stop) {
  require_valid(problem);
  require(paths >= 2, "the noisy paths: an interval needs at least two");
  RuleMeanSquare out;
  out.paths = paths;
  const SimplexPoint<Rational> start(problem.start);
  const Rational& q = noise_bound(problem.noise);
  const auto* uniform = std::get_if<UniformNoise>(&problem.noise);
  if (uniform && is_papers_rule(problem.rule) && !problem.rule.declares_drift) {
    const unsigned workers = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
    out.estimate = estimate_mean_square(start, *uniform, problem.a, steps, paths, seed, alpha, workers, stop);
    out.bound = mean_square_constant(problem.a * Rational(steps), problem.a, q, uniform->variance(Rational(0))) *
                Interval(problem.a);
    return out;
  }
  const RecordedFunction drift = drift_of(problem.rule);
  const double bound = q.convert_to<double>();
  std::vector<Vec<double>> flow{like(1.0, problem.start)};
  constexpr int pieces = 4;  // of a step, by the classical Runge-Kutta method
  const double h = problem.a.convert_to<double>() / pieces;
  const auto slope = [&](const Vec<double>& p, const Vec<double>& k, double share) {
    Vec<double> x = p;
    for (std::size_t i = 0; i < p.size(); ++i) x[i] += share * k[i];
    return drift(problem.rule.variables(x, bound));
  };
  for (std::size_t k = 0; k < steps; ++k) {
    throw_if_stopped(stop);
    Vec<double> p = flow.back();
    for (int piece = 0; piece < pieces; ++piece) {
      const Vec<double> k1 = slope(p, p, 0), k2 = slope(p, k1, h / 2), k3 = slope(p, k2, h / 2), k4 = slope(p, k3, h);
      for (std::size_t i = 0; i < p.size(); ++i) p[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
    flow.push_back(std::move(p));
  }
  std::vector<double> values = squared_rule_deviations(problem, flow, paths, seed, threads, stop);
  throw_if_stopped(stop);
  out.left = std::erase_if(values, [](double x) { return std::isnan(x); });
  require(values.size() >= 2, [&] { return fmt::format("{} of {} paths left the simplex", out.left, paths); });
  out.estimate = empirical_bernstein(values, 2, alpha);
  return out;
}

}  // namespace hebb
