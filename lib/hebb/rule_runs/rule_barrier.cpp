#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/rule_runs/derivative.hpp>
#include <hebb/rule_runs/rule_barrier.hpp>
#include <hebb/verify/prove.hpp>

namespace hebb {
namespace {

using Bound = StatementBuilder::Bound;

/// x / v for a variable v that visibly is a factor of x; abs(v t) is v abs(t), v >= 0.
class Division {
 public:
  explicit Division(std::string variable) : variable_(std::move(variable)) {}

  std::optional<Symbol> operator()(const Symbol& x) {
    if (const auto found = done_.find(x.node()); found != done_.end()) return found->second;
    std::optional<Symbol> result = divide(x);
    kept_.push_back(x);
    done_.emplace(x.node(), result);
    return result;
  }

 private:
  std::optional<Symbol> divide(const Symbol& x) {
    const Symbol::Node& node = *x.node();
    const auto operand = [&](std::size_t k) -> const Symbol& { return node.operands[k]; };
    std::optional<Symbol> left, right;
    switch (node.operation) {
      case Operation::variable:
        if (node.name == variable_) return Symbol(1);
        return std::nullopt;
      case Operation::constant:
        if (node.value == 0) return Symbol(0);
        return std::nullopt;
      case Operation::add:
      case Operation::subtract:
        left = (*this)(operand(0));
        right = (*this)(operand(1));
        if (!left || !right) return std::nullopt;
        return node.operation == Operation::add ? *left + *right : *left - *right;
      case Operation::multiply:
        if ((left = (*this)(operand(0)))) return *left * operand(1);
        if ((right = (*this)(operand(1)))) return operand(0) * *right;
        return std::nullopt;
      case Operation::divide:
        if ((left = (*this)(operand(0)))) return *left / operand(1);
        return std::nullopt;
      case Operation::negate:
        if ((left = (*this)(operand(0)))) return -*left;
        return std::nullopt;
      case Operation::power:
        if ((left = (*this)(operand(0)))) return *left * pow(operand(0), node.exponent - 1);
        return std::nullopt;
      case Operation::abs:
        if ((left = (*this)(operand(0)))) return abs(*left);
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  std::string variable_;
  std::unordered_map<const Symbol::Node*, std::optional<Symbol>> done_;
  std::vector<Symbol> kept_;
};

/// The terms of a sum written as x_1 + x_2 + ....
void summands(const Symbol& x, std::multiset<const Symbol::Node*>& out) {
  if (x.node()->operation == Operation::add) {
    summands(x.node()->operands[0], out);
    summands(x.node()->operands[1], out);
  } else {
    out.insert(x.node());
  }
}

/// p_i' = p_i factor_i / divisor as the rule is written, over p1, ..., Y1, ..., a, Q.
struct Factors {
  RecordedFunction factor;              // f_1, ..., f_d
  RecordedFunction balance;             // sum p_i f_i and the divisor
  bool is_normalised = false;           // the divisor is visibly sum p_i f_i
  std::vector<std::vector<bool>> uses;  // uses[i][k]: f_i depends on Y_(k+1)
};

Factors factors_of(const RecordedRule& rule) {
  const auto d = static_cast<std::size_t>(rule.dimension);
  const std::vector<std::string>& names = rule.step.expression.variables;
  Vec<Symbol> variables;
  for (const std::string& name : names) variables.push_back(Symbol::variable(name));
  Vec<Symbol> next = rule.step(variables);
  Symbol divisor(1);
  const auto divided = [&](const Symbol& x) {
    return x.node()->operation == Operation::divide &&
           x.node()->operands[1].node() == next[0].node()->operands[1].node();
  };
  const bool common = next[0].node()->operation == Operation::divide && std::ranges::all_of(next, divided);
  if (common) {
    divisor = next[0].node()->operands[1];
    for (Symbol& x : next) x = Symbol(x.node()->operands[0]);
  }
  Factors out;
  std::multiset<const Symbol::Node*> written, wanted;
  Vec<Symbol> factors;
  for (std::size_t i = 0; i < d; ++i) {
    std::optional<Symbol> factor = Division(names[i])(next[i]);
    require(factor.has_value(),
            [&] { return fmt::format("the rule as written does not show p_{0}' as p_{0} times something", i + 1); });
    factors.push_back(*factor);
    wanted.insert(next[i].node());
  }
  if (common) summands(divisor, written);
  out.is_normalised = common && written == wanted;
  out.factor = record_function(names, factors);
  out.balance = record_function(names, {sum(next), divisor});
  for (std::size_t i = 0; i < d; ++i) {
    const RecordedFunction single{out.factor.expression, {out.factor.outputs[i]}};
    out.uses.emplace_back();
    for (std::size_t k = 0; k < d; ++k) out.uses.back().push_back(single.depends_on(fmt::format("Y{}", k + 1)));
  }
  return out;
}

/// The components of the noise on which p_u'/p_1' depends.
std::vector<std::size_t> noise_of(const Factors& factors, std::size_t u) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < factors.uses.size(); ++k) {
    if (factors.uses[0][k] || factors.uses[u][k]) out.push_back(k);
  }
  return out;
}

/// E[(f_u/f_1)^g | trigger j, p] over the law, in the scalar of f.
template <Scalar S, class Ratio>
S mean_power(const NoiseTable& atoms, const std::vector<std::size_t>& components, std::size_t d, std::size_t j,
             const S& as, const Ratio& ratio) {
  std::vector<std::size_t> pattern(components.size(), 0);
  S total = like(as, Rational(0));
  for (;;) {
    Rational weight = 1;
    Vec<Rational> y(d, Rational(0));
    for (std::size_t k = 0; k < components.size(); ++k) {
      y[components[k]] = atoms[pattern[k]].value;
      weight *= atoms[pattern[k]].probability;
    }
    y[j] += 1;
    total = total + like(as, weight) * ratio(y);
    std::size_t k = 0;
    while (k < components.size() && ++pattern[k] == atoms.size()) pattern[k++] = 0;
    if (k == components.size()) return total;
  }
}

std::size_t pattern_count(const Factors& factors, std::size_t atoms) {
  double total = 0;
  for (std::size_t u = 1; u < factors.uses.size(); ++u)
    total += static_cast<double>(factors.uses.size()) *
             std::pow(static_cast<double>(atoms), static_cast<double>(noise_of(factors, u).size()));
  return static_cast<std::size_t>(std::min(total, 1e15));
}

/// The most cells up to `cells` for which the patterns are not too many.
DominatingLaw affordable_law(const Factors& factors, const AnyNoise& noise, int cells) {
  for (; cells > 1; cells = cells / 2) {
    DominatingLaw law = dominating_law(noise, cells);
    // Larger sums take the provers more time than the narrower law is worth.
    if (pattern_count(factors, law.atoms.size()) <= 200 * (factors.uses.size() - 1)) return law;
  }
  DominatingLaw law = dominating_law(noise, 1);
  const std::size_t patterns = pattern_count(factors, law.atoms.size());
  require(patterns <= most_patterns, [&] {
    return fmt::format("the mean has {} terms, more than {}: p_u'/p_1' depends on too many inputs", patterns,
                       most_patterns);
  });
  return law;
}

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

Statement step_statement(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors,
                         const DominatingLaw& law) {
  const RecordedRule& rule = problem.rule;
  const std::size_t d = problem.start.size();
  StatementBuilder b;
  const Region region = declare_region(b, problem, barrier.ratio);
  Vec<Symbol> y;
  for (std::size_t k = 1; k <= d; ++k) y.push_back(b.between(fmt::format("Y{}", k), 1 - region.q, region.q));
  const Vec<Symbol> variables = rule.variables(region.p, y, region.a, region.q);
  const Vec<Symbol> f = factors.factor(variables);
  b.claim_at_least("p_1' > 0", f[0], Symbol(Rational(1, 1 << 20)));
  for (std::size_t u = 1; u < d; ++u) b.claim_nonnegative(fmt::format("p_{}' >= 0", u + 1), f[u]);
  if (!factors.is_normalised) {
    const Vec<Symbol> balance = factors.balance(variables);
    b.claim_equal("sum p' = 1", balance[0], balance[1]);
  }
  if (rule.declares_trigger) {
    const Vec<Symbol> t = rule.trigger_at(region.p, region.q);
    for (std::size_t j = 0; j < d; ++j) b.claim_nonnegative(fmt::format("t_{} >= 0", j + 1), t[j]);
    b.claim_equal("sum t = 1", sum(t), Symbol(1));
  }
  if (!law.needs_convexity) return b.build();
  // (q^g)'' = g q^(g-2) ((g-1) q'^2 + q q'') in each input, q = f_u/f_1 >= 0.
  for (std::size_t u = 1; u < d; ++u) {
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

/// The smallest n 10^-k >= x with `digits` digits.
Rational rounded_up(double x, int digits) {
  if (!(x > 0)) return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(x))) + 1 - digits;
  const Rational scale = pow(Rational(10), std::abs(exponent));
  const Rational n(static_cast<std::int64_t>(std::ceil(x * std::pow(10.0, -exponent) * (1 + 1e-10))));
  return exponent < 0 ? Rational(n / scale) : Rational(n * scale);
}

/// The growth of the g-th powers over double, largest over a grid of the region.
class GrowthSearch {
 public:
  GrowthSearch(const RuleProblem& problem, const Factors& factors, const DominatingLaw& law, StopFlag stop)
      : problem_(problem), factors_(factors), law_(law), stop_(stop), d_(problem.start.size()) {
    const std::size_t per_side = d_ == 2 ? 9 : d_ == 3 ? 4 : 2;
    std::vector<std::size_t> index(d_ - 1, 0);
    for (;;) {
      Vec<double> r;
      for (const std::size_t k : index) r.push_back(static_cast<double>(k) / static_cast<double>(per_side - 1));
      grid_.push_back(r);
      std::size_t k = 0;
      while (k < index.size() && ++index[k] == per_side) index[k++] = 0;
      if (k == index.size() || grid_.size() >= 64) break;
    }
    if (grid_.back() != Vec<double>(d_ - 1, 1.0)) grid_.push_back(Vec<double>(d_ - 1, 1.0));
  }

