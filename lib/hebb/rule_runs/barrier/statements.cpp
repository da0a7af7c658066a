#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/rule_runs/barrier/noise_mean.hpp>
#include <hebb/rule_runs/barrier/statements.hpp>
#include <hebb/rule_runs/derivative.hpp>
#include <hebb/rules/sign_cases.hpp>
#include <hebb/rules/statement_copy.hpp>

namespace hebb {
namespace {

/// r_u = p_u/p_1 in [0, x], u = 2, ..., d, and the learning rate: a point, as a variable, so that no power of a number
/// is written out.
struct Region {
  Vec<Symbol> r, p;
  Symbol a, q, total;  // 1 + sum r
};
Region declare_region(StatementBuilder& b, const RuleProblem& problem, const Rational& ratio) {
  Region region;
  for (std::size_t u = 2; u <= problem.start.size(); ++u)
    region.r.push_back(b.between(fmt::format("r{}", u), Symbol(0), Symbol(ratio)));
  region.a = b.between("a", Symbol(problem.a), Symbol(problem.a));
  region.q = Symbol(noise_bound(problem.noise));
  region.p = point_from_ratios(region.r);
  region.total = 1 + sum(region.r);
  return region;
}

/// The terms of which a barrier speaks at a point of the region, for all inputs.
struct Carrier {
  Vec<Symbol> f, balance, t;
  Statement statement;  // with the terms as goals, in this order
};
Carrier carrier_of(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors) {
  const RecordedRule& rule = problem.rule;
  StatementBuilder b;
  const Region region = declare_region(b, problem, barrier.ratio);
  Vec<Symbol> y;
  for (std::size_t k = 1; k <= problem.start.size(); ++k)
    y.push_back(b.between(fmt::format("Y{}", k), 1 - region.q, region.q));
  const Vec<Symbol> variables = rule.variables(region.p, y, region.a, region.q);
  Carrier out;
  out.f = factors.factor(variables);
  if (!factors.is_normalised) out.balance = factors.balance(variables);
  if (rule.declares_trigger) out.t = rule.trigger_at(region.p, region.q);
  for (const Vec<Symbol>* terms : {&out.f, &out.balance, &out.t}) {
    for (const Symbol& x : *terms) b.claim_nonnegative("term", x);
  }
  out.statement = b.build();
  return out;
}

/// The carrier where every abs is resolved; the whole where there is none.
std::vector<SignCase> cases_of(const Statement& statement) {
  if (std::ranges::find(statement.expression.code, Operation::abs, &Instruction::operation) ==
      statement.expression.code.end())
    return {{statement, {}}};
  auto cases = sign_cases(statement);
  require(cases.has_value(), "abs, max and min have too many cases");
  return std::move(*cases);
}

/// Where, as a value of the noise, a factor turns: the values of Y_k at which a range was cut, less 0 or 1.
std::vector<Rational> kinks_of(const std::vector<SignCase>& cases, const RuleProblem& problem) {
  std::set<Rational> kinks;
  for (const SignCase& one : cases) {
    for (const SignCase::Piece& piece : one.where) {
      if (piece.variable.starts_with('r')) continue;  // a part of the region
      try {
        require(piece.variable.starts_with('Y'), "");
        const Rational at = record_function({"a"}, {piece.at})(Vec<Rational>{problem.a})[0];
        kinks.insert({at, Rational(at - 1)});
      } catch (const PreconditionError&) {
        throw PreconditionError(
            "abs, max or min turn where both the state and the noise decide it: take discrete noise");
      }
    }
  }
  return {kinks.begin(), kinks.end()};
}

Statement step_statement(const Statement& part, const Carrier& carrier, const RuleBarrier& barrier,
                         const Factors& factors, const DominatingLaw& law) {
  const StatementCopy copy(part);
  StatementBuilder b;
  copy.declare(b);
  copy.assume(b);
  std::size_t goal = 0;
  const auto next = [&](const Vec<Symbol>& terms) {
    Vec<Symbol> out;
    for (std::size_t k = 0; k < terms.size(); ++k) out.push_back(copy[part.goals[goal++].node]);
    return out;
  };
  const Vec<Symbol> f = next(carrier.f), balance = next(carrier.balance), t = next(carrier.t);
  b.claim_at_least("p_1' > 0", f[0], Symbol(Rational(1, 1 << 20)));
  for (std::size_t u = 1; u < f.size(); ++u) b.claim_nonnegative(fmt::format("p_{}' >= 0", u + 1), f[u]);
  if (!balance.empty()) b.claim_equal("sum p' = 1", balance[0], balance[1]);
  for (std::size_t j = 0; j < t.size(); ++j) b.claim_nonnegative(fmt::format("t_{} >= 0", j + 1), t[j]);
  if (!t.empty()) b.claim_equal("sum t = 1", sum(t), Symbol(1));
  if (!law.needs_convexity) return b.build();
  // (q^g)'' = g q^(g-2) ((g-1) q'^2 + q q'') in each input, q = f_u/f_1 >= 0.
  for (std::size_t u = 1; u < f.size(); ++u) {
    const Symbol quotient = f[u] / f[0];
    for (const std::size_t k : noise_of(factors, u)) {
      Derivative by(fmt::format("Y{}", k + 1));
      const Symbol first = by(quotient), second = by(first);
      b.claim_nonnegative(fmt::format("(p_{}'/p_1')^g is convex in Z_{}", u + 1, k + 1),
                          Symbol(barrier.exponent - 1) * square(first) + quotient * second);
    }
  }
  return b.build();
}

Statement growth_statement(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors,
                           const DominatingLaw& law) {
  const RecordedRule& rule = problem.rule;
  const std::size_t d = problem.start.size();
  StatementBuilder b;
  const Region region = declare_region(b, problem, barrier.ratio);
  Symbol value(0);
  for (std::size_t u = 1; u < d; ++u) {  // the quotients as points, for the same reason as a
    const Symbol quotient(Rational(problem.start[u] / problem.start[0] / barrier.ratio));
    value = value + pow(b.between(fmt::format("s{}", u + 1), quotient, quotient), barrier.exponent);
  }
  // Times 1 + sum r, so that p_j is r_j.
  Vec<Symbol> t{Symbol(1)};
  t.insert(t.end(), region.r.begin(), region.r.end());
  if (rule.declares_trigger) {
    t = rule.trigger_at(region.p, region.q);
    for (Symbol& x : t) x = x * region.total;
  }
  for (std::size_t u = 1; u < d; ++u) {
    Symbol mean(0);
    for (std::size_t j = 0; j < d; ++j) {
      mean = mean + t[j] * mean_power(law.atoms, noise_of(factors, u), d, j, Symbol(0), [&](const Vec<Rational>& y) {
                      const Vec<Symbol> f =
                          factors.factor(rule.variables(region.p, like(Symbol(0), y), region.a, region.q));
                      return pow(f[u] / f[0], barrier.exponent);
                    });
    }
    b.claim_nonnegative(fmt::format("E[(p_{0}'/p_1')^{1}] <= (p_{0}/p_1)^{1}", u + 1, barrier.exponent),
                        region.total - mean);
  }
  b.claim_at_least("bound >= V(p(0))", Symbol(barrier.bound), value);
  return b.build();
}

}  // namespace

void require_barrier_problem(const RuleProblem& problem) {
  RuleProblem one = problem;
  if (!is_one_law(one.noise)) one.noise = UniformNoise(noise_bound(one.noise));
  require_valid(one);
}

void require_barrier(const RuleProblem& problem, const RuleBarrier& barrier) {
  require_barrier_problem(problem);
  require(barrier.exponent >= 1 && barrier.ratio > 0 && barrier.ratio <= 1, [&] {
    return fmt::format("barrier: exponent {} and ratio {}, expected at least 1 and within (0, 1]", barrier.exponent,
                       to_string(barrier.ratio));
  });
  for (std::size_t u = 1; u < problem.start.size(); ++u) {
    require(problem.start[u] <= barrier.ratio * problem.start[0], [&] {
      return "barrier: the start " + show(problem.start) + " is outside of p_u <= " + to_string(barrier.ratio) + " p_1";
    });
  }
}

DominatingLaw law_for(const RuleProblem& problem, const Factors& factors, int cells) {
  const bool is_discrete =
      std::holds_alternative<TwoPointNoise>(problem.noise) || std::holds_alternative<DiscreteNoise>(problem.noise);
  std::vector<Rational> kinks;
  if (!is_discrete) kinks = kinks_of(cases_of(carrier_of(problem, {}, factors).statement), problem);
  return affordable_law(factors, problem.noise, cells, kinks);
}

RuleBarrierStatements barrier_statements(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors,
                                         const DominatingLaw& law) {
  RuleBarrierStatements out;
  const Carrier carrier = carrier_of(problem, barrier, factors);
  for (const SignCase& part : cases_of(carrier.statement))
    out.step.push_back(step_statement(part.statement, carrier, barrier, factors, law));
  for (SignCase& part : cases_of(growth_statement(problem, barrier, factors, law)))
    out.growth.push_back(std::move(part.statement));
  return out;
}

RuleBarrierStatements barrier_statements(const RuleProblem& problem, const RuleBarrier& barrier, int cells) {
  require_barrier(problem, barrier);
  const Factors factors = factors_of(problem.rule);
  return barrier_statements(problem, barrier, factors, law_for(problem, factors, cells));
}

}  // namespace hebb
