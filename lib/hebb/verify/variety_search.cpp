#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <hebb/replay/replay.hpp>
#include <hebb/replay/squares_system.hpp>
#include <hebb/verify/squares/ideal.hpp>
#include <hebb/verify/squares/system_forms.hpp>
#include <hebb/verify/variety_search.hpp>

namespace hebb {

using squares::Exponents;
using squares::Form;

namespace {

/// A form with its coefficients in S.
template <class S>
struct Terms {
  std::vector<std::pair<S, Exponents>> terms;
  explicit Terms(const Form& f) {
    for (const auto& t : f.terms()) terms.emplace_back(static_cast<S>(t.coefficient), t.exponents);
  }
  S operator()(const std::vector<S>& x) const {
    S sum(0);
    for (const auto& [c, e] : terms) {
      S product = c;
      for (std::size_t k = 0; k < x.size(); ++k) {
        for (int n = e[static_cast<int>(k)]; n > 0; --n) product *= x[k];
      }
      sum += product;
    }
    return sum;
  }
};

/// c_0 + c_1 x_k + ..., by powers of x_k.
std::vector<Form> by_powers(const Form& f, int k) {
  std::vector<Form> result;
  for (const auto& t : f.terms()) {
    const int n = t.exponents[k];
    if (static_cast<int>(result.size()) <= n) result.resize(static_cast<std::size_t>(n) + 1);
    Exponents e = t.exponents;
    e.add(k, -n);
    result[static_cast<std::size_t>(n)] = result[static_cast<std::size_t>(n)] + squares::term(e, t.coefficient);
  }
  return result;
}

/// The points of the variety as functions of parameters, one for each variable; those of variables that are computed
/// are not looked at.
class Variety {
 public:
  Variety(const std::vector<Form>& equations, int variables, int all) : variables_(variables) {
    const squares::Ideal ideal(equations, all, variables);
    is_free_.assign(static_cast<std::size_t>(all), true);
    for (int k = variables; k < all; ++k) is_free_[static_cast<std::size_t>(k)] = false;
    std::vector<Form> rest;
    for (const auto& rule : ideal.rules()) {
      int k = 0;
      while (rule.lead[k] == 0) ++k;
      if (k >= variables) continue;  // says what a root is
      for (const auto& t : rule.tail.terms()) {
        for (int r = variables; r < all; ++r) is_usable_ = is_usable_ && t.exponents[r] == 0;
      }
      if (rule.lead.degree() == 1) {
        is_free_[static_cast<std::size_t>(k)] = false;
        solved_.push_back({k, rule.tail});
      } else {
        rest.push_back(squares::term(rule.lead, 1) - rule.tail);
      }
    }
    is_free_.resize(static_cast<std::size_t>(variables));
    if (!is_usable_ || rest.empty()) return;
    is_usable_ = rest.size() == 1 && (solve_for_one(rest[0]) || find_base(rest[0]));
  }

  bool is_usable() const { return is_usable_; }
  bool is_free(std::size_t k) const { return is_free_[k]; }
  /// Whether the parameter of a variable is the component of a direction, not its value.
  bool is_direction(std::size_t k) const { return !base_.empty() && in_conic_[k]; }

  template <class S>
  std::optional<std::vector<S>> point(const std::vector<S>& parameters) const {
    std::vector<S> x = parameters;
    if (linear_) {
      const S slope = Terms<S>(linear_->slope)(x);
      if (slope == 0) return std::nullopt;
      x[static_cast<std::size_t>(linear_->variable)] = -Terms<S>(linear_->rest)(x) / slope;
    }
    if (!base_.empty()) {  // h(base + t d) = t (a + t b)
      std::vector<S> there = x, back = x;
      for (std::size_t k = 0; k < x.size(); ++k) {
        if (!in_conic_[k]) continue;
        there[k] = static_cast<S>(base_[k]) + x[k];
        back[k] = static_cast<S>(base_[k]) - x[k];
      }
      const Terms<S> h(conic_);
      const S a = (h(there) - h(back)) / 2, b = (h(there) + h(back)) / 2;
      if (b == 0) return std::nullopt;
      for (std::size_t k = 0; k < x.size(); ++k) {
        if (in_conic_[k]) x[k] = static_cast<S>(base_[k]) - parameters[k] * a / b;
      }
    }
    for (const auto& [k, tail] : solved_) x[static_cast<std::size_t>(k)] = Terms<S>(tail)(x);
    return x;
  }