  double largest_growth(int exponent, double ratio) const {
    double largest = 0;
    for (const Vec<double>& unit : grid_) {
      throw_if_stopped(stop_);
      Vec<double> r = unit;
      for (double& x : r) x *= ratio;
      const Vec<double> p = point_from_ratios(r);
      const double a = problem_.a.convert_to<double>(), q = noise_bound(problem_.noise).convert_to<double>();
      const Vec<double> t = problem_.rule.trigger_at(p, q);
      for (std::size_t u = 1; u < d_; ++u) {
        double mean = 0;
        for (std::size_t j = 0; j < d_; ++j) {
          mean += t[j] * mean_power(law_.atoms, noise_of(factors_, u), d_, j, 0.0, [&](const Vec<Rational>& y) {
                    const Vec<double> f = factors_.factor(problem_.rule.variables(p, like(0.0, y), a, q));
                    return std::pow(f[u] / f[0], exponent);
                  });
        }
        if (!(mean <= largest)) largest = mean;  // not a number counts as too large
        if (std::isnan(mean)) return std::numeric_limits<double>::infinity();
      }
    }
    return largest;
  }

  /// The largest ratio in [least, most] at which the powers do not grow; nothing when there is none.
  std::optional<double> largest_ratio(int exponent, double least, double most) const {
    const auto holds = [&](double x) { return largest_growth(exponent, x) < 1; };
    if (holds(most)) return most;
    if (!holds(least)) return std::nullopt;
    for (int k = 0; k < 12; ++k) {
      const double middle = (least + most) / 2;
      (holds(middle) ? least : most) = middle;
    }
    return least;
  }

 private:
  const RuleProblem& problem_;
  const Factors& factors_;
  const DominatingLaw& law_;
  StopFlag stop_;
  std::size_t d_;
  std::vector<Vec<double>> grid_;
};

double value_at(const Vec<Rational>& start, int exponent, double ratio) {
  double value = 0;
  for (std::size_t u = 1; u < start.size(); ++u)
    value += std::pow(Rational(start[u] / start[0]).convert_to<double>() / ratio, exponent);
  return value;
}

RuleBarrierProof prove_with(const RuleProblem& problem, const RuleBarrier& barrier, const Factors& factors,
                            const DominatingLaw& law, const std::string& name, const RuleBarrierOptions& options) {
  RuleBarrierProof out;
  out.law = law.text;
  ProveOptions how;
  how.seconds = options.seconds;
  how.stop = options.stop;
  const std::pair<std::string, Statement> parts[] = {
      {name + ".barrier-step", step_statement(problem, barrier, factors, law)},
      {name + ".barrier", growth_statement(problem, barrier, factors, law)}};
  for (const auto& [part, statement] : parts) {
    Decision decision = prove(statement, how, part);
    if (decision.verdict != Verdict::proved || !decision.certificate) {
      out.certificates.clear();
      out.reason = fmt::format("{}: {}", decision.verdict == Verdict::refuted ? "refuted" : "not proved",
                               decision.reason.empty() ? "a point of the region is a counterexample" : decision.reason);
      return out;
    }
    out.certificates.push_back(std::move(*decision.certificate));
  }
  out.barrier = barrier;
  return out;
}

}  // namespace

DominatingLaw dominating_law(const AnyNoise& noise, int cells) {
  require(cells >= 1, "dominating_law: at least one cell");
  const Rational& q = noise_bound(noise);
  if (const auto* law = std::get_if<TwoPointNoise>(&noise)) return {law->atoms(), false, "exact"};
  if (const auto* law = std::get_if<DiscreteNoise>(&noise)) return {law->atoms(), false, "exact"};
  if (!std::holds_alternative<UniformNoise>(noise) || cells == 1)
    return {TwoPointNoise(q).atoms(), true, "by the two-point law, the largest one in the convex order"};
  NoiseTable atoms;
  for (int k = 0; k <= cells; ++k) {
    const Rational end = k == 0 || k == cells ? Rational(1, 2 * cells) : Rational(1, cells);
    atoms.push_back({Rational((q - 1) * Rational(2 * k - cells, cells)), end});
  }
  return {std::move(atoms), true, fmt::format("by the ends of {} cells, larger in the convex order", cells)};
}

RuleBarrierStatements barrier_statements(const RuleProblem& problem, const RuleBarrier& barrier, int cells) {
  require_barrier(problem, barrier);
  const Factors factors = factors_of(problem.rule);
  const DominatingLaw law = affordable_law(factors, problem.noise, cells);
  return {step_statement(problem, barrier, factors, law), growth_statement(problem, barrier, factors, law)};
}

RuleBarrierProof prove_rule_barrier(const RuleProblem& problem, const RuleBarrier& barrier, const std::string& name,
                                    const RuleBarrierOptions& options) {
  require_barrier(problem, barrier);
  try {
    const Factors factors = factors_of(problem.rule);
    return prove_with(problem, barrier, factors, affordable_law(factors, problem.noise, options.cells), name, options);
  } catch (const PreconditionError& e) {
    RuleBarrierProof none;
    none.reason = e.what();
    return none;
  }
}

RuleBarrierProof find_rule_barrier(const RuleProblem& problem, const LossEvent& event, const std::string& name,
                                   const RuleBarrierOptions& options) {
  require_barrier_problem(problem);
  const Vec<Rational>& start = problem.start;
  initial_gap(start);
  const Rational limit = ratio_limit(event, problem.rule.dimension);
  const Rational first = *std::max_element(start.begin() + 1, start.end()) / start[0];
  RuleBarrierProof out;
  if (first >= limit) {
    out.reason = fmt::format("the start is not inside of p_u <= {} p_1, which keeps the event", to_string(limit));
    return out;
  }
  try {
    const Factors factors = factors_of(problem.rule);
    const DominatingLaw law = affordable_law(factors, problem.noise, options.cells);
    const GrowthSearch search(problem, factors, law, options.stop);
    const double least = first.convert_to<double>(), most = limit.convert_to<double>();
    double best = 1;
    RuleBarrier found;
    for (double g = 1; g < 2000; g = std::max(g + 1, std::floor(g * 1.25))) {
      const auto ratio = search.largest_ratio(static_cast<int>(g), least, most);
      if (!ratio) break;  // larger powers grow still more
      const double value = value_at(start, static_cast<int>(g), *ratio);
      if (value < best) {
        best = value;
        found.exponent = static_cast<int>(g);
        found.ratio = Rational(static_cast<std::int64_t>(*ratio * 1e9), 1'000'000'000);
      } else if (value > 1e3 * best || value > 1.5) {
        break;
      }
    }
    if (best >= 1) {
      out.reason = "no power of p_u/p_1 proves a probability below 1: the learning rate is too large for this start";
      return out;
    }
    const Rational widest = found.ratio;
    for (const Rational& share : {Rational(999, 1000), Rational(97, 100), Rational(9, 10)}) {
      // Slack at the edge of the region, for the provers.
      const Rational ratio = first + (std::min(widest, limit) - first) * share;
      found.ratio = Rational(static_cast<std::int64_t>(ratio.convert_to<double>() * 1e6), 1'000'000);
      if (found.ratio <= first) break;
      found.bound = rounded_up(value_at(start, found.exponent, found.ratio.convert_to<double>()), 6);
      if (found.bound >= 1) break;
      out = prove_with(problem, found, factors, law, name, options);
      if (out.barrier) return out;
    }
    if (out.reason.empty()) out.reason = "no barrier with room for a proof has a bound below 1";
  } catch (const PreconditionError& e) {
    out = {};
    out.reason = e.what();
  }
  return out;
}

}  // namespace hebb