 private:
  struct Linear {
    int variable;
    Form slope, rest;
  };

  bool solve_for_one(const Form& h) {
    for (int k = variables_ - 1; k >= 0; --k) {
      const std::vector<Form> c = by_powers(h, k);
      if (c.size() != 2) continue;
      linear_ = {k, c[1], c[0]};
      is_free_[static_cast<std::size_t>(k)] = false;
      return true;
    }
    return false;
  }

  /// A rational point of a conic or quadric.
  bool find_base(const Form& h) {
    in_conic_.assign(static_cast<std::size_t>(variables_), false);
    std::vector<std::size_t> active;
    for (const auto& t : h.terms()) {
      if (t.exponents.degree() > 2) return false;
      for (int k = 0; k < variables_; ++k) {
        if (t.exponents[k] != 0) in_conic_[static_cast<std::size_t>(k)] = true;
      }
    }
    for (std::size_t k = 0; k < in_conic_.size(); ++k) {
      if (in_conic_[k]) active.push_back(k);
    }
    const std::vector<std::pair<int, int>> values{{0, 1}, {1, 1},  {-1, 1}, {2, 1},  {-2, 1}, {3, 1},  {-3, 1},
                                                  {1, 2}, {-1, 2}, {3, 2},  {-3, 2}, {4, 1},  {-4, 1}, {3, 5},
                                                  {4, 5}, {1, 3},  {2, 3},  {5, 1},  {-5, 1}, {5, 2},  {1, 4}};
    std::vector<Rational> x(static_cast<std::size_t>(variables_), 0);
    const Terms<Rational> exact(h);
    const Terms<double> rounded(h);
    std::vector<double> y(x.size(), 0);
    // All values of two variables, fewer of the others: 40 000 points at most.
    std::size_t count = 1;
    std::vector<std::size_t> choices(active.size());
    for (std::size_t k = 0; k < active.size(); ++k)
      count *= choices[k] = active.size() <= 3 ? values.size() : active.size() <= 6 ? 5 : 3;
    for (std::size_t n = 0; n < std::min<std::size_t>(count, 40'000); ++n) {
      std::size_t rest = n;
      for (std::size_t k = 0; k < active.size(); rest /= choices[k++]) {
        const auto [a, b] = values[rest % choices[k]];
        y[active[k]] = static_cast<double>(a) / b;
        x[active[k]] = Rational(a, b);
      }
      if (std::abs(rounded(y)) > 1e-6 || exact(x) != 0) continue;
      base_ = x;
      conic_ = h;
      return true;
    }
    return false;
  }

  int variables_;
  bool is_usable_ = true;
  std::vector<bool> is_free_, in_conic_;
  std::vector<std::pair<int, Form>> solved_;
  std::optional<Linear> linear_;
  Form conic_;
  std::vector<Rational> base_;
};

class Search {
 public:
  Search(const Statement& s, int goal, const WitnessOptions& options, Variety variety,
         const checker::SquaresSystem& system)
      : s_(s), goal_(goal), options_(options), variety_(std::move(variety)), random_(options.seed) {
    lower_.resize(s.expression.variables.size());
    upper_.resize(s.expression.variables.size());
    for (const auto& c : system.conditions) {
      const auto bound = c.relation == Relation::zero ? std::nullopt : squares::bound_of(squares::form_of(c.form));
      if (bound && bound->variable < system.variables)
        (bound->lower ? lower_ : upper_)[static_cast<std::size_t>(bound->variable)] = bound->at.convert_to<double>();
    }
  }

  std::optional<Witness> run() {
    for (int k = 0; k < options_.samples; ++k) {
      throw_if_stopped(options_.stop);
      if (auto found = consider(sample())) return found;
    }
    double scale = 0.5;
    for (int k = 0; k < options_.refinements && !best_.empty(); ++k) {
      throw_if_stopped(options_.stop);
      const double before = best_value_;
      std::vector<double> next = best_;
      for (std::size_t v = 0; v < next.size(); ++v) {
        if (variety_.is_free(v)) next[v] += scale * (unit() - 0.5) * (1 + std::abs(next[v]));
      }
      if (auto found = consider(next)) return found;
      scale = best_value_ < before ? std::min(0.5, scale * 1.3) : std::max(1e-7, scale * 0.97);
    }
    return std::nullopt;
  }

 private:
  double unit() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  std::vector<double> sample() {
    std::vector<double> x(s_.expression.variables.size(), 0);
    const bool whole = pick(3) == 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (!variety_.is_free(k)) continue;
      const auto &l = lower_[k], &u = upper_[k];
      if (variety_.is_direction(k))
        x[k] = whole ? pick(7) - 3 : 2 * unit() - 1;
      else if (l && u)
        x[k] = whole ? *l + (*u - *l) * pick(5) / 4 : *l + (*u - *l) * unit();
      else if (l)
        x[k] = whole ? *l + pick(4) : *l + (pick(2) ? 3 * unit() : std::exp(6 * unit() - 3));
      else if (u)
        x[k] = whole ? *u - pick(4) : *u - (pick(2) ? 3 * unit() : std::exp(6 * unit() - 3));
      else
        x[k] = whole ? pick(7) - 3 : (pick(2) ? 6 * unit() - 3 : 2 * unit() - 1);
    }
    return x;
  }

  std::optional<Witness> consider(const std::vector<double>& parameters) {
    const auto x = variety_.point(parameters);
    if (!x || !std::ranges::all_of(*x, [](double v) { return std::isfinite(v); })) return std::nullopt;
    for (std::size_t k = 0; k < x->size(); ++k) {
      if ((lower_[k] && (*x)[k] < *lower_[k] - 1e-9) || (upper_[k] && (*x)[k] > *upper_[k] + 1e-9)) return std::nullopt;
    }
    const Vec<double> nodes = evaluate(s_.expression, *x);
    for (const Condition& c : s_.assumptions) {
      if (c.relation == Relation::nonnegative && !(nodes[c.node] > -1e-9)) return std::nullopt;
    }
    double value = nodes[s_.goals[goal_].node];
    if (s_.goals[goal_].relation == Relation::zero) value = -std::abs(value);
    if (!(value < best_value_)) return std::nullopt;
    best_value_ = value;
    best_ = parameters;
    if (value > -1e-12 || ++attempts_ > 100) return std::nullopt;
    for (const double places : {1.0, 10.0, 100.0, 1e4, 1e6, 1e9}) {
      std::vector<Rational> rounded;
      for (const double p : parameters)
        rounded.emplace_back(Integer(std::llround(p * places)), Integer(std::llround(places)));
      const auto exact = variety_.point(rounded);
      if (!exact) continue;
      Witness witness{goal_, *exact};
      try {
        checker::replay(s_, witness);
        return witness;
      } catch (const std::exception&) {
        continue;  // not a witness in exact arithmetic
      }
    }
    return std::nullopt;
  }

  const Statement& s_;
  const int goal_;
  const WitnessOptions options_;
  const Variety variety_;
  std::mt19937_64 random_;
  std::vector<std::optional<double>> lower_, upper_;
  std::vector<double> best_;
  double best_value_ = std::numeric_limits<double>::infinity();
  int attempts_ = 0;
};

}  // namespace

std::optional<Witness> find_witness_on_variety(const Statement& statement, int goal, const WitnessOptions& options) {
  const auto is_equation = [](const Condition& c) { return c.relation == Relation::zero; };
  if (std::ranges::none_of(statement.assumptions, is_equation)) return std::nullopt;
  Statement s = statement;  // the equations alone
  std::erase_if(s.assumptions, [&](const Condition& c) { return !is_equation(c); });
  s.expression.constants.emplace_back(0);
  s.expression.code.push_back({Operation::constant, static_cast<int>(s.expression.constants.size()) - 1});
  s.goals = {{"nothing", Relation::nonnegative, static_cast<int>(s.expression.code.size()) - 1}};
  std::vector<int> used;
  for (std::size_t k = 0; k < s.assumptions.size(); ++k) used.push_back(static_cast<int>(k));
  try {
    const checker::SquaresSystem system = checker::squares_system(s, 0, used);
    const int all = system.variables + static_cast<int>(system.roots.size());
    if (all > Exponents::coordinates) return std::nullopt;
    std::vector<Form> equations;
    for (const auto& c : system.conditions) {
      if (c.relation == Relation::zero) equations.push_back(squares::form_of(c.form));
    }
    Variety variety(equations, system.variables, all);
    if (!variety.is_usable()) return std::nullopt;
    return Search(statement, goal, options, std::move(variety), system).run();
  } catch (const checker::Rejection&) {
    return std::nullopt;  // exp or log in an equation
  } catch (const ExpansionLimit&) {
    return std::nullopt;
  }
}

}  // namespace hebb
